"""Which engine computes a ledger: DuckDB or Spark over its batches, or the database in which its table stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from jixiao.evidence.duck import DuckEngine

if TYPE_CHECKING:
    from datetime import date as Date  # noqa: N812 - reads as the type it is
    from pathlib import Path

    from jixiao.evidence.engine import Engine
    from jixiao.evidence.ledger import Ledger


class Engines:
    """The engines of a pack's ledgers, each opened when it is first asked for."""

    def __init__(
        self, pack: Path, ledgers: dict[str, Ledger], known: Date | None = None, *, spark: str | None = None
    ) -> None:
        """``spark`` is the address of a cluster (or ``local[2]``) for file ledgers; DuckDB by default."""
        self._pack, self._ledgers, self._known, self._spark = pack, ledgers, known, spark
        self._files: Engine | None = None
        self._databases: dict[str, Engine] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for engine in (*([self._files] if self._files is not None else []), *self._databases.values()):
            engine.close()

    def of(self, ledger: Ledger) -> Engine:
        """The engine of a ledger.

        Raises:
            JixiaoError: its database or cluster cannot be reached, or a driver is not installed.
        """
        if ledger.source is not None:
            if ledger.name not in self._databases:
                from jixiao.evidence.database import DatabaseEngine

                self._databases[ledger.name] = DatabaseEngine(ledger)
            return self._databases[ledger.name]
        if self._files is None:
            held = [one for one in self._ledgers.values() if one.source is None]
            if self._spark is not None:
                from jixiao.evidence.spark import SparkEngine

                self._files = SparkEngine(self._pack, held, self._known, master=self._spark)
            else:
                self._files = DuckEngine(self._pack, held, self._known)
        return self._files
