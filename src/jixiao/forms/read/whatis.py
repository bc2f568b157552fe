"""What a document is that holds no performance form: told by its words, so that the message helps.

Only the first words of a document and the names of its tables count; a wrong guess does no harm, for
nothing is read from it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from jixiao.errors import JixiaoError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from jixiao.forms.read.grid import Grid
    from jixiao.forms.read.pdf import Pdf

MOST = 400_000
"""Characters that are looked at."""
_HEAD = 600
"""Characters without blanks in which a document's title stands."""
_MOST_PAGES = 20
"""Of a document whose pages were not read for their text before."""
_SHOWN = 24
_FEW = 3
_BUDGET_TABLES = (
    "收支总表", "收入总表", "支出总表", "收支预算总表", "收入预算总表", "支出预算总表", "财政拨款收支总表", "财政拨款收支预算总表",
    "一般公共预算支出表", "一般公共预算基本支出表", "“三公”经费支出表", "三公经费支出表", "“三公”经费预算表", "政府性基金预算支出表",
    "国有资本经营预算支出表", "项目支出表", "政府采购预算表",
)  # fmt: skip
_ACCOUNT_TABLES = (
    "收入支出决算总表", "收入决算表", "支出决算表", "财政拨款收入支出决算总表", "一般公共预算财政拨款支出决算表", "一般公共预算财政拨款基本支出决算表",
    "财政拨款“三公”经费支出决算表", "政府性基金预算财政拨款收入支出决算表", "国有资本经营预算财政拨款支出决算表",
)  # fmt: skip
_FORM_NAMES = re.compile(r"绩效(?:目标(?:申报|自评|审批)?表|自评表|(?:运行|执行)?监控(?:情况)?表)")
_TITLE_OF_RULES = re.compile(
    r"(?:办法|规定|细则|规程|指引|指南|意见|通知|规范|条例|制度)(?:[（(]|的通知|$|第一章|第一条|各|一、)"
)
_ARTICLE = re.compile(r"第[一二三四五六七八九十]{1,3}条")
_EVALUATED = re.compile(r"(?:绩效|支出|财政|重点|项目)评价(?:情况|工作)?(?:的)?报告")
_SELF = re.compile(r"绩效自评(?:工作)?(?:情况)?(?:的)?(?:报告|总结|说明)")
_LEVELS_OF_EVALUATION = ("决策", "过程", "产出", "效益")
_LEVELS_BEFORE_2020 = ("投入", "过程", "产出", "效果")
_SIX = ("运行成本", "管理效率", "履职效能", "社会效应", "可持续发展能力", "服务对象满意度")


class Words(NamedTuple):
    """A document's text, and how many pages or sheets it has where that is known."""

    text: str
    pages: int = 0
    sheets: int = 0
    unread: tuple[int, ...] = ()
    """Pages that are pictures and were not recognised."""


class _Kind(NamedTuple):
    code: str
    zh: str
    en: str


_KINDS: dict[str, tuple[str, str]] = {
    "blank-form": ("没有填写的空白绩效表", "a blank performance form"),
    "evaluation-system": ("绩效评价指标体系（评分表），不是绩效目标表或自评表", "a scoring system for evaluations, neither targets nor a self-evaluation"),
    "summary": ("各项目自评结果的汇总表（只有得分，没有指标）", "a list of projects with their scores, without indicators"),
    "evaluation-report": ("绩效评价报告（文字报告）", "an evaluation report in prose"),
    "self-evaluation-report": ("绩效自评报告（文字报告）", "a self-evaluation report in prose"),
    "final-accounts": ("部门决算公开", "a department's published final accounts"),
    "budget-disclosure": ("部门预算公开", "a department's published budget"),
    "budget-tables": ("收支预算表", "tables of revenue and expenditure"),
    "regulation": ("制度文件（办法、通知一类）", "a regulation or notice"),
    "procurement": ("政府采购文件", "a procurement document"),
    "contract": ("合同或协议", "a contract"),
    "no-text": ("没有文字的文档", "a document without text"),
    "other": ("别的内容", "something else"),
}  # fmt: skip


_COMPLETE = frozenset(("budget-disclosure", "final-accounts", "budget-tables", "regulation", "procurement", "contract"))
"""Kinds of documents that are often published without a form in them; a report on performance has its form with it."""


