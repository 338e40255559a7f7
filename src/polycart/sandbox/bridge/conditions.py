"""Conditions, joins and values of statements as SQL for SQLite, which means by it what MySQL means by theirs."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from polycart.sandbox.bridge import parts, values
from polycart.sandbox.bridge.refusals import Refused, need
from polycart.sandbox.bridge.schema import Column, Table
from polycart.sandbox.bridge.scopes import Scopes
from polycart.sandbox.bridge.tables import Tables

_OPERATORS = {
    "=": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">=", "like": "", "not like": "", "in": "IN",
    "not in": "NOT IN", "is null": "IS NULL", "not null": "IS NOT NULL",
}  # fmt: skip
_COLUMN = re.compile(r"(?:([A-Za-z0-9_]{1,64})\.)?([A-Za-z0-9_]{1,64})")
_ALIAS = re.compile(r"(?!polycart)[A-Za-z][A-Za-z0-9_]{0,62}")
_WHOLE = re.compile(r"-?[0-9]{1,20}")
_NUMBERS = ("int", "decimal", "float")
_MANY = 500
"""From so many values on a list travels to SQLite as one text."""


class Source(NamedTuple):
    """What an alias means: a table, its name in SQL, whether hidden columns may be named."""

    table: Table
    sql: str
    written: bool


class Known(NamedTuple):
    """A column in SQL, and what is declared of it."""

    sql: str
    column: Column


class Conditions:
    """Writes the SQL of one request's statements; ``binds`` are those of the statement that is being written."""

    def __init__(self, tables: Tables, scopes: Scopes, most: int) -> None:
        self.tables = tables
        self.scopes = scopes
        self.most = most
        self.binds: list[Any] = []
        self.aliases: dict[str | None, Source] = {}
        self.found: dict[int, dict[str, list[Any]]] = {}
        self.made: dict[int, int] = {}

    def table(self, source: Any, *, write: bool) -> Table:
        """A table by its name without prefix: one that a scope names, that the scope allows, and that the shop has."""
        name = parts.text(source, "table")
        self.scopes.permit(name, write=write)
        need(name in self.tables.declared, "table", f"The shop has no table {name}.")
        return self.tables.declared[name]

    def named(self, source: Any) -> tuple[Table, str]:
        """A table and its alias."""
        table = self.table(source, write=False)
        alias = source.get("as")
        alias = table.name if alias is None else alias
        good = isinstance(alias, str) and _ALIAS.fullmatch(alias) and alias not in self.aliases
        need(good, "statement", "An alias must be a word of its own.")
        self.aliases[alias] = Source(table, f"`{alias}`.", False)
        return table, alias

    def tabled(self, source: Any) -> tuple[str, list[str]]:
        """FROM with its JOINs, and the guard of the first table, which is the beginning of the WHERE."""
        table, alias = self.named(source)
        self.aliases[None] = self.aliases[alias]
        sql = f" FROM {self.tables.real(table.name)} AS `{alias}`"
        for join in parts.items(source, "joins"):
            parts.only(join, ("table", "as", "left", "on"))
            joined, name = self.named(join)
            on = [*self.all(parts.items(join, "on", needed=True)), *self.guard(joined.name, f"`{name}`", write=False)]
            word = " LEFT JOIN " if join.get("left") else " JOIN "
            sql += f"{word}{self.tables.real(joined.name)} AS `{name}` ON {' AND '.join(on)}"
        return sql, self.guard(table.name, f"`{alias}`", write=False)

    def known(self, name: Any, *, compared: bool = False) -> Known:
        """A column; it must be one that the shop has and, unless it is only written, that may be read."""
        match = _COLUMN.fullmatch(name) if isinstance(name, str) else None
        if match is None:
            raise Refused("column", "A column must be a word, or an alias and a word.")
        need(match[1] in self.aliases, "column", f"There is no alias {match[1] or ''}.")
        table, sql, written = self.aliases[match[1]]
        column = table.columns.get(match[2])
        if column is None:
            raise Refused("column", f"The table {table.name} has no column {match[2]}.")
        readable = (written and not compared) or not self.scopes.hides(table.name, match[2])
        need(readable, "scope", f"The column {match[2]} cannot be read.")
        return Known(f"{sql}`{match[2]}`", column)

    def all(self, listed: Any, depth: int = 0) -> list[str]:
        """Conditions that must all hold."""
        listed = list(listed.values()) if isinstance(listed, dict) else listed
        need(depth <= 5 and isinstance(listed, list), "statement", "Conditions are not a list, or nested too deep.")
        return [self._condition(one, depth) for one in listed]

    def _condition(self, condition: Any, depth: int) -> str:
        word = next(iter(condition)) if isinstance(condition, dict) and len(condition) == 1 else None
        if word in ("any", "all"):
            inner = self.all(condition[word], depth + 1)
            if not inner:
                return "1 = 0" if word == "any" else "1 = 1"
            return f"({(' OR ' if word == 'any' else ' AND ').join(inner)})"
        if word in ("exists", "missing"):
            return f"{'' if word == 'exists' else 'NOT '}EXISTS ({self._inner(condition[word], depth)})"
        return self._comparison(condition)

    def _inner(self, source: Any, depth: int) -> str:
        parts.only(source, ("table", "as", "joins", "where"))
        outer = dict(self.aliases)
        sql, where = self.tabled(source)
        where = [*where, *self.all(parts.items(source, "where", needed=True), depth + 1)]
        self.aliases = outer
        return f"SELECT 1{sql} WHERE {' AND '.join(where)}"

    def _comparison(self, condition: Any) -> str:
        operator = condition[1] if isinstance(condition, list) and len(condition) > 1 else ""
        unary = operator in ("is null", "not null")
        good = isinstance(operator, str) and operator in _OPERATORS and len(condition) == (2 if unary else 3)
        need(good, "statement", "A condition must be a column, an operator and a value.")
        known = self.known(condition[0], compared=True)
        sql = _OPERATORS[operator]
        if unary:
            return _emptiness(known, sql)
        value = condition[2]
        if operator in ("in", "not in"):
            return self._among(known, sql, value)
        if operator == "=" and not isinstance(value, dict | list) and not _comparable(known.column, value):
            return "1 = 0"
        if isinstance(value, dict) and set(value) == {"c"}:
            return _beside(known, operator, self.known(value["c"], compared=True))
        if value == {"now": True}:
            return (
                f"{known.sql} {sql} {self._bound(self.tables.now())}"
                if sql
                else self._like(known, operator, self.tables.now())
            )
        value = self.scalar(value)
        return self._like(known, operator, value) if not sql else self._plain(known, sql, value)

    def _plain(self, known: Known, operator: str, value: Any) -> str:
        """A column beside one bound value."""
        if isinstance(value, int) and known.column.kind in ("text", "enum", "binary"):
            return f"{numeric(known)} {operator} {self._bound(value)}"
        return f"{known.sql} {operator} {self._bound(values.beside(known.column, value))}"

    def _like(self, known: Known, operator: str, value: Any) -> str:
        word = "NOT " if operator == "not like" else ""
        return f"{word}{_liked(known)}, {self._bound(None if value is None else str(value))})"

    def _among(self, known: Known, operator: str, value: Any) -> str:
        rows = isinstance(value, dict) and set(value) == {"rows"}
        listed = self.reference("rows", value["rows"]) if rows else value
        if rows and known.column.kind == "int":  # a text may list ids, as the galleries of WordPress do
            listed = ",".join("" if one is None else str(one) for one in listed).split(",")
        good = isinstance(listed, list) and len(listed) <= self.most
        need(good, "statement", "What is compared by in must be a list that is not too long.")
        plain = [one for one in listed if _comparable(known.column, one)]
        if not plain:
            return "1 = 0" if operator == "IN" else "1 = 1"
        scalars = [self.scalar(one) for one in plain]
        numbers = (
            [one for one in scalars if isinstance(one, int)] if known.column.kind in ("text", "enum", "binary") else []
        )
        others = [values.beside(known.column, one) for one in scalars if not (numbers and isinstance(one, int))]
        found = [f"{known.sql} {operator} {self._list(others)}"] if others else []
        if numbers:
            found.append(f"{numeric(known)} {operator} {self._list(numbers)}")
        return found[0] if len(found) == 1 else f"({(' OR ' if operator == 'IN' else ' AND ').join(found)})"

    def _list(self, listed: Sequence[Any]) -> str:
        if len(listed) > _MANY and not isinstance(listed[0], bytes):
            return f"(SELECT value FROM json_each({self._bound(json.dumps(listed))}))"  # noqa: S608
        return f"({', '.join(self._bound(one) for one in listed)})"

    def _bound(self, value: Any) -> str:
        self.binds.append(value)
        return "?"

    def scalar(self, value: Any) -> Any:
        """A value that may stand in a statement, as the bridge would bind it: a whole number, a text or nothing."""
        if value == {"now": True}:
            return self.tables.now()
        value = self.resolved(value)
        parts.harmless(value)
        if isinstance(value, float):
            return values.json_number(value)
        return int(value) if isinstance(value, bool) else value

    def resolved(self, value: Any) -> Any:
        """The scalar that stands for a value, references looked up."""
        if not isinstance(value, dict | list):
            return value
        word = str(next(iter(value))) if isinstance(value, dict) and len(value) == 1 else ""
        if isinstance(value, dict) and word == "text" and isinstance(value["text"], list):
            return "".join(str(self.scalar(one)) for one in value["text"])
        if not isinstance(value, dict) or word not in ("insert", "first"):
            raise Refused("statement", "A value must be a scalar or a reference.")
        return self.reference(word, value[word])

    def reference(self, word: str, what: Any) -> Any:
        """What an earlier statement has made or found."""
        if word == "insert" and type(what) is int and what in self.made:
            return self.made[what]
        place, name = what if isinstance(what, list) and len(what) == 2 else (-1, "")
        good = word != "insert" and type(place) is int and place >= 0 and isinstance(name, str)
        found = self.found.get(place, {}).get(name, []) if good else []
        need(good and (found or word == "rows"), "reference", "A reference leads to nothing.")
        return found if word == "rows" else found[0]

    def guard(self, table: str, alias: str, *, write: bool) -> list[str]:
        """The condition that keeps a statement to the rows of its scopes; none where the whole table is one scope's."""
        found = self.scopes.guarded(table, write=write)
        if found is None:
            return []
        if not found.parent:
            return [self._fitting(f"{alias}.`{found.column}`", found.patterns)]
        inner = self._fitting(f"`polycart`.`{found.deciding}`", found.patterns)
        above = f"SELECT 1 FROM {self.tables.real(found.parent)} AS `polycart`"  # noqa: S608
        return [f"EXISTS ({above} WHERE `polycart`.`{found.key}` = {alias}.`{found.column}` AND {inner})"]

    def _fitting(self, column: str, patterns: Sequence[str]) -> str:
        escaped = (
            one.replace("\\", "\\\\").replace("_", "\\_").replace("%", "\\%").replace("*", "%") for one in patterns
        )
        found = [f"polycart_like({column}, {self._bound(one)})" for one in escaped]
        return f"({' OR '.join(found)})" if found else "(1 = 0)"


