"""The same measure gives the same value on every engine, and in a plain count. All servers are real ones."""

import datetime
import random
import time
from decimal import Decimal

import msgspec
import pytest
from sqlglot import exp

from jixiao.errors import JixiaoError
from jixiao.evidence.database import DatabaseEngine
from jixiao.evidence.duck import DuckEngine
from jixiao.evidence.expression import condition_of, parts_of, value_of
from jixiao.evidence.intake import load
from jixiao.evidence.ledger import Source, faults
from tests.evidence import packs, servers

LEDGER, _ = faults(
    {
        "name": "orders", "title": "工单", "event": "日期", "primaryKey": "编号",
        "fields": [
            {"name": "编号"}, {"name": "日期", "type": "date"}, {"name": "类别"}, {"name": "应到", "type": "integer"}, {"name": "实到", "type": "integer"},
            {"name": "已办结", "type": "boolean"}, {"name": "报告时间", "type": "datetime"}, {"name": "响应时间", "type": "datetime"},
            {"name": "金额", "type": "number", "decimals": 2},
        ],
    },
    "orders.yaml",
)  # fmt: skip
MEASURES = [
    "count(*)", "count(*) filter (where 类别 = '例会')", "sum(金额)", "sum(金额) filter (where 已办结)", "sum(金额 * 3) - sum(应到)", "avg(金额)",
    "100.0 * sum(实到) / sum(应到)", "100 * sum(实到) / nullif(sum(应到) - sum(应到), 0)", "count(distinct 类别)", "count(distinct 应到) filter (where not 已办结)",
    "max(金额)", "min(实到) + max(应到)", "max(日期)", "min(日期) ", "count(类别)", "count(*) filter (where 类别 is null or 类别 <> '例会')",
    "count(*) filter (where 类别 like '%会')", "count(*) filter (where 编号 in ('K1', 'K7', '没有'))", "max(date_diff('day', 日期, date '2025-12-31'))",
    "max(date_diff('minute', 报告时间, 响应时间))", "min(date_diff('hour', 报告时间, 响应时间))",
    "sum(date_diff('second', 报告时间, 响应时间))",
    "count(*) filter (where month(日期) between 3 and 5)",
    "count(distinct quarter(日期))", "count(*) filter (where year(日期) = 2025 and day(日期) > 20)", "sum(case when 已办结 then 实到 else 0 end)",
    "count(*) filter (where length(类别) = 2)", "count(*) filter (where substring(类别, 1, 2) = '专题')", "count(*) filter (where 类别 || '表' = '例会表')",
    "sum(coalesce(金额, 0))", "sum(abs(金额))", "sum(greatest(应到, 实到))", "count(*) filter (where cast(报告时间 as date) = 日期)",
    "count(*) filter (where trim(类别) = '例会')",
    "count(*) filter (where 日期 <= date '2025-06-30' and 金额 >= 0)", "sum(-应到)", "count(*) filter (where 已办结 is distinct from true)",
    "count(*) filter (where upper(编号) = 'K3')",
]  # fmt: skip
EXTREMES = (
    "max(金额)", "min(金额) filter (where 类别 = '例会')", "max(date_diff('minute', 报告时间, 响应时间)) filter (where 已办结)",
)  # fmt: skip
AS_OF = (None, datetime.date(2025, 6, 30), datetime.date(2024, 1, 1))
ENDS = [datetime.date(2025, month, 28) for month in range(1, 13)]


def made_rows():
    rng = random.Random(3)
    for n in range(400):
        day = datetime.date(2025, 1, 1) + datetime.timedelta(rng.randrange(365))
        start = datetime.datetime.combine(day, datetime.time(rng.randrange(24), rng.randrange(60), rng.randrange(60)))
        end = start + datetime.timedelta(seconds=rng.randrange(-90_000, 500_000)) if rng.random() < 0.9 else None
        yield (
            f"K{n}", day, rng.choice(["例会", "专题会", None]), rng.randrange(0, 50), rng.randrange(0, 50), rng.choice([True, False, None]),
            start, end, None if rng.random() < 0.1 else Decimal(rng.randrange(-10**8, 10**9)) / 100,
        )  # fmt: skip


ROWS = list(made_rows())


def text(value):
    return "" if value is None else "是" if value is True else "否" if value is False else str(value)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    pack = tmp_path_factory.mktemp("engines") / "pack"
    (pack / "data").mkdir(parents=True)
    head = ",".join(field.name for field in LEDGER.fields) + "\n"
    for number, part in enumerate((ROWS[:250], ROWS[200:])):  # fifty rows come twice, as corrections
        path = pack / "data" / f"{number}.csv"
        path.write_text(head + "".join(",".join(map(text, row)) + "\n" for row in part), encoding="utf-8")
        assert load(pack, LEDGER, path, datetime.date(2025, 7, 1)).rejects == ()
    return pack


@pytest.fixture(scope="module")
def duck(files):
    with DuckEngine(files, [LEDGER]) as engine:
        yield engine


def nodes():
    return [node for measure in MEASURES for node in parts_of(measure, LEDGER).aggregates]


