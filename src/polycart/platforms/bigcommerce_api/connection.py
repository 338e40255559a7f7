"""How a BigCommerce store is reached: credentials, both versions of its API behind one client, lists, batches, errors.

Source: https://docs.bigcommerce.com/developer/api-reference (v2 and v3) and the vendor's OpenAPI documents.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from typing import Annotated, Any, TypeVar, cast, overload
from urllib.parse import urlsplit

import msgspec

from polycart.core.auth import header_key
from polycart.core.client import Call, Connection
from polycart.core.errors import (
    AlreadyExists,
    CredentialsRefused,
    Errors,
    Native,
    NotFound,
    ParameterError,
    PolycartError,
    ShopError,
    StoreError,
)
from polycart.core.mapping import Map, Reader
from polycart.core.method import Page, placed
from polycart.core.paging import PageNumber
from polycart.core.platform import Platform, Setting, Settings
from polycart.core.rest import Rest
from polycart.core.selection import Selection
from polycart.core.transport import Headers, Response
from polycart.platforms.bigcommerce_api.sparse import asked

E = TypeVar("E")
T = TypeVar("T")
Query = Mapping[str, Any]
Body = dict[str, Any]

API = "https://api.bigcommerce.com"
MOST = 250
"""Records of one page."""
TOTAL = "x-total"
"""The header that an answer of v3 gets for its ``meta.pagination.total``."""
MOST_WALKED = 10_000
"""Records that an emulated filter looks through before it gives up."""

_CONTEXT = re.compile(r"(?:https?://[^/]+/)?(?:stores/)?([A-Za-z0-9]{1,64})(?:/v[23]/?)?")


class BigcommerceSettings(Settings, kw_only=True, frozen=True):
    """A store-level or app-level API account; the legacy accounts of v2 are known by name, and refused."""

    bigcommerceapi_client_id: Annotated[
        str | None,
        Setting("Client ID", "Shown when the API account is made under Settings → Store-level API accounts."),
    ] = None
    bigcommerceapi_access_token: Annotated[
        str | None,
        Setting("Access token", "Shown once, when the API account is made.", r"^[A-Za-z0-9._-]{1,256}$", True),
    ] = None
    bigcommerceapi_context: Annotated[
        str | None,
        Setting(
            "Context",
            "The part of the API path between api.bigcommerce.com and /v3/, such as stores/abc123.",
            rf"^{_CONTEXT.pattern}$",
        ),
    ] = None
    bigcommerceapi_admin_account: Annotated[str | None, Setting("Legacy user name", "Of a legacy API account.")] = None
    bigcommerceapi_api_path: Annotated[str | None, Setting("Legacy API path", "Of a legacy API account.")] = None
    bigcommerceapi_api_key: Annotated[
        str | None, Setting("Legacy API token", "Of a legacy API account.", None, True)
    ] = None

    def __post_init__(self) -> None:
        if self.bigcommerceapi_access_token and self.bigcommerceapi_context:
            return
        if self.bigcommerceapi_api_key:
            raise ValueError(LEGACY)
        raise ValueError("an API account has a bigcommerceapi_access_token and a bigcommerceapi_context; give both")


LEGACY = (
    "BigCommerce has issued no legacy API accounts (user name, API path and token) since 2018, and its v3 API, which "
    "products and customers need, takes access tokens only; make an API account under Settings → Store-level API "
    "accounts and give its access token and context"
)
"""https://docs.bigcommerce.com/developer/docs/overview/api-fundamentals/api-accounts ("Migrating from legacy")"""


class Pagination(msgspec.Struct):
    """How many records the whole list has; a page beyond the end may say it of none."""

    total: int | None = None


class Meta(msgspec.Struct):
    """What v3 says beside the data."""

    pagination: Pagination | list[Any] | None = None


class Envelope(msgspec.Struct):
    """An answer of v3 with its data still undecoded."""

    data: msgspec.Raw = msgspec.Raw(b"[]")
    meta: Meta | None = None


_ENVELOPE: msgspec.json.Decoder[Envelope] = msgspec.json.Decoder(Envelope)


