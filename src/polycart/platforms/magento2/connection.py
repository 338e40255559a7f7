"""How a Magento 2 shop is reached: credentials, signing, addresses, lists, errors.

Source: https://developer.adobe.com/commerce/webapi/rest/ and answers recorded from Magento Open Source 2.4.7.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Hashable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Annotated, Any, TypeVar, cast
from urllib.parse import quote, urlsplit

import msgspec

from polycart.core.auth import bearer, oauth1
from polycart.core.client import Call, Connection
from polycart.core.errors import (
    AlreadyExists,
    CredentialsRefused,
    Errors,
    MissingParameter,
    Native,
    NotFound,
    ParameterError,
    PolycartError,
    ShopError,
    StoreError,
    Unsupported,
)
from polycart.core.mapping import Reader, Version
from polycart.core.paging import PageNumber
from polycart.core.platform import Platform, Setting, Settings
from polycart.core.rest import Rest
from polycart.core.transport import Headers, Request, Response
from polycart.platforms.magento2 import characters, scopes
from polycart.platforms.magento2.criteria import Query, fields, portions, written

E = TypeVar("E")
T = TypeVar("T")

_TOKEN = r"^[A-Za-z0-9._-]{8,1024}$"  # noqa: S105 - the form of a token, not one


class MagentoSettings(Settings, kw_only=True, frozen=True):
    """An integration's four keys (System → Integrations), or a bearer token alone."""

    magento_consumer_key: Annotated[
        str,
        Setting("Consumer key", "Shown when the integration is activated under System → Integrations.", _TOKEN, True),
    ] = ""
    magento_consumer_secret: Annotated[
        str, Setting("Consumer secret", "Shown beside the consumer key.", _TOKEN, True)
    ] = ""
    magento_access_token: Annotated[
        str,
        Setting(
            "Access token",
            "Shown beside the consumer key; alone, without the three others, it is sent as a bearer token.",
            _TOKEN,
            True,
        ),
    ]
    magento_token_secret: Annotated[
        str, Setting("Access token secret", "Shown beside the access token.", _TOKEN, True)
    ] = ""

    def __post_init__(self) -> None:
        others = (self.magento_consumer_key, self.magento_consumer_secret, self.magento_token_secret)
        if any(others) and not all(others):
            raise ValueError("an integration has four keys; give all of them, or the access token alone")


_ENCODED = re.compile(r"%([0-9A-Fa-f]{2})")
_LITERAL = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.~:@&=+$,/;%")
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")

_BAD_SIGNATURE = "The signature is invalid. Verify and try again."

PLAIN_PATHS = "plain_paths"
"""The token of a connection whose shop checks the signature of paths as they are sent, as Zend's OAuth did."""


def _as_checked(path: str) -> str:
    """A path as Magento spells it before it checks a signature: what may stand for itself is decoded.

    Laminas\\Uri\\Uri::normalizePath, which Laminas\\OAuth calls; without this no SKU with a slash or a plus can be
    addressed by an integration.
    """

    def decoded(found: re.Match[str]) -> str:
        character = chr(int(found[1], 16))
        return character if character in _LITERAL else found[0].upper()

    return _LONE_PERCENT.sub("%25", _ENCODED.sub(decoded, path))


class _IntegrationAuth:
    """OAuth 1.0a with the four keys of an integration, or the access token alone as a bearer token.

    Since 2.4.4 the token of an integration is a bearer token only where the merchant allows it
    (``oauth/consumer/enable_integration_as_bearer``); tokens of administrators always are.
    https://developer.adobe.com/commerce/webapi/get-started/authentication/
    """

    keys = ("magento_consumer_key", "magento_consumer_secret", "magento_access_token", "magento_token_secret")
    signature = oauth1(*keys, method="HMAC-SHA256")
    token = bearer("magento_access_token")

    async def sign(self, request: Request, credentials: Any) -> None:
        if not credentials.settings.magento_consumer_key:
            await self.token.sign(request, credentials)
            return
        sent = urlsplit(request.url)
        checked = sent.path if credentials.tokens.get(PLAIN_PATHS) else _as_checked(sent.path)
        request.url = sent._replace(path=checked).geturl()
        await self.signature.sign(request, credentials)
        request.url = urlsplit(request.url)._replace(path=sent.path).geturl()

    async def refused(self, credentials: Any) -> bool:
        return False


