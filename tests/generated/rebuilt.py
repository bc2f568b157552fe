"""Published layouts drawn anew: the labelled truth of a layout (tests/documents/found) as a form with cells.

A ``Layout`` says how one form prints its truth: which columns in which order under which words, which head lines,
how money and objectives stand. ``build`` puts the two together; names and figures are those of the truth.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from jixiao.forms.layout import Block, Cell, FormTable, Row, Sheet, label, merged_runs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Words = tuple[tuple[str, str], ...]
"""(what a cell holds, the word printed above or beside it), in printed order."""
Fields = dict[str, Any]
_WIDTH = {
    "name": 3.0,
    "actual": 1.6,
    "reason": 1.8,
    "value": 1.5,
    "definition": 1.8,
    "goal": 2.5,
    "amount": 2.2,
    "project": 1.6,
    "department": 1.6,
}


@dataclass(frozen=True)
class Funds:
    """The block of money. Without ``header`` the amounts stand beside their names only."""

    side: str
    columns: Words
    marks: tuple[str, ...] = ("",)
    """What is printed before each name: 其中：, 1.; the last holds for the rest."""
    after: str = ""
    dash: str = ""
    header: bool = True


@dataclass(frozen=True)
class Goals:
    """The block of objectives: beside their label, below two headings, or a row each."""

    side: str
    heads: tuple[str, ...] = ()
    prefix: str = ""
    """``目标{n}：`` where several stand in one cell."""
    rows: bool = False


@dataclass(frozen=True)
class Layout:
    """How a form prints its truth."""

    title: str
    columns: Words
    subtitle: str = ""
    head: tuple[Words, ...] = ()
    funds: Funds | None = None
    goals: Goals | None = None
    side: str = ""
    storeys: tuple[tuple[str, tuple[str, ...]], ...] = ()
    levels: str = "merged"
    """merged, repeated on every row, or blank after the first row of a group."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """Level labels as printed, where not as in the truth: with a weight, on two lines."""
    constants: Mapping[str, str] = field(default_factory=dict)
    """Texts of columns that the truth has no field for; ``{name}`` and ``{target}`` stand for the row's."""
    cells: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Cells of single rows that are printed otherwise, by the row's name."""
    parts: tuple[tuple[str, int], ...] = ()
    """Several tables of indicators: the label beside each, and its number of rows."""
    fillers: tuple[tuple[int, str, str, str], ...] = ()
    """Rows that say nothing: position, levels, name."""
    total: tuple[str, str, str] | None = None
    foot: tuple[tuple[str, ...], ...] = ()
    prefix: str = ""
    """Before every name: 指标{n}："""
    again: str = ""
    """Title printed before each further form of the document."""
    landscape: bool = False


def groups(truth: Fields) -> list[Fields]:
    """The forms of a document: one, or one for each project that has rows or objectives."""
    items = [*truth["objectives"], *truth["indicators"], *truth["funds"]]
    if not any("project" in item for item in items):
        return [truth]
    listed = [
        name
        for name in dict.fromkeys(item.get("project") for item in (*truth["indicators"], *truth["objectives"]))
        if name is not None or any(row.get("project") is None for row in truth["indicators"])
    ]
    return [
        {
            **truth,
            "project": name,
            **({"department": None, "money_unit": None} if name is None else {}),
            **{
                key: [i for i in truth[key] if i.get("project") == name]
                for key in ("funds", "objectives", "indicators")
            },
        }
        for name in listed
    ]


def sign_of(row: Fields) -> str:
    """The sign or word printed before the value."""
    text, value = row["target_text"], row["value"]
    return text[: text.index(value)] if text and value and row["operator"] else ""


def shown(row: Fields, what: str, layout: Layout) -> str:
    """The text of one cell of a row."""
    own = layout.cells.get(row["name"], {})
    if what in own:
        return own[what]
    if what in layout.constants and row["name"]:
        return layout.constants[what].format(name=row["name"], target=row["target_text"] or "")
    columns = {held for held, _ in layout.columns}
    text, sign = row["target_text"], sign_of(row)
    if what == "sign":
        return sign or (layout.constants.get("words", "") if text and not row["unit"] and not figure(row) else "")
    if what == "unit":
        return row["unit"] or "" if text else ""
    if what == "value":
        if not text:
            return ""
        rest = text.removeprefix(sign) if "sign" in columns else text
        return rest.removesuffix(row["unit"] or "") if "unit" in columns else rest
    return row.get(what) or ""


def figure(row: Fields) -> bool:
    return bool(row["value"]) and row["value"].replace(".", "").isdigit()


def spread(cells: Sequence[Cell], width: int) -> list[Cell]:
    """Cells over the whole width: what is left over goes to the last ones that are no labels."""
    free = [n for n, cell in enumerate(cells) if not cell.label] or [len(cells) - 1]
    spans = [1] * len(cells)
    for extra in range(width - len(cells)):
        spans[free[-1 - extra % len(free)]] += 1
    return [Cell(c.text, c.rows, s, c.align, c.label) for c, s in zip(cells, spans, strict=True)]


