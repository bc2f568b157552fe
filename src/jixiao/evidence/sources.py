"""Files of rows (xlsx, xls, csv, json, parquet) as what is loaded: UTF-8 CSV with a header, Parquet, or the cells of a sheet."""

from __future__ import annotations

import csv
import io
import json
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from jixiao.books import INSTRUCTIONS
from jixiao.errors import JixiaoError
from jixiao.evidence.binding import NONE, named
from jixiao.evidence.cells import Cells, cell_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from jixiao.evidence.binding import Binding
    from jixiao.evidence.ledger import Ledger

_HEADER_ROWS = 30
"""Rows of a sheet among which its header must be."""
_SAMPLE = 1 << 16
_BEGINNING = 1 << 22
"""Bytes in which GBK never passes for UTF-8 once there are Chinese characters."""


class Staged(NamedTuple):
    """Rows to be loaded: in a CSV file, in a Parquet file (then with the types of its columns), or as the cells of a sheet.

    ``columns`` are the header's texts; ``first_row`` is the source's number of the first row of data. ``delimiter`` and
    ``skip`` (lines before the header) tell how to read a CSV file.
    """

    columns: tuple[str, ...]
    first_row: int
    path: Path | None = None
    delimiter: str = ","
    skip: int = 0
    sheet: str | None = None
    cells: Cells | None = None
    types: tuple[str, ...] = ()


def staged(source: Path, ledger: Ledger, folder: Path, sheet: str | None = None, said: Binding = NONE) -> Staged:
    """A file of rows, ready to be loaded; a text that must be converted is written into ``folder``.

    Raises:
        JixiaoError: it is no file of rows, or none of its sheets has the ledger's columns.
    """
    try:
        with source.open("rb") as held:
            head = held.read(_SAMPLE)
    except OSError as error:
        raise JixiaoError(
            "unreadable",
            f"文件读不出来（{error.strerror}）。",
            f"The file cannot be read ({error.strerror}).",
            str(source),
        ) from None
    if not head.strip():
        raise JixiaoError("empty-file", "文件是空的。", "The file is empty.", str(source))
    if head.startswith(b"PAR1"):
        return _of_parquet(source)
    if head.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        return _of_workbook(source, ledger, sheet, said)
    if head.lstrip()[:1] in {b"[", b"{"}:
        return _of_json(source, folder)
    return _of_csv(source, ledger, folder, said)


# -- csv ------------------------------------------------------------------------------------


def _of_csv(source: Path, ledger: Ledger, folder: Path, said: Binding) -> Staged:
    path, coding = source, "utf-8-sig"
    if not _is_utf8(source):
        path, coding = folder / "rows.csv", "utf-8"
        try:
            with (
                source.open(encoding="gb18030", newline="") as old,
                path.open("w", encoding="utf-8", newline="") as new,
            ):
                while piece := old.read(1 << 20):
                    new.write(piece)
        except UnicodeDecodeError:
            raise JixiaoError("not-text", "不是 UTF-8 或 GBK 编码的文本。请在 Excel 或 WPS 里另存为 xlsx 或 CSV UTF-8。",
                              "It is no text in UTF-8 or GBK. Save it as xlsx or CSV UTF-8.", str(source)) from None  # fmt: skip
    with path.open(encoding=coding, newline="") as held:
        sample = held.read(_SAMPLE)
    best: tuple[int, Staged] | None = None
    for delimiter in (",", "\t", ";", "|"):
        rows = csv.reader(io.StringIO(sample), delimiter=delimiter)
        lines = 0
        for number, row in zip(range(_HEADER_ROWS), rows, strict=False):
            found = len(named(ledger, row, said))
            if found and (best is None or found > best[0]):
                best = found, Staged(tuple(row), number + 2, path, delimiter, lines)
            if found == len(ledger.fields):
                return Staged(tuple(row), number + 2, path, delimiter, lines)
            lines = rows.line_num
    if best is None:
        raise _no_columns(ledger, source)
    return best[1]


def _is_utf8(source: Path) -> bool:
    """Whether a file is UTF-8; of a large one its beginning tells, if there is more in it than ASCII."""
    import codecs

    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with source.open("rb") as held:
            told = False
            while piece := held.read(_BEGINNING):
                decoder.decode(piece)
                told = told or not piece.isascii()
                if told:
                    return True
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


