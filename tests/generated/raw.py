"""PDF pages drawn operator by operator, for what no typesetter would do: seals, hidden text, sheets turned and imposed.

The font is not embedded and has a Unicode map of its own, so that a page can hold any character.
"""

from __future__ import annotations

import io
from math import cos, radians, sin
from typing import TYPE_CHECKING, Any

import pypdf
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, FloatObject, NameObject, NumberObject
from pypdf.generic import TextStringObject as Text

from jixiao.forms.layout import placed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jixiao.forms.layout import Row

A4 = (595.0, 842.0)


def advance(char: str) -> float:
    """The width of a character in ems."""
    return 0.5 if " " <= char <= "~" else 1.0


def width_of(text: str) -> float:
    return sum(map(advance, text))


def wrapped(text: str, ems: float) -> list[str]:
    """Lines of at most so many ems."""
    lines: list[str] = []
    for part in text.split("\n"):
        line = ""
        for char in part:
            if width_of(line + char) > ems:
                lines.append(line)
                line = ""
            line += char
        lines.append(line)
    return lines


class Canvas:
    """The content of one page or form; places are points from the top left."""

    def __init__(self, size: tuple[float, float] = A4) -> None:
        self.width, self.height = size
        self.ops: list[str] = []
        self.forms: dict[str, Canvas] = {}
        self.fields: list[tuple[float, float, float, float, str]] = []
        self.used: set[str] = set()

    def raw(self, *ops: str) -> Canvas:
        self.ops += ops
        return self

    def text(self, x: float, y: float, text: str, size: float = 9.0, turn: float = 0.0, mode: int = 0) -> Canvas:
        """A line of text whose base line begins at (x, y), turned by degrees against the clock."""
        self.used |= set(text)
        a, b = cos(radians(turn)), sin(radians(turn))
        code = text.encode("utf-16-be").hex()
        self.ops.append(
            f"BT /F0 {size} Tf {mode} Tr {a:.5f} {b:.5f} {-b:.5f} {a:.5f} {x:.3f} {self.height - y:.3f} Tm <{code}> Tj ET"
        )
        return self

    def line(self, x0: float, y0: float, x1: float, y1: float) -> Canvas:
        self.ops.append(f"0.5 w {x0:.3f} {self.height - y0:.3f} m {x1:.3f} {self.height - y1:.3f} l S")
        return self

    def circle(self, x: float, y: float, radius: float) -> Canvas:
        """As drawing programs make them: four curves."""
        k, y = 0.5523 * radius, self.height - y
        self.ops.append(
            f"{x + radius} {y} m {x + radius} {y + k} {x + k} {y + radius} {x} {y + radius} c "
            f"{x - k} {y + radius} {x - radius} {y + k} {x - radius} {y} c "
            f"{x - radius} {y - k} {x - k} {y - radius} {x} {y - radius} c "
            f"{x + k} {y - radius} {x + radius} {y - k} {x + radius} {y} c S"
        )
        return self

    def form(self, inner: Canvas, matrix: tuple[float, ...] = (1, 0, 0, 1, 0, 0)) -> Canvas:
        """A form object: a drawing inside the drawing."""
        name = f"X{len(self.forms)}"
        self.forms[name] = inner
        self.ops.append(f"q {' '.join(map(str, matrix))} cm /{name} Do Q")
        return self

    def field(self, x0: float, y0: float, x1: float, y1: float, value: str) -> Canvas:
        """A filled text field of an interactive form."""
        self.fields.append((x0, y0, x1, y1, value))
        return self

    def table(
        self,
        rows: Sequence[Row],
        widths: Sequence[float],
        at: tuple[float, float],
        size: float = 9.0,
        *,
        ruled: bool = True,
        filled: Sequence[tuple[int, int]] = (),
        turned: Sequence[tuple[int, int]] = (),
        stacked: Sequence[tuple[int, int]] = (),
    ) -> float:
        """Cells with spans, texts in their middle; returns where it ends.

        Texts of cells in ``filled`` (row, column) are fields, those of ``turned`` stand on their side, those of
        ``stacked`` have one character a line.
        """
        left, top = at
        xs = [left + sum(widths[:n]) for n in range(len(widths) + 1)]
        cells = list(placed(rows, len(widths)))
        lines = {
            (row, column): list(cell.text)
            if (row, column) in stacked
            else wrapped(cell.text, (xs[column + cell.columns] - xs[column] - 4) / size)
            for row, column, cell in cells
        }
        heights = [
            max(
                [1.6 * size]
                + [1.2 * size * len(lines[r, c]) + 0.6 * size for r, c, cell in cells if (r, cell.rows) == (n, 1)]
            )
            for n in range(len(rows))
        ]
        for row, column, cell in cells:  # a merged cell higher than its rows
            need = (len(cell.text) + 1) * size if (row, column) in turned else 1.2 * size * len(lines[row, column])
            heights[row + cell.rows - 1] += max(0.0, need + 4 - sum(heights[row : row + cell.rows]))
        ys = [top + sum(heights[:n]) for n in range(len(rows) + 1)]
        for row, column, cell in cells:
            x0, x1, y0, y1 = xs[column], xs[column + cell.columns], ys[row], ys[row + cell.rows]
            if ruled:
                for edge in ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)):
                    self.line(*edge)
            if (row, column) in filled:
                self.field(x0 + 1, y0 + 1, x1 - 1, y1 - 1, cell.text)
            elif (row, column) in turned:
                self.text((x0 + x1) / 2 + 0.35 * size, (y0 + y1 + width_of(cell.text) * size) / 2, cell.text, size, 90)
            else:
                first = (y0 + y1) / 2 - 0.6 * size * len(lines[row, column]) + 0.95 * size
                for number, line in enumerate(lines[row, column]):
                    x = (x0 + x1 - width_of(line) * size) / 2
                    self.text(x, first + 1.2 * size * number, line, size) if line else None
        return ys[-1]


