"""How a PrestaShop is reached: credentials, addresses, lists, bodies, errors.

Source: https://devdocs.prestashop-project.org/8/webservice/ and answers recorded from PrestaShop 8.1.2.
"""

from __future__ import annotations

import asyncio
import base64
import html
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Annotated, Any, ClassVar, TypeVar, cast

import msgspec

from polycart.core.auth import Fixed
from polycart.core.client import Call, Connection
from polycart.core.errors import (
    AlreadyExists,
    CredentialsRefused,
    Errors,
    Native,
    NotFound,
    ParameterError,
    PolycartError,
    StoreError,
    Unreachable,
    Unsupported,
)
from polycart.core.mapping import Map, Reader, Version
from polycart.core.moments import ZONE
from polycart.core.paging import Offset
from polycart.core.pictures import Picture
from polycart.core.platform import Platform, Setting, Settings
from polycart.core.rest import Rest
from polycart.core.selection import ALL, Selection
from polycart.core.transport import Headers, Request, Response
from polycart.core.undo import Step, Undo
from polycart.platforms.prestashop_api import facts, markup
from polycart.platforms.prestashop_api.forms import form
from polycart.platforms.prestashop_api.numbers import either
from polycart.platforms.prestashop_api.schema import ASSOCIATED, ITEMS, READ_ONLY, display, plural, singular

E = TypeVar("E")
T = TypeVar("T")
Query = Mapping[str, Any]
Body = dict[str, Any]

PATCHES: Version = (8,)
"""Since this version single fields can be changed; before, what a ``PUT`` does not name is emptied."""

PORTION = 100
"""Values of one filter: ids of six digits then take less than the 4 KB that some servers allow an address."""


class PrestashopSettings(Settings, kw_only=True, frozen=True):
    """A webservice key, made under Advanced Parameters → Webservice."""

    prestashop_webservice_key: Annotated[
        str, Setting("Webservice key", "The 32 characters of a key under Advanced Parameters → Webservice.", None, True)
    ]


class _KeyAuth(Fixed):
    """HTTP Basic with the key as user name and no password."""

    async def sign(self, request: Request, credentials: Any) -> None:
        pair = f"{credentials.settings.prestashop_webservice_key}:".encode()
        request.headers["Authorization"] = "Basic " + base64.b64encode(pair).decode()


