"""Long scans without any text: the pages that hold a form are found before anything is recognised in full.

A page is looked at in small for a ruled table; of those with one the head is recognised, where a form says what it is.
A form goes on over the pages after it as long as they hold tables under no title of their own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao.errors import JixiaoError
from jixiao.forms.read import budget
from jixiao.forms.read.pdfpictures import check_pictures, glanced, opened, rendered, usual_scale
from jixiao.forms.read.pdftext import holds_form_words

if TYPE_CHECKING:
    from collections.abc import Sequence

_LOOKED, _GLIMPSED = 300, 120
"""Pages that are looked at, and whose heads are recognised, at most: a tenth of a second and a second each."""
_TITLE = re.compile(r"表(?:[((（].{0,12}[))）])?$")
"""A line that ends so is the title of another table."""


def form_pages(data: bytes, numbers: Sequence[int], name: str) -> list[int]:
    """Those of the pages (numbers from 1, in order) that hold a form, as their tables and heads say; none if no page has a ruled table.

    Pages beyond ``_LOOKED``, and with tables beyond ``_GLIMPSED``, are not among them.
    """
    from jixiao.forms.read.ocr import head_of
    from jixiao.forms.read.scanlook import holds_table

    found: list[int] = []
    with opened(data) as document:
        budget.looks(len(numbers[:_LOOKED]))
        tables: list[int] = []
        for number in numbers[:_LOOKED]:
            page = document[number - 1]
            try:
                check_pictures(page, number, name)
            except JixiaoError:
                continue
            if holds_table(glanced(page)):
                tables.append(number)
            page.close()
        budget.glimpses(len(tables[:_GLIMPSED]))
        for number in tables[:_GLIMPSED]:
            page = document[number - 1]
            scale = usual_scale(page)
            above, text = head_of(rendered(page, scale), number, scale)
            page.close()
            titled = any(_TITLE.search(line) for line in above)
            if "绩效" in text or holds_form_words(text) or (number - 1 in found and not titled):
                found.append(number)
    return found
