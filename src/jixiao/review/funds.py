"""Money: sums, cost ceilings against budgets, apportioning, and slips of unit."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from jixiao.plan.build import part, total
from jixiao.plan.money import format_amount
from jixiao.plan.units import kind_of, split
from jixiao.review.registry import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jixiao.plan.values import FundLine
    from jixiao.review.context import Context, Row

CENT = Decimal("0.01")
TEN_THOUSAND = Decimal(10_000)
_FEWEST_AMOUNTS = 5  # fewer prove no pattern
_SOURCES = frozenset(
    ("财政资金", "基本支出", "项目支出", "其他资金", "其它资金", "财政拨款", "当年财政拨款", "本年财政拨款", "上年结转资金", "上年结转", "单位资金",
     "财政专户管理资金", "自有资金", "中央资金", "市级资金", "区级资金", "县级资金", "省级资金", "地方资金", "中央财政资金", "预算资金", "其他", "其它")
)  # fmt: skip


def exhaustive(line: FundLine) -> bool:
    """Whether the printed parts claim to be the whole: two or more, all sources of money."""
    return len(line.children) > 1 and all(child.name in _SOURCES for child in line.children)


def _trees(context: Context) -> Iterator[tuple[str, str, FundLine]]:
    for index, line in enumerate(context.plan.funds):
        yield f"/funds/{index}", "资金" if index or len(context.plan.funds) > 1 else "合计", line
    for index, task in enumerate(context.plan.tasks):
        for number, line in enumerate(task.funds):
            yield f"/tasks/{index}/funds/{number}", f"任务{task.number}", line


def _wrong_sums(pointer: str, line: FundLine) -> Iterator[tuple[str, FundLine, Decimal, Decimal]]:
    """Lines whose printed amount is not the sum of all their parts, with both figures."""
    for field in ("amount", "executed"):
        whole = getattr(line, field)
        if whole is None:
            continue
        if field == "amount":
            parts = total(line.children)
            single = len(line.children) == 1
        else:
            known = [child.executed for child in line.children]
            parts = sum((e for e in known if e is not None), Decimal(0)) if any(e is not None for e in known) else None
            single = len(known) == 1
        if parts is None:
            continue
        # A lone 其中 need not be the whole, but cannot be more than it; a tree of columns is the whole.
        columns = line.name == "总额"
        if ((exhaustive(line) or columns) and abs(whole - parts) > CENT / 2) or (
            single and not columns and parts > whole
        ):
            yield pointer, line, whole, parts
    for index, child in enumerate(line.children):
        yield from _wrong_sums(f"{pointer}/children/{index}", child)


@rule(
    "R01",
    "error",
    source="review-form:规范完整性",
    zh="资金加不拢",
    en="Money does not add up",
    why="合计不等于各项之和，是审计最先看到的问题，其他内容都以它为基础。没有印出来的项目不算；空着不等于零。",
    fires=(
        {"money": [("100.00", "60.00", "39.00", None)], "rows": []},
        {
            "total": ("150.00", "60.00", "90.00", None),
            "money": [("100.00", "60.00", "40.00", None), ("49.00", None, "49.00", None)],
        },
    ),
    silent=(
        {
            "total": ("150.00", "60.00", "90.00", None),
            "money": [("100.00", "60.00", "40.00", None), ("50.00", None, "50.00", None)],
        },
        {"money": [("100.00", None, None, None)]},
    ),
)
def money_does_not_add_up(context: Context) -> Iterator[Hit]:
    """A printed total is not the sum of its parts, or 合计 is not the sum of the tasks.

    Why: sums that do not add up are the first thing auditors find, and everything else rests on them.
    Leaves out: parts nobody printed; an empty cell is not a zero.
    """
    for pointer, owner, line in _trees(context):
        for where, wrong, whole, parts in _wrong_sums(pointer, line):
            gap = format_amount(abs(whole - parts))
            yield Hit(
                where,
                f"{owner}“{wrong.name}”{format_amount(whole)}，各项相加为{format_amount(parts)}，相差{gap}。",
                f"{owner} “{wrong.name}” is {format_amount(whole)}, its parts add up to {format_amount(parts)}: {gap} apart.",
                "请核对各项金额，使总额等于各项之和。",
                "Correct the amounts so that the total equals its parts.",
            )
    plan = context.plan
    if len(plan.funds) != 1 or not plan.tasks or plan.funds[0].name != "总额":
        return
    root = plan.funds[0]
    for name in ("总额", "基本支出", "项目支出", "其他资金"):
        printed = part(root, name)
        amounts = [amount for task in plan.tasks for line in task.funds if (amount := part(line, name)) is not None]
        if printed is None or not amounts:
            continue
        added = sum(amounts, Decimal(0))
        if abs(printed - added) > CENT / 2:
            gap = format_amount(abs(printed - added))
            yield Hit(
                "/funds/0",
                f"合计的“{name}”为{format_amount(printed)}，各任务相加为{format_amount(added)}，相差{gap}。",
                f"The total of “{name}” is {format_amount(printed)}, the tasks add up to {format_amount(added)}: {gap} apart.",
                "请核对该栏各任务的金额和合计。",
                "Check this column of the tasks and its total.",
            )


def _is_unit_cost(row: Row) -> bool:
    return "/" in (row.target.unit or "") or has_unit_word(row.name)


def has_unit_word(name: str) -> bool:
    """Whether a cost row is of a price, not of a sum."""
    return any(word in name for word in ("标准", "单价", "人均", "每", "均价", "平均", "单位成本"))


def _ceilings(context: Context, rows: Sequence[Row]) -> Iterator[tuple[Row, Decimal]]:
    """Cost rows of a sum of money, in the plan's unit."""
    for row in rows:
        if row.is_cost and not _is_unit_cost(row) and row.target.comparator in {"≤", "<", "=", None}:
            amount = context.in_plan_unit(row.target)
            if amount is not None:
                yield row, amount


