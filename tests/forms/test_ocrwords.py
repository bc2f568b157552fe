"""What recognition takes for something else: put right by shape, by the dictionary or by sums, and told."""

from decimal import Decimal

import numpy as np
import pytest

from jixiao.forms.read.ocrsums import read_proved
from jixiao.forms.read.ocrwords import as_printed, corrected_label, count_arms, has_equal_bars, is_dots, settled
from jixiao.forms.read.pdfgrid import PageGrid

BLANK = np.zeros((24, 24), np.uint8)


def bars(upper, lower):
    ink = np.zeros((24, 80), np.uint8)
    ink[6:8, 12 - upper // 2 : 12 + upper // 2] = ink[15:17, 12 - lower // 2 : 12 + lower // 2] = 255
    ink[4:20, 40:44] = 255  # a figure behind it
    return ink


def angle(*, bar):
    """> drawn by two strokes, with a stroke under it for ≥."""
    ink = np.zeros((30, 60), np.uint8)
    for x in range(16):
        ink[2 + x // 2, x + 2 : x + 4] = ink[18 - x // 2, x + 2 : x + 4] = 255
        if bar:
            ink[25 - x // 2, x + 2 : x + 4] = 255
    return ink


@pytest.mark.parametrize(
    ("read", "ink", "text", "sure"),
    [
        ("二100%", bars(20, 20), "＝100%", True),
        ("二100%", bars(12, 20), "＝100%", False),
        ("二", bars(20, 20), "＝", True),
        ("二", BLANK, "＝", False),
        ("V95%", BLANK, "≥95%", False),
        (">95%", angle(bar=True), "≥95%", False),
        (">95%", angle(bar=False), ">95%", True),
        ("<95%", BLANK, "<95%", False),
        ("》95%", angle(bar=False), ">95%", False),
        ("≤250.48方兀", BLANK, "≤250.48万元", False),
        ("项目资金（万兀）", BLANK, "项目资金（万元）", False),
        ("二季度完成", bars(12, 20), "二季度完成", True),
        ("298%", BLANK, "298%", True),
        ("一", BLANK, "—", False),
        ("wwm", np.tile(np.array([[255] * 4 + [0] * 5] * 4, np.uint8), 6), "……", True),
    ],
)
def test_signs_and_units(read, ink, text, sure):
    found = settled(read, 0.99, ink)
    assert found.text == text
    assert (found.confidence >= 0.97) == sure


def test_shapes():
    assert has_equal_bars(bars(20, 20))
    assert not has_equal_bars(bars(12, 20))
    assert count_arms(angle(bar=True), left=True) == 3
    assert count_arms(angle(bar=False), left=True) == 2
    assert count_arms(BLANK, left=True) == 0


def test_equals_of_half_width():
    assert as_printed("=98%") == "＝98%"
    assert as_printed("二季度") == "二季度"


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("某区应急管理局.", "某区应急管理局"),
        (".≥16416人", "≥16416人"),
        (".%", "%"),
        ("12.5", "12.5"),
        (".5", ".5"),
        ("12.", "12."),
        ("……", "……"),
    ],
)
def test_specks_beside_a_text(read, printed):
    assert as_printed(read) == printed


def test_dots():
    assert is_dots(np.tile(np.array([[255] * 4 + [0] * 5] * 4, np.uint8), 6))
    assert not is_dots(np.full((4, 60), 255, np.uint8))  # a dash
    assert not is_dots(bars(20, 20))


@pytest.mark.parametrize(
    ("text", "confidence", "label"),
    [
        ("数量指际", 0.6, "数量指标"),
        ("质盾指标", 0.99, None),  # 盾 looks like 质, not like 量
        ("产出指杯", 0.99, "产出指标"),
        ("服务对象\n满意庋指标", 0.99, "服务对象\n满意度指标"),
        ("数量目标", 0.99, None),  # read with certainty, and unlike: other words
        ("数量指标", 0.5, None),
        ("乡村道路养护", 0.5, None),
        ("产出指标7六Nそ9区", 0.5, "产出指标"),
        ("一-级指标", 0.99, "一级指标"),
        ("--级指标", 0.99, "一级指标"),
        ("xx三级指标", 0.5, "三级指标"),
        ("产出指标7六Nそ9区", 0.99, None),  # read with certainty
        ("产出指标（49分）", 0.5, None),
        ("产出指标49分", 0.5, None),
        ("指标值指标植", 0.5, "指标值"),  # strokes made two lines of it
        ("指标值指标植", 0.99, None),
        ("成本指标效益指标", 0.5, None),
        ("数指标1—", 0.5, "数量指标"),
        ("指标1—", 0.5, None),  # of several labels
        ("服务对象满意度指标完成率", 0.5, None),  # the name of an indicator
    ],
)
def test_labels(text, confidence, label):
    assert corrected_label(text, confidence, 0.9) == label


# -- sums -----------------------------------------------------------------------------------


def funds(whole, first, second, sure):
    """A form of the official kind as a recognised page; ``sure`` of the three amounts."""
    rows = [
        ["项目支出绩效目标表", "", ""],
        ["年度资金总额", whole, ""],
        ["财政拨款", first, ""],
        ["其他资金", second, ""],
        ["一级指标", "三级指标", "指标值"],
        ["产出指标", "新建里程", "≥12公里"],
    ]
    grid = PageGrid(rows, table=1)
    grid.page, grid.places = 1, {}
    grid.boxes = {(y, x): (100.0 * x, 20.0 * y, 100.0 * x + 90, 20.0 * y + 18) for y in range(6) for x in range(3)}
    grid.sure = dict.fromkeys(grid.boxes, 0.99)
    grid.sure |= dict(zip(((1, 1), (2, 1), (3, 1)), sure, strict=True))
    return grid


def amounts(reading):
    line = reading.plan.funds[0]
    return [line.amount, *(child.amount for child in line.children)]


def test_a_digit_that_the_sums_prove_is_changed_and_told():
    reading = read_proved([funds("143.00", "100.00", "48.00", (0.99, 0.99, 0.8))], "zh")[0]
    assert amounts(reading) == [Decimal("143.00"), Decimal("100.00"), Decimal("43.00")]
    told = [problem for problem in reading.problems if problem.code == "digit-corrected"]
    assert len(told) == 1
    assert "48.00" in told[0].message
    assert told[0].text == "43.00"
    assert told[0].location.page == 1
    assert told[0].location.box == (100.0, 60.0, 190.0, 78.0)


@pytest.mark.parametrize(
    ("printed", "sure"),
    [
        (("143.00", "100.00", "48.00"), (0.99, 0.99, 0.99)),  # all read with certainty: the form itself may be wrong
        (("143.00", "100.00", "48.00"), (0.8, 0.99, 0.8)),  # 148 or 43: two ways
        (("143.00", "100.00", "51.00"), (0.8, 0.8, 0.8)),  # no one digit
    ],
)
def test_a_digit_not_proved_is_left_and_all_are_told(printed, sure):
    reading = read_proved([funds(*printed, sure)], "zh")[0]
    assert amounts(reading) == [Decimal(value) for value in printed]
    told = {problem.text for problem in reading.problems if problem.code == "ocr-sum"}
    assert told == set(printed)
    assert all(problem.location.box for problem in reading.problems if problem.code == "ocr-sum")


def test_sums_that_hold_say_nothing():
    reading = read_proved([funds("143.00", "100.00", "43.00", (0.5, 0.5, 0.5))], "zh")[0]
    assert not {problem.code for problem in reading.problems} & {"ocr-sum", "digit-corrected"}


def test_a_row_of_which_nothing_is_taken_is_told():
    grid = funds("143.00", "100.00", "43.00", (0.99, 0.99, 0.99))
    grid.rows[3] = ["x1", "43.00", ""]
    grid.rows += [["填表人", "", ""], ["", "12", "≥3家"]]
    grid.boxes |= {(y, x): (100.0 * x, 20.0 * y, 100.0 * x + 90, 20.0 * y + 18) for y in (6, 7) for x in range(3)}
    grid.sure |= dict.fromkeys(grid.boxes, 0.99)
    told = {problem.text for problem in read_proved([grid], "zh")[0].problems if problem.code == "row-untaken"}
    assert told == {"12 ≥3家"}
    whole = read_proved([funds("143.00", "100.00", "43.00", (0.99, 0.99, 0.99))], "zh")[0]
    assert "row-untaken" not in {problem.code for problem in whole.problems}


def test_a_second_look_that_makes_the_sums_true_is_taken_and_told():
    grid = funds("143.00", "100.00", "48.70", (0.99, 0.99, 0.5))
    grid.others = {(3, 1): "43.00"}
    reading = read_proved([grid], "zh")[0]
    assert amounts(reading) == [Decimal("143.00"), Decimal("100.00"), Decimal("43.00")]
    assert "digit-corrected" in {problem.code for problem in reading.problems}


def test_a_column_whose_head_was_not_recognised_is_told():
    """Nothing below it is taken: that is said once, at its head, if the head was read with doubt."""
    rows = [
        ["一级指标", "三级指标", "指标值", "得#"],
        ["产出指标", "新建里程", "≥12公里", "8"],
        ["产出指标", "培训人次", "≥5人次", "7"],
    ]

    def told(sure, head="得#"):
        grid = PageGrid([[*row] for row in rows], table=1)
        grid.rows[0][3] = head
        grid.page, grid.places = 1, {}
        grid.boxes = {(y, x): (100.0 * x, 20.0 * y, 100.0 * x + 90, 20.0 * y + 18) for y in range(3) for x in range(4)}
        grid.sure = dict.fromkeys(grid.boxes, 0.99) | {(0, 3): sure}
        found = [doubt for doubt in read_proved([grid], "zh")[0].problems if doubt.code == "column-untaken"]
        return [(doubt.text, doubt.location.box) for doubt in found]

    assert told(0.4) == [("得#", (300.0, 0.0, 390.0, 18.0))]
    assert told(0.99) == []  # a column of something else
    assert told(0.4, "备注") == []
