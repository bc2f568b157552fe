"""The words of the forms: header labels and what column or field each one names.

Forms are recognised by these words, never by file type or position. Keys are labels with
blanks, stars, colons and brackets taken away; a label that is not here is not guessed.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from jixiao.plan.normal import normal
from jixiao.plan.taxonomy import level1_type, level2_type

if TYPE_CHECKING:
    from jixiao.plan.values import Form, Scope

Role = Literal[
    "objective",
    "level1",
    "level2",
    "name",
    "sign",
    "value",
    "unit",
    "kind",
    "definition",
    "standard",
    "basis",
    "actual",
    "weight",
    "score",
    "reason",
    "note",
    "ignored",
    "more",
    "id",
    "parent",
]
FundRole = Literal["initial", "amount", "executed", "points", "rate", "score", "ignored"]
HeadField = Literal["department", "unit_name", "project", "year", "money", "ignored", "narrative"]

_COLUMNS: dict[str, Role] = {
    **dict.fromkeys(("绩效目标", "年度绩效目标", "对应绩效目标", "所属目标", "目标"), "objective"),
    **dict.fromkeys(("一级指标", "一级指标名称", "一级"), "level1"),
    **dict.fromkeys(("二级指标", "二级指标名称", "二级"), "level2"),
    **dict.fromkeys(
        ("三级指标", "三级指标名称", "指标内容", "指标名称", "绩效指标名称", "三级", "指标名称三级指标", "具体指标名称"), "name"
    ),
    **dict.fromkeys(("计算符号", "指标性质", "符号", "比较符", "运算符号", "指标值符号"), "sign"),
    **dict.fromkeys(
        (
            "指标值", "年度指标值", "目标值", "年初目标值", "年初目标值A", "年度目标值", "绩效指标值", "年初指标值", "计划指标值",
            "预期指标值", "指标目标值", "年度指标值A", "指标值A", "年初设定指标值", "预期值", "三级指标值", "年初设定目标值", "当年指标值",
            "计划完成值", "绩效目标值",
        ),
        "value",
    ),
    **dict.fromkeys(("计量单位", "度量单位", "单位", "指标单位"), "unit"),
    **dict.fromkeys(("指标值类型", "指标类型", "定性定量", "指标类别", "指标分类"), "kind"),
    **dict.fromkeys(("指标解释", "指标值说明", "指标说明", "指标释义", "指标定义", "指标内容说明"), "definition"),
    **dict.fromkeys(("绩效标准", "计划标准", "评价标准", "标准"), "standard"),
    **dict.fromkeys(("指标值设定依据", "设定依据", "数据来源", "佐证资料"), "basis"),
    **dict.fromkeys(
        (
            "实际完成值", "实际完成值B", "全年实际值", "全年实际值B", "全年实际完成值", "年终完成值", "完成值", "实际值", "指标完成值",
            "完成情况", "实际完成情况", "全年完成值", "年度完成值", "实际完成指标值", "实施进度",
        ),
        "actual",
    ),
    **dict.fromkeys(("分值", "权重", "分值权重", "指标分值", "权重分值", "分数", "指标权重", "标准分"), "weight"),
    **dict.fromkeys(("得分", "自评得分", "自评分", "指标得分", "评分"), "score"),
    **dict.fromkeys(
        (
            "偏差原因分析及改进措施", "未完成原因分析", "未完成原因及拟采取的改进措施", "未完成原因分析及改进措施", "偏差原因分析",
            "未完成原因和改进措施", "未完成原因", "偏差原因", "偏差原因及改进措施", "偏差分析及改进措施", "未完成原因及改进措施",
            "备注未完成原因分析",
        ),
        "reason",
    ),
    **dict.fromkeys(("备注",), "note"),
    # kept in the note with their label
    **dict.fromkeys(
        ("指标编码", "指标代码", "指标方向性", "指标方向", "评扣分标准", "评分标准", "评分规则", "赋分规则", "得分计算方法", "是否核心指标", "完成值取值方式", "取值方式",
         "完成值数据来源", "完成值佐证资料", "佐证资料要求"),
        "more",
    ),
    **dict.fromkeys(("复核分", "序号", "编号", "完成率"), "ignored"),
    **dict.fromkeys(("指标编号", "指标标识", "指标ID"), "id"),
    **dict.fromkeys(("上级指标", "上级指标编号"), "parent"),
}  # fmt: skip

_FUND_COLUMNS: dict[str, FundRole] = {
    **dict.fromkeys(("年初预算数", "年初预算", "年初数", "年初预算安排数"), "initial"),
    **dict.fromkeys(
        (
            "全年预算数",
            "全年预算数A",
            "预算数",
            "预算数A",
            "调整后预算数",
            "调整预算数",
            "全年预算",
            "调整预算数A",
            "预算金额",
            "金额",
        ),
        "amount",
    ),
    **dict.fromkeys(
        ("全年执行数", "全年执行数B", "执行数", "执行数B", "全年执行", "实际执行数", "实际支出数", "支出数"), "executed"
    ),
    **dict.fromkeys(("分值", "权重"), "points"),
    **dict.fromkeys(("执行率", "执行率B/A", "预算执行率", "预算执行率B/A", "执行率B/A×100%", "执行率B/A1"), "rate"),
    **dict.fromkeys(("得分", "得分20分执行率", "自评得分"), "score"),
}

_HEAD: dict[str, HeadField] = {
    **dict.fromkeys(
        ("部门名称", "主管部门", "部门单位名称", "主管部门及其编码", "主管部门及代码", "项目主管部门", "主管单位", "项目主管单位",
         "业务主管部门", "主管部门单位", "预算部门", "主管部门及编码"),
        "department",
    ),
    **dict.fromkeys(
        ("单位名称", "实施单位", "项目实施单位", "填报单位", "申报单位", "具体实施单位", "项目单位", "预算单位", "资金使用单位", "项目执行单位",
         "下达地方或单位", "填报部门", "项目实施部门", "部门"),
        "unit_name",
    ),
    **dict.fromkeys(
        ("项目负责人", "负责人及电话", "联系电话", "项目负责人及电话", "部门编码", "部门预算编码", "财政资金预算分类",
         "财政资金科目代码", "项目分类", "建设周期", "项目起止时间", "项目属性", "开始时间", "完成时间", "联系人", "项目期", "项目类型", "项目类别",
         "项目编码", "项目代码", "主管部门编码", "单位编码", "负责人", "填报人", "审核人", "填报日期", "项目实施期"),
        "ignored",
    ),
    **dict.fromkeys(
        ("单位职能概述", "项目概况", "项目简介", "项目内容", "立项依据", "项目立项依据", "立项必要性", "项目立项必要性", "立项可行性", "项目可行性",
         "项目实施进度计划", "实施进度计划", "项目实施计划", "项目支出绩效管理措施", "保障措施", "部门职能概述", "部门单位职责概述"),
        "narrative",
    ),
    **dict.fromkeys(
        ("项目名称", "专项名称", "转移支付项目名称", "项目专项名称", "专项资金名称", "项目名称专项", "政策项目名称", "专项项目名称",
         "项目支出名称", "资金名称", "预算项目名称", "补助资金名称"),
        "project",
    ),
}  # fmt: skip

_TIER_OF_HEAD: tuple[tuple[HeadField, re.Pattern[str]], ...] = (
    ("ignored", re.compile(r"(?:中央|国家|[省市县区州盟旗]级?|自治区|区县级?|县区级?|旗县级?|地方)财政部门")),
    ("ignored", re.compile(r"(?:中央|国家)级?.{0,4}主管部门")),
    ("unit_name", re.compile(r"(?:省级?|自治区|市级?|州级?|盟市级?).{0,4}主管部门|区级.{1,4}主管部门")),
    ("department", re.compile(r"(?:区级?|县级?|区县级?|县区级?|县市区?级?|旗县级?|乡?镇级?|街道|地方).{0,4}主管部门")),
)
"""A transfer's form names the department of each tier: the lowest one's is the form's own, 中央主管部门 is not."""

