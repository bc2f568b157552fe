"""Ledgers that stay in a database: measured in place, read-only, with the address from the environment alone."""

from __future__ import annotations

import datetime
import os
import re
from contextlib import nullcontext
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from jixiao.errors import JixiaoError
from jixiao.evidence.engine import SECONDS, Engine, within

if TYPE_CHECKING:
    from jixiao.evidence.dialect import Dialect
    from jixiao.evidence.ledger import Ledger

_DIALECTS: dict[str, Dialect] = {
    "postgresql": "postgres",
    "postgres": "postgres",
    "mysql": "mysql",
    "mariadb": "mysql",
    "sqlite": "sqlite",
    "duckdb": "duckdb",
}


class DatabaseEngine(Engine):
    """One ledger's table in its own database. Nothing is written, and nothing but the table is read."""

    stored = False

    def __init__(self, ledger: Ledger, *, seconds: float = SECONDS) -> None:
        """Connect to where the ledger's ``source`` says.

        Raises:
            JixiaoError: the environment has no address, or the database cannot be reached.
        """
        assert ledger.source is not None
        self.ledger, self.seconds = ledger, seconds
        address = os.environ.get(ledger.source.environment, "")
        self.scheme = urlsplit(address).scheme
        if self.scheme not in _DIALECTS:
            raise JixiaoError(
                "no-address",
                f"台账“{ledger.shown}”在数据库里，请先设置环境变量 {ledger.source.environment}，例如 postgresql://用户:密码@主机/库"
                "（也可用 mysql、sqlite、duckdb）。地址不会被保存。",
                f"The ledger “{ledger.name}” is in a database: set {ledger.source.environment}, for example postgresql://user:password@host/base "
                "(or mysql, sqlite, duckdb). It is never stored.",
            )
        self.dialect = _DIALECTS[self.scheme]
        self._embedded = self.dialect in ("duckdb", "sqlite")
        self.name = "postgresql" if self.dialect == "postgres" else self.dialect
        try:
            self._connection = _CONNECT[self.dialect](address, seconds)
        except ImportError as error:
            extra = {"postgres": "postgres", "mysql": "mysql"}.get(self.dialect, "data")
            raise JixiaoError("not-installed", f"还没有安装数据库驱动（{error.name}）。请运行 pip install 'jixiao[{extra}]'。",
                              f"The driver {error.name} is not installed: pip install 'jixiao[{extra}]'.") from None  # fmt: skip
        except Exception as error:  # noqa: BLE001 - each driver has errors of its own
            raise self._unreachable(error) from None

    def _unreachable(self, error: Exception) -> JixiaoError:
        said = _without_secrets(str(error).strip().split("\n", 1)[0])
        return JixiaoError("no-database", f"连不上台账“{self.ledger.shown}”的数据库：{said}。请检查地址、网络和只读账号。",
                           f"The database of “{self.ledger.name}” cannot be reached: {said}.")  # fmt: skip

    def close(self) -> None:
        """Give back the connection."""
        self._connection.close()

    def table(self, ledger: Ledger) -> str:
        """The declared table, with its schema if it has one."""
        assert ledger.source is not None
        return ".".join(self.quoted(part) for part in ledger.source.table.split("."))

    def batches(self, ledger: Ledger) -> tuple[tuple[str, str], ...]:
        """The table, in the place of batches: its rows may change."""
        assert ledger.source is not None
        return ((ledger.name, f"{self.name}:{ledger.source.table}"),)

    def sources(self, ledger: Ledger) -> dict[int, str]:
        """No files."""
        del ledger
        return {}

    def fetch(self, sql: str, ledger: Ledger) -> list[tuple[Any, ...]]:
        """The rows of a query; see ``Engine.fetch``."""
        cursor = self._connection.cursor()
        # a server stops a statement by itself; a database of this process has to be stopped
        bound = within(self.seconds, cursor.interrupt) if self._embedded else nullcontext()
        try:
            with bound:
                # drivers that format take % for a parameter; ours are written out
                cursor.execute(sql.replace("%", "%%") if self.dialect == "mysql" else sql)
                return [tuple(row) for row in cursor.fetchall()]
        except Exception as error:  # noqa: BLE001 - each driver has errors of its own
            if any(
                word in str(error).lower()
                for word in ("timeout", "interrupt", "max_statement_time", "max_execution_time")
            ):
                self.too_slow(ledger, self.seconds)
            self.refuse(ledger, _without_secrets(str(error).strip().split("\n", 1)[0]))
        finally:
            cursor.close()


