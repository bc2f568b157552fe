"""Batches: a ledger's rows as immutable, content-addressed Parquet files, and the state they make together.

A batch is one file of rows as it was loaded. ``NNNNNN.json`` in the ledger's folder records it; the rows stand in
``<id>.parquet`` beside. The record is written last and whole, so a killed load leaves nothing that is read: at
most a Parquet file without a record, which the next load of the same file replaces by itself. The id is the
digest of the source file and of the declared fields: the same file twice is one batch.
"""

from __future__ import annotations

import hashlib
import os
from datetime import date as Date  # noqa: N812 - reads as the type it is
from pathlib import Path  # noqa: TC003 - msgspec does not need it, callers do at run time
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from jixiao.errors import JixiaoError
from jixiao.evidence.binding import NONE

if TYPE_CHECKING:
    from jixiao.evidence.binding import Binding
    from jixiao.evidence.ledger import Ledger

FOLDER = "batches"
ROW, BATCH = "_row", "_batch"
"""Columns of our own in each batch: the row's number in its source file; in a state, the number of the batch."""


class Record(Struct, frozen=True):
    """What is known of a batch. ``replaces`` counts the earlier rows whose keys it holds again.

    ``first_row`` is the number of the first row of data in the source file; ``rejected`` rows of it were left out.
    """

    id: str
    ledger: str
    number: int
    source: str
    source_digest: str
    file_digest: str
    rows: int
    recorded: Date
    replaces: int = 0
    rejected: int = 0
    sheet: str | None = None
    first_row: int = 1


def batch_id(ledger: Ledger, source_digest: str, sheet: str | None = None, said: Binding = NONE) -> str:
    """The id of a batch: of its source's bytes, the fields it is read into, and what a person said of its columns."""
    own = () if said.empty else (said,)
    shape = msgspec.json.encode((ledger.name, ledger.fields, ledger.key, ledger.missingValues, sheet, *own))
    return hashlib.sha256(source_digest.encode() + shape).hexdigest()[:32]


def folder_of(pack: Path, ledger: Ledger) -> Path:
    """Where a ledger's batches stand."""
    return pack / FOLDER / ledger.name


def records(pack: Path, ledger: Ledger, known: Date | None = None) -> tuple[Record, ...]:
    """The batches of a ledger in the order they were recorded; those recorded by ``known`` only, if given.

    Raises:
        JixiaoError: a record is damaged, or its rows are gone.
    """
    folder = folder_of(pack, ledger)
    found: list[Record] = []
    for path in sorted(folder.glob("[0-9]*.json")) if folder.is_dir() else ():
        try:
            record = msgspec.json.decode(path.read_bytes(), type=Record)
        except (msgspec.DecodeError, OSError):
            raise _damaged(path, "批次记录读不出来", "the record of the batch cannot be read") from None
        if not (folder / f"{record.id}.parquet").is_file():
            raise _damaged(path, f"批次的数据文件 {record.id}.parquet 不见了", f"the rows {record.id}.parquet are gone")
        found.append(record)
    return tuple(record for record in found if known is None or record.recorded <= known)


def rows_of(pack: Path, ledger: Ledger, record: Record) -> Path:
    """The Parquet file of a batch."""
    return folder_of(pack, ledger) / f"{record.id}.parquet"


def keep(pack: Path, ledger: Ledger, rows: Path, record: Record) -> Record:
    """Make a batch part of the ledger: its rows first, then its record, each whole or not at all.

    ``rows`` is a finished Parquet file in the ledger's folder; it is renamed. The number in ``record`` is
    replaced by the next free one.
    """
    folder = folder_of(pack, ledger)
    synced(rows)
    rows.replace(folder / f"{record.id}.parquet")
    number = record.number
    while True:
        path = folder / f"{number:06d}.json"
        made = msgspec.structs.replace(record, number=number)
        part = folder / f".{record.id}.{os.getpid()}.part"
        part.write_bytes(msgspec.json.format(msgspec.json.encode(made), indent=1) + b"\n")
        synced(part)
        try:
            os.link(part, path)  # fails where another load was quicker, and then nothing is written
        except FileExistsError:
            number += 1
            continue
        finally:
            part.unlink(missing_ok=True)
        _sync_folder(folder)
        return made


def synced(path: Path) -> None:
    """Make sure that a file's bytes are on the disk."""
    with path.open("rb+") as held:
        os.fsync(held.fileno())


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def table_of(path: Path, record: Record) -> str:
    """A batch as a table expression with its rows' numbers in the source file.

    A batch that was taken whole keeps its rows in the source's order: their numbers need no column.
    """
    if record.rejected:
        return f"read_parquet({literal(str(path))})"
    return f"(select *, file_row_number + {record.first_row} as {ROW} from read_parquet({literal(str(path))}, file_row_number=true))"


def file_digest(path: Path) -> str:
    """SHA-256 of a file, as 64 hex digits.

    Raises:
        JixiaoError: it is not there, or cannot be read.
    """
    try:
        with path.open("rb") as held:
            return hashlib.file_digest(held, "sha256").hexdigest()
    except FileNotFoundError:
        raise JixiaoError("no-such-file", "没有这个文件。", "There is no such file.", str(path)) from None
    except OSError as error:
        zh, en = f"文件读不出来（{error.strerror}）。", f"The file cannot be read ({error.strerror})."
        raise JixiaoError("unreadable", zh, en, str(path)) from None


def _damaged(path: Path, zh: str, en: str) -> JixiaoError:
    return JixiaoError("damaged-batch", f"{zh}。请从备份恢复这个文件夹，或删除它后重新载入原始文件。",
                       f"{en}. Restore the folder from a backup, or delete it and load the source files again.", str(path))  # fmt: skip


def identifier(name: str) -> str:
    """A declared name as a quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def state_sql(ledger: Ledger, parts: list[tuple[Record, str]]) -> str:
    """The rows of a ledger as a query over (record, table expression), in DuckDB's SQL; see ``state_of``."""
    columns = [identifier(field.name) for field in ledger.fields]
    return state_of(
        columns, [field.sql_type for field in ledger.fields], [identifier(name) for name in ledger.key], parts
    )


def state_of(columns: list[str], types: list[str], key: list[str], parts: list[tuple[Record, str]]) -> str:
    """The state that batches make together: a later batch's row replaces the earlier of its key.

    Names come quoted. Where no batch replaced anything the batches are simply put together, which costs nothing.
    """
    if not parts:
        empty = ", ".join(f"cast(null as {kind}) as {column}" for column, kind in zip(columns, types, strict=True))
        return f"select {empty}, cast(null as bigint) as {ROW}, cast(null as integer) as {BATCH} where false"
    shown = ", ".join(columns)
    union = " union all ".join(
        f"select {shown}, {ROW}, {record.number} as {BATCH} from {table}" for record, table in parts
    )
    if not key or not any(record.replaces for record, _ in parts):
        return union
    latest = f"row_number() over (partition by {', '.join(key)} order by {BATCH} desc, {ROW} desc) as _latest"
    return f"select {shown}, {ROW}, {BATCH} from (select *, {latest} from ({union}) as u) as s where _latest = 1"
