"""The regulations as data."""

import re
from datetime import date
from pathlib import Path

import pytest

import jixiao
from jixiao.errors import JixiaoError
from jixiao.law import cite, describe, sources

PACKAGE = Path(jixiao.__file__).parent
CITATION = re.compile(r'(?:cite|source|citation)[\w ]*(?:=|\()\s*"([a-z]+(?:-[a-z0-9]+)*(?::[^"]*)?)"')


def test_dates_make_sense():
    for key, source in sources().items():
        assert source.title, key
        for day in (source.issued, source.in_force, source.until):
            assert day is None or date(1990, 1, 1) < day < date(2030, 1, 1), key
        if source.replaced_by:
            assert source.replaced_by in sources(), key


def test_everything_cited_exists():
    found = {}
    for path in [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.toml")]:
        if path.name == "sources.toml":
            continue
        for citation in CITATION.findall(path.read_text(encoding="utf-8")):
            found.setdefault(citation, path.name)
    assert len(found) > 5
    for citation, where in found.items():
        assert cite(citation).source, where


def test_unchecked_is_shown_as_unconfirmed():
    assert describe("cz-2020-10").endswith("（待核）")
    assert describe("cz-2020-10", "en").endswith("(unconfirmed)")
    assert describe("budget-law:第十四条").endswith("（待核）")
    assert describe("budget-law:第五十二条").endswith("第五十二条")
    assert describe("budget-law:第九百条").endswith("（待核）")
    assert "不是法规" in describe("practice")


def test_unknown_keys_are_errors():
    with pytest.raises(JixiaoError, match="no-such"):
        cite("no-such-law")


def test_in_force():
    assert not cite("budget-law-rules").source.applies_on(date(2020, 9, 30))
    assert cite("budget-law-rules").source.applies_on(date(2020, 10, 1))
