"""DuckDB as the engine of file ledgers: locked down, its answers exact.

A connection sees the Parquet files of one pack's batches and nothing else: no other files, no network, no
extensions, no change of settings; memory and time are bounded.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from datetime import date as Date  # noqa: N812 - reads as the type it is
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from jixiao.errors import JixiaoError
from jixiao.evidence.store import BATCH, ROW, identifier, literal, records, rows_of, state_sql, table_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import duckdb
    from sqlglot import exp

    from jixiao.evidence.ledger import Ledger

MEMORY = "1GB"
SECONDS = 120
Value = Decimal | Date | None


class DuckEngine:
    """Aggregates and rows of the ledgers of one pack. Use as a context manager, or ``close`` it."""

    name = "duckdb"

    def __init__(
        self,
        pack: Path,
        ledgers: Sequence[Ledger],
        known: Date | None = None,
        *,
        memory: str = MEMORY,
        seconds: float = SECONDS,
    ) -> None:
        """Open the batches recorded by ``known`` (all of them, if None) of these ledgers."""
        import duckdb

        self.seconds = seconds
        self.records = {ledger.name: records(pack, ledger, known) for ledger in ledgers}
        files = {
            ledger.name: [str(rows_of(pack, ledger, record).resolve()) for record in self.records[ledger.name]]
            for ledger in ledgers
        }
        self._connection: duckdb.DuckDBPyConnection = duckdb.connect(":memory:")
        paths = [path for held in files.values() for path in held]
        self._connection.execute(f"set memory_limit='{memory}'")
        self._connection.execute("set autoinstall_known_extensions=false")
        self._connection.execute("set autoload_known_extensions=false")
        self._connection.execute("set threads=2")
        for ledger in ledgers:
            parts = [
                (record, table_of(Path(path), record))
                for record, path in zip(self.records[ledger.name], files[ledger.name], strict=True)
            ]
            self._connection.execute(f"create view {identifier(ledger.name)} as {state_sql(ledger, parts)}")
        self._connection.execute(f"set allowed_paths=[{', '.join(map(literal, paths))}]")
        self._connection.execute("set enable_external_access=false")
        self._connection.execute("set lock_configuration=true")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give back what it holds."""
        self._connection.close()

    def aggregates(self, ledger: Ledger, wanted: Sequence[exp.Expr], as_of: Date | None) -> tuple[list[Value], int]:
        """The values of aggregates over the rows that had happened by ``as_of``, and how many rows those are: one scan."""
        selected = ", ".join(["count(*)", *(node.sql("duckdb") for node in wanted)])
        row = self._fetch(f"select {selected} from {identifier(ledger.name)}{_happened(ledger, as_of)}", ledger)[0]
        return [exact(value) for value in row[1:]], int(row[0])

    def series(self, ledger: Ledger, wanted: Sequence[exp.Expr], ends: Sequence[Date]) -> list[list[Value]]:
        """The same aggregates as of each of several dates, in one pass: a list for each date.

        Rows are put into the period in which they happened; counts, sums and extremes run on over the periods, and a
        value that is counted once only is counted where it first occurs.
        """
        from jixiao.evidence.running import running_series

        return running_series(self._fetch, ledger, wanted, ends)

    def periods(self, ledger: Ledger, wanted: Sequence[exp.Expr], ends: Sequence[Date]) -> list[list[Value]]:
        """What each of several periods alone comes to, in one pass: a list for each period. See ``series``."""
        from jixiao.evidence.running import period_parts

        return period_parts(self._fetch, ledger, wanted, ends)

    def rows(
        self, ledger: Ledger, condition: str | None, as_of: Date | None, limit: int | None = None
    ) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Column names and rows that meet a checked condition, with their batch and row number, in recorded order."""
        where = _happened(ledger, as_of)
        if condition is not None:
            where = f"{where} and ({condition})" if where else f" where ({condition})"
        columns = ", ".join(identifier(field.name) for field in ledger.fields)
        sql = f"select {BATCH}, {ROW}, {columns} from {identifier(ledger.name)}{where} order by {BATCH}, {ROW}"
        found = self._fetch(sql + (f" limit {int(limit)}" if limit is not None else ""), ledger)
        return [BATCH, ROW, *(field.name for field in ledger.fields)], found

    def bind(self, ledger: Ledger, nodes: Sequence[exp.Expr]) -> None:
        """Raise JixiaoError where types do not fit, without reading a row."""
        selected = ", ".join(node.sql("duckdb") for node in nodes)
        self._fetch(f"explain select {selected} from {identifier(ledger.name)}", ledger)

    def _fetch(self, sql: str, ledger: Ledger) -> list[tuple[Any, ...]]:
        import duckdb

        with self._bounded():
            try:
                return self._connection.execute(sql).fetchall()
            except duckdb.InterruptException:
                raise JixiaoError("too-slow", f"台账“{ledger.shown}”的计算超过{self.seconds:g}秒，已停止。",
                                  f"Measuring the ledger “{ledger.name}” took more than {self.seconds:g} seconds and was stopped.") from None  # fmt: skip
            except duckdb.OutOfMemoryException:
                raise JixiaoError("too-much-memory", f"台账“{ledger.shown}”的计算超出内存限度，已停止。",
                                  f"Measuring the ledger “{ledger.name}” took too much memory and was stopped.") from None  # fmt: skip
            except duckdb.Error as error:
                said = str(error).split("\n", 1)[0]
                raise JixiaoError(
                    "bad-measure",
                    f"台账“{ledger.shown}”上算不出来：{said}",
                    f"cannot be computed over “{ledger.name}”: {said}",
                ) from None

    @contextmanager
    def _bounded(self) -> Iterator[None]:
        timer = threading.Timer(self.seconds, self._connection.interrupt)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


def _happened(ledger: Ledger, as_of: Date | None) -> str:
    """The condition that a row had happened by the end of a day."""
    if as_of is None or ledger.event is None:
        return ""
    return f" where cast({identifier(ledger.event)} as date) <= date '{as_of.isoformat()}'"


def exact(value: Any) -> Value:
    """A number as Decimal, a moment as its day. A float never comes: columns are exact types.

    Raises:
        TypeError: an engine answered with a binary fraction or a text.
    """
    import datetime

    if value is None or isinstance(value, Decimal):
        return value
    if isinstance(value, bool):
        return Decimal(int(value))
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    raise TypeError(f"not exact: {value!r}")
