"""Loading rows into a ledger: every cell checked against the declaration, the file taken whole or refused whole.

A file is taken into a Parquet batch by DuckDB in one pass; only if something in it is not as declared a second
pass finds and names every bad cell.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from jixiao.errors import JixiaoError
from jixiao.evidence.ledger import TYPE_NAMES
from jixiao.evidence.sources import named, staged
from jixiao.evidence.store import (
    ROW,
    Record,
    batch_id,
    file_digest,
    folder_of,
    identifier,
    keep,
    literal,
    records,
    rows_of,
    state_sql,
    table_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date as Date  # noqa: N812 - reads as the type it is

    import duckdb

    from jixiao.evidence.ledger import Field, Ledger
    from jixiao.evidence.pack import Pack
    from jixiao.evidence.sources import Staged

DATA = "data"
"""The folder of a pack with files to be loaded, each named after its ledger."""
_BAD = "jixiao: bad cell"
_TRUE = ("是", "有", "√", "✓", "true", "True", "TRUE", "1", "y", "Y", "yes", "Yes")
_FALSE = ("否", "无", "×", "✗", "false", "False", "FALSE", "0", "n", "N", "no", "No")


class Refused(NamedTuple):
    """A cell that is not as declared: the row of the source file, its column there, what stands in it, and why not."""

    row: int
    column: str
    value: str
    zh: str
    en: str


class Loaded(NamedTuple):
    """What came of loading a file: its record, None if it was refused; ``known`` if it had been loaded before.

    ``ignored`` are columns that are not declared; ``sheet`` is where the rows stood in a workbook.
    """

    record: Record | None
    rejects: tuple[Refused, ...] = ()
    known: bool = False
    ignored: tuple[str, ...] = ()
    sheet: str | None = None


def load(
    pack: Path, ledger: Ledger, source: Path, recorded: Date, *, sheet: str | None = None, accept_valid: bool = False
) -> Loaded:
    """Take the rows of a file into a ledger as one batch, recorded on a day.

    A later batch's rows replace the earlier rows of their keys. A file that was loaded before adds nothing.

    Args:
        pack: the folder of the evidence pack.
        ledger: its declaration.
        source: xlsx, xls, csv (UTF-8, GBK), json or parquet.
        recorded: the day from which the rows are known.
        sheet: the sheet of a workbook; by default the first with the ledger's columns.
        accept_valid: take the rows without bad cells where others have some.

    Raises:
        JixiaoError: the file cannot be read, or required columns are not in it.
    """
    import duckdb

    if ledger.source is not None:
        raise JixiaoError(
            "in-a-database",
            f"台账“{ledger.shown}”的数据在数据库里，不载入文件。",
            f"The ledger “{ledger.name}” stays in its database.",
            str(source),
        )
    digest = file_digest(source)
    own = batch_id(ledger, digest, sheet)
    before = records(pack, ledger)
    known = next((record for record in before if record.id == own), None)
    if known is not None:
        return Loaded(known, known=True)
    folder = folder_of(pack, ledger)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".load-", dir=folder) as scratch, duckdb.connect(":memory:") as connection:
        held = staged(source, ledger, Path(scratch), sheet)
        columns = _columns(ledger, held, source)
        made = Path(scratch) / "rows.parquet"
        work = _Work(connection, ledger, held, columns, source)
        rejects: tuple[Refused, ...] = ()
        if not work.plain(made) and not work.whole(made):
            rejects = work.refused()
            if not accept_valid or not work.valid(made):
                return Loaded(None, rejects, sheet=held.sheet)
        rows = work.count(made)
        record = Record(own, ledger.name, (before[-1].number if before else 0) + 1, source.name, digest, file_digest(made), rows, recorded,
                        work.replaced(pack, before, made), len({reject.row for reject in rejects}), held.sheet, held.first_row)  # fmt: skip
        ignored = tuple(
            column for number, column in enumerate(held.columns) if column.strip() and number not in columns.values()
        )
        return Loaded(keep(pack, ledger, made, record), rejects, ignored=ignored, sheet=held.sheet)


def load_all(pack: Pack, recorded: Date, *, accept_valid: bool = False) -> Iterator[tuple[Ledger, Path, Loaded]]:
    """Load every file of a pack's ``data/`` that is named after a ledger. Raises as ``load``."""
    folder = pack.folder / DATA
    for path in sorted(held for held in folder.iterdir() if held.is_file()) if folder.is_dir() else ():
        ledger = pack.ledgers.get(path.name.split(".")[0])
        if ledger is not None:
            yield ledger, path, load(pack.folder, ledger, path, recorded, accept_valid=accept_valid)


