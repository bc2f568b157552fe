"""What every engine does: aggregates, series and rows of ledgers, exactly, whatever computes them.

An engine answers queries over tables named like the ledgers; what is asked is built here from checked
expressions, so that DuckDB, PostgreSQL, MySQL, SQLite and Spark are asked the same.
"""

from __future__ import annotations

import datetime
import threading
from abc import ABC, abstractmethod
from contextlib import contextmanager
from datetime import date as Date  # noqa: N812 - reads as the type it is
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NoReturn, Self

from sqlglot import exp

from jixiao.errors import JixiaoError
from jixiao.evidence.dialect import sql_of
from jixiao.evidence.store import BATCH, ROW

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from jixiao.evidence.dialect import Dialect
    from jixiao.evidence.ledger import Ledger

Value = Decimal | Date | None
SECONDS = 120


@contextmanager
def within(seconds: float, stop: Callable[[], object]) -> Iterator[None]:
    """Call ``stop`` if the block still runs after ``seconds``, and never once it has ended."""
    lock = threading.Lock()
    ended = False

    def end() -> None:
        with lock:
            if not ended:
                stop()

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        with lock:
            ended = True
        timer.cancel()


class Engine(ABC):
    """Computes over the ledgers of one pack. Use as a context manager, or ``close`` it."""

    name: str
    dialect: Dialect
    stored = True
    """Whether rows come from batches of files; a database's own tables have none."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @abstractmethod
    def close(self) -> None:
        """Give back what it holds."""

    @abstractmethod
    def fetch(self, sql: str, ledger: Ledger) -> list[tuple[Any, ...]]:
        """The rows of a query over one ledger.

        Raises:
            JixiaoError: it cannot be computed, or not within the bounds of time and memory.
        """

    @abstractmethod
    def batches(self, ledger: Ledger) -> tuple[tuple[str, str], ...]:
        """What the rows of a ledger come from: (ledger, id of a batch), or the table of a database."""

    @abstractmethod
    def sources(self, ledger: Ledger) -> dict[int, str]:
        """The names of the files behind a ledger's batches, by number."""

    def table(self, ledger: Ledger) -> str:
        """The ledger's table, quoted."""
        return self.quoted(ledger.name)

    def quoted(self, name: str) -> str:
        """A name as an identifier of this engine."""
        return str(exp.to_identifier(name, quoted=True).sql(self.dialect))

    def sql(self, node: exp.Expr) -> str:
        """A checked expression in this engine's SQL."""
        return sql_of(node, self.dialect)

    def aggregates(self, ledger: Ledger, wanted: Sequence[exp.Expr], as_of: Date | None) -> tuple[list[Value], int]:
        """The values of aggregates over the rows that had happened by ``as_of``, and how many rows those are: one scan."""
        selected = ", ".join(["count(*)", *(self.sql(node) for node in wanted)])
        row = self.fetch(f"select {selected} from {self.table(ledger)}{self.happened(ledger, as_of)}", ledger)[0]
        return [exact(value) for value in row[1:]], int(row[0])

    def groups(
        self, ledger: Ledger, wanted: Sequence[exp.Expr], column: str, as_of: Date | None
    ) -> list[tuple[Any, list[Value], int]]:
        """The same aggregates for each value of a column, in its order, and how many rows each has: one scan."""
        key = self.quoted(column)
        selected = ", ".join([key, "count(*)", *(self.sql(node) for node in wanted)])
        rows = self.fetch(
            f"select {selected} from {self.table(ledger)}{self.happened(ledger, as_of)} group by {key}", ledger
        )
        found = [(row[0], [exact(value) for value in row[2:]], int(row[1])) for row in rows]
        return sorted(found, key=lambda row: (row[0] is None, str(row[0])))

    def series(self, ledger: Ledger, wanted: Sequence[exp.Expr], ends: Sequence[Date]) -> list[list[Value]]:
        """The same aggregates as of each of several dates, in one pass: a list for each date.

        Rows are put into the period in which they happened; counts, sums and extremes run on over the periods, and a
        value that is counted once only is counted where it first occurs.
        """
        from jixiao.evidence.running import running_series

        return running_series(self, ledger, wanted, ends)

    def periods(self, ledger: Ledger, wanted: Sequence[exp.Expr], ends: Sequence[Date]) -> list[list[Value]]:
        """What each of several periods alone comes to, in one pass: a list for each period. See ``series``."""
        from jixiao.evidence.running import period_parts

        return period_parts(self, ledger, wanted, ends)

    def largest(self, ledger: Ledger, node: exp.Expr, as_of: Date | None, many: int) -> list[Value]:
        """The largest single values that go into a maximum, the largest first; of a minimum the smallest, the smallest first."""
        held = node.this if isinstance(node, exp.Filter) else node
        value = self.sql(held.this)
        conditions = [f"{value} is not null"]
        if isinstance(node, exp.Filter):
            conditions.append(f"({self.sql(node.expression.this)})")
        if as_of is not None and ledger.event is not None:
            conditions.append(self.sql(by(self.day(ledger), as_of)))
        order = "desc" if isinstance(held, exp.Max) else "asc"
        sql = f"select {value} as v from {self.table(ledger)} where {' and '.join(conditions)} order by v {order} limit {int(many)}"
        return [exact(row[0]) for row in self.fetch(sql, ledger)]

    def rows(
        self, ledger: Ledger, condition: exp.Expr | None, as_of: Date | None, limit: int | None = None
    ) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Column names and rows that meet a checked condition, in recorded order, with their batch and row number if stored."""
        where = self.happened(ledger, as_of)
        if condition is not None:
            where = f"{where} and ({self.sql(condition)})" if where else f" where ({self.sql(condition)})"
        names = [field.name for field in ledger.fields]
        own = [BATCH, ROW] if self.stored else []
        order = own or [*ledger.key, *names][:3]
        selected, ordered = (", ".join(self.quoted(name) for name in held) for held in ([*own, *names], order))
        sql = f"select {selected} from {self.table(ledger)}{where} order by {ordered}"
        return [*own, *names], self.fetch(sql + (f" limit {int(limit)}" if limit is not None else ""), ledger)

    def day(self, ledger: Ledger) -> exp.Expr:
        """The day on which a row happened."""
        assert ledger.event is not None
        return exp.Cast(this=exp.column(ledger.event), to=exp.DataType.build("date"))

    def happened(self, ledger: Ledger, as_of: Date | None) -> str:
        """The condition that a row had happened by the end of a day."""
        if as_of is None or ledger.event is None:
            return ""
        return f" where {self.sql(by(self.day(ledger), as_of))}"

    def refuse(self, ledger: Ledger, said: str) -> NoReturn:
        """Raise what an engine says of a query that cannot be computed."""
        raise JixiaoError(
            "bad-measure", f"台账“{ledger.shown}”上算不出来：{said}", f"cannot be computed over “{ledger.name}”: {said}"
        )

    def too_slow(self, ledger: Ledger, seconds: float) -> NoReturn:
        """Raise that time is up."""
        raise JixiaoError("too-slow", f"台账“{ledger.shown}”的计算超过{seconds:g}秒，已停止。",
                          f"Measuring the ledger “{ledger.name}” took more than {seconds:g} seconds and was stopped.")  # fmt: skip


def by(day: exp.Expr, end: Date) -> exp.Expr:
    """That a day is not after another."""
    return exp.LTE(
        this=day, expression=exp.Cast(this=exp.Literal.string(end.isoformat()), to=exp.DataType.build("date"))
    )


def exact(value: Any) -> Value:
    """A number as Decimal, a moment as its day. A float never comes: columns are exact types.

    Raises:
        TypeError: an engine answered with a binary fraction or a text.
    """
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
