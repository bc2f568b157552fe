"""How often a spoilt form is misread, or its spoiling not noticed, without a word.

Forms made by rule (synthetic), each spoilt in one way: in the cells before it is written (xlsx, docx, html, PDF with
and without lines), or in the pages of the PDF. Two rates:

(a) misread: the reading says something else than the spoilt form prints (the truth after the same change).
(b) unnoticed: the reading says something else than the form did before it was spoilt.

Both count as silent only if the reading of the spoilt form has no problem and `jixiao check` no finding that the whole
form did not have. A field that is absent is not a departure; forms of which nothing but absences tell are counted apart.
Apart stand also the spoilings that nobody could notice from the document alone (UNDETECTABLE, below).

    python bench/spoilt.py [documents] [show silent ones]

The doubts were written with other seeds (1000 to 1014) in view; those used here were first run afterwards.

UNDETECTABLE (tests are in `undetectable`):
- figure: in one target or actual value a digit is another, or the end of its digits is gone, and what stands there is still
  a figure of the same shape, no rate over 100 %, no date that is none and of no other year; where the form prints scores,
  the actual value meets the target as before, or a reason is printed. Or one amount of a form that prints no other.
- digit inside a word (5G).
- comparator: another one, unless it now points against a rate or a cost (≤ for a rate, ≥ for a cost).
- words: the end of a name, an objective, a reason is gone, and what is left has at least four characters, closed brackets,
  and does not end in a sign, a digit, or a word that must go on (的 和 与 及 或 等 在 对 为 由 、 ，).
- value: the end of a target or an actual value is gone, and what is left is a whole value with its unit, a whole date, or a
  word that is a value by itself (有效 明显 显著 …).
- rows: two names, or two values of the same shape, have changed places within a column, or a whole row is gone from a
  form without weights.
"""

from __future__ import annotations

import random
import re
import sys
import time
from collections import Counter, defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

from _generated import LAYOUTS, source
from tests.generated import damage, drawn
from tests.generated.printed import Compared, Printed, compare, marked, prints

from jixiao import check, read
from jixiao.errors import JixiaoError
from jixiao.forms.write import write

if TYPE_CHECKING:
    from jixiao.forms.layout import FormTable
    from jixiao.plan import Reading

COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
SHOW = int(sys.argv[2]) if len(sys.argv) > 2 else 0
SEEDS = range(5000, 5015)
CELLS = {
    "cells swapped": damage.cells_swapped,
    "column's cells swapped": damage.rows_swapped,
    "cell emptied": damage.emptied,
    "text cut": damage.shortened,
    "digit changed": damage.digit_changed,
    "digit lost": damage.digit_lost,
    "comparator changed": damage.sign_changed,
    "row cut": damage.row_cut,
    "row half cut": damage.row_half_cut,
    "row doubled": damage.row_doubled,
    "cells merged": damage.cells_merged,
    "columns swapped": damage.columns_without_header,
    "columns swapped, header too": damage.columns_with_header,
}
PAGES = ("line not drawn", "line added", "page lost", "pages shuffled", "page doubled", "page mixed in")
FORMS = LAYOUTS["tuned"]
WAYS = (*CELLS, *PAGES)
FORMATS = ("xlsx", "docx", "html", "pdf, ruled", "pdf, no lines")
_GOES_ON = re.compile(r"[的和与及或等在对为由、，：；≥≤＝（(“0-9]$")
_WORD = {"有效", "明显", "显著", "持续", "不断", "长期"}
_WHOLE = re.compile(
    r"[≥≤＝]?[\d.]+(?:%|公里|人|次|台|家|个|万亩|场|册|万元)|\d{4}年(?:1[0-2]|[1-9])月(?:底|\d{1,2}日)?"
)
_RATE = re.compile(r"(?:率|满意度|满意程度)(?:（.*）)?$")


def told(reading: Reading) -> Counter[tuple[str, str]]:
    """The problems and findings of a reading, by code and what they are about (a row by its name: rows may move)."""
    found = check(
        reading.plan, actuals=reading.actuals, printed_scores=reading.printed_scores, problems=reading.problems
    )
    return Counter((finding.rule, _about(finding.subject, reading)) for finding in found) + Counter(
        (doubt.code, doubt.text) for doubt in reading.problems
    )


def _about(subject: str, reading: Reading) -> str:
    part = subject.split("/")
    if part[1:2] == ["indicators"] and len(part) > 2:
        return reading.plan.indicators[int(part[2])].name
    return subject


@lru_cache(maxsize=4096)
def form(kind: str, layout: str, seed: int) -> tuple[FormTable, Printed]:
    truth, table, _ = source(kind, layout, seed)
    table = marked(truth, table)
    return table, prints(table)