@rule(
    "R07",
    "error",
    source="review-form:资金匹配性",
    zh="成本上限与任务预算不符，或只是重复预算",
    en="A cost ceiling differs from the task's budget, or only repeats it",
    why="上限高于预算永远不会突破；恰好等于预算则没有节约要求；叫补贴却装着别的钱则名不副实。单位成本以及只限一部分支出的上限不算。",
    fires=(
        {"money": [("100.00", "100.00", None, None)], "rows": ["成本指标|总成本|≤120万元"]},
        {"money": [("100.00", "100.00", None, None)], "rows": ["成本指标|总成本|≤100万元"]},
        {
            "money": [("100.00", "20.00", "80.00", None)],
            "rows": ["成本指标|总补贴金额|≤100万元", "成本指标|补贴标准|≤30元/人"],
        },
    ),
    silent=(
        {
            "money": [("100.00", "100.00", None, None)],
            "rows": ["成本指标|总成本|≤100万元", "成本指标|培训单价|≤300元/人"],
        },
        {"money": [("100.00", "100.00", None, None)], "rows": ["成本指标|会议费|≤5万元"]},
    ),
)
def cost_ceiling_does_not_bind(context: Context) -> Iterator[Hit]:
    """A total-cost ceiling (成本指标) is not the budget of its objective's tasks, or merely restates it.

    Why: a ceiling above the budget can never be missed; one that only repeats it measures no economy;
    one that is called 补贴 but holds other money misnames what it limits.
    Leaves out: unit costs, and ceilings on a part of the budget (no 总 in the name).
    """
    for number, rows in context.groups.items():
        budget = context.budgets.get(number)
        if budget is None or not budget:
            continue
        priced = any(row.is_cost and _is_unit_cost(row) and row.target.kind == "number" for row in rows)
        for row, amount in _ceilings(context, rows):
            shown, limit = format_amount(budget), row.target.text
            if amount == budget:
                label = _partial_label(context, row, number)
                if label is not None:
                    yield Hit(
                        row.value_at,
                        f"名称只说“{label}”，上限{limit}却等于任务的全部预算{shown}，其中含其他支出。",
                        f"The name says only “{label}”, but {limit} is the task's whole budget {shown}, other money included.",
                        f"请把上限改为“{label}”本身的预算，或改用“总成本”一类的名称。",
                        f"Limit the budget of “{label}” itself, or name the row as total cost.",
                        "warning",
                    )
                elif not priced:
                    yield Hit(
                        row.value_at,
                        f"上限{limit}只是重复任务预算{shown}，没有单位成本，看不出是否节约。",
                        f"{limit} only repeats the task's budget {shown}; without a unit cost it shows no economy.",
                        "建议补充单位成本（如元/人、元/平方米）或分项上限。",
                        "Add a unit cost (per person, per square metre) or ceilings on parts.",
                        "info",
                    )
            elif "总" in row.name and not _slip(amount, budget):
                higher = amount > budget
                yield Hit(
                    row.value_at,
                    f"总成本上限{limit}{'高于' if higher else '低于'}任务预算{shown}，"
                    + ("起不到约束作用。" if higher else "与安排的资金不符。"),
                    f"Total cost {limit} is {'above' if higher else 'below'} the tasks' budget {shown}"
                    + (" and binds nothing." if higher else ": it does not match the money."),
                    f"请改为不高于{shown}，或说明差额。",
                    f"Lower it to {shown}, or explain the difference.",
                )