def values(engine, ledger, as_of):
    wanted = nodes()
    found, seen = engine.aggregates(ledger, wanted, as_of)
    by_node = dict(zip(wanted, found, strict=True))
    results = []
    for measure in MEASURES:
        parts = parts_of(measure, LEDGER)
        held = [by_node[node] for node in parts.aggregates]
        if len(held) == 1 and isinstance(held[0], datetime.date):
            results.append(held[0])
        else:
            results.append(value_of(parts.arithmetic, held))
    return results, seen


def plainly(as_of):
    """Some of the measures, counted by hand."""
    rows = [row for row in ROWS if as_of is None or row[1] <= as_of]
    minutes = [int((row[7] - row[6]) / datetime.timedelta(minutes=1)) for row in rows if row[7] is not None]
    return {
        0: len(rows),
        1: sum(row[2] == "例会" for row in rows),
        2: sum((row[8] for row in rows if row[8] is not None), Decimal(0)) if rows else None,
        3: sum((row[8] for row in rows if row[5] and row[8] is not None), Decimal(0)) if rows else None,
        9: len({row[3] for row in rows if row[5] is False}),
        12: max((row[1] for row in rows), default=None),
        19: max(minutes, default=None),
        22: sum(3 <= row[1].month <= 5 for row in rows),
        23: len({(row[1].month + 2) // 3 for row in rows}),
    }


@pytest.mark.parametrize("as_of", AS_OF)
def test_duckdb_agrees_with_a_plain_count(duck, as_of):
    found, seen = values(duck, LEDGER, as_of)
    expected = plainly(as_of)
    assert {number: found[number] for number in expected} == expected
    assert seen == expected[0]


def test_the_largest_rows_of_an_extreme(duck):
    day = datetime.date(2025, 6, 30)
    money, least, slow = ((parts_of(one, LEDGER).aggregates)[0] for one in EXTREMES)
    rows = [row for row in ROWS if row[1] <= day]
    assert duck.largest(LEDGER, money, day, 30) == sorted((r[8] for r in rows if r[8] is not None), reverse=True)[:30]
    assert duck.largest(LEDGER, least, day, 5) == sorted(r[8] for r in rows if r[8] is not None and r[2] == "例会")[:5]
    minutes = (int((r[7] - r[6]) / datetime.timedelta(minutes=1)) for r in rows if r[7] is not None and r[5])
    assert duck.largest(LEDGER, slow, day, 3) == sorted(minutes, reverse=True)[:3]
    assert duck.largest(LEDGER, money, datetime.date(2024, 1, 1), 30) == []


def agrees(engine, ledger, duck):
    for as_of in AS_OF:
        mine, theirs = values(engine, ledger, as_of), values(duck, LEDGER, as_of)
        wrong = [(measure, a, b) for measure, a, b in zip(MEASURES, mine[0], theirs[0], strict=True) if a != b]
        assert wrong == []
        assert mine[1] == theirs[1]
    assert engine.series(ledger, nodes(), ENDS) == duck.series(LEDGER, nodes(), ENDS)
    for text_, as_of in [(one, day) for one in EXTREMES for day in AS_OF]:
        (node,) = parts_of(text_, LEDGER).aggregates
        assert engine.largest(ledger, node, as_of, 30) == duck.largest(LEDGER, node, as_of, 30)
    where = condition_of("类别 = '例会' and 金额 > 0", LEDGER)
    columns, rows = engine.rows(ledger, where, None)
    own, held = duck.rows(LEDGER, where, None)
    keys = sorted(row[columns.index("编号")] for row in rows)
    assert keys == sorted(row[own.index("编号")] for row in held)
    assert len(keys) > 20


def test_spark(files, duck):
    from jixiao.evidence.spark import SparkEngine

    with SparkEngine(files, [LEDGER]) as engine:
        agrees(engine, LEDGER, duck)
        assert engine.batches(LEDGER) == duck.batches(LEDGER)
        first = engine.rows(LEDGER, condition_of("编号 = 'K3'", LEDGER), None)[1]
        assert first[0][:3] == duck.rows(LEDGER, condition_of("编号 = 'K3'", LEDGER), None)[1][0][:3]


def in_database(name):
    return msgspec.structs.replace(LEDGER, source=Source(environment="JIXIAO_TEST_DATABASE", table=name))


TYPES = {
    "postgres": ("text", "date", "text", "bigint", "integer", "boolean", "timestamp", "timestamp", "numeric(18, 2)"),
    "mysql": (
        "varchar(40)",
        "date",
        "varchar(40)",
        "bigint",
        "integer",
        "boolean",
        "datetime",
        "datetime",
        "decimal(18, 2)",
    ),
}


def table_sql(dialect, quote):
    columns = ", ".join(
        f"{quote}{field.name}{quote} {kind}" for field, kind in zip(LEDGER.fields, TYPES[dialect], strict=True)
    )
    return f"create table orders ({columns})"


def test_postgresql(tmp_path, duck, monkeypatch):
    import psycopg

    with servers.postgres(tmp_path) as address:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(table_sql("postgres", '"'))
            connection.cursor().executemany(
                f"insert into orders values ({', '.join(['%s'] * len(LEDGER.fields))})", ROWS
            )
        monkeypatch.setenv("JIXIAO_TEST_DATABASE", address)
        ledger = in_database("public.orders")
        with DatabaseEngine(ledger) as engine:
            assert engine.name == "postgresql"
            agrees(engine, ledger, duck)
            assert engine.batches(ledger) == (("orders", "postgresql:public.orders"),)
            with pytest.raises(JixiaoError):  # nothing can be written
                engine.fetch("delete from orders", ledger)
        with DatabaseEngine(ledger, seconds=0.2) as engine, pytest.raises(JixiaoError) as slow:
            engine.fetch("select pg_sleep(3)", ledger)
        assert slow.value.code == "too-slow"


def test_mariadb(tmp_path, duck, monkeypatch):
    import pymysql

    with servers.mariadb(tmp_path) as address:
        monkeypatch.setenv("JIXIAO_TEST_DATABASE", address)
        ledger = in_database("orders")
        port = int(address.rsplit(":", 1)[1].split("/")[0])
        with (
            pymysql.connect(
                host="127.0.0.1", port=port, user="reader", password="secret", database="jixiao", autocommit=True
            ) as connection,
            connection.cursor() as cursor,
        ):
            cursor.execute(table_sql("mysql", "`"))
            cursor.executemany(f"insert into orders values ({', '.join(['%s'] * len(LEDGER.fields))})", ROWS)
        with DatabaseEngine(ledger) as engine:
            agrees(engine, ledger, duck)
            with pytest.raises(JixiaoError):
                engine.fetch("delete from orders", ledger)


def test_sqlite(tmp_path, duck, monkeypatch):
    import sqlite3

    path = tmp_path / "orders.sqlite"
    with sqlite3.connect(path) as connection:
        columns = ", ".join(f'"{field.name}"' for field in LEDGER.fields)
        connection.execute(f"create table orders ({columns})")
        rows = [
            [float(v) if isinstance(v, Decimal) else v if v is None or isinstance(v, int) else str(v) for v in row]
            for row in ROWS
        ]
        connection.executemany(f"insert into orders values ({', '.join('?' * len(LEDGER.fields))})", rows)
    monkeypatch.setenv("JIXIAO_TEST_DATABASE", f"sqlite://{path}")
    ledger = in_database("orders")
    with DatabaseEngine(ledger) as engine:
        agrees(engine, ledger, duck)
        with pytest.raises(JixiaoError):
            engine.fetch("delete from orders", ledger)
    each_query_is_limited(
        ledger,
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < 1000000000) select sum(i) from n",
    )


def each_query_is_limited(ledger, endless):
    """The time is that of a query, not that of the connection, and a stopped query leaves it usable."""
    with DatabaseEngine(ledger, seconds=0.3) as engine:
        time.sleep(0.5)
        for _ in range(2):
            with pytest.raises(JixiaoError) as slow:
                engine.fetch(endless, ledger)
            assert slow.value.code == "too-slow"
        assert engine.fetch("select count(*) from orders", ledger) == [(len(ROWS),)]


def test_a_duckdb_file(tmp_path, files, duck, monkeypatch):
    import duckdb

    path = tmp_path / "orders.duckdb"
    with duckdb.connect(str(path)) as connection:
        columns = ", ".join(f'"{field.name}" {field.sql_type}' for field in LEDGER.fields)
        connection.execute(f"create table orders ({columns})")
        connection.executemany(f"insert into orders values ({', '.join('?' * len(LEDGER.fields))})", ROWS)
    monkeypatch.setenv("JIXIAO_TEST_DATABASE", f"duckdb://{path}")
    ledger = in_database("orders")
    with DatabaseEngine(ledger) as engine:
        agrees(engine, ledger, duck)
        for hostile in ("delete from orders", "select * from read_text('/etc/hostname')", "attach 'x.db'"):
            with pytest.raises(JixiaoError):
                engine.fetch(hostile, ledger)
    each_query_is_limited(ledger, "select sum(a.range * b.range) from range(100000000) a, range(1000) b")


def test_addresses_come_from_the_environment_and_stay_secret(monkeypatch):
    ledger = in_database("orders")
    monkeypatch.delenv("JIXIAO_TEST_DATABASE", raising=False)
    with pytest.raises(JixiaoError) as refused:
        DatabaseEngine(ledger)
    assert (refused.value.code, "JIXIAO_TEST_DATABASE" in refused.value.zh) == ("no-address", True)
    monkeypatch.setenv("JIXIAO_TEST_DATABASE", "postgresql://somebody:topsecret@127.0.0.1:1/none")
    with pytest.raises(JixiaoError) as refused:
        DatabaseEngine(ledger)
    assert refused.value.code == "no-database"
    assert "topsecret" not in refused.value.zh + refused.value.en


def test_the_packs_of_the_tests_bind(tmp_path):
    folder = packs.pack(tmp_path / "pack")
    with DuckEngine(folder, [packs.meetings()]) as engine, pytest.raises(JixiaoError):
        engine.bind(packs.meetings(), [exp.Sum(this=exp.column("编号"))])
