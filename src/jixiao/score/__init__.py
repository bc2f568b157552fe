"""Scoring (评分): schemes as data, methods as small functions, every point explained."""

from jixiao.score.scheme import SCHEMES, Scheme, load_scheme
from jixiao.score.scorer import grade_of, reproduce, score, what_if
from jixiao.score.weights import default_weights, weights_for

__all__ = [
    "SCHEMES",
    "Scheme",
    "default_weights",
    "grade_of",
    "load_scheme",
    "reproduce",
    "score",
    "weights_for",
    "what_if",
]
