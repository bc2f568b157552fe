"""The demonstration: from the published table to the self-evaluation without a typed value, the same every time."""

import json
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from lxml import html

from tests.cli.test_commands import run

VALUES = ("监控/完成值（合成数据）.json", "自评/完成值（合成数据）.json")


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo") / "out"
    return folder, *run("demo", folder)


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_it_says_what_it_leaves(shown):
    folder, code, out, err = shown
    assert code == 0, err
    assert err.count("█") > 12
    made = [name for name in files(folder) if not name.startswith("资料包")]
    assert len(made) > 25
    assert all(name in out for name in made)


def test_no_value_is_typed(shown):
    folder, *_ = shown
    for name, day in zip(VALUES, ("2025-07-31", "2025-12-31"), strict=True):
        held = json.loads((folder / name).read_bytes())
        assert held["synthetic"] is True
        assert len(held["actuals"]) == 111
        computed = [one for one in held["actuals"] if one["origin"] != "reported"]
        assert len(computed) == 84
        assert all(one["lineage"]["batches"] and one["as_of"] == day for one in computed)
        assert all(one["level"] for one in held["actuals"] if one["origin"] == "reported")
        assert set(held["executed"]) == {"总额", "基本支出", "项目支出", "其他资金"}


def test_a_second_run_gives_the_same_bytes(shown, tmp_path):
    """Elsewhere and over what is there already: values, forms, pages, all of it."""
    folder, *_ = shown
    before = files(folder)
    assert run("demo", tmp_path / "other")[0] == 0
    other = files(tmp_path / "other")
    assert [name for name in before if before[name] != other.get(name)] == []
    assert run("demo", tmp_path / "other")[0] == 0
    assert files(tmp_path / "other") == before


def test_the_index_leads_to_everything(shown):
    folder, *_ = shown
    page = html.fromstring((folder / "index.html").read_bytes())
    links = {unquote(link) for link in page.xpath("//a/@href")}
    assert all((folder / link.split("#")[0]).exists() for link in links)
    left = {name for name in files(folder) if not name.startswith("资料包")} - {"index.html"}
    assert left <= {link.split("#")[0] for link in links}
    why = html.fromstring((folder / "自评" / "完成值从哪里来（合成数据）.html").read_bytes())
    anchors = {link.split("#")[1] for link in links if "#" in link}
    assert anchors == set(why.xpath("//div[@class='open']/@id"))
    assert len(anchors) == 111


def test_what_is_made_up_says_so(shown):
    folder, *_ = shown
    held = files(folder)
    for name, data in held.items():
        if name.startswith(("监控/", "自评/")):
            assert "合成数据" in name
            if name.endswith((".html", ".txt", ".json")):
                assert "合成数据" in data.decode() or '"synthetic": true' in data.decode(), name
    assert "合成数据" in held["index.html"].decode()
    assert all("synthetic: true" in data.decode() for name, data in held.items() if "/ledgers/" in name)


def test_the_pages_need_no_network(shown):
    folder, *_ = shown
    for name, data in files(folder).items():
        if name.endswith(".html"):
            assert not re.search(r"<script|https?://|@import|src=", data.decode()), name
