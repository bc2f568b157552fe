"""From evidence to monitoring: series in one pass, the official form, the chart page, the command."""

import datetime
import json
import re
from decimal import Decimal

import pytest
from click.testing import CliRunner
from lxml import etree

from jixiao.cli import cli
from jixiao.cli.monitor import table
from jixiao.evidence.intake import load
from jixiao.evidence.measuring import measure
from jixiao.evidence.pack import open_pack
from jixiao.evidence.serial import course
from jixiao.forms.monitoring import TICK, monitoring_form
from jixiao.forms.read import read
from jixiao.forms.write import write
from jixiao.monitor import Given, monitor
from jixiao.monitor.chart import page
from jixiao.monitor.notes import read_notes
from jixiao.monitor.outlook import month_ends
from jixiao.plan.figures import tidy
from tests.evidence import packs
from tests.monitor.made import month_end

PLAN = packs.plan()
YEAR_ENDS = month_ends(datetime.date(2025, 1, 1), datetime.date(2025, 12, 31))
JULY = datetime.date(2025, 7, 31)


@pytest.fixture
def pack(tmp_path):
    folder = packs.pack(tmp_path / "pack")
    path = folder / "data" / "meetings.csv"
    path.write_bytes(packs.year())
    load(folder, packs.meetings(), path, datetime.date(2025, 12, 1))
    return open_pack(folder)


@pytest.fixture
def found(pack):
    held = course(PLAN, pack, YEAR_ENDS[:7])
    notes = {"deviation": [{"indicator": "例会次数", "cause": "制度保障", "text": "制度未定"}]}
    return monitor(PLAN, Given(held.indicators, held.funds), JULY, notes=read_notes(notes, PLAN))


def named(held):
    names = {row.id: row.name for row in PLAN.indicators}
    return {names[identifier]: series for identifier, series in held.items()}


def test_a_series_is_what_each_date_alone_would_give(pack):
    held = named(course(PLAN, pack, YEAR_ENDS).indicators)
    names = {row.id: row.name for row in PLAN.indicators}
    for number, end in enumerate(YEAR_ENDS):
        for actual in measure(PLAN, pack, end).actuals:
            series = held[names[actual.indicator]]
            if series.growth == "text":
                continue
            period = series.periods[number]
            if series.growth == "months":
                assert period.value == actual.numerator
            elif series.growth == "date":
                assert actual.date in {None, period.date}
            elif actual.value is not None:
                assert tidy(period.value) == tidy(actual.value)


def test_an_extreme_carries_its_largest_rows(tmp_path):
    measure_ = """
measures:
  - {indicator: 会议经费, ledger: meetings, unit: 元, value: "max(金额) / 2", accumulates: maximum}
"""
    folder = packs.pack(tmp_path / "pack", measure_)
    path = folder / "data" / "meetings.csv"
    path.write_bytes(packs.csv_rows(*(f"M{n},2025-{n:02d}-05,例会,20,20,是,,{100 + n}" for n in range(1, 13))))
    load(folder, packs.meetings(), path, datetime.date(2025, 12, 1))
    series = named(course(PLAN, open_pack(folder), YEAR_ENDS[:7]).indicators)["会议经费"]
    assert series.growth == "maximum"
    # in the target's unit (万元), the arithmetic done, and nothing that happened later
    assert series.largest == tuple(Decimal(100 + n) / 2 / 10000 for n in range(7, 0, -1))
    assert series.largest[0] == series.periods[-1].value


def test_parts_give_the_whole(pack):
    held = named(course(PLAN, pack, YEAR_ENDS).indicators)
    for series in held.values():
        if series.growth in {"sum", "months"}:
            assert sum(period.own for period in series.periods) == series.periods[-1].value
    rate = held["出席率"]
    top, bottom = (sum(getattr(period, part) for period in rate.periods) for part in ("top", "bottom"))
    assert rate.periods[-1].value == 100 * Decimal(top) / Decimal(bottom)
    assert {name: series.growth for name, series in held.items()} == {
        "例会次数": "sum", "出席率": "ratio", "会议经费": "sum", "办结时间": "date", "开会月份": "months", "机制健全": "text",
    }  # fmt: skip


def test_each_ledger_is_asked_once_for_all_dates(pack, monkeypatch):
    from jixiao.evidence.duck import DuckEngine

    asked = []
    plain = DuckEngine.fetch
    monkeypatch.setattr(DuckEngine, "fetch", lambda self, sql, ledger: asked.append(sql) or plain(self, sql, ledger))
    course(PLAN, pack, YEAR_ENDS[:2])
    few = len(asked)
    asked.clear()
    course(PLAN, pack, YEAR_ENDS)
    assert len(asked) == few


