"""Printed characters as the text of their cell: what stands in one line, and in which order."""

import pytest

from jixiao.forms.read.pdftext import cell_text


def line(text, top=100.0, left=50.0, size=10.0):
    """Characters one after another, as wide as they are high."""
    return [(char, left + n * size, top, left + (n + 1) * size, top + size) for n, char in enumerate(text)]


def test_lines_stay_lines():
    assert cell_text(line("产出数量") + line("指标", top=113.0)) == "产出数量\n指标"


@pytest.mark.parametrize("top", [99.0, 106.0])
def test_a_small_character_raised_or_lowered_belongs_to_its_line(top):
    """The 2 of m², the small 1 of 目标1 in another font: neither begins a line, in one line or in the first of two."""
    small = ("2", 70.0, top, 75.0, top + 5.0)
    first = [*line("平米"), small, *line("以上", left=75.0)]
    assert cell_text(first) == "平米2以上"
    assert cell_text(first + line("每年", top=113.0)) == "平米2以上\n每年"


def test_characters_at_one_place_keep_the_order_of_the_file():
    """Some programs give one place to all characters of a piece: ： and 确保 of 目标1：确保."""
    written = [*line("目标"), ("1", 71.0, 100.6, 76.0, 107.4)]
    written += [("：", 76.0, 100.0, 83.0, 110.0), ("确", 76.0, 100.0, 82.0, 110.0), ("保", 76.0, 99.8, 83.0, 110.0)]
    assert cell_text(written + line("第二行", top=114.0)) == "目标1：确保\n第二行"


def test_lines_that_come_out_of_order_are_put_in_order():
    """The file has the second line first, and its end before its beginning."""
    assert cell_text(line("指标", top=113.0)[::-1] + line("产出数量")) == "产出数量\n指标"
