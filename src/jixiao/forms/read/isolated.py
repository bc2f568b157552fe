"""Reading files from strangers: in a process of its own, with bounds on time and memory.

PDFium and the other parsers are written in C; a file made to break them breaks that process only.
"""

from __future__ import annotations

import subprocess
import sys
from typing import NamedTuple

import msgspec

from jixiao.errors import JixiaoError
from jixiao.plan.values import Reading

SECONDS = 10
MEMORY = 500_000_000
"""Bytes of data that reading one file may take."""


class Failure(NamedTuple):
    """A JixiaoError on its way between two processes."""

    code: str
    zh: str
    en: str
    place: str


def read_isolated(
    data: bytes, name: str, lang: str = "zh", *, seconds: float = SECONDS, memory: int = MEMORY
) -> tuple[Reading, ...]:
    """Every form in the bytes of a file that is not trusted.

    Args:
        data: the file.
        name: what to call it in locations and messages.
        lang: language of problems.
        seconds: how long it may take; scans take seconds a page and need more.
        memory: bytes of data it may take.

    Raises:
        JixiaoError: as ``read_all``; ``too-slow`` or ``broke-the-reader`` if the bounds were reached.
    """
    command = [sys.executable, "-m", "jixiao.forms.read.isolated", name, lang, str(int(seconds) + 1), str(memory)]
    try:
        # the command is this interpreter with this module; the file's bytes go through a pipe
        done = subprocess.run(command, input=data, capture_output=True, timeout=seconds, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise JixiaoError(
            "too-slow",
            f"读取超过{seconds:g}秒，已停止。文件可能是有意做坏的；若确为绩效表，请只保留绩效表所在的页，或另存后再读。",
            f"Reading took more than {seconds:g} seconds and was stopped. Keep only the pages of the form, or save the file anew.",
            name,
        ) from None
    if done.returncode != 0 or not done.stdout:
        raise JixiaoError(
            "broke-the-reader",
            "读取这个文件时程序出错或超出内存限度，已停止，没有影响其他工作。请另存为新文件或换一种格式再读。",
            "Reading this file failed or took too much memory and was stopped; nothing else was touched. Save it anew or in another format.",
            name,
        )
    if done.stdout[:1] == b"!":
        code, zh, en, place = msgspec.json.decode(done.stdout[1:], type=Failure)
        raise JixiaoError(code, zh, en, place)
    return msgspec.json.decode(done.stdout, type=tuple[Reading, ...])


def _limit(seconds: int, memory: int) -> None:
    """Bounds of this process, where the system knows them (not on Windows)."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # writes no file


def _main(name: str, lang: str, seconds: str, memory: str) -> None:
    data = sys.stdin.buffer.read()
    _limit(int(seconds), int(memory))
    from jixiao.forms.read import read_all

    try:
        said = msgspec.json.encode(read_all(data, name=name, lang=lang))
    except JixiaoError as error:
        said = b"!" + msgspec.json.encode(Failure(error.code, error.zh, error.en, error.place))
    sys.stdout.buffer.write(said)


if __name__ == "__main__":
    _main(*sys.argv[1:])
