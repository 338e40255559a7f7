"""The client for shops that are reached through the PHP bridge: structured statements, sealed, in one round trip."""

from __future__ import annotations

import base64
import secrets
import time
from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, TypeVar

import msgspec

from polycart.core.auth import Fixed
from polycart.core.bridge import advice, opened, package
from polycart.core.bridge.plans import Plan
from polycart.core.bridge.tables import Binds, Condition, Statement, Table
from polycart.core.bridge.wire import Answer, Broken, Keys, Refusal, Result, Session, Suite, seal, unseal
from polycart.core.client import Client
from polycart.core.errors import BridgeFailed, ParameterError, PolycartError, StoreError, TooManyItems
from polycart.core.mapping import Map, Version
from polycart.core.method import Page, placed
from polycart.core.platform import Setting, Settings
from polycart.core.selection import Selection
from polycart.core.transport import Request, Response

E = TypeVar("E")
S = TypeVar("S", bound="BridgeSettings")

ROUNDS = 8
"""How often a request is asked anew after a corrected clock, another suite, or a write that still runs."""


class BridgeSettings(Settings, kw_only=True, frozen=True):
    """What is known of a store's bridge: its address, its keys, and the prefix where there are several."""

    store_key: Annotated[str, Setting("Store key", "It is in the bridge's config.php.", r"^[0-9a-f]{32,64}$", True)]
    gateway_private_key: Annotated[
        str, Setting("Private key of the gateway", "Made with the bridge.", secret=True, made=True)
    ]
    bridge_public_key: Annotated[str, Setting("Public key of the bridge", "Made with the bridge.", made=True)]
    bridge_url: Annotated[
        str, Setting("Address of bridge.php", "Where it is not in the folder bridge2cart of the shop.")
    ] = ""
    store_root: Annotated[
        str, Setting("Folder of the shop", "Absolute path on its server; the bridge refuses where it serves another.")
    ] = ""
    db_tables_prefix: Annotated[
        str | None, Setting("Prefix of the tables", "Where one database holds several shops.", r"^\w*$")
    ] = None


class Info(msgspec.Struct, frozen=True):
    """What a bridge tells of its shop; ``media`` are the folders for files, as parts of the shop's address."""

    bridge: str
    cart: str
    version: str
    prefix: str
    charset: str
    php: str
    database: str
    utc_offset: int
    request_bytes: int
    rows: int
    statements: int
    candidates: list[str] = []
    media: dict[str, str] | list[str] = {}
    caches: list[str] = []
    scopes: dict[str, str] | list[str] = {}


class _Reply(msgspec.Struct, frozen=True):
    status: int
    headers: dict[str, str] = {}
    body: str | dict[str, str] = ""


class _Relayed(msgspec.Struct, frozen=True):
    """The object that closes the answer to a request that was relayed to the shop's own API."""

    rest: _Reply


class HalfDone(StoreError):
    """A write to tables without transactions broke off; ``results`` are those of the statements that were done."""

    results: Sequence[Result] = ()


class _Sealed(Fixed):
    """Requests are sealed by the client itself, anew for each attempt."""

    async def sign(self, request: Request, credentials: Any) -> None:
        """Nothing is left to do."""