class Prestashop(Rest[PrestashopSettings]):
    """One call's view of a PrestaShop, through one shop of a multistore and one language."""

    title = "PrestaShop"
    base = "{store_url}/api/"
    auth = _KeyAuth()
    paging = Offset("offset", "limit", most=1_000_000)
    concurrency = 4
    few: ClassVar[int] = 250
    """Ids that fit into the filter of one address; with more the shop is first asked for all that its filters leave."""
    errors = Errors(
        exact={
            **dict.fromkeys(("16", "17", "18", "20", "21", "25", "26", "132"), CredentialsRefused),
            **dict.fromkeys(("41", "84", "85"), ParameterError),
            **dict.fromkeys(("87", "92", "131"), NotFound),
            "22": Unreachable,
            "27": Unsupported,
            "101": Unsupported,
            "140": AlreadyExists,
        }
    )

    def __init__(self, connection: Connection[PrestashopSettings], call: Call) -> None:
        super().__init__(connection, call)
        self.shop_id: str | None = None
        self.lang_id: str | None = None
        self.seen: dict[str, Any] = {}
        """What this call has read already, for fields that are told by the same rows."""

    @property
    def version(self) -> Version | None:
        """The version where a call before has learned it."""
        known = self.connection.learned("facts")
        return known.version if known else None

    def with_call(self, call: Call) -> Any:
        """The same shop, looked at in the same way, for another call."""
        other = type(self)(self.connection, call)
        other.shop_id, other.lang_id = self.shop_id, self.lang_id
        return other

    async def view(self, store_id: str | None, lang_id: str | None, currency_id: str | None) -> None:
        """Look through one shop of a multistore and one language; prices are kept in the default currency."""
        if store_id is not None:
            known = await facts.shops(self)
            if store_id not in known:
                allowed = ", ".join(f"'{id}'" for id in known)
                raise ParameterError(f"Parameter 'store_id' is not valid. Allowed values: {allowed}.")
            self.shop_id = store_id
        if lang_id is not None:
            self.lang_id = await facts.language_id(self, lang_id)
        if currency_id is not None:
            currency = await facts.default_currency(self)
            if currency_id.upper() not in (currency.iso_code.upper(), str(currency.id)):
                raise ParameterError(f"Parameter 'currency_id' is not valid. Allowed values: '{currency.iso_code}'.")

    async def facts(self) -> facts.Facts:
        """What the shop's configuration tells of it; kept for an hour, learned anew by ``cart.validate``."""

        async def fetch() -> facts.Facts:
            return await facts.learn(self)

        return await self.connection.fact("facts", fetch)

    async def zoned(self) -> facts.Facts:
        """The facts, with the shop's time zone set for what is read and written from here on."""
        known = await self.facts()
        ZONE.set(known.zone)
        return known

    async def language(self) -> str:
        """The id of the language that texts are read and written in."""
        return self.lang_id or (await self.facts()).value("PS_LANG_DEFAULT", self.shop_id) or "1"

    async def everywhere(self, text: str) -> Body:
        """A text in every language, for something new: what has no text in a language is empty in it."""
        return {"language": {str(row.id): text for row in await facts.languages(self)}}

    async def here(self, text: str) -> Body:
        """A text in the language of the view."""
        return {"language": {await self.language(): text}}

    async def check(self) -> str:
        """Test address and key, and learn the shop's facts anew; answers PrestaShop's version."""
        self.connection.forget()
        return (await self.facts()).release

    async def send(
        self, method: str, path: str, query: Query | None = None, json: Any = None, *, headers: Headers | None = None
    ) -> Response:
        """Send one request; ``json`` are the plain values of a body, which travels as XML."""
        sent = dict(headers or {})
        if json is None:
            return await self.transmit(method, path, query, headers=sent)
        return await self.transmit(
            method, path, query, body=markup.written(json), headers={"Content-Type": "text/xml; charset=utf-8", **sent}
        )

    async def transmit(
        self, method: str, path: str, query: Query | None = None, *, body: bytes | None = None, headers: Headers
    ) -> Response:
        """Send one request with its body as it is; what has no good status is raised as the shop's error."""
        asked = {"output_format": "JSON", **({"id_shop": self.shop_id} if self.shop_id else {}), **(query or {})}
        sent = {"Accept": "application/json", "User-Agent": self.connection.user_agent, **headers}
        request = Request(method=method, url=self.url(path, asked), headers=sent, body=body)
        response = await self.exchange(request, safe=method in {"GET", "HEAD"})
        if response.status >= 400:
            raise self.failure(response)
        if response.status >= 300:
            raise self._redirected(response)
        return response

    async def rows(
        self, path: str, query: Query, reader: Reader[Any], *, start: int, count: int
    ) -> tuple[list[Any], int | None]:
        """The narrow rows of a window; one more is asked for, to know whether the list goes on.

        PrestaShop tells no totals: the one given is known where the list ends with the window, else ``None``.
        """
        await self.zoned()
        asked = {
            **query, "display": display(path, reader.needs), "language": await self.language(),
            "limit": f"{start},{count + 1}",
        }  # fmt: skip
        found: list[Any] = self.listed(await self.send("GET", path, asked), path, reader.row)
        ends = len(found) <= count and bool(found or start == 0)
        return found[:count], start + len(found) if ends else None

    async def one(
        self, path: str, table: type[Map[E]], *, query: Query | None = None, wanted: Selection | None = None
    ) -> E:
        """One entity with just the wanted fields; ``path`` is that of the entity, such as ``products/5``."""
        await self.zoned()
        reader = table.reader(self.wanted if wanted is None else wanted, self.version)
        resource = path.partition("/")[0]
        asked = {**(query or {}), "display": display(resource, reader.needs), "language": await self.language()}
        found: list[Any] = self.listed(await self.send("GET", path, asked), resource, reader.row)
        if not found:
            raise NotFound(f"{self.title} has no {path}.")
        return (await reader.finish(self, found[:1]))[0]

    async def everything(
        self, path: str, query: Query, table: type[Map[E]], *, wanted: Selection = ALL, most: int = 10_000
    ) -> list[E]:
        """All items of a list, in one request: PrestaShop cuts no list short."""
        reader = table.reader(wanted, self.version)
        rows, _ = await self.rows(path, query, reader, start=0, count=most)
        return await reader.finish(self, rows)

    async def ids(self, path: str, query: Query | None = None) -> list[int]:
        """The ids of a list: without ``display`` the shop reads nothing else, and writes a dozen bytes for each."""
        await self.zoned()
        return [row.id for row in self.listed(await self.send("GET", path, query), path, _Numbered)]

    async def total(self, path: str, query: Query | None = None) -> int:
        """How many items a list has, counted by their ids, for the shop tells it nowhere."""
        return len(await self.ids(path, query))

    async def records(self, path: str, query: Query, kind: type[T], *paths: str) -> list[T]:
        """A whole list decoded to ``kind``; ``paths`` are the needed native fields, all of its own by default."""
        await self.zoned()
        needs = paths or cast("tuple[str, ...]", cast("Any", kind).__struct_encode_fields__)
        asked = {"display": display(path, needs), "language": await self.language(), **query}
        return self.listed(await self.send("GET", path, asked), path, kind)

    async def among(
        self, path: str, name: str, values: Iterable[Any], kind: type[T], *paths: str, also: Query | None = None
    ) -> list[T]:
        """All items whose field ``name`` is among ``values``; long lists go in several requests, side by side.

        This is what keeps a page from costing a request for each item.
        """
        chosen = list(dict.fromkeys(values))
        portions = [chosen[at : at + PORTION] for at in range(0, len(chosen), PORTION)]
        query = {"sort": "[id_ASC]", **(also or {})}
        parts = await asyncio.gather(
            *(self.records(path, {**query, f"filter[{name}]": either(part)}, kind, *paths) for part in portions)
        )
        return [item for part in parts for item in part]

    async def listing(self, path: str, query: Query, kind: type[T]) -> list[T]:
        """A list decoded to ``kind``, of what is asked for before anything else of the shop is known."""
        return self.listed(await self.send("GET", path, query), path, kind)

    def narrows(self, query: dict[str, Any], how: str, *what: Any) -> bool:
        """Narrow a list by what lies in other lists, where the shop can; the webservice cannot.

        Where it says ``False``, the other lists are asked for the ids that stand for it.
        """
        return False

    async def keep_picture(self, path: str, picture: Picture, name: str, *, replace: bool) -> int | None:
        """Send a picture to ``images/…``; answers its id, where the shop gives it one.

        PHP reads a form of ``POST`` only, so a picture is replaced by a ``POST`` that says to be a ``PUT``. The answer
        is XML, whatever is asked for.
        """
        body, kind = form(picture, name)
        query = {"output_format": None, **({"ps_method": "PUT"} if replace else {})}
        response = await self.transmit("POST", path, query, body=body, headers={"Content-Type": kind, "Accept": "*/*"})
        if not response.headers.get("content-type", "").startswith("text/xml"):
            return None
        try:
            id = markup.parsed(response.body).findtext("image/id")
            return int(id) if id else None
        except ValueError as error:
            raise StoreError("PrestaShop did not say which picture it has made.") from error

    def listed(self, response: Response, path: str, kind: type[T]) -> list[T]:
        """The items of a list; an empty one is ``[]``, without the node."""
        if response.body.strip() == b"[]":
            return []
        try:
            return _decoder(kind, plural(path)).decode(response.body).items
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise self._unreadable(response, error) from error

    async def add(self, resource: str, fields: Body, query: Query | None = None) -> int:
        """Create an entity; answers its id."""
        node = singular(resource)
        response = await self.send("POST", resource, query, {node: fields})
        made = cast("dict[str, Any]", self.decoded(response, dict[str, Any])).get(node)
        try:
            return int(cast("dict[str, Any]", made)["id"])
        except (TypeError, KeyError, ValueError) as error:
            raise StoreError(f"{self.title} did not say which {node} it has made.") from error

    async def change(self, resource: str, id: int, fields: Body, query: Query | None = None) -> None:
        """Change the given fields of an entity, and no others."""
        verb, body = await self._changing(resource, id, fields)
        await self.send(verb, f"{resource}/{id}", query, {singular(resource): body})

    async def change_undoable(self, undo: Undo, resource: str, id: int, fields: Body, says: str) -> None:
        """Change fields of an entity, with a step noted that gives them back their values."""
        before = await self.held(resource, id, _names(fields))
        verb, body = await self._changing(resource, id, {name: before.get(name) for name in fields})
        undo(Step(verb, f"{resource}/{id}", says, self.scope, {singular(resource): body}))
        await self.change(resource, id, fields)

    async def add_undoable(self, undo: Undo, resource: str, fields: Body, says: str) -> int:
        """Create an entity, with a step noted that deletes it.

        The step cannot be noted before, for it needs the id; a POST that fails has made nothing.
        """
        id = await self.add(resource, fields)
        undo(Step("DELETE", f"{resource}/{id}", says, self.scope))
        return id

    async def remove(self, resource: str, id: int) -> None:
        """Delete an entity."""
        await self.send("DELETE", f"{resource}/{id}")

    @property
    def scope(self) -> dict[str, Any]:
        """The query that names the shop of the view, for steps that another process may have to take back."""
        return {"id_shop": self.shop_id} if self.shop_id else {}

    async def held(self, resource: str, id: int, paths: Iterable[str] | None = None) -> Body:
        """What an entity holds, in all languages, as it would be written back; all of it without ``paths``."""
        shown = "full" if paths is None else display(resource, paths)
        response = await self.send("GET", f"{resource}/{id}", {"display": shown})
        found = self.listed(response, resource, dict[str, Any])
        if not found:
            raise missing(singular(resource), id)
        return _writable(found[0])

    async def _changing(self, resource: str, id: int, fields: Body) -> tuple[str, Body]:
        """Verb and fields of a change; shops before 8 empty what is not named, so there the whole entity is sent."""
        release = (await self.facts()).version
        if release >= PATCHES:
            return "PATCH", {"id": id, **fields}
        whole = await self.held(resource, id)
        whole.pop(ASSOCIATED.rstrip("."), None)
        forbidden = READ_ONLY.get(resource, frozenset()) | {"date_add", "date_upd", "passwd"}
        kept = {name: value for name, value in whole.items() if name not in forbidden}
        return "PUT", {**kept, "id": id, **fields}

    def native(self, response: Response) -> Native:
        """PrestaShop answers errors as ``{errors: [{code, message}]}``, or the same in XML."""
        try:
            found = [
                (str(each.code), each.message) for each in msgspec.json.decode(response.body, type=_Refusal).errors
            ]
        except (msgspec.DecodeError, UnicodeDecodeError):
            try:
                found = list(markup.errors(response.body))
            except ValueError:
                found = []
        if not found:
            return Native(status=response.status)
        words = " ".join(" ".join(html.unescape(message).split()) for _, message in found)
        return Native(status=response.status, code=found[0][0], message=words)

    def failure(self, response: Response) -> PolycartError:
        """The error that stands for an answer with a bad status."""
        if response.status == 401 and response.body.strip() == b"401 Unauthorized":
            return CredentialsRefused(
                "PrestaShop saw no key: its server keeps the Authorization header from PHP; "
                "let Apache pass it on (CGIPassAuth On, or the rule in the .htaccess that PrestaShop writes).",
                native=Native(status=401),
            )
        native = self.native(response)
        if native.code == "85" and native.status >= 500:
            return StoreError(f"{self.title} answered: {native.message}.", native=native)
        if native.code == "22":
            return Unreachable("PrestaShop's webservice is switched off; enable it under Advanced Parameters → "
                               "Webservice.", native=native)  # fmt: skip
        return super().failure(response)


