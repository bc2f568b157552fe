"""A form inside the text of a whole web page: which lines are the page's and not the form's.

Menus, breadcrumbs, the article and its attachments stand above the form's title, links and the site's foot below it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from jixiao.forms.read.vocabulary import TITLE, bare, column_role, head_field, is_header_word

_PARTS = re.compile(r"[|\t]|\s{2,}")
_FOOT = re.compile(
    r"(?:上一[篇条页]|下一[篇条页]|相关(?:链接|文章|阅读|附件)|友情链接|主办(?:单位)?[：:]|承办(?:单位)?[：:]|技术支持[：:]|网站标识码|版权所有|"
    r"[\u4e00-\u9fff]?ICP备|.{0,4}公网安备|分享到|扫一扫|(?:【|\[)?(?:打印|关闭)(?:本页|窗口|此页)?(?:】|\])?$|联系我们|网站地图|返回顶部|"
    r"责任编辑[：:]|Copyright|©)",
    re.IGNORECASE,
)
_PAGE = re.compile(
    r"(?:当前位置|您(?:现在)?(?:所在)?的?位置|首页|网站首页|发布(?:时间|日期)|信息来源|来源[：:]|浏览次数|字体[：:]|索引号|发文机关|"
    r"各(?:有关)?(?:单位|部门)[：:]|附件\s*\d*\s*[：:])"
)
_DATED = re.compile(r"\s*(?:发布|更新|发文)?(?:时间|日期)\s*[:：]")
_FEW = 2
_STRONG = frozenset({"project", "department"})
_LONGEST_TITLE = 50
_NEAR = 300
"""Lines between a form's title and its first label, at most."""


class Part(NamedTuple):
    """The text with the page's lines made empty, and what they said, as (line, text)."""

    text: str
    around: list[tuple[int, str]]


def form_part(text: str) -> Part:
    """Take the page's own lines out of a text. Lines keep their numbers."""
    lines = text.split("\n")
    piped = [number for number, line in enumerate(lines) if "|" in line]
    if len(piped) <= _FEW and all(_PAGE.search(lines[number]) or _DATED.match(lines[number]) for number in piped):
        for number in piped:  # 时间：2022-08-19 | 来源：…
            lines[number] = lines[number].replace("|", " ")
        text = "\n".join(lines)
    first = next((number for number, line in enumerate(lines) if _is_form(line)), None)
    if first is None:
        return Part(text, [])
    if not any("|" in line for line in lines[first:]):
        lines[:first] = [line.replace("|", " ") for line in lines[:first]]  # 【字号: | | is the page's
    start = _start(lines, first)
    last = max(number for number, line in enumerate(lines) if _is_form(line))
    end = next((number for number in range(last + 1, len(lines)) if _FOOT.match(_plain(lines[number]))), len(lines))
    around: list[tuple[int, str]] = []
    for low, high in ((0, start), (end, len(lines))):
        said = [(number + 1, line.strip()) for number, line in enumerate(lines[low:high], low) if line.strip()]
        if said:
            around.append((said[0][0], " ".join(line for _, line in said)))
    if not around:
        return Part("\n".join(lines), [])
    kept = [line if start <= number < end else "" for number, line in enumerate(lines)]
    return Part("\n".join(kept), around)


def _plain(line: str) -> str:
    return line.strip(" \t|#*")


def _cells(line: str) -> list[str]:
    return [part.strip(" #*") for part in _PARTS.split(line) if part.strip(" #*")]


def _is_form(line: str) -> bool:
    """Whether a line holds a label of the head or of the columns of a form."""
    if len(line) > 4000:
        return True
    cells = _cells(line)
    if len(cells) == 1 and " " in cells[0]:
        cells = cells[0].split()
    return any(
        head_field(cell.partition("：")[0].partition(":")[0]) in _STRONG
        or column_role(cell) in {"level1", "level2", "name"}
        for cell in cells
    )


def _start(lines: list[str], first: int) -> int:
    """The line of the form's title above its first label; 0 if what is above is no page's."""
    title, named = None, ""
    for number in range(first, max(first - _NEAR, -1), -1):
        cells = _cells(lines[number])
        if cells and _is_title(cells[0]):
            title, named = number, cells[0]
            break
    if title is None:
        return 0
    # a form of several pages or sheets has its title on each
    title = next(number for number, line in enumerate(lines) if named in _cells(line))
    said = [line for line in lines[:title] if line.strip()]
    return title if any(_PAGE.search(_plain(line)) for line in said) else 0


def _is_title(text: str) -> bool:
    plain = bare(text)
    return (
        len(plain) < _LONGEST_TITLE
        and TITLE.search(plain) is not None
        and not is_header_word(text)
        and not re.search(r"[。，；>]|附件|\.(?:xlsx?|docx?|pdf)", text)
    )
