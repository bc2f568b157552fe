"""What all commands share: language, files given as arguments, output, progress, errors."""

from __future__ import annotations

import datetime
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from jixiao.errors import JixiaoError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from jixiao.plan.values import Plan, Reading

STDIN = "-"
_chosen: list[str] = []


def language(wanted: str | None = None) -> str:
    """``zh`` or ``en``: as asked, else by the locale; Chinese where the locale does not tell."""
    if wanted:
        _chosen[:] = [wanted]
    if _chosen:
        return _chosen[0]
    for variable in ("JIXIAO_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable, "")
        if value:
            return "en" if value.lower().startswith("en") else "zh"
    return "zh"


def fail(error: JixiaoError) -> NoReturn:
    """Print one message and leave with exit code 2."""
    lang = language()
    click.echo(f"{'错误' if lang == 'zh' else 'error'}: {error.message(lang)}", err=True)
    sys.exit(2)


def paint(text: str, **style: Any) -> str:
    """Coloured on a terminal, plain elsewhere (NO_COLOR is obeyed)."""
    return click.style(text, **style) if sys.stdout.isatty() and "NO_COLOR" not in os.environ else text


files_argument = click.argument("files", nargs=-1, required=True, metavar="FILE...")


def json_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """The option ``--json`` that every command has."""
    return click.option("--json", "as_json", is_flag=True, help="输出 JSON / print JSON.")(function)


def as_of_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """The option ``--as-of``: a day, by default the end of the plan's year (see ``day_of``)."""
    text = "截至哪一天，默认年末 / as of a day, by default the year's end."
    return click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help=text)(function)


def known_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """The option ``--known``: only what was recorded by a day."""
    text = "只用这一天以前载入的记录 / only what was recorded by this day."
    return click.option("--known", type=click.DateTime(["%Y-%m-%d"]), help=text)(function)


def engine_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """The option ``--engine``: what computes file ledgers (see ``spark_of``)."""
    text = "用什么计算文件台账：duckdb（默认）、spark（本机）或 Spark 集群地址，如 spark://主机:7077 / duckdb, spark, or a Spark master."
    return click.option("--engine", metavar="ENGINE", help=text)(function)


def spark_of(engine: str | None) -> str | None:
    """The Spark master that ``--engine`` names; None for DuckDB.

    Raises:
        JixiaoError: it is neither duckdb nor a Spark master.
    """
    if engine in {None, "duckdb"}:
        return None
    from jixiao.evidence.spark import LOCAL, is_master

    if engine == "spark":
        return LOCAL
    if engine is None or not is_master(engine):
        raise JixiaoError("no-such-engine", f"没有“{engine}”这种引擎。可用 duckdb、spark，或集群地址：spark://主机:7077、yarn、k8s://…、local[4]。",
                          f"There is no engine “{engine}”: duckdb, spark, spark://host:7077, yarn, k8s://…, local[4].")  # fmt: skip
    return engine


def day_of(as_of: datetime.datetime | None, plan: Plan) -> datetime.date:
    """The day of ``--as-of``; without one the last day of the plan's year, or of this year where it tells none."""
    if as_of is not None:
        return as_of.date()
    return datetime.date(plan.year or datetime.datetime.now().astimezone().year, 12, 31)


def expand(files: Iterable[str], lang: str) -> list[str]:
    """Files, the forms inside folders, and ``-``; in order, once each.

    Raises:
        JixiaoError: a folder holds nothing that could be a form.
    """
    found: dict[str, None] = {}
    for name in files:
        path = Path(name)
        if name != STDIN and path.is_dir():
            from jixiao.forms.read.kinds import FORM_ENDINGS

            inside = sorted(
                str(p)
                for p in path.rglob("*")
                if p.suffix.lower() in {*FORM_ENDINGS, ".zip"} and p.is_file() and not p.name.startswith(("~$", "."))
            )
            if not inside:
                raise JixiaoError("empty-folder", "文件夹里没有可读取的文件（pdf、xlsx、docx、html、txt、json 等）。",
                                  "The folder holds no readable file (pdf, xlsx, docx, html, txt, json …).", name)  # fmt: skip
            found.update(dict.fromkeys(inside))
        else:
            found[name] = None
    del lang
    return list(found)