class _Numbered(msgspec.Struct):
    id: int


class _Error(msgspec.Struct):
    code: int | str | None = None
    message: str = ""


class _Refusal(msgspec.Struct):
    errors: list[_Error]


@lru_cache(maxsize=1024)
def _decoder(kind: Any, node: str) -> msgspec.json.Decoder[Any]:
    page = msgspec.defstruct("ListPage", [("items", list[kind])], rename={"items": node}, gc=False)
    return msgspec.json.Decoder(page, strict=False)


def _names(fields: Body) -> list[str]:
    inner = cast("dict[str, Any]", fields.get("associations") or {})
    return [*(name for name in fields if name != "associations"), *(f"{ASSOCIATED}{name}" for name in inner)]


def _writable(found: Body) -> Body:
    """An entity as it was read, in the shape that it is written in."""
    inner = cast("dict[str, Any]", found.pop("associations", None) or {})
    body = {name: _in_languages(value) for name, value in found.items()}
    if inner:
        body["associations"] = {name: associated(name, rows) for name, rows in inner.items() if name in ITEMS}
    return body


def _in_languages(value: Any) -> Any:
    """With one language texts are plain; with several they are a list of ``{id, value}``."""
    if not isinstance(value, list):
        return "" if value is None else value
    texts = cast("list[dict[str, Any]]", value)
    return {"language": {str(text["id"]): "" if text["value"] is None else text["value"] for text in texts}}


def associated(name: str, items: Sequence[Mapping[str, Any]]) -> Body:
    """The items of an association as they are written; none at all empties it."""
    return {ITEMS[name]: [dict(item) for item in items]} if items else {}


def missing(entity: str, id: Any, error: PolycartError | None = None) -> NotFound:
    """The error for an entity that the shop does not have."""
    return NotFound(
        f"{entity.replace('_', ' ').capitalize()} with id {id} not found.", native=error.native if error else None
    )


prestashop = Platform(
    "PrestashopApi",
    "PrestaShop",
    settings=PrestashopSettings,
    client=Prestashop,
    versions="1.7 - 8",
    oldest="1.7",
    credentials=(("store_url", "prestashop_webservice_key"),),
)
