"""Jixiao (绩效): read, check, score and publish government performance tables.

>>> import jixiao
>>> reading = jixiao.read(jixiao.sample("tianjin-miit-2025.txt"))
>>> len(reading.plan.indicators)
111
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from pathlib import Path

    from jixiao.errors import JixiaoError
    from jixiao.forms.read import read, read_all
    from jixiao.review import check
    from jixiao.score import score

_WHERE = {
    "JixiaoError": "jixiao.errors",
    "check": "jixiao.review",
    "read": "jixiao.forms.read",
    "read_all": "jixiao.forms.read",
    "score": "jixiao.score",
}


def sample(name: str) -> Path:
    """The path of a file shipped with the package, for example ``tianjin-miit-2025.xlsx``."""
    from pathlib import Path

    return Path(__file__).parent / "samples" / name


def __getattr__(name: str) -> Any:
    """Load the public functions only when they are used: ``import jixiao`` stays light."""
    module = _WHERE.get(name)
    if module is None:
        raise AttributeError(f"module 'jixiao' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(module), name)


__all__ = ["JixiaoError", "__version__", "check", "read", "read_all", "sample", "score"]