class Magento(Rest[MagentoSettings]):
    """One call's view of a Magento shop.

    Paths are relative to the store view that the call looks at (``products``); one that begins with a slash is
    relative to ``/rest`` (``/V1/modules``, ``/all/V1/products``, ``/async/bulk/V1/products``).
    """

    title = "Magento"
    auth = _IntegrationAuth()
    paging = PageNumber("searchCriteria[currentPage]", "searchCriteria[pageSize]", most=250)
    sparse = "fields"
    errors = Errors(
        exact={
            "URL key for specified store already exists.": AlreadyExists,
            'Products "%1" and "%2" have the same set of attribute values.': AlreadyExists,
            "A customer with the same email address already exists in an associated website.": AlreadyExists,
            "Request does not match any route.": Unsupported,
            "No such entity.": NotFound,
            "The consumer isn't authorized to access %resources.": CredentialsRefused,
            _BAD_SIGNATURE: CredentialsRefused,
        },
        broad={
            "No such entity with": NotFound,
            "The product that was requested doesn't exist": NotFound,
            "The Product with the ": NotFound,
        },
    )

    def __init__(self, connection: Connection[MagentoSettings], call: Call) -> None:
        super().__init__(connection, call)
        self.scope: scopes.Scope | None = None
        self.foreseen: dict[Hashable, Any] = {}
        """What a call about many things has asked for at once, where what it does for each of them looks first."""
        self._shared: dict[Hashable, asyncio.Future[Any]] = {}

    @property
    def version(self) -> Version | None:
        """The Magento version (major and minor) where a call before has learned it."""
        release = self.connection.learned("release")
        return release.version if release else None

    def with_call(self, call: Call) -> Any:
        """The same shop, looked at through the same store view, for another call."""
        other = type(self)(self.connection, call)
        other.scope = self.scope
        return other

    def at(self, scope: scopes.Scope) -> Magento:
        """The same call, looking at the shop through another store view."""
        other = cast("Magento", self.with_call(self.call))
        other.scope = scope
        return other

    async def settled(self) -> Magento:
        """The same call at a named store view: writes say which one they mean, as reads without one need not."""
        if self.scope is not None:
            return self
        view = await scopes.default_view(self)
        return self.at(scopes.Scope(code=view.code, view=view))

    def scoped(self, path: str) -> str:
        """A path that names its store view, for steps that another process may have to take back."""
        return f"/{self.scope.code}/V1/{path}" if self.scope else f"/V1/{path}"

    def url(self, path: str, query: Any = None) -> str:
        """The address of a path; see the class."""
        if "://" not in path:
            path = self.settings.store_url.rstrip("/") + "/rest" + (path if path.startswith("/") else self.scoped(path))
        return super().url(path, query)

    async def view(self, store_id: str | None, lang_id: str | None, currency_id: str | None) -> None:
        """Look through a store (group) and a language (store view); prices are in the website's base currency."""
        if store_id is not None or lang_id is not None:
            self.scope = await scopes.chosen(self, store_id, lang_id)
        if currency_id is not None:
            currency = (await scopes.current_config(self)).base_currency_code
            if currency_id.upper() != currency:
                raise ParameterError(f"Parameter 'currency_id' is not valid. Allowed values: '{currency}'.")

    async def send(
        self, method: str, path: str, query: Any = None, json: Any = None, *, headers: Headers | None = None
    ) -> Response:
        """Send one request, unless it writes what the shop would not keep."""
        tokens = self.connection.tokens
        if json is not None and not tokens.get(characters.KEPT):
            characters.refuse(json)
        response = await self._signed(method, path, query, json, headers=headers)
        if not tokens.get(characters.KEPT) and characters.shown(query, response.body):
            tokens[characters.KEPT] = True
        return response

    async def _signed(
        self, method: str, path: str, query: Any, json: Any, *, headers: Headers | None = None
    ) -> Response:
        """Send one request; where the shop's version spells paths otherwise when it checks signatures, find that out.

        Repeating is safe also for writes: a request with a refused signature has done nothing.
        """
        try:
            return await super().send(method, path, query, json, headers=headers)
        except CredentialsRefused as error:
            sent = urlsplit(self.url(path)).path
            if error.native is None or error.native.code != _BAD_SIGNATURE or _as_checked(sent) == sent:
                raise
        tokens = self.connection.tokens
        before = tokens.get(PLAIN_PATHS, False)
        tokens[PLAIN_PATHS] = not before
        try:
            return await super().send(method, path, query, json, headers=headers)
        except CredentialsRefused:
            tokens[PLAIN_PATHS] = before
            raise

    async def check(self) -> str:
        """Test address and credentials, and learn the shop's facts anew; answers Magento's version."""
        self.connection.forget()
        try:
            await asyncio.gather(scopes.configs(self), scopes.views(self), scopes.groups(self))
        except CredentialsRefused as error:
            raise self._explained(error) from error
        return (await self.release()).text

    def _explained(self, error: CredentialsRefused) -> CredentialsRefused:
        if not self.settings.magento_consumer_key and (error.native is None or error.native.status == 401):
            return CredentialsRefused(
                "The token was refused. The token of an integration is accepted alone only where the shop allows it; "
                "give all four keys of the integration.",
                native=error.native,
            )
        return error

    async def release(self) -> Release:
        """Version and edition, which the shop tells everybody (``/magento_version``); else known by its modules."""

        async def fetch() -> Release:
            address = self.settings.store_url.rstrip("/") + "/magento_version"
            try:
                return Release.read((await self.send("GET", address)).body.decode("utf-8", "replace"))
            except ShopError:  # the module Magento_Version may be switched off
                return Release.of_modules(await self.modules())

        return await self.connection.fact("release", fetch)

    async def modules(self) -> frozenset[str]:
        """The names of the active modules; kept for an hour, refreshed by ``cart.validate``."""

        async def fetch() -> frozenset[str]:
            return frozenset(await self.get("/V1/modules", type=list[str]))

        return await self.connection.fact("modules", fetch)

    async def has(self, module: str) -> bool:
        """Whether a module is active, such as ``Magento_InventoryApi``."""
        return module in await self.modules()

    async def rows(
        self, path: str, query: Query, reader: Reader[Any], *, start: int, count: int
    ) -> tuple[list[Any], int | None]:
        """The narrow rows of a window and the total of the list; conditions become ``searchCriteria``.

        Past the end some versions repeat the last page: what lies there is nothing.
        """
        slices = self.paging.window(start, count) if count > 0 else []
        asked = written(query) | {"fields": f"items[{fields(reader.needs) or 'id'}],total_count"}
        responses = await asyncio.gather(*(self.send("GET", path, {**asked, **part.query}) for part in slices))
        found: list[Any] = []
        total: int | None = None
        place = start
        for part, response in zip(slices, responses, strict=True):
            items, total = self._listed(response, reader)
            taken = items[part.skip : None if part.take is None else part.skip + part.take]
            found += taken if total is None else taken[: max(0, total - place)]
            place += len(taken)
        return found, total

    def _listed(self, response: Response, reader: Reader[Any]) -> tuple[list[Any], int | None]:
        try:
            page = _decoder(reader.row).decode(response.body)
        except msgspec.ValidationError as error:
            # PHP writes an object without any of the fields as []
            loose = cast("dict[str, Any]", self.decoded(response, dict[str, Any]))
            empty: dict[str, Any] = {}
            items = [item or empty for item in cast("list[Any]", loose.get("items") or [])]
            try:
                return [msgspec.convert(item, reader.row) for item in items], loose.get("total_count")
            except msgspec.ValidationError:
                raise self._unreadable(response, error) from error
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise self._unreadable(response, error) from error
        return page.items or [], page.total_count

    async def once(self, key: Hashable, fetch: Callable[[], Awaitable[T]]) -> T:
        """What several fields of a page need alike: whoever asks first fetches it, once in a call."""
        if key not in self._shared:
            self._shared[key] = asyncio.ensure_future(fetch())
        return await self._shared[key]

    async def total(self, path: str, query: Query | None = None) -> int:
        """How many items a list has."""
        asked = {**written(query or {}), **self.paging.window(0, 1)[0].query, "fields": "total_count"}
        total = (await self.get(path, asked, type=_Total)).total_count
        if total is None:
            raise StoreError("Magento did not say how many items the list has.")
        return total

    async def among(
        self, path: str, name: str, values: Iterable[Any], kind: type[T], *paths: str, also: Query | None = None
    ) -> list[T]:
        """All items whose field ``name`` is among ``values``, decoded to ``kind``; long lists go in several requests.

        ``paths`` are the native paths that are needed. This is what keeps a page from costing a request for each item.
        """
        values = list(values)
        seen = cast("dict[Any, T | None]", self.foreseen.get((path, name, kind), {}))
        if seen and not also and all(value in seen for value in values):
            return [row for value in dict.fromkeys(values) if (row := seen[value]) is not None]
        shape = _page_of(kind)

        async def portion(part: Sequence[Any]) -> list[T]:
            items: list[T] = []
            page = 1
            while True:
                asked = written({f"{name} in": list(part), **(also or {})}) | {
                    "searchCriteria[pageSize]": str(self.paging.most), "searchCriteria[currentPage]": str(page),
                    **({"fields": f"items[{fields(paths)}],total_count"} if paths else {}),
                }  # fmt: skip
                found = await self.get(path, asked, type=shape)
                items += found.items or []
                if not found.items or len(items) >= (found.total_count or 0):
                    return items
                page += 1

        parts = await asyncio.gather(*(portion(part) for part in portions(values)))
        return [item for part in parts for item in part]

    async def foresee(
        self, path: str, name: str, values: Iterable[Any], kind: type[T], *paths: str, key: Callable[[T], Any]
    ) -> None:
        """Ask for many items at once, so that ``among`` need not ask for each; ``key`` is their value of ``name``."""
        wanted = list(dict.fromkeys(values))
        if wanted:
            found = {key(row): row for row in await self.among(path, name, wanted, kind, *paths)}
            known = self.foreseen.setdefault((path, name, kind), {})
            known.update({value: found.get(value) for value in wanted})

    def _sparse(self, reader: Reader[Any]) -> dict[str, str]:
        return {"fields": fields(reader.needs) or "id"}

    def native(self, response: Response) -> Native:
        """Magento answers errors as ``{message, parameters}``, the message with places to fill in.

        The unfilled message is the code: it is the same in every call, and in the shop's language.
        """
        try:
            body = msgspec.json.decode(response.body, type=_Refusal)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return Native(status=response.status)
        inner = [filled(each.message, each.parameters) for each in body.errors]
        return Native(
            status=response.status, code=body.message, message=" ".join([filled(body.message, body.parameters), *inner])
        )


