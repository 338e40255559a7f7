"""Tables as MySQL declares them, read from their declarations, and as SQLite has to make them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Literal

import msgspec

Kind = Literal["int", "decimal", "float", "text", "enum", "binary", "date", "datetime", "time"]

_KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(("tinyint", "smallint", "mediumint", "int", "integer", "bigint", "year", "bool", "boolean"), "int"),
    **dict.fromkeys(("decimal", "numeric", "dec"), "decimal"),
    **dict.fromkeys(("float", "double", "real"), "float"),
    **dict.fromkeys(("char", "varchar", "tinytext", "text", "mediumtext", "longtext", "json", "set"), "text"),
    "enum": "enum",
    **dict.fromkeys(("binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob"), "binary"),
    "date": "date",
    **dict.fromkeys(("datetime", "timestamp"), "datetime"),
    "time": "time",
}
_BYTES = {"tiny": 255, "": 65535, "medium": 2**24 - 1, "long": 2**32 - 1, "json": 2**32 - 1}
_BITS = {"tinyint": 8, "bool": 8, "boolean": 8, "smallint": 16, "mediumint": 24, "int": 32, "integer": 32, "bigint": 64}
_ZEROS = {"date": "0000-00-00", "datetime": "0000-00-00 00:00:00", "time": "00:00:00"}
_STORED = {"int": "INTEGER", "decimal": "REAL", "float": "REAL", "binary": "BLOB"}
_CREATE = re.compile(r"CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?[`\"]?(\w+)[`\"]?\s*\(", re.IGNORECASE)
_TYPE = re.compile(r"[`\"]?(\w+)[`\"]?\s+(\w+)\s*(?:\(((?:'(?:[^']|'')*'|[^)'])*)\))?(.*)", re.DOTALL)
_DEFAULT = re.compile(r"\bDEFAULT\s+(?:'((?:[^'\\]|\\.|'')*)'|([\w.+-]+))", re.IGNORECASE)
_COMMENT = re.compile(r"\bCOMMENT\s+'(?:[^'\\]|\\.|'')*'", re.IGNORECASE)
_KEY = re.compile(
    r"(?:CONSTRAINT\s+(?:[`\"]?\w+[`\"]?\s+)?)?(PRIMARY|UNIQUE|KEY|INDEX|FULLTEXT|SPATIAL|FOREIGN|CHECK)\b",
    re.IGNORECASE,
)
_PART = re.compile(r"[`\"]?(\w+)[`\"]?\s*(?:\((\d+)\))?")


class Column(msgspec.Struct, frozen=True):
    """A column: what it may hold, and what it holds where nothing is given."""

    name: str
    type: str
    kind: Kind
    length: int = 0
    scale: int = 0
    unsigned: bool = False
    nullable: bool = True
    default: str | None = None
    auto: bool = False
    exact: bool = False
    choices: tuple[str, ...] = ()
    now: bool = False
    renewed: bool = False

    @property
    def range(self) -> tuple[int, int]:
        """The smallest and the largest number of an integer column."""
        if self.type == "year":
            return 0, 2155
        bits = _BITS[self.type]
        return (0, 2**bits - 1) if self.unsigned else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)

    @property
    def implied(self) -> str | int | float | bytes:
        """What a column that must hold something holds, where nothing is given and nothing is declared."""
        if self.kind == "enum":
            return self.choices[0]
        return _ZEROS.get(self.kind) or {"int": 0, "decimal": 0.0, "float": 0.0, "binary": b""}.get(self.kind, "")


class Table(msgspec.Struct, frozen=True):
    """A table: its columns in their order, its keys (columns with the length of their part, 0 for all), its engine."""

    name: str
    columns: dict[str, Column]
    primary: tuple[str, ...] = ()
    unique: tuple[tuple[tuple[str, int], ...], ...] = ()
    plain: tuple[tuple[tuple[str, int], ...], ...] = ()
    engine: str = "InnoDB"

    @property
    def auto(self) -> Column | None:
        """The column that is counted up."""
        return next((one for one in self.columns.values() if one.auto), None)

    @property
    def counted(self) -> bool:
        """Whether SQLite counts that column up by itself."""
        return self.auto is not None and self.primary == (self.auto.name,)


@cache
def read(text: str, prefix: str = "", engine: str = "InnoDB") -> dict[str, Table]:
    """The tables of CREATE TABLE statements, by their names without prefix."""
    found: dict[str, Table] = {}
    for match in _CREATE.finditer(text):
        end = _closing(text, match.end())
        options = text[end + 1 :].partition(";")[0]
        told = re.search(r"\bENGINE\s*=?\s*(\w+)", options, re.IGNORECASE)
        exact = re.search(r"COLLATE\s*=?\s*\w+_bin\b", options, re.IGNORECASE) is not None
        name = match[1].removeprefix(prefix)
        found[name] = declared(name, text[match.end() : end], told[1] if told else engine, exact=exact)
    return found


@cache
def declared(name: str, body: str, engine: str = "InnoDB", *, exact: bool = False) -> Table:
    """A table from what stands between the brackets of its CREATE TABLE."""
    columns: dict[str, Column] = {}
    primary: tuple[str, ...] = ()
    unique: list[tuple[tuple[str, int], ...]] = []
    plain: list[tuple[tuple[str, int], ...]] = []
    for part in _parts(body):
        key = _KEY.match(part)
        if key is None:
            column, own = _column(part, exact)
            columns[column.name] = column
            primary = (column.name,) if own == "primary" else primary
            if own == "unique":
                unique.append(((column.name, 0),))
            continue
        word = key[1].upper()
        named = part[part.index("(") + 1 : part.rindex(")")] if "(" in part else ""
        keyed = tuple((one[1], int(one[2] or 0)) for one in _PART.finditer(named))
        if word == "PRIMARY":
            primary = tuple(column for column, _ in keyed)
        elif word == "UNIQUE":
            unique.append(keyed)
        elif word in ("KEY", "INDEX"):
            plain.append(keyed)
    for column in primary:
        columns[column] = msgspec.structs.replace(columns[column], nullable=False)
    return Table(name, columns, primary, tuple(unique), tuple(plain), engine)


def _column(text: str, exact: bool) -> tuple[Column, str]:
    """A column, and the key that its own declaration makes of it."""
    match = _TYPE.match(_COMMENT.sub("", text))
    if match is None:
        raise ValueError(f"no column: {text[:60]}")
    name, type, arguments, rest = match[1], match[2].lower(), match[3] or "", match[4]
    upper = rest.upper()
    kind = _KINDS[type]
    choices = (
        tuple(one.replace("''", "'") for one in re.findall(r"'((?:[^']|'')*)'", arguments)) if "'" in arguments else ()
    )
    numbers = [int(one) for one in arguments.split(",")] if arguments and not choices else []
    default = _DEFAULT.search(rest)
    value = None
    if default and default[1] is not None:
        value = re.sub(r"\\(.)", r"\1", default[1]).replace("''", "'")
    elif default and default[2].upper() not in ("NULL", "CURRENT_TIMESTAMP", "NOW"):
        value = {"TRUE": "1", "FALSE": "0"}.get(default[2].upper(), default[2])
    moment = re.search(r"DEFAULT\s+(CURRENT_TIMESTAMP|NOW)", upper) is not None
    column = Column(
        name, type, kind,
        length=_length(type, kind, numbers),
        scale=(numbers[1] if len(numbers) > 1 else 0) if kind == "decimal" else 0,
        unsigned="UNSIGNED" in upper,
        nullable="NOT NULL" not in upper and "PRIMARY KEY" not in upper and "AUTO_INCREMENT" not in upper,
        default=value,
        auto="AUTO_INCREMENT" in upper,
        exact=(exact and "COLLATE" not in upper) or re.search(r"_BIN\b|\bBINARY\b", upper) is not None,
        choices=choices,
        now=moment,
        renewed="ON UPDATE CURRENT_TIMESTAMP" in upper,
    )  # fmt: skip
    return column, "primary" if "PRIMARY KEY" in upper else "unique" if re.search(r"\bUNIQUE\b", upper) else ""


def _length(type: str, kind: Kind, numbers: list[int]) -> int:
    """How many characters, bytes or digits fit."""
    if type in ("char", "varchar", "binary", "varbinary"):
        return numbers[0] if numbers else 1
    if kind == "decimal":
        return numbers[0] if numbers else 10
    if kind in ("text", "binary"):
        return _BYTES.get(type.removesuffix("text").removesuffix("blob"), 65535)
    return 0


def made(table: Table, prefix: str) -> Iterator[str]:
    """The statements that make a table and its indexes in SQLite."""
    name = f"{prefix}{table.name}"
    lines = [_line(table, column) for column in table.columns.values()]
    if table.primary and not table.counted:
        lines.append(f"PRIMARY KEY ({', '.join(f'`{column}`' for column in table.primary)})")
    clustered = " WITHOUT ROWID" if table.primary and not table.counted else ""  # rows lie by their key, as in InnoDB
    yield f"CREATE TABLE `{name}` ({', '.join(lines)}){clustered}"
    for number, key in enumerate(table.unique):
        yield f"CREATE UNIQUE INDEX `{name}_u{number}` ON `{name}` ({_keyed(table, key)})"
    for number, key in enumerate(table.plain):
        yield f"CREATE INDEX `{name}_k{number}` ON `{name}` ({_keyed(table, key)})"


def _keyed(table: Table, key: tuple[tuple[str, int], ...]) -> str:
    parts: list[str] = []
    for column, length in key:
        cut = f"substr(`{column}`, 1, {length}){collation(table.columns[column])}"
        parts.append(cut if 0 < length < (table.columns[column].length or length) else f"`{column}`")
    return ", ".join(parts)


def collation(column: Column) -> str:
    """How a column's text is compared; spaces at the end never count."""
    if column.kind not in ("text", "enum"):
        return ""
    return " COLLATE RTRIM" if column.exact else " COLLATE MYSQL"