def words_of(grids: Iterable[Grid]) -> Words:
    """The words of tables and paragraphs, in order."""
    parts: list[str] = []
    sheets: set[str] = set()
    length = 0
    for grid in grids:
        if grid.sheet:
            sheets.add(grid.sheet)
            parts.append(grid.sheet)
        for row, cells in enumerate(grid.rows):
            if length > MOST:
                break
            line = "\t".join(text for text, _ in grid.distinct(row)) if any(cells) else ""
            parts.append(line)
            length += len(line)
    return Words("\n".join(parts)[:MOST], sheets=len(sheets))


def words_of_pdf(data: bytes, grids: Iterable[Grid], pdf: Pdf) -> Words:
    """The words of a PDF's pages, also of those that were not looked at closely; of scans what was recognised."""
    text = "\n".join(pdf.texts or _texts(data))[:MOST]
    return Words(text if text.strip() else words_of(grids).text, pages=pdf.length, unread=pdf.unread)


def _texts(data: bytes) -> list[str]:
    """The text of each page of a short document."""
    import pypdfium2

    from jixiao.forms.read.pdfpage import page_text

    try:
        document = pypdfium2.PdfDocument(data)
        try:
            return [page_text(document, index)[0] for index in range(min(len(document), _MOST_PAGES))]
        finally:
            document.close()
    except pypdfium2.PdfiumError:
        return []


def tells(text: str) -> bool:
    """Whether a text says that a document is something complete that needs no form inside: a budget, a regulation."""
    return _kind("".join(text[:MOST].split())).code in _COMPLETE


def not_recognised(pages: Sequence[int]) -> tuple[str, str]:
    """A sentence in both languages on pages that are pictures and were not recognised; nothing if there are none."""
    if not pages:
        return "", ""
    from jixiao.forms.read.ocr import installed
    from jixiao.forms.read.pdfscans import ranges

    shown = ranges(pages)
    zh = "用 --pages 指定其所在的页" if installed() else "安装文字识别：pip install 'jixiao[ocr]'"
    en = "choose its pages with --pages" if installed() else "install text recognition: pip install 'jixiao[ocr]'"
    return (
        f"第{shown}页是图片，没有识别；表如在其中，请{zh}。",
        f" Pages {shown} are pictures and were not recognised; if the form is there, {en}.",
    )


def no_form(words: Words, shown: str, *, titled: bool) -> JixiaoError:
    """The error of a document without a filled-in form: what it is, and what to do.

    ``titled``: the title of a form was found in it.
    """
    text = "".join(words.text.split())
    kind = _kind(text)
    size_zh = f"，共{words.pages}页" if words.pages else ""
    size_en = f" of {words.pages} pages" if words.pages else ""
    unread_zh, unread_en = not_recognised(words.unread)
    if kind.code == "blank-form" or (titled and kind.code == "other"):
        return JixiaoError(
            "no-indicators",
            f"读到了绩效表的标题或表头，但没有任何任务、目标或指标：这是没有填写的空白表。{unread_zh}请确认表内已填写，且含“一级指标、二级指标、三级指标、指标值”表头。",
            f"The title or the header of a performance form was found but no tasks, objectives or indicators: it is not filled in.{unread_en} "
            "Check that it is filled in and has the headers 一级指标, 二级指标, 三级指标, 指标值.",
            shown,
            "blank-form",
        )
    names = sorted(set(_FORM_NAMES.findall(text)))
    mentioned_zh = (
        f"文中提到{'、'.join(names[:_FEW])}，但没有表本身。" if names else "里面没有绩效目标表、自评表或监控表。"
    )
    mentioned_en = (
        f"It mentions {', '.join(names[:_FEW])}, but the form itself is not in it."
        if names
        else "It holds no performance form."
    )
    mentioned_zh, mentioned_en = mentioned_zh + unread_zh, mentioned_en + unread_en
    begins = words.text.strip()
    quoted = " ".join(begins[: 4 * _SHOWN].split())[:_SHOWN]
    first_zh = f"（开头是“{quoted}”）" if quoted and kind.code == "other" else ""
    first_en = f" (it begins “{quoted}”)" if quoted and kind.code == "other" else ""
    return JixiaoError(
        "not-a-form",
        f"这不是绩效目标表，是{kind.zh}{first_zh}{size_zh}。{mentioned_zh}请选择绩效目标表、自评表或监控表文件（含“三级指标”“指标值”表头）。",
        f"This is no performance form but {kind.en}{first_en}{size_en}. {mentioned_en} "
        "Choose a performance form, with headers such as 三级指标 and 指标值.",
        shown,
        kind.code,
    )