class _Total(msgspec.Struct):
    total_count: int | None = None


class _Inner(msgspec.Struct):
    message: str = ""
    parameters: Any = None


class _Refusal(msgspec.Struct):
    message: str
    parameters: Any = None
    errors: list[_Inner] = []


class Release(msgspec.Struct, frozen=True):
    """What is installed: ``text`` as it is told, such as ``2.4``, and whether it is Adobe Commerce."""

    text: str
    commerce: bool = False

    @classmethod
    def read(cls, told: str) -> Release:
        """Read ``Magento/2.4 (Community)``."""
        found = re.search(r"/([\d.]+) \((\w+)\)", told)
        return cls(text=found[1], commerce=found[2] != "Community") if found else cls(text="")

    @classmethod
    def of_modules(cls, modules: frozenset[str]) -> Release:
        """Guess by what came with which version: GraphQL caching with 2.3, media gallery with 2.4."""
        text = "2.4" if "Magento_MediaGalleryUi" in modules else "2.3" if "Magento_InventoryApi" in modules else "2.2"
        return cls(text=text, commerce="Magento_Enterprise" in modules)

    @property
    def version(self) -> Version:
        """The version as numbers."""
        return tuple(int(part) for part in self.text.split(".") if part)


_PLACE = re.compile(r"%(\w+)")