# Labels above or beside the texts of objectives, and above their results.
GOAL_LABELS = frozenset(
    ("总体目标", "年度总体目标", "年度目标", "年度绩效目标", "年度绩效总目标", "项目总体目标", "年度总体绩效目标", "预期目标", "年初设定目标",
     "年度主要目标和成果", "总体绩效目标", "项目年度目标", "绩效目标")
)  # fmt: skip
RESULT_LABELS = frozenset(
    ("实际完成情况", "年度总体目标完成情况", "全年实际完成情况", "年度总体目标完成情况综述", "年度目标完成情况")
)
_PERIOD = re.compile(r"[（(][^（）()]*(?:\d{4}|20XX|n|—|-|文字)[^（）()]*[)）]")
_UNTIL = (
    r"(?:\d{1,2}月?[-—－–~～至]+\d{1,2}月|(?:截至|截止|至)?\d{1,2}月(?:\d{1,2}日)?|上半年|前三季度|监控(?:期|时点|节点|时段)?|(?:截至|截止|至)?(?:目前|监控日)|当前)"
    r"(?:份|底|末|止|累计|内)*"
)
_SO_FAR = re.compile(rf"{_UNTIL}(?:实际|目标|指标|累计|绩效)*(?:执行|完成|实现|达成)(?:情况|值|数|结果)?")
_FORECAST = re.compile(
    rf"{_UNTIL}(?:实际|目标|指标|累计)*(?:执行|完成|实现)(?:率|比例|程度|进度)|(?:全年|年底|年末|年度)预[计测期估](?:可|能)?完成(?:情况|值|数|程度)|"
    r"预[计测期估](?:到|至)?(?:全年|年底|年末|年度)(?:可|能)?完成(?:情况|值|数|程度)?|完成目标(?:的)?可能性"
)
_MONEY_SO_FAR = re.compile(
    rf"{_UNTIL}(?:实际|预算|资金|累计|财政)*(?:执行|支出|支付|使用)(?:数|率|额|金额|资金|情况|进度)?|全年预[计测](?:执行|支出)(?:数|率|额|金额)?|"
    r"预[计测](?:到|至)?(?:全年|年底)?(?:执行|支出)(?:数|率|额|金额)?|(?:累计|目前|当前|已)(?:实际)?(?:执行|支出|支付)(?:数|率|额|金额|资金|进度)?"
)
"""Columns of the monitoring form (绩效目标执行监控表)."""
_MONTH = re.compile(r"(\d{1,2})月")
LONG_TERM = re.compile(
    r"(?:项目)?(?:中期|长期|中长期|实施期|实施周期|项目期|项目周期|全周期|周期)(?:绩效|总体|总|预期)*(?:目标|指标|资金|金额|总额|预算)"
)
"""Labels of the half of a form that tells of several years."""
SIDE_LABELS = frozenset(
    ("绩效指标", "年度绩效指标", "年度总体目标", "项目资金万元", "项目资金元", "项目资金", "资金情况万元", "年度主要任务", "绩效目标和指标", "预算执行情况",
     "总体目标", "年度指标值", "预算资金万元", "预算资金元", "预算金额万元", "预算金额元", "年度绩效指标完成情况", "指标")
)  # fmt: skip

