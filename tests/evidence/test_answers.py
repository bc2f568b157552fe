"""Answer sheets as they come: exports of survey platforms, offices' own tables, and what their cells mean."""

import csv
import datetime
import io
import json

import openpyxl
import pytest

from jixiao.errors import JixiaoError
from jixiao.evidence.binding import Binding, binding, is_export, named
from jixiao.evidence.duck import DuckEngine
from jixiao.evidence.expression import parts_of
from jixiao.evidence.intake import load
from jixiao.evidence.ledger import faults
from jixiao.evidence.rejects import LIST, marked
from tests.cli.test_commands import run

DAY = datetime.date(2025, 12, 31)
LIKED = ["非常满意", "满意", "一般", "不满意", "非常不满意"]
DECLARED = {
    "name": "surveys", "title": "满意度调查答卷", "event": "答卷日期", "primaryKey": "答卷编号", "fields": [
        {"name": "答卷编号"},
        {"name": "答卷日期", "type": "date"},
        {"name": "对象", "constraints": {"required": True}},
        {"name": "评价", "constraints": {"required": True, "enum": LIKED}},
        {"name": "用时", "type": "integer", "unit": "秒", "aliases": ["所用时间"]},
        {"name": "打分", "type": "number", "decimals": 1, "unit": "分", "title": "您给我们打几分"},
    ],
}  # fmt: skip
HEAD = (
    "序号",
    "提交答卷时间",
    "所用时间",
    "来源",
    "来源详情",
    "来自IP",
    "1、您对服务的总体评价【单选题】",
    "2、您给我们打几分？",
    "您的姓名",
)
SAID = Binding(constants={"对象": "工业企业"})


def ledger(**changes):
    made, wrong = faults({**DECLARED, **changes}, "surveys.yaml")
    assert wrong == []
    return made


LEDGER = ledger()


def sheet(number, answer, score="5", *, ip="117.12.34.5(天津-天津)", day="2025/3/5 14:22:11"):
    return (number, day, "35秒", "微信", "张三的朋友圈", ip, answer, score, "张三")


def as_csv(*rows, head=HEAD, coding="gbk"):
    out = io.StringIO()
    csv.writer(out).writerows((head, *rows))
    return out.getvalue().encode(coding)


def as_book(*rows, head=HEAD, title=None):
    book = openpyxl.Workbook()
    for row in ((title,) if title else None, head, *rows):
        if row is not None:
            book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def put(folder, data, name, of=LEDGER, said=SAID, **options):
    path = folder / name
    path.write_bytes(data)
    return load(folder / "pack", of, path, DAY, said=said, **options)


def rows(folder, of=LEDGER):
    with DuckEngine(folder / "pack", [of]) as engine:
        return [row[2:] for row in engine.rows(of, None, None)[1]]


def notes(found):
    return "\n".join(zh for zh, _ in found.notes)


ANSWERS = ("非常满意", "2.满意", "C、一般", "（D）不满意", "√非常不满意", "满意(4分)", "A. 非常满意")
MEANT = ["非常满意", "满意", "一般", "不满意", "非常不满意", "满意", "非常满意"]
SHEETS = [sheet(number, answer, score=f"{number}分") for number, answer in enumerate(ANSWERS, 1)]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (as_csv(*SHEETS), "gbk.csv"),
        (as_csv(*SHEETS, coding="utf-8-sig"), "utf8.csv"),
        (as_book(*SHEETS), "导出.xlsx"),
        (as_book(*[(row[0], datetime.datetime(2025, 3, 5, 14, 22, 11), *row[2:]) for row in SHEETS]), "时间.xlsx"),  # noqa: DTZ001
    ],
)  # fmt: skip
def test_an_export_is_known_by_its_columns(tmp_path, data, name):
    found = put(tmp_path, data, name)
    assert found.rejects == ()
    held = rows(tmp_path)
    assert [row[0] for row in held] == [f"工业企业-{number}" for number in range(1, 8)]
    assert {(row[1], row[2], row[4]) for row in held} == {(datetime.date(2025, 3, 5), "工业企业", 35)}
    assert [row[3] for row in held] == MEANT
    assert [row[5] for row in held] == list(range(1, 8))
    assert "答卷编号←序号" in notes(found)
    assert "评价←1、您对服务的总体评价【单选题】" in notes(found)


