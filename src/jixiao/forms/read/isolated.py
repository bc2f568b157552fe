"""Reading files from strangers: in a process of its own, with bounds on time and memory.

PDFium and the other parsers are written in C; a file made to break them breaks that process only.
One worker process reads file after file; it is replaced when it was broken or stopped.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from jixiao.errors import JixiaoError
from jixiao.forms.read.budget import faulty
from jixiao.forms.read.worker import (
    DATA,
    FORMS,
    MEMORY,
    MORE,
    READY,
    REQUEST,
    SECONDS,
    Failure,
    Request,
    receive,
    send,
)
from jixiao.plan.values import Reading

if TYPE_CHECKING:
    from collections.abc import Collection

LONGEST = 900.0
"""Seconds that one file may take with all that it asked for."""
_START = 60.0
"""Seconds in which a worker must have begun; a busy machine takes long."""
_OUT_OF_TIME = -24  # SIGXCPU


class _Ended(Exception):  # noqa: N818 - no error of the caller's
    """The worker has ended without an answer."""


class Worker:
    """A process that reads one file after another. Safe to use from several threads; they wait for one another."""

    def __init__(self) -> None:
        """Nothing is started before the first file."""
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._lock = threading.Lock()

    def read_all(self, data: bytes, request: Request) -> tuple[Reading, ...]:
        """What ``read_isolated`` reads, and as it says."""
        with self._lock:
            fresh = self._ready(request.name)
            try:
                return self._ask(request, data)
            except _Ended:
                if fresh:
                    raise faulty(request.name, "crash") from None
            self._ready(request.name)  # the fault may be an earlier file's: once more, alone
            try:
                return self._ask(request, data)
            except _Ended:
                raise faulty(request.name, "crash") from None

    def close(self) -> None:
        """End the process. The next file starts a new one."""
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        with contextlib.suppress(OSError):
            process.stdin.close()  # type: ignore[union-attr] # both are pipes
        try:
            process.wait(0.2)
        except subprocess.TimeoutExpired:
            _kill(process)
        process.wait()
        process.stdout.close()  # type: ignore[union-attr]

    def _ready(self, name: str) -> bool:
        """Have a process; whether it is a new one."""
        if self._process is not None and self._owner == os.getpid() and self._process.poll() is None:
            return False
        self.close()
        # -P: a module in the folder of the files must not be taken for one of ours
        command = [sys.executable, "-P", "-m", "jixiao.forms.read.worker"]
        process = subprocess.Popen(  # noqa: S603 - this interpreter with our module
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=os.name == "posix",
            env=_environment(),
        )
        self._process, self._owner = process, os.getpid()
        with _Watch(process, _START):
            try:
                letter, _ = receive(process.stdout)  # type: ignore[arg-type]
            except EOFError:
                letter = b""
        if letter != READY:
            self.close()
            raise faulty(name, "no worker")
        return True

    def _ask(self, request: Request, data: bytes) -> tuple[Reading, ...]:
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            raise _Ended
        watch = _Watch(process, request.seconds)
        try:
            with watch:
                send(process.stdin, REQUEST, msgspec.msgpack.encode(request))
                send(process.stdin, DATA, data)
                letter, content = receive(process.stdout)
                while letter == MORE:
                    watch.more(msgspec.msgpack.decode(content, type=float))
                    letter, content = receive(process.stdout)
        except (EOFError, OSError):
            self.close()
            if watch.late or process.returncode == _OUT_OF_TIME:
                raise _too_slow(request.name, watch.seconds) from None
            raise _Ended from None
        except BaseException:  # a key was pressed: what the worker says later is of no use
            _kill(process)
            self.close()
            raise
        if letter == FORMS:
            return msgspec.msgpack.decode(content, type=tuple[Reading, ...])
        code, zh, en, place, kind, trace = msgspec.msgpack.decode(content, type=Failure)
        error = JixiaoError(code, zh, en, place, kind)
        if trace:
            error.add_note(trace)
        if code in {"too-much-memory", "broke-the-reader"}:
            self.close()
        raise error


def _environment() -> dict[str, str]:
    """Ours, in which this package is found wherever this process found it."""
    ours = str(Path(__file__).parents[3])
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (ours, os.environ.get("PYTHONPATH"))))}


class _Watch:
    """Kills a process when its time is over."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        self.process, self.seconds, self.late = process, seconds, False
        self._ends = time.monotonic() + seconds
        self._timer = threading.Timer(seconds, self._end)

    def __enter__(self) -> None:
        self._timer.daemon = True
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def more(self, seconds: float) -> None:
        """So many seconds more."""
        self._timer.cancel()
        seconds = max(0.0, min(seconds, LONGEST - self.seconds))
        self.seconds += seconds
        self._ends += seconds
        self._timer = threading.Timer(max(0.0, self._ends - time.monotonic()), self._end)
        self.__enter__()

    def _end(self) -> None:
        self.late = True
        _kill(self.process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End a worker with all that it started."""
    with contextlib.suppress(OSError):
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


def _too_slow(name: str, seconds: float) -> JixiaoError:
    return JixiaoError(
        "too-slow",
        f"读取超过{seconds:g}秒，已停止。文件可能是有意做坏的；若确为绩效表，请只保留绩效表所在的页，或另存后再读。",
        f"Reading took more than {seconds:g} seconds and was stopped. Keep only the pages of the form, or save the file anew.",
        name,
    )


@lru_cache(maxsize=1)
def _shared() -> Worker:
    worker = Worker()
    atexit.register(worker.close)
    return worker


def read_isolated(
    data: bytes,
    name: str,
    lang: str = "zh",
    *,
    seconds: float = SECONDS,
    memory: int = MEMORY,
    pages: Collection[int] = (),
) -> tuple[Reading, ...]:
    """Every form in the bytes of a file that is not trusted, read by the worker process.

    Args:
        data: the file.
        name: what to call it in locations and messages.
        lang: language of problems.
        seconds: how long it may take. Scanned pages and LibreOffice get more, see ``budget``.
        memory: bytes of data that the process may take.
        pages: of a PDF the pages to read; all without them.

    Raises:
        JixiaoError: as ``read_all``; ``too-slow``, ``too-much-memory`` or ``broke-the-reader`` if a bound was
            reached or the process died.
    """
    return _shared().read_all(data, Request(name, lang, seconds, memory, tuple(pages)))
