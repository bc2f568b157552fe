"""The process in which files that are not trusted are read, one after another, each within bounds.

Run by ``isolated`` as ``python -P -m jixiao.forms.read.worker``. Frames go in and out by pipes: one
letter, a length of eight bytes, the content.
"""

from __future__ import annotations

import contextlib
import os
import struct
import sys
import traceback
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from jixiao.errors import JixiaoError
from jixiao.forms.read import budget

if TYPE_CHECKING:
    from typing import IO

HEAD = struct.Struct(">cQ")
READY, REQUEST, DATA, MORE, FORMS, FAILURE = b"^", b"?", b"<", b"+", b"=", b"!"
SECONDS = 10.0
MEMORY = 500_000_000
"""Bytes of data that the process which reads one file may take; recognising scans takes more, see ``budget``."""
_GROWN = 150_000_000
"""Bytes: a worker that keeps more when it has read a file makes room for a new one."""
_GROWN_SCANS = 1_200_000_000
"""The same once scans were recognised, whose models stay loaded."""
_DEEP = 15
"""Frames of a traceback that are kept."""


class Request(NamedTuple):
    """What is to be read, and within what: seconds, bytes of data of the whole process."""

    name: str
    lang: str = "zh"
    seconds: float = SECONDS
    memory: int = MEMORY
    pages: tuple[int, ...] = ()


class Failure(NamedTuple):
    """A JixiaoError on its way between two processes; ``trace`` if it is a fault of the program."""

    code: str
    zh: str
    en: str
    place: str
    kind: str = ""
    trace: str = ""


def send(pipe: IO[bytes], letter: bytes, content: bytes) -> None:
    """Write one frame."""
    pipe.write(HEAD.pack(letter, len(content)))
    pipe.write(content)
    pipe.flush()


def receive(pipe: IO[bytes]) -> tuple[bytes, bytes]:
    """Read one frame.

    Raises:
        EOFError: the other side has ended.
    """
    head = pipe.read(HEAD.size)
    if len(head) < HEAD.size:
        raise EOFError
    letter, size = HEAD.unpack(head)
    content = pipe.read(size)
    if len(content) < size:
        raise EOFError
    return letter, content


class _Bounds:
    """Soft limits of this process, where the system knows them (not on Windows)."""

    def __init__(self, target: IO[bytes]) -> None:
        self.target = target
        self.scanned = False
        self.cpu = 0.0

    def set(self, seconds: float, memory: int) -> None:
        self.cpu = _cpu_used() + seconds * (os.cpu_count() or 1) + 2
        _soft("CPU", int(self.cpu) + 1)
        _soft("DATA", memory + (_data_used() if self.scanned else 0))
        _soft("CORE", 0)
        _soft("FSIZE", 0)  # writes no file

    def more(self, wish: budget.Wish) -> None:
        if wish.seconds:
            send(self.target, MORE, msgspec.msgpack.encode(wish.seconds))
            self.cpu += wish.seconds * (os.cpu_count() or 1)
            _soft("CPU", int(self.cpu) + 1)
        self.scanned = self.scanned or wish.stays
        if wish.memory:
            _soft("DATA", wish.memory + (_data_used() if self.scanned and not wish.stays else 0))
        _soft("FSIZE", wish.files)

    def lift(self) -> None:
        _soft("DATA", -1)

    def grown(self) -> bool:
        return _data_used() > (_GROWN_SCANS if self.scanned else _GROWN)


def _soft(what: str, value: int) -> None:
    """Set one soft limit; -1 is as much as the hard one allows."""
    try:
        import resource
    except ImportError:
        return
    kind = getattr(resource, f"RLIMIT_{what}")
    hard = resource.getrlimit(kind)[1]
    if hard != resource.RLIM_INFINITY:
        value = hard if value < 0 else min(value, hard)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(kind, (value, hard))


def _cpu_used() -> float:
    times = os.times()
    return times.user + times.system


def _data_used() -> int:
    """Bytes of data of this process; 0 where the system does not tell."""
    try:
        status = Path("/proc/self/status").read_bytes()
    except OSError:
        return 0
    return 1024 * int(status.partition(b"VmData:")[2].split(None, 1)[0])


def _answer(request: Request, data: bytes, bounds: _Bounds) -> tuple[bytes, bytes, bool]:
    """The answer's frame, and whether this process can go on."""
    from jixiao.forms.read import read_all

    trace = ""
    try:
        bounds.set(request.seconds, request.memory)
        found = read_all(data, name=request.name, lang=request.lang, pages=request.pages)
        return FORMS, msgspec.msgpack.encode(found), True
    except JixiaoError as raised:
        bounds.lift()
        error, sound = raised, True
    except Exception as fault:  # noqa: BLE001 - whatever a parser throws is told, and seen by those who look for faults
        bounds.lift()
        error, sound = budget.failed(request.name, fault), False
        trace = traceback.format_exc(limit=-_DEEP) if error.code == "broke-the-reader" else ""
    said = Failure(error.code, error.zh, error.en, error.place, error.kind, trace)
    return FAILURE, msgspec.msgpack.encode(said), sound


def serve() -> None:
    """Answer requests until their pipe ends."""
    source, target = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(2, 1)  # what a parser prints must not get among the frames
    bounds = _Bounds(target)
    budget.bound(bounds.more)
    import_module("jixiao.forms.read")  # before the first file's time begins
    send(target, READY, b"")
    sound = True
    while sound and not bounds.grown():
        try:
            _, asked = receive(source)
            _, data = receive(source)
        except EOFError:
            return
        letter, content, sound = _answer(msgspec.msgpack.decode(asked, type=Request), data, bounds)
        del data
        bounds.lift()
        send(target, letter, content)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt, BrokenPipeError):
        serve()
    sys.stdout = None  # the pipe may be gone: nothing is left to flush
