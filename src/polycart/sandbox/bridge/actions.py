"""The actions of a simulated bridge: what an authenticated request may ask for."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import inspect
import re
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import msgspec

from polycart.sandbox.bridge import parts
from polycart.sandbox.bridge.files import Files
from polycart.sandbox.bridge.refusals import Refused, need
from polycart.sandbox.bridge.scopes import Scopes
from polycart.sandbox.bridge.statements import Statements
from polycart.sandbox.bridge.tables import Tables

Answered = tuple[int, Mapping[str, str], bytes]
Rest = Callable[[str, str, str, bytes], Answered | Awaitable[Answered]]

SWITCHES = {
    "file.put": "files", "file.delete": "files", "cache": "code", "update": "update",
    "delete": "delete", "rest": "code",
}  # fmt: skip
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_ID = re.compile("[0-9a-f]{32}")


class Facts(msgspec.Struct, kw_only=True):
    """What a simulated shop is, as its owner and its platform decide it."""

    cart: str
    version: str
    bridge: str
    owner: Mapping[str, str]
    switches: Mapping[str, bool]
    caches: Sequence[str]
    rest: Rest | None
    limits: Mapping[str, int]
    utc_offset: int
    php: str
    server: str


class Actions:
    """Does what is asked, writes once by their ids, and notes each action that was opened."""

    def __init__(self, facts: Facts, tables: Tables, scopes: Scopes, files: Files) -> None:
        self.facts = facts
        self.tables = tables
        self.scopes = scopes
        self.files = files
        self.requests: list[tuple[str, str, str]] = []
        self.takes_write: Callable[[], bool] = lambda: False
        self.project: Callable[[], None] = lambda: None
        self.gone = False
        self._known: dict[str, tuple[str, dict[str, Any]]] = {}
        self._running: set[str] = set()
        self.charset = "utf8mb4"

    def forget(self) -> None:
        """As if nothing had been asked."""
        self._known.clear()
        self.requests.clear()
        self.gone = False

    async def act(self, what: Any) -> list[bytes]:
        """The lines of the answer to an action."""
        begun = time.perf_counter()
        lines: list[bytes] = []
        try:
            outcome = await self._outcome(what, lines)
            most = self.facts.limits["answer_bytes"]
            need(sum(map(len, lines)) <= most, "too_large", "The answer is larger than the bridge may send.")
            closing = {"ok": "error" not in outcome, **outcome}
        except Refused as refusal:
            closing = {"ok": False, "error": refusal.told()}
        closing["ms"] = round((time.perf_counter() - begun) * 1000)
        return [*lines, msgspec.json.encode(closing) + b"\n"]

    async def _outcome(self, what: Any, lines: list[bytes]) -> dict[str, Any]:
        action = parts.text(what, "action")
        need(action in SWITCHES or action in ("info", "run"), "action", "There is no such action.")
        switch = SWITCHES.get(action, "")
        need(not switch or self.facts.switches.get(switch), "scope", f"The owner has switched {switch} off.")
        if action == "info":
            self._note("GET", action, what)
            return self._info(what)
        if action == "delete":
            self._note("POST", action, what)
            self.gone = True
            return {"deleted": True}
        if action == "run" and not parts.writes(what.get("statements"), self.facts.limits["statements"]):
            self._note("GET", action, what)
            return self._read(what, lines)
        if action == "rest" and parts.text(what, "method") == "GET":
            self._note("GET", action, what)
            return await self._rest(what)
        need(_ID.fullmatch(parts.text(what, "id")), "id", "What changes the shop needs an id.")
        return await self._once(action, what)

    def _note(self, verb: str, action: str, what: Any) -> None:
        """One line of what the shop was asked, as other simulators note their requests."""
        told = parts.text(what, "path")
        if action == "run":
            told = ",".join(f"{parts.text(one, 'do')} {parts.text(one, 'table')}" for one in what["statements"])
        elif action == "cache":
            told = ",".join(one for one in what.get("names") or () if isinstance(one, str))
        elif action == "rest":
            told = f"{parts.text(what, 'method')} {told}"
        self.requests.append((verb, action, told))

    async def _once(self, action: str, what: dict[str, Any]) -> dict[str, Any]:
        digest = hashlib.sha256(msgspec.json.encode(what)).hexdigest()
        known = self._known.get(what["id"])
        if known is not None:
            need(known[0] == digest, "id", "The id was used for another write.")
            return {"repeated": True, **known[1]}
        need(what["id"] not in self._running, "running", "The same write is still being done.")
        self._note("POST", action, what)
        if self.takes_write():
            raise Refused("database", "The database refused with error 1030.", errno=1030)
        self._running.add(what["id"])
        try:
            outcome = await self._changed(action, what)
        finally:
            self._running.discard(what["id"])
        self._known[what["id"]] = (digest, outcome)
        return outcome

    async def _changed(self, action: str, what: dict[str, Any]) -> dict[str, Any]:
        match action:
            case "run":
                return self._write(what)
            case "file.put":
                return self.files.put(what)
            case "file.delete":
                return self.files.delete(what)
            case "cache":
                return self._cache(what)
            case "rest":
                return await self._rest(what)
            case _:
                raise Refused("release", "The package is not signed by the release key, or not newer.")

    def _open(self, what: Any) -> None:
        """Take the one prefix that there is."""
        prefix = self.tables.prefix
        asked = parts.text(what, "prefix") if what.get("prefix") is not None else prefix
        says = "The tables of the shop are not found under one prefix."
        need(asked == prefix, "prefix", says, candidates=[prefix])
        charset = what.get("charset")
        good = charset is None or charset in ("utf8mb4", "utf8", "latin1")
        need(good, "statement", "The charset is not known.")
        self.charset = charset or "utf8mb4"
        self.project()

    def _info(self, what: Any) -> dict[str, Any]:
        self._open(what)
        told: dict[str, Any] = {}
        tables = what.get("tables")
        for name in tables if isinstance(tables, list) else ():
            with contextlib.suppress(Refused):  # not told is what may not be read
                self.scopes.permit(name, write=False)
                told[name] = None
            if name not in told:
                continue
            table = self.tables.declared.get(name)
            types = {column.name: _data_type(column.type) for column in table.columns.values()} if table else {}
            told[name] = {"columns": types, "engine": table.engine} if table else None
        facts, limits = self.facts, self.facts.limits
        return {
            "bridge": facts.bridge, "cart": facts.cart, "version": facts.version, "prefix": self.tables.prefix,
            "candidates": [self.tables.prefix], "charset": self.charset, "php": facts.php, "database": facts.server,
            "utc_offset": facts.utc_offset, "scopes": facts.owner, "media": self.files.media,
            "caches": list(facts.caches), "tables": told,
            "request_bytes": limits["request_bytes"], "rows": limits["rows"], "statements": limits["statements"],
        }  # fmt: skip

    def _statements(self) -> Statements:
        return Statements(self.tables, self.scopes, self.facts.limits["rows"])

    def _read(self, what: Any, lines: list[bytes]) -> dict[str, Any]:
        """Statements that only read: their rows go into the answer, out of one snapshot."""
        self._open(what)
        results: list[dict[str, Any]] = []
        self._statements().run(what["statements"], lines.append, results)
        return {"results": results}

    def _write(self, what: Any) -> dict[str, Any]:
        """Statements that write: all or nothing, but for tables without transactions."""
        self._open(what)
        loose = False
        for statement in what["statements"]:
            if statement["do"] != "select":
                name = parts.text(statement, "table")
                self.scopes.permit(name, write=True)
                table = self.tables.declared.get(name)
                loose = loose or table is None or table.engine.lower() != "innodb"
        says = "A table has no transactions, so several statements could be done by halves."
        need(not loose or len(what["statements"]) < 2 or what.get("loose"), "loose", says)
        results: list[dict[str, Any]] = []
        statements, connection = self._statements(), self.tables.connection
        connection.execute("BEGIN")
        try:
            statements.run(what["statements"], lambda _: None, results)
        except Refused as refusal:
            connection.execute("ROLLBACK")
            if not loose:
                raise
            for table, sql, binds in statements.done:
                if table.engine.lower() != "innodb":
                    connection.execute(sql, binds)
            return {"error": refusal.told(), "results": results}
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
        stale = what.get("caches") if self.facts.switches["code"] else None
        return {"results": results, **({"removed": 0} if set(stale or ()) & set(self.facts.caches) else {})}

    def _cache(self, what: Any) -> dict[str, Any]:
        names = what.get("names")
        for name in names if isinstance(names, list) else ():
            need(name in self.facts.caches, "statement", "There is no such cache.")
        return {"removed": 0}

    async def _rest(self, what: dict[str, Any]) -> dict[str, Any]:
        """A request to the shop's own API, in its process."""
        method, path = parts.text(what, "method"), parts.text(what, "path")
        need(method in METHODS, "statement", "There is no such method.")
        self.scopes.route(path, write=method != "GET")
        rest = self.facts.rest
        if rest is None:
            raise Refused("action", "The shop has no API that the bridge can ask.")
        self._open(what)
        body = what.get("body")
        data = base64.b64decode(parts.text(body, "base64")) if isinstance(body, dict) else (body or "").encode()
        found = rest(method, path, parts.text(what, "query"), data)
        status, told, content = await found if inspect.isawaitable(found) else found
        try:
            text: Any = content.decode()
        except UnicodeDecodeError:
            text = {"base64": base64.b64encode(content).decode()}
        return {"rest": {"status": status, "headers": {name.lower(): one for name, one in told.items()}, "body": text}}


def _data_type(type: str) -> str:
    """A type by the name that the database tells of it."""
    return {
        "integer": "int",
        "bool": "tinyint",
        "boolean": "tinyint",
        "numeric": "decimal",
        "dec": "decimal",
        "real": "double",
    }.get(type, type)
