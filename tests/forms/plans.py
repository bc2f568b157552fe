"""Hypothesis plans: every field that the official forms can show."""

from decimal import Decimal

from hypothesis import strategies as st

from jixiao.forms.read.coherence import incoherent
from jixiao.forms.read.shape import odd_cells
from jixiao.plan import FundLine, Indicator, Objective, Plan, Task, indicator_id, parse_target

_WORDS = (
    st.text(
        alphabet=st.sampled_from(
            "天津市工业信息化发展培训数字经济重点企业服务保障监测设备采购绿色制造能力提升5G园区（）、—·"
        ),
        min_size=2,
        max_size=24,
    )
    .map(lambda text: text.strip("、—·（）"))
    .map(lambda text: f"{text}工作")
)
_NAMES = st.one_of(
    _WORDS,
    st.sampled_from(("=HYPERLINK开头的名称", "+86电话接通率", "-减排量", "@提及次数", "3D打印设备", "“双链”大会")),
)
_MONEY = st.decimals(0, 99_999_999, places=2)
_TARGETS = st.one_of(
    st.builds(
        "{}{}{}".format,
        st.sampled_from("≥≤＝><"),
        st.one_of(st.integers(0, 10**7), st.decimals(0, 10_000, places=2)),
        st.sampled_from(("次", "家", "%", "万元", "平方米", "元/人", "万人次", "个工作日")),
    ),
    st.sampled_from(
        (
            "2025年9月底前",
            "2025年12月31日前",
            "2025年底前",
            "2025年全年",
            "2025年3-9月",
            "持续提升",
            "优良中差四档达到优",
            "90%-95%",
            "=优",
        )
    ),
)
_LEVELS = (
    ("产出指标", "数量指标"),
    ("产出指标", "质量指标"),
    ("产出指标", "时效指标"),
    ("产出指标", "成本指标"),
    ("效益指标", "经济效益"),
    ("效益指标", "社会效益指标"),
    ("效益指标", "可持续影响"),
    ("满意度指标", "服务对象满意度"),
)


@st.composite
def funds(draw):
    basic, project = draw(_MONEY), draw(_MONEY)
    other = draw(st.none() | _MONEY)
    fiscal = FundLine("财政资金", children=(FundLine("基本支出", basic), FundLine("项目支出", project)))
    children = (fiscal,) if other is None else (fiscal, FundLine("其他资金", other))
    return (FundLine("总额", basic + project + (other or 0), children=children),)


@st.composite
def overall(draw):
    """A 整体支出 plan as the sample's form can print it."""
    count = draw(st.integers(1, 4))
    tasks = tuple(Task(number, draw(_WORDS) + "任务", funds=draw(funds())) for number in range(1, count + 1))
    objectives = tuple(
        Objective(
            number, draw(_WORDS) + "。", tuple(sorted(draw(st.sets(st.integers(1, count), min_size=1, max_size=2))))
        )
        for number in range(1, count + 1)
    )
    indicators, taken = [], set()
    weighted = draw(st.booleans())
    for number in range(1, count + 1):
        for level1, level2 in _LEVELS:
            for _ in range(draw(st.integers(0, 2))):
                name = draw(_NAMES)
                indicators.append(
                    Indicator(
                        indicator_id(number, level1, level2, name, taken),
                        name,
                        number,
                        None,
                        level1,
                        level2,
                        parse_target(draw(_TARGETS), 2025),
                        Decimal(draw(st.integers(1, 40))) / 2 if weighted else None,
                    )
                )
    return Plan(
        "目标表", "整体支出", draw(_WORDS) + "局", None, 2025, draw(st.sampled_from(("万元", "元"))), draw(funds()), tasks,
        objectives, tuple(indicators),
    )  # fmt: skip


@st.composite
def project(draw):
    """A 项目支出 plan."""
    indicators, taken = [], set()
    extra = draw(st.booleans())
    for level1, level2 in _LEVELS:
        for _ in range(draw(st.integers(0, 2))):
            name = draw(_NAMES)
            indicators.append(
                Indicator(
                    indicator_id(1, level1, level2, name, taken),
                    name,
                    1,
                    None,
                    level1,
                    level2,
                    parse_target(draw(_TARGETS), 2025),
                    definition=draw(_WORDS) if extra else None,
                )
            )
    amount, own = draw(_MONEY), draw(_MONEY)
    root = FundLine("年度资金总额", amount + own, children=(FundLine("财政拨款", amount), FundLine("其他资金", own)))
    return Plan(
        "目标表", "项目支出", draw(_WORDS) + "局", draw(_WORDS) + "项目", 2025, "万元", (root,), (), (Objective(1, draw(_WORDS) + "。"),),
        tuple(indicators),
    )  # fmt: skip


def doubts(plan):
    """What a reader must say of a plan that is nonsense in itself, however well it reads it: codes, sorted."""
    rows = (
        code for row in plan.indicators for code, _, _ in odd_cells(row.name, row.target, (row.level1, row.level2), "")
    )
    return sorted([*rows, *(code for code, *_ in incoherent(plan, (), ()))])