def filled(message: str, parameters: Any) -> str:
    """A message with its places filled in: ``%1`` from a list, ``%fieldName`` from an object; one line."""
    named: Mapping[str, Any] = {}
    if isinstance(parameters, dict):
        named = cast("dict[str, Any]", parameters)
    elif isinstance(parameters, list):
        named = {str(place): value for place, value in enumerate(cast("list[Any]", parameters), 1)}
    text = _PLACE.sub(lambda found: str(named.get(found[1], found[0])), message)
    return " ".join(text.split())


@lru_cache(maxsize=512)
def _decoder(row: type) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(_page_of(row))


@lru_cache(maxsize=512)
def _page_of(kind: Any) -> Any:
    """One page of a list, decoded to ``kind``; the items are null where ``fields`` is given and nothing is found."""
    return msgspec.defstruct(
        "ListPage", [("items", list[kind] | None, None), ("total_count", int | None, None)], gc=False
    )


def segment(text: str) -> str:
    """A SKU or code as one segment of a path."""
    return quote(text, safe="")


def missing(entity: str, id: str, error: PolycartError | None = None) -> NotFound:
    """The error for an entity that the shop does not have."""
    return NotFound(f"{entity} with id {id} not found.", native=error.native if error else None)


def required(name: str) -> MissingParameter:
    """The error for a parameter that Magento cannot do without."""
    return MissingParameter(f"Parameter '{name}' is required.")


magento2 = Platform(
    "Magento2Api",
    "Magento 2",
    settings=MagentoSettings,
    client=Magento,
    versions="2.3 - 2.4",
    oldest="2.3",
    credentials=(("store_url", *_IntegrationAuth.keys), ("store_url", "magento_access_token")),
)
