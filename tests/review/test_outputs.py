"""What comes out of a review: selection, waivers, the text report, SARIF, the review sheet."""

import json
from datetime import date
from decimal import Decimal

import jsonschema
import pytest

from jixiao import __version__, read
from jixiao.errors import JixiaoError
from jixiao.review import check, rules
from jixiao.review.config import PROFILES, Config, Waiver, load_config
from jixiao.review.report import rule_text, summary, text_report
from jixiao.review.sarif import to_sarif
from jixiao.review.sheet import Override, review_sheet

TODAY = date(2025, 3, 1)
# The parts of SARIF 2.1.0 that a viewer needs, said as a schema.
SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["tool", "results"],
                "properties": {
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "type": "object",
                                "required": ["name", "rules"],
                                "properties": {
                                    "rules": {
                                        "type": "array",
                                        "items": {"type": "object", "required": ["id", "shortDescription", "help"]},
                                    }
                                },
                            }
                        },
                    },
                    "results": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["ruleId", "level", "message", "locations"],
                            "properties": {
                                "level": {"enum": ["none", "note", "warning", "error"]},
                                "message": {"type": "object", "required": ["text"]},
                                "locations": {
                                    "type": "array",
                                    "items": {
                                        "type": "object",
                                        "required": ["physicalLocation"],
                                        "properties": {
                                            "physicalLocation": {
                                                "type": "object",
                                                "required": ["artifactLocation"],
                                                "properties": {
                                                    "region": {
                                                        "type": "object",
                                                        "properties": {"startLine": {"type": "integer", "minimum": 1}},
                                                    }
                                                },
                                            }
                                        },
                                    },
                                },
                                "suppressions": {
                                    "type": "array",
                                    "items": {"type": "object", "required": ["kind"]},
                                },
                            },
                        },
                    },
                },
            },
        },
    },
}


@pytest.fixture(scope="module")
def reading(sample_text):
    return read(sample_text.encode(), name="table.txt")


def checked(reading, config=None, lang="zh"):
    return check(reading.plan, locations=reading.locations, config=config, today=TODAY, lang=lang)


def test_select_and_ignore(reading):
    assert {f.rule for f in checked(reading, Config(select=("R03", "R2")))} <= {"R03", *(f"R2{n}" for n in range(10))}
    assert "R03" not in {f.rule for f in checked(reading, Config(ignore=("R03",)))}
    everything = checked(reading)
    assert len(checked(reading, Config(ignore=("R0",)))) == sum(not f.rule.startswith("R0") for f in everything)


def test_a_waiver_keeps_the_finding_and_its_reason(reading):
    waiver = Waiver("R09", "有年度认定计划清单", date(2025, 12, 31), "新认定市级企业技术中心")
    found = checked(reading, Config(waivers=(waiver,)))
    waived = [f for f in found if f.status == "waived"]
    assert len(waived) == 1
    assert waived[0].reason == "有年度认定计划清单"
    assert "新认定市级企业技术中心" in waived[0].quote
    assert len(found) == len(checked(reading))


def test_expired_and_unused_waivers_are_findings(reading):
    config = Config(
        waivers=(
            Waiver("R09", "旧", date(2025, 2, 28)),
            Waiver("R02", "用不到", date(2026, 1, 1)),
        )
    )
    found = checked(reading, config)
    assert {f.rule for f in found} >= {"W001", "W002", "R09"}
    assert all(f.status != "waived" for f in found if f.rule == "R09")
    assert "2025-02-28" in next(f.message for f in found if f.rule == "W001")