def _filled(text: str, form: Fields) -> str:
    return text.format(**{key: form[key] or "" for key in ("department", "project", "year")})


def _head(form: Fields, layout: Layout, width: int) -> list[list[Cell]]:
    rows = []
    for words in layout.head:
        cells: list[Cell] = []
        for value, name in words:
            cells += [label(name), Cell(_filled(value, form))]
        rows.append(spread(cells, width))
    return rows


def _funds(form: Fields, layout: Layout, width: int) -> list[list[Cell]]:
    block, lines = layout.funds, form["funds"]
    if block is None or not lines:
        return []
    rows: list[list[Cell]] = []
    if block.header:
        rows.append(spread([label(""), *(Cell(name) for _, name in block.columns)], width - 1))
    for number, line in enumerate(lines):
        mark = block.marks[min(number, len(block.marks) - 1)]
        name = label(f"{mark}{line['label']}{block.after}")
        if line["label"].endswith("执行率") and not block.header:
            cells = [
                name,
                Cell(line["rate"]),
                *([label("分值"), Cell(line["points"] + "分")] if "points" in line else []),
            ]
        else:
            cells = [
                name,
                *(
                    Cell(line.get(key) or (block.dash if key in {"points", "score"} else ""))
                    for key, _ in block.columns
                ),
            ]
        rows.append(spread(cells, width - 1))
    rows[0].insert(0, label(block.side, len(rows)))
    if block.header:  # the heading above the names is one cell with them on paper: blank
        rows[0][1] = Cell("", columns=rows[0][1].columns)
    return rows


def _numbered(texts: Sequence[str], prefix: str) -> str:
    return "\n".join(prefix.format(n=n) + text for n, text in enumerate(texts, 1))


def _goals(form: Fields, layout: Layout, width: int) -> list[list[Cell]]:
    block, goals = layout.goals, form["objectives"]
    if block is None:
        return []
    texts, results = [g["text"] for g in goals], [g["result"] for g in goals if g["result"]]
    if block.rows:
        rows = [spread([Cell(text, align="left")], width - 1) for text in texts]
        for row, n in zip(rows, range(1, len(rows) + 1), strict=True):
            row.insert(0, label(block.side.format(n=n)))
        return rows
    if len(block.heads) > 1 and block.heads[0].startswith("长期"):  # two objectives, each below its heading
        rows = [
            spread([Cell(name) for name in block.heads], width - 1),
            spread([Cell(text) for text in texts], width - 1),
        ]
    elif block.heads:
        below = [
            Cell(_numbered(texts, block.prefix)),
            *([Cell(_numbered(results, block.prefix))] if len(block.heads) > 1 else []),
        ]
        rows = [spread([label(name) for name in block.heads], width - 1), spread(below, width - 1)]
        rows[0] = [Cell(h.text, 1, b.columns, label=True) for h, b in zip(rows[0], rows[1], strict=True)]
    else:
        rows = [spread([Cell(_numbered(texts, block.prefix), align="left")], width - 1)]
    rows[0].insert(0, label(block.side, len(rows)))
    return rows


def _header(layout: Layout, spans: Sequence[int]) -> list[list[Cell]]:
    """One row of words, or two where some stand below a common word."""
    group = {held: (word, fields) for word, fields in layout.storeys for held in fields}
    if not group:
        return [[label(name, 1, span) for (_, name), span in zip(layout.columns, spans, strict=True)]]
    above: list[Cell] = []
    below: list[Cell] = []
    for (held, name), span in zip(layout.columns, spans, strict=True):
        if held not in group:
            above.append(label(name, 2, span))
            continue
        word, fields = group[held]
        if held == fields[0]:
            whole = sum(s for (f, _), s in zip(layout.columns, spans, strict=True) if f in fields)
            above.append(label(word, 1, whole))
        below.append(label(name, 1, span))
    return [above, below]


def _rows(rows: Sequence[Fields], layout: Layout, spans: Sequence[int]) -> list[list[Cell]]:
    first = merged_runs([row["level1"] for row in rows])
    second = merged_runs([(row["level1"], row["level2"]) for row in rows])
    found: list[list[Cell]] = []
    number = 0
    for index, row in enumerate(rows):
        cells: list[Cell] = []
        number = 1 if second[index] else number + 1
        for (held, _), span in zip(layout.columns, spans, strict=True):
            if held in {"level1", "level2"}:
                run = (first if held == "level1" else second)[index]
                text = layout.labels.get(row[held] or held, row[held] or "")
                if layout.levels == "merged":
                    cells += [label(text, run, span)] if run else []
                else:
                    cells.append(label(text if run or layout.levels == "repeated" else "", 1, span))
                continue
            text = shown(row, held, layout)
            if held == "name" and text and not text.startswith("…"):
                text = layout.prefix.format(n=number) + text
            cells.append(Cell(text, 1, span, "left" if len(text) > 24 else "center"))
        found.append(cells)
    return found


def with_fillers(rows: Sequence[Fields], layout: Layout) -> list[Fields]:
    """The rows and those that say nothing between them."""
    empty = dict.fromkeys(("operator", "value", "unit", "target_text", "actual", "points", "score", "reason", "parent"))
    found = list(rows)
    for position, one, two, name in sorted(layout.fillers, reverse=True):
        found.insert(position, {**empty, "level1": one or None, "level2": two or None, "name": name})
    return found