def written(table: FormTable, fmt: str, style: str) -> bytes:
    """A form in a format; PDF pages are large enough to have several when ``style`` names the pages."""
    if fmt in {"xlsx", "docx", "html"}:
        return write(table, fmt)
    look = (drawn.ruled if fmt == "pdf, ruled" else drawn.borderless)(random.Random(style))
    if style.startswith("pages"):
        look.again, look.padding = random.Random(style).random() < 0.5, max(look.padding, 6.0)
        look.size = 12.0 if fmt == "pdf, ruled" else 9.0
    return drawn.pdf(table, look)


@lru_cache(maxsize=4096)
def whole(kind: str, layout: str, seed: int, fmt: str, style: str) -> tuple[bytes, Counter[tuple[str, str]], bool]:
    """A form unspoilt: its bytes, what is told of it, and whether it is read right."""
    table, said = form(kind, layout, seed)
    data = written(table, fmt, style)
    reading = read(data, name="whole")
    return data, told(reading), not compare(said, reading).wrong


def changed(before: FormTable, after: FormTable) -> list[tuple[str, str, str]]:
    """(pointer, old text, new text) of the cells whose text is another."""
    cells = [
        [
            cell
            for sheet in table.sheets
            for block in sheet.blocks
            for row in (*block.header, *block.body)
            for cell in row
        ]
        for table in (before, after)
    ]
    if len(cells[0]) != len(cells[1]):
        return []
    return [(a.pointer, a.text, b.text) for a, b in zip(*cells, strict=True) if a.text != b.text]


def _impossible(new: str, name: str) -> bool:
    """Whether a value tells by itself that it is wrong: over 100 %, a month or day that is none, another year."""
    if "%" in new and _RATE.search(name) and (number := _number(new)) is not None and number > 100:
        return True
    if re.search(r"\d年|\d月|\d日", new):
        month = re.search(r"(\d+)月", new)
        day = re.search(r"(\d+)日", new)
        year = re.search(r"(\d+)年", new)
        return bool((month and not 1 <= int(month[1]) <= 12) or (day and not 1 <= int(day[1]) <= 31) or year is None)
    return re.search(r"^[≥≤＝]?0|^[≥≤＝]?\.|\.$", new) is not None


def _number(text: str) -> float | None:
    found = re.search(r"\d+(?:\.\d+)?", text.replace(",", ""))
    return float(found[0]) if found else None


def _year_is_other(old: str, new: str) -> bool:
    return re.findall(r"(\d+)年", old) != re.findall(r"(\d+)年", new)


def _meets(row: dict[str, str]) -> bool:
    """Whether the actual value meets the target, as far as a number tells."""
    target = row.get("sign", "") + row.get("value", "")
    wanted, got = _number(target), _number(row.get("actual", ""))
    if wanted is None or got is None:
        return False
    return got <= wanted if target[:1] == "≤" else got >= wanted


def _figure(pointer: str, old: str, new: str, said: Printed) -> bool:
    """Whether another figure in a cell contradicts nothing that the form prints."""
    part = pointer.split("/")
    if part[0] == "funds":
        return sum(1 for key in said.head if key.startswith("funds/")) == 1
    if part[-1] not in {"value", "actual"}:
        return part[-1] not in {"weight", "score", "total"} and re.sub(r"\d", "", old) == re.sub(r"\d", "", new)
    row = dict(said.rows[int(part[1])])
    row[part[-1]] = new
    shown = row.get("value", "") + row.get("unit", "") if part[-1] == "value" else new
    if _impossible(shown, row.get("name", "")) or _year_is_other(old, new):
        return False
    return "score" not in row or bool(row.get("reason")) or _meets(row)


def _comparator(pointer: str, new: str, said: Printed) -> bool:
    row = said.rows[int(pointer.split("/")[1])]
    name = row.get("name", "")
    against = (new[:1] == "≤" and _RATE.search(name)) or (new[:1] == "≥" and name.endswith("成本"))
    return not against


def undetectable(way: str, cells: list[tuple[str, str, str]], said: Printed, *, weighed: bool) -> bool:
    """Whether nobody could notice from the document alone; the criterion is at the top."""
    if way == "row cut":
        return not weighed
    if way == "column's cells swapped" and len(cells) == 2:
        shape = [re.sub(r"^[≥≤＝]|\d+(?:\.\d+)?", "", old) for _, old, _ in cells]
        return cells[0][0].endswith("/name") or shape[0] == shape[1]
    if len(cells) != 1:
        return False
    pointer, old, new = cells[0]
    part = pointer.split("/")
    if way in {"digit changed", "digit lost"}:
        return _figure(pointer, old, new, said)
    if way == "comparator changed":
        return _comparator(pointer, new, said)
    if way != "text cut" or part[-1] in {"weight", "score", "sign", "unit"}:
        return False
    if part[-1] in {"value", "actual"}:
        digits = re.fullmatch(r"[≥≤＝]?[\d.]+", old) is not None
        whole = _WHOLE.fullmatch(new) is not None or new in _WORD
        return whole or (digits and re.search(r"\d$", new) is not None and _figure(pointer, old, new, said))
    closed = all(new.count(a) == new.count(b) for a, b in ("（）", "()", "“”"))
    return len(new) >= 4 and closed and not _GOES_ON.search(new)


