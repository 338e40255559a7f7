"""How a Shopify shop is reached: credentials, API version, costs, errors, and what its documents spell differently.

Source: https://shopify.dev/docs/api/admin-graphql/2026-10, https://shopify.dev/docs/api/usage/limits
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import floor, log
from typing import Annotated, Any, ClassVar, TypeVar, cast
from urllib.parse import urlencode, urlsplit

import msgspec

from polycart.core.auth import basic
from polycart.core.budget import Told
from polycart.core.documents import Costs, Of
from polycart.core.errors import (
    AlreadyExists,
    CredentialsRefused,
    Errors,
    MissingParameter,
    Native,
    NotFound,
    ParameterError,
    PolycartError,
    StoreError,
    Throttled,
    Unsupported,
)
from polycart.core.graphql import GraphQL, Problem
from polycart.core.mapping import Map
from polycart.core.platform import Platform, Setting, Settings
from polycart.core.selection import Selection
from polycart.core.transport import Request, Response
from polycart.platforms.shopify.spellings import SPELLINGS

E = TypeVar("E")

LATEST = "2026-10"
"""The newest version of the Admin API that is known here; versions are quarterly and served for about a year."""

STORE_ID = "1"
"""A Shopify shop is one store."""

_VERSION = re.compile(r"/admin/api/(20\d\d-(?:01|04|07|10))(?:/graphql\.json)?/?$")


class ShopSettings(Settings, kw_only=True, frozen=True):
    """One of: an access token, a private app's key and password, or an app's client id and secret."""

    shopify_access_token: Annotated[
        str | None,
        Setting("Admin API access token", "Shown once, where the custom app is installed (Develop apps).", secret=True),
    ] = None
    shopify_api_key: Annotated[
        str | None, Setting("API key of a private app", "Private apps are made no longer; old ones work.", secret=True)
    ] = None
    shopify_api_password: Annotated[
        str | None, Setting("Password of a private app", "It begins with shppa_.", secret=True)
    ] = None
    shopify_client_id: Annotated[
        str | None, Setting("Client ID of the app", "With the shared secret, access tokens are fetched and renewed.")
    ] = None
    shopify_shared_secret: Annotated[
        str | None, Setting("Client secret of the app", "It also signs webhooks and live shipping.", secret=True)
    ] = None


def unsigned(settings: ShopSettings) -> str:
    """Why nothing that the shop sends could be verified: an access token alone does not tell what it signs with."""
    if not settings.shopify_shared_secret:
        return "Shopify signs with the app's client secret: connect the store with shopify_shared_secret as well."
    return ""


class _Token(msgspec.Struct):
    access_token: str
    expires_in: float | None = None


class _Auth:
    """The access token in a header of its own; without one it is fetched with the app's id and secret, and renewed.

    https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/client-credentials-grant
    """

    LEEWAY = 60.0
    private = basic("shopify_api_key", "shopify_api_password")

    async def sign(self, request: Request, credentials: Any) -> None:
        settings, tokens = credentials.settings, credentials.tokens
        token = tokens.get("shopify.access") or settings.shopify_access_token
        if token is None and settings.shopify_api_password:
            await self.private.sign(request, credentials)
            return
        if token is None or time.time() >= tokens.get("shopify.until", float("inf")):
            await self._renew(credentials, tokens.get("shopify.access"))
            token = tokens["shopify.access"]
        request.headers["X-Shopify-Access-Token"] = token

    async def refused(self, credentials: Any) -> bool:
        settings = credentials.settings
        if not (settings.shopify_client_id and settings.shopify_shared_secret):
            return False
        await self._renew(credentials, credentials.tokens.get("shopify.access"))
        return True

    async def _renew(self, credentials: Any, stale: str | None) -> None:
        tokens = credentials.tokens
        lock: asyncio.Lock = tokens.setdefault("shopify.lock", asyncio.Lock())
        async with lock:
            if tokens.get("shopify.access") != stale:  # somebody else has renewed it while we waited
                return
            token = await self._ask(credentials)
            tokens["shopify.access"] = token.access_token
            tokens.pop("shopify.until", None)
            if token.expires_in is not None:
                tokens["shopify.until"] = time.time() + token.expires_in - self.LEEWAY
            if credentials.settings.shopify_access_token:
                await credentials.keep({"shopify_access_token": token.access_token})

    async def _ask(self, credentials: Any) -> _Token:
        settings = credentials.settings
        form = {
            "grant_type": "client_credentials",
            "client_id": settings.shopify_client_id,
            "client_secret": settings.shopify_shared_secret,
        }
        request = Request(
            method="POST",
            url=f"{origin(settings.store_url)}/admin/oauth/access_token",
            headers={"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"},
            body=urlencode(form).encode(),
        )
        answer = await credentials.transport.send(request, within=30)
        if answer.status >= 400:
            raise CredentialsRefused(f"Shopify refused the app's client id and secret (HTTP {answer.status}).")
        try:
            return msgspec.json.decode(answer.body, type=_Token)
        except msgspec.DecodeError as error:
            raise CredentialsRefused("Shopify's answer to the app's client id and secret is not a token.") from error


def origin(store_url: str) -> str:
    """Scheme and host of the shop."""
    parts = urlsplit(store_url)
    return f"{parts.scheme}://{parts.netloc}"


def connection_cost(first: int, item: float) -> float:
    """What a connection costs: two points, and its records' cost times twice the natural logarithm of its size.

    https://community.shopify.dev/t/how-to-calculate-graphql-cost-estimates/24364; the documents say no more than "sized
    by first and last". Where a shop tells another cost for a document, that is what counts from then on.
    """
    return 2 + floor(2 * log(max(2, first))) * (1 + item)


_VALUE = re.compile(r"Set$|Money$|Price$|Address$|^pageInfo$|^measurement$|^unitCost$")


def _is_value(key: str) -> bool:
    """Whether a field is a value without a life of its own, such as money or an address, which costs nothing."""
    return _VALUE.search(key) is not None


class Shop(GraphQL[ShopSettings]):
    """One call's view of a Shopify shop."""

    title = "Shopify"
    auth = _Auth()
    spellings = SPELLINGS
    types: ClassVar = {
        "locale": "String!",
        "place": "ID!",
        "lines": "[RefundLineItemInput!]",
        "shipping": "Money",
        "whole": "Boolean",
        "priced": "String",
        "beyond": "String",
    }
    costs = Costs(connection=connection_cost, most=1000, bucket=1000, restore=100, free=_is_value)
    passing = frozenset({"INTERNAL_SERVER_ERROR", "SERVICE_UNAVAILABLE", "TIMEOUT"})
    translated: ClassVar[set[str]] = set()
    """The methods that know more than the shop's own language."""
    directive = " @idempotent(key: $idempotencyKey)"
    errors = Errors(
        exact={
            "ACCESS_DENIED": CredentialsRefused,
            "UNAUTHORIZED": CredentialsRefused,
            "SHOP_INACTIVE": StoreError,
            "THROTTLED": Throttled,
            "TAKEN": AlreadyExists,
            "HANDLE_NOT_UNIQUE": AlreadyExists,
            "VARIANT_ALREADY_EXISTS": AlreadyExists,
            "OPTION_ALREADY_EXISTS": AlreadyExists,
            "OPTION_VALUE_ALREADY_EXISTS": AlreadyExists,
            "NOT_FOUND": NotFound,
            "RESOURCE_NOT_FOUND": NotFound,
            "PRODUCT_DOES_NOT_EXIST": NotFound,
            "PRODUCT_VARIANT_DOES_NOT_EXIST": NotFound,
            "MEDIA_DOES_NOT_EXIST": NotFound,
            "MEDIA_DOES_NOT_EXIST_ON_PRODUCT": NotFound,
            "MEDIA_IS_NOT_ATTACHED_TO_VARIANT": NotFound,
            "PRODUCT_VARIANT_DOES_NOT_EXIST_ON_PRODUCT": NotFound,
            "FILE_DOES_NOT_EXIST": NotFound,
            "OPTION_DOES_NOT_EXIST": NotFound,
            "OPTION_VALUE_DOES_NOT_EXIST": NotFound,
            "CUSTOMER_DOES_NOT_EXIST": NotFound,
            "ADDRESS_DOES_NOT_EXIST": NotFound,
            "RESOURCE_DOES_NOT_EXIST": NotFound,
            "GIFT_CARD_NOT_FOUND": NotFound,
            "PRICE_LIST_DOES_NOT_EXIST": NotFound,
            "undefinedField": Unsupported,
            "argumentNotAccepted": Unsupported,
        },
    )

    def __init__(self, connection: Any, call: Any) -> None:
        super().__init__(connection, call)
        self.newest = False
        self.locale: str | None = None
        self.named: dict[str, Any] = {}
        self.asked: dict[Any, asyncio.Task[Any]] = {}
        """What several fields of a page need, asked for once."""

    def address(self) -> str:
        """The GraphQL address: of the version that is pinned in the store's address, else of the latest."""
        return f"{origin(self.settings.store_url)}/admin/api/{self.api_version}/graphql.json"

    @property
    def api_version(self) -> str:
        """The version of the API that this call speaks."""
        pinned = _VERSION.search(urlsplit(self.settings.store_url).path)
        return pinned[1] if pinned and not self.newest else LATEST

    def variables(self) -> dict[str, Any]:
        """The values of arguments deep in documents, such as the language of translated texts."""
        return {"locale": self.locale, **self.named} if self.locale else self.named

    def told(self, extensions: Mapping[str, Any]) -> Told | None:
        """Read ``extensions.cost``."""
        cost: dict[str, Any] = extensions.get("cost") or {}
        status: dict[str, Any] = cost.get("throttleStatus") or {}
        if not status:
            return None
        return Told(
            actual=cost.get("actualQueryCost") or 0,
            available=status["currentlyAvailable"],
            bucket=status["maximumAvailable"],
            restore=status["restoreRate"],
            requested=cost.get("requestedQueryCost"),
        )

    def problems(self, payload: Any) -> Sequence[Problem]:
        """The ``userErrors`` of a payload."""
        return payload.user_errors

    def problem(self, problem: Problem) -> PolycartError:
        """The error for a user error; those without a code, or with one for anything, are told apart by their words."""
        if problem.code in (None, "INVALID"):
            code = next((code for code, words in _WORDS if words.search(problem.message)), None)
            problem = Problem(problem.message, code or problem.code, problem.field)
        return super().problem(problem)

    def listed_problems(self, payload: Mapping[str, Any]) -> Sequence[Problem]:
        """The ``userErrors`` of a payload, also where a mutation has a name of its own for them."""
        listed = next((payload[name] for name in payload if name.lower().endswith("usererrors")), None)
        return msgspec.convert(listed or [], list[Problem])

    def native(self, response: Response) -> Native:
        """Answers with a bad status hold ``errors``: a text, a list of texts, or texts by field."""
        try:
            errors = cast("dict[str, Any]", msgspec.json.decode(response.body))["errors"]
        except (msgspec.DecodeError, UnicodeDecodeError, KeyError, TypeError):
            return Native(status=response.status, message=_STATUSES.get(response.status))
        if isinstance(errors, list):
            first: Any = cast("list[Any]", errors)[0] if errors else ""
            errors = cast("dict[str, Any]", first).get("message", "") if isinstance(first, dict) else first
        elif isinstance(errors, dict):
            errors = " ".join(str(words) for words in cast("dict[str, Any]", errors).values())
        return Native(status=response.status, message=str(errors) or _STATUSES.get(response.status))

    async def check(self) -> str:
        """Ask the shop for its name with the credentials; answers the API version that it speaks."""
        settings = self.settings
        if not (
            settings.shopify_access_token
            or (settings.shopify_api_key and settings.shopify_api_password)
            or (settings.shopify_client_id and settings.shopify_shared_secret)
        ):
            raise MissingParameter(
                "One of parameters 'shopify_access_token', 'shopify_api_password', 'shopify_shared_secret' is required."
            )
        self.connection.forget()
        await self.look("shop", _Named)
        return self.api_version

    async def view(self, store_id: str | None, lang_id: str | None, currency_id: str | None) -> None:
        """One store, the languages that it is translated to, its own currency."""
        if store_id is not None and store_id != STORE_ID:
            raise ParameterError(f"Parameter 'store_id' is not valid. Allowed values: '{STORE_ID}'.")
        if currency_id is not None:
            code = await self.currency()
            if currency_id.upper() != code:
                raise ParameterError(f"Parameter 'currency_id' is not valid. Allowed values: '{code}'.")
        if lang_id is not None:
            await self._speak(lang_id)

    async def _speak(self, lang_id: str) -> None:
        """Choose a language that the shop shows; many methods know none but the shop's own."""
        known = [one for one in await self.locales() if one.primary or self.call.method in self.translated]
        found = next((one for one in known if one.locale.lower() == lang_id.lower()), None)
        if found is None:
            names = ", ".join(f"'{one.locale}'" for one in known)
            raise ParameterError(f"Parameter 'lang_id' is not valid. Allowed values: {names}.")
        self.locale = None if found.primary else found.locale

    async def below(
        self, root: str, id: str, key: str, table: type[Map[E]], *, wanted: Selection | None = None
    ) -> list[E] | None:
        """What a list in an object holds, with just the wanted fields; ``None`` where there is no such object.

        ``key`` is the list's, or a connection's with ``.nodes`` behind it.
        """
        reader = table.reader(self.wanted if wanted is None else wanted, self.version)
        found: Any = await self.look(root, cast("Any", _holder(key, reader.row)), {"id": Of("ID!", id)})
        if found is None:
            return None
        listed = found.listed.nodes if key.endswith(".nodes") and found.listed else found.listed
        return await reader.finish(self, listed or [])

    async def currency(self) -> str:
        """The shop's own currency."""

        async def fetch() -> str:
            found = await self.number("shop", _Money, {})
            return found.currency_code

        return await self.connection.fact("shopify.currency", fetch)

    async def locales(self) -> list[Locale]:
        """The languages that the shop shows, its own first."""

        async def fetch() -> list[Locale]:
            found: list[Locale] | None = await self.look("shopLocales", cast("Any", list[Locale]))
            shown = [one for one in found or [] if one.primary or one.published]
            return sorted(shown, key=lambda one: not one.primary)

        return await self.connection.fact("shopify.locales", fetch)