def _kind(text: str) -> _Kind:
    """What a text without blanks is."""
    code = next((code for code, fits in _TESTS.items() if fits(text)), "other")
    zh, en = _KINDS[code]
    tables = _tables(text, _ACCOUNT_TABLES if code == "final-accounts" else _BUDGET_TABLES)
    if tables and code in {"final-accounts", "budget-disclosure", "budget-tables"}:
        zh = f"{zh}（有{'、'.join(tables[:_FEW])}{'等' if len(tables) > _FEW else ''}{len(tables)}张表）"
        en = f"{en} (with {len(tables)} tables: {', '.join(tables[:_FEW])}{' …' if len(tables) > _FEW else ''})"
    return _Kind(code, zh, en)


def _tables(text: str, names: Iterable[str]) -> list[str]:
    """The names that stand in the text; a longer name is not taken for a shorter one inside it."""
    rest = text
    found: list[tuple[int, str]] = []
    for name in sorted(names, key=len, reverse=True):
        at = rest.find(name)
        if at >= 0:
            found.append((at, name))
            rest = rest.replace(name, "＊" * len(name))
    return [name for _, name in sorted(found)]


def _is_blank_form(text: str) -> bool:
    """A form's header and labels, and next to nothing else."""
    header = "三级指标" in text and ("指标值" in text or "目标值" in text or "完成值" in text)
    return header and len(text) < 3_000 and not _is_evaluation_system(text) and not _ARTICLE.search(text)


def _is_evaluation_system(text: str) -> bool:
    scored = any(
        word in text for word in ("评分标准", "评分依据", "评价标准", "指标解释", "指标说明", "评价要点", "评分细则")
    )
    levels = any(all(word in text for word in words) for words in (_LEVELS_OF_EVALUATION, _LEVELS_BEFORE_2020, _SIX))
    return scored and levels and "一级指标" in text and ("三级指标" in text or "指标体系" in text)


def _is_regulation(text: str) -> bool:
    head = text[:_HEAD]
    articles = len(_ARTICLE.findall(text[: 20 * _HEAD]))
    return articles >= _FEW or (
        _TITLE_OF_RULES.search(head[:120]) is not None and "绩效" in head and "部门预算" not in head[:120]
    )


def _is_accounts(text: str) -> bool:
    return ("部门决算" in text[: 2 * _HEAD] or "单位决算" in text[: 2 * _HEAD]) or len(
        _tables(text, _ACCOUNT_TABLES)
    ) >= _FEW


def _is_disclosure(text: str) -> bool:
    head = text[: 2 * _HEAD]
    told = re.search(r"(?:部门|单位)预算(?:公开|信息公开|编制说明|情况说明|报告|及|草案)?", head) is not None
    return (
        told
        and (len(text) > 4 * _HEAD or "公开" in head)
        and any(name in text for name in (*_BUDGET_TABLES, "三公", "“三公”"))
    )


def _is_contract(text: str) -> bool:
    return "甲方" in text and "乙方" in text and ("合同" in text[:_HEAD] or "协议" in text[:_HEAD])


def _is_procurement(text: str) -> bool:
    return re.search(r"(?:招标|采购|磋商|谈判|询价|中标|成交)(?:公告|文件|结果|需求)", text[:_HEAD]) is not None


def _is_summary(text: str) -> bool:
    return "汇总表" in text[:_HEAD] and "项目名称" in text and "得分" in text and "指标" not in text


_TESTS: dict[str, Callable[[str], bool]] = {
    "contract": _is_contract,
    "procurement": _is_procurement,
    "final-accounts": _is_accounts,
    "budget-disclosure": _is_disclosure,
    "self-evaluation-report": lambda text: _SELF.search(text[:_HEAD]) is not None,
    "evaluation-report": lambda text: _EVALUATED.search(text[:_HEAD]) is not None,
    "regulation": _is_regulation,
    "summary": _is_summary,
    "evaluation-system": _is_evaluation_system,
    "blank-form": _is_blank_form,
    "budget-tables": lambda text: bool(_tables(text, _BUDGET_TABLES)),
    "no-text": lambda text: not text,
}
