"""One file on its way into a ledger: read as types where that is quick, as texts where a cell needs a closer look."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from jixiao.errors import JixiaoError
from jixiao.evidence.binding import ADDRESS, NUMBER, is_export
from jixiao.evidence.casting import converted, odd_figures, read_as, reasons, said_why, wrong, wrong_typed
from jixiao.evidence.store import ROW, identifier, literal, rows_of, state_sql, table_of

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from jixiao.evidence.binding import Binding
    from jixiao.evidence.ledger import Field, Ledger
    from jixiao.evidence.sources import Staged
    from jixiao.evidence.store import Record

_BAD = "jixiao: bad cell"
_FIGURES = (
    "DECIMAL",
    "TINYINT",
    "SMALLINT",
    "INTEGER",
    "BIGINT",
    "UTINYINT",
    "USMALLINT",
    "UINTEGER",
    "DOUBLE",
    "FLOAT",
)


class Refused(NamedTuple):
    """A cell that is not as declared: the row of the source file, its column there, what stands in it, and why not."""

    row: int
    column: str
    value: str
    zh: str
    en: str


class Work:
    """One file on its way into a ledger."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        ledger: Ledger,
        held: Staged,
        columns: dict[str, int],
        source: Path,
        said: Binding,
    ) -> None:
        """``columns`` are the places of the fields in the file."""
        self.connection, self.ledger, self.held, self.columns, self.source, self.said = connection, ledger, held, columns, source, said  # fmt: skip
        self._named = False

    # -- the file as tables -----------------------------------------------------------------

    @property
    def texts(self) -> str:
        """The file as a table of texts c0, c1 …"""
        cells = self.held.cells
        if self.held.types:
            return self._parquet("cast({} as varchar)")
        if cells is None:
            return self._csv({}, ", max_line_size=10000000")  # long lines cost time: only where the quick way failed
        if not self._named:
            self.connection.register("texts", cells.texts())
            self._named = True
        return "texts"

    def _csv(self, types: dict[int, str], more: str = "") -> str:
        """The CSV file as a table c0, c1 …, of texts where no type is given."""
        held = self.held
        listed = ", ".join(f"'c{number}': '{types.get(number, 'VARCHAR')}'" for number in range(len(held.columns)))
        return (
            f"read_csv({literal(str(held.path))}, columns={{{listed}}}, header=true, skip={held.skip}, delim={literal(held.delimiter)}, "
            f"quote='\"', escape='\"', auto_detect=false, null_padding=true, strict_mode=false{more})"
        )

    def _parquet(self, form: str) -> str:
        """The Parquet file as a table c0, c1 …, each column in a form."""
        columns = ", ".join(f"{form.format(identifier(name))} as c{n}" for n, name in enumerate(self.held.columns))
        return f"(select {columns} from read_parquet({literal(str(self.held.path))}))"

    def _empty(self) -> str:
        return ", ".join(literal(text) for text in self.ledger.missingValues)

    def _text(self, field: Field) -> str:
        """A field's cell as text; null where it says nothing."""
        if field.name in self.said.constants:
            return literal(self.said.constants[field.name])
        if field.name not in self.columns:
            return "null::varchar"
        cell = f"trim(c{self.columns[field.name]})"
        return self._meant(field, f"case when {cell} in ({self._empty()}) then null else {cell} end" if self.ledger.missingValues else cell)  # fmt: skip

    def _meant(self, field: Field, text: str) -> str:
        """What a text means: the value of a code; the number of an answer sheet together with what tells its survey."""
        codes = {**field.codes, **(self.said.codes if field.constraints.enum else {})}
        if codes:
            text = f"case {text} {' '.join(f'when {literal(code)} then {literal(value)}' for code, value in codes.items())} else {text} end"
        if field.name in self.numbered:
            return f"{literal('-'.join((*self.said.constants.values(), '')))} || {text}"
        return text

    @property
    def numbered(self) -> tuple[str, ...]:
        """The key that a survey platform's running number alone would not tell apart from other surveys'."""
        key = self.ledger.field(self.ledger.key[0]) if len(self.ledger.key) == 1 else None
        if key is None or key.type != "string" or not self.said.constants or not is_export(self.held.columns):
            return ()
        return (key.name,) if self.held.columns[self.columns.get(key.name, 0)].strip() == NUMBER else ()

    # -- batches ----------------------------------------------------------------------------

    def plain(self, target: Path) -> bool:
        """Write the batch as quickly as DuckDB takes typed columns; False if a cell needs a closer look.

        Closer looks are for dates, figures and words in other spellings than the usual, and for bad cells.
        """
        import duckdb

        table, typed = self._typed()
        selected = []
        for field in self.ledger.fields:
            name, (cell, odd) = identifier(field.name), typed[field.name]
            value = converted(field, cell) if field.type == "boolean" else cell
            bad = wrong_typed(field, cell, value, self.ledger)
            if odd:
                bad = f"{bad} or {odd}" if bad else odd
            selected.append(f"case when {bad} then error('{_BAD}') else {value} end as {name}" if bad else f"{value} as {name}")  # fmt: skip
        try:
            self._copy(f"select {', '.join(selected)} from {table}", target)
        except duckdb.Error:
            return False
        return not self._doubled(f"read_parquet({literal(str(target))})")

    def _typed(self) -> tuple[str, dict[str, tuple[str, str]]]:
        """The file as a table with types, and of each field its value there and when that is not what its cell says."""
        found: dict[str, tuple[str, str]] = {}
        for field in self.ledger.fields:
            if field.name in self.said.constants:
                found[field.name] = f"cast({literal(self.said.constants[field.name])} as {read_as(field)})", ""
            elif field.name not in self.columns:
                found[field.name] = f"cast(null as {field.sql_type})", ""
        wanted = {self.columns[field.name]: field for field in self.ledger.fields if field.name not in found}
        cells = self.held.cells
        if self.held.types:
            return self._typed_parquet(wanted, found)
        if cells is None:
            types: dict[int, str] = {}
            for number, field in wanted.items():
                cell = f"c{number}"
                if read_as(field) == "VARCHAR":
                    found[field.name] = self._meant(field, f"nullif(trim({cell}), '')"), ""
                elif odd := odd_figures(field, cell):  # the reader would round
                    found[field.name] = f"cast({cell} as {field.sql_type})", odd
                else:
                    types[number] = field.sql_type
                    found[field.name] = cell, ""
            return self._csv(types, f", nullstr=[{self._empty()}]"), found
        arrays: dict[str, Any] = {}
        for number, field in wanted.items():
            name, textual = f"c{number}", read_as(field) == "VARCHAR"
            arrays[name], kind = cells.column(number, texts=textual)
            if kind is float and field.type in {"number", "integer"}:
                value = f"cast({name} as {field.sql_type})"
                found[field.name] = value, f"cast({value} as double) <> {name}"
            elif kind in {date, datetime} and field.type in {"date", "datetime"}:
                found[field.name] = f"cast({name} as {field.sql_type})", ""
            else:
                if kind is not str:
                    arrays[name], _ = cells.column(number, texts=True)
                text = self._text(field)
                found[field.name] = text if textual else f"cast({text} as {field.sql_type})", odd_figures(field, text)
        if not arrays:
            return self.texts, found
        self.connection.register("typed", arrays)
        return "typed", found

    def _typed_parquet(
        self, wanted: dict[int, Field], found: dict[str, tuple[str, str]]
    ) -> tuple[str, dict[str, tuple[str, str]]]:
        """Columns of figures and days as they are; all others by their texts."""
        for number, field in wanted.items():
            kind, name = self.held.types[number], f"c{number}"
            figures = field.type in {"number", "integer"} and kind.startswith(_FIGURES)
            days = (field.type, kind) in {("date", "DATE"), ("datetime", "TIMESTAMP"), ("datetime", "DATE")}
            if figures or days:
                value = f"cast({name} as {field.sql_type})"
                found[field.name] = value, f"cast({value} as {kind}) <> {name}" if figures else ""
                continue
            text = self._text(field).replace(f"trim({name})", f"trim(cast({name} as varchar))")
            value = text if read_as(field) == "VARCHAR" else f"cast({text} as {field.sql_type})"
            found[field.name] = value, odd_figures(field, text)
        return self._parquet("{}"), found

    def whole(self, target: Path) -> bool:
        """Write the batch in one pass over its texts, in whatever spelling; False if any cell is not as declared."""
        import duckdb

        selected = []
        for field in self.ledger.fields:
            text, name = self._text(field), identifier(field.name)
            value = converted(field, text)
            if value == text and not wrong(field, text, value, self.ledger):
                selected.append(f"{value} as {name}")
                continue
            selected.append(
                f"case when {wrong(field, text, value, self.ledger) or 'false'} then error('{_BAD}') else {value} end as {name}"
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
            f"{converted(field, identifier(field.name))} as {identifier(field.name)}" for field in self.ledger.fields
        )
        self._copy(f"select {fields}, {ROW} from raw where {ROW} not in (select row from bad) order by {ROW}", target)
        return self.count(target) > 0

    def refused(self) -> tuple[Refused, ...]:
        """Every bad cell, in the order of the rows."""
        self._raw()
        self.connection.execute("create temp table bad (row bigint, field varchar, value varchar, why varchar)")
        for field in self.ledger.fields:
            text = identifier(field.name)
            value = converted(field, text)
            for why, condition in reasons(field, text, value, self.ledger):
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
        found = self.connection.execute("select row, field, value, why from bad").fetchall()
        fields = {field.name: field for field in self.ledger.fields}
        order = {name: self.columns.get(name, len(self.held.columns)) for name in fields}
        found.sort(key=lambda one: (one[0], order[one[1]], one[3]))  # as one reads the file
        seen: dict[tuple[int, str], Refused] = {}
        for row, name, value, why in found:
            held = fields[name]
            column = self.held.columns[self.columns[name]] if name in self.columns else held.title or name
            seen.setdefault((row, name), Refused(int(row), column, value or "", *said_why(why, held)))
        return tuple(seen.values())

    def check_constants(self) -> None:
        """Raise JixiaoError where a value that is to hold for all rows is not as declared."""
        for field in self.ledger.fields:
            given = self.said.constants.get(field.name)
            if given is None:
                continue
            text = self._text(field)
            for why, condition in reasons(field, text, converted(field, text), self.ledger):
                if self._numbers(f"select coalesce(cast({condition} as integer), 0)")[0]:
                    zh, en = said_why(why, field)
                    raise JixiaoError("bad-constant", f"“{field.name}”的值“{given}”不对：{zh}。", f"“{given}” for “{field.name}” {en}.", str(self.source))  # fmt: skip

    def notes(self) -> tuple[tuple[str, str], ...]:
        """What a person must know of how a survey's export was understood, and what looks like answers given twice."""
        if not is_export(self.held.columns):
            return ()
        held = [column.strip() for column in self.held.columns]
        pairs = "、".join(f"{name}←{held[number]}" for name, number in self.columns.items() if held[number] != name)
        found = [(f"认作问卷平台的导出，按列对应：{pairs}", f"taken as a survey platform's export: {pairs}")]
        for name in self.numbered:
            shown = "-".join((*self.said.constants.values(), NUMBER))
            found.append((f"各份问卷的序号会重复，“{name}”写作 {shown}", f"“{name}” is written {shown}, for numbers recur between surveys"))  # fmt: skip
        if ADDRESS in held:
            times, sheets = self._again((held.index(ADDRESS),))
            if times:
                found.append((f"同一IP交了多份：{times}个IP共{sheets}份，请核对是否重复填写；没有删除",
                              f"{times} addresses sent {sheets} sheets: please check whether somebody answered twice; none was removed"))  # fmt: skip
        alike = tuple(number for number, column in enumerate(held) if column not in {"", NUMBER})
        times, sheets = self._again(alike)
        if times:
            found.append((f"除序号外完全相同的答卷：{times}组共{sheets}份，请核对；没有删除",
                          f"{sheets} sheets in {times} groups are alike but for their number: please check; none was removed"))  # fmt: skip
        return tuple(found)

    def _again(self, columns: tuple[int, ...]) -> tuple[int, int]:
        """How many values of some columns occur more than once, and in how many rows."""
        listed = ", ".join(f"trim(c{number})" for number in columns)
        times, rows = self._numbers(
            f"select count(*), coalesce(sum(n), 0) from (select count(*) as n from {self.texts} "
            f"where trim(c{columns[0]}) <> '' group by {listed} having count(*) > 1)"
        )
        return times, rows

    def _numbers(self, query: str) -> tuple[int, ...]:
        """The one row of counts that a query gives, read to its end so that the connection is free again."""
        return tuple(int(value) for value in self.connection.execute(query).fetchall()[0])

    def _raw(self) -> None:
        fields = ", ".join(f"{self._text(field)} as {identifier(field.name)}" for field in self.ledger.fields)
        self.connection.execute(
            f"create temp table raw as select {fields}, row_number() over () + {self.held.first_row - 1} as {ROW} from {self.texts}"
        ).fetchall()

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
                rows, different = self._numbers(f"select count(*), count(distinct {what}) from {table} where {there}")
                if rows == different:
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
        both = f"select {key} from ({state_sql(self.ledger, parts)}) intersect select {key} from read_parquet({literal(str(made))})"
        return self._numbers(f"select count(*) from ({both})")[0]

    def count(self, made: Path) -> int:
        """The rows of a batch."""
        return self._numbers(f"select count(*) from read_parquet({literal(str(made))})")[0]

    def _copy(self, query: str, target: Path) -> None:
        how = "format parquet, compression zstd, parquet_version v2"  # smaller than version 1, quicker to write and to read
        self.connection.execute(f"copy ({query}) to {literal(str(target))} ({how})").fetchall()


def _unreadable(error: Exception, source: Path) -> JixiaoError:
    said = str(error).split("\n", 1)[0]
    return JixiaoError("unreadable-rows", f"表格的行读不出来：{said}", f"The rows cannot be read: {said}", str(source))
