"""The words of header cells by their parts: what a column, a block or a line of the head is called anywhere.

``vocabulary`` knows spellings met in documents. Departments spell the same few words in ever new ways
(年初目标值, 年度绩效指标目标值, 计划完成值); here a label is taken apart, so that a spelling never met
is known by what it is made of. Only cells of header rows and labels are asked; never the texts of a row.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from jixiao.forms.read.vocabulary import (
    GOAL_LABELS,
    LONG_TERM,
    MONEY_UNIT,
    RESULT_LABELS,
    bare,
    column_role,
    fund_head,
    fund_label,
    fund_name,
    fund_role,
    goal_label,
    head_field,
    is_header_word,
)
from jixiao.plan.normal import normal

if TYPE_CHECKING:
    from jixiao.forms.read.vocabulary import FundRole, HeadField, Role

_UNIT_MARK = re.compile(r"[（(]\s*(?:单位[:：]?)?\s*(?:万元|元|分|%|％)\s*[)）]")
_BLANKS = re.compile(r"\s+")
_BRACKETS = re.compile(r"[（(][^（）()]*(?:[)）]|$)")
_WITH_UNIT = re.compile(r"[^（(\s]\s*[（(](?:含?计量|含|及|附)?单位[)）]")
_FULL_POINTS = re.compile(r"(?:\d+(?:\.\d+)?(?:分|%|％)|[%％])$")
_STAMP = re.compile(r"[（(](?:盖章|公章|签章|签字|加盖公章|全称)[)）]")
_CODES = re.compile(r"[A-Za-z①②③④⑤]{1,2}\d?$")
_NUMBERING = re.compile(r"^(?:[一二三四五六七八九十]{1,2}|\d{1,2})[、.．](?!级)")
_OF_TIME = r"(?:年度|年初|全年|当年|本年度?|年终|年末|年底|期末|本期|至年底|截至年底|\d{4}年度?)"
_OF_PLAN = r"(?:计划|预期|设定|预计|预定|申报|批复|绩效|考核|预算|项目|总体|应)"
_DONE = r"(?:完成|实现|执行|达成|达到|实施|落实)"
_WHOSE = r"(?:部门|单位|项目单位|预算单位|自评|评价|主管部门|自我评价|本级|实际|最终|指标|绩效|项目|综合)"

_COLUMN_WORDS: tuple[tuple[Role, str], ...] = (
    (
        "objective",
        r"(?:对应|所属|归属|关联|支撑|所对应)的?(?:年度|总体|绩效|部门|项目)*目标(?:序号|编号|名称|内容)?|(?:年度|绩效)*目标(?:序号|编号|名称)",
    ),
    ("level1", r"(?:一级|第一级|1级|Ⅰ级|I级)(?:绩效|考核|评价)?(?:指标|目标)(?:名称|类型|类别)?"),
    ("level2", r"(?:二级|第二级|2级|Ⅱ级|II级)(?:绩效|考核|评价)?(?:指标|目标)(?:名称|类型|类别)?"),
    (
        "name",
        (
            r"(?:三级|四级|第三级|3级|Ⅲ级|III级)(?:绩效|考核|评价)?(?:指标|目标)(?:名称|内容|描述|及内容|内容及名称|名称及内容|明细)?|"
            r"(?:具体|明细|细化|末级|绩效|考核|评价|个性|产出)*指标(?:名称|内容|描述|项|项目|名称及内容|名称和内容)(?:三级指标)?|(?:明细|细化|末级)指标"
        ),
    ),
    (
        "sign",
        r"(?:绩效|指标|目标|计算|比较|运算|数学|关系|逻辑|判断|指标值|目标值)*(?:符号|运算符|比较符|关系符|操作符|逻辑符|性质|算子)|比较(?:方式|关系|方法)",
    ),
    (
        "value",
        (
            rf"{_OF_TIME}?(?:{_OF_PLAN}|目标|指标|三级指标)*(?:指标值|目标值|计划值|预期值|设定值|预计值|申报值|考核值|应达值|数值)(?:内容|设定|[及和与](?:计量)?单位)?|"
            rf"{_OF_TIME}?(?:计划|预期|预计|应|目标|拟|预定){_OF_TIME}?{_DONE}(?:值|数|指标值|目标值|情况|数量)|{_OF_TIME}?(?:目标|计划|预期)(?:值|数)"
        ),
    ),
    ("unit", r"(?:绩效|计量|度量|指标|数据|指标值|目标值|计算|数量|统计)*单位"),
    (
        "actual",
        (
            rf"(?:{_OF_TIME}|{_WHOSE}|目标|指标值|目标值|累计)*{_DONE}(?:指标|目标|绩效)?(?:值|情况|数|结果|程度|数量)|"
            rf"(?:{_OF_TIME}|指标|绩效)*实际(?:指标|目标|绩效|{_DONE})*(?:值|数|情况|结果)?|(?:自评|评价)(?:值|情况|结果)|实绩值?|{_OF_TIME}完成"
        ),
    ),
    (
        "weight",
        (
            r"(?:三级|指标|标准|权重|评价|设定|计划|绩效|自评|考核)*(?:指标)?(?:分值|权重|权值|分数|标准分|满分|标准分值|满分值|比重|权数)"
            r"(?:权重|比重|占比|分值|分|系数|设置)?"
        ),
    ),
    ("score", rf"(?:{_WHOSE}|{_OF_TIME})*(?:得分|评分|自评分|评分值|得分值|评分结果)(?:情况)?|打分|自评打分"),
    (
        "definition",
        r"(?:三级)?(?:指标|指标值|目标值|绩效指标)(?:解释|说明|释义|定义|内涵|含义|注释|内容解释|内容说明|解释说明)(?:[和与及].{2,8})?|(?:解释|释义)?说明|指标解释",
    ),
    ("standard", r"(?:绩效|评价|历史|行业|计划|参考)标准(?:值)?"),
    (
        "basis",
        (
            r"(?:指标值|目标值|指标|数据|评价|得分|完成)?(?:设定|设置|取值|测算|制定)?(?:依据|来源)(?:及说明)?|(?:数据|指标值|证据|资料|信息)(?:数据)?来源|"
            r"(?:佐证|证明|支撑|印证|依据)(?:性)?(?:资料|材料|文件)(?:清单|名称)?"
        ),
    ),
    ("note", r"备注(?:说明)?|其他说明"),
)
_PATTERNS = tuple((role, re.compile(pattern)) for role, pattern in _COLUMN_WORDS)
_REASON = re.compile(
    r"(?:偏离|偏差|未完成|差异|原因)(?:情况|原因)?(?:说明|分析)|(?=.*(?:偏差|未完成|差异|未达|未实现|没有完成|未达标|扣分|失分))(?=.*(?:原因|分析|措施|说明|情况|改进)).+|(?:原因分析|改进措施|整改措施)(?:[及和与].{2,8})?|原因[及和与、](?:改进|整改|纠偏)?措施"
)
_MORE = re.compile(
    r".*(?:评分|评价|扣分|赋分|计分|打分|得分|考核)(?:标准|依据|规则|办法|方法|细则|要点)(?:[及和与、].+)?|.*(?:计算|取值|评价)(?:公式|方法|方式)|"
    r".*(?:完成|达成|实现|偏离|偏差|完成比)(?:率|度|比例|程度|百分比)|是否.+|.*(?:方向|方向性)"
)
_SECOND_NAMES = frozenset(
    (
        "目标内容",
        "绩效指标",
        "指标",
        "评价指标",
        "考核指标",
        "具体指标",
        "考核内容",
        "评价内容",
        "绩效内容",
        "指标及内容",
        "三级",
        "细化指标",
    )
)
_LIKE: dict[Role, re.Pattern[str]] = {
    "value": re.compile(r".{0,8}(?:指标|目标|计划|预期|标准)值(?:.{2,4}描述)?"),
    "actual": re.compile(r".{0,8}(?:完成|实际|实现|达成)值"),
}
"""Endings by which a column may be known that no other word names: 预期年度指标值."""
_SECOND_VALUES = frozenset(
    ("年度目标", "年初目标", "目标", "计划", "预期目标", "绩效目标", "目标内容", "年度计划", "计划数", "计划目标", "年度指标", "预期", "标准值", "年初计划",
     "年度绩效目标", "预期效果", "目标要求", "年初设定目标", "全年目标", "指标要求", "指标标准")
)  # fmt: skip
_SECOND_ACTUALS = frozenset(
    (
        "完成",
        "实际",
        "实际情况",
        "实施情况",
        "年终",
        "完成情况说明",
        "目标完成情况",
        "执行情况",
        "实际完成目标",
        "结果",
        "实施进度",
    )
)

_GOAL = re.compile(
    rf"(?:{_OF_TIME}|{_OF_PLAN}|主要|部门|整体|预定|单位|支出|履职)*(?:总体|绩效|预期)?(?:总)?目标(?:和成果|及成果|设定|内容|描述|概述|申报|情况)?"
)
_RESULT = re.compile(
    rf"(?:{_OF_TIME}|{_WHOSE}|总体|整体|目标|预期|主要|绩效)*{_DONE}(?:目标|绩效|指标)?(?:情况|结果|程度)(?:综述|说明|描述|概述|自评)?(?:[和及].{{2,6}})?|实际(?:效果|成效|结果)|(?:年度|全年)?实际完成"
)

_FUND_WORDS: tuple[tuple[FundRole, str], ...] = (
    (
        "initial",
        r"年初(?:批复|安排|下达|部门|核定|财政)*(?:预算|资金)*(?:数|金额|安排数|批复数|总额|额)|年初(?:预算|批复|部门预算)(?:安排|下达)?(?:数|金额)?|当年?年初预算数?",
    ),
    (
        "amount",
        (
            r"(?:全年|调整后?|年度|本年|当年|项目|实际|资金|财政)*(?:预算|下达|到位|计划|安排)(?:资金|预算|安排|到位|下达|批复|申报|申请|调整|总)*(?:数|金额|额)|"
            r"(?:全年|调整后?|年度|本年|当年)(?:的)?预算(?:安排)?|预算安排(?:情况|资金)?|预算资金|(?:计划|实际)?到位(?:资金|数)"
        ),
    ),
    (
        "executed",
        r"(?:全年|实际|年度|本年|当年|项目|资金|预算|累计|截至年底)*(?:执行|支出|使用|支付|列支|决算|投入)(?:数|金额|额|资金|资金额|总额|情况)|(?:全年|实际|年度|本年|当年)+(?:执行|支出|使用|支付)",
    ),
    ("points", r"(?:标准|权重|指标)?(?:分值|权重|分数|满分)(?:分)?"),
    (
        "rate",
        r"(?:全年|年度|资金|预算|支出|实际|项目)*(?:执行|支付|支出|使用|完成)(?:率|进度|比例)(?:B/?A(?:[×*]?100[%％]?)?)?[%％]?(?:C?=?B/?A)?",
    ),
    ("score", rf"(?:{_WHOSE})*(?:得分|评分|自评分)(?:执行率)?(?:\d+分[×*]?执行率)?"),
)
_FUNDS = tuple((role, re.compile(pattern)) for role, pattern in _FUND_WORDS)
_MONEY_SIDE = re.compile(
    r"(?:项目|年度|年初|部门|单位|整体|全年|当年|本年|财政|专项|总体|收支|申请|申报|批复|投入)*(?:资金|预算|经费|收入|支出|收支)(?:资金|预算|经费)?(?:名称|项目|类别|类型|性质|分类|明细|科目|安排|投入|构成|来源|总额|情况|执行|申请|使用|计划|总量|规模|用途|资金|及|到位|收支|收入|支出)*"
)
_TASK = re.compile(
    r"(?:年度|主要|重点|具体|部门|单位|履职|核心|工作)*任务(?:名称|事项|项目)?|(?:年度|主要|重点|核心|具体)+工作(?:任务|事项|名称)?|工作事项(?:名称)?"
)
_CONTENT = re.compile(
    r"(?:年度|任务|工作|主要|具体|实施|重点)*(?:内容|措施)(?:及.{1,6}|描述|概述|说明)?|任务(?:描述|说明|概述)"
)
_OF_MONEY = (
    r"(?:(?:19|20)\d\d年度?|非财政|用于|所需|向上|争取|中央|公共财政|一般公共|公共|省级?|市级?|州级|区级|区县级?|县级|县区|乡镇|镇级|本级|省本级|市本级|地方|政府性?|上级|下级|同级|财政性?|自有|自筹|自收|其他|其它|单位|事业|预算[内外]?|"
    r"本年度?|当年度?|年度|全年|年初|年末|上年度?|(?:以前|以后|后续)年度|历年|配套|专项|债券|债务|一般|统筹|整合|结转|结余|一般公共预算|政府性基金|国有资本经营|社会保险基?金?|"
    r"专户|管理|非税|转移支付|一般性|上级|补助|附属|上缴|经营性?|社会|银行|贷款|彩票|公益金|项目|部门|整体|基本|人员|公用|运转类?|特定目标类?|"
    r"申请|申报|计划|批复|安排|投入|支出|收入|拨款|总|累计|资金|预算|经费|核定|其中|及|和|、)"
)
_MONEY_NAME = re.compile(
    rf"{_OF_MONEY}*(?:资金|资本金|拨款|收入|支出|经费|预算|基金|总额|总计|合计|小计|金额|预算[数额]|投入|投资|补助|结转|结余|公益金|贷款|转移支付|(?<=财政)安排|支付|债券|自筹|配套|类)"
)
_SHARE = re.compile(r"(?:其中)?按.{1,8}(?:分类?|划分)")
"""按收入性质分, 按支出性质分: the same money parted in two ways."""

_HEAD_WORDS: tuple[tuple[HeadField, str], ...] = (
    (
        "department",
        (
            r"(?:项目|预算|业务|市级|省级|区级|县级|行业|资金|一级|上级|归口|专项|支出|本级)*(?:主管|归口管理|归口|预算主管|管理)(?:预算)?"
            r"(?:部门|单位)(?:名称|全称)?(?:[及和与]?其?(?:代码|编码))?|"
            r"(?:预算|市级|省级|一级)?部门(?:名称|全称)(?:[及和与]?其?(?:代码|编码))?"
        ),
    ),
    (
        "unit_name",
        (
            r"(?:项目|预算|具体|资金|评价|被评价|绩效)*(?:实施|填报|申报|使用|执行|承担|建设|自评|填表|编制|基层|用款|责任|预算)"
            r"(?:部门|单位|主体)(?:名称|全称)?(?:[及和与]?其?(?:代码|编码))?|单位(?:名称|全称)?"
        ),
    ),
    (
        "project",
        (
            r"(?:预算|专项|财政|政策|支出|单位|一级|二级|转移支付|补助|评价|绩效)*(?:项目|专项|政策|专项资金|项目资金)(?:专项|资金|政策)*(?:全称|名称)"
            r"(?:[及和与]?其?(?:代码|编码))?"
        ),
    ),
    (
        "ignored",
        (
            r".*(?:处室|股室|科室|负责人|联系人|联系电话|电话|手机|编码|代码|编号|日期|时间|类别|类型|属性|性质|分类|期限|周期|年限|起止|级次|科目|地址|邮箱|方式|"
            r"得分|总分|等级|等次|实施期|项目期)"
        ),
    ),
    (
        "narrative",
        (
            r".*(?:概况|简介|概述|职能|职责|依据|必要性|可行性|措施|过程|背景|用途|范围|内容|计划|方案|说明|问题|建议|结论|意义|条件|风险)"
        ),
    ),
)
_HEADS = tuple((role, re.compile(pattern)) for role, pattern in _HEAD_WORDS)


@lru_cache(maxsize=4096)
def header_key(text: str) -> str:
    """A header's words alone: without blanks, brackets, marks, numbering, unit of money, full points and codes.

    >>> header_key("*权重（%）"), header_key("预算数（A）（万元）"), header_key("分值（90分）")
    ('权重', '预算数', '分值')
    """
    key = bare(_UNIT_MARK.sub("", _BLANKS.sub("", normal(text))))
    key = _CODES.sub("", _FULL_POINTS.sub("", key)) or key
    return _NUMBERING.sub("", key)


@lru_cache(maxsize=4096)
def header_role(text: str) -> Role | None:
    """Which column of indicators a cell of a header row names, or None.

    >>> header_role("年度绩效指标目标值"), header_role("偏差情况说明及整改措施"), header_role("实施范围")
    ('value', 'reason', None)
    """
    if len(text) > 40:
        return None
    if _WITH_UNIT.search(_BLANKS.sub("", text)):
        text = _BRACKETS.sub("", normal(text))  # 指标目标值（单位） is no column of units
    for key in dict.fromkeys((text, header_key(text), header_key(_BRACKETS.sub("", normal(text))))):
        if key and (found := _role(key)) is not None:
            return found
    return None


def _role(key: str) -> Role | None:
    if (known := column_role(key)) is not None:
        return "more" if known == "ignored" and "序号" not in key else known
    if _REASON.fullmatch(key):
        return "reason"
    if _MORE.fullmatch(key):
        return "more"
    return next((role for role, pattern in _PATTERNS if pattern.fullmatch(key)), None)


def second_choice(text: str, role: Role) -> bool:
    """Whether a header may name this column if no other does: 绩效指标 | 年度目标 | 完成情况."""
    key = header_key(text)
    if role in _LIKE and _LIKE[role].fullmatch(key):
        return True
    return key in {"name": _SECOND_NAMES, "value": _SECOND_VALUES, "actual": _SECOND_ACTUALS}.get(role, frozenset())


@lru_cache(maxsize=4096)
def goal_word(text: str) -> bool:
    """Whether a cell is the label of objectives, in any spelling: *年度绩效总目标, 年度目标（2025年）.

    >>> goal_word("项目年度预期目标"), goal_word("年度绩效目标（90分）"), goal_word("完成目标")
    (True, True, False)
    """
    if goal_label(text):
        return True
    key = header_key(text)
    return len(key) <= 16 and (key in GOAL_LABELS or _GOAL.fullmatch(key) is not None) and not LONG_TERM.match(key)


@lru_cache(maxsize=4096)
def result_word(text: str) -> bool:
    """Whether a cell is the heading of what became of objectives: 全年完成情况, 年度目标实际完成情况."""
    key = header_key(text)
    return len(key) <= 20 and (key in RESULT_LABELS or _RESULT.fullmatch(key) is not None)


@lru_cache(maxsize=4096)
def money_role(text: str) -> FundRole | None:
    """Which column of money a header cell names, or None; a unit of money in brackets says nothing against it.

    >>> money_role("全年预算数（A）（万元）"), money_role("预算执行率(%)"), money_role("资金总额")
    ('amount', 'rate', None)
    """
    if len(text) > 30:
        return None
    for key in dict.fromkeys((text, header_key(text), header_key(_BRACKETS.sub("", normal(text))))):
        found = fund_role(key) or next((role for role, pattern in _FUNDS if pattern.fullmatch(key)), None)
        if found is not None:
            return found
    return None


def money_side(text: str, *, beside: bool) -> bool:
    """Whether a cell is the label beside rows of money.

    ``beside`` tells that it stands beside several rows; a unit of money in it says as much.

    >>> money_side("项目资金（万元）", beside=False), money_side("预算安排情况", beside=True), money_side("资金", beside=True)
    (True, True, True)
    """
    beside = beside or MONEY_UNIT.search(_BLANKS.sub("", normal(text))) is not None
    return fund_head(text) or (beside and len(text) <= 24 and _MONEY_SIDE.fullmatch(header_key(text)) is not None)


@lru_cache(maxsize=4096)
def money_name(text: str) -> str | None:
    """The name of a line of money by its parts, without numbering, 其中 and unit, or None.

    >>> money_name("其中：一般公共预算拨款"), money_name("部门支出总额"), money_name("申请资金总额（万元）"), money_name("数量指标")
    ('一般公共预算拨款', '部门支出总额', '申请资金总额', None)
    """
    if (known := fund_name(text)) is not None:
        return known
    plain = fund_label(text)
    return plain if 1 < len(plain) <= 16 and _MONEY_NAME.fullmatch(plain) else None


@lru_cache(maxsize=4096)
def task_word(text: str) -> bool:
    """Whether a header cell names the column of tasks: 任务名称, 年度重点工作.

    >>> task_word("重点工作任务"), task_word("任务完成情况")
    (True, False)
    """
    return len(text) <= 16 and _TASK.fullmatch(header_key(text)) is not None


@lru_cache(maxsize=4096)
def content_word(text: str) -> bool:
    """Whether a header cell names the column of what a task consists of: 主要工作内容."""
    return len(text) <= 16 and _CONTENT.fullmatch(header_key(text)) is not None


@lru_cache(maxsize=4096)
def money_share(text: str) -> str | None:
    """The heading above one way of parting the same money, or None: 按收入性质分."""
    key = bare(_UNIT_MARK.sub("", _BLANKS.sub("", normal(text))))
    return key if _SHARE.fullmatch(key) else None


@lru_cache(maxsize=4096)
def head_word(text: str) -> HeadField | None:
    r"""Which line of the head a label names, or None: 项目实施单位（盖章）, 归口管理部门.

    >>> head_word("实施单位\n（盖章）"), head_word("预算主管部门"), head_word("总体目标")
    ('unit_name', 'department', None)
    """
    label = _STAMP.sub("", _BLANKS.sub("", text))
    if len(label) > 24 or any(mark in label for mark in "，。；,;"):
        return None
    if (known := head_field(label)) is not None:
        return known
    key = _NUMBERING.sub("", bare(label))
    return head_field(key) or next((field for field, pattern in _HEADS if pattern.fullmatch(key)), None)


@lru_cache(maxsize=4096)
def is_header_cell(text: str) -> bool:
    """Whether a cell of a second storey holds a word of a header row."""
    known = is_header_word(text) or header_role(text) is not None or money_role(text) is not None
    return known or money_name(text) is not None