def pdf(pages: Sequence[Canvas], turns: Sequence[int] = ()) -> bytes:
    """The pages as a file; ``turns`` are degrees by which each is shown turned."""
    writer = pypdf.PdfWriter()
    used: set[str] = set()
    for canvas in pages:
        used |= _used(canvas)
    font = writer._add_object(_font(writer, used))
    fields = ArrayObject()
    for number, canvas in enumerate(pages):
        page = writer.add_blank_page(canvas.width, canvas.height)
        page[NameObject("/Contents")] = writer._add_object(_stream(canvas))
        page[NameObject("/Resources")] = _resources(writer, canvas, font)
        if number < len(turns):
            page.rotate(turns[number])
        for field in canvas.fields:
            page.setdefault(NameObject("/Annots"), ArrayObject()).append(_field(writer, canvas, field, font))
            fields.append(page["/Annots"][-1])
    if fields:
        writer._root_object[NameObject("/AcroForm")] = DictionaryObject({NameObject("/Fields"): fields})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _used(canvas: Canvas) -> set[str]:
    return canvas.used.union(*(_used(inner) for inner in canvas.forms.values()), *(f[4] for f in canvas.fields))


def _stream(canvas: Canvas) -> DecodedStreamObject:
    stream = DecodedStreamObject()
    stream.set_data("\n".join(canvas.ops).encode())
    return stream


def _resources(writer: pypdf.PdfWriter, canvas: Canvas, font: Any) -> DictionaryObject:
    forms = DictionaryObject()
    for name, inner in canvas.forms.items():
        stream = _stream(inner)
        stream.update(
            {
                NameObject("/Type"): NameObject("/XObject"),
                NameObject("/Subtype"): NameObject("/Form"),
                NameObject("/BBox"): ArrayObject(map(FloatObject, (0, 0, inner.width, inner.height))),
                NameObject("/Resources"): _resources(writer, inner, font),
            }
        )
        forms[NameObject(f"/{name}")] = writer._add_object(stream)
    faint = DictionaryObject({NameObject("/ca"): FloatObject(0.2), NameObject("/CA"): FloatObject(0.2)})
    return DictionaryObject(
        {
            NameObject("/Font"): DictionaryObject({NameObject("/F0"): font}),
            NameObject("/XObject"): forms,
            NameObject("/ExtGState"): DictionaryObject({NameObject("/Faint"): faint}),
        }
    )


def _field(writer: pypdf.PdfWriter, canvas: Canvas, field: tuple[Any, ...], font: Any) -> Any:
    x0, y0, x1, y1, value = field
    look = Canvas((x1 - x0, y1 - y0))
    look.raw("/Tx BMC q").text(2, (y1 - y0) / 2 + 3, value).raw("Q EMC")
    stream = _stream(look)
    stream.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): ArrayObject(map(FloatObject, (0, 0, x1 - x0, y1 - y0))),
            NameObject("/Resources"): _resources(writer, look, font),
        }
    )
    return writer._add_object(
        DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Annot"),
                NameObject("/Subtype"): NameObject("/Widget"),
                NameObject("/FT"): NameObject("/Tx"),
                NameObject("/T"): Text(f"f{len(writer._objects)}"),
                NameObject("/V"): Text(value),
                NameObject("/F"): NumberObject(4),
                NameObject("/Rect"): ArrayObject(map(FloatObject, (x0, canvas.height - y1, x1, canvas.height - y0))),
                NameObject("/AP"): DictionaryObject({NameObject("/N"): writer._add_object(stream)}),
            }
        )
    )


def _font(writer: pypdf.PdfWriter, used: set[str]) -> DictionaryObject:
    known = "\n".join(f"<{ord(char):04x}> <{ord(char):04x}>" for char in sorted(used))
    unicode_map = DecodedStreamObject()
    unicode_map.set_data(
        (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def "
            "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
            f"{len(used)} beginbfchar\n{known}\nendbfchar endcmap end end"
        ).encode()
    )
    descriptor = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/FontDescriptor"),
            NameObject("/FontName"): NameObject("/SimSun"),
            NameObject("/Flags"): NumberObject(4),
            NameObject("/FontBBox"): ArrayObject(map(NumberObject, (0, -140, 1000, 860))),
            NameObject("/ItalicAngle"): NumberObject(0),
            NameObject("/Ascent"): NumberObject(860),
            NameObject("/Descent"): NumberObject(-140),
            NameObject("/CapHeight"): NumberObject(700),
            NameObject("/StemV"): NumberObject(80),
        }
    )
    system = DictionaryObject(
        {
            NameObject("/Registry"): Text("Adobe"),
            NameObject("/Ordering"): Text("Identity"),
            NameObject("/Supplement"): NumberObject(0),
        }
    )
    narrow = ArrayObject([NumberObject(32), NumberObject(126), NumberObject(500)])
    descendant = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/CIDFontType2"),
            NameObject("/BaseFont"): NameObject("/SimSun"),
            NameObject("/CIDSystemInfo"): system,
            NameObject("/FontDescriptor"): writer._add_object(descriptor),
            NameObject("/DW"): NumberObject(1000),
            NameObject("/W"): narrow,
        }
    )
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type0"),
            NameObject("/BaseFont"): NameObject("/SimSun"),
            NameObject("/Encoding"): NameObject("/Identity-H"),
            NameObject("/DescendantFonts"): ArrayObject([writer._add_object(descendant)]),
            NameObject("/ToUnicode"): writer._add_object(unicode_map),
        }
    )
