"""The 28 labelled layouts drawn anew as web page, Word, worksheet and PDF: everything reads as its label says."""

import random
from dataclasses import replace

import pytest

from jixiao.forms.read import read_all
from jixiao.forms.read.headerwords import header_role, money_role, second_choice
from jixiao.forms.write import write
from tests import found
from tests.generated import drawn
from tests.generated.plain import plain
from tests.generated.rebuilt import build, build_wide, groups
from tests.generated.rebuilt_layouts import LAYOUTS
from tests.generated.relaid import HEADERS, laid_out, reworded

FORMATS = ("html", "docx", "xlsx", "pdf")
WIDE = {"matazhen-multi-project-12col"}


def form_table(name):
    truth, layout = found.truth(name), LAYOUTS[name]
    if name in WIDE:
        return build_wide(truth, layout, [fund for fund in truth["funds"] if fund["project"] is None])
    return build(truth, layout)


def relaid(name, seed):
    rng = random.Random(f"{name}/{seed}")
    truth = reworded(found.truth(name), rng)
    return truth, laid_out(truth, rng), rng


def wrong(truth, readings):
    forms = groups(truth)
    if len(readings) != len(forms):
        return [f"{len(readings)} forms, not {len(forms)}"]
    return [text for form, reading in zip(forms, readings, strict=True) for text in found.differences(form, reading)]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", found.NAMES)
def test_every_layout_through_our_writers(name, form):
    readings = read_all(write(form_table(name), form), name=f"{name}.{form}")
    assert wrong(found.truth(name), readings) == []


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", found.NAMES)
def test_every_layout_on_ruled_pages_of_another_hand(name, seed):
    rng = random.Random(f"{name}/{seed}")
    readings = read_all(drawn.pdf(form_table(name), drawn.ruled(rng)), name=f"{name}.pdf")
    assert wrong(found.truth(name), readings) == []


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", found.NAMES)
@pytest.mark.parametrize("form", FORMATS)
def test_the_same_facts_in_other_columns_orders_and_words(form, name, seed):
    truth, layout, _ = relaid(name, seed)
    readings = read_all(write(build(truth, layout), form), name=f"{name}.{form}")
    assert wrong(truth, readings) == []


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", found.NAMES)
@pytest.mark.parametrize("form", ["html", "docx", "xlsx"])
def test_the_same_facts_in_plain_tables(form, name, seed):
    """Nothing merged; head, money, objectives and indicators in one table or each in its own."""
    truth, layout, rng = relaid(name, seed)
    table = plain(truth, layout, rng, apart=bool(seed % 2))
    assert wrong(truth, read_all(write(table, form), name=f"{name}.{form}")) == []


@pytest.mark.parametrize("seed", range(6))
def test_a_column_that_nobody_knows_is_kept_and_shifts_nothing(seed):
    name = "zhongxue-yingyang-pipes"
    truth, layout, rng = relaid(name, seed)
    columns = list(layout.columns)
    columns.insert(rng.randrange(3, len(columns) + 1), ("unheard", "承办窗口"))
    constants = {**layout.constants, "unheard": "三号窗口"}
    table = build(truth, replace(layout, columns=tuple(columns), constants=constants))
    readings = read_all(write(table, "html"), name="form.html")
    assert wrong(truth, readings) == []
    assert all("承办窗口：三号窗口" in (i.note or "") for i in readings[0].plan.indicators)


@pytest.mark.parametrize(
    ("word", "role"),
    [
        (word, {"points": "weight", "done": "more"}.get(role, role))
        for role, words in HEADERS.items()
        if role != "strange"
        for word in words
    ],
)
def test_header_words(word, role):
    assert (
        header_role(word) == role
        or (header_role(word) is None and second_choice(word, role))
        or {
            header_role(word),
            role,
        }
        == {"more", "standard"}
    )


@pytest.mark.parametrize(
    "word", ["产出指标", "数量指标", "宣传册", "≥95%", "办公室", "一级公路养护里程", "群众满意度", "资金总额", "12"]
)
def test_words_of_rows_are_no_headers(word):
    assert header_role(word) is None
    assert money_role(word) is None
