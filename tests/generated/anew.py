"""Published layouts drawn anew: their truth in columns, orders and words at random, as a file or as a text.

What is returned with a document is what it says: the truth with the signs that it prints.
"""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

from jixiao.forms.write import write
from tests.generated.flattened import flattened
from tests.generated.rebuilt import Fields, build, groups
from tests.generated.relaid import laid_out, reworded

if TYPE_CHECKING:
    from tests.generated.rebuilt import Layout


def _laid(truth: Fields, name: str, seed: int) -> tuple[Fields, Layout, random.Random]:
    rng = random.Random(f"{name}/{seed}")
    facts = reworded(truth, rng)
    layout = laid_out(facts, rng)
    forms = groups(facts)
    shown = {key: [item for form in forms for item in form[key]] for key in ("funds", "objectives")}
    if layout.funds is None or not shown["funds"]:
        facts["money_unit"] = None  # it is printed beside the money only
    named = [form["project"] for form in forms]
    if facts["project"] not in named:
        facts["project"] = next((name for name in named if name), None)  # each form prints its own
    return {**facts, **shown}, layout, rng


def file(truth: Fields, name: str, seed: int, form: str) -> tuple[Fields, bytes]:
    """As a file of a format: html, docx, xlsx or pdf.

    In a PDF an empty level cell at a page's end looks like a label that the page cut; there none is left empty.
    """
    facts, layout, _ = _laid(truth, name, seed)
    if form == "pdf" and layout.levels == "blank":
        layout = replace(layout, levels="repeated")
    return facts, write(build(facts, layout), form)


def text(truth: Fields, name: str, seed: int, way: str) -> tuple[Fields, bytes]:
    """Flattened into text in one of the ways of ``flattened``."""
    facts, layout, rng = _laid(truth, name, seed)
    return facts, flattened(build(facts, layout), way, rng, web=False).encode()
