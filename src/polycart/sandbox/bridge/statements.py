"""Statements of a request, executed one after the other: select, insert, update, delete."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from polycart.sandbox.bridge import parts, schema, values
from polycart.sandbox.bridge.conditions import Conditions, Known, Source, numeric, placed
from polycart.sandbox.bridge.refusals import Refused, database_refused, need
from polycart.sandbox.bridge.schema import Table
from polycart.sandbox.bridge.values import Render

_NAME = re.compile(r"[a-z][a-z0-9_]{0,30}")
_SELECT = ("do", "table", "as", "joins", "columns", "where", "group", "order", "limit", "offset", "keep")
Output = tuple[str, list[str], Render | None]


class Statements(Conditions):
    """Executes what a request holds; ``done`` are its writes as SQL, for tables that cannot take them back."""

    done: list[tuple[Table, str, Sequence[Any]]]

    def run(self, statements: list[Any], sink: Callable[[bytes], None], results: list[dict[str, Any]]) -> None:
        """Execute all statements; answers how many rows each had, and what it made."""
        self.done = []
        for place, statement in enumerate(statements):
            self.binds, self.aliases = [], {}
            try:
                if statement["do"] == "select":
                    results.append(self._select(place, statement, sink))
                else:
                    results.append(self._change(place, statement))
            except Refused as refusal:
                refusal.more["statement"] = place
                raise

    def _select(self, place: int, statement: Any, sink: Callable[[bytes], None]) -> dict[str, Any]:
        parts.only(statement, _SELECT)
        tables, where = self.tabled(statement)
        columns = [self._output(column) for column in parts.items(statement, "columns", needed=True)]
        where = [*where, *self.all(parts.items(statement, "where"))]
        group = [self.known(one).sql for one in parts.items(statement, "group")]
        order = [self._order(one) for one in parts.items(statement, "order")]
        limit, offset = parts.whole(statement, "limit", self.most + 1), parts.whole(statement, "offset", 0)
        sql = f"SELECT {', '.join(sql for sql, _, _ in columns)}{tables}{_clause(' WHERE ', where, ' AND ')}"
        sql += f"{_clause(' GROUP BY ', group)}{_clause(' ORDER BY ', order)} LIMIT {limit} OFFSET {offset}"
        rows = self._executed(sql).fetchmany(self.most + 1)
        need(len(rows) <= self.most, "too_large", "A statement answers more rows than the bridge may send.")
        renders = [(index, render) for index, (_, _, render) in enumerate(columns) if render is not None]
        shapes = [shape for _, shape, _ in columns]
        if renders:
            rows = [_rendered(row, renders) for row in rows]
        self._keep(place, statement, shapes, rows)
        sink(msgspec.json.encode([_shaped(row, shapes) for row in rows]) + b"\n")
        return {"rows": len(rows)}

    def _keep(self, place: int, statement: Any, shapes: list[list[str]], rows: list[Any]) -> None:
        wanted = {one for one in parts.items(statement, "keep") if isinstance(one, str)}
        for index, shape in enumerate(shapes):
            name = ".".join(shape)
            if name in wanted and rows:
                self.found.setdefault(place, {})[name] = [row[index] for row in rows]

    def _output(self, column: Any) -> Output:
        """A column of the answer: its SQL, the place that it has in a row, and how it is answered."""
        if isinstance(column, str):
            known = self.known(column)
            return known.sql, column.split(".", 1), values.rendered(known.column)
        parts.only(column, ("fn", "of", "as", "distinct"))
        function, name = parts.text(column, "fn"), parts.text(column, "as")
        good = function in ("count", "sum", "min", "max", "avg") and _NAME.fullmatch(name)
        need(good, "statement", "A function must be known, and have a name.")
        if column.get("of") is None and function == "count":
            return "COUNT(*)", [name], None
        known = self.known(parts.text(column, "of"))
        word = "DISTINCT " if column.get("distinct") else ""
        of = numeric(known) if function in ("sum", "avg") else known.sql
        return f"{function.upper()}({word}{of})", [name], _computed(function, known)

    def _order(self, name: Any) -> str:
        back = isinstance(name, str) and name.startswith("-")
        known = self.known(name[1:] if back else name)
        return f"{placed(known) if known.column.kind == 'enum' else known.sql}{' DESC' if back else ''}"

    def _change(self, place: int, statement: Any) -> dict[str, Any]:
        """An insert, update or delete: another number of rows than expected is a failure."""
        table = self.table(statement, write=True)
        if statement["do"] == "insert":
            changed, made = self._insert(statement, table)
            self.made[place] = made
            return {"changed": changed, "insert": made}
        changed = self._altered(statement, table)
        good = changed <= parts.whole(statement, "most", self.most)
        good = good and changed == parts.whole(statement, "exactly", changed)
        need(good, "expected", "Another number of rows was met than expected.", met=changed)
        return {"changed": changed, "insert": 0}

    def _insert(self, statement: Any, table: Table) -> tuple[int, int]:
        parts.only(statement, ("do", "table", "columns", "rows", "update"))
        self._alone(table, "")
        columns = parts.items(statement, "columns", needed=True)
        known = [self.known(column) for column in columns]
        need(
            len({one.sql for one in known}) == len(known),
            "database",
            "The database refused with error 1110.",
            errno=1110,
        )
        listed = parts.items(statement, "rows", needed=True)
        rows: list[list[Any]] = []
        for row in listed:
            row = list(row.values()) if isinstance(row, dict) else row
            good = isinstance(row, list) and len(row) == len(columns)
            need(good, "statement", "A row must have a value for each column.")
            self._fits(table, columns, row)
            rows.append([self.scalar(value) for value in row])
        update: list[str] = []
        for column in parts.items(statement, "update"):
            self.scopes.settable(table.name, column, made=True)
            update.append(self.known(column).column.name)
        return self._inserted(table, known, rows, update)

    def _fits(self, table: Table, columns: list[Any], row: list[Any]) -> None:
        """Refuse a new row that the guard of its table would not show."""
        found = self.scopes.guarded(table.name, write=True)
        if found is None:
            return
        name = table.name
        value = self.resolved(dict(zip((str(one) for one in columns), row, strict=True)).get(found.column))
        if found.parent:
            name = found.parent
            sql = f"SELECT `{found.deciding}` FROM {self.tables.real(name)} WHERE `{found.key}` = ?"  # noqa: S608
            above = self.tables.connection.execute(sql, (value,)).fetchone()
            value = above[0] if above else None
        good = self.scopes.fits(name, value)
        need(good, "scope", f"A row of the table {table.name} is not in a scope that may be written.")

    def _inserted(self, table: Table, known: list[Known], rows: list[list[Any]], update: list[str]) -> tuple[int, int]:
        """Put rows in one by one; answers how many were touched, and the first number that was made."""
        own = {one.column.name for one in known}
        missing = [one for one in table.columns.values() if one.name not in own and not (one.auto and table.counted)]
        names = [one.column.name for one in known] + [one.name for one in missing]
        sql = _insert(self.tables.real(table.name), names)
        changed = made = told = 0
        for row in rows:
            binds = [self._kept(one, value, alone=len(rows) == 1) for one, value in zip(known, row, strict=True)]
            binds += [self.tables.given(column) for column in missing]
            counted = self._count_up(table, names, binds)
            try:
                number = self.tables.connection.execute(sql, binds).lastrowid or 0
            except sqlite3.IntegrityError:
                touched, number = self._renewed(table, dict(zip(names, binds, strict=True)), update)
                changed += touched
                told = number or told
                continue
            self.done.append((table, sql, binds))
            changed += 1
            if table.auto is not None and not table.counted:
                number = binds[names.index(table.auto.name)]
            made = made or (number if counted else 0)
            told = told if counted or table.auto is None else number
        return changed, made or told

    def _count_up(self, table: Table, names: list[str], binds: list[Any]) -> bool:
        """Take the next number where none is given, or let SQLite take it; answers whether none was given."""
        auto = table.auto
        if auto is None or auto.name not in names:
            return auto is not None
        place = names.index(auto.name)
        if binds[place] not in (None, 0):
            return False
        binds[place] = None
        if not table.counted:
            sql = f"SELECT COALESCE(MAX(`{auto.name}`), 0) + 1 FROM {self.tables.real(table.name)}"  # noqa: S608
            binds[place] = self.tables.connection.execute(sql).fetchone()[0]
        return True

    def _renewed(self, table: Table, row: dict[str, Any], update: list[str]) -> tuple[int, int]:
        """Change the row that has the key of a new one: 2 where it was changed, 1 where not, and then its number."""
        if not update:
            raise database_refused(1062)
        real, connection = self.tables.real(table.name), self.tables.connection
        for key in ([(name, 0) for name in table.primary], *table.unique):
            same = [(_part(name, length, table), row.get(name)) for name, length in key]
            if not same or any(value is None for _, value in same):
                continue
            where = " AND ".join(
                f"{part} = {part.replace(f'`{name}`', '?')}" for (part, _), (name, _) in zip(same, key, strict=True)
            )
            binds = [value for _, value in same]
            auto = f"`{table.auto.name}`" if table.auto else "0"
            found = connection.execute(f"SELECT {auto} FROM {real} WHERE {where}", binds).fetchone()  # noqa: S608
            if found is None:
                continue
            given = [row[name] for name in update]
            sets = ", ".join(f"`{name}` = ?" for name in update)
            differs = " OR ".join(f"`{name}` IS NOT ? COLLATE BINARY" for name in update)
            sql = f"UPDATE {real} SET {sets} WHERE {where} AND ({differs})"  # noqa: S608
            changed = self._changed(table, sql, [*given, *binds, *given])
            return (2, found[0]) if changed else (1, 0)
        raise database_refused(1062)

    def _changed(self, table: Table, sql: str, binds: list[Any]) -> int:
        """Execute what changes rows; answers how many it met."""
        try:
            changed = self._executed(sql, binds).rowcount
        except sqlite3.IntegrityError as error:
            raise database_refused(1062) from error
        self.done.append((table, sql, binds))
        return changed

    def _kept(self, known: Known, value: Any, *, alone: bool) -> Any:
        """What a column keeps of a scalar; where nothing is not allowed, only one of many rows gets what is implied."""
        column = known.column
        if value is not None:
            return values.kept(column, value)
        if column.nullable or column.auto:
            return None
        if alone:
            raise database_refused(1048)
        return column.implied

    def _altered(self, statement: Any, table: Table) -> int:
        update = statement["do"] == "update"
        parts.only(statement, ("do", "table", *(("set",) if update else ()), "where", "exactly", "most"))
        real = self.tables.real(table.name)
        self._alone(table, f"{real}.")
        sets: list[str] = []
        added: list[tuple[Known, Any]] = []
        for column, value in parts.named(statement, "set").items() if update else ():
            self.scopes.settable(table.name, column)
            known = self.known(column)
            sets.append(f"`{known.column.name}` = {self._set(known, value, added)}")
        for column in table.columns.values():
            if update and column.renewed and column.name not in parts.named(statement, "set"):
                sets.append(f"`{column.name}` = ?")
                self.binds.append(self.tables.now())
        before = len(self.binds)
        where = [
            *self.all(parts.items(statement, "where", needed=True)), *self.guard(table.name, real, write=True)
        ]  # fmt: skip
        condition = _clause(" WHERE ", where, " AND ")
        for known, amount in added:
            self._in_range(known, amount, real, condition, self.binds[before:])
        sql = f"UPDATE {real} SET {', '.join(sets)}" if update else f"DELETE FROM {real}"  # noqa: S608
        sql += condition
        return self._changed(table, sql, list(self.binds))

    def _set(self, known: Known, value: Any, added: list[tuple[Known, Any]]) -> str:
        column = known.column
        if isinstance(value, dict) and set(value) == {"add"} and type(value["add"]) in (int, float):
            amount = value["add"]
            added.append((known, amount))
            self.binds.append(amount)
            if column.kind == "int":
                return f"polycart_whole({known.sql} + ?)" if isinstance(amount, float) else f"{known.sql} + ?"
            return (
                f"ROUND({known.sql} + ?, {column.scale})"
                if column.kind == "decimal"
                else f"polycart_number({known.sql}) + ?"
            )
        scalar = self.scalar(value)
        self.binds.append(self._kept(known, scalar, alone=False))
        return "?"

    def _in_range(self, known: Known, amount: Any, real: str, condition: str, binds: list[Any]) -> None:
        """Refuse a sum that its column cannot hold."""
        column = known.column
        if column.kind not in ("int", "decimal"):
            return
        most = 10 ** (column.length - column.scale) - 10.0**-column.scale
        least, most = column.range if column.kind == "int" else (0.0 if column.unsigned else -most, most)
        sql = f"SELECT MIN({known.sql}), MAX({known.sql}) FROM {real}{condition}"  # noqa: S608
        low, high = self._executed(sql, binds).fetchone()
        if low is None:
            return
        if column.kind == "int" and column.unsigned and low + amount < 0:
            raise database_refused(1690)
        if low + amount < least or high + amount > most:
            raise values.cut(1264)

    def _alone(self, table: Table, sql: str) -> None:
        """The one table of a statement that writes, also by its own name."""
        self.aliases[None] = self.aliases[table.name] = Source(table, sql, True)

    def _executed(self, sql: str, binds: list[Any] | None = None) -> sqlite3.Cursor:
        try:
            return self.tables.connection.execute(sql, self.binds if binds is None else binds)
        except sqlite3.OperationalError as error:
            raise Refused("database", "The database refused with error 1064.", errno=1064) from error


def _computed(function: str, known: Known) -> Render | None:
    """How the outcome of a function is answered: MySQL sums up whole numbers as decimals."""
    column = known.column
    if function == "count":
        return None
    if function in ("min", "max"):
        return values.rendered(column)
    if column.kind in ("float", "text", "binary"):
        return values.double
    return values.places(column.scale + (4 if function == "avg" else 0))


def _clause(word: str, parts: list[str], between: str = ", ") -> str:
    return word + between.join(parts) if parts else ""


def _insert(real: str, names: list[str]) -> str:
    columns = ", ".join(f"`{name}`" for name in names)
    return f"INSERT INTO {real} ({columns}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608


def _part(name: str, length: int, table: Table) -> str:
    """A column of a key, or the beginning of it that the key holds."""
    return f"substr(`{name}`, 1, {length}){schema.collation(table.columns[name])}" if length else f"`{name}`"


def _rendered(row: Sequence[Any], renders: list[tuple[int, Render]]) -> list[Any]:
    found = list(row)
    for index, render in renders:
        found[index] = render(found[index])
    return found


def _shaped(row: Sequence[Any], shapes: list[list[str]]) -> dict[str, Any]:
    """A row as objects by alias."""
    found: dict[str, Any] = {}
    for value, shape in zip(row, shapes, strict=True):
        if len(shape) == 2:
            found.setdefault(shape[0], {})[shape[1]] = value
        else:
            found[shape[0]] = value
    return found
