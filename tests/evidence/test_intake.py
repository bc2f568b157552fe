"""Rows into ledgers: whole or not at all, once, corrected by later batches, every bad cell named."""

import datetime
import io
import json
import os
import random
import signal
import subprocess
import sys
import time
from decimal import Decimal

import openpyxl
import pytest

from jixiao.errors import JixiaoError
from jixiao.evidence.duck import DuckEngine
from jixiao.evidence.expression import parts_of
from jixiao.evidence.intake import load
from jixiao.evidence.rejects import LIST, marked
from jixiao.evidence.sheet import ledger_template
from jixiao.evidence.store import folder_of, records
from tests.evidence import packs

DAY = datetime.date(2025, 7, 1)
LEDGER = packs.meetings()


@pytest.fixture
def pack(tmp_path):
    return packs.pack(tmp_path / "pack")


def put(pack, data, name="m.csv", **options):
    path = pack / "data" / name
    path.write_bytes(data)
    options.setdefault("recorded", DAY)
    return load(pack, LEDGER, path, **options)


def rows(pack, known=None):
    with DuckEngine(pack, [LEDGER], known) as engine:
        return engine.rows(LEDGER, None, None)[1]


def total(pack, text="count(*)", as_of=None, known=None):
    with DuckEngine(pack, [LEDGER], known) as engine:
        return engine.aggregates(LEDGER, parts_of(text, LEDGER).aggregates, as_of)[0][0]


def book(*lines, title=None):
    made = openpyxl.Workbook()
    page = made.active
    if title:
        page.append([title])
    page.append(packs.HEADER.strip().split(","))
    for line in lines:
        page.append(line)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


ROW = ("M1", datetime.date(2025, 3, 5), "例会", 20, 19, "是", datetime.date(2025, 3, 9), 100.5)
JSON_ROW = ("M1", "2025-03-05", "例会", 20, 19, True, "2025-03-09", 100.5)
SAME = ("M1", datetime.date(2025, 3, 5), "例会", 20, 19, True, datetime.date(2025, 3, 9), Decimal("100.50"))


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (packs.csv_rows("M1,2025-03-05,例会,20,19,是,2025-03-09,100.5"), "utf8.csv"),
        (b"\xef\xbb\xbf" + packs.csv_rows("M1,2025/3/5,例会,20,19,√,2025年3月9日,100.50"), "bom.csv"),
        (packs.csv_rows('M1,2025.3.5, 例会 ,20,19,1,20250309,"100.50"').decode().encode("gbk"), "gbk.csv"),
        (packs.csv_rows("M1,2025-03-05,例会,20,19,是,2025-03-09,100.5").replace(b",", b"\t"), "tabs.txt"),
        (b"\xe5\x8f\xb0\xe8\xb4\xa6\n" + packs.csv_rows("M1,2025-03-05,例会,20,19,是,2025-03-09,100.5"), "title.csv"),
        (book(ROW), "book.xlsx"),
        (book(ROW, title="某局会议台账"), "titled.xlsx"),
        (json.dumps([dict(zip(packs.HEADER.strip().split(","), JSON_ROW, strict=True))]).encode(), "rows.json"),
    ],
)  # fmt: skip
def test_every_format_gives_the_same_row(pack, data, name):
    found = put(pack, data, name)
    assert found.rejects == ()
    assert [row[2:] for row in rows(pack)] == [SAME]


def test_parquet(pack, tmp_path):
    import duckdb

    path = tmp_path / "rows.parquet"
    duckdb.sql(
        f"copy (select 'M1' 编号, date '2025-03-05' 日期, '例会' 类别, 20 应到, 19 实到, true 已办结, date '2025-03-09' 办结日期, 100.5::decimal(9,2) 金额) to '{path}'"
    )
    assert load(pack, LEDGER, path, DAY).rejects == ()
    assert [row[2:] for row in rows(pack)] == [SAME]


def test_parquet_of_other_types_and_bad_ones(pack, tmp_path):
    import duckdb

    path = tmp_path / "rows.parquet"
    row = "select 'M' || range 编号, {} 日期, ' 例会 ' 类别, {} 应到, '19' 实到, 1 已办结, '2025年3月9日' 办结日期, {} 金额 from range(3)"
    duckdb.sql(
        f"copy ({row.format('timestamp ' + chr(39) + '2025-03-05 00:00:00' + chr(39), '20.0::double', '100.5::decimal(9,4)')}) to '{path}'"
    )
    assert load(pack, LEDGER, path, DAY).rejects == ()
    assert [row[2:] for row in rows(pack)] == [(f"M{n}", *SAME[1:]) for n in range(3)]
    duckdb.sql(
        f"copy ({row.format('date ' + chr(39) + '2025-03-05' + chr(39), '20.5::double', '0.125::double')}) to '{path}'"
    )
    found = load(pack, LEDGER, path, DAY)
    assert {(reject.row, reject.column) for reject in found.rejects} == {
        (n, name) for n in (1, 2, 3) for name in ("应到", "金额")
    }