def _columns(ledger: Ledger, held: Staged, source: Path) -> dict[str, int]:
    columns = named(ledger, held.columns)
    missing = [
        field.title or field.name
        for field in ledger.fields
        if field.name not in columns and (field.constraints.required or field.name in ledger.key)
    ]
    if missing:
        raise JixiaoError("columns-missing", f"缺少必填的列：{'、'.join(missing)}。请补上后再载入。", f"Required columns are missing: {', '.join(missing)}.",
                          f"{source}{f' {held.sheet}' if held.sheet else ''}")  # fmt: skip
    return columns


class _Work:
    """One file on its way into a ledger."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, ledger: Ledger, held: Staged, columns: dict[str, int], source: Path
    ) -> None:
        self.connection, self.ledger, self.held, self.columns, self.source = connection, ledger, held, columns, source
        self.texts = self._texts()
        self.raw = False

    def _texts(self) -> str:
        """The file as a table of texts c0, c1 …"""
        return (
            f"read_csv({literal(str(self.held.path))}, columns={{{self._types()}}}, header=true, skip={self.held.skip}, delim={literal(self.held.delimiter)}, "
            "quote='\"', escape='\"', auto_detect=false, null_padding=true, strict_mode=false, max_line_size=10000000)"
        )

    def _types(self) -> str:
        return ", ".join(f"'c{number}': 'VARCHAR'" for number in range(len(self.held.columns)))

    def _text(self, field: Field) -> str:
        """A field's cell as text; null where it says nothing."""
        if field.name not in self.columns:
            return "null::varchar"
        cell = f"trim(c{self.columns[field.name]})"
        empty = ", ".join(literal(text) for text in self.ledger.missingValues)
        return f"case when {cell} in ({empty}) then null else {cell} end" if empty else cell

    def plain(self, target: Path) -> bool:
        """Write the batch as quickly as DuckDB reads a typed file; False if a cell needs a closer look.

        Closer looks are for dates, figures and words in other spellings than the usual, and for bad cells.
        """
        import duckdb

        types, selected = [], []
        known = {number: field for field in self.ledger.fields for number in [self.columns.get(field.name)]}
        for number in range(len(self.held.columns)):
            field = known.get(number)
            types.append(f"'c{number}': '{_read_as(field) if field is not None else 'VARCHAR'}'")
        for field in self.ledger.fields:
            name, held = identifier(field.name), f"c{self.columns.get(field.name)}"
            if field.name not in self.columns:
                selected.append(f"cast(null as {field.sql_type}) as {name}")
                continue
            cell = f"nullif(trim({held}), '')" if field.type in {"string", "boolean"} else held
            value = _converted(field, cell) if field.type == "boolean" else cell
            wrong = _wrong_plain(field, cell, value, self.ledger)
            shown = f"cast({value} as {field.sql_type})" if field.type == "number" else value
            selected.append(
                f"case when {wrong} then error('{_BAD}') else {shown} end as {name}" if wrong else f"{shown} as {name}"
            )
        empty = ", ".join(literal(text) for text in self.ledger.missingValues)
        table = self.texts.replace(self._types(), ", ".join(types)).replace(
            "auto_detect=false", f"auto_detect=false, nullstr=[{empty}]"
        )
        try:
            self._copy(f"select {', '.join(selected)} from {table}", target)
        except duckdb.Error:
            return False
        return not self._doubled(f"read_parquet({literal(str(target))})")

    def whole(self, target: Path) -> bool:
        """Write the batch in one pass over its texts, in whatever spelling; False if any cell is not as declared."""
        import duckdb

        selected = []
        for field in self.ledger.fields:
            text, name = self._text(field), identifier(field.name)
            value = _converted(field, text)
            if value == text and not _wrong(field, text, value, self.ledger):
                selected.append(f"{value} as {name}")
                continue
            selected.append(
                f"case when {_wrong(field, text, value, self.ledger) or 'false'} then error('{_BAD}') else {value} end as {name}"
            )
        try:
            self._copy(f"select {', '.join(selected)} from {self.texts}", target)
        except duckdb.Error as error:
            if _BAD in str(error) or isinstance(error, duckdb.ConversionException):
                return False
            raise _unreadable(error, self.source) from None
        return not self._doubled(f"read_parquet({literal(str(target))})")

    def valid(self, target: Path) -> bool:
        """Write the rows without bad cells; False if there is none."""
        fields = ", ".join(
            f"{_converted(field, identifier(field.name))} as {identifier(field.name)}" for field in self.ledger.fields
        )
        self._copy(f"select {fields}, {ROW} from raw where {ROW} not in (select row from bad) order by {ROW}", target)
        return self.count(target) > 0

    def refused(self) -> tuple[Refused, ...]:
        """Every bad cell, in the order of the rows."""
        self._raw()
        self.connection.execute("create temp table bad (row bigint, field varchar, value varchar, why varchar)")
        for field in self.ledger.fields:
            text = identifier(field.name)
            value = _converted(field, text)
            for why, condition in _reasons(field, text, value, self.ledger):
                self.connection.execute(
                    f"insert into bad select {ROW}, {literal(field.name)}, {text}, {literal(why)} from raw where {condition}"
                )
        for names in self._unique():
            listed = ", ".join(identifier(name) for name in names)
            self.connection.execute(
                f"insert into bad select {ROW}, {literal(names[0])}, concat_ws(' ', {listed}), 'double' from raw "
                f"where {' and '.join(f'{identifier(name)} is not null' for name in names)} "
                f"qualify row_number() over (partition by {listed} order by {ROW}) > 1"
            )
        found = self.connection.execute("select row, field, value, why from bad order by row, field, why").fetchall()
        fields = {field.name: field for field in self.ledger.fields}
        seen: dict[tuple[int, str], Refused] = {}
        for row, name, value, why in found:
            held = fields[name]
            column = self.held.columns[self.columns[name]] if name in self.columns else held.title or name
            seen.setdefault((row, name), Refused(int(row), column, value or "", *_said(why, held)))
        return tuple(seen.values())

    def _raw(self) -> None:
        fields = ", ".join(f"{self._text(field)} as {identifier(field.name)}" for field in self.ledger.fields)
        self.connection.execute(
            f"create temp table raw as select {fields}, row_number() over () + {self.held.first_row - 1} as {ROW} from {self.texts}"
        )

    def _unique(self) -> list[tuple[str, ...]]:
        keys = [self.ledger.key] if self.ledger.key else []
        return keys + [
            (field.name,)
            for field in self.ledger.fields
            if field.constraints.unique and (field.name,) != self.ledger.key
        ]

    def _doubled(self, table: str) -> bool:
        """Whether a key stands twice."""
        for names in self._unique():
            listed = ", ".join(identifier(name) for name in names)
            there = " and ".join(f"{identifier(name)} is not null" for name in names)
            # as many digests as rows: no two rows are alike, and nothing else needs to be compared
            for what in (f"hash({listed})", f"({listed})"):
                row = self.connection.execute(
                    f"select count(*), count(distinct {what}) from {table} where {there}"
                ).fetchone()
                if row is None or row[0] == row[1]:
                    break
            else:
                return True
        return False

    def replaced(self, pack: Path, before: tuple[Record, ...], made: Path) -> int:
        """How many earlier rows have keys that stand in this batch again."""
        if not self.ledger.key or not before:
            return 0
        parts = [(record, table_of(rows_of(pack, self.ledger, record), record)) for record in before]
        key = ", ".join(identifier(name) for name in self.ledger.key)
        row = self.connection.execute(
            f"select count(*) from (select {key} from ({state_sql(self.ledger, parts)}) intersect select {key} from read_parquet({literal(str(made))}))"
        ).fetchone()
        return int(row[0]) if row else 0

    def count(self, made: Path) -> int:
        row = self.connection.execute(f"select count(*) from read_parquet({literal(str(made))})").fetchone()
        return int(row[0]) if row else 0

    def _copy(self, query: str, target: Path) -> None:
        self.connection.execute(f"copy ({query}) to {literal(str(target))} (format parquet, compression zstd)")


