"""Measurability and wording of names and targets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao.plan.build import fold
from jixiao.plan.taxonomy import level2_type
from jixiao.review.lexicon import has, words
from jixiao.review.registry import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.review.context import Context, Row


@rule(
    "R03",
    "warning",
    source="zf-2018-34",
    zh="指标值不可衡量",
    en="The target cannot be measured",
    why="“持续提升”之类到年底说不清是否完成；只有分级分档的表述才能用文字。某个目标的一整类指标都这样写时为错误。“优良”等能判定的事实不算。",
    fires=(
        {"rows": ["社会效益指标|产业链能级|持续提升"]},
        {"rows": ["社会效益指标|秩序|有效保障", "社会效益指标|知晓率|≥90%"]},
    ),
    silent=({"rows": ["社会效益指标|知晓率|≥90%", "社会效益指标|服务评价等级|优良中差四档达到优"]},),
)
def unmeasurable_wording(context: Context) -> Iterator[Hit]:
    """Words such as 持续提升 stand where a value should be, without levels to judge by.

    Why: nobody can say at year end whether it was met; words are allowed only in graded levels (分级分档).
    An error where a whole type of an objective has only such rows. Leaves out: plain facts such as 优良.
    """
    counts: dict[tuple[int | None, str], list[int]] = {}
    vague: list[Row] = []
    for row in context.rows:
        shelf = "BENEFIT" if row.is_benefit else row.kind or row.first or ""
        tally = counts.setdefault((row.objective, shelf), [0, 0])
        tally[0] += 1
        if (
            row.target.kind == "qualitative"
            and row.target.text
            and has("vague", row.target.text)
            and not has("levels", row.target.text)
        ):
            tally[1] += 1
            vague.append(row)
    for row in vague:
        shelf = "BENEFIT" if row.is_benefit else row.kind or row.first or ""
        whole, bad = counts[row.objective, shelf]
        alone = whole == bad and bool(shelf)
        kind = "效益指标" if shelf == "BENEFIT" else row.indicator.level2 or "指标"
        yield Hit(
            row.value_at,
            f"“{row.target.text}”无法衡量，没有数值、基数或分级标准。" + (f"该目标的{kind}全部如此。" if alone else ""),
            f"“{row.target.text}” cannot be measured: no figure, base or levels."
            + (f" All rows of its type ({kind}) are so." if alone else ""),
            "请改为数值（如≥5%，注明基期），或写明优、良、中、差各档的判定标准。",
            "Give a figure with its base, or describe the levels 优, 良, 中, 差.",
            "error" if alone else None,
        )


@rule(
    "R04",
    "warning",
    source="review-form:明确清晰性",
    zh="指标值不是值",
    en="The target is no value",
    why="指标值一栏写成清单、做法或者名称的重复，既不能完成也不会落空。很短的词归R03。",
    fires=(
        {"rows": ["经济效益指标|抓重点行业扩增量|石化、汽车、装备、生物医药"]},
        {"rows": ["社会效益指标|考试公平公正|通过精心组织，无考试事故"]},
        {"rows": ["可持续影响指标|通过日常保障，有效提升运转能力|有效提升"]},
        {"rows": ["成本指标|通过公开招标方式控制成本投入|有效控制"]},
    ),
    silent=(
        {
            "rows": [
                "社会效益指标|知晓率|≥90%",
                "社会效益指标|市场环境|公平有序",
                "经济效益指标|链式转型|清单化、标准化推进",
            ]
        },
    ),
)
def target_is_no_value(context: Context) -> Iterator[Hit]:
    """A list of things, a method, or an echo of the name stands in the target cell.

    Why: none of them can be met or missed. Leaves out: short words, which R03 judges.
    """
    for row in context.worded:
        text = row.target.text
        if text.count("、") >= 2:
            zh, en = f"“{text}”是一串对象，不是指标值。", f"“{text}” is a list of things, no value."
        elif has("method", text):
            zh, en = f"“{text}”写的是做法，不是指标值。", f"“{text}” tells a method, no value."
        elif len(text) >= 4 and _echoes(text, row.name):
            zh, en = f"“{text}”只是重复指标名称里的话。", f"“{text}” only repeats the name."
        elif row.is_cost and has("method", row.name):
            zh, en = (
                "名称写的是做法，不是成本，也没有数值。",
                "The name tells a method, not a cost, and there is no figure.",
            )
        else:
            continue
        yield Hit(
            row.value_at,
            zh,
            en,
            "请改为可核对的数值或事实，例如“≥3个重点行业”“考试事故＝0起”“单位成本≤…元”。",
            "Write a figure or a fact that can be checked, for example ≥3个, ＝0起 or a unit cost.",
        )


def _echoes(text: str, name: str) -> bool:
    plain = fold(text)
    return (
        bool(plain)
        and sum(char in name for char in plain) * 10 >= len(plain) * 6
        and any(plain[i : i + 2] in name for i in range(len(plain) - 1))
    )


@rule(
    "R19",
    "warning",
    source="review-form:明确清晰性",
    zh="一行里有两个指标",
    en="Two indicators in one row",
    why="“或”、两类人群、两件被衡量的事、一串产出共用一个指标值，一个完成一个没完成时怎么打分都不对。两项工作合并计数可能本就是一个项目，不算。",
    fires=(
        {"rows": ["时效指标|资金拨付或使用时间|2025年底前"]},
        {"rows": ["服务对象满意度指标|受益企业、群众满意度|≥90%"]},
        {"rows": ["服务对象满意度指标|社会公众满意度，社会公众零投诉|≥95%"]},
        {"rows": ["数量指标|方案评价、复用评估、分析报告、专家评审等数量|≥12次"]},
    ),
    silent=(
        {
            "rows": [
                "服务对象满意度指标|参训人员满意度|≥90%",
                "数量指标|巡检、测试次数|≥5次",
                "质量指标|评估、评审、检验等覆盖率|＝100%",
            ]
        },
    ),
    suspects=True,
)
def two_indicators_in_one_row(context: Context) -> Iterator[Hit]:
    """或, two populations, two measured things or a list of outputs share one target.

    Why: when one is met and the other is not, no score is right. Leaves out: two works counted together,
    which may be one programme.
    """
    for row in context.rows:
        name = row.name
        clauses = [part for part in re.split(r"[，,；;]", name) if part]
        if "或" in name.replace("或者", "或").replace("社会公众或服务对象", "").replace("或以上", ""):
            zh, en = (
                "名称用“或”连接两项，疑似完成哪一项都可算完成。",
                "The name joins two things by 或; it seems that either would count.",
            )
        elif row.is_satisfaction and _populations(name) > 1:
            zh, en = "疑似把两类对象的满意度合在一行。", "Two populations seem to share one satisfaction target."
        elif len(clauses) > 1 and sum(has("measurable_end", clause) for clause in clauses) > 1:
            zh, en = "疑似一行里有两个可衡量的指标。", "Two measurable indicators seem to share one row."
        elif row.unit == "count" and name.count("、") >= 3:
            zh, en = "疑似把多种产出合并计数，完成情况分不清。", "Several outputs seem to be counted together."
        else:
            continue
        yield Hit(
            row.name_at,
            zh,
            en,
            "请拆成各自有指标值的几行。",
            "Split it into rows with targets of their own.",
        )


def _populations(name: str) -> int:
    head = name.partition("满意")[0]
    return len([part for part in re.split(r"[、，,]|及其?|和|与", head) if len(part) >= 2])


@rule(
    "R20",
    "info",
    source="review-form:规范完整性",
    zh="名称里重复了指标值",
    en="The name repeats the figure",
    why="名称里也写了指标值，改一处就会漏一处。年份和与指标值不同的技术数字不算。",
    fires=({"rows": ["数量指标|打造10家全连接工厂|≥10家"]},),
    silent=({"rows": ["数量指标|打造5G全连接工厂|≥10家", "数量指标|2025年培训场次|≥25场"]},),
)
def figure_in_the_name(context: Context) -> Iterator[Hit]:
    """The target's figure stands in the name as well.

    Why: when one is amended the other is forgotten. Leaves out: years and technical figures that differ from the target.
    """
    for row in context.numeric:
        if not any(char.isdigit() for char in row.name):
            continue
        for figure in re.findall(r"\d+(?:\.\d+)?", row.name):
            if row.target.value is not None and f"{row.target.value.normalize():f}" == figure and len(figure) < 9:
                yield Hit(
                    row.name_at,
                    f"名称里已写“{figure}”，与指标值重复。",
                    f"The name already says {figure}, the target's figure.",
                    "请从名称中删去数字，只在指标值里写。",
                    "Keep the figure in the target only.",
                )
                break


_NOBODY = frozenset(
    (
        "满意度",
        "满意率",
        "服务对象满意度",
        "受益对象满意度",
        "对象满意度",
        "服务满意度",
        "满意程度",
        "服务对象满意率",
        "社会满意度",
    )
)


@rule(
    "R23",
    "warning",
    source="practice",
    zh="满意度指标不清",
    en="A satisfaction row is unclear",
    why="没有调查对象就没有样本；标准100%没人做得到，低于80%没有要求；几类对象应分开。调查怎么做不在此列。",
    fires=(
        {"rows": ["服务对象满意度|服务对象满意度|≥90%"]},
        {"rows": ["服务对象满意度指标|学员满意度|＝100%"]},
        {"rows": ["服务对象满意度指标|企业、群众满意度|≥90%"]},
    ),
    silent=({"rows": ["服务对象满意度指标|参训学员满意度|≥90%"]},),
)
def satisfaction_unclear(context: Context) -> Iterator[Hit]:
    """A satisfaction row names nobody to ask, several populations, or a bar of 100 % or under 80 %.

    Why: without a population there is no sample; nobody satisfies everybody. Leaves out: how the survey is done.
    """
    for row in context.rows:
        if not row.is_satisfaction:
            continue
        name, value = fold(row.name), row.target.value
        if name in _NOBODY or (row.indicator.level2 and name == fold(row.indicator.level2).removesuffix("指标")):
            yield Hit(
                row.name_at,
                "没有写明是谁的满意度，三级指标只是重复二级指标。",
                "It does not say whose satisfaction; level 3 only repeats level 2.",
                "请写明调查对象，如“参训企业满意度”。",
                "Name the population, for example 参训企业满意度.",
            )
        elif (
            level2_type(row.indicator.level2) is not None
            and _populations(row.name) > 1
            and "满意" in row.name
            and "，" not in row.name
        ):
            yield Hit(
                row.name_at,
                "调查对象不止一类，样本和结果无法分开。",
                "More than one population: neither sample nor result can be told apart.",
                "请按对象分行，各设指标值。",
                "Give each population a row.",
            )
        if row.unit == "percent" and value is not None and (value >= 100 or value < 80) and "满意" in row.name:
            high = value >= 100
            yield Hit(
                row.value_at,
                f"满意度指标值{row.target.text}" + ("要求人人满意，难以实现。" if high else "低于80%，约束力不足。"),
                f"The bar {row.target.text} "
                + ("asks that everybody be satisfied." if high else "is below 80 %: it asks too little."),
                "满意度一般设为≥80%至≥95%。",
                "Usually ≥80 % to ≥95 %.",
            )


@rule(
    "R31",
    "info",
    source="review-form:规范完整性",
    zh="同一事物疑似两种名称",
    en="One thing seems to have two names",
    why="两个活动名称只差中间几个字，到年底没人知道承诺的是一场还是两场。机构名称不算。",
    fires=({"rows": ["数量指标|世界智能博览会推介场次|≥1场", "时效指标|世界智能产业博览会完成时间|2025年9月底前"]},),
    silent=({"rows": ["数量指标|世界智能博览会推介场次|≥1场", "时效指标|国际消费博览会完成时间|2025年9月底前"]},),
    suspects=True,
)
def two_names_for_one_thing(context: Context) -> Iterator[Hit]:
    """Two event names differ only by a few characters in the middle.

    Why: at year end nobody knows whether one event or two were promised. Leaves out: names of organisations.
    """
    seen: dict[str, Row] = {}
    for row in context.rows:
        if "会" not in row.name and "赛" not in row.name and "坛" not in row.name:
            continue
        for name in words("entity").findall(row.name):
            for other in seen:
                if other != name and _same_but_longer(other, name):
                    yield Hit(
                        row.name_at,
                        f"“{name}”与“{other}”疑似同一活动的两种叫法。",
                        f"“{name}” and “{other}” look like two names of one event.",
                        "请统一名称；确为两项活动的不必改。",
                        "Use one name, unless they are two events.",
                    )
                    break
            seen.setdefault(name, row)


def _same_but_longer(first: str, second: str) -> bool:
    short, long = sorted((first, second), key=len)
    if len(short) < 6 or not 1 <= len(long) - len(short) <= 4 or short[:2] != long[:2] or short[-3:] != long[-3:]:
        return False
    rest = iter(long)
    return all(char in rest for char in short)
