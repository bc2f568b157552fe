"""Forms drawn as PDF by another hand than the project's writer: rules, sizes, alignment and page breaks at random."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import random

    from jixiao.forms.layout import FormTable

_SOURCE = """
#let form = json(bytes(sys.inputs.form))
#let style = form.style
#set page(paper: "a4", flipped: form.landscape, margin: (x: 15mm, y: 16mm),
  footer: if style.numbers { context align(center, text(size: 9pt, "- " + counter(page).display() + " -")) })
#set text(font: form.font, size: style.size * 1pt, lang: "zh", region: "cn", cjk-latin-spacing: none)
#set par(leading: style.leading * 1em)
#let kind = (
  hairline: 0.1pt, plain: 0.5pt, thick: 1.5pt, dashed: (thickness: 0.5pt, dash: "dashed"),
  dotted: (thickness: 0.4pt, dash: "dotted"), blank: none,
).at(style.rules)
#let stroke = if style.open and kind != none { (x, y) => (left: if x > 0 { kind }, top: kind, bottom: kind) } else { kind }
#align(center, text(size: 16pt, weight: "bold", form.title))
#align(center, text(form.subtitle))
#v(4pt)
#let shown(cell) = cell.text.split("\\n").join(linebreak())
#let drawn(cell) = table.cell(rowspan: cell.rows, colspan: cell.columns,
  align: (if cell.align == "left" { left } else { eval(style.across) }) + eval(style.down), shown(cell))
#for sheet in form.sheets {
  for part in sheet.blocks {
    set block(spacing: 0pt)
    table(columns: sheet.widths.map(w => w * 1fr), inset: (x: style.inset * 1pt, y: style.padding * 1pt), stroke: stroke,
      ..if part.header.len() > 0 and style.again { (table.header(..part.header.flatten().map(drawn)),) }
        else { part.header.flatten().map(drawn) },
      ..part.body.flatten().map(drawn))
  }
}
"""


@dataclass
class Style:
    """How a form is drawn. Sizes in points, ``leading`` in ems."""

    rules: str = "plain"
    size: float = 10.0
    inset: float = 4.0
    padding: float = 5.0
    leading: float = 0.55
    across: str = "center"
    down: str = "horizon"
    open: bool = False
    again: bool = True
    numbers: bool = True


def ruled(rng: random.Random) -> Style:
    return Style(
        rules=rng.choice(("hairline", "plain", "thick", "dashed", "dotted")),
        size=rng.choice((7.5, 9.0, 10.5, 12.0)),
        inset=rng.choice((2.0, 4.0, 6.0)),
        padding=rng.choice((1.5, 3.0, 6.0, 9.0)),
        leading=rng.choice((0.3, 0.55, 0.9)),
        across=rng.choice(("center", "left")),
        down=rng.choice(("horizon", "horizon", "top")),
        open=rng.random() < 0.2,
        again=rng.random() < 0.6,
        numbers=rng.random() < 0.7,
    )


def borderless(rng: random.Random) -> Style:
    """Columns and rows told by space alone: rows stand farther apart than the lines of a cell.

    The letters are small enough that no number runs into its neighbour.
    """
    return Style(
        rules="blank",
        size=rng.choice((8.0, 9.0)),
        inset=rng.choice((4.0, 5.0)),
        padding=rng.choice((4.0, 6.0, 8.0)),
        leading=rng.choice((0.3, 0.55)),
        across=rng.choice(("center", "left")),
        down=rng.choice(("horizon", "horizon", "top")),
        again=rng.random() < 0.6,
        numbers=rng.random() < 0.7,
    )


def to_scan(rng: random.Random) -> Style:
    """As forms that are printed and scanned: letters of a readable size, lines that are lines."""
    return Style(
        rules=rng.choice(("plain", "plain", "thick")),
        size=rng.choice((9.0, 10.5, 12.0)),
        inset=rng.choice((3.0, 5.0)),
        padding=rng.choice((3.0, 5.0, 8.0)),
        leading=rng.choice((0.4, 0.55, 0.9)),
        across=rng.choice(("center", "left")),
        down=rng.choice(("horizon", "horizon", "top")),
        again=rng.random() < 0.6,
        numbers=rng.random() < 0.7,
    )


@lru_cache(maxsize=1)
def _compiler() -> Any:
    import typst

    from jixiao.forms.write.pdf import _fonts

    return typst.Compiler(_SOURCE.encode(), font_paths=_fonts(), ignore_system_fonts=True)


def pdf(table: FormTable, style: Style) -> bytes:
    """Bytes of the PDF; typst alone decides where pages break."""
    from jixiao.forms.write.pdf import FAMILY

    def rows(held: Any) -> list[list[dict[str, Any]]]:
        return [[{"text": c.text, "rows": c.rows, "columns": c.columns, "align": c.align} for c in row] for row in held]

    data = {
        "title": table.title,
        "subtitle": table.subtitle,
        "landscape": table.landscape,
        "font": FAMILY,
        "style": asdict(style),
        "sheets": [
            {
                "widths": list(sheet.widths),
                "blocks": [{"header": rows(block.header), "body": rows(block.body)} for block in sheet.blocks],
            }
            for sheet in table.sheets
        ],
    }
    found = _compiler().compile(
        _SOURCE.encode(), format="pdf", sys_inputs={"form": json.dumps(data, ensure_ascii=False)}
    )
    return bytes(found)
