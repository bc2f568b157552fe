"""Forms made by rule, in every layout and format, read as they were meant."""

import random

import pytest

from jixiao import read
from jixiao.forms.read import read_all
from jixiao.forms.write import write
from tests.generated import drawn
from tests.generated.fresh_two import FRESH
from tests.generated.kinds_more import KINDS
from tests.generated.later import LATER
from tests.generated.provincial import PROVINCIAL
from tests.generated.truth import compare, compare_all
from tests.generated.unseen import UNSEEN

OFFICIAL = {kind: {**layouts, **UNSEEN.get(kind, {})} for kind, layouts in KINDS.items()}
OTHERS = (OFFICIAL, PROVINCIAL, FRESH)
ALL = {
    kind: {name: make for family in OTHERS for name, make in family.get(kind, {}).items()}
    for kind in dict.fromkeys(kind for family in OTHERS for kind in family)
}
LAYOUTS = [(kind, layout) for kind, layouts in ALL.items() for layout in layouts]
ODD = ("cards", "by-task", "sentence", "over-under", "boxes", "stripes")
"""Of ``LATER`` those whose structure is no form's: they are not read exactly."""
ODDLY = [(kind, layout) for kind, layouts in LATER.items() for layout in layouts]
HALVES = "中期和年度"
HARMLESS = {"not-stored", "several-years"}
TOLD = {"staff"}
"""Layouts with words that are no part of any plan, and are told."""


def made(kind, layout, seed):
    rng = random.Random(f"{kind}/{layout}/{seed}")
    return *ALL[kind][layout](rng), rng


@pytest.mark.parametrize(("kind", "layout"), LAYOUTS)
@pytest.mark.parametrize("form", ["xlsx", "docx", "html", "pdf"])
def test_every_layout_through_our_writers(form, kind, layout):
    truth, table, _ = made(kind, layout, 0)
    readings = read_all(write(table, form), name=f"a.{form}")
    facts, wrong = compare_all(truth, readings)
    assert facts > 30
    assert wrong == []
    if layout not in TOLD:
        assert {problem.code for reading in readings for problem in reading.problems} <= HARMLESS


@pytest.mark.parametrize(("kind", "layout"), LAYOUTS)
@pytest.mark.parametrize("seed", range(6))
def test_ruled_pages_of_another_hand(seed, kind, layout):
    truth, table, rng = made(kind, layout, seed)
    readings = read_all(drawn.pdf(table, drawn.ruled(rng)), name="ruled.pdf")
    assert compare_all(truth, readings)[1] == []
    if (
        kind != HALVES and layout not in TOLD
    ):  # what a page break parts from the half of several years is told as unplaced
        assert {problem.code for reading in readings for problem in reading.problems} <= HARMLESS


@pytest.mark.parametrize("kind", OFFICIAL)
def test_pages_without_lines(kind):
    """Nearly all facts right and documents whole."""
    exact = facts = failed = 0
    for layout in OFFICIAL[kind]:
        for seed in range(6):
            truth, table, rng = made(kind, layout, seed)
            count, wrong = compare(truth, read(drawn.pdf(table, drawn.borderless(rng)), name="space.pdf"))
            exact, facts, failed = exact + (not wrong), facts + count, failed + len(wrong)
    assert failed <= 0.005 * facts
    assert exact >= 6 * len(OFFICIAL[kind]) - 2


@pytest.mark.parametrize(("layout", "seed"), [("apart", 1), ("local-annex", 21)])
def test_levels_of_both_halves_at_the_end_of_a_page(layout, seed):
    """A second-level label printed overleaf leaves its row to no label of another first level, in either half."""
    truth, table, rng = made(HALVES, layout, seed)
    assert compare(truth, read(drawn.pdf(table, drawn.borderless(rng)), name="space.pdf"))[1] == []


@pytest.mark.parametrize(("kind", "layout"), [held for held in ODDLY if held[1] not in ODD])
@pytest.mark.parametrize("form", ["xlsx", "docx", "html", "pdf"])
def test_careless_layouts(form, kind, layout):
    truth, table = LATER[kind][layout](random.Random(f"{kind}/{layout}/0"))
    assert compare_all(truth, read_all(write(table, form), name=f"a.{form}"))[1] == []


@pytest.mark.parametrize(("kind", "layout"), [held for held in ODDLY if held[1] in ODD])
def test_what_is_not_read_is_told(kind, layout):
    """Rows, money or a year that a layout hides are unplaced or doubted, or the form is refused: never silence."""
    truth, table = LATER[kind][layout](random.Random(f"{kind}/{layout}/0"))
    readings = read_all(write(table, "html"), name="a.html")
    wrong = compare_all(truth, readings)[1]
    assert wrong
    assert {problem.code for problem in readings[0].problems} - HARMLESS