def _comparable(column: Column, value: Any) -> bool:
    """MySQL takes '50abc' for 50 beside a number: no id is meant by such a text."""
    if value is None:
        return False
    return not isinstance(value, str) or not column.type.endswith("int") or _WHOLE.fullmatch(value) is not None


def _emptiness(known: Known, operator: str) -> str:
    zero = {"date": "0000-00-00", "datetime": "0000-00-00 00:00:00"}.get(known.column.kind)
    if zero is None or known.column.nullable or operator != "IS NULL":
        return f"{known.sql} {operator}"
    return f"({known.sql} IS NULL OR {known.sql} = '{zero}')"  # the one of MySQL's own for ODBC


def _liked(known: Known) -> str:
    """The beginning of a LIKE, which knows a number by its text."""
    column = known.column
    text = f"polycart_text({known.sql}, {column.scale})" if column.kind == "decimal" else known.sql
    exact = column.exact or column.kind == "binary"
    return f"polycart_like{'_exactly' if exact else ''}({text}"


def _beside(one: Known, operator: str, other: Known) -> str:
    """Two columns beside each other."""
    if not _OPERATORS[operator]:
        return f"{'NOT ' if operator == 'not like' else ''}{_liked(one)}, {other.sql})"
    kinds = {one.column.kind, other.column.kind}
    if kinds & {*_NUMBERS}:
        return f"{numeric(one)} {_OPERATORS[operator]} {numeric(other)}"
    if kinds & {"date", "datetime"}:
        return f"polycart_moment({one.sql}) {_OPERATORS[operator]} polycart_moment({other.sql})"
    if "binary" in kinds:
        return f"CAST({one.sql} AS BLOB) {_OPERATORS[operator]} CAST({other.sql} AS BLOB)"
    exact = " COLLATE RTRIM" if one.column.exact or other.column.exact else ""
    return f"{one.sql}{exact} {_OPERATORS[operator]} {other.sql}"


def numeric(known: Known) -> str:
    """A column as the number that MySQL takes it for: the place of an enumeration's choice, the digits of a day."""
    column, sql = known.column, known.sql
    if column.kind in _NUMBERS:
        return sql
    if column.kind == "enum":
        return placed(known)
    if column.kind in ("date", "datetime", "time"):
        return f"CAST(replace(replace(replace({sql}, '-', ''), ':', ''), ' ', '') AS INTEGER)"
    return f"polycart_number({sql})"


def placed(known: Known) -> str:
    """The place of an enumeration's choice, by which it is sorted."""
    quoted = (choice.replace("'", "''") for choice in known.column.choices)
    whens = " ".join(f"WHEN '{choice}' THEN {n}" for n, choice in enumerate(quoted, 1))
    return f"CASE {known.sql} {whens} END"
