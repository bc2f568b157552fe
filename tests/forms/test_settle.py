"""Doubts settled by a person: confirmed, put right, or said to be no part of the form; the history stays."""

import io
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import jixiao
from jixiao.errors import JixiaoError
from jixiao.forms.settle import (
    CHANGED,
    NOT_OURS,
    Answer,
    answers_of,
    field_text,
    put_right,
    questions,
    settle,
    worklist,
)
from jixiao.plan import Reading, from_json, to_json

HEAD = "项目支出绩效自评表\n（2024年度）\n"
ROWS = [
    ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"),
    ("产出指标", "数量指标", "培训人次", "≥200人次", "210人次", "50", "50"),
    ("产出指标", "质量指标", "≥95%", "合格率", "96%", "40", "四十"),
]


def reading():
    lines = ["项目名称,培训项目,,,,,", "去年的字,,,,,,", *[",".join(row) for row in ROWS]]
    found = jixiao.read("\n".join(lines).encode(), name="表.csv")
    assert {doubt.code for doubt in found.problems} >= {"name-doubtful", "not-points"}
    return found


def number_of(found, code):
    return next(n for n, doubt in enumerate(found.problems, 1) if doubt.code == code)


def test_a_doubt_names_the_fields_that_stand_at_its_place():
    found = reading()
    asked = {question.problem.code: question for question in questions(found)}
    assert asked["name-doubtful"].fields == (("/indicators/1/name", "≥95%"),)
    assert asked["unplaced"].fields == ()


def test_confirmed_put_right_and_not_ours():
    found = reading()
    doubt = number_of(found, "name-doubtful")
    other = number_of(found, "unplaced")
    done = settle(
        found,
        [
            Answer(doubt, "≥95%", "/indicators/1/name", "合格率", "列错位"),
            Answer(other, found.problems[other - 1].text),
        ],
        by="张会计",
    )
    done = put_right(done, Answer(0, "", "/indicators/1/target", "≥95%"), by="张会计")
    row = done.plan.indicators[1]
    assert (row.name, row.target.comparator, row.target.value, row.target.unit) == ("合格率", "≥", Decimal(95), "%")
    assert row.id != found.plan.indicators[1].id
    assert done.actuals[1].indicator == row.id  # what refers to the row follows it
    assert len(done.problems) == len(found.problems) - 2
    first, second, third = done.settled
    assert (first.before, first.after, first.by, first.note) == ("≥95%", "合格率", "张会计", "列错位")
    assert (second.field, second.problem.code) == (None, "unplaced")
    assert (third.problem, third.after) == (None, "≥95%")
    assert from_json(to_json(done), Reading) == done
    assert jixiao.read(to_json(done), name="表.json") == done


def test_every_located_field_has_a_text_and_takes_it_back_unchanged():
    found = jixiao.read(jixiao.sample("tianjin-miit-2025.txt"))
    texts = {pointer: field_text(found, pointer) for pointer in found.locations}
    assert all(texts.values())
    for pointer in list(texts)[::17]:
        again = put_right(found, Answer(0, "", pointer, texts[pointer]))
        assert again.plan == found.plan


def test_answers_to_another_file_are_refused_whole():
    found = reading()
    with pytest.raises(JixiaoError) as refused:
        settle(found, [Answer(1, found.problems[0].text), Answer(2, "别的文字")])
    assert refused.value.code == "other-doubts"
    with pytest.raises(JixiaoError) as refused:
        settle(found, [Answer(len(found.problems) + 1, "")])
    assert refused.value.code == "other-doubts"


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("/indicators/9/name", "甲", "no-such-field"),
        ("/indicators/x/name", "甲", "no-such-field"),
        ("/nothing", "甲", "no-such-field"),
        ("/indicators/0/name", " ", "unfit-value"),
        ("/indicators/0/weight", "五十", "unfit-value"),
        ("/year", "去年", "unfit-value"),
        ("/money_unit", "美元", "unfit-value"),
    ],
)
def test_what_cannot_stand_in_a_field_is_refused(field, value, code):
    with pytest.raises(JixiaoError) as refused:
        put_right(reading(), Answer(0, "", field, value))
    assert refused.value.code == code
    assert field in refused.value.zh or value.strip() in refused.value.zh


def filled(data, decide):
    book = openpyxl.load_workbook(io.BytesIO(data))
    page = book["疑点"]
    for row in page.iter_rows(min_row=3):
        decide(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_worklist_goes_to_excel_and_comes_back():
    found = reading()

    def decide(row):
        field = row[10].value
        if field == "/indicators/1/name":
            row[7].value, row[8].value, row[9].value = CHANGED, "合格率", "看错列"
        elif field is None:
            row[7].value = NOT_OURS

    data = worklist(found, "表.csv")
    answers = answers_of(filled(data, decide), "清单.xlsx")
    assert {answer.value for answer in answers} == {"合格率", None}
    done = settle(found, answers)
    assert done.plan.indicators[1].name == "合格率"
    assert answers_of(data, "清单.xlsx") == ()  # nothing decided, nothing settled

    def wrong(row):
        row[7].value = "也许"

    with pytest.raises(JixiaoError) as refused:
        answers_of(filled(data, wrong), "清单.xlsx")
    assert (refused.value.code, "H3" in refused.value.place) == ("not-decided", True)
    with pytest.raises(JixiaoError) as refused:
        answers_of(b"PK", "清单.xlsx")
    assert refused.value.code == "not-a-worklist"


def test_texts_in_the_worklist_are_never_formulas():
    text = '项目名称,培训,,\n一级指标,二级指标,三级指标,指标值\n产出指标,数量指标,=1+1,≥3\n产出指标,数量指标,甲,"=HYPERLINK(1)"'
    found = jixiao.read(text.encode(), name="表.csv")
    page = openpyxl.load_workbook(io.BytesIO(worklist(found, "=cmd"))).active
    assert all(cell.data_type in "snb" for row in page.iter_rows() for cell in row if cell.value is not None)


@given(st.lists(st.sampled_from(["right", "later"]), min_size=3, max_size=3))
def test_what_is_not_answered_stays_a_doubt(said):
    found = reading()
    answers = [
        Answer(question.number, question.problem.text)
        for question, word in zip(questions(found), said, strict=False)
        if word == "right"
    ]
    done = settle(found, answers)
    assert len(done.problems) + len(done.settled) == len(found.problems)
    assert done.plan == found.plan