def _unreadable(error: Exception, source: Path) -> JixiaoError:
    said = str(error).split("\n", 1)[0]
    return JixiaoError("unreadable-rows", f"表格的行读不出来：{said}", f"The rows cannot be read: {said}", str(source))


# -- cells ----------------------------------------------------------------------------------


def _read_as(field: Field) -> str:
    """The type as which DuckDB's reader takes a column: a number with some decimals more, to see whether it has too many."""
    if field.type == "number":
        return f"DECIMAL(18, {min(field.decimals + 4, 16)})"
    return "VARCHAR" if field.type in {"string", "boolean"} else field.sql_type


def _wrong_plain(field: Field, cell: str, value: str, ledger: Ledger) -> str:
    """The conditions of ``_reasons`` that a typed cell can still break."""
    found = [condition for why, condition in _reasons(field, cell, value, ledger) if why not in {"type", "decimals"}]
    if field.type == "boolean":
        found.append(f"{cell} is not null and {value} is null")
    if field.type == "number":
        found.append(f"cast({value} as {field.sql_type}) <> {value}")
    return " or ".join(f"({condition})" for condition in found)


def _converted(field: Field, text: str) -> str:
    """A cell's text as a value of the field's type; null where it is none."""
    if field.type == "string":
        return text
    if field.type == "boolean":
        true, false = (", ".join(literal(word) for word in words) for words in (_TRUE, _FALSE))
        return f"case when {text} in ({true}) then true when {text} in ({false}) then false end"
    if field.type == "date":
        return f"coalesce(try_cast({text} as date), {_dates(text)}, try_cast(try_cast({text} as timestamp) as date))"
    if field.type == "datetime":
        return f"coalesce(try_cast({text} as timestamp), try_cast(replace({text}, '/', '-') as timestamp), cast({_dates(text)} as timestamp))"
    plain = f"replace(replace(replace({text}, ',', ''), '，', ''), ' ', '')"
    return f"coalesce(try_cast({text} as {field.sql_type}), try_cast({plain} as {field.sql_type}))"