class Bigcommerce(Rest[BigcommerceSettings]):
    """One call's view of a store, through one of its channels.

    Paths begin with the version that has the resource: ``v3/catalog/products``, ``v2/orders``. Answers of v3 are taken
    out of their envelope, so that both versions give bare records and bare lists; the total moves to a header.
    """

    title = "BigCommerce"
    auth = header_key(**{"X-Auth-Token": "bigcommerceapi_access_token"})
    paging = PageNumber("page", "limit", most=MOST, total=TOTAL)
    errors = Errors({})

    def __init__(self, connection: Connection[BigcommerceSettings], call: Call) -> None:
        super().__init__(connection, call)
        self.channel: int | None = None
        self._seen: dict[Any, asyncio.Task[Any]] = {}

    def base_url(self) -> str:
        """The store's own part of the API; a simulated store on this machine is asked where its address says."""
        root = self.settings.store_url.rstrip("/") if _is_near(self.settings.store_url) else API
        return f"{root}/stores/{store_hash(self.settings)}/"

    def with_call(self, call: Call) -> Any:
        """The same store, looked at through the same channel, for another call."""
        other = type(self)(self.connection, call)
        other.channel = self.channel
        return other

    async def once(self, key: Any, fetch: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """What this call has asked already is not asked again by another of its fields."""
        if key not in self._seen:
            self._seen[key] = asyncio.ensure_future(fetch())
        return await self._seen[key]

    def url(self, path: str, query: Query | None = None) -> str:
        """The absolute URL of a path; a list is one value parted by commas, as both versions read it."""
        joined = {
            name: ",".join(map(str, cast("list[Any]", value))) if isinstance(value, (list, tuple)) else value
            for name, value in (query or {}).items()
        }
        return super().url(path, joined)

    async def send(
        self, method: str, path: str, query: Query | None = None, json: Any = None, *, headers: Headers | None = None
    ) -> Response:
        """Send one request; a batch of which only a part was done is the store's error."""
        response = await super().send(method, path, query, json, headers=headers)
        if response.status == 207:
            raise self.failure(response)
        if response.status == 204 or not response.body:
            return Response(status=response.status, headers=response.headers, body=b"[]")
        return self._opened(response) if path.startswith("v3/") else response

    async def send_batch(self, method: str, path: str, json: Any) -> Response:
        """Send a batch of v3; one of which only a part was done is no error here. The answer keeps its envelope."""
        return await super().send(method, path, None, json)

    def _opened(self, response: Response) -> Response:
        """An answer of v3 without its envelope."""
        if response.body[:1] != b"{":
            return response
        try:
            envelope = _ENVELOPE.decode(response.body)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise self._unreadable(response, error) from error
        headers = dict(response.headers)
        pages = envelope.meta.pagination if envelope.meta else None
        if isinstance(pages, Pagination) and pages.total is not None:
            headers[TOTAL] = str(pages.total)
        return Response(status=response.status, headers=headers, body=bytes(envelope.data))

    async def rows(
        self, path: str, query: Query, reader: Reader[Any], *, start: int, count: int
    ) -> tuple[list[Any], int | None]:
        """The narrow native rows of a window, and how many the whole list has, which only v3 tells.

        ``count=0`` asks for the total alone.
        """
        narrowed = asked(path, reader.needs)
        paging = PageNumber("page", "limit", most=narrowed.most, total=TOTAL)
        slices = paging.window(start, count) if count > 0 else paging.window(0, 1)
        full = {**query, **narrowed.query}
        responses = await asyncio.gather(*(self.send("GET", path, {**full, **part.query}) for part in slices))
        found: list[Any] = []
        for part, response in zip(slices, responses, strict=True):
            decoded = self._rows(response, reader)
            found += decoded[part.skip : None if part.take is None else part.skip + part.take]
        return found if count > 0 else [], paging.total(responses[0].headers)

    @overload
    async def records(self, path: str, query: Query | None = None) -> list[Body]: ...
    @overload
    async def records(self, path: str, query: Query | None, type: type[T]) -> list[T]: ...
    async def records(self, path: str, query: Query | None = None, type: Any = Body) -> list[Any]:
        """A whole list; where v3 tells the total after the first page, the others come side by side."""
        full = {**(query or {}), "limit": MOST}
        first = await self.send("GET", path, {**full, "page": 1})
        found: list[Any] = self.decoded(first, list[type])
        total = self.paging.total(first.headers)
        if total is not None and total > MOST_WALKED:
            raise ParameterError(
                f"{total} records would have to be looked through; narrow the call down to {MOST_WALKED} at most."
            )
        if total is not None:
            pages = range(2, -(-total // MOST) + 1)
            answers = await asyncio.gather(*(self.send("GET", path, {**full, "page": page}) for page in pages))
            return [*found, *(row for answer in answers for row in self.decoded(answer, list[type]))]
        page = 1
        while found and len(found) == page * MOST:  # v2 does not tell where a list ends
            if len(found) >= MOST_WALKED:
                raise ParameterError(
                    f"More than {MOST_WALKED} records would have to be looked through; narrow the call down."
                )
            page += 1
            found += self.decoded(await self.send("GET", path, {**full, "page": page}), list[type])
        return found

    async def among(
        self, path: str, name: str, values: Iterable[Any], type: type[T], also: Query | None = None
    ) -> list[T]:
        """All records whose ``name`` is among ``values``, in as few requests as their addresses allow."""
        chosen = list(dict.fromkeys(values))
        parts = [chosen[at : at + MOST] for at in range(0, len(chosen), MOST)]
        pages = await asyncio.gather(*(self.records(path, {**(also or {}), name: part}, type) for part in parts))
        return [row for page in pages for row in page]

    async def total(self, path: str, query: Query | None = None) -> int:
        """How many records a list of v3 has."""
        response = await self.send("GET", path, {**(query or {}), "limit": 1, "page": 1})
        total = self.paging.total(response.headers)
        if total is None:
            raise StoreError(f"{self.title} did not say how many items the list has.")
        return total

    async def one(
        self, path: str, table: type[Map[E]], *, query: Query | None = None, wanted: Selection | None = None
    ) -> E:
        """One entity with just the wanted fields."""
        reader = table.reader(self.wanted if wanted is None else wanted)
        response = await self.send("GET", path, {**(query or {}), **asked(path, reader.needs).query})
        try:
            row = reader.one(response.body)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise self._unreadable(response, error) from error
        return (await reader.finish(self, [row]))[0]

    async def check(self) -> str:
        """Test the access token on both versions, and learn the store's facts anew; answers the API's version."""
        self.connection.forget()
        await self.store()
        await self.send("GET", "v3/catalog/products", {"limit": 1, "include_fields": "name"})
        return "v3"

    async def store(self) -> Store:
        """Who the store is; kept for an hour, learned anew by ``cart.validate``."""

        async def fetch() -> Store:
            return await self.get("v2/store", type=Store)

        return await self.connection.fact("store", fetch)

    async def channels(self) -> list[Channel]:
        """The channels that the store sells through; the storefronts among them are its stores."""

        async def fetch() -> list[Channel]:
            return await self.records("v3/channels", {"available": "true"}, Channel)

        return await self.connection.fact("channels", fetch)

    async def view(self, store_id: str | None, lang_id: str | None, currency_id: str | None) -> None:
        """Look through one channel; a store speaks one language, and keeps prices in its default currency."""
        if store_id is not None:
            known = {str(channel.id): channel for channel in await self.channels()}
            if store_id not in known:
                allowed = ", ".join(f"'{id}'" for id in known)
                raise ParameterError(f"Parameter 'store_id' is not valid. Allowed values: {allowed}.")
            self.channel = known[store_id].id
        if lang_id is not None and lang_id.lower()[:2] != (language := (await self.store()).language.lower()[:2]):
            raise ParameterError(f"Parameter 'lang_id' is not valid. Allowed values: '{language}'.")
        if currency_id is not None and currency_id.upper() != (currency := (await self.store()).currency):
            raise ParameterError(f"Parameter 'currency_id' is not valid. Allowed values: '{currency}'.")

    def native(self, response: Response) -> Native:
        """The store's words: v2 answers ``[{status, message}]``, v3 ``{status, title, errors}``, also in batches."""
        try:
            body = msgspec.json.decode(response.body)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return Native(status=response.status)
        words = list(dict.fromkeys(text.rstrip(".") for text in _words(body) if text))
        return Native(status=response.status, message="; ".join(words[:5]) or None)

    def failure(self, response: Response) -> PolycartError:
        """The error that stands for an answer with a bad status."""
        native = self.native(response)
        words = self.connection.redactor.text(native.message or f"HTTP {native.status}")[:500].rstrip(".")
        if native.status == 401:
            return CredentialsRefused("BigCommerce does not know the access token, or it belongs to another store.",
                                      native=native)  # fmt: skip
        if native.status == 403:
            return CredentialsRefused(
                f"BigCommerce refuses it: the API account lacks a scope that this needs ({words}).", native=native
            )
        return _kind(native)(f"{self.title} answered: {words}.", native=native)


def store_hash(settings: BigcommerceSettings) -> str:
    """What the API calls the store, out of the context."""
    found = _CONTEXT.fullmatch(settings.bigcommerceapi_context or "")
    return found[1] if found else ""


def _is_near(store_url: str) -> bool:
    """Whether an address is on this machine or network, where no BigCommerce store can be: it is a simulated one."""
    host = urlsplit(store_url).hostname or ""
    if host == "localhost":
        return True
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return False


_TAKEN = re.compile(r"already|duplicate|in use|exists$|set exists|overlap", re.IGNORECASE)


def _kind(native: Native) -> type[ShopError | ParameterError]:
    """What an error is: v3 says 422 of nearly everything, so its words decide whether something is there already."""
    known: dict[int, type[ShopError | ParameterError]] = {
        404: NotFound,
        409: AlreadyExists,
        413: ParameterError,
    }
    if native.status in (400, 409, 422, 207) and _TAKEN.search(native.message or ""):
        return AlreadyExists
    if native.status in (207, 400, 422):
        return ParameterError
    return known.get(native.status, StoreError)


def _words(body: Any) -> Iterable[str]:
    """The sentences in an error, wherever the store puts them."""
    if isinstance(body, list):
        for each in cast("list[Any]", body):
            yield from _words(each)
    elif isinstance(body, dict):
        found = cast("dict[str, Any]", body)
        for name in ("title", "message", "detail"):
            if isinstance(found.get(name), str):
                yield found[name]
        errors: Any = found.get("errors")
        if isinstance(errors, dict) and not ({"title", "status"} & errors.keys()):
            for field, words in cast("dict[str, Any]", errors).items():
                yield f"{field}: {words}" if isinstance(words, str) else str(words)
        else:
            yield from _words(errors)
        for name in ("batch_errors", "field_errors"):
            if isinstance(found.get(name), dict):
                yield from (f"{field}: {words}" for field, words in cast("dict[str, Any]", found[name]).items())
            else:
                yield from _words(found.get(name))


class Timezone(msgspec.Struct):
    """The zone that a store keeps its days by."""

    name: str = "UTC"


class Store(msgspec.Struct):
    """What polycart reads of ``v2/store``."""

    id: str = ""
    name: str = ""
    domain: str = ""
    secure_url: str = ""
    status: str = ""
    first_name: str = ""
    last_name: str = ""
    address: str = ""
    country: str = ""
    country_code: str = ""
    phone: str = ""
    admin_email: str = ""
    timezone: Timezone = msgspec.field(default_factory=Timezone)
    language: str = "en"
    currency: str = "USD"
    currency_symbol: str = "$"
    decimal_places: int = 2
    weight_units: str = "KGS"
    dimension_units: str = "Centimeters"
    plan_name: str = ""
    plan_level: str = ""
    is_price_entered_with_tax: bool = False
    default_channel_id: int = 1


class Channel(msgspec.Struct):
    """A channel: a storefront, or another place that the store sells at."""

    id: int = 1
    name: str = ""
    type: str = "storefront"
    platform: str = ""
    status: str = "active"
    is_enabled: bool = True


def cut(items: Sequence[E], *, start: int, count: int) -> Page[E]:
    """A page cut from a list that is known whole."""
    return placed(list(items[start : start + count]), len(items), start=start, count=count)


bigcommerce = Platform(
    "BigcommerceApi",
    "BigCommerce",
    settings=BigcommerceSettings,
    client=Bigcommerce,
    versions="v2, v3",
    credentials=(
        ("bigcommerceapi_client_id", "bigcommerceapi_access_token", "bigcommerceapi_context"),
        ("bigcommerceapi_admin_account", "bigcommerceapi_api_path", "bigcommerceapi_api_key"),
    ),
)
