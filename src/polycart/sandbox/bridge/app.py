"""A shop with a bridge as an ASGI application: what stands before the bridge, and the files that it serves."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from polycart.sandbox import asgi
from polycart.sandbox.asgi import Receive, Scope, Send
from polycart.sandbox.bridge import keys, schema, sealing
from polycart.sandbox.bridge.actions import Actions, Facts, Rest
from polycart.sandbox.bridge.files import PIXEL, TYPES, Files
from polycart.sandbox.bridge.refusals import Refused, need
from polycart.sandbox.bridge.scopes import Rule, Scopes
from polycart.sandbox.bridge.sealing import Asked
from polycart.sandbox.bridge.tables import Tables
from polycart.sandbox.faults import Faults

Reply = tuple[int, list[tuple[bytes, bytes]], bytes]
Seed = Callable[["SimulatedBridge"], None]

VERSION = "1.0.0"
MAINTENANCE = b"<!DOCTYPE html><html><head><title>Maintenance</title></head><body><h1>Back soon.</h1></body></html>"
HTML, JSON = b"text/html; charset=utf-8", b"application/json"
OWNER: Mapping[str, str] = dict.fromkeys(
    ("product", "category", "order", "customer", "basket", "marketing", "settings"), "read/write"
)
LIMITS = {"request_bytes": 6291456, "answer_bytes": 67108864, "rows": 20000, "statements": 500}
SWITCHES = {"files": True, "code": True, "update": False, "delete": True}
_TEMPLATES: dict[Hashable, tuple[bytes, dict[str, bytes]]] = {}


class SimulatedBridge:
    """A shop that is reached through its bridge; `faults` makes it misbehave, `requests` tells what it was asked.

    ``schema`` holds CREATE TABLE statements as MySQL takes them, or by name (without prefix) what stands between
    their brackets; ``seed`` fills the tables (`insert`, `fill`, or SQL on `database`, with prefix) and `files`.
    Shops with the same ``seeded`` are alike when they open, so that the second one is a copy. ``project`` refills
    tables that show another simulator's state; it is called before the next action after `stale` was set.
    ``tables`` and ``hidden`` are the adapter's rules of scopes. ``rest`` answers the action of that name: method, path,
    query and body in, status, headers and body out, and may be a coroutine; ``routes`` are its scopes.
    """

    def __init__(
        self, *, cart: str, version: str, schema: str | Mapping[str, str], prefix: str = "oc_", engine: str = "InnoDB",
        url: str = "https://shop.test", seed: Seed | None = None, seeded: Hashable = None,
        scopes: Mapping[str, str] | None = None, tables: Mapping[str, Rule] | None = None,
        routes: Mapping[str, str] | None = None, hidden: Mapping[str, Sequence[str]] | None = None,
        media: Mapping[str, str] | None = None, caches: Sequence[str] = (),
        rest: Rest | None = None,
        project: Callable[[], None] | None = None, limits: Mapping[str, int] | None = None,
        switches: Mapping[str, bool] | None = None, utc_offset: int = 0, suite: str = "gcm",
        clock: Callable[[], datetime] | None = None, php: str = "8.2.0", server: str = "10.11.6-MariaDB",
    ) -> None:  # fmt: skip
        self.url = url
        self.faults = Faults()
        self.stale = project is not None
        self._seed, self._project, self._suite = seed, project, suite
        self._seeded = None if seeded is None else (cart, version, prefix, seeded)
        self.tables = Tables(
            declared(schema, prefix, engine),
            prefix=prefix,
            clock=clock or (lambda: datetime.now(UTC)),
            utc_offset=utc_offset,
        )
        owner = dict(OWNER if scopes is None else scopes)
        facts = Facts(
            cart=cart, version=version, bridge=VERSION, owner=owner, switches=SWITCHES | dict(switches or {}),
            caches=caches, rest=rest, limits=LIMITS | dict(limits or {}), utc_offset=utc_offset, php=php,
            server=server,
        )  # fmt: skip
        self.files: dict[str, bytes] = {}
        held = Files({"images": "image/"} if media is None else media, self.files)
        self.actions = Actions(facts, self.tables, Scopes(owner, tables, hidden or {}, routes), held)
        self.actions.takes_write = self.faults.takes_write
        self.actions.project = self._renew
        self._nonces: dict[str, int] = {}
        self._kept: dict[str, bytes] = {}
        self.reset()

    @property
    def credentials(self) -> dict[str, str]:
        """The keys of the gateway for this shop, by the names of the connectors' settings."""
        return dict(keys.CREDENTIALS)

    @property
    def database(self) -> sqlite3.Connection:
        """The shop's database, in autocommit mode; its tables have their prefix."""
        return self.tables.connection

    @property
    def requests(self) -> list[tuple[str, str, str]]:
        """What the shop was asked: a verb (all but GET change something), the action, and what it was about."""
        return self.actions.requests

    def insert(self, table: str, **given: Any) -> int:
        """Add one row as MySQL would keep it; gives its number where it is counted up."""
        return self.tables.insert(table, **given)

    def fill(self, table: str, columns: Sequence[str], rows: Any, *, anew: bool = False) -> None:
        """Put many rows into a table as they are; ``anew`` takes out what was there."""
        self.tables.fill(table, columns, rows, anew=anew)

    def reset(self) -> None:
        """The shop as it was when it opened, without faults and without a past."""
        self.faults.clear()
        self.actions.forget()
        self._nonces.clear()
        self.stale = self._project is not None
        known = _TEMPLATES.get(self._seeded) if self._seeded is not None else None
        if self.tables.template is None and known is not None:
            self.tables.template, self._kept = known
        first = self.tables.template is None
        self.files.clear()
        self.tables.build(self._fill)
        if first:
            self._kept = dict(self.files)
            if self._seeded is not None and self.tables.template is not None:
                _TEMPLATES[self._seeded] = self.tables.template, self._kept
        self.files.update(self._kept)

    def _fill(self) -> None:
        if self._seed is not None:
            self.database.execute("BEGIN")
            self._seed(self)
            if self.database.in_transaction:  # a script ends it by itself
                self.database.execute("COMMIT")

    def _renew(self) -> None:
        if self.stale and self._project is not None:
            self.stale = False
            self.database.execute("BEGIN")
            self._project()
            self.database.execute("COMMIT")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await asgi.lifespan(receive, send)
            return
        body = await asgi.read(receive)
        if self.faults.delay:
            await asyncio.sleep(self.faults.delay)
        status, headers, content = self._misbehave(scope) or await self._answer(scope, body)
        if self.faults.truncated and len(content) > 1:
            content = content[: len(content) // 2]
        content = b"" if scope["method"] == "HEAD" else content
        await asgi.respond(send, status, headers, content, pause=self.faults.body_delay)

    def _misbehave(self, scope: Scope) -> Reply | None:
        """The answer of a fault that comes before the shop itself; a failing write is answered by the bridge."""
        faults = self.faults
        if faults.redirect:
            query = scope.get("query_string", b"").decode("latin-1")
            to = faults.redirect.rstrip("/") + scope["path"] + (f"?{query}" if query else "")
            return 301, [(b"location", to.encode()), (b"content-type", HTML)], b""
        if faults.takes_limit():
            return 429, [(b"retry-after", str(faults.retry_after).encode())], b"Too many requests."
        if faults.html:
            return 200, [(b"content-type", HTML)], MAINTENANCE
        return None

    async def _answer(self, scope: Scope, body: bytes) -> Reply:
        host = urlsplit(self.url).hostname
        given = next((value.decode("latin-1") for name, value in scope["headers"] if name.lower() == b"host"), "")
        if given and urlsplit(f"//{given}").hostname != host:
            return 200, [(b"content-type", b"image/png")], PIXEL
        path = scope["path"].lstrip("/")
        if path != "bridge2cart/bridge.php" or self.actions.gone:
            return self._served(path)
        if scope["method"] != "POST":
            return 200, [(b"content-type", HTML)], f"BRIDGE INSTALLED.<br /> Version: {VERSION}".encode()
        return await self._bridge(body)

    def _served(self, path: str) -> Reply:
        """A file of the shop, as its web server answers it."""
        if path not in self.files:
            return 404, [(b"content-type", HTML)], b"Not Found"
        self.requests.append(("GET", "file", path))
        kind = TYPES.get(path.rpartition(".")[2].lower(), "application/octet-stream")
        return 200, [(b"content-type", kind.encode())], self.files[path]

    async def _bridge(self, body: bytes) -> Reply:
        """Check who asks, read what is asked, and answer."""
        asked: Asked | None = None
        try:
            need(len(body) <= self.actions.facts.limits["request_bytes"], "size")
            found = sealing.parsed(body)
            need(not self.faults.revoked, "signature")
            sealing.authenticate(found)
            asked = found  # from here on refusals are authenticated
            need(abs(time.time() - asked.time) <= sealing.WINDOW, "clock")
            self._claim(asked)
            need(asked.suite == self._suite, "suite")
            secret = sealing.unwrapped(asked)
            what = sealing.opened(asked, secret)
        except Refused as refusal:
            return 200, [(b"content-type", JSON)], sealing.refusal(refusal.word, asked)
        lines = await self.actions.act(what)
        return 200, [(b"content-type", b"application/octet-stream")], sealing.answer(asked, secret, lines)

    def _claim(self, asked: Asked) -> None:
        """Take a nonce, once for ever."""
        need(asked.nonce not in self._nonces, "replay")
        if len(self._nonces) > 4096:
            old = time.time() - 2 * sealing.WINDOW
            self._nonces = {nonce: moment for nonce, moment in self._nonces.items() if moment > old}
        self._nonces[asked.nonce] = asked.time


def declared(text: str | Mapping[str, str], prefix: str, engine: str) -> dict[str, schema.Table]:
    """The tables of a shop, by their names without prefix."""
    if isinstance(text, str):
        return schema.read(text, prefix, engine)
    return {name: schema.declared(name, body, engine) for name, body in text.items()}
