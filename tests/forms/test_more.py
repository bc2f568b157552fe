"""Further published layouts: what can be recovered is read as labelled, what cannot is not invented; and drawn anew."""

import re
import time
from collections import Counter
from contextlib import suppress

import pytest

from jixiao.errors import JixiaoError
from jixiao.forms.read import read_all
from tests.found import FOUND, MORE, names_in, text, truth
from tests.generated import anew
from tests.measured import measure

# Gathered later; no reader has been tuned on them yet, they are only measured (bench/layouts.py more).
GATHERED = {
    "biancha-songcha-points-glued-reason",
    "canjiren-quyu-doc-levels-between-names",
    "canlian-zhuanxiang-order-lines",
    "chunjie-weiwen-lonepipe",
    "cunganbu-multi-nolevels-cellpipe",
    "daikuan-tiexi-quanzhong-percent-glued",
    "dangan-zhengji-mubiao-biaozhun-wordtargets-vertical",
    "daqi-zijin-zero-executed-long-reason-vertical",
    "dianying-zijin-fenzhi-middle-blanks",
    "fangyi-butie-zipingdefen-list-prose",
    "fangzhen-jianzai-level1-lost-rows-blanks",
    "fuwumaoyi-hubei-ziping-levels-after-pdf",
    "gaoling-jintie-hebei-zhesuan-blanks",
    "gonghui-yewu-shenbao-pdf-ticks",
    "gongwei-jiguan-xlsx-shifted-stream",
    "hangkong-xiaofang-zuji-prose",
    "hedao-baojie-wancheng-lonepipe",
    "jiangzhuxuejin-ziping-table-cellpipe",
    "jiguifang-zulin-bracketed-levels-codes-vertical",
    "jiuye-buzhu-zijin-guanli-pipes",
    "jiuzhu-biaozhun-youliangzhongcha-glued",
    "jizhanghu-xinjiang-thirteen-columns-head-blanks",
    "jubao-jiang-shenpibiao-zero-rows-pipes",
    "juju-yangzhi-costs-in-names-levels-lost-pipes",
    "keji-tepaiyuan-rows-blanks-twoforms",
    "kexie-kepu-rows-blanks-niandumubiao",
    "kufang-xiaofang-pifu-letter-pipes",
    "laofangyingyuan-wancheng-weiwancheng-pdf",
    "liangpin-yixie-quyu-rows-blanks",
    "lianwanglu-pifu-two-halves-or-names-pipes",
    "lvdi-yanghu-quanzhong-touru-chanchu-glued-pieces",
    "lvdi-yanghu-zhejiang-miaoshu-pipes",
    "nongchanpin-zhijian-two-halves-pipes",
    "nongji-fuwu-projects-levels-as-columns-pipes",
    "nuantong-gaizao-amounts-as-goals-vertical",
    "qiaobao-butie-neirong-biaozhun-quannian-blanks",
    "sample-linye-cebao-zhibiao-neirong-glued",
    "sanzhiyifu-qingdan-before-form-vertical",
    "senlin-fanghuo-mubiao-wanchengqingkuang-glued",
    "shangwuwei-zhengti-ziping-nolevels-blanks",
    "shengwu-shiyan-gongshi-pipes",
    "shian-biao-html-nooperator-weights-blanks",
    "shimin-zhongxin-emptyrows-cellpipe",
    "shipin-jianguan-quyu-score-vertical",
    "shipin-zhuanxiang-pingjia-zhibiao-biaozhunzhi-stream",
    "shuihan-fangyu-indent-level1-lost-blanks",
    "shuihui-xiufu-two-places-glued",
    "shuzi-gongxiang-mergedscore-wordtargets-pipes",
    "sihao-lu-shanxi-emptycell-gone-pipes",
    "songcaixian-chuzhi-head-pipes",
    "weifang-gaizao-jundada-prose",
    "weipian-zhifa-twostorey-markdown",
    "weishengyuan-zhengti-ziping-glued",
    "wenhua-zhengti-shenbao-renwu-vertical",
    "wenxian-gouzhi-chengben-head-vertical",
    "xiaoxue-gongyong-chanchuzhi-vertical",
    "yangyang-jidi-jiankong-zongjie-prose",
    "yangzhuchang-danwei-in-names-vertical",
    "yibing-fangkong-pdftext-interleaved",
    "yingji-yunwei-guangxi-pdf-lines-prose",
    "zengyu-zuoye-zhongqi-lonepipe",
    "zhengfa-zhuanyi-actuals-prose",
    "zhengfuban-zhengti-shenbao-pdf-stream",
    "zhengti-defenbiao-sichuan-blank-pipes",
    "zhengti-jifenbiao-hunan-zipingfen-vertical",
    "zhengti-xiangmu-defenbiao-sichuan-torn",
    "zhongzhi-zhuxuejin-anpai-then-mubiao-pipes",
    "zhuxuejin-pingjia-zhibiao-rows-glued",
    "zongjiao-jingfei-seven-places-glued",
}
NAMES = sorted(set(names_in(MORE)) - GATHERED)
RECOVERABLE = {name for name in NAMES if truth(name, MORE)["recoverable"]}
EXACT = {
    "chegoushui-gonglu-tabs-lost",
    "gongzixing-zhichu-cellpipe",
    "hanyanglin-pipes-muban",
    "jianchayuan-fangxiang-blanks",
    "jiuzhi-buzhan-quyu-pipes",
    "nongcun-yinshui-units-only-vertical",
    "nongtian-jianshe-vertical",
    "shengzhu-quyu-unit-first",
    "tiyu-kaifang-cellpipe-shuffled",
    "weituo-yewu-blank-stream",
    "wenwu-baohu-blanks-twolinehead",
    "wupaoche-2023-danweizhi-pipes",
    "zhongyang-butie-blanks-indent",
    "zichan-shouyi-ascii-ops",
}
# Every row, and the money; an objective and its result that ran together, or a head that is nowhere printed, are not.
ROWS = {
    "chubeiliang-zhuanxiang-glued",
    "jinianguan-zhengti-ziping-pipes",
    "liangshuiyan-zipingbiao-glued",
    "yanglao-fuwu-pipes-indent",
}
# Not read, and refused or told: no indicators, a transposed table, a notice in sentences, a level in mid-group.
NOT_READ = {
    "bingzhong-shaicha-mingxi-blanks",
    "fupin-kaifa-transposed-pipes",
    "sheshi-caomei-prose-stars",
    "zhutiban-pifu-pipes",
}
HEAD = ("objective", "result", "year", "scope", "project")


