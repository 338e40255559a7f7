"""What the owner of a simulated shop allows, by table and by row: the rules of a cart's adapter.

A rule of tables is an entity (``order``), one that SQL may only read (``customer:read``), the rows of each entity by a
column (``("post_type", {"product": ["product*"]})``), or a parent that decides (``("post_id", "posts", "ID")``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any, NamedTuple, cast

from polycart.sandbox.bridge.refusals import Refused, need

Rule = str | Sequence[Any]
_PATH = re.compile(r"[A-Za-z0-9_%./-]{1,250}")
_TABLE = re.compile(r"[A-Za-z0-9_]{1,64}")


class Guard(NamedTuple):
    """The patterns that a column must fit: of the table itself, or ``deciding`` of its parent's row with ``key``."""

    column: str
    patterns: list[str]
    parent: str = ""
    key: str = ""
    deciding: str = ""


class Scopes:
    """Rules by pattern of tables, the first that fits counts; without rules every table is open."""

    def __init__(
        self,
        owner: Mapping[str, str],
        rules: Mapping[str, Rule] | None,
        hidden: Mapping[str, Sequence[str]],
        routes: Mapping[str, str] | None = None,
    ) -> None:
        self.owner = owner
        self.rules = rules
        self.hidden = hidden
        self.routes = routes

    def allows(self, entity: str, *, write: bool) -> bool:
        """Whether the owner lets an entity be read, or written as well; what is not named is off."""
        scope = self.owner.get(entity, "off")
        return scope == "read/write" or (not write and scope == "read")

    def route(self, path: str, *, write: bool) -> None:
        """Refuse a path of the shop's own API that no scope lets be used so."""
        good = _PATH.fullmatch(path) and ".." not in path
        need(good, "statement", "A path of the shop's API must be plain.")
        for pattern, entity in (self.routes or {}).items():
            if fnmatchcase(path, pattern):
                name, _, only = entity.partition(":")
                good = self.allows(name, write=write) and not (write and only == "read")
                need(good, "scope", f"The owner lets {name} not be {'written' if write else 'read'}.")
                return
        need(self.routes is None, "scope", "This path of the shop's API is in no scope.")

    def permit(self, table: Any, *, write: bool) -> None:
        """Refuse a table that no scope lets be used so."""
        rule = self.rule(table)
        if rule is None:
            return
        if not isinstance(rule, str) and isinstance(rule[1], str):
            rule = self.rule(rule[1]) or ""
        found: Mapping[str, Sequence[str]] = {rule: ["*"]} if isinstance(rule, str) else rule[1]
        name = next(iter(found)).partition(":")[0]
        verb = "not be written" if write else "not be read"
        need(self._patterns(found, write), "scope", f"The owner lets {name} {verb}.")

    def guarded(self, table: str, *, write: bool) -> Guard | None:
        """How a statement is kept to the rows of its scopes; ``None`` where the whole table is one scope's."""
        rule = self.rule(table)
        if rule is None or isinstance(rule, str):
            return None
        if not isinstance(rule[1], str):
            return Guard(rule[0], self._patterns(rule[1], write))
        column, parent, key = rule
        deciding, patterns = self.rule(parent) or ("", cast("Mapping[str, Sequence[str]]", {}))
        return Guard(
            column, self._patterns(cast("Mapping[str, Sequence[str]]", patterns), write), parent, key, deciding
        )

    def fits(self, table: str, value: Any) -> bool:
        """Whether a new row with this value of the deciding column would be shown."""
        rule = self.rule(table)
        if rule is None or isinstance(rule, str):
            return True
        return isinstance(value, str) and any(fnmatchcase(value, one) for one in self._patterns(rule[1], write=True))

    def settable(self, table: str, column: Any, *, made: bool = False) -> None:
        """Refuse to move a row from one scope to another, or to change one that exists by making one."""
        rule = self.rule(table)
        good = (
            rule is None
            or isinstance(rule, str)
            or (not made and isinstance(column, str) and rule[0].lower() != column.lower())
        )
        need(good, "scope", f"This column of the table {table} cannot be changed so.")

    def hides(self, table: str, column: str) -> bool:
        """Whether a column may be written only."""
        return column.lower() in self.hidden.get(table, ())

    def rule(self, table: Any) -> Rule | None:
        """The rule of a table; ``None`` where there are no rules at all."""
        need(isinstance(table, str) and _TABLE.fullmatch(table), "table", "A table must be a word.")
        if self.rules is None:
            return None
        for pattern, rule in self.rules.items():
            if fnmatchcase(table, pattern):
                return rule
        raise Refused("scope", f"The table {table} is in no scope.")

    def _patterns(self, rule: Mapping[str, Sequence[str]], write: bool) -> list[str]:
        found: list[str] = []
        for entity, own in rule.items():
            name, _, only = entity.partition(":")
            if self.allows(name, write=write) and not (write and only == "read"):
                found += own
        return found
