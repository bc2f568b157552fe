"""Reading whatever file somebody gives: nothing in it ends or hangs the process that asks."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from jixiao.errors import JixiaoError
from jixiao.forms.read import read_all
from jixiao.forms.read.budget import failed

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from jixiao.plan.values import Reading


def read_guarded(
    source: str | Path | bytes, *, name: str | None = None, lang: str = "zh", pages: Collection[int] = ()
) -> tuple[Reading, ...]:
    """Every form in a file, as ``read_all``; whatever the file is, this process lives on.

    What parsers written in C read (PDF, pictures, Office, large texts) goes to the worker process, each file of an
    archive by itself; short texts are read here, which costs no process.

    Raises:
        JixiaoError: as ``read_isolated``.
    """
    shown = name or ("" if isinstance(source, bytes) else str(source))
    try:
        return read_all(source, name=name, lang=lang, apart=partial(_apart, pages=pages), pages=pages)
    except Exception as fault:
        if isinstance(fault, JixiaoError):
            raise
        raise failed(shown, fault) from fault


def _apart(data: bytes, name: str, lang: str, pages: Collection[int]) -> tuple[Reading, ...]:
    from jixiao.forms.read.isolated import read_isolated  # loaded only where a file needs it

    return read_isolated(data, name, lang, pages=pages)