def _line(table: Table, column: Column) -> str:
    line = f"`{column.name}` {_STORED.get(column.kind, 'TEXT')}{collation(column)}"
    if column.auto and table.counted:
        return f"{line} PRIMARY KEY AUTOINCREMENT"
    if column.now:
        return f"{line} DEFAULT CURRENT_TIMESTAMP"
    if column.default is not None:
        return f"{line} DEFAULT {_literal(column, column.default)}"
    return line if column.nullable else f"{line} NOT NULL DEFAULT {_literal(column, column.implied)}"


def _literal(column: Column, value: str | int | float | bytes) -> str:
    if isinstance(value, bytes):
        return f"X'{value.hex()}'"
    if column.kind in ("int", "decimal", "float"):
        return str(float(value) if column.kind != "int" else int(value))
    return "'" + str(value).replace("'", "''") + "'"


def _closing(text: str, at: int) -> int:
    """Where the bracket closes that was opened before ``at``."""
    depth, quote = 1, ""
    while depth:
        letter = text[at]
        if quote:
            if letter == "\\" and quote == "'":
                at += 1
            elif letter == quote:
                quote = ""
        elif letter in "'`\"":
            quote = letter
        else:
            depth += (letter == "(") - (letter == ")")
        at += 1
    return at - 1


def _parts(body: str) -> Iterator[str]:
    """What stands between the commas that are in no bracket and no quotes."""
    start = at = 0
    quote = ""
    while at < len(body):
        letter = body[at]
        if quote:
            at += 1 if letter == "\\" and quote == "'" else 0
            quote = "" if letter == quote else quote
        elif letter in "'`\"":
            quote = letter
        elif letter == "(":
            at = _closing(body, at + 1)
        elif letter == ",":
            yield body[start:at].strip()
            start = at + 1
        at += 1
    if body[start:].strip():
        yield body[start:].strip()