TASK_HEADS = frozenset(("主要工作任务", "任务名称", "年度主要任务名称", "工作任务"))
HEADER_WORDS = TASK_HEADS | {
    "总额", "财政资金", "财政拨款", "基本支出", "项目支出", "其他资金", "序号", "主要内容", "预算资金", "对应工作任务",
}  # fmt: skip
"""Words of header rows that name no column of indicators."""
PARTS_OF_REASON = frozenset(
    ("经费保障", "制度保障", "人员保障", "硬件条件保障", "其他", "原因说明", "确定能", "有可能", "不可能", "完全不可能")
)
"""Second storey below 偏差原因分析 and 完成目标可能性 of the monitoring form (财预〔2019〕136号附件)."""

TOTAL = re.compile(
    r"(?:总分|总得分|合计|总计|自评总分|评价总分|综合得分|自评得分|小计)(?:得分|评分|分值|分数|权重|数|值|分)*(?![\u4e00-\u9fff])"
)
"""The label of a row of sums: 合计得分（100分）, not 小计面积."""
LABELS = frozenset((*_COLUMNS, *_FUND_COLUMNS, *_HEAD)) | GOAL_LABELS | RESULT_LABELS | SIDE_LABELS | HEADER_WORDS
"""Every word that is a label of a form and no content."""