def test_personal_data_are_dropped_and_that_is_told(tmp_path):
    found = put(tmp_path, as_book(*SHEETS), "导出.xlsx")
    assert "含个人信息的列已丢弃，没有载入：来源详情、来自IP、您的姓名" in notes(found)
    assert found.ignored == ("来源",)
    for path in (tmp_path / "pack").rglob("*"):
        if path.is_file():
            assert "张三".encode() not in path.read_bytes()
            assert b"117.12" not in path.read_bytes()


def test_what_looks_like_answers_given_twice_is_told_not_removed(tmp_path):
    other = "60.1.2.3(北京-北京)"
    found = put(
        tmp_path,
        as_csv(
            sheet(1, "满意"), sheet(2, "满意"), sheet(3, "一般", ip=other), sheet(4, "满意", day="2025/3/6 9:00:00")
        ),
        "a.csv",
    )
    assert "1个IP共3份" in notes(found)
    assert "除序号外完全相同的答卷：1组共2份" in notes(found)
    assert found.record.rows == 4


def test_the_same_number_twice_is_refused(tmp_path):
    found = put(tmp_path, as_csv(sheet(1, "满意"), sheet(1, "一般")), "a.csv")
    assert found.record is None
    assert [(reject.row, reject.column, reject.zh) for reject in found.rejects] == [(3, "序号", "与前面的一行重复")]


def test_bad_answers_are_refused_with_their_places(tmp_path):
    data = as_book(sheet(1, "满意"), sheet(2, "还行"), sheet(3, ""), sheet(4, "满意", score="很高"), title="调查结果")
    found = put(tmp_path, data, "a.xlsx")
    assert found.record is None
    assert [(reject.row, reject.column, reject.value) for reject in found.rejects] == [
        (4, HEAD[6], "还行"), (5, HEAD[6], ""), (6, HEAD[7], "很高"),
    ]  # fmt: skip
    back = openpyxl.load_workbook(io.BytesIO(marked(tmp_path / "a.xlsx", found.rejects, found.sheet)))
    assert back.sheetnames[0] == LIST
    assert back[found.sheet]["G4"].comment is not None
    assert put(tmp_path, data, "a.xlsx", accept_valid=True).record.rows == 1
    assert rows(tmp_path)[0][0] == "工业企业-1"


def test_surveys_do_not_overwrite_each_other(tmp_path):
    put(tmp_path, as_csv(sheet(1, "满意")), "a.csv")
    again = put(tmp_path, as_csv(sheet(1, "一般"), sheet(2, "满意")), "b.csv")
    other = put(tmp_path, as_csv(sheet(1, "不满意")), "a2.csv", said=Binding(constants={"对象": "中小企业"}))
    assert (again.record.replaces, other.record.replaces) == (1, 0)
    assert "如果是另一份问卷" in notes(again)
    assert sorted((row[0], row[3]) for row in rows(tmp_path)) == [
        ("中小企业-1", "不满意"), ("工业企业-1", "一般"), ("工业企业-2", "满意"),
    ]  # fmt: skip
    same = put(tmp_path, as_csv(sheet(1, "满意")), "c.csv", said=Binding(constants={"对象": "公众"}))
    assert same.known is False  # the same bytes, said to be of others, are another batch


def test_scores_mean_what_somebody_says_and_nothing_is_guessed(tmp_path):
    data = as_csv(sheet(1, "5"), sheet(2, "1"))
    assert [reject.value for reject in put(tmp_path, data, "a.csv").rejects] == ["5", "1"]
    said = binding(LEDGER, (), ("对象=工业企业",), ("5=非常满意", "4=满意", "3=一般", "2=不满意", "1=非常不满意"))
    assert put(tmp_path, data, "a.csv", said=said).rejects == ()
    assert [row[3] for row in rows(tmp_path)] == ["非常满意", "非常不满意"]
    declared = ledger(fields=[{**field, "codes": {"5": "非常满意", "1": "非常不满意"}} if field["name"] == "评价" else field
                              for field in DECLARED["fields"]])  # fmt: skip
    assert (
        put(tmp_path / "..", data, f"{tmp_path.name}.csv", of=declared, said=Binding(constants={"对象": "甲"})).rejects
        == ()
    )


