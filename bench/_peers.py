"""Other programs that take tables out of PDFs, each with a fair mapping of its rows to indicators."""

from __future__ import annotations

import io
import re
import shutil
import warnings
from collections import Counter
from importlib.metadata import version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from jixiao.plan import Plan

Table = list[list[str | None]]
NAME, VALUES = "三级指标", ("指标值", "年度指标值", "目标值")


def pdfplumber(data: bytes) -> list[Table]:
    import pdfplumber as library

    with library.open(io.BytesIO(data)) as document:
        return [table for page in document.pages for table in page.extract_tables()]


def camelot(data: bytes) -> list[Table]:
    """Its lattice flavour with the vector engine: the fastest it has for ruled tables."""
    import camelot as library

    found = library.read_pdf(data, pages="all", flavor="lattice", engine="vector", suppress_stdout=True)
    return [table.df.to_numpy().tolist() for table in found]


def pymupdf(data: bytes) -> list[Table]:
    import pymupdf as library

    with library.open(stream=data, filetype="pdf") as document:
        return [table.extract() for page in document for table in page.find_tables().tables]


def tabula(data: bytes) -> list[Table]:
    """The time includes the start of its Java program, as each of its calls does."""
    import tabula as library

    found = library.read_pdf(io.BytesIO(data), pages="all", lattice=True, output_format="json", silent=True)
    return [[[cell["text"] for cell in row] for row in table["data"]] for table in found]


def peers() -> dict[str, Callable[[bytes], list[Table]]]:
    """The installed ones, with their versions."""
    warnings.filterwarnings("ignore")
    wanted = {"pdfplumber": pdfplumber, "camelot-py": camelot, "pymupdf": pymupdf, "tabula-py": tabula}
    return {
        f"{name} {version(name)}": work for name, work in wanted.items() if work is not tabula or shutil.which("java")
    }


def plain(text: str | None) -> str:
    """A cell without the blanks and line ends of its layout."""
    return re.sub(r"\s+", "", text or "")


def truth(plan: Plan) -> Counter[tuple[str, str]]:
    """Name and target of each indicator."""
    return Counter((plain(i.name), plain(i.target.text if i.target else "")) for i in plan.indicators)


def indicators(tables: Iterable[Table]) -> Counter[tuple[str, str]]:
    """Name and target of each row below a header; a page without its header goes on with the columns before.

    Columns are those of the header; in a table of other columns the last two filled cells of a row are taken.
    """
    found: Counter[tuple[str, str]] = Counter()
    name = value = width = None
    for table in tables:
        for row in table:
            cells = [plain(cell) for cell in row]
            if NAME in cells and (heads := [head for head in VALUES if head in cells]):
                name, value, width = cells.index(NAME), cells.index(heads[0]), len(cells)
                continue
            if name is None or value is None:
                continue
            filled = [cell for cell in cells if cell]
            pair = (cells[name], cells[value]) if len(cells) == width else tuple(filled[-2:])
            if len(pair) == 2 and all(pair):
                found[pair[0], pair[1]] += 1
    return found


def share(found: Counter[tuple[str, str]], right: Counter[tuple[str, str]]) -> float:
    """The share of the indicators whose name and target are exactly right."""
    return (found & right).total() / right.total()
