"""DuckDB as the engine of file ledgers: locked down, its answers exact.

A connection sees the Parquet files of one pack's batches and nothing else: no other files, no network, no
extensions, no change of settings; memory and time are bounded.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from jixiao.errors import JixiaoError
from jixiao.evidence.engine import SECONDS, Engine, within
from jixiao.evidence.store import identifier, literal, records, rows_of, state_sql, table_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date as Date  # noqa: N812 - reads as the type it is

    import duckdb
    from sqlglot import exp

    from jixiao.evidence.ledger import Ledger

MEMORY = "1GB"


class DuckEngine(Engine):
    """Aggregates and rows of the file ledgers of one pack."""

    name = "duckdb"
    dialect = "duckdb"

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

    def close(self) -> None:
        """Give back what it holds."""
        self._connection.close()

    def batches(self, ledger: Ledger) -> tuple[tuple[str, str], ...]:
        """The ids of a ledger's batches, in the order they were recorded."""
        return tuple((ledger.name, record.id) for record in self.records[ledger.name])

    def sources(self, ledger: Ledger) -> dict[int, str]:
        """The files behind a ledger's batches."""
        return {record.number: record.source for record in self.records[ledger.name]}

    def bind(self, ledger: Ledger, nodes: Sequence[exp.Expr]) -> None:
        """Raise JixiaoError where types do not fit, without reading a row."""
        selected = ", ".join(self.sql(node) for node in nodes)
        self.fetch(f"explain select {selected} from {self.table(ledger)}", ledger)

    def fetch(self, sql: str, ledger: Ledger) -> list[tuple[Any, ...]]:
        """The rows of a query; see ``Engine.fetch``."""
        import duckdb

        with within(self.seconds, self._connection.interrupt):
            try:
                return self._connection.execute(sql).fetchall()
            except duckdb.InterruptException:
                self.too_slow(ledger, self.seconds)
            except duckdb.OutOfMemoryException:
                raise JixiaoError("too-much-memory", f"台账“{ledger.shown}”的计算超出内存限度，已停止。",
                                  f"Measuring the ledger “{ledger.name}” took too much memory and was stopped.") from None  # fmt: skip
            except duckdb.Error as error:
                self.refuse(ledger, str(error).split("\n", 1)[0])
