"""Text layers with radicals, compatibility ideographs and full-width forms: read the same, shown as printed."""

import random

import msgspec
import pytest

from jixiao import read
from jixiao.forms.read.gridreader import read_grids
from jixiao.forms.read.workbook import read_workbook
from jixiao.forms.write import write
from jixiao.plan.normal import _table, normal
from tests.generated.kinds import KINDS

VARIANT = {folded: chr(code) for code, folded in _table().items() if 0x2E80 <= code < 0x2FE0 or 0xF900 <= code < 0xFAFF}
VARIANT |= {chr(code): chr(code + 0xFEE0) for code in (*range(0x30, 0x3A), *range(0x41, 0x5B), *map(ord, "()%:<>=,"))}
LAYOUTS = [(kind, layout) for kind, layouts in KINDS.items() for layout in layouts]


def odd(text):
    """The same text as a font might give it."""
    return "".join(VARIANT.get(char, char) for char in text)


def grids(table):
    """What every format is turned into first; ours writes any character."""
    return read_workbook(write(table, "xlsx"), "a.xlsx")[0]


def changed(grid):
    grid.rows = [[odd(text) for text in row] for row in grid.rows]
    return grid


def folded(value):
    """A reading without the differences that only show."""
    return msgspec.json.decode(normal(msgspec.json.encode(value).decode()))


def usual(readings):
    return [
        (
            folded(r.plan),
            folded(r.actuals),
            folded(r.printed_scores),
            [(p.code, normal(p.text)) for p in r.problems],
            sorted(r.locations),
        )
        for r in readings
    ]


@pytest.mark.parametrize(("kind", "layout"), LAYOUTS)
def test_odd_forms_of_characters_read_the_same(kind, layout):
    _, table = KINDS[kind][layout](random.Random(f"{kind}/{layout}"))
    expected = read_grids(grids(table))
    found = read_grids([changed(grid) for grid in grids(table)])
    assert usual(found) == usual(expected)
    assert [i.name for i in found[0].plan.indicators] == [odd(i.name) for i in expected[0].plan.indicators]


def test_the_sample_with_odd_forms_of_characters(sample_xlsx):
    expected = read_grids(read_workbook(sample_xlsx, "a.xlsx")[0])
    found = read_grids([changed(grid) for grid in read_workbook(sample_xlsx, "a.xlsx")[0]])
    assert usual(found) == usual(expected)
    assert [i.name for i in found[0].plan.indicators] == [odd(i.name) for i in expected[0].plan.indicators]
    assert [i.target.text for i in found[0].plan.indicators] == [
        odd(i.target.text) for i in expected[0].plan.indicators
    ]


def test_text_is_read_in_its_usual_characters_and_that_is_told(sample_text, sample_plan):
    """Lines of text are not cells: what was printed cannot be put back field by field."""
    radicals = {
        char: other for char, other in VARIANT.items() if other >= "\u2e80" and not "\uff00" <= other <= "\uffef"
    }
    text = "".join(radicals.get(char, char) for char in sample_text)
    reading = read(text.encode(), name="a.txt")
    assert reading.plan == sample_plan
    assert [problem.code for problem in reading.problems] == ["odd-ideographs"]