def _total(layout: Layout, spans: Sequence[int]) -> list[Cell]:
    word, points, score = layout.total or ("", "", "")
    fields = [held for held, _ in layout.columns]
    start = min(fields.index(held) for held in ("points", "score") if held in fields)
    cells = [label(word, 1, sum(spans[:start]))]
    for held, span in zip(fields[start:], spans[start:], strict=True):
        cells.append(Cell({"points": points, "score": score}.get(held, ""), 1, span))
    return cells


def _table(form: Fields, layout: Layout, width: int, spans: Sequence[int]) -> list[Block]:
    """The indicators: one table, or one for each part, its label beside header and rows."""
    rows = with_fillers(form["indicators"], layout)
    if not rows:
        return []
    blocks: list[Block] = []
    parts = layout.parts or ((layout.side, len(rows)),)
    for side, count in parts:
        taken, rows = rows[:count], rows[count:]
        header, body = _header(layout, spans), _rows(taken, layout, spans)
        if side:
            header[0].insert(0, label(side, len(header) + len(body)))
            header, body = [], [*header, *body]
        blocks.append(Block(_frozen(header), _frozen(body)))
    if layout.total:
        row = _total(layout, spans)
        side = bool(parts[0][0])
        row[0] = label(row[0].text, 1, row[0].columns + side)
        blocks.append(Block((), _frozen([row])))
    del width
    return blocks


def _frozen(rows: Sequence[Sequence[Cell]]) -> tuple[Row, ...]:
    return tuple(tuple(row) for row in rows)


def build(truth: Fields, layout: Layout) -> FormTable:
    """The document: its forms one below another on one sheet."""
    forms = groups(truth)
    sided = bool(layout.side or layout.parts)
    needed = max((2 * len(words) for words in layout.head), default=2)
    money = 2 + max(len(layout.funds.columns), 3 if not layout.funds.header else 1) if layout.funds else 0
    width = max(len(layout.columns) + sided, needed, money, 4)
    fields = [held for held, _ in layout.columns]
    spans = [1] * len(fields)
    spans[fields.index("name")] += width - sided - len(fields)
    sizes = [_WIDTH.get(f, 1.0) / s for f, s in zip(fields, spans, strict=True) for _ in range(s)]
    blocks: list[Block] = []
    for number, form in enumerate(forms):
        top: list[list[Cell]] = []
        if number and layout.again:
            top.append([Cell(layout.again, columns=width)])
        first = number == 0 and len(forms) > 1 and form["project"] is None  # the end of a form whose head is lost
        if not first:
            top += [*_head(form, layout, width), *_funds(form, layout, width), *_goals(form, layout, width)]
        if top:
            blocks.append(Block((), _frozen(top)))
        blocks += _table(form, layout, width, spans)
        if form["indicators"] and layout.foot:
            blocks.append(
                Block(
                    (),
                    _frozen(
                        [
                            spread([label(f[0]) if len(f) > 1 else Cell(f[0], align="left"), *map(Cell, f[1:])], width)
                            for f in layout.foot
                        ]
                    ),
                )
            )
    sheet = Sheet("表1", tuple([0.7] * sided + sizes), tuple(blocks))
    shown_below = _filled(layout.subtitle, truth)
    return FormTable(layout.title, shown_below, (sheet,), landscape=layout.landscape or width > 9)


def build_wide(truth: Fields, layout: Layout, totals: Sequence[Fields] = ()) -> FormTable:
    """Many projects in one table: department, project, money and objective stand before the levels."""
    spans = [1] * len(layout.columns)
    lead = [held for held, _ in layout.columns if held.startswith("lead:")]
    inner = Layout(**{**layout.__dict__, "columns": tuple(c for c in layout.columns if c[0] not in lead)})
    body: list[list[Cell]] = []
    for line in totals:
        values = {"lead:department": f"720-{truth['department'][-4:]}", "lead:amount": line["budget"]}
        body.append([Cell(values.get(held, "")) for held, _ in layout.columns])
    forms = groups(truth)
    all_rows = sum(len(form["indicators"]) for form in forms)
    for number, form in enumerate(forms):
        rows = _rows(form["indicators"], inner, [1] * len(inner.columns))
        values = {
            "lead:department": layout.constants.get("department", "") + truth["department"],
            "lead:project": form["project"],
            "lead:amount": form["funds"][0]["budget"],
            "lead:goal": form["objectives"][0]["text"],
        }
        firsts = [
            label(values[held], all_rows if held == "lead:department" else len(rows))
            for held in lead
            if held != "lead:department" or number == 0
        ]
        rows[0] = [*firsts, *rows[0]]
        body += rows
    sizes = tuple(_WIDTH.get(held.removeprefix("lead:"), 1.0) for held, _ in layout.columns)
    sheet = Sheet("表1", sizes, (Block(_frozen(_header(layout, spans)), _frozen(body)),))
    return FormTable(layout.title, _filled(layout.subtitle, truth), (sheet,), landscape=True)