def _partial_label(context: Context, row: Row, number: int | None) -> str | None:
    """The part of the money a ceiling names, if the budget it repeats holds more than that part."""
    basic = context.spent_on(number, "基本支出")
    project = context.spent_on(number, "项目支出")
    for label in ("补贴", "补助", "奖补", "项目支出"):
        if label in row.name and basic > 0 and "基本" not in row.name and "人员" not in row.name:
            return label
    if (
        "人员" in row.name
        and project > 0
        and "项目" not in row.name
        and "总成本" not in row.name.replace("人员支出总成本", "")
    ):
        return "人员"
    return None


def _slip(amount: Decimal, other: Decimal) -> bool:
    """Whether two amounts differ by about ten thousand: 元 written for 万元."""
    if not amount or not other:
        return False
    ratio = amount / other if amount > other else other / amount
    return Decimal(9000) <= ratio <= Decimal(11000)


@rule(
    "R29",
    "info",
    source="review-form:资金匹配性",
    zh="基本支出疑似按人头平均分摊",
    en="Basic expenditure looks apportioned by head",
    why="各任务的基本支出都是同一个零头数的小倍数，像是按人头平均分摊，不是按任务测算。整数是任何数的倍数，不算。",
    fires=({"money": [(a, a, None, None) for a in ("125.24", "187.86", "250.48", "438.34", "1565.50")]},),
    silent=(
        {"money": [(a, a, None, None) for a in ("125.24", "187.99", "250.00", "438.31", "1565.57")]},
        {"money": [(a, a, None, None) for a in ("100.00", "200.00", "300.00", "400.00", "500.00")]},
    ),
    suspects=True,
)
def basic_money_apportioned(context: Context) -> Iterator[Hit]:
    """The tasks' 基本支出 are all small multiples of one odd amount.

    Why: money split by heads is no costing of the task. Leaves out: round amounts, which are
    multiples of anything.
    """
    cents = [
        int(a * 100)
        for t in context.plan.tasks
        for line in t.funds
        if (a := part(line, "基本支出")) is not None and a > 0
    ]
    if len(cents) < 5:
        return
    least = min(cents)
    for divisor in range(1, 9):
        if least % divisor:
            continue
        unit = least // divisor
        if unit < 1000 or unit % 50 == 0:
            continue
        fitting = [c for c in cents if (2 * c) % unit == 0 and c <= 60 * unit]
        if len(fitting) >= _FEWEST_AMOUNTS and len(fitting) * 10 >= len(cents) * 7:
            shown = format_amount(Decimal(unit) / 100)
            yield Hit(
                "/tasks",
                f"{len(fitting)}项任务的基本支出都是{shown}的整倍数或半倍数，疑似按人头分摊，而不是按任务测算。",
                f"The basic expenditure of {len(fitting)} tasks are multiples of {shown}: it looks apportioned by head, not costed.",
                "请确认分摊依据；如按人数分摊，建议在说明中写明。",
                "Confirm the basis; if it is by head, say so in the notes.",
            )
            return


