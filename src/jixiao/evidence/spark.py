"""Spark as the engine of file ledgers that are too big for one machine: the same batches, the same answers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from jixiao.errors import JixiaoError
from jixiao.evidence.engine import Engine
from jixiao.evidence.store import ROW, records, rows_of, state_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date as Date  # noqa: N812 - reads as the type it is
    from pathlib import Path

    from jixiao.evidence.ledger import Ledger
    from jixiao.evidence.store import Record

LOCAL = "local[2]"


def is_master(address: str) -> bool:
    """Whether an address could be a Spark master's."""
    return re.fullmatch(r"local(\[[\d*, ]+\])?|yarn|(spark|k8s)://\S+", address) is not None


class SparkEngine(Engine):
    """Aggregates and rows of the file ledgers of one pack, on a Spark cluster or in a local session."""

    name = "spark"
    dialect = "spark"

    def __init__(
        self, pack: Path, ledgers: Sequence[Ledger], known: Date | None = None, *, master: str = LOCAL
    ) -> None:
        """Open the batches recorded by ``known`` in a session of ``master`` (``local[2]``, ``spark://host:7077`` …).

        Raises:
            JixiaoError: pyspark or Java is not installed, or the cluster cannot be reached.
        """
        try:
            from pyspark.sql import SparkSession
        except ImportError:
            raise JixiaoError("not-installed", "还没有安装 Spark。请运行 pip install 'jixiao[spark]'，并安装 Java 17。",
                              "Spark is not installed: pip install 'jixiao[spark]', and Java 17.") from None  # fmt: skip
        builder: Any = SparkSession.builder
        try:
            self._session = (
                builder.master(master)
                .appName("jixiao")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.session.timeZone", "UTC")
                .config("spark.sql.ansi.enabled", "true")
                .config("spark.sql.caseSensitive", "true")
                .config("spark.sql.shuffle.partitions", "4")
                .getOrCreate()
            )
        except Exception as error:  # noqa: BLE001 - py4j and Java have errors of their own
            said = str(error).strip().split("\n", 1)[0]
            raise JixiaoError(
                "no-spark", f"Spark 启动不了：{said}。请检查 Java 17 和集群地址。", f"Spark cannot start: {said}."
            ) from None
        self.records = {ledger.name: records(pack, ledger, known) for ledger in ledgers}
        for ledger in ledgers:
            self._view(pack, ledger)

    def _view(self, pack: Path, ledger: Ledger) -> None:
        """The state of a ledger as a temporary view."""
        parts: list[tuple[Record, str]] = []
        for record in self.records[ledger.name]:
            frame = self._session.read.parquet(str(rows_of(pack, ledger, record).resolve()))
            if not record.rejected:
                frame = frame.selectExpr("*", f"_metadata.row_index + {record.first_row} as {ROW}")
            frame.createOrReplaceTempView(f"batch_{record.id}")
            parts.append((record, f"batch_{record.id}"))
        columns = [self.quoted(field.name) for field in ledger.fields]
        key = [self.quoted(name) for name in ledger.key]
        types = [
            field.sql_type.replace("VARCHAR", "STRING").replace("TIMESTAMP", "TIMESTAMP_NTZ") for field in ledger.fields
        ]
        self._session.sql(state_of(columns, types, key, parts)).createOrReplaceTempView(ledger.name)

    def close(self) -> None:
        """Drop the views; the session stays for the next engine of the process."""
        for name, held in self.records.items():
            self._session.catalog.dropTempView(name)
            for record in held:
                self._session.catalog.dropTempView(f"batch_{record.id}")

    def batches(self, ledger: Ledger) -> tuple[tuple[str, str], ...]:
        """The ids of a ledger's batches, in the order they were recorded."""
        return tuple((ledger.name, record.id) for record in self.records[ledger.name])

    def sources(self, ledger: Ledger) -> dict[int, str]:
        """The files behind a ledger's batches."""
        return {record.number: record.source for record in self.records[ledger.name]}

    def fetch(self, sql: str, ledger: Ledger) -> list[tuple[Any, ...]]:
        """The rows of a query; see ``Engine.fetch``."""
        try:
            return [tuple(row) for row in self._session.sql(sql).collect()]
        except Exception as error:  # noqa: BLE001 - py4j and Java have errors of their own
            self.refuse(ledger, str(error).strip().split("\n", 1)[0])
