"""Cells that cannot be what their column says are read and told."""

import random

import pytest

from jixiao import read
from jixiao.forms.read.shape import odd_cells
from jixiao.forms.write import write
from jixiao.plan import parse_target
from tests.generated import damage, drawn
from tests.generated.kinds import KINDS
from tests.generated.printed import marked


@pytest.mark.parametrize(
    ("name", "target", "labels", "actual", "column"),
    [
        ("≥100%", "群众满意度", ("满意度指标",), "", "name"),
        ("√", "≥5台", (), "", "name"),
        ("万元", "≥5台", (), "", "name"),
        ("投入成本", "≤", (), "", "value"),
        ("投入成本", "万元", (), "", "value"),
        ("投入成本", "90≥", (), "", "value"),
        ("准确率", "≤85%≥90%", (), "", "value"),
        ("演练次数", "≥2次", ("产出指标绩效指标",), "", "level"),
        ("演练次数", "5次", (), "≥5次", "actual"),
    ],
)
def test_odd(name, target, labels, actual, column):
    found = list(odd_cells(name, parse_target(target, 2025), labels, actual))
    assert [cell for _, cell, _ in found] == [column]


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("人数", "≥30人"),
        ("“三新三量”", "≥2元/千瓦时"),
        ("3D打印设备", "=优"),
        ("完成时间", "2025年3-9月"),
        ("达标率", "≥90%且≤100%"),
        ("水质", "优于或等于三级"),
        ("成本", "90%-95%"),
    ],
)
def test_not_odd(name, target):
    labels = ("成本指标（经济成本指标）", "社会公众或服务对象满意度指标")
    assert list(odd_cells(name, parse_target(target, 2025), labels, "≥1")) == []


def test_pages_out_of_order_are_told():
    rng = random.Random("项目目标表/guidance-101/4")
    _, table = KINDS["项目目标表"]["guidance-101"](rng)
    whole = drawn.pdf(table, drawn.Style(size=12.0, padding=9.0))
    assert [problem.code for problem in read(whole, name="a.pdf").problems] == []
    codes = {problem.code for problem in read(damage.pages_shuffled(whole, rng), name="b.pdf").problems}
    assert "pages-out-of-order" in codes


def test_columns_that_changed_places_are_told():
    rng = random.Random("swap")
    told = 0
    for seed in range(20):
        spoilt = damage.cells_swapped(marked(*KINDS["项目目标表"]["official"](random.Random(seed))), rng)
        told += spoilt is not None and bool(read(write(spoilt, "xlsx"), name="a.xlsx").problems)
    assert told >= 12
