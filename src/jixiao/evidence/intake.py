"""Loading rows into a ledger: every cell checked against the declaration, the file taken whole or refused whole.

A file is taken into a Parquet batch by DuckDB in one pass; only if something in it is not as declared a second
pass finds and names every bad cell.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from jixiao.errors import JixiaoError
from jixiao.evidence.binding import NONE, is_export, is_personal, named
from jixiao.evidence.sources import staged
from jixiao.evidence.store import (
    Record,
    batch_id,
    file_digest,
    folder_of,
    keep,
    records,
)
from jixiao.evidence.taking import Refused, Work

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date as Date  # noqa: N812 - reads as the type it is

    from jixiao.evidence.binding import Binding
    from jixiao.evidence.ledger import Ledger
    from jixiao.evidence.pack import Pack
    from jixiao.evidence.sources import Staged

DATA = "data"
"""The folder of a pack with files to be loaded, each named after its ledger."""


class Loaded(NamedTuple):
    """What came of loading a file: its record, None if it was refused; ``known`` if it had been loaded before.

    ``ignored`` are columns that are not declared; ``sheet`` is where the rows stood in a workbook. ``notes`` are what
    else a person must know, in Chinese and English.
    """

    record: Record | None
    rejects: tuple[Refused, ...] = ()
    known: bool = False
    ignored: tuple[str, ...] = ()
    sheet: str | None = None
    notes: tuple[tuple[str, str], ...] = ()


def load(
    pack: Path,
    ledger: Ledger,
    source: Path,
    recorded: Date,
    *,
    sheet: str | None = None,
    accept_valid: bool = False,
    said: Binding = NONE,
) -> Loaded:
    """Take the rows of a file into a ledger as one batch, recorded on a day.

    A later batch's rows replace the earlier rows of their keys. A file that was loaded before adds nothing.

    Args:
        pack: the folder of the evidence pack.
        ledger: its declaration.
        source: xlsx, xls, csv (UTF-8, GBK), json or parquet.
        recorded: the day from which the rows are known.
        sheet: the sheet of a workbook; by default the first with the ledger's columns.
        accept_valid: take the rows without bad cells where others have some.
        said: what a person says of the file's columns, values and codes.

    Raises:
        JixiaoError: the file cannot be read, or required columns are not in it, or what was said does not fit.
    """
    import duckdb

    if ledger.source is not None:
        raise JixiaoError(
            "in-a-database",
            f"台账“{ledger.shown}”的数据在数据库里，不载入文件。",
            f"The ledger “{ledger.name}” stays in its database.",
            str(source),
        )
    digest = file_digest(source)
    own = batch_id(ledger, digest, sheet, said)
    before = records(pack, ledger)
    known = next((record for record in before if record.id == own), None)
    if known is not None:
        return Loaded(known, known=True)
    folder = folder_of(pack, ledger)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".load-", dir=folder) as scratch, duckdb.connect(":memory:") as connection:
        held = staged(source, ledger, Path(scratch), sheet, said)
        columns = _columns(ledger, held, source, said)
        made = Path(scratch) / "rows.parquet"
        work = Work(connection, ledger, held, columns, source, said)
        work.check_constants()
        notes = work.notes()
        rejects: tuple[Refused, ...] = ()
        if not work.plain(made) and not work.whole(made):
            rejects = work.refused()
            if not accept_valid or not work.valid(made):
                return Loaded(None, rejects, sheet=held.sheet, notes=notes)
        rows = work.count(made)
        record = Record(own, ledger.name, (before[-1].number if before else 0) + 1, source.name, digest, file_digest(made), rows, recorded,
                        work.replaced(pack, before, made), len({reject.row for reject in rejects}), held.sheet, held.first_row)  # fmt: skip
        if record.replaces and is_export(held.columns):
            notes += ((f"{record.replaces}份答卷的编号台账里已有，按更正处理；如果是另一份问卷，请用 --set 说明它的任务、对象等，以免互相覆盖",
                       f"{record.replaces} sheets have numbers that the ledger holds and replace those; tell another survey apart with --set"),)  # fmt: skip
        left = [column for number, column in enumerate(held.columns) if column.strip() and number not in columns.values()]  # fmt: skip
        personal = [column for column in left if is_personal(column)]
        if personal:
            shown = "、".join(personal)
            notes += (
                (f"含个人信息的列已丢弃，没有载入：{shown}", f"columns with personal data were dropped: {shown}"),
            )
        ignored = tuple(column for column in left if column not in personal)
        return Loaded(keep(pack, ledger, made, record), rejects, ignored=ignored, sheet=held.sheet, notes=notes)


def load_all(pack: Pack, recorded: Date, *, accept_valid: bool = False) -> Iterator[tuple[Ledger, Path, Loaded]]:
    """Load every file of a pack's ``data/`` that is named after a ledger. Raises as ``load``."""
    folder = pack.folder / DATA
    for path in sorted(held for held in folder.iterdir() if held.is_file()) if folder.is_dir() else ():
        ledger = pack.ledgers.get(path.name.split(".")[0])
        if ledger is not None:
            yield ledger, path, load(pack.folder, ledger, path, recorded, accept_valid=accept_valid)


def _columns(ledger: Ledger, held: Staged, source: Path, said: Binding) -> dict[str, int]:
    columns = named(ledger, held.columns, said)
    place = f"{source}{f' {held.sheet}' if held.sheet else ''}"
    there = "、".join(column for column in held.columns if column.strip())
    for name, wanted in said.columns.items():
        if name not in columns:
            raise JixiaoError("no-such-column", f"没有列“{wanted}”，有：{there}。", f"There is no column “{wanted}”; there are {there}.", place)  # fmt: skip
    missing = [
        field.title or field.name
        for field in ledger.fields
        if field.name not in columns
        and field.name not in said.constants
        and (field.constraints.required or field.name in ledger.key)
    ]
    if missing:
        zh, en = "、".join(missing), ", ".join(missing)
        raise JixiaoError("columns-missing", f"缺少必填的列：{zh}。文件里有：{there}。名称不同的用 --map 字段=列名 指明；全部行相同的用 --set 字段=值 给出。",
                          f"Required columns are missing: {en}. The file has {there}. See --map FIELD=COLUMN and --set FIELD=VALUE.",
                          place)  # fmt: skip
    return columns