FUND_HEADS = (
    "项目资金", "资金情况", "预算执行情况", "项目资金申请", "资金申请", "年度预算安排", "预算资金", "项目资金总额", "资金来源", "部门资金",
    "资金构成", "资金安排", "资金投入", "预算情况",
)  # fmt: skip
WHOLE_FUND = re.compile(r"总额|合计|总计|总投资|总预算|年度金额|年度预算|项目预算")
"""In the name of a fund row that is a whole, not a part."""
_TIER = (
    r"(?:中央|自治区|省|市|县|区|州|盟|旗|镇|乡|街道|本级|级|地方|上级|同级|财政|政府|自有|其他|其它|单位|部门|事业|预算|本年|当年|年度|"
    r"上年|全年|配套|债券|结转|统筹|社会|企业|专项|转移支付|衔接|项目|该|支出|[、和及])"
)
"""Whose money it is, or which: 中央、省、市补助, 当年市级财政资金, 该项目支出上级资金."""
_FUND_NAMES = re.compile(
    rf"(?:年度|项目)?资金总额|(?:部门)?整体支出总额|基本支出总额|项目支出总额|年度(?:财政)?资金总额|年度金额|总额|资金总额|合计|项目总预算|当年年度预算|年度预算(?:金额|数)?|项目预算(?:金额|数)?|项目总投资|总投资|项目资金|"
    rf"{_TIER}*(?:财政)?(?:拨款|资金|收入|结转资金|专户管理资金|资金总额|(?<=.)补助|(?<=.)补助资金)|{_TIER}{{2,}}(?:预算|资金)?(?:金额|总额|预算数|预算)|"
    r"项目金额|上年结转(?:资金)?|财政拨款|基本支出|项目支出|其他|其它|下达中央预算内投资|"
    r"中央预算内投资|财政专户管理资金|年度预算执行率|预算执行率|人员经费|公用经费|事业收入|经营性收入|银行贷款|社会投资|企业自筹|(?:单位|项目)?自筹(?:资金)?"
)
_WEIGHED = re.compile(r"[（(]?\s*\d{1,3}\s*分\s*[)）]?$")
_NUMBERED = re.compile(
    r"^(?:其中|一、|二、|三、|四、|五、|[（(][一二三四五六七八九十]{1,2}[)）]|[（(]?\d+(?:[)）、]|[.．](?!\d))|(?:资金|收入|支出|预算)(?:来源|结构|构成|性质|用途)(?=[（(\d]))+(?:\d+[.、])?"
)
"""Before the name of a line of money: 其中：, （1）, 1、资金来源：（1）."""
LONGEST_FUND = 24
LONGEST_LABEL = 20  # characters of a label cell
_SATISFACTION = re.compile(
    r"(?:社会公众|服务对象|受益|受众|公众|群众|对象|或|者|人|及|和)*(?:满意度|满意率)(?:指标)?(?:\d+分)?等?$|(?:社会公众|服务对象).{0,8}满意度指标(?:\d+分)?等?$"
)
_BARE = re.compile(r"[\s\u3000*★☆:：()（）【】\[\]“”\"、,，/]+")
_LABEL_CODES = re.compile(r"[A-Za-z]{1,2}1?$")  # (A), (B/A); brackets and strokes are gone by then

