"""Tables that were saved as text: taking their cells apart again.

Copying a table out of a page or a PDF leaves one of three things: cells with pipes between
them, one cell a line, or one row a line with blanks between the cells (sometimes none). All
three become one sequence of cells; an empty cell stays a cell, because it keeps its column.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from jixiao.forms.read.builder import tidy_text
from jixiao.forms.read.headerwords import goal_word, head_word, result_word
from jixiao.forms.read.vocabulary import (
    FUND_HEADS,
    GOAL_LABELS,
    LABELS,
    RESULT_LABELS,
    SIDE_LABELS,
    TITLE,
    bare,
    column_role,
    fund_name,
    fund_role,
    head_field,
    is_level1,
    is_level2,
)

Mode = Literal["pipes", "vertical", "lines"]
GLUED_LINE = 200
"""Characters; a longer line with several header words in it is a table whose cells ran together."""

_POINTS = re.compile(r"[（(]?\d+(?:\s*[-—~～]\s*\d+)?[）)]?\s*分[）)]?")
NUMBERED_NAME = re.compile(r"指标\s*\d{1,2}\s*[:：.、]")
"""Before a name only: 指标1：群众满意度 is no label."""
_HEADER_WORDS = ("一级指标", "二级指标", "三级指标", "指标值", "实际完成值", "得分")
TASK_WORDS = frozenset(
    (
        "任务名称",
        "主要内容",
        "工作任务",
        "主要工作任务",
        "年度主要任务名称",
        "金额合计",
        "总计",
        "预算金额万元",
        "预算金额",
    )
)
_LABEL_SIZE = 9
_GOES_ON = frozenset("为在于达是应按的率及和、，")
"""After what could be a label, these tell of a sentence."""
_FIGURE = re.compile(r"\d{1,3}(?:\.\d+)?")
_SHORT = 3
_LONGEST_HEAD = 24
_WHO = frozenset({"服务对象", "社会公众", "受益对象", "社会公众或服务对象"})
_HEADS = 4
_RAN = 4
"""So many lines whose labels ran into what follows are rows."""
_OUTCOME = re.compile(r"达成|达到|^实现|^符合|^超过|未达|^按照?|\d(?!级)")
"""达成预期指标 is what became of a row, no label."""
_VALUE_TAIL = re.compile(r"(?:月|日)?(?:底|末)?(?:以?前|之前|内)|[万亿]?[元人次户亩吨]|(?:个|％|%|以上|以下|左右)")
_ALONE = re.compile(r"(?:[≥≧≤≦=═﹦＝>＞<＜]\s*\d|(?:19|20)\d\d年).*")
_OF_ITS_OWN = re.compile(
    r"[≥≧≤≦=═﹦＝>＞<＜(（【\[]|[\d,.]+(?:[%％]|\D{0,4})$|(?:任务|目标|指标)\s*\d|\d+\s*[.、．]|(?:19|20)\d\d年|其中[:：]|[一二三四五六七八九十]、"
)
_PIECES = frozenset({"一级", "二级", "三级", "项目", "部门", "目标", "可持续影响"})
"""Words that are labels of their own and also pieces of longer ones."""
_BEGINNINGS = frozenset({"年初", "全年", "年度", "当年", "实际", "预期", "计划", "年中", "自评", "目标"})
"""Words that begin a header and are none: the rest stands on the next line."""
_OPENING, _CLOSING = "（(【[《", "）)】]》"


class Cell(NamedTuple):
    """One printed cell; ``first`` says that a row may begin with it because a line does."""

    text: str
    line: int
    first: bool = False


def is_label(text: str) -> bool:
    """Whether a cell is a 一级 or 二级指标 label: a known one, or a short text that ends in 指标."""
    if not text or len(text) > 24 or NUMBERED_NAME.match(text):
        return False
    plain = bare(_POINTS.sub("", text))
    return (
        is_level1(text)
        or is_level2(text)
        or (2 < len(plain) <= 12 and plain.endswith("指标") and not _OUTCOME.search(plain))
    )


def is_word(text: str) -> bool:
    """Whether a text is a label of the forms, of any kind."""
    plain = bare(text)
    return bool(
        column_role(text)
        or fund_role(text)
        or head_label(text)
        or is_level1(text)
        or is_level2(text)
        or goal_word(text)
        or result_word(text)
        or plain in SIDE_LABELS
        or plain.startswith(FUND_HEADS)
        or plain in TASK_WORDS
        or fund_name(text)
    )


def head_label(text: str) -> str | None:
    """Which head field a label names; a seal note in brackets does not matter."""
    if len(text) > _LONGEST_HEAD:
        return None
    known = head_field(re.sub(r"[（(](?:盖章|公章|签章)[)）]", "", text))
    if known is None and bare(text) != "单位" and (field := head_word(text)) in {"project", "department", "unit_name"}:
        return field
    return known


def cells_of(text: str) -> tuple[Mode, list[Cell]]:
    """Take a text apart into cells, with how they were set."""
    if "|" in text:
        return "pipes", _merged(_pipes(text))
    raw = text.split("\n")
    ran = sum(len(line.split()) == 1 and len(_unglued(line.strip())) > 1 for line in raw)
    lines = raw if ran >= _RAN else _unwrapped(raw)  # the tabs of a table were lost
    if any(map(is_streamed, lines)):
        streamed = [cell for number, line in enumerate(lines, 1) for cell in _line(line, number)]
        return "vertical", _merged([cell._replace(first=True) for cell in streamed])
    said = [number for number, line in enumerate(lines) if line.strip()]
    height = said[-1] - said[0] + 1 if said else 0
    single = sum(1 for line in lines if line.strip() and len(line.split()) == 1)
    printed = len(said)
    blank = height - printed
    several = sum(not _is_one(line.strip()) for line in lines if line.strip())
    alone = single * 100 >= printed * 92 and several * 20 <= printed
    if alone or (ran < _RAN and blank * 10 >= height * 4 and single * 10 >= printed * 6):
        return "vertical", _merged(
            [Cell(tidy_text(line), number, first=True) for number, line in enumerate(lines, 1) if line and line != "\f"]
        )
    return "lines", _merged([cell for cells in _rejoined(lines) for cell in cells])


def _is_one(line: str) -> bool:
    """Whether a line holds one cell, or a label with a colon and its value."""
    parts = _unglued(line)
    return len(parts) == 1 or (len(parts) == 2 and parts[0].endswith(("：", ":")))


def _unwrapped(lines: list[str]) -> list[str]:
    """Where blank lines part the cells, lines without one between them are one wrapped cell.

    Lines that say something of their own (labels, figures, a numbered beginning) stay apart. The joined
    text stands on the first line, so that every line keeps its number.
    """
    groups: list[list[int]] = []
    for number, line in enumerate(lines):
        if line.strip() and line != "\f":
            if groups and groups[-1][-1] == number - 1:
                groups[-1].append(number)
            else:
                groups.append([number])
    alone = sum(len(group) == 1 for group in groups)
    if len(groups) < 8 or alone * 10 < len(groups) * 5:
        return lines
    found = list(lines)
    for group in groups:
        head = group[0]
        for position, number in enumerate(group[1:], 1):
            after = lines[number].strip()
            ahead = lines[group[position + 1]].strip() if position + 1 < len(group) else ""
            apart = bool(ahead) and is_word(after + ahead) and not is_word(found[head].strip() + after)
            if not apart and _continues(found[head].strip(), after):
                found[head], found[number] = found[head].strip() + lines[number].strip(), ""
            else:
                head = number
    return found


def _continues(before: str, after: str) -> bool:
    """Whether a line goes on with the cell that the line before began."""
    if len(before.split()) > 1 or len(after.split()) > 1 or TITLE.search(bare(before)):
        return False
    if (_VALUE_TAIL.fullmatch(after) and re.search(r"\d", before)) or (_open(before) and len(before) > 1):
        return True
    if is_word(before + after) and not (is_word(before) and is_word(after)):
        return True
    if _POINTS.fullmatch(after) and not before.endswith("。"):
        return True
    own = (is_word(after) or is_label(after)) and not _is_ending(after)
    if is_word(before) or is_label(before) or own or before[-1] in "。；;：:":
        return False
    if after[0] in _OPENING and len(after) > 2 and not any(char.isdigit() for char in before[-1] + after):
        return True
    return not (_OF_ITS_OWN.match(after) or re.fullmatch(r"[\d,.%％]+", before))


def _is_ending(text: str) -> bool:
    """Whether a word of the forms may as well be the end of a name: 投入成本, 补助资金, 服务对象满意度."""
    if text.endswith("时间"):
        return len(text) <= _SHORT + 1
    return (
        len(text) <= _SHORT
        and text[-1] not in "标号"
        and column_role(text) in {None, "ignored"}
        and head_label(text) is None
    )


def rows_are_lines(lines: list[str]) -> bool:
    """Whether each line with pipes holds one whole row: it then begins with a cell, not with a pipe."""
    full = [line for line in lines if sum(bool(cell.strip()) for cell in line.split("|")) > 1 and "|" in line]
    begun = sum(not line.lstrip().startswith("|") for line in full)
    return len(full) > 2 and begun * 10 >= len(full) * 6


def is_glued(line: str) -> bool:
    """Whether a whole table stands on one line without any separator."""
    plain = line.replace(" ", "")
    return len(line) > GLUED_LINE and not is_streamed(line) and sum(word in plain for word in _HEADER_WORDS) >= 2


def is_streamed(line: str) -> bool:
    """Whether a whole table stands on one line with blanks between its cells: the text of a workbook."""
    if len(line) <= GLUED_LINE:
        return False
    tokens = line.split()
    heads = sum(column_role(token) is not None for token in tokens)
    return heads >= _HEADS and sum(is_level2(token) for token in tokens) >= _SHORT - 1


def _pipes(text: str) -> list[Cell]:
    found: list[Cell] = []
    line = 1
    rows = rows_are_lines(text.split("\n"))
    for token in text.split("|"):
        parts = [(line + offset, part.strip()) for offset, part in enumerate(token.split("\n"))]
        kept = [(number, part) for number, part in parts if part]
        line += token.count("\n")
        first = not found or "\n" in token[: len(token) - len(token.lstrip())]
        if not kept:
            found.append(Cell("", parts[0][0], first))
        elif len(kept) == 1:
            found.append(Cell(tidy_text(kept[0][1]), kept[0][0], first))
            if rows and len(parts) > 1 and parts[0][1] and not parts[-1][1]:
                found.append(Cell("", parts[-1][0], first=True))  # the next row begins with an empty cell
        else:
            whole = tidy_text("\n".join(part for _, part in kept))
            apart = not is_word(whole) and (
                not found or any(is_word(part) or TITLE.search(bare(part)) for _, part in kept)
            )
            if apart:
                found += [Cell(tidy_text(part), number, first=True) for number, part in kept]
            else:
                found.append(Cell(whole, kept[0][0], first))
    if found and not found[-1].text:
        found.pop()
    return found


def _rejoined(lines: list[str]) -> list[list[Cell]]:
    """The cells of each line; a value that wrapped onto lines of its own goes back to its row."""
    found: list[list[Cell]] = []
    for number, line in enumerate(lines, 1):
        cells = _line(line, number)
        before = found[-1] if found else []
        if before and cells and (joined := _second_storey(before, cells)):
            found[-1] = joined
            continue
        if len(before) > 1 and before[-1].line >= number - 2 and _is_rest(before, cells):
            before += [cell._replace(first=False) for cell in cells]
            continue
        if len(cells) == 1 and before and before[-1].line >= number - 2:
            text, last = cells[0].text, before[-1]
            if _VALUE_TAIL.fullmatch(text) and re.search(r"\d", last.text) and len(before) > 1:
                before[-1] = last._replace(text=last.text + text, line=number)
                continue
            if (
                len(before) > 1
                and is_label(before[0].text)
                and not is_label(last.text)
                and not re.search(r"\d", last.text)
                and _ALONE.fullmatch(text)
            ):
                before.append(Cell(text, number))
                continue
        if cells:
            found.append(cells)
    return found


def _second_storey(before: list[Cell], cells: list[Cell]) -> list[Cell] | None:
    """A header with the words that stand below some of its own: 年度 实际 above 指标值 完成值."""
    halves = [n for n, cell in enumerate(before) if column_role(cell.text) is None and not is_word(cell.text)]
    if len(halves) != len(cells) or len(before) - len(halves) < _SHORT:
        return None
    wholes = [before[n].text + cell.text for n, cell in zip(halves, cells, strict=True)]
    if not all(map(column_role, wholes)):
        return None
    found = list(before)
    for n, whole in zip(halves, wholes, strict=True):
        found[n] = before[n]._replace(text=whole)
    return found


def _is_rest(before: list[Cell], cells: list[Cell]) -> bool:
    """Whether a line goes on with the row above: its points alone, or the value that 定性 announced."""
    last = before[-1].text
    if cells and all(_FIGURE.fullmatch(cell.text) for cell in cells) and len(cells) < _SHORT:
        return not last[-1].isdigit() and not is_word(last) and not any(map(column_role, (c.text for c in before)))
    return len(cells) == 1 and last == "定性" and not is_word(cells[0].text) and not is_label(cells[0].text)


def _line(line: str, number: int) -> list[Cell]:
    """One line of blank-separated cells; a blank inside brackets separates nothing."""
    tokens: list[str] = []
    for token in line.split():
        if tokens and _open(tokens[-1]):
            tokens[-1] += token
        else:
            tokens.append(token)
    cells = [part for token in tokens for part in _unglued(token)]
    return [Cell(cell, number, index == 0) for index, cell in enumerate(cells)]


def _open(token: str) -> bool:
    return sum(char in _OPENING for char in token) > sum(char in _CLOSING for char in token)


def _unglued(token: str) -> list[str]:
    """Labels that ran together, or ran into their value, where the words of the forms say how.

    >>> _unglued("一级指标二级指标指标内容指标值"), _unglued("产出指标数量指标学校改造覆盖率100%")
    (['一级指标', '二级指标', '指标内容', '指标值'], ['产出指标', '数量指标', '学校改造覆盖率100%'])
    """
    side = next((side for side in ("绩效指标", "年度绩效指标") if token.startswith(side)), "")
    if side and token[len(side) :] in _PIECES:
        return [side, token[len(side) :]]  # 绩效指标一级 / 指标
    if len(token) < 7 or is_word(token) or len(token) > GLUED_LINE:
        return [token]
    cut = _decomposed(token)
    if cut is not None:
        return list(cut)
    labels: list[str] = []
    rest = token
    while len(labels) < 2:
        size = next((n for n in range(min(18, len(rest) - 1), 3, -1) if _full_label(rest[:n])), 0)
        if not size or rest[size : size + 1] in "的率、，":
            break
        labels.append(rest[:size])
        rest = rest[size:]
    if labels:
        return [*labels, rest]
    return _head_cut(token)


def _full_label(text: str) -> bool:
    return text.endswith("指标") and (is_level1(text) or is_level2(text))


@lru_cache(maxsize=4096)  # the rest of a text is reached in many ways
def _decomposed(text: str) -> tuple[str, ...] | None:
    """The text as nothing but header words, or None."""
    if not text:
        return ()
    sizes = range(min(len(text), 14), 2, -1)
    for known in (_is_exact, _is_like):  # 总体目标 | 全年实际完成情况 is two labels, as long as both are known
        for size in sizes:
            if known(text[:size]) and (rest := _decomposed(text[size:])) is not None:
                return (text[:size], *rest)
    return None


def _is_exact(text: str) -> bool:
    plain = bare(text)
    return column_role(text) not in {None, "objective"} or fund_role(text) is not None or plain in _BLOCK_LABELS


def _is_like(text: str) -> bool:
    return goal_word(text) or result_word(text)


_BLOCK_LABELS = GOAL_LABELS | RESULT_LABELS | SIDE_LABELS


def _head_cut(token: str) -> list[str]:
    """项目主管部门江山区教育局项目执行单位工业园学校 → label, value, label, value."""
    size = next((n for n in range(min(12, len(token) - 1), 3, -1) if head_label(token[:n])), 0)
    if not size:
        return [token]
    rest = token[size:].lstrip(":：")
    if rest[:1] in _GOES_ON:
        return [token]  # 完成时间为2022年12月30日
    for start in range(2, len(rest) - 4):
        end = next((n for n in range(min(12, len(rest) - start - 1), 3, -1) if head_label(rest[start : start + n])), 0)
        if end:
            return [token[:size], rest[:start], *_head_cut(rest[start:])]
    return [token[:size], rest]


def _merged(cells: list[Cell]) -> list[Cell]:
    """Labels that were set on several lines (年度 / 总体 / 目标) become one cell again."""
    found: list[Cell] = []
    index = 0
    while index < len(cells):
        cell = cells[index]
        run = _wrapped(cells, index)
        found.append(cell if run == 1 else Cell("".join(c.text for c in cells[index : index + run]), *cell[1:]))
        index += run
    return found


def _wrapped(cells: list[Cell], index: int) -> int:
    """How many cells from here are the pieces of one label; 1 if they are not."""
    pieces = 0
    while index + pieces < len(cells) and pieces < 4 and 0 < len(cells[index + pieces].text) <= _LABEL_SIZE + 1:
        pieces += 1
    for count in range(2, pieces + 1):
        parts = [cell.text for cell in cells[index : index + count]]
        joined = "".join(parts)
        if any(char.isdigit() for char in joined) or not is_word(joined):
            continue
        if column_role(joined) == "objective" and bare(joined) not in GOAL_LABELS:
            continue
        if parts[-1] == "指标" and count == 2 and is_label(joined):
            return count  # 经济效益 / 指标
        if bare(joined) in LABELS and not is_word(parts[-1]):
            return count  # 年度主要目标 / 和成果
        if parts[0] in _WHO and is_level2(joined):
            return count
        if count == 2 and parts[0] in _BEGINNINGS and (column_role(joined) or fund_role(joined)):
            return count  # 年初 / 预算数, 年度 / 指标值
        whole = [
            part for part in parts if (is_word(part) or (is_label(part) and len(part) > 3)) and part not in _PIECES
        ]
        if not whole:
            return count
    return 1
