"""Fill-in workbooks (填报表): an empty form for a department, and a form for actual values.

Drop-downs, live sums, help texts and protected labels; the input cells are unlocked and light
yellow. Both read back with the ordinary readers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from jixiao.books import INSTRUCTIONS, new_book, on_paper, packed
from jixiao.plan.taxonomy import LEVEL1_NAMES, LEVEL2_NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from jixiao.plan.values import FundLine, Plan

ROWS = 200
TASKS = 20
_HELP = {
    "name": "写清楚衡量什么，不要写数字、做法，一行只写一项。例：参训人员满意度",
    "sign": "≥ 越多越好；≤ 越少越好；＝ 正好；定性 留空或选“定性”",
    "value": "定量写数字；时限写“2025年9月底前”；定性写明分级标准",
    "unit": "次、个、%、万元……日期和定性不写",
    "money": "单位：万元，两位小数；没有的留空，不要写0",
}


def template(
    scope: Literal["整体支出", "项目支出"] = "整体支出", year: int | None = None, department: str = ""
) -> bytes:
    """An empty fill-in workbook of 绩效目标表: instruction sheet, money and objectives, indicators."""
    book, kit = _book()
    overall = scope == "整体支出"
    title = f"{scope}绩效目标表"
    _instructions(book, kit, title)
    page = book.create_sheet("资金和目标")
    kit.title(page, title, f"（{year}年度）" if year else "（    年度）", 7)
    if overall:
        _overall_money(page, kit, department)
    else:
        _project_money(page, kit, department)
    _indicator_sheet(book, kit, title, year, grouped=overall)
    return packed(book)


class _Kit:
    """Styles shared by both workbooks."""

    def __init__(self) -> None:
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

        side = Side(style="thin", color="000000")
        self.border = Border(left=side, right=side, top=side, bottom=side)
        self.plain, self.bold = Font(name="宋体", size=10.5), Font(name="宋体", size=10.5, bold=True)
        self.head = Font(name="黑体", size=18, bold=True)
        self.grey, self.yellow = PatternFill("solid", fgColor="F2F2F2"), PatternFill("solid", fgColor="FFFBE6")
        self.center = Alignment(horizontal="center", vertical="center", wrap_text=True)
        self.left = Alignment(horizontal="left", vertical="center", wrap_text=True)
        self.open = Protection(locked=False)

    def title(self, page: Any, title: str, subtitle: str, columns: int, *, landscape: bool = False) -> None:
        for row, text in ((1, title), (2, subtitle)):
            page.merge_cells(start_row=row, start_column=1, end_row=row, end_column=columns)
            cell = page.cell(row, 1, text)
            cell.font, cell.alignment = (self.head if row == 1 else self.plain), self.center
        page["A2"].protection = self.open
        page.row_dimensions[1].height, page.row_dimensions[2].height = 32, 20
        page.protection.sheet = True
        page.protection.formatColumns = page.protection.formatRows = page.protection.insertRows = (
            page.protection.deleteRows
        ) = False
        on_paper(page, landscape=landscape)

    def label(self, page: Any, row: int, column: int, text: str, down: int = 1, right: int = 1) -> None:
        self._area(page, row, column, down, right)
        cell = page.cell(row, column, text)
        cell.font, cell.alignment, cell.fill = self.bold, self.center, self.grey

    def field(
        self, page: Any, row: int, column: int, right: int = 1, *, value: Any = None, fmt: str = "", left: bool = False
    ) -> Any:
        self._area(page, row, column, 1, right)
        cell = page.cell(row, column, value)
        cell.font, cell.alignment, cell.fill, cell.protection = (
            self.plain,
            (self.left if left else self.center),
            self.yellow,
            self.open,
        )
        if fmt:
            cell.number_format = fmt
        return cell

    def _area(self, page: Any, row: int, column: int, down: int, right: int) -> None:
        for y in range(row, row + down):
            for x in range(column, column + right):
                page.cell(y, x).border = self.border
        if down > 1 or right > 1:
            page.merge_cells(start_row=row, start_column=column, end_row=row + down - 1, end_column=column + right - 1)


def _book() -> tuple[Any, _Kit]:
    return new_book(), _Kit()


def _instructions(book: Any, kit: _Kit, title: str) -> None:
    page = book.create_sheet("填报说明")
    on_paper(page)
    page.column_dimensions["A"].width = 82
    lines = (
        f"{INSTRUCTIONS}{title}（空白填报用表）",
        "1. 浅黄色的格子填写，其余已锁定（无密码，可在“审阅”中取消保护）。",
        "2. “资金和目标”页：合计和校验自动计算；校验栏出现“不符”请先改正。没有的金额留空，不要写0。",
        "3. “绩效指标”页：一级、二级指标和计算符号从下拉框选择；每行都要写全，不要合并单元格。",
        "4. 定量指标写：计算符号、数字、计量单位；时限写成“2025年9月底前”；定性指标写明优、良、中、差的判定标准。",
        "5. 填好后运行：jixiao check 本文件.xlsx，按提示修改；再运行 jixiao convert 本文件.xlsx 绩效目标表.pdf。",
    )
    for row, text in enumerate(lines, 1):
        cell = page.cell(row, 1, text)
        cell.font, cell.alignment = (kit.bold if row == 1 else kit.plain), kit.left
        page.row_dimensions[row].height = 34
    page.protection.sheet = True


def _widths(page: Any, widths: tuple[float, ...]) -> None:
    from openpyxl.utils import get_column_letter

    for index, width in enumerate(widths, 1):
        page.column_dimensions[get_column_letter(index)].width = width


def _overall_money(page: Any, kit: _Kit, department: str) -> None:
    _widths(page, (7, 44, 14, 14, 14, 14, 16))
    kit.label(page, 3, 1, "部门\n名称")
    kit.field(page, 3, 2, 6, value=department or None)
    kit.label(page, 4, 1, "序号", 3)
    kit.label(page, 4, 2, "主要工作任务", 3)
    kit.label(page, 4, 3, "预算资金（万元）", 1, 4)
    kit.label(page, 5, 3, "总额", 2)
    kit.label(page, 5, 4, "财政资金", 1, 2)
    kit.label(page, 5, 6, "其他资金", 2)
    kit.label(page, 6, 4, "基本支出")
    kit.label(page, 6, 5, "项目支出")
    kit.label(page, 4, 7, "校验", 3)
    first, last = 8, 7 + TASKS
    kit.label(page, 7, 1, "合  计", 1, 2)
    for column, letter in enumerate("CDEF", 3):
        _formula(
            page, kit, 7, column, f'=IF(COUNT({letter}{first}:{letter}{last})=0,"",SUM({letter}{first}:{letter}{last}))'
        )
    _formula(page, kit, 7, 7, '=IF(COUNT(C7:F7)=0,"",IF(ABS(N(C7)-SUM(D7:F7))<0.005,"相符","不符"))')
    for row in range(first, last + 1):
        kit.field(page, row, 1, value=row - 7)
        kit.field(page, row, 2, left=True)
        _formula(page, kit, row, 3, f'=IF(COUNT(D{row}:F{row})=0,"",SUM(D{row}:F{row}))')
        for column in (4, 5, 6):
            kit.field(page, row, column, fmt="0.00")
        _formula(
            page,
            kit,
            row,
            7,
            f'=IF(AND(B{row}="",COUNT(D{row}:F{row})>0),"缺任务名称",IF(AND(B{row}<>"",COUNT(D{row}:F{row})=0),"缺金额",""))',
        )
        page.row_dimensions[row].height = 22
    _numbers(page, f"D{first}:F{last}")
    top = last + 1
    kit.label(page, top, 1, "序号")
    kit.label(page, top, 2, "年度绩效目标", 1, 5)
    kit.label(page, top, 7, "对应工作任务")
    for row in range(top + 1, top + 1 + TASKS):
        kit.field(page, row, 1, value=row - top)
        kit.field(page, row, 2, 5, left=True)
        kit.field(page, row, 7)
        page.row_dimensions[row].height = 30
    page.freeze_panes = "A4"


def _project_money(page: Any, kit: _Kit, department: str) -> None:
    _widths(page, (16, 22, 14, 14, 14, 14, 12))
    for row, name, value in ((3, "项目名称", None), (4, "主管部门", department or None), (5, "实施单位", None)):
        kit.label(page, row, 1, name)
        kit.field(page, row, 2, 6, value=value)
    names = ("年度资金总额", "其中：财政拨款", "其中：上年结转资金", "其中：其他资金")
    kit.label(page, 6, 1, "项目资金\n（万元）", len(names))
    for row, name in enumerate(names, 6):
        kit.label(page, row, 2, name)
        if row == 6:
            _formula(page, kit, row, 3, '=IF(COUNT(C7:C9)=0,"",SUM(C7:C9))', right=5)
        else:
            kit.field(page, row, 3, 5, fmt="0.00")
    _numbers(page, "C7:C9")
    kit.label(page, 10, 1, "序号")
    kit.label(page, 10, 2, "年度绩效目标", 1, 6)
    for row in range(11, 14):
        kit.field(page, row, 1, value=row - 10)
        kit.field(page, row, 2, 6, left=True)
        page.row_dimensions[row].height = 44


def _formula(page: Any, kit: _Kit, row: int, column: int, formula: str, right: int = 1) -> None:
    kit.label(page, row, column, formula, 1, right)
    page.cell(row, column).number_format = "0.00"


def _numbers(page: Any, area: str, title: str = "金额", prompt: str = "") -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    check = DataValidation(
        type="decimal",
        operator="greaterThanOrEqual",
        formula1="0",
        allow_blank=True,
        showErrorMessage=True,
        showInputMessage=True,
    )
    check.errorTitle, check.error = title, "请填写不小于0的数字；没有请留空。"
    check.promptTitle, check.prompt = title, prompt or _HELP["money"]
    page.add_data_validation(check)
    check.add(area)


def _indicator_sheet(book: Any, kit: _Kit, title: str, year: int | None, *, grouped: bool) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    page = book.create_sheet("绩效指标")
    columns = [
        *(["绩效目标"] if grouped else []),
        "一级指标",
        "二级指标",
        "三级指标",
        "计算符号",
        "指标值",
        "计量单位",
        "分值",
        "备注",
    ]
    kit.title(page, title, f"（{year}年度）" if year else "（    年度）", len(columns), landscape=True)
    _widths(page, (*((10.0,) if grouped else ()), 13, 20, 44, 10, 24, 12, 8, 24))
    for column, name in enumerate(columns, 1):
        kit.label(page, 3, column, name)
    lists = {
        "绩效目标": [f"目标{n}" for n in range(1, TASKS + 1)],
        "一级指标": list(LEVEL1_NAMES.values()),
        "二级指标": list(dict.fromkeys(LEVEL2_NAMES.values())),
        "计算符号": ["≥", "≤", "＝", "＞", "＜", "定性"],
    }
    helps = {"三级指标": _HELP["name"], "计算符号": _HELP["sign"], "指标值": _HELP["value"], "计量单位": _HELP["unit"]}
    for column, name in enumerate(columns, 1):
        letter = page.cell(3, column).column_letter
        if name in lists or name in helps:
            values = f'"{",".join(lists[name])}"' if name in lists else None
            check = DataValidation(
                type="list" if values else None,
                formula1=values,
                allow_blank=True,
                showInputMessage=True,
                showErrorMessage=bool(values),
            )
            check.promptTitle, check.prompt = name, helps.get(name, "请从下拉框选择")
            check.errorTitle, check.error = name, "请从下拉框选择。"
            page.add_data_validation(check)
            check.add(f"{letter}4:{letter}{3 + ROWS}")
    for row in range(4, 4 + ROWS):
        for column, name in enumerate(columns, 1):
            kit.field(page, row, column, left=name in {"三级指标", "备注"})
    page.freeze_panes = page.cell(4, 1)
    page.print_title_rows = "1:3"


def actuals_template(plan: Plan, weights: Mapping[str, Decimal] | None = None) -> bytes:
    """A workbook to fill in 实际完成值 for every indicator of a plan, and 全年执行数 for its money.

    ``weights`` by indicator id stand in 分值 to be changed; by default the plan's own.
    """
    from openpyxl.worksheet.datavalidation import DataValidation

    book, kit = _book()
    page = book.create_sheet("实际完成值")
    columns = (
        "指标编号",
        "绩效目标",
        "一级指标",
        "二级指标",
        "三级指标",
        "指标值",
        "实际完成值",
        "完成等级",
        "完成比例",
        "偏差原因分析及改进措施",
        "原因类别",
        "佐证材料",
        "分值",
    )
    kit.title(
        page,
        "绩效目标实际完成情况填报表",
        f"（{plan.year}年度）{plan.department or ''}{plan.project or ''}",
        len(columns),
        landscape=True,
    )
    _widths(page, (12, 9, 12, 17, 40, 22, 18, 11, 10, 32, 14, 24, 9))
    for column, name in enumerate(columns, 1):
        kit.label(page, 3, column, name)
    for row, indicator in enumerate(plan.indicators, 4):
        fixed = (
            indicator.id,
            f"目标{indicator.objective}" if indicator.objective is not None else "",
            indicator.level1 or "",
            indicator.level2 or "",
            indicator.name,
            indicator.target.text if indicator.target else "",
        )
        for column, value in enumerate(fixed, 1):
            kit.label(page, row, column, "")
            cell = page.cell(row, column)
            cell.font = kit.plain
            if value:
                cell.value, cell.data_type = value, "s"
        for column in range(7, 13):
            kit.field(page, row, column, left=column in {10, 12})
        if indicator.parent is None:  # a 其中 row carries none of its own
            weight = indicator.weight if weights is None else weights.get(indicator.id)
            kit.field(page, row, 13, value=None if weight is None else float(weight), fmt="0.00")
        else:
            kit.label(page, row, 13, "")
    last = 3 + len(plan.indicators)
    for letter, values, prompt in (
        ("H", "达成,部分达成,未达成", "只用于定性指标和没有数字的指标"),
        ("K", "指标值偏低,外部因素,政策变化,统计口径变化", "大幅超额完成时选择"),
    ):
        check = DataValidation(
            type="list", formula1=f'"{values}"', allow_blank=True, showInputMessage=True, showErrorMessage=True
        )
        check.prompt = prompt
        page.add_data_validation(check)
        check.add(f"{letter}4:{letter}{max(last, 4)}")
    _numbers(page, f"M4:M{max(last, 4)}", "分值", "指标分值，合计应等于评分规则的指标总分。")
    page.column_dimensions["A"].hidden = True
    page.freeze_panes = "G4"
    page.print_title_rows = "1:3"
    money = book.create_sheet("资金")
    kit.title(money, "资金执行情况填报表", f"（{plan.money_unit or '万元'}）", 4)
    _widths(money, (28, 18, 18, 14))
    for column, name in enumerate(("资金名称", "全年预算数", "全年执行数", "执行率"), 1):
        kit.label(money, 3, column, name)
    for row, (name, amount) in enumerate(_lines(plan.funds), 4):
        kit.label(money, row, 1, name)
        kit.label(money, row, 2, "")
        money.cell(row, 2).value = float(amount) if amount is not None else None
        money.cell(row, 2).number_format = "0.00"
        kit.field(money, row, 3, fmt="0.00")
        _formula(money, kit, row, 4, f'=IF(OR(C{row}="",N(B{row})=0),"",C{row}/B{row})')
        money.cell(row, 4).number_format = "0.00%"
    _numbers(money, "C4:C40")
    return packed(book)


def _lines(funds: tuple[FundLine, ...]) -> list[tuple[str, Decimal | None]]:
    found: list[tuple[str, Decimal | None]] = []

    def walk(line: FundLine) -> None:
        if line.amount is not None:
            found.append((line.name, line.amount))
        for child in line.children:
            walk(child)

    for line in funds[:1]:
        walk(line)
    return found