@rule(
    "R33",
    "error",
    source="practice",
    zh="单价乘数量与金额不符，或元与万元混用",
    en="Price times quantity contradicts the amount, or 元 and 万元 are mixed up",
    why="金额相差一万倍（元当成万元），或者单价乘数量与金额对不上，是最常见也最贵的错误。没有共同名词的单价和数量不一定相关，不算。",
    fires=(
        {"money": [("100.00", None, "100.00", None)], "rows": ["成本指标|项目总成本|≤100元"]},
        {"money": [("1000100.00", None, "100.00", "1000000.00")], "total": ("200.00", None, "100.00", "100.00")},
        {
            "money": [("50.00", None, "50.00", None)],
            "rows": ["数量指标|培训教师人数|＝1000人", "成本指标|培训教师单价|＝500万元/人"],
        },
    ),
    silent=(
        {
            "money": [("50.00", None, "50.00", None)],
            "rows": ["数量指标|培训教师人数|＝1000人", "成本指标|培训教师单价|＝500元/人", "成本指标|总成本|≤50万元"],
        },
        {
            "money": [("100.00", None, "100.00", None)],
            "rows": ["成本指标|项目总成本|≤100万元", "成本指标|宣传费|≤100元"],
        },
    ),
)
def price_quantity_or_unit_slip(context: Context) -> Iterator[Hit]:
    """A sum is ten thousand times off (元 for 万元), or price × quantity does not fit the money.

    Why: the commonest slip in these tables, and the costliest. Leaves out: prices and quantities
    that share no noun, because they need not belong together.
    """
    for number, rows in context.groups.items():
        budget = context.budgets.get(number)
        if budget:
            for row, amount in _ceilings(context, rows):
                if _slip(amount, budget) and ("总" in row.name or len([r for r in rows if r.is_cost]) == 1):
                    yield Hit(
                        row.value_at,
                        f"{row.target.text}与任务预算{format_amount(budget)}{context.plan.money_unit or '万元'}约差一万倍，元与万元写混了。",
                        f"{row.target.text} is about ten thousand times off the budget {format_amount(budget)}: 元 and 万元 are mixed up.",
                        "请核对这一行的计量单位。",
                        "Check the unit of this row.",
                    )
            yield from _priced(context, rows, budget)
    for pointer, owner, line in _trees(context):
        yield from _slipped_parts(pointer, owner, line)
    yield from _slipped_columns(context)


def _slipped_parts(pointer: str, owner: str, line: FundLine) -> Iterator[Hit]:
    """A part that is ten thousand times too large or small, proven by the sum coming right."""
    if line.amount and line.children:
        flat = [(f"{pointer}/children/{i}", c) for i, c in enumerate(line.children) if not c.children]
        flat += [
            (f"{pointer}/children/{i}/children/{j}", g)
            for i, c in enumerate(line.children)
            for j, g in enumerate(c.children)
        ]
        amounts = [(where, child, child.amount) for where, child in flat if child.amount]
        added = sum((a for _, _, a in amounts), Decimal(0))
        if abs(added - line.amount) > CENT / 2:
            for where, child, amount in amounts:
                for right in (amount / TEN_THOUSAND, amount * TEN_THOUSAND):
                    if abs(added - amount + right - line.amount) <= CENT / 2 and right >= CENT:
                        yield Hit(
                            where,
                            f"{owner}“{child.name}”{format_amount(amount)}应为{format_amount(right)}：元与万元写混了（改后各项之和正好等于总额）。",
                            f"{owner} “{child.name}” {format_amount(amount)} should be {format_amount(right)}: 元 for 万元; the sum then fits.",
                            "请改正这一格的金额。",
                            "Correct this amount.",
                        )
            for right in (line.amount / TEN_THOUSAND, line.amount * TEN_THOUSAND):
                if abs(added - right) <= CENT / 2 and right >= CENT:
                    yield Hit(
                        pointer,
                        f"{owner}“{line.name}”{format_amount(line.amount)}应为{format_amount(right)}：元与万元写混了（各项之和为{format_amount(added)}）。",
                        f"{owner} “{line.name}” {format_amount(line.amount)} should be {format_amount(right)}: 元 for 万元.",
                        "请改正这一格的金额。",
                        "Correct this amount.",
                    )


