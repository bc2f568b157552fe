"""Findings on every labelled table against what a reviewer should find."""

import pytest

from tests import found
from tests.labels import EXPECTED, labelled_plan, measured

# What no rule can see yet; each is named here so that a new miss is noticed.
KNOWN_MISSES = {
    ("tianjin-miit-2025", "R21", "单项冠军企业"),  # new or total, of which level: only a reader can tell
    ("tianjin-miit-2025", "R24", ""),  # topics of a task that no indicator covers
}


def test_every_labelled_table_is_there():
    assert set(EXPECTED) == {"tianjin-miit-2025", *found.NAMES}


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_findings_are_the_labelled_ones(name):
    got, wanted = measured(name)
    assert got - wanted == set(), "a correct row is accused, or a label is missing"
    assert wanted - got == {(rule, row) for table, rule, row in KNOWN_MISSES if table == name}


def test_labels_name_rows_that_exist():
    for name, by_rule in EXPECTED.items():
        names = {indicator.name for indicator in labelled_plan(name).indicators}
        for rows in by_rule.values():
            assert set(rows) - {""} <= names