EMPTY_MARKS = frozenset({"", "-", "—", "－", "–", "——", "--", "/", "／", "…", "……", "...", "无数据"})
"""Cells that say "nothing here"."""

TITLE = re.compile(
    r"(?P<scope>部门(?:\(?单位\)?)?整体|整体|部门预算项目|项目|区域|专项)?(?:支出|预算|投资计划)*"
    r"(?P<form>绩效目标自评表?|绩效目标(?:批复|公开|备案|调整|下达|申请|汇总|申报审核)表|(?:核心)?绩效目标[和与及]指标(?:申报|批复|公开)?表|绩效自评表?|绩效自我评价表|绩效目标审核表|绩效(?:目标)?(?:执行|运行)?(?:情况)?(?:监控|跟踪)|绩效目标申报表|绩效目标审批表|绩效目标表|"
    r"绩效自评(?:工作)?报告|绩效评价(?:工作)?报告|支出绩效评价报告|自评表|自评报告)"
)
TAIL = re.compile(
    r"(?:总分|合计|总计|其他需?要?说明|其它需?要?说明|填报人|填表人|联系人|联系电话|审核意见|项目负责人|财务负责人|评价结论|存在问题|"
    r"改进措施|偏差大|目标未完成|结果应用|原因分析|财政部门|主管部门(?:审核)?意见|单位负责人|总得分|填表说明|备注[:：]|备注$|说明[:：]|说明$|注[:：])"
)
"""Beginnings of what stands below the indicators."""
YEAR = re.compile(r"((?:19|20)\d\d)\s*年度?")
MONEY_UNIT = re.compile(r"[（(]\s*(万元|元)\s*[)）]|(?:金额)?单位[:：]\s*(?:人民币)?(万元|元)")


def form_of(title: str, form: str) -> tuple[Form, Scope | None]:
    """Which official form a title names, and whether it is of a department or a project."""
    kind: Form = (
        "监控表"
        if "监控" in form or "跟踪" in form
        else "审核表"
        if "审核" in form
        else "自评表"
        if "自评" in form or "自我评价" in form
        else "目标表"
    )
    whole: Scope | None = "整体支出" if "整体" in title else "项目支出" if re.search("项目|专项|区域", title) else None
    return kind, whole


@lru_cache(maxsize=8192)
def bare(text: str) -> str:
    """A label without blanks, stars, colons, commas and brackets: ``*指标值 (A)`` → ``指标值A``."""
    return _BARE.sub("", normal(text))


@lru_cache(maxsize=8192)
def column_role(text: str) -> Role | None:
    """Which indicator column a header cell names, or None."""
    if len(text) > 24:
        return None
    key = bare(text)
    role = _COLUMNS.get(key) or _COLUMNS.get(_LABEL_CODES.sub("", key))
    if role is None and _SO_FAR.fullmatch(key):
        return "actual"
    if role is None and _FORECAST.fullmatch(key):
        return "more"
    if role is None and key.endswith("分") and _COLUMNS.get(re.sub(r"\d+分$", "", key)):
        role = _COLUMNS[re.sub(r"\d+分$", "", key)]
    return role


def month_so_far(text: str) -> int | None:
    """Through which month a column of a monitoring form counts, or None.

    >>> month_so_far("1—7月执行情况"), month_so_far("上半年完成值"), month_so_far("实际完成值")
    (7, 6, None)
    """
    key = bare(text)
    if not _SO_FAR.fullmatch(key):
        return None
    months = [int(month) for month in _MONTH.findall(key)]
    month = months[-1] if months else 6 if key.startswith("上半年") else 9 if key.startswith("前三季度") else 0
    return month if 1 <= month <= 12 else None


@lru_cache(maxsize=8192)
def goal_label(text: str) -> bool:
    """Whether a cell is the label of objectives: 年度总体目标, 年度目标（2025年）."""
    return len(text) <= 24 and bare(_PERIOD.sub("", normal(text))) in GOAL_LABELS