def of(name):
    return measure(truth(name, MORE), text(name, MORE).encode(), f"{name}.txt")


def test_all_recoverable_layouts_are_accounted_for():
    assert EXACT | ROWS | NOT_READ == RECOVERABLE


@pytest.mark.parametrize("name", sorted(EXACT))
def test_a_recoverable_layout_is_read_as_labelled(name):
    found = of(name)
    assert found.facts > 20
    assert (found.wrong, found.absent) == ([], [])


@pytest.mark.parametrize("name", sorted(ROWS))
def test_rows_are_read_as_labelled_where_the_rest_is_not_certain(name):
    found = of(name)
    assert found.wrong == []
    assert all(text.startswith(HEAD) for text in found.absent)
    assert len(found.absent) <= 2


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_wrong_in_silence(name):
    found = of(name)
    assert found.silent == []
    if name in RECOVERABLE:
        assert found.lost == []


@pytest.mark.parametrize("name", sorted(set(NAMES) - RECOVERABLE))
def test_where_nothing_can_be_recovered_nothing_is_invented(name):
    assert of(name).wrong == []


# 公里 in a column of units and no figure is told and is no target; a level left out looks like the one above it
UNLIKE = {"nongcun-yinshui-units-only-vertical", "xuesheng-zizhu-digits-lost"}


@pytest.mark.parametrize("form", ["html", "docx", "xlsx", "pdf"])
@pytest.mark.parametrize("name", sorted(set(NAMES) - UNLIKE))
def test_drawn_anew_as_files(name, form):
    for seed in range(2):
        facts, data = anew.file(truth(name, MORE), name, seed, form)
        found = measure(facts, data, f"{name}.{form}")
        assert (found.wrong, found.absent) == ([], [])


