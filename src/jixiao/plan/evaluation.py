"""What a scoring says: points per indicator with the figures behind them, total, grade."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from msgspec import Struct

from jixiao.plan.values import Actual, Plan

Method = Literal["PROPORTIONAL", "DIRECT", "GRADED", "SATISFACTION_SURVEY", "MANUAL"]
Grade = Literal["优", "良", "中", "差"]


class Step(Struct, frozen=True):
    """The figures of one score: enough to compute it again.

    ``formula`` names how (``met``, ``ratio``, ``inverse``, ``relative``, ``exact``, ``below``,
    ``above``, ``zero``, ``date``, ``months``, ``band``, ``survey``, ``manual``, ``over``); ``ratio`` is the share
    of the weight that was earned before rounding, as the fraction ``numerator`` / ``denominator``.
    """

    formula: str
    numerator: Decimal
    denominator: Decimal


class IndicatorScore(Struct, frozen=True):
    """One indicator's points. ``lost`` is exactly ``weight - score``; ``sentence`` says why."""

    indicator: str
    weight: Decimal
    score: Decimal
    lost: Decimal
    method: Method
    step: Step
    sentence: str
    citation: str
    needs_reason: bool = False
    assumption: str = ""


class ExecutionScore(Struct, frozen=True):
    """预算执行率. ``rate`` is None where nothing was budgeted; its weight then does not count."""

    weight: Decimal
    budget: Decimal | None
    executed: Decimal | None
    rate: Decimal | None
    score: Decimal | None
    lost: Decimal | None
    sentence: str
    citation: str


class Evaluation(Struct, frozen=True):
    """The whole scoring (自评得分) with everything needed to reproduce it."""

    scheme: str
    scheme_version: str
    scheme_digest: str
    plan_digest: str
    actuals_digest: str
    scores: tuple[IndicatorScore, ...]
    execution: ExecutionScore | None
    total: Decimal
    full: Decimal
    grade: Grade
    warnings: tuple[str, ...] = ()
    synthetic: bool = False

    def of(self, indicator: str) -> IndicatorScore | None:
        """The score of one indicator by id."""
        return next((score for score in self.scores if score.indicator == indicator), None)


class SelfEvaluation(Struct, frozen=True):
    """All that the 自评表 prints: the plan, what came of it, and the scores."""

    plan: Plan
    actuals: tuple[Actual, ...]
    evaluation: Evaluation
    executed: dict[str, Decimal] = {}

    @property
    def synthetic(self) -> bool:
        """Whether any figure in it is made up; the form then says so."""
        return self.evaluation.synthetic or any(actual.synthetic for actual in self.actuals)


class Record(Struct, frozen=True):
    """A stored scoring: its inputs' digests and its result, to be verified later."""

    plan: Plan
    actuals: tuple[Actual, ...]
    executed: dict[str, Decimal]
    weights: dict[str, Decimal]
    evaluation: Evaluation
