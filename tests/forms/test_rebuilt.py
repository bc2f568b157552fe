"""The 28 labelled layouts drawn anew as web page, Word, worksheet and PDF: everything reads as its label says."""

import random

import pytest

from jixiao.forms.read import read_all
from jixiao.forms.write import write
from tests import found
from tests.generated import drawn
from tests.generated.rebuilt import build, build_wide, groups
from tests.generated.rebuilt_layouts import LAYOUTS

FORMATS = ("html", "docx", "xlsx", "pdf")
WIDE = {"matazhen-multi-project-12col"}


def form_table(name):
    truth, layout = found.truth(name), LAYOUTS[name]
    if name in WIDE:
        return build_wide(truth, layout, [fund for fund in truth["funds"] if fund["project"] is None])
    return build(truth, layout)


def wrong(name, readings):
    forms = groups(found.truth(name))
    if len(readings) != len(forms):
        return [f"{len(readings)} forms, not {len(forms)}"]
    return [text for form, reading in zip(forms, readings, strict=True) for text in found.differences(form, reading)]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", found.NAMES)
def test_every_layout_through_our_writers(name, form):
    readings = read_all(write(form_table(name), form), name=f"{name}.{form}")
    assert wrong(name, readings) == []


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", found.NAMES)
def test_every_layout_on_ruled_pages_of_another_hand(name, seed):
    rng = random.Random(f"{name}/{seed}")
    readings = read_all(drawn.pdf(form_table(name), drawn.ruled(rng)), name=f"{name}.pdf")
    assert wrong(name, readings) == []