def test_rows_know_their_place_in_their_file(pack):
    put(pack, book(ROW, ("M2", *ROW[1:]), title="标题"), "book.xlsx")
    assert [(row[0], row[1], row[2]) for row in rows(pack)] == [(1, 3, "M1"), (1, 4, "M2")]


def test_a_sheet_with_every_kind_of_cell(pack):
    """Columns of one kind go as they are, mixed ones as texts; both give the same values, in order."""
    moment = datetime.datetime(2025, 3, 5)  # noqa: DTZ001
    lines = [(f"M{n}", moment if n % 2 else ROW[1], "例会", n, None if n % 3 else float(n), bool(n % 2), None, 0.1 + 0.2) for n in range(1, 701)]  # fmt: skip
    assert put(pack, book(*lines), "kinds.xlsx").rejects == ()
    held = rows(pack)
    assert [row[1:3] for row in held] == [(n + 1, f"M{n}") for n in range(1, 701)]
    assert {(row[3], row[7]) for row in held} == {(ROW[1], True), (ROW[1], False)}
    assert [row[6] for row in held] == [None if n % 3 else n for n in range(1, 701)]
    assert {row[9] for row in held} == {Decimal("0.30")}


def test_numbers_of_a_sheet_are_exact(pack):
    bad = put(pack, book(("M1", ROW[1], "例会", 20.5, 19, "是", None, 100.125)), "bad.xlsx")
    assert [(reject.column, reject.value) for reject in bad.rejects] == [("应到", "20.5"), ("金额", "100.125")]
    assert put(pack, book(("M1", ROW[1], "例会", 20, 19, "是", None, 123456789012.12)), "big.xlsx").rejects == ()
    assert rows(pack)[0][9] == Decimal("123456789012.12")


def written(kind, number, money, folder):
    """A file of one row with these texts for 应到 and 金额."""
    import duckdb

    line = ("M1", "2025-03-05", "例会", number, 19, "是", "2025-03-09", money)
    if kind == "csv":
        return packs.csv_rows(",".join(map(str, line)))
    if kind == "quoted csv":
        return packs.csv_rows(",".join(f'"{held}"' for held in line))
    if kind == "json":
        body = json.dumps([dict(zip(packs.HEADER.strip().split(","), line, strict=True))], ensure_ascii=False)
        return body.replace(f'"{number}"', number).replace(f'"{money}"', money).encode()
    if kind == "parquet of texts":
        path = folder / "texts.parquet"
        names = packs.HEADER.strip().split(",")
        selected = ", ".join(f"'{held}' as {name}" for held, name in zip(line, names, strict=True))
        duckdb.sql(f"copy (select {selected}) to '{path}'")
        return path.read_bytes()
    row = (*ROW[:3], *((number, 19) if kind == "xlsx of texts" else (float(number), 19)), *ROW[5:7])
    return book((*row, money if kind == "xlsx of texts" else float(money)))


KINDS = ("csv", "quoted csv", "json", "parquet of texts", "xlsx of texts", "xlsx")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("number", "money", "bad"),
    [
        ("20", "1.230000004", {"金额"}),
        ("20", "-1.001", {"金额"}),
        ("20", "1.5e-9", {"金额"}),
        ("20", "1.234567e3", {"金额"}),
        ("20.5", "1.23", {"应到"}),
        ("20.0000001", "1.23", {"应到"}),
        ("0.4", "0.004", {"应到", "金额"}),
    ],
)
def test_a_figure_too_many_is_refused_however_far_behind(pack, tmp_path, kind, number, money, bad):
    found = put(pack, written(kind, number, money, tmp_path), "m.data")
    assert {reject.column for reject in found.rejects} == bad
    assert found.record is None


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("money", "value"), [("1.2300000", "1.23"), ("1.5e2", "150"), ("-7", "-7"), ("1.5", "1.5"), ("123456789012.12", "123456789012.12")])  # fmt: skip
def test_figures_are_taken_exactly_in_every_format(pack, tmp_path, kind, money, value):
    assert put(pack, written(kind, "20.00", money, tmp_path), "m.data").rejects == ()
    assert rows(pack)[0][5:10:4] == (20, Decimal(value))


