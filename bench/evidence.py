"""Measures, series and loading against the same work done by hand in DuckDB, and workbooks against calamine's reading.

python bench/evidence.py [rows of the largest ledger] [rows of the csv]
"""

from __future__ import annotations

import csv
import datetime
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb
import python_calamine
from _common import best, line

from jixiao.evidence.duck import DuckEngine
from jixiao.evidence.engines import Engines
from jixiao.evidence.intake import load
from jixiao.evidence.ledger import faults
from jixiao.evidence.measuring import evaluate
from jixiao.evidence.store import records, rows_of
from jixiao.samples.department import filled_pack

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000_000
LINES = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
DAY = datetime.date(2025, 12, 31)


def cold(pack: Path) -> float:
    """All measures of the demo pack in a fresh process, without the interpreter's own start."""
    program = (
        "import time; started = time.perf_counter()\n"
        "import datetime, sys\nfrom pathlib import Path\n"
        "from jixiao.evidence.engines import Engines\nfrom jixiao.evidence.measuring import evaluate\nfrom jixiao.evidence.pack import open_pack\n"
        "pack = open_pack(Path(sys.argv[1]))\n"
        "with Engines(pack.folder, pack.ledgers) as engines: found = evaluate(pack, engines, datetime.date(2025, 12, 31))\n"
        "assert len(found) == 88\nprint(time.perf_counter() - started)"
    )
    seconds = []
    for _ in range(3):
        done = subprocess.run([sys.executable, "-c", program, str(pack)], check=True, capture_output=True, text=True)
        seconds.append(float(done.stdout))
    return min(seconds)


with tempfile.TemporaryDirectory() as scratch:
    home = Path(scratch)
    seconds = cold(filled_pack(home / "small").folder)
    print(
        f"all 84 measures and 4 fund lines of the demo pack, cold: {seconds:.2f} s   (under 2 s)  {'ok' if seconds < 2 else 'TOO SLOW'}"
    )

    folder = home / "large"
    pack = filled_pack(folder, rows=ROWS)
    ledger = pack.ledgers["load"]
    files = [str(rows_of(folder, ledger, record)) for record in records(folder, ledger)]
    sql = (
        "select sum(响应能力), sum(最大负荷), sum(可控负荷), sum(监测负荷), count(*) "
        f"from read_parquet({files}) where cast(时刻 as date) <= date '2025-12-31'"
    )
    hand = duckdb.connect()
    hand.execute("set threads=2")
    taken = [one for one in pack.taken if one.ledger.name == "load"]
    wanted = list(dict.fromkeys(node for one in taken for node in one.parts.aggregates))
    ends = [datetime.date(2025, month, 28) for month in range(1, 12)] + [DAY]
    with DuckEngine(folder, [ledger]) as engine:
        ours, base, run = best(
            lambda: engine.aggregates(ledger, wanted, DAY),
            lambda: hand.execute(sql).fetchall(),
            lambda: engine.series(ledger, wanted, ends),
            rounds=5,
        )
    line(f"3 measures over {ROWS:,} rows, against DuckDB by hand", ours, base, 1.15)
    line("  twelve months of them, against the year's end alone", run, ours, 2)
    with Engines(folder, pack.ledgers) as engines:
        all_once, series = best(
            lambda: evaluate(pack, engines, DAY),
            lambda: [engines.of(held).series(held, [n for one in pack.taken if one.ledger is held for n in one.parts.aggregates] or [], ends)
                     for held in pack.ledgers.values() if any(one.ledger is held for one in pack.taken)],
            rounds=3,
        )  # fmt: skip
    line("  twelve months of all measures, against the year's end", series, all_once, 2)

    rng = random.Random(1)
    made, _ = faults(
        {"name": "payments", "event": "日期", "primaryKey": "编号", "fields": [
            {"name": "编号"}, {"name": "日期", "type": "date"}, {"name": "类别"}, {"name": "数量", "type": "integer"},
            {"name": "金额", "type": "number", "decimals": 2}]},
        "bench",
    )  # fmt: skip
    assert made is not None
    path = home / "rows.csv"
    with path.open("w", encoding="utf-8", newline="") as held:
        writer = csv.writer(held)
        writer.writerow(("编号", "日期", "类别", "数量", "金额"))
        for number in range(LINES):
            day = datetime.date(2025, 1, 1) + datetime.timedelta(days=number % 365)
            writer.writerow(
                (f"P{number}", day, "甲" if number % 3 else "乙", number % 97, f"{rng.random() * 10_000:.2f}")
            )
    types = "{'编号': 'VARCHAR', '日期': 'DATE', '类别': 'VARCHAR', '数量': 'BIGINT', '金额': 'DECIMAL(18, 2)'}"
    own = f"copy (select * from read_csv('{path}', columns={types}, header=true)) to '{home / 'own.parquet'}' (format parquet, compression zstd)"
    count = iter(range(100))
    ours, base = best(lambda: load(home / f"p{next(count)}", made, path, DAY), lambda: duckdb.sql(own), rounds=3)
    line(f"loading {LINES:,} lines of csv, against DuckDB's own", ours, base, 1.5)

    from openpyxl import Workbook

    book = Workbook(write_only=True)
    page = book.create_sheet("台账")
    page.append(("编号", "日期", "类别", "数量", "金额"))
    for number in range(LINES // 10):
        page.append(
            (
                f"P{number}",
                datetime.date(2025, 1, 1 + number % 28),
                "甲" if number % 3 else "乙",
                number % 97,
                round(rng.random() * 10_000, 2),
            )
        )
    book.save(home / "rows.xlsx")
    ours, base = best(
        lambda: load(home / f"p{next(count)}", made, home / "rows.xlsx", DAY),
        lambda: python_calamine.CalamineWorkbook.from_path(str(home / "rows.xlsx")).get_sheet_by_index(0).to_python(),
        rounds=3,
    )
    line(f"loading {LINES // 10:,} rows of xlsx, against calamine's reading", ours, base, 1.3)