class Bridge(Client[S]):
    """A shop behind a bridge; subclasses say what differs: title, charset.

    All requests may be repeated: what writes has an id, by which the bridge knows that it has done it already.
    """

    auth = _Sealed()
    charset: ClassVar[str | None] = None

    def __init__(self, connection: Any, call: Any) -> None:
        super().__init__(connection, call)
        self._sessions: dict[str, Session] = {}

    @property
    def version(self) -> Version | None:
        """The shop's version where it is already known."""
        info = self.connection.learned("bridge.info")
        return version_of(info.version) if info else None

    async def info(self) -> Info:
        """What the bridge tells of the shop; asked once and kept for a while."""
        return await self.connection.fact("bridge.info", self._info)

    async def check(self) -> str:
        """Ask for the version of the shop, which needs good keys, a good prefix and the database."""
        self.connection.forget("bridge.info")
        return (await self.info()).version

    async def _info(self) -> Info:
        return msgspec.json.decode((await self.ask("info")).last, type=Info)

    async def read(self, *statements: Statement) -> Answer:
        """Run selects, all out of one snapshot of the database."""
        return await self.ask("run", statements=statements)

    async def write(self, *statements: Statement, loose: bool = False, caches: Sequence[str] = ()) -> list[Result]:
        """Run statements as one transaction, once; ``loose`` where some tables have no transactions.

        ``caches`` are emptied after it. A loose write that broke off raises ``HalfDone``.
        """
        what: dict[str, Any] = {"loose": True} if loose else {}
        if caches:
            what["caches"] = list(caches)
        return (await self.ask("run", statements=statements, id=secrets.token_hex(16), **what)).closing.results

    async def send(self, method: str, path: str, query: Any = None, json: Any = None) -> dict[str, Any]:
        """The action called ``path`` with the values of ``json``, for steps that take something back."""
        return await self.do(path, **(json or {}))

    async def do(self, action: str, **what: Any) -> dict[str, Any]:
        """One of the actions that change more than the database: a file, a cache."""
        return msgspec.json.decode((await self.ask(action, id=secrets.token_hex(16), **what)).last)

    async def relay(self, request: Request, path: str, query: str = "") -> Response:
        """Have the shop's own API answer a request inside the shop: no keys of it are needed, the scopes decide."""
        body = request.body or b""
        try:
            text: Any = body.decode()
        except UnicodeDecodeError:
            text = {"base64": base64.b64encode(body).decode()}
        id = {} if request.method == "GET" else {"id": secrets.token_hex(16)}
        answer = await self.ask("rest", method=request.method, path=path, query=query, body=text, **id)
        found = msgspec.json.decode(answer.last, type=_Relayed).rest
        told = found.body if isinstance(found.body, str) else base64.b64decode(found.body["base64"])
        return Response(
            status=found.status,
            headers=found.headers,
            body=told.encode() if isinstance(told, str) else told,
        )

    async def page(
        self,
        table: Table,
        where: Sequence[Condition],
        map: type[Map[E]],
        *,
        start: int,
        count: int,
        order: Sequence[str],
        binds: Binds | None = None,
        wanted: Selection | None = None,
    ) -> Page[E]:
        """Rows ``start`` to ``start + count``, their number and what follows them, in one round trip."""
        reader = map.reader(self.wanted if wanted is None else wanted, self.version)
        plan = Plan(table, reader, where, order=order, binds=binds, limit=count, offset=start, total=True)
        answer = await self.read(*plan.statements)
        items = await reader.finish(self, plan.rows(answer.rows))
        return placed(items, plan.total(answer.rows), start=start, count=count)

    async def ask(self, action: str, **what: Any) -> Answer:
        """Send one action and open its answer; raises the error that stands for a refusal or a failure."""
        plain = {"action": action, **self._view(), **what}
        request = Request(method="POST", url=self.address(), headers=self._headers(), body=msgspec.json.encode(plain))
        for round in range(1, ROUNDS + 1):
            response = await self.exchange(request, safe=True)
            answer = self._opened(response, again=round < 3)
            if answer is None:
                continue
            if isinstance(answer, Refusal):
                if round == ROUNDS or not self._corrected(answer):
                    raise advice.refused(answer)
                continue
            if self.call.trace.bodies:
                self.call.trace.opened(opened.sent(plain), opened.answered(answer))
            error = answer.closing.error
            if error is None:
                return answer
            if error.code not in ("running", "busy") or round == ROUNDS:
                raise self._told(answer)
            await self._sleep(0.1 * 2**round, self._told(answer))
        raise BridgeFailed("The bridge's answer broke off several times: look into the server's error log.")

    def address(self) -> str:
        """Where bridge.php is."""
        return package.address(self.settings.store_url, self.settings.bridge_url)

    async def sign(self, request: Request) -> None:
        """Seal one attempt: a new nonce, the shop's present moment, and a secret to open its answer with."""
        tokens = self.connection.tokens
        suite: Suite = tokens.get("bridge.suite", "gcm")
        moment = int(time.time() + tokens.get("bridge.skew", 0.0))
        request.body, session = seal(self._keys(), request.body or b"", suite=suite, time=moment)
        if len(self._sessions) > 64:
            self._sessions.clear()
        self._sessions[session.nonce] = session

    def _keys(self) -> Keys:
        """The keys of this store, read once for all its calls."""
        tokens, settings = self.connection.tokens, self.settings
        source = (settings.store_key, settings.gateway_private_key, settings.bridge_public_key)
        if tokens.get("bridge.source") != source:
            try:
                tokens["bridge.keys"] = Keys.read(*source)
            except ValueError as error:
                raise ParameterError("The keys of the bridge are not valid.") from error
            tokens["bridge.source"] = source
        return tokens["bridge.keys"]

    def _view(self) -> dict[str, str]:
        prefix = self.settings.db_tables_prefix
        view = {"prefix": prefix} if prefix is not None else {}
        view |= {"store_root": self.settings.store_root} if self.settings.store_root else {}
        return view | ({"charset": self.charset} if self.charset else {})

    def _headers(self) -> dict[str, str]:
        return {
            "Content-Type": "application/json",
            "Accept": "application/octet-stream, */*",
            "User-Agent": self.connection.user_agent,
        }

    def _opened(self, response: Response, *, again: bool) -> Answer | Refusal | None:
        """Open an answer; ``None`` where it broke off and may be asked for again."""
        try:
            return unseal(self._keys(), response.body, self._sessions)
        except Broken as error:
            if b"polycart-answer-1 " not in response.body:
                raise advice.unreadable(response) from error
            if not again:
                raise BridgeFailed(
                    f"The bridge's answer was damaged on its way ({error}): look whether a proxy changes or cuts it."
                ) from error
            return None

    def _corrected(self, refusal: Refusal) -> bool:
        """Put right what a trusted refusal asks for; ``False`` where nothing can be put right."""
        if not refusal.trusted or refusal.nonce not in self._sessions:
            return False
        tokens = self.connection.tokens
        if refusal.refused == "clock":
            tokens["bridge.skew"] = refusal.time - time.time()
            return True
        if refusal.refused == "suite" and self._sessions[refusal.nonce].suite == "gcm":
            tokens["bridge.suite"] = "ctr"
            return True
        return False

    def _told(self, answer: Answer) -> PolycartError:
        error = answer.closing.error
        assert error is not None  # noqa: S101 - asked only where there is one
        if error.code == "too_large":
            return TooManyItems("The shop's bridge may not send that much at once; ask for less.")
        told = advice.failed(error)
        if not answer.closing.results:
            return told
        half = HalfDone(told.message, native=told.native)
        half.results = answer.closing.results
        return half


def version_of(text: str) -> Version | None:
    """A version as numbers that compare."""
    numbers = text.split("-")[0].split(".")
    return tuple(int(part) for part in numbers) if all(part.isdigit() for part in numbers) else None