@pytest.mark.parametrize("money", ["1.23000000000000000004", "1e-30"])
@pytest.mark.parametrize("kind", ["csv", "json", "parquet of texts", "xlsx of texts"])
def test_no_figure_of_a_text_is_lost(pack, tmp_path, kind, money):
    found = put(pack, written(kind, "20", money, tmp_path), "m.data")
    assert [(reject.column, reject.value) for reject in found.rejects] == [("金额", money)]


def test_a_sheet_without_rows(pack):
    assert put(pack, book(), "empty.xlsx").record.rows == 0


def test_the_same_file_twice_is_one_batch(pack):
    first, second = put(pack, packs.year()), put(pack, packs.year(), "again.csv")
    assert (first.known, second.known) == (False, True)
    assert first.record == second.record
    assert total(pack) == 12


def test_a_correction_replaces_by_key_and_the_earlier_state_stays(pack):
    put(pack, packs.year())
    later = put(
        pack,
        packs.csv_rows("M1,2025-01-05,例会,20,1,否,,1", "M13,2025-12-30,专题会,5,5,否,,2"),
        "fix.csv",
        recorded=DAY + datetime.timedelta(9),
    )
    assert (later.record.replaces, later.record.rows) == (1, 2)
    assert total(pack) == 13
    assert total(pack, "sum(实到)", datetime.date(2025, 1, 31)) == 1
    assert total(pack, "sum(实到)", datetime.date(2025, 1, 31), known=DAY) == 19
    assert total(pack, known=DAY) == 12
    assert total(pack, known=DAY - datetime.timedelta(1)) == 0


BAD = packs.csv_rows(
    "M1,2025-13-05,例会,20,19,是,,1",
    "M2,2025-03-05,座谈,20,19,是,,1",
    "M3,2025-03-05,例会,-1,x,也许,,1.234",
    ",2025-03-05,例会,1,1,是,,1",
    "M5,2025-03-05,例会,1,1,是,,1",
    "M5,2025-03-06,例会,1,1.5,是,,1",
)
REFUSED = {
    (2, "日期", "2025-13-05"), (3, "类别", "座谈"), (4, "应到", "-1"), (4, "实到", "x"), (4, "已办结", "也许"), (4, "金额", "1.234"),
    (5, "编号", ""), (7, "编号", "M5"), (7, "实到", "1.5"),
}  # fmt: skip


def test_a_file_with_bad_cells_is_refused_whole_and_every_cell_named(pack):
    found = put(pack, BAD)
    assert found.record is None
    assert {(reject.row, reject.column, reject.value) for reject in found.rejects} == REFUSED
    assert all(reject.zh and reject.en for reject in found.rejects)
    assert total(pack) == 0
    assert list(folder_of(pack, LEDGER).iterdir()) == []


def test_valid_rows_alone_if_asked(pack):
    found = put(pack, BAD, accept_valid=True)
    assert (found.record.rows, found.record.rejected) == (1, 5)
    assert [(row[1], row[2]) for row in rows(pack)] == [(6, "M5")]
    assert {(reject.row, reject.column, reject.value) for reject in found.rejects} == REFUSED


def test_the_workbook_comes_back_with_its_cells_marked(pack, tmp_path):
    path = tmp_path / "bad.xlsx"
    path.write_bytes(book(ROW, ("M1", "三月", "座谈", 20, "=1+1", "是", None, 1), title="台账"))
    found = load(pack, LEDGER, path, DAY)
    page = openpyxl.load_workbook(io.BytesIO(marked(path, found.rejects, found.sheet)))
    assert page.sheetnames[0] == LIST
    shown = page[found.sheet]
    assert {cell.coordinate for row in shown.iter_rows() for cell in row if cell.fill.fgColor.rgb == "00FFC7CE"} >= {
        "B4",
        "C4",
        "A4",
    }
    assert "应当填日期，如 2025-03-05" in shown["B4"].comment.text
    assert all(cell.data_type in "sn" for row in page[LIST].iter_rows() for cell in row)