def test_an_offices_own_table(tmp_path):
    head = ("编号", "填写日期", "服务对象", "Q1. 总体上您满意吗？", "得分")
    data = as_book(
        (1, datetime.date(2025, 5, 6), "企业", "满意", 4.5),
        ("", "", "", "", ""),
        (2.0, "2025年5月7日", "企业", "一般", None),
        head=head,
        title="满意度调查表",
    )
    with pytest.raises(JixiaoError, match="--map"):
        put(tmp_path, data, "表.xlsx", said=Binding())
    said = binding(
        LEDGER, ("答卷编号=编号", "答卷日期=填写日期", "对象=服务对象", "评价=总体上您满意吗", "您给我们打几分=得分")
    )
    found = put(tmp_path, data, "表.xlsx", said=said)
    assert {(reject.row, reject.column) for reject in found.rejects} == {(4, "编号"), (4, "服务对象"), (4, head[3])}
    assert put(tmp_path, data, "表.xlsx", said=said, accept_valid=True).record.rows == 2
    assert rows(tmp_path) == [
        ("1", datetime.date(2025, 5, 6), "企业", "满意", None, 4.5), ("2", datetime.date(2025, 5, 7), "企业", "一般", None, None),
    ]  # fmt: skip


def test_two_questions_are_not_guessed():
    head = ("序号", "提交答卷时间", "所用时间", "来自IP", "1、甲事满意吗", "2、乙事满意吗")
    assert is_export(head)
    assert set(named(LEDGER, head)) == {"答卷编号", "答卷日期", "用时"}
    assert named(LEDGER, head, Binding(columns={"评价": "乙事满意吗"}))["评价"] == 5
    assert not is_export(("序号", "日期", "评价"))


@pytest.mark.parametrize(
    ("columns", "constants", "codes", "code"),
    [
        (("评价",), (), (), "bad-binding"),
        ((), ("没有=1",), (), "no-such-field"),
        (("评价=没有这列",), ("对象=甲",), (), "no-such-column"),
        ((), ("对象=甲", "答卷日期=今天"), (), "bad-constant"),
        ((), ("对象=甲", "评价=还行"), (), "bad-constant"),
    ],
)  # fmt: skip
def test_what_is_said_must_fit(tmp_path, columns, constants, codes, code):
    with pytest.raises(JixiaoError) as caught:
        put(tmp_path, as_csv(sheet(1, "满意")), "a.csv", said=binding(LEDGER, columns, constants, codes))
    assert caught.value.code == code


def test_measured_from_an_export(tmp_path):
    put(tmp_path, as_csv(*SHEETS), "a.csv")
    with DuckEngine(tmp_path / "pack", [LEDGER]) as engine:
        parts = parts_of("count(*) filter (where 评价 in ('非常满意', '满意'))", LEDGER)
        assert engine.aggregates(LEDGER, parts.aggregates, DAY)[0] == [4]


def test_by_the_command(tmp_path):
    (tmp_path / "pack" / "ledgers").mkdir(parents=True)
    (tmp_path / "pack" / "ledgers" / "surveys.yaml").write_text(
        json.dumps(DECLARED, ensure_ascii=False), encoding="utf-8"
    )
    (tmp_path / "pack" / "measures.yaml").write_text("measures: []", encoding="utf-8")
    (tmp_path / "导出.csv").write_bytes(as_csv(*SHEETS))
    code, _, err = run("evidence", "load", "pack", "surveys", "导出.csv", cwd=tmp_path)
    assert (code, "--set" in err) == (2, True)
    code, out, _ = run("evidence", "load", "pack", "surveys", "导出.csv", "--set", "对象=工业企业", cwd=tmp_path)
    assert code == 0
    assert "载入7行" in out
    assert "来自IP" in out
    told = json.loads(
        run("evidence", "load", "pack", "surveys", "导出.csv", "--set", "对象=公众", "--json", cwd=tmp_path)[1]
    )
    assert told[0]["ignored"] == ["来源"]
    assert any("丢弃" in note for note in told[0]["notes"])
    assert run("evidence", "load", "pack", "--set", "对象=公众", cwd=tmp_path)[0] == 2