def _dates(text: str) -> str:
    return f"cast(try_strptime({text}, ['%Y/%m/%d', '%Y.%m.%d', '%Y年%m月%d日', '%Y%m%d']) as date)"


def _reasons(field: Field, text: str, value: str, ledger: Ledger) -> list[tuple[str, str]]:
    """Why a cell is not as declared: (name of the reason, condition)."""
    rule = field.constraints
    found: list[tuple[str, str]] = []
    if rule.required or field.name in ledger.key:
        found.append(("required", f"{text} is null"))
    if field.type != "string":
        found.append(("type", f"{text} is not null and {value} is null"))
    if field.type == "number":
        wide = f"try_cast(replace(replace({text}, ',', ''), '，', '') as decimal(38, 16))"
        found.append(("decimals", f"{value} is not null and {wide} <> {value}"))
    if field.type == "integer":
        wide = f"try_cast(replace(replace({text}, ',', ''), '，', '') as decimal(38, 16))"
        found.append(("decimals", f"{value} is not null and {wide} <> {value}"))
    if rule.enum:
        found.append(
            ("enum", f"{text} is not null and {text} not in ({', '.join(literal(str(word)) for word in rule.enum)})")
        )
    for name, bound, sign in (("minimum", rule.minimum, "<"), ("maximum", rule.maximum, ">")):
        if bound is not None:
            limit = f"{literal(str(bound))}::{field.sql_type}"
            found.append((name, f"{value} is not null and {value} {sign} {limit}"))
    if rule.pattern is not None:
        found.append(("pattern", f"{text} is not null and not regexp_full_match({text}, {literal(rule.pattern)})"))
    if rule.maxLength is not None:
        found.append(("maxLength", f"length({text}) > {rule.maxLength}"))
    return found


def _wrong(field: Field, text: str, value: str, ledger: Ledger) -> str:
    return " or ".join(f"({condition})" for _, condition in _reasons(field, text, value, ledger))


def _said(why: str, field: Field) -> tuple[str, str]:
    """A reason in words."""
    rule = field.constraints
    unit = f"（{field.unit}）" if field.unit else ""
    texts = {
        "required": ("必填，这一格是空的", "is required and empty"),
        "type": (f"应当是{TYPE_NAMES[field.type]}{unit}", f"must be a {field.type}"),
        "decimals": (
            f"最多{field.decimals if field.type == 'number' else 0}位小数",
            f"has more than {field.decimals if field.type == 'number' else 0} decimals",
        ),
        "enum": (f"应当是{'、'.join(map(str, rule.enum))}之一", f"must be one of {', '.join(map(str, rule.enum))}"),
        "minimum": (f"不能小于{rule.minimum}", f"must not be below {rule.minimum}"),
        "maximum": (f"不能大于{rule.maximum}", f"must not be above {rule.maximum}"),
        "pattern": (f"格式应为 {rule.pattern}", f"must look like {rule.pattern}"),
        "maxLength": (f"不能超过{rule.maxLength}个字", f"must not be longer than {rule.maxLength} characters"),
        "double": ("与前面的一行重复", "stands in an earlier row already"),
    }
    return texts[why]