def test_a_file_that_is_not_there_or_cannot_be_read_says_so(pack, tmp_path):
    for path, code in ((tmp_path / "none.xlsx", "no-such-file"), (tmp_path, "unreadable")):
        with pytest.raises(JixiaoError) as refused:
            load(pack, LEDGER, path, DAY)
        assert (refused.value.code, refused.value.place) == (code, str(path))


def test_missing_columns_are_named(pack):
    with pytest.raises(JixiaoError) as refused:
        put(pack, "编号,类别\nM1,例会\n".encode())
    assert (refused.value.code, "日期" in refused.value.zh) == ("columns-missing", True)
    with pytest.raises(JixiaoError) as refused:
        put(pack, "甲,乙\n1,2\n".encode())
    assert refused.value.code == "no-columns"
    found = put(pack, "编号,日期,别的\nM1,2025-01-01,x\n".encode())
    assert (found.record.rows, found.ignored) == (1, ("别的",))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04rubbish",
        b"PAR1rubbish",
        b"[1, 2",
        b"\xff\xfe\xfd\xfc\xfb",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    ],
)
def test_what_is_no_file_of_rows_says_so(pack, data):
    with pytest.raises(JixiaoError):
        put(pack, data)


def test_the_template_loads_back(pack):
    made = openpyxl.load_workbook(io.BytesIO(ledger_template(LEDGER)))
    page = made.worksheets[0]
    assert [cell.value for cell in page[1]] == packs.HEADER.strip().split(",")
    kinds = {rule.type for rule in page.data_validations.dataValidation}
    assert kinds >= {"list", "date", "whole", "decimal", "textLength"}
    for column, value in enumerate(ROW, 1):
        page.cell(2, column, value)
    out = io.BytesIO()
    made.save(out)
    assert put(pack, out.getvalue(), "filled.xlsx").rejects == ()
    assert [row[2:] for row in rows(pack)] == [SAME]


def test_what_is_given_out_prints_as_wide_as_the_page_with_its_header(pack):
    template = openpyxl.load_workbook(io.BytesIO(ledger_template(LEDGER)))
    path = pack / "data" / "bad.xlsx"
    path.write_bytes(book(("M1", "很久以前" * 30, "例会", 20, 19, "对", None, 8000.555)))
    found = load(pack, LEDGER, path, DAY)
    back = openpyxl.load_workbook(io.BytesIO(marked(path, found.rejects, found.sheet)))
    for page in (*template.worksheets, back[LIST]):
        assert page.page_setup.fitToWidth == 1
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert page.print_title_rows.startswith("$1:")
        assert page.freeze_panes
    assert [row[1].value for row in back[LIST].iter_rows(min_row=2)] == ["日期", "已办结", "金额"]
    assert back[LIST].row_dimensions[2].height > 60  # all of a long text is seen
    assert "8000.555" in back[found.sheet]["H2"].comment.text


def test_a_damaged_store_says_so(pack):
    found = put(pack, packs.year())
    (folder_of(pack, LEDGER) / f"{found.record.id}.parquet").unlink()
    with pytest.raises(JixiaoError) as refused:
        records(pack, LEDGER)
    assert refused.value.code == "damaged-batch"


LOADER = """
import datetime, sys
from pathlib import Path
from jixiao.evidence.intake import load
from tests.evidence import packs
pack = Path(sys.argv[1])
for name in sys.argv[2:]:
    load(pack, packs.meetings(), Path(name), datetime.date(2025, 7, 1))
    print(name, flush=True)
"""


def test_killed_at_any_moment_nothing_is_lost_or_doubled(pack, tmp_path):
    rng = random.Random(7)
    names = []
    for number in range(6):
        path = tmp_path / f"part{number}.csv"
        path.write_bytes(packs.csv_rows(*(f"K{number}-{n},2025-01-05,例会,20,19,是,,1" for n in range(3000))))
        names.append(str(path))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(["src", ".", os.environ.get("PYTHONPATH", "")])}
    for _ in range(12):
        process = subprocess.Popen(
            [sys.executable, "-c", LOADER, str(pack), *names], stdout=subprocess.PIPE, env=environment
        )
        time.sleep(rng.uniform(0.2, 1.0))
        process.send_signal(signal.SIGKILL)
        said = len(process.communicate()[0].splitlines())
        held = total(pack)
        assert held % 3000 == 0  # a file is there whole or not at all
        assert held >= 3000 * said  # what was said to be loaded is
    for name in names:
        load(pack, LEDGER, __import__("pathlib").Path(name), DAY)
    assert total(pack) == total(pack, "count(distinct 编号)") == 18000