def _without_secrets(text: str) -> str:
    """What a driver says, without the password of an address."""
    return re.sub(r"://[^@\s]+@", "://…@", text)


# -- connections ----------------------------------------------------------------------------


def _postgres(address: str, seconds: float) -> Any:
    import psycopg

    options = f"-c default_transaction_read_only=on -c statement_timeout={int(seconds * 1000)}"
    connection = psycopg.connect(address, options=options, connect_timeout=10, autocommit=True)
    connection.prepare_threshold = None
    return connection


def _mysql(address: str, seconds: float) -> Any:
    import pymysql

    found = urlsplit(address)
    connection = pymysql.connect(
        host=found.hostname or "localhost", port=found.port or 3306, user=unquote(found.username or ""), password=unquote(found.password or ""),
        database=found.path.strip("/"), charset="utf8mb4", connect_timeout=10, read_timeout=int(seconds) + 5, autocommit=True,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("set session transaction read only")
    return connection


def _duckdb(address: str, seconds: float) -> Any:
    import duckdb

    del seconds
    found = urlsplit(address)
    connection = duckdb.connect(
        unquote(found.path or found.netloc), read_only=True, config={"memory_limit": "1GB", "threads": 2}
    )
    connection.execute("set enable_external_access=false")
    connection.execute("set lock_configuration=true")
    return connection


def _sqlite(address: str, seconds: float) -> Any:
    import sqlite3

    del seconds
    found = urlsplit(address)
    path = unquote(found.path or found.netloc)
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)
    aggregate: Any = _ExactSum
    connection.create_aggregate("exact_sum", 1, aggregate)
    for name in ("year", "month", "day"):
        connection.create_function(
            f"date_{name}",
            1,
            lambda text, name=name: None if text is None else getattr(_moment(text), name),
            deterministic=True,
        )
    connection.create_function(
        "date_quarter", 1, lambda text: None if text is None else (_moment(text).month + 2) // 3, deterministic=True
    )
    connection.create_function(
        "as_date", 1, lambda text: None if text is None else _moment(text).date().isoformat(), deterministic=True
    )
    connection.create_function("as_text", 1, lambda value: None if value is None else str(value), deterministic=True)
    connection.create_function("time_passed", 3, _passed, deterministic=True)
    return _Sqlite(connection)


_CONNECT = {"postgres": _postgres, "mysql": _mysql, "duckdb": _duckdb, "sqlite": _sqlite}


class _ExactSum:
    """Adds what SQLite keeps as texts or binary fractions; of those the fifteen figures that it shows."""

    def __init__(self) -> None:
        self.total: Decimal | None = None

    def step(self, value: object) -> None:
        if value is None:
            return
        number = Decimal(f"{value:.15g}") if isinstance(value, float) else Decimal(str(value))
        self.total = number if self.total is None else self.total + number

    def finalize(self) -> str | None:
        return None if self.total is None else f"{self.total:f}"


class _Sqlite:
    """A connection whose numbers come back as exact numbers, and whose dates as dates."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def cursor(self) -> _SqliteCursor:
        return _SqliteCursor(self._connection.cursor())

    def close(self) -> None:
        self._connection.close()


class _SqliteCursor:
    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor

    def execute(self, sql: str) -> None:
        self._cursor.execute(sql)

    def fetchall(self) -> list[tuple[Any, ...]]:
        return [tuple(_typed(value) for value in row) for row in self._cursor.fetchall()]

    def interrupt(self) -> None:
        self._cursor.connection.interrupt()

    def close(self) -> None:
        self._cursor.close()


def _typed(value: Any) -> Any:
    if isinstance(value, float):
        return Decimal(f"{value:.15g}")
    if isinstance(value, str) and re.fullmatch(r"-?\d+(?:\.\d+)?", value):
        return Decimal(value)
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d(?:[ T].*)?", value):
        return _moment(value).date()
    return value


def _moment(text: object) -> datetime.datetime:
    return datetime.datetime.fromisoformat(str(text))


def _passed(unit: str, start: object, end: object) -> int | None:
    if start is None or end is None:
        return None
    if unit == "day":
        return (_moment(end).date() - _moment(start).date()).days
    passed = _moment(end) - _moment(start)
    seconds = passed.days * 86400 + passed.seconds
    size = {"hour": 3600, "minute": 60, "second": 1}[unit]
    return seconds // size if seconds >= 0 else -(-seconds // size)
