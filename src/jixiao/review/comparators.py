"""Comparators, units and percentages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jixiao.plan.units import kind_of
from jixiao.review.lexicon import has
from jixiao.review.registry import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.review.context import Context, Row

_RATE_ENDINGS = ("率", "比例", "比率", "占比", "覆盖", "覆盖面")


@rule(
    "R08",
    "warning",
    source="review-form:规范完整性",
    zh="比率的指标值达到或超过上限",
    en="A rate is asked to reach or pass its natural cap",
    why="有上限的比率写≥100%或超过100%，要求的是做不到的事；写＝100%即可。增长率不算。",
    fires=({"rows": ["质量指标|验收合格率|≥100%"]}, {"rows": ["质量指标|验收合格率|＝120%"]}),
    silent=({"rows": ["质量指标|验收合格率|＝100%", "经济效益指标|产值增长率|≥120%", "质量指标|验收合格率|≥98%"]},),
)
def rate_beyond_its_cap(context: Context) -> Iterator[Hit]:
    """≥100 % or more than 100 % on a rate that cannot exceed 100 %.

    Why: ≥ promises more than is possible; ＝100% says the same honestly. Leaves out: growth rates.
    """
    for row in context.numeric:
        value = row.target.value
        if row.unit != "percent" or value is None or value < 100 or not _is_rate(row.name):
            continue
        if value > 100 or row.target.comparator in {"≥", ">"}:
            yield Hit(
                row.value_at,
                f"“{row.name}”最多为100%，指标值却写{row.target.text}。",
                f"“{row.name}” cannot exceed 100 %, but the target is {row.target.text}.",
                "请改为＝100%。",
                "Write ＝100%.",
            )


def _is_rate(name: str) -> bool:
    plain = name.rstrip("（()）%％ ")
    return plain.endswith(_RATE_ENDINGS) and not has("growth", name)


@rule(
    "R09",
    "warning",
    source="review-form:绩效合理性",
    zh="开放的数量或不足100%的比率用了＝",
    en="＝ on an open-ended count or on a rate below 100 %",
    why="多多益善的数量写＝，多完成一个也算没完成；＝98%时99%按字面也不达标。编制等固定的人数、＝0、＝100%不算。",
    fires=({"rows": ["数量指标|新认定企业技术中心|＝40家"]}, {"rows": ["质量指标|固废资源化利用率|＝98%"]}),
    silent=(
        {
            "rows": [
                "数量指标|新认定企业技术中心|≥40家",
                "质量指标|合格率|＝100%",
                "数量指标|保障在职职工人数|＝108人",
                "质量指标|事故|＝0起",
            ]
        },
    ),
    suspects=True,
)
def exact_where_more_is_better(context: Context) -> Iterator[Hit]:
    """＝ where more would be better: one above the target would count as missed.

    Why: 99 % against ＝98% fails by the letter. Leaves out: head counts that are fixed, ＝0 and ＝100%.
    """
    for row in context.numeric:
        value = row.target.value
        if row.target.comparator != "=" or not value:
            continue
        if row.unit == "percent" and 0 < value < 100:
            yield Hit(
                row.value_at,
                f"{row.target.text}要求分毫不差，做得更好（如{value + 1}%）反而算未完成。",
                f"{row.target.text} asks for exactly that; doing better ({value + 1}%) would count as missed.",
                f"请改为≥{value}%（反向指标用≤）；确需恰好等于的请说明，请确认。",
                f"Write ≥{value}% (≤ where less is better), or confirm that exactly that is meant.",
            )
        elif (
            row.unit == "count"
            and not has("headcount", row.name)
            and row.kind not in {"COST", "TIMELINESS"}
            and not row.is_cost
        ):
            yield Hit(
                row.value_at,
                f"疑似不宜用＝：{row.target.text}多完成一{_measure_word(row)}也算不符。有固定名额或计划清单的可保留并说明。",
                f"＝ looks wrong: one more than {row.target.text} would not fit. Keep it if there is a fixed quota, and say so.",
                "请改为≥，或在备注中注明名额、清单依据。",
                "Write ≥, or name the quota or list in the notes.",
            )


def _measure_word(row: Row) -> str:
    return row.target.unit or "个"


@rule(
    "R10",
    "warning",
    source="review-form:指标科学性",
    zh="计算符号与指标方向相反",
    en="The comparator points the wrong way",
    why="成本、投诉、租用面积等应当往小写≤，成果应当往大写≥，方向反了得分就反了。处理率一类和写明节约、减少的不算。",
    fires=(
        {"rows": ["质量指标|群众投诉量|≥5起"]},
        {"rows": ["质量指标|产品合格率|≤98%"]},
        {"rows": ["数量指标|仓库租用面积|≤4000平方米", "数量指标|办公用房租赁面积|≥8000平方米"]},
    ),
    silent=(
        {
            "rows": [
                "质量指标|投诉办结率|≥95%",
                "质量指标|产品合格率|≥98%",
                "成本指标|节约开支|≥5万元",
                "成本指标|人均成本|≤300元",
            ]
        },
    ),
)
def comparator_against_direction(context: Context) -> Iterator[Hit]:
    """≥ on what should be small (costs, complaints, rented space), ≤ on what should be large.

    Why: the score would reward the wrong thing. Leaves out: rates of handling, and rows that say 节约 or 减少.
    """
    siblings: dict[tuple[int | None, str | None], list[Row]] = {}
    for row in context.numeric:
        if row.target.comparator in {"≤", "<"} and has("lower", row.name):
            siblings.setdefault((row.objective, row.target.unit), []).append(row)
    for row in context.numeric:
        comparator = row.target.comparator
        if (
            comparator in {"≥", ">"}
            and has("lower", row.name)
            and not has("reduced", row.name)
            and not has("price", row.name)
            and not row.is_satisfaction
        ):
            beside = siblings.get((row.objective, row.target.unit), [])
            also = f"同类的“{beside[0].name}”却用{beside[0].target.comparator}。" if beside else ""
            yield Hit(
                row.value_at,
                f"“{row.name}”越少越好，却要求{row.target.text}。{also}",
                f"“{row.name}” is better the smaller it is, but asks {row.target.text}."
                + (f" “{beside[0].name}” beside it uses ≤." if beside else ""),
                "请改为≤，或换成反映效果的指标。",
                "Write ≤, or measure the effect instead.",
            )
        elif comparator in {"≤", "<"} and has("higher", row.name) and row.unit == "percent":
            yield Hit(
                row.value_at,
                f"“{row.name}”越高越好，却要求{row.target.text}。",
                f"“{row.name}” is better the higher it is, but asks {row.target.text}.",
                "请改为≥。",
                "Write ≥.",
            )


@rule(
    "R21",
    "warning",
    source="review-form:指标科学性",
    zh="增长或下降没有基期",
    en="Growth without a base",
    why="与上年、上月还是计划比，结果不同；增长或下降的百分比要写明基期。占比类比率不算。",
    fires=({"rows": ["经济效益指标|规模以上工业增加值增长|≥5%"]},),
    silent=(
        {
            "rows": [
                "经济效益指标|工业增加值同比增长|≥5%",
                "经济效益指标|工业增加值增长|较2024年增长≥5%",
                "质量指标|合格率|≥95%",
            ]
        },
    ),
)
def growth_without_base(context: Context) -> Iterator[Hit]:
    """A percentage of growth or decline that does not say compared with what.

    Why: against last year, last month or the plan gives different results. Leaves out: rates that are shares.
    """
    for row in context.numeric:
        if (
            row.unit == "percent"
            and has("growth", row.name)
            and not has("base", row.name)
            and not has("base", row.target.text)
        ):
            if row.indicator.definition and has("base", row.indicator.definition):
                continue
            yield Hit(
                row.value_at,
                f"“{row.name}{row.target.text}”没有说明和谁比（基期或口径）。",
                f"“{row.name} {row.target.text}” does not say compared with what.",
                "请写明基期，如“较上年增长≥5%”。",
                "Name the base, for example 较上年增长≥5%.",
            )


@rule(
    "R22",
    "warning",
    source="review-form:规范完整性",
    zh="计量单位不规范或前后不一",
    en="A unit is unusual or inconsistent",
    why="不是单位的单位、“百分比”、把金额当数量、成对的行单位不同，都不能相加和比较。单位空着归R02。",
    fires=(
        {"rows": ["质量指标|合格率|≥100百分比"]},
        {"rows": ["数量指标|培训|≥3疋"]},
        {"rows": ["成本指标|削峰补贴标准|≤30元/千瓦", "成本指标|填谷补贴标准|≤2元/千瓦时"]},
        {"rows": ["数量指标|业务支出|≥26.5万元"]},
    ),
    silent=({"rows": ["质量指标|合格率|≥95%", "成本指标|甲类补贴标准|≤30元/人", "成本指标|乙类补贴标准|≤20元/人"]},),
)
def unit_unusual_or_inconsistent(context: Context) -> Iterator[Hit]:
    """A unit that is no unit, 百分比 for %, money as a quantity, or paired rows in different units.

    Why: figures in odd units cannot be added or compared. Leaves out: empty units (R02).
    """
    prices: dict[tuple[int | None, str], Row] = {}
    for row in context.numeric:
        unit = row.target.unit
        if unit is None:
            continue
        if unit in {"百分比", "百分之"}:
            yield Hit(
                row.value_at, f"计量单位写作“{unit}”。", f"The unit is written {unit}.", "请写作“%”。", "Write %."
            )
        elif row.unit is None:
            yield Hit(
                row.value_at,
                f"“{unit}”不在常用计量单位之列，请确认。",
                f"“{unit}” is not among the usual units; please confirm.",
                "请用通用计量单位（个、次、平方米、万元……）。",
                "Use a common unit.",
            )
        elif row.unit == "money" and row.kind == "QUANTITY" and "/" not in unit:
            yield Hit(
                row.value_at,
                f"数量指标以金额（{row.target.text}）计，疑似应为成本或实物量。",
                f"A quantity in money ({row.target.text}); it looks like a cost.",
                "请改用实物量，或移到成本指标。",
                "Count things, or move it to 成本指标.",
            )
        elif row.unit == "money" and "/" in unit:
            suffix = row.name[-4:]
            other = prices.setdefault((row.objective, suffix), row)
            if other is not row and other.target.unit != unit and kind_of(other.target.unit) == "money":
                yield Hit(
                    row.value_at,
                    f"与“{other.name}”（{other.target.unit}）成对，单位却是{unit}，请确认是否有意。",
                    f"Paired with “{other.name}” ({other.target.unit}) but in {unit}; please confirm that it is meant.",
                    "如应相同，请统一单位。",
                    "If they should match, use one unit.",
                    "info",
                )


@rule(
    "R28",
    "warning",
    source="review-form:实现可能性",
    zh="由第三方决定的结果用了＝",
    en="＝ on a result that a third party decides",
    why="由国家部委认定的称号写＝某数：申报几家、认定几家都不由本部门决定。本部门自己认定的不算。",
    fires=({"rows": ["数量指标|新增国家级绿色工厂|＝20家"]},),
    silent=({"rows": ["数量指标|新增国家级绿色工厂|≥3家", "数量指标|新增市级绿色工厂|＝40家"]},),
)
def exact_outcome_of_a_third_party(context: Context) -> Iterator[Hit]:
    """An exact number of titles that a national authority awards.

    Why: the department decides neither how many apply nor how many win. Leaves out: its own designations.
    """
    for row in context.numeric:
        if row.target.comparator == "=" and row.unit == "count" and has("third_party", row.name):
            yield Hit(
                row.value_at,
                f"“{row.name}”由上级或第三方认定，{row.target.text}的确切数量不由本单位决定。",
                f"“{row.name}” is awarded by others; exactly {row.target.text} is not in the department's hands.",
                "请改为≥，或改用本单位可控的产出（如推荐申报数）。",
                "Write ≥, or count what the department controls, such as applications recommended.",
            )
