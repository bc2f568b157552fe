"""Every rule with its own cases: they run here and are printed in the reference page."""

import re

import pytest

from jixiao.law import cite
from jixiao.review import check, rules
from jixiao.review.cases import build

RULES = rules()
FIRES = [(code, number) for code, rule in RULES.items() for number in range(len(rule.fires))]
SILENT = [(code, number) for code, rule in RULES.items() for number in range(len(rule.silent))]
HEDGES = re.compile(
    "疑似|疑点|请确认|可能|是否|请核对|请核实|look|can hardly|cut off|may|seem|confirm|question|doubt", re.IGNORECASE
)


def found_by(code, case, lang="zh"):
    plan, extra = build(case)
    return [found for found in check(plan, lang=lang, **extra) if found.rule == code]


def test_the_codes_are_those_of_the_checklist():
    assert list(RULES) == [f"R{number:02d}" for number in range(1, 35)]


@pytest.mark.parametrize("code", RULES)
def test_a_rule_is_documented_cited_and_has_cases(code):
    rule = RULES[code]
    assert rule.fires
    assert rule.silent
    assert len(rule.doc) > 80
    assert "Why:" in rule.doc
    assert rule.zh
    assert rule.en
    assert cite(rule.source).source.title


@pytest.mark.parametrize(("code", "number"), FIRES)
def test_fires(code, number):
    hits = found_by(code, RULES[code].fires[number])
    assert hits
    plan, _ = build(RULES[code].fires[number])
    for hit in hits:
        assert hit.message.endswith(("。", "？"))
        assert hit.suggestion
        # the pointer leads to something that exists
        steps = hit.subject.split("/")[1:]
        place = plan
        for step in steps:
            place = place[int(step)] if step.isdigit() else getattr(place, step)


@pytest.mark.parametrize(("code", "number"), SILENT)
def test_stays_silent(code, number):
    assert found_by(code, RULES[code].silent[number]) == []


@pytest.mark.parametrize("code", [code for code, rule in RULES.items() if rule.suspects])
def test_a_rule_that_only_suspects_says_so(code):
    for case in RULES[code].fires:
        for lang in ("zh", "en"):
            for hit in found_by(code, case, lang):
                assert HEDGES.search(hit.message + hit.suggestion), hit.message


@pytest.mark.parametrize(("code", "number"), FIRES)
def test_english_says_the_same_rows(code, number):
    case = RULES[code].fires[number]
    zh, en = found_by(code, case), found_by(code, case, "en")
    assert [hit.subject for hit in zh] == [hit.subject for hit in en]
    assert all(len(re.findall(r"[A-Za-z]{2,}", hit.message)) >= 2 for hit in en)


def test_rules_that_need_more_input_are_silent_without_it():
    for code, rule in RULES.items():
        if not rule.needs:
            continue
        for case in rule.fires:
            plan, _ = build(case)
            assert [found for found in check(plan) if found.rule == code] == []


EMPTY = {
    "rows": ["数量指标|会议次数|", "成本指标|总成本|", "|无名|", "满意度指标||"],
    "money": [["", "", "", ""]],
    "total": ["", "", "", ""],
}


def test_empty_is_not_zero():
    plan, extra = build(EMPTY)
    found = check(plan, **extra)
    assert {hit.rule for hit in found} <= {"R02", "R05", "R11", "R13", "R23", "R24", "R32", "R03"}
    assert not [hit for hit in found if hit.rule in {"R01", "R07", "R09", "R33"}]


def test_no_rule_fails_on_an_empty_plan():
    from jixiao.plan import Plan

    assert all(hit.rule for hit in check(Plan("目标表")))
