"""What reading one file may take. Only the worker process is bounded; in any other process nothing here has an effect.

What takes long by its nature (scanned pages, LibreOffice) asks for more before it begins.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from jixiao.errors import JixiaoError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SCAN_START, SCAN_SECONDS, SCAN_MEMORY = 20.0, 15.0, 1_600_000_000
"""Loading the models, each page, and the memory of all: about 1 s, 3 s and 0.8 GB on an idle machine, more on a busy one."""

LOOK_SECONDS, GLIMPSE_SECONDS = 1.0, 4.0
"""A page looked at in small, and the head of a page recognised: about 0.1 s and 1 s on an idle machine."""

OFFICE_SECONDS = 90.0
_OFFICE_MEMORY, _OFFICE_FILES = 2_000_000_000, 500_000_000


_NO_MEMORY = re.compile(
    r"bad_alloc|failed to allocate|cannot allocate memory|insufficient memory|failed to map segment", re.IGNORECASE
)
"""What C++, onnxruntime, the system, OpenCV and the loader of libraries say, each in an exception of a class of its own."""


class Wish(NamedTuple):
    """More seconds, bytes of memory in all (0: as before), bytes of files that may be written; whether the memory stays in use."""

    seconds: float
    memory: int = 0
    files: int = 0
    stays: bool = False


_asked: list[Callable[[Wish], None]] = []


def bound(ask: Callable[[Wish], None]) -> None:
    """From now on more is asked for with ``ask``."""
    _asked[:] = [ask]


def bounded() -> bool:
    """Whether this process is a worker that another one watches."""
    return bool(_asked)


def _wish(wish: Wish) -> None:
    for ask in _asked:
        ask(wish)


def scans(pages: int) -> None:
    """Ask for what recognising so many pages takes."""
    _wish(Wish(SCAN_START + SCAN_SECONDS * pages, SCAN_MEMORY, stays=True))


def looks(pages: int) -> None:
    """Ask for what looking at so many pages in small takes."""
    _wish(Wish(LOOK_SECONDS * pages, SCAN_MEMORY, stays=True))


def glimpses(pages: int) -> None:
    """Ask for what recognising the heads of so many pages takes."""
    _wish(Wish(SCAN_START + GLIMPSE_SECONDS * pages, SCAN_MEMORY, stays=True))


@contextmanager
def office(memory: int = 500_000_000) -> Iterator[None]:
    """Leave to run LibreOffice, which inherits the bounds of this process; afterwards ``memory`` bounds it again."""
    _wish(Wish(OFFICE_SECONDS, _OFFICE_MEMORY, _OFFICE_FILES))
    try:
        yield
    finally:
        _wish(Wish(0.0, memory))


def too_much_memory(name: str) -> JixiaoError:
    """The error of a file that needs more memory than it may take."""
    return JixiaoError(
        "too-much-memory",
        "读取这个文件需要的内存超出限度，已停止。文件可能是有意做坏的；若确为绩效表，请只保留绩效表部分，另存后再读。",
        "Reading this file needs more memory than allowed and was stopped. Keep only the performance form and save it anew.",
        name,
    )


def failed(name: str, fault: Exception) -> JixiaoError:
    """The error of a file at whose reading this was raised: whatever a library says when it gets no more memory is told as that."""
    said: BaseException | None = fault
    while said is not None:
        if isinstance(said, MemoryError) or _NO_MEMORY.search(str(said)):
            return too_much_memory(name)
        said = said.__cause__ or said.__context__
    return faulty(name, type(fault).__name__)


def faulty(name: str, fault: str) -> JixiaoError:
    """The error of a file that the program does not get on with, though it should."""
    return JixiaoError(
        "broke-the-reader",
        f"读取这个文件时程序出错（{fault}），已停止，没有影响其他文件。请另存为新文件或换一种格式再读，并把这个文件反馈给我们。",
        f"Reading this file failed ({fault}) and was stopped; other files are not affected. Save it anew or in another format, "
        "and report it to us.",
        name,
    )