def test_configuration_files(tmp_path):
    path = tmp_path / "jixiao.toml"
    path.write_text(
        '[review]\nprofile = "national"\nignore = ["R29"]\n[[review.waivers]]\nrule = "R09"\nreason = "有清单"\nuntil = 2026-12-31\n',
        encoding="utf-8",
    )
    config = load_config(path)
    assert config.profile == "national"
    assert config.waivers == (Waiver("R09", "有清单", date(2026, 12, 31)),)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ('[review]\nprofil = "x"\n', ["profil"]),
        ('[review]\nprofile = "火星"\nselect = ["R99"]\n', ["火星", "R99"]),
        ('[[review.waivers]]\nrule = "R09"\n', ["reason", "until"]),
        ('[[review.waivers]]\nrule = "R77"\nreason = "x"\nuntil = "later"\n', ["R77", "until"]),
        ("[review\n", ["TOML"]),
        ("[other]\nx = 1\n", ["other"]),
    ],
)
def test_wrong_configuration_is_told_at_once(text, parts, tmp_path):
    path = tmp_path / "jixiao.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(JixiaoError) as caught:
        load_config(path)
    assert all(part in str(caught.value) for part in parts)
    assert "jixiao.toml" in str(caught.value)


def test_profiles_differ_in_what_they_ask(sample_plan):
    by_profile = {
        key: [f for f in check(sample_plan, config=Config(profile=key)) if f.rule == "R13"] for key in PROFILES
    }
    assert by_profile["tianjin"] != by_profile["national"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_report_is_grouped_by_row_and_whole(reading, lang):
    found = checked(reading, lang=lang)
    text = text_report("table.txt", reading.plan, found, lang)
    assert text.endswith(summary(found, lang))
    for hit in found:
        assert hit.message in text
        assert hit.suggestion in text
    row = text.index("新增国家级绿色工厂")
    block = text[row : text.index("\n\n", row)]
    assert "R09" in block
    assert "R28" in block
    assert ("依据" if lang == "zh" else "basis") in block


def test_unconfirmed_articles_are_marked(reading):
    text = text_report("table.txt", reading.plan, checked(reading), "zh")
    assert "待核" in text


def test_a_clean_table_says_so():
    assert summary(()) == "没有发现问题。"
    assert summary((), "en") == "No findings."


@pytest.mark.parametrize("code", rules())
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_rule_explains_itself(code, lang):
    text = rule_text(code, lang)
    assert code in text
    assert ("触发" if lang == "zh" else "fires") in text
    assert ("不触发" if lang == "zh" else "silent") in text


def test_sarif(reading):
    config = Config(waivers=(Waiver("R09", "有清单", date(2025, 12, 31)),))
    found = checked(reading, config)
    log = to_sarif([("目录/table.txt", found)], __version__)
    jsonschema.validate(json.loads(json.dumps(log)), SARIF)
    results = log["runs"][0]["results"]
    assert len(results) == len(found)
    known = {rule["id"] for rule in log["runs"][0]["tool"]["driver"]["rules"]}
    assert {r["ruleId"] for r in results if not r["ruleId"].startswith("W")} <= known
    assert sum("suppressions" in r for r in results) == 8
    assert all(r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].isascii() for r in results)


def test_the_sheet_suggests_explains_and_can_be_overridden(reading):
    found = checked(reading)
    sheet = review_sheet(reading.plan, found)
    assert [item.points for item in sheet.items] == [10, 10, 15, 15, 15, 15, 10, 10]
    assert sheet.score == sum(item.score for item in sheet.items)
    assert all(item.explanation for item in sheet.items)
    assert "请审核人评定" in sheet.items[-1].explanation
    changed = review_sheet(reading.plan, found, {"指标科学性": Override(Decimal(15), "已当面核实")})
    item = next(item for item in changed.items if item.item == "指标科学性")
    assert (item.score, item.overridden, item.reason, item.rating) == (Decimal("15.0"), True, "已当面核实", "优")
    assert item.computed_score < 15
    assert changed.score - sheet.score == Decimal(15) - item.computed_score


@pytest.mark.parametrize(
    ("name", "override", "code"),
    [
        ("不存在", Override(Decimal(1), "x"), "no-such-item"),
        ("指标科学性", Override(Decimal(1), " "), "override-without-reason"),
        ("指标科学性", Override(Decimal(16), "x"), "override-out-of-range"),
    ],
)
def test_wrong_overrides(name, override, code, reading):
    with pytest.raises(JixiaoError) as caught:
        review_sheet(reading.plan, (), {name: override})
    assert caught.value.code == code


def test_a_program_never_fails_a_plan_outright(reading):
    worst = list(checked(reading)) * 50
    assert review_sheet(reading.plan, worst).grade != "差"
