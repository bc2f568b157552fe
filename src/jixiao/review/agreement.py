"""Agreement between parts: leftovers, duplicates, logic across rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jixiao.review.registry import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.review.context import Context, Row

_GRAM = 5


def _grams(text: str, size: int = _GRAM) -> frozenset[str]:
    return frozenset(text[i : i + size] for i in range(len(text) - size + 1))


@rule(
    "R15",
    "warning",
    source="review-form:目标相关性",
    zh="指标疑似属于另一个目标",
    en="The row looks as if it belonged to another objective",
    why="在目标之间复制的行衡量的是别的目标：名称用词出现在另一目标的文字中而本目标没有。与哪个目标都少有共同用词的不判断，多数行如此。",
    fires=(
        {
            "texts": ["提升科技创新能力，建设创新平台。", "实施智能工厂梯度培育，推动数字化转型。"],
            "rows": ["社会效益指标|智能工厂梯度培育，数字化转型标杆|≥3个", "2>数量指标|新培育智能工厂|≥100家"],
        },
    ),
    silent=(
        {
            "texts": ["提升科技创新能力，建设创新平台。", "实施智能工厂梯度培育，推动数字化转型。"],
            "rows": ["数量指标|新建创新平台|≥3个", "2>数量指标|智能工厂梯度培育数|≥100家"],
        },
    ),
    suspects=True,
)
def belongs_to_another_objective(context: Context) -> Iterator[Hit]:
    """A name's words occur in another objective's text and not in its own.

    Why: rows copied between objectives measure the wrong one. Leaves out: names that share little with any
    objective; most do.
    """
    if len(context.objectives) < 2:
        return
    texts: dict[int, str] = {}
    for number, objective in context.objectives.items():
        tasks = "".join(task.name for n in objective.tasks if (task := context.plan.task(n)))
        texts[number] = objective.text + tasks
    grams = {number: _grams(text) for number, text in texts.items()}
    everything = frozenset().union(*grams.values())
    for row in context.rows:
        if row.objective not in texts or len(row.name) < 8:
            continue
        name = _grams(row.name)
        if not (name & everything) or name & grams[row.objective]:
            continue
        best, share = None, 0.0
        for number, others in grams.items():
            found = _covered(row.name, others) if number != row.objective else 0.0
            if found > share:
                best, share = number, found
        if best is not None and share >= 0.35 and not _grams(row.name, 3) & _grams(texts[row.objective], 3):
            yield Hit(
                row.at,
                f"“{row.name}”的内容疑似属于目标{best}，与目标{row.objective}没有共同的用语。",
                f"“{row.name}” looks as if it belonged to objective {best}; it shares no words with objective {row.objective}.",
                "请确认归属；放错的请移到相应目标。",
                "Confirm where it belongs, and move it if misplaced.",
            )


def _covered(name: str, grams: frozenset[str]) -> float:
    """The share of a name's characters that lie in five-character runs of the other text."""
    hit = [False] * len(name)
    for i in range(len(name) - _GRAM + 1):
        if name[i : i + _GRAM] in grams:
            hit[i : i + _GRAM] = [True] * _GRAM
    return sum(hit) / len(name)