def _slipped_columns(context: Context) -> Iterator[Hit]:
    """One task's cell that is ten thousand times off, proven by the column then adding up to 合计."""
    plan = context.plan
    if not plan.funds:
        return
    for name in ("总额", "基本支出", "项目支出", "其他资金"):
        whole = part(plan.funds[0], name)
        cells = [
            (index, amount) for index, t in enumerate(plan.tasks) if t.funds and (amount := part(t.funds[0], name))
        ]
        added = sum((amount for _, amount in cells), Decimal(0))
        if whole is None or abs(added - whole) <= CENT / 2:
            continue
        for index, amount in cells:
            for right in (amount / TEN_THOUSAND, amount * TEN_THOUSAND):
                if abs(added - amount + right - whole) <= CENT / 2 and right >= CENT:
                    yield Hit(
                        f"/tasks/{index}/funds/0",
                        f"任务{plan.tasks[index].number}“{name}”{format_amount(amount)}应为{format_amount(right)}："
                        f"元与万元写混了（改后本列合计正好为{format_amount(whole)}）。",
                        f"Task {plan.tasks[index].number} “{name}” {format_amount(amount)} should be {format_amount(right)}: "
                        "元 for 万元; the column then adds up.",
                        "请改正这一格的金额。",
                        "Correct this amount.",
                    )


def _priced(context: Context, rows: Sequence[Row], budget: Decimal) -> Iterator[Hit]:
    """Prices (元/X) with the one quantity (X) they must belong to."""
    in_yuan = budget * (TEN_THOUSAND if (context.plan.money_unit or "万元") == "万元" else 1)
    for price in rows:
        if price.target.kind != "number" or not price.target.value or "/" not in (price.target.unit or ""):
            continue
        money, _, per = (price.target.unit or "").partition("/")
        if kind_of(money) != "money" or not per:
            continue
        quantities = [
            row
            for row in rows
            if row is not price
            and row.target.value
            and row.target.unit
            and split(row.target.unit)[1] == split(per)[1]
            and _share_noun(row.name, price.name)
        ]
        if len(quantities) != 1:
            continue
        quantity = quantities[0]
        multiplier = split(money)[0]
        per_each = price.target.value * multiplier / split(per)[0]
        product = per_each * (quantity.target.value or 0) * split(quantity.target.unit or "")[0]
        shown = format_amount(product / TEN_THOUSAND)
        whole = format_amount(in_yuan / TEN_THOUSAND)
        if _slip(product, in_yuan) or product > in_yuan * 1000:
            yield Hit(
                price.value_at,
                f"单价{price.target.text}×数量{quantity.target.text}＝{shown}万元，与预算{whole}万元相差约一万倍，元与万元写混了。",
                f"Price {price.target.text} × quantity {quantity.target.text} = {shown} 万元, about ten thousand times off the budget {whole} 万元.",
                "请核对单价、数量的计量单位。",
                "Check the units of price and quantity.",
            )
        elif (
            product > in_yuan * Decimal("1.2")
            and price.target.comparator in {"=", None}
            and quantity.target.comparator in {"=", "≥", None}
        ):
            yield Hit(
                price.value_at,
                f"单价{price.target.text}×数量{quantity.target.text}＝{shown}万元，超过预算{whole}万元。",
                f"Price {price.target.text} × quantity {quantity.target.text} = {shown} 万元, above the budget {whole} 万元.",
                "请核对单价、数量和预算是否对应。",
                "Check whether price, quantity and budget belong together.",
                "warning",
            )


def _share_noun(first: str, second: str) -> bool:
    """Whether two names share two characters in a row that are no cost word."""
    pairs = {second[i : i + 2] for i in range(len(second) - 1)} - {
        "成本",
        "标准",
        "单价",
        "数量",
        "金额",
        "费用",
        "补贴",
        "补助",
        "面积",
        "人数",
    }
    return any(first[i : i + 2] in pairs for i in range(len(first) - 1))