def spoilt(number: int, rng: random.Random) -> tuple[str, str, str] | None:
    """Spoil one form: way, format, outcome; None if this form cannot be spoilt so."""
    way = WAYS[number % len(WAYS)]
    kind, layout = rng.choice(list(FORMS))
    seed = rng.choice(SEEDS)
    table, said = form(kind, layout, seed)
    others: list[Printed] = []
    cells: list[tuple[str, str, str]] = []
    parts = way in PAGES[2:]
    now = said
    if way in CELLS:
        fmt = rng.choice(
            FORMATS[:-1] if way == "cells merged" else FORMATS
        )  # without lines nothing shows that cells are one
        style = f"cells {seed}"
        made = CELLS[way](table, rng)
        if made is None or made == table:
            return None
        now, cells = prints(made), changed(table, made)
        _, before, right = whole(kind, layout, seed, fmt, style)
        data = written(made, fmt, style)
    else:
        lines = way.startswith("line")
        fmt = "pdf, ruled" if lines else rng.choice(FORMATS[3:])
        style = f"pages {seed} {rng.randrange(3)}"
        data, before, right = whole(kind, layout, seed, fmt, style)
        if not lines and way != "page mixed in" and damage.pages(data) < 2:
            return None
        if way == "page mixed in":
            strange = rng.choice(list(FORMS))
            other_seed = rng.choice([s for s in SEEDS if s != seed])
            others = [form(*strange, other_seed)[1]]
            data = damage.page_mixed_in(data, whole(*strange, other_seed, fmt, f"pages {other_seed} 0")[0], rng)
        else:
            spoil = {
                "line not drawn": damage.without_a_line, "line added": damage.with_a_line, "page lost": damage.page_lost,
                "pages shuffled": damage.pages_shuffled, "page doubled": damage.page_doubled,
            }[way]  # fmt: skip
            data = spoil(data, rng)
    if not right:
        return None  # misread when whole: bench/accuracy.py counts that
    try:
        reading = read(data, name="spoilt")
    except JixiaoError:
        return way, fmt, "refused"
    quiet = not (told(reading) - before)
    printed = compare(now, reading, parts=parts, order=not parts, others=others)
    true = compare(said, reading)
    weighed = any("weight" in row for row in said.rows)
    outcome = judged(way, printed, true, cells, said, quiet=quiet, weighed=weighed)
    if outcome in SHOWN and SHOW:
        detail = printed.wrong if outcome == "misread in silence" else true.wrong
        print(f"  {outcome}: {way} | {kind} {layout} {seed} {fmt} | {cells[:2]} | {detail[:3]}")
    return way, fmt, outcome


SHOWN = ("misread in silence", "silent")


def judged(way: str, printed: Compared, true: Compared, cells: list[tuple[str, str, str]], said: Printed, *, quiet: bool, weighed: bool) -> str:  # fmt: skip
    """One word for what became of a spoilt form."""
    if printed.wrong and quiet:
        return "misread in silence"
    if not true.wrong:
        if not true.absent:
            return "as before"
        return "absent, untold" if quiet else "told"
    if not quiet:
        return "told"
    return "undetectable" if undetectable(way, cells, said, weighed=weighed) else "silent"


OUTCOMES = ("as before", "told", "refused", "absent, untold", "undetectable", "silent", "misread in silence")
started = time.perf_counter()
rng = random.Random("spoilt anew")
counts: dict[str, Counter[str]] = defaultdict(Counter)
formats: dict[str, Counter[str]] = defaultdict(Counter)
made = number = 0
while made < COUNT:
    found = spoilt(number, rng)
    number += 1
    if found is None:
        continue
    made += 1
    way, fmt, outcome = found
    counts[way][outcome] += 1
    formats[fmt][outcome] += 1
print(f"{made} spoilt documents of layouts {len(FORMS)} ({time.perf_counter() - started:.0f} s)")
print(f"{'':<30}{'documents':>10}" + "".join(f"{name:>20}" for name in OUTCOMES))
for name, held in [*((way, counts[way]) for way in WAYS), *formats.items()]:
    print(f"{name:<30}{sum(held.values()):>10}" + "".join(f"{held[outcome]:>20}" for outcome in OUTCOMES))
total = Counter[str]()
for held in counts.values():
    total += held


def share(*outcomes: str) -> str:
    return f"{100 * sum(total[outcome] for outcome in outcomes) / made:6.2f} %"


print(
    f"(a) misread in silence (the reading is not what the spoilt form prints)           {share('misread in silence')}"
)
print(
    f"(b) unnoticed: a departure from the form before it was spoilt, in silence         {share('misread in silence', 'silent')}"
)
print(
    f"    and with those that nobody could notice from the document alone               {share('misread in silence', 'silent', 'undetectable')}"
)
print(f"    only absences, untold (what is read is right, and something is missing)       {share('absent, untold')}")