@lru_cache(maxsize=8192)
def long_term_goal(text: str) -> bool:
    """Whether a cell is the label of an objective for several years: 长期目标, 中期目标（2024年—2026年）."""
    return (
        len(text) <= 24
        and LONG_TERM.match(bare(text)) is not None
        and bare(_PERIOD.sub("", normal(text))).endswith("目标")
    )


@lru_cache(maxsize=8192)
def fund_role(text: str) -> FundRole | None:
    """Which money column a header cell names, or None."""
    key = bare(text)
    if _MONEY_SO_FAR.fullmatch(key):
        return "ignored"
    return _FUND_COLUMNS.get(key) or _FUND_COLUMNS.get(_LABEL_CODES.sub("", key))


@lru_cache(maxsize=8192)
def head_field(text: str) -> HeadField | None:
    """Which head field a label names, or None.

    >>> head_field("区县主管部门"), head_field("市级主管部门"), head_field("中央主管部门")
    ('department', 'unit_name', 'ignored')
    """
    if len(text) > 24:
        return None
    key = bare(text)
    known = _HEAD.get(key)
    if known is None and key.endswith("部门"):
        known = next((field for field, pattern in _TIER_OF_HEAD if pattern.fullmatch(key)), None)
    return known


def fund_head(text: str) -> bool:
    """Whether a cell is the label beside all fund rows: 项目资金（万元）, 资金."""
    plain = bare(text)
    return plain.startswith(FUND_HEADS) or plain in {"资金", "资金万元", "资金元"}


@lru_cache(maxsize=8192)
def fund_label(text: str) -> str:
    """The label of a fund row without numbering, 其中 and unit, whatever it names."""
    plain = re.sub(r"[\s\u3000:：*]+", "", normal(text))
    plain = re.sub(r"[（(](?:万元|元)[)）]", "", plain)
    return _NUMBERED.sub("", plain)


@lru_cache(maxsize=8192)
def fund_name(text: str) -> str | None:
    """The name of a fund row without numbering, 其中 and unit, or None if it is no fund row.

    >>> fund_name("其中:1.中央资金"), fund_name("年度资金总额:"), fund_name("数量指标")
    ('中央资金', '年度资金总额', None)
    """
    plain = fund_label(text)
    return plain if len(plain) <= LONGEST_FUND and _FUND_NAMES.fullmatch(plain) else None


@lru_cache(maxsize=8192)
def is_header_word(text: str) -> bool:
    """Whether a cell holds a word of a header row."""
    word = bare(text)
    return (
        column_role(text) is not None
        or fund_role(text) is not None
        or word in SIDE_LABELS
        or word in HEADER_WORDS
        or word in PARTS_OF_REASON
        or word in RESULT_LABELS
        or word in {"预期目标", "年度绩效目标"}
        or word.startswith(("预算资金", "预算金额"))
    )


@lru_cache(maxsize=8192)
def is_level1(text: str) -> bool:
    """Whether a cell is an 一级指标 label (产出指标, 效益指标(30分), 产出（50分） …)."""
    return (
        len(text) <= LONGEST_LABEL
        and level1_type(text) is not None
        and (
            "指标" in (plain := normal(text))
            or plain.endswith(("值", "目标"))
            or plain.startswith(("项目", "履职", "部门"))
            or _WEIGHED.search(plain) is not None
        )
    )


@lru_cache(maxsize=8192)
def is_level2(text: str) -> bool:
    """Whether a cell is a 二级指标 label."""
    if len(text) > 24 or (kind := level2_type(text)) is None:
        return False
    return kind != "BENEFICIARY" or _SATISFACTION.match(bare(text)) is not None


_PLACE = re.compile(r"指标\s*\d{1,2}\s*[:：.、]?")
"""指标1：, where nobody filled in a name."""


def is_empty(text: str) -> bool:
    """Whether a cell says nothing (blank, a dash, dots of any number)."""
    if text.isalnum() and not text.startswith("指标"):  # as most are
        return False
    text = normal(text).strip()
    return text in EMPTY_MARKS or not text.strip("….·") or _PLACE.fullmatch(text) is not None