# -- workbooks, json, parquet ---------------------------------------------------------------


def _of_workbook(source: Path, ledger: Ledger, sheet: str | None, said: Binding) -> Staged:
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_path(str(source))
        names = [
            meta.name
            for meta in book.sheets_metadata
            if meta.visible == SheetVisibleEnum.Visible and meta.typ == SheetTypeEnum.WorkSheet
        ]
        if sheet is not None and sheet not in names:
            raise JixiaoError(
                "no-such-sheet",
                f"没有工作表“{sheet}”，有：{'、'.join(names)}。",
                f"No sheet “{sheet}”; there are {', '.join(names)}.",
                str(source),
            )
        for name in [sheet] if sheet is not None else names:
            page = book.get_sheet_by_name(name)
            start = page.start[0] if page.start else 0
            best, rows = 0, iter(page.iter_rows())
            passed: list[list[Any]] = []
            columns: tuple[str, ...] = ()
            at = 0
            for number, row in enumerate(rows):
                passed.append(row)
                texts = tuple(cell_text(value) for value in row)
                if len(found := named(ledger, texts, said)) > best and not any(
                    text.startswith(INSTRUCTIONS) for text in texts
                ):
                    best, columns, at = len(found), texts, number
                if number >= _HEADER_ROWS or best == len(ledger.fields):
                    break
            if best:
                cells = Cells(len(columns), chain(passed[at + 1 :], rows))
                return Staged(columns, start + at + 2, sheet=name, cells=cells)
    except (CalamineError, OSError, ValueError) as error:
        raise JixiaoError("damaged-workbook", f"工作簿打不开，可能已损坏或设有密码（{error}）。请重新取得文件，或打开后另存为 xlsx。",
                          f"The workbook cannot be opened; it may be damaged or have a password ({error}).", str(source)) from None  # fmt: skip
    raise _no_columns(ledger, source)


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as held:
        writer = csv.writer(held)
        writer.writerow(columns)
        writer.writerows(row or [""] for row in rows)


def _of_json(source: Path, folder: Path) -> Staged:
    try:
        data = json.loads(source.read_text(encoding="utf-8-sig"), parse_float=str, parse_int=str)
    except (ValueError, RecursionError) as error:
        raise JixiaoError(
            "bad-json", f"JSON 读不出来（{error}）。", f"The JSON cannot be read ({error}).", str(source)
        ) from None
    rows = data.get("rows", data.get("data")) if isinstance(data, dict) else data
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise JixiaoError(
            "bad-json",
            'JSON 应是一组记录：[{"列": 值, …}, …]。',
            'The JSON must be a list of records: [{"column": value, …}, …].',
            str(source),
        )
    columns = tuple(dict.fromkeys(str(name) for row in rows for name in row))
    path = folder / "rows.csv"
    _write(path, columns, ([_json_cell(row.get(name)) for name in columns] for row in rows))
    return Staged(columns, 1, path)


def _json_cell(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else cell_text(value)


def _of_parquet(source: Path) -> Staged:
    import duckdb

    with duckdb.connect(":memory:") as connection:
        try:
            held = connection.execute("describe select * from read_parquet(?)", [str(source)]).fetchall()
        except duckdb.Error as error:
            raise JixiaoError("damaged-parquet", f"Parquet 文件打不开，可能已损坏（{str(error).splitlines()[0]}）。",
                              f"The Parquet file cannot be opened ({str(error).splitlines()[0]}).", str(source)) from None  # fmt: skip
    return Staged(tuple(row[0] for row in held), 1, source, types=tuple(row[1] for row in held))


def _no_columns(ledger: Ledger, source: Path) -> JixiaoError:
    names = "、".join(field.title or field.name for field in ledger.fields)
    zh = f"没有找到台账“{ledger.shown}”的表头。表头应有：{names}。列名不同的用 --map 字段=列名 指明；填报表用 jixiao evidence template 生成。"
    en = f"The header of the ledger “{ledger.name}” was not found. It has {names}. See --map FIELD=COLUMN and jixiao evidence template."
    return JixiaoError("no-columns", zh, en, str(source))