@rule(
    "R18",
    "warning",
    source="review-form:指标科学性",
    zh="同一指标重复，或同一人群的满意度标准不一",
    en="A row repeats, or one population has two bars",
    why="同一目标下名称相同会重复计分；同一人群一次调查不会有两个标准。不同目标下的同类行、级别不同的行（市级、国家级）不算。",
    fires=(
        {"rows": ["数量指标|培训场次|≥8场", "数量指标|培训场次|≥8场"]},
        {
            "texts": ["甲。", "乙。"],
            "rows": ["服务对象满意度指标|企业满意度|≥95%", "2>服务对象满意度指标|企业满意度|≥90%"],
        },
    ),
    silent=(
        {"texts": ["甲。", "乙。"], "rows": ["时效指标|完成时间|2025年9月底前", "2>时效指标|完成时间|2025年9月底前"]},
        {
            "texts": ["甲。", "乙。"],
            "rows": ["服务对象满意度指标|企业满意度|≥95%", "2>服务对象满意度指标|学员满意度|≥90%"],
        },
    ),
)
def repeated_or_uneven(context: Context) -> Iterator[Hit]:
    """The same name twice under one objective, or one population's satisfaction with different bars.

    Why: a repeated row counts twice; one survey cannot have two bars. Leaves out: like names under
    different objectives, and rows that differ in rank (市级, 国家级).
    """
    seen: dict[tuple[int | None, str | None, str], Row] = {}
    people: dict[str, Row] = {}
    for row, name in zip(context.rows, context.folded, strict=True):
        key = (row.objective, row.kind, name)
        first = seen.setdefault(key, row)
        if first is not row:
            yield Hit(
                row.name_at,
                f"“{row.name}”在同一目标下出现两次（{first.target.text}、{row.target.text}）。",
                f"“{row.name}” stands twice under one objective ({first.target.text}, {row.target.text}).",
                "请合并，或在名称中写明区别。",
                "Merge them, or tell them apart by name.",
            )
        elif row.is_satisfaction and row.target.value is not None:
            known = people.setdefault(name, row)
            if known is not row and known.target.value != row.target.value:
                yield Hit(
                    row.value_at,
                    f"“{row.name}”在目标{known.objective}为{known.target.text}，这里为{row.target.text}，同一人群标准不一。",
                    f"“{row.name}” is {known.target.text} under objective {known.objective} and {row.target.text} here.",
                    "请统一标准，或写明是不同的人群。",
                    "Use one bar, or name different populations.",
                )


_PART_OF = (
    ("控制", "监测"),
    ("优秀", "合格"),
    ("优良", "合格"),
    ("优秀", "优良"),
    ("办结", "受理"),
    ("验收", "开工"),
    ("整改", "发现"),
    ("回收", "发放"),
)
"""(part, whole): the first cannot exceed the second where the rest of the names is alike."""


@rule(
    "R25",
    "warning",
    source="review-form:绩效合理性",
    zh="指标之间不合逻辑",
    en="Rows contradict each other",
    why="部分大于整体：控制能力大于监测能力、其中项大于上级项，两个数必有一错，也可能填反。只提问，不替人改。名称看不出关系的不判断。",
    fires=(
        {"rows": ["数量指标|负荷控制能力占最大负荷比例|≥60%", "数量指标|负荷监测能力占最大负荷比例|≥10%"]},
        {"rows": ["数量指标|发放人数|≥100人", "数量指标|其中：学生人数|≥200人"]},
    ),
    silent=({"rows": ["数量指标|负荷控制能力占最大负荷比例|≥10%", "数量指标|负荷监测能力占最大负荷比例|≥70%"]},),
    suspects=True,
)
def rows_contradict(context: Context) -> Iterator[Hit]:
    """A part is larger than its whole: control above monitoring, a 其中 row above its parent.

    Why: one of the two figures must be wrong; they may be swapped. Only asks, never corrects.
    Leaves out: relations the names do not show.
    """
    by_id = {row.indicator.id: row for row in context.numeric}
    for row in context.numeric:
        whole = by_id.get(row.indicator.parent or "")
        if (
            whole is not None
            and whole.target.unit == row.target.unit
            and (row.target.value or 0) > (whole.target.value or 0)
        ):
            yield _contradiction(row, whole)
    for rows in context.groups.values():
        for part, entire in _PART_OF:
            parts = [row for row in rows if part in row.name and row.target.kind == "number"]
            for row in parts:
                for other in rows:
                    if (
                        other is not row
                        and entire in other.name
                        and other.target.kind == "number"
                        and other.target.unit == row.target.unit
                        and _alike(row.name.replace(part, ""), other.name.replace(entire, ""))
                        and (row.target.value or 0) > (other.target.value or 0)
                    ):
                        yield _contradiction(row, other)


def _alike(first: str, second: str) -> bool:
    """Equal, or one ends with the other and they share at least five characters."""
    return first == second or (min(len(first), len(second)) >= 5 and (first.endswith(second) or second.endswith(first)))


def _contradiction(row: Row, whole: Row) -> Hit:
    return Hit(
        row.value_at,
        f"“{row.name}”{row.target.text}大于“{whole.name}”{whole.target.text}，部分疑似超过整体，是否填反？请确认。",
        f"“{row.name}” {row.target.text} exceeds “{whole.name}” {whole.target.text}: the part seems above the whole. Swapped? Please confirm.",
        "请核对两行的指标值。",
        "Check both targets.",
    )
