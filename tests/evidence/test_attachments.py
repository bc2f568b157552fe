"""Attached documents: the reported number found with its place, documents used more than once told as questions."""

import io
from decimal import Decimal

import openpyxl
import pytest

from jixiao.evidence.attachments import proofs
from jixiao.evidence.pack import open_pack
from jixiao.forms.read.texts import texts_of
from tests.evidence import packs

PLAN = packs.plan()
MEASURES = """
reports:
  - {indicator: 例会次数, text: 12次, evidence: [a.txt, b.xlsx]}
  - {indicator: 会议经费, text: 0.96万元, evidence: [a.txt]}
  - {indicator: 出席率, text: "97.5%", evidence: [copy.txt]}
ratings:
  - {indicator: 机制健全, level: partly, ratio: 0.7, statement: 制度已印发, evidence: [c.html]}
"""
LONG = "本年度共召开经济运行分析例会，研究企业反映的用工、融资、用地、用能、物流和政策兑现等问题，形成纪要并逐项督办落实，各处室按季度报告进展。"
TEXT = f"会议情况说明\n{LONG}\n全年12次，经费9,600元。\n"


@pytest.fixture
def pack(tmp_path):
    folder = packs.pack(tmp_path / "pack", MEASURES)
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    (folder / "copy.txt").write_text(TEXT.replace("12次", "十二次"), encoding="utf-8")
    (folder / "c.html").write_text(
        "<html><body><p>制度</p><table><tr><td>印发</td><td>3件</td></tr></table></body></html>", encoding="utf-8"
    )
    book = openpyxl.Workbook()
    book.active.title = "明细"
    book.active["B7"] = 11
    out = io.BytesIO()
    book.save(out)
    (folder / "b.xlsx").write_bytes(out.getvalue())
    return open_pack(folder)


def test_numbers_are_found_with_their_places(pack):
    found, _ = proofs(PLAN, [pack], texts_of)
    said = {(proof.indicator.name, proof.file.rsplit("/", 1)[1]): proof.where for proof in found}
    assert [where.line for where in said["例会次数", "a.txt"]] == [3]
    assert [where.line for where in said["会议经费", "a.txt"]] == [3]  # 9,600 元 are 0.96 万元
    assert said["例会次数", "b.xlsx"] == ()
    assert said["出席率", "copy.txt"] == ()
    assert said["机制健全", "c.html"] is None


def test_what_is_used_twice_is_a_question(pack):
    _, shared = proofs(PLAN, [pack], texts_of)
    kinds = {held.kind: held for held in shared}
    assert {name for name, _ in kinds["same"].uses} == {"例会次数", "会议经费"}
    assert kinds["alike"].share >= Decimal("0.8")
    assert "出席率" in {name for name, _ in kinds["alike"].uses}


def test_other_years_are_compared(pack, tmp_path):
    other = packs.pack(tmp_path / "last", "reports: [{indicator: 例会次数, text: 12次, evidence: [x.txt]}]")
    (other / "x.txt").write_text(TEXT, encoding="utf-8")
    _, shared = proofs(PLAN, [pack, open_pack(other)], texts_of)
    assert any(len(held.uses) == 3 for held in shared)


def test_places_in_a_pdf():
    from tests.test_docs import HOME

    texts = texts_of((HOME / "tests" / "documents" / "tianjin-miit-2025.pdf").read_bytes(), "表.pdf")
    where = next(where for where, text in texts if "12919.85" in text)
    assert (where.file, where.page) == ("表.pdf", 1)


def test_a_damaged_attachment_is_told(pack):
    (pack.folder / "a.txt").write_bytes(b"PK\x03\x04broken")
    found, _ = proofs(PLAN, [pack], texts_of)
    assert any("不完整" in proof.error for proof in found)