def test_the_form_is_filled_and_says_that_it_is_synthetic(found):
    form = monitoring_form(PLAN, monitoring=found)
    assert form.note.startswith("合成数据")
    rows = form.sheets[0].blocks[1].body
    row = next(cells for cells in rows if any(cell.text == "例会次数" for cell in cells))
    texts = [cell.text for cell in row]
    assert "7次" in texts
    at = texts.index("7次")
    assert texts[at + 2 : at + 7] == ["", TICK, "", "", ""]
    assert texts[at + 7] == "制度未定"
    assert sum(text == TICK for text in texts[at + 8 : at + 11]) == 1
    header = [cell.text.replace("\n", "") for line in form.sheets[0].blocks[1].header for cell in line]
    assert "1—7月执行情况" in header
    assert header.count("备注") == 1


def test_a_day_within_a_month_is_printed_as_such(pack):
    day = datetime.date(2025, 7, 15)
    held = course(PLAN, pack, month_ends(datetime.date(2025, 1, 1), day))
    form = monitoring_form(PLAN, monitoring=monitor(PLAN, Given(held.indicators, held.funds), day))
    assert "1月1日—7月15日\n执行情况" in [cell.text for cell in form.sheets[0].blocks[1].header[0]]


@pytest.mark.parametrize("kind", ["html", "xlsx", "docx", "pdf"])
def test_the_filled_form_is_read_back(found, kind):
    reading = read(write(monitoring_form(PLAN, monitoring=found), kind), name=f"监控表.{kind}")
    assert reading.plan.form == "监控表"
    assert [row.name for row in reading.plan.indicators] == [row.name for row in PLAN.indicators]
    assert [row.target.text for row in reading.plan.indicators] == [row.target.text for row in PLAN.indicators]


def test_the_page_stands_alone_and_shows_every_indicator(found):
    data = page(found)
    text = data.decode()
    assert not re.search(r"<script|https?://|url\(|@import|<link|<img", text)
    tree = etree.HTML(text)
    assert len(tree.findall(".//article")) == len(PLAN.indicators)
    assert "合成数据" in text
    for row in PLAN.indicators:
        assert row.name in text
    svg = tree.findall(".//article//svg")
    assert svg
    assert all(chart.get("aria-label") for chart in svg)
    # colours and shading: below a ceiling is good
    ceiling = tree.xpath("//article[h3='会议经费']")[0]
    assert ceiling.get("class").startswith("green")
    shade, line = (ceiling.find(f".//*[@class='{name}']") for name in ("good", "target"))
    assert float(shade.get("y")) == pytest.approx(float(line.get("y1")))
    floor = tree.xpath("//article[h3='例会次数']")[0]
    shade, line = (floor.find(f".//*[@class='{name}']") for name in ("good", "target"))
    assert float(shade.get("y")) + float(shade.get("height")) == pytest.approx(float(line.get("y1")), abs=0.2)


def test_names_are_escaped():
    from msgspec.structs import replace

    from tests.monitor.made import plan, summed

    held = plan("≥1个")
    held = replace(held, indicators=(replace(held.indicators[0], name='<b onclick="x">'),))
    text = page(monitor(held, Given({"x": summed([1, 2])}, {}), month_end(2))).decode()
    assert "<b onclick" not in text


def test_the_table_has_a_line_for_each_and_sparklines(found):
    text = table(found, "zh")
    for row in PLAN.indicators:
        assert any(row.name in line for line in text.splitlines())
    assert "▁" in text or "█" in text
    assert "双监控" in text
    english = table(found, "en")
    assert "dual monitoring" in english
    assert "双监控" not in english


def test_the_command(pack, tmp_path):
    from jixiao.plan import to_json

    source = tmp_path / "plan.json"
    source.write_bytes(to_json(PLAN))
    outs = [tmp_path / "监控表.xlsx", tmp_path / "图.html"]
    runner = CliRunner()
    given = ["--lang", "zh", "monitor", str(source), "--evidence", str(pack.folder), "--as-of", "2025-07-31"]
    done = runner.invoke(cli, [*given, "-o", str(outs[0]), "--chart", str(outs[1])])
    assert done.exit_code == 0, done.output
    assert all(out.stat().st_size > 1000 for out in outs)
    assert "例会次数" in done.output
    as_json = runner.invoke(cli, [*given, "--json"])
    held = json.loads(as_json.output)
    assert len(held["progress"]) == len(PLAN.indicators)
    again = runner.invoke(cli, [*given, "--json"])
    assert again.output == as_json.output
    with_last = runner.invoke(cli, [*given, "--previous-pack", str(pack.folder), "--json"])
    assert with_last.exit_code == 0
    other = runner.invoke(cli, [*given[:-1], "2024-07-31"])
    assert other.exit_code != 0