# share of fields right, and those wrong in silence among a thousand, over the 53 layouts of ``found`` and ``more``
TEXTS = {
    "cells": (0.93, 9),
    "cells-and-blanks": (0.97, 4),
    "cells-wrapped": (0.92, 13),
    "pipe-at-end": (0.97, 4),
    "pipe-at-start": (0.97, 4),
    "pipe-stream": (0.92, 1),
    "pipe-rows": (0.985, 2),
    "pipe-rows-full": (0.98, 2),
    "markdown": (0.97, 6),
    "tabs-excel": (0.98, 2),
    "tabs-word": (0.99, 1),
    "tabs-browser": (0.985, 1),
    "blanks": (0.91, 25),
}


@pytest.mark.parametrize("way", sorted(TEXTS))
def test_drawn_anew_as_texts(way, record_property):
    facts = right = silent = 0
    for folder in (FOUND, MORE):
        for name in sorted(set(names_in(folder)) - GATHERED):
            said, data = anew.text(truth(name, folder), name, 0, way)
            found = measure(said, data, f"{name}.txt")
            facts, right, silent = facts + found.facts, right + found.right, silent + len(found.silent)
    least, most = TEXTS[way]
    record_property("fields_right", f"{right}/{facts}, {silent} wrong in silence")
    assert right / facts >= least
    assert silent * 1000 / facts <= most


INDICATOR = {"level1", "level2", "name", "operator", "value", "unit", "target_text", "actual", "points", "score"}


def stands(word, shown):
    """Whole, or as two parts on both sides of a neighbour (columns read across)."""
    return word in shown or any(word[:cut] in shown and word[cut:] in shown for cut in range(2, len(word) - 1))


@pytest.mark.parametrize("name", sorted(GATHERED))
def test_labels_gathered_are_well_formed(name):
    """A target's figure and unit stand in it; what is labelled stands in the text, whatever cuts it into lines.

    A sharing site's page mark (a figure and 、 at a line's start) may cut a word in two.
    """
    label = truth(name, MORE)
    shown = re.sub(r"[\s|]", "", re.sub(r"\n\d、", "", text(name, MORE)))
    assert label["file"] == f"{name}.txt"
    assert label["form"] in {"目标表", "自评表", "监控表", "评价报告", "none"}
    assert label["notes"]
    for row in label["indicators"]:
        assert row.keys() - {"project"} == INDICATOR | {"reason", "parent"}
        assert row["operator"] in {None, "≥", "≤", "=", ">", "<"}
        for key in ("value", "unit"):
            assert row[key] is None or re.sub(r"\s", "", row[key]) in re.sub(r"\s", "", row["target_text"])
        for key in ("name", "value", "unit", "actual", "points", "score", "reason"):
            assert stands(re.sub(r"[\s|]", "", row[key] or ""), shown), key


def test_readme_counts_the_files():
    page = (MORE / "README.md").read_text(encoding="utf-8")
    labels = {name: truth(name, MORE) for name in names_in(MORE)}
    held = re.findall(r"^\| ([a-z0-9-]+) \|.* \| (yes|no) \| (yes|no) \| (\d+) \|$", page, re.MULTILINE)
    said = {True: "yes", False: "no"}
    assert sorted(held) == sorted(
        (name, said[label["recoverable"]], said[label["complete"]], str(len(label["indicators"])))
        for name, label in labels.items()
    )
    forms = Counter(label["form"] for label in labels.values())
    for count in (*(f"{form} {number}" for form, number in forms.items()), f"{len(labels)} files"):
        assert count in page
    rows = sum(len(label["indicators"]) for label in labels.values())
    recoverable, complete = (sum(label[key] for label in labels.values()) for key in ("recoverable", "complete"))
    assert f"{recoverable} recoverable, {complete} complete, {rows} indicators." in page


def test_words_of_labels_without_end_are_read_in_time():
    """Texts whose every piece could be a label: the ways to take them apart are many, and tried once each."""
    started = time.perf_counter()
    for piece in ("目标", "年度总体目标", "实际完成情况", "预算执行情况", "其他资金", "市县区级"):
        line = piece * (190 // len(piece)) + "甲"
        for made in (line, "|".join([line] * 30), "\n".join([line] * 30)):
            text_of = f"项目支出绩效自评表\n项目名称 {made}\n一级指标 二级指标 三级指标 指标值\n产出指标 数量指标 甲 1个\n{made}\n"
            with suppress(JixiaoError):
                read_all(text_of.encode(), name="a.txt")
    assert time.perf_counter() - started < 10
