"""Surveys: Wilson's interval, what a sample decides, how many answers are needed."""

import itertools
import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.evidence.survey import deciding, needed, power_of, verdict, wilson


@pytest.mark.parametrize(
    ("satisfied", "answers", "low", "high"),
    # published values of the score interval (Newcombe 1998, table I: method 3)
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_against_published_values(satisfied, answers, low, high):
    found = wilson(satisfied, answers)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@given(st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share(pair):
    found = wilson(*pair)
    assert 0 <= found.low <= found.share + 1e-12
    assert found.share - 1e-12 <= found.high <= 1


@pytest.mark.parametrize("pair", [(1, 0), (-1, 3), (4, 3)])
def test_nonsense_is_refused(pair):
    with pytest.raises(ValueError, match="satisfied"):
        wilson(*pair)


def test_a_sample_around_the_target_decides_nothing():
    assert verdict(wilson(195, 214), 0.90) is None
    assert verdict(wilson(212, 214), 0.95) is True
    assert verdict(wilson(150, 214), 0.90) is False
    assert verdict(wilson(2, 214), 0.05, at_least=False) is True
    assert verdict(wilson(40, 214), 0.05, at_least=False) is False


@settings(max_examples=40, deadline=None)
@given(st.floats(0.5, 0.999), st.floats(0.5, 0.999))
def test_so_many_answers_decide_and_one_less_does_not(share, target):
    answers = deciding(share, target)
    if answers is None or answers < 2:
        return
    assert verdict(wilson(share * answers, answers), target) is not None
    assert verdict(wilson(share * (answers - 1), answers - 1), target) is None


def by_hand(answers, share, target):
    return sum(
        math.comb(answers, k) * share**k * (1 - share) ** (answers - k)
        for k in range(answers + 1)
        if wilson(k, answers).low >= target
    )


@pytest.mark.parametrize(
    ("answers", "share", "target"), list(itertools.product((5, 40, 97, 200), (0.6, 0.9, 0.97), (0.5, 0.85, 0.95)))
)
def test_power_is_exact(answers, share, target):
    assert power_of(answers, share, target) == pytest.approx(by_hand(answers, share, target), abs=1e-9)


@pytest.mark.parametrize(("expected", "target"), [(0.97, 0.95), (0.93, 0.90), (0.99, 0.95), (0.85, 0.80)])
def test_the_planned_survey_has_its_power(expected, target):
    answers = needed(expected, target)
    assert power_of(answers, expected, target) >= 0.8
    assert min(power_of(n, expected, target) for n in range(answers, answers + 40)) >= 0.8
    rng = random.Random(5)
    shown = (
        sum(
            verdict(wilson(sum(rng.random() < expected for _ in range(answers)), answers), target) is True
            for _ in range(1500)
        )
        / 1500
    )
    assert abs(shown - power_of(answers, expected, target)) < 0.04


def test_what_cannot_be_shown():
    assert needed(0.95, 0.95) is None
    assert needed(0.9, 0.95) is None
    assert deciding(0.95, 0.95) is None