_WORDS = (
    ("NOT_FOUND", re.compile(r"does not exist|doesn't exist|not found|could not be found|couldn't be found", re.I)),
    ("TAKEN", re.compile(r"already been taken|already exists|must be unique|already in use", re.I)),
)
"""What mutations say that tell no codes."""

_STATUSES = {
    402: "the shop is frozen, because its owner owes Shopify money",
    423: "the shop is locked",
    430: "Shopify takes the requests for an attack",
}
"""https://shopify.dev/docs/api/admin-graphql#status_and_error_codes"""


@lru_cache(maxsize=256)
def _holder(key: str, row: type) -> type:
    """An object of which one list is wanted."""
    listed: Any = list[row]
    if key.endswith(".nodes"):
        listed = msgspec.defstruct("Nodes", [("nodes", list[row] | None, None)])
    fields: list[Any] = [("id", str, ""), ("listed", listed | None, None)]
    return msgspec.defstruct("Holder", fields, rename={"listed": key.removesuffix(".nodes")})


class Row(msgspec.Struct, rename="camel"):
    """A native object, of which just the fields are asked for that a subclass names."""


class UserError(Row):
    """What is wrong with a mutation's input; not every mutation tells a code."""

    field: list[str] | None = None
    message: str = ""

    @property
    def code(self) -> str | None:
        """Shopify's code, where it tells one."""
        return None


class CodedError(Row):
    """What is wrong with a mutation's input, with a code."""

    field: list[str] | None = None
    message: str = ""
    code: str | None = None


class Plain(Row):
    """The answer of a mutation whose errors have no codes."""

    user_errors: list[UserError] = []


class Coded(Row):
    """The answer of a mutation whose errors have codes."""

    user_errors: list[CodedError] = []


class Id(Row):
    """The global id of an object."""

    id: str = ""


class Locale(Row):
    """A language of the shop."""

    locale: str
    name: str = ""
    primary: bool = False
    published: bool = False


class _Named(Row):
    name: str


class _Money(Row):
    currency_code: str


shopify = Platform(
    "Shopify",
    "Shopify",
    settings=ShopSettings,
    client=Shop,
    versions="Admin GraphQL API, 2026-10",
    credentials=(
        ("store_url", "shopify_access_token"),
        ("store_url", "shopify_api_key", "shopify_api_password"),
    ),
)
