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
    from jixiao.score import score as evaluate

_WHERE = {
    "JixiaoError": ("jixiao.errors", "JixiaoError"),
    "check": ("jixiao.review", "check"),
    "evaluate": ("jixiao.score", "score"),
    "read": ("jixiao.forms.read", "read"),
    "read_all": ("jixiao.forms.read", "read_all"),
}


def sample(name: str) -> Path:
    """The path of a file shipped with the package, for example ``tianjin-miit-2025.xlsx``."""
    from pathlib import Path

    return Path(__file__).parent / "samples" / name


def __getattr__(name: str) -> Any:
    """Load the public functions only when they are used: ``import jixiao`` stays light."""
    if name not in _WHERE:
        raise AttributeError(f"module 'jixiao' has no attribute {name!r}")
    from importlib import import_module

    module, attribute = _WHERE[name]
    return getattr(import_module(module), attribute)


__all__ = ["JixiaoError", "__version__", "check", "evaluate", "read", "read_all", "sample"]