def read_one(name: str, lang: str) -> Reading:
    """Read one file, or standard input for ``-``."""
    from jixiao.forms.read import first_of

    shown = _shown(name)
    return first_of(_forms(name, lang), shown, lang)


def page_numbers(_context: click.Context, _option: click.Parameter, text: str | None) -> tuple[int, ...]:
    """The numbers that ``3,40-45`` names.

    Raises:
        click.BadParameter: it is written otherwise, or names more pages than a document has.
    """
    found: list[int] = []
    for part in re.split(r"[,，、]", text) if text else ():
        match = re.fullmatch(r"\s*(\d{1,4})(?:\s*[-–—－~～]\s*(\d{1,4}))?\s*", part)
        if match is None or not 1 <= int(match[1]) <= int(match[2] or match[1]):
            raise click.BadParameter(f"{text}：页码写作 3,40-45 / write pages as 3,40-45.")
        found += range(int(match[1]), int(match[2] or match[1]) + 1)
    return tuple(dict.fromkeys(found))


def read_each(
    files: Iterable[str], lang: str, errors: list[JixiaoError], pages: tuple[int, ...] = ()
) -> Iterator[tuple[str, Reading]]:
    """Every form of every file; a bad file is collected in ``errors`` and never stops the rest."""
    names = expand(files, lang)
    for name in progress(names, lang):
        try:
            for reading in _forms(name, lang, pages):
                yield name, reading
        except JixiaoError as error:
            errors.append(error.at(name))


def _forms(name: str, lang: str, pages: tuple[int, ...] = ()) -> tuple[Reading, ...]:
    """Every form of one file, which may be anybody's: no file ends or hangs this process."""
    from jixiao.forms.read.guarded import read_guarded

    return read_guarded(sys.stdin.buffer.read() if name == STDIN else name, name=_shown(name), lang=lang, pages=pages)


def _shown(name: str) -> str:
    return "<stdin>" if name == STDIN else name


def progress(names: list[str], lang: str) -> Iterator[str]:
    """The names, with a progress line on the terminal's error stream where there are many."""
    if len(names) < 5 or not sys.stderr.isatty():
        yield from names
        return
    from rich.progress import track

    yield from track(names, description="读取" if lang == "zh" else "reading", transient=True, console=_error_console())


def _error_console() -> Any:
    from rich.console import Console

    return Console(stderr=True)


def report(errors: list[JixiaoError], lang: str) -> None:
    """Print what could not be read."""
    for error in errors:
        click.echo(f"{'错误' if lang == 'zh' else 'error'}: {error.message(lang)}", err=True)


def write_output(data: bytes, target: str | Path, *inputs: str | Path | None) -> None:
    """Write a whole file or nothing; ``-`` is standard output. What was read (``inputs``) is never replaced.

    Raises:
        JixiaoError: the target is an input, or the folder is missing or not writable.
    """
    if str(target) == STDIN:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    from jixiao.forms.write import write_file

    path = Path(target)
    if path.exists() and any(name and Path(name).exists() and path.samefile(name) for name in inputs):
        raise JixiaoError(
            "is-the-input",
            "输出文件就是输入文件，原文件不会被覆盖。请换一个输出文件名。",
            "The output is the input file, which is never replaced. Choose another name for the output.",
            str(path),
        )
    try:
        write_file(path, data)
    except OSError as error:
        raise JixiaoError(
            "not-writable",
            f"写不进去（{error.strerror}）。请检查文件夹是否存在、文件是否正在被其他程序打开。",
            f"Cannot write ({error.strerror}). Check that the folder exists and no other program holds the file.",
            str(path),
        ) from None


def echo_json(value: Any) -> None:
    """Print one of our values, or a list or dict of them, as indented JSON."""
    from jixiao.plan.codec import to_pretty_json

    click.echo(to_pretty_json(value).decode())


def pad(text: str, width: int) -> str:
    """Left-justified in ``width`` terminal columns; Chinese characters take two."""
    return text + " " * max(0, width - columns(text))


def columns(text: str) -> int:
    """How many terminal columns a text takes."""
    from jixiao.forms.read.wrapping import width

    return round(width(text) * 2)


def clip(text: str, limit: int) -> str:
    """The text cut to ``limit`` terminal columns, with … where it was cut."""
    if columns(text) <= limit:
        return text
    taken = ""
    for char in text:
        if columns(taken + char) > limit - 1:
            break
        taken += char
    return taken + "…"
