"""How a WooCommerce shop is reached: credentials, signing, paging, versions, errors.

Source: https://woocommerce.github.io/woocommerce-rest-api-docs/ (wc/v3), and answers recorded from 7.9.0 and 10.0.2.
"""

from __future__ import annotations

import html
import itertools
import re
from typing import Annotated, Any, cast

import msgspec

from polycart.core.auth import basic, oauth1
from polycart.core.client import Connection
from polycart.core.errors import (
    AlreadyExists,
    CredentialsRefused,
    Errors,
    Native,
    NotFound,
    ParameterError,
    ShopError,
    Unsupported,
)
from polycart.core.mapping import Version
from polycart.core.paging import Offset
from polycart.core.platform import Platform, Setting, Settings
from polycart.core.rest import Rest
from polycart.core.transport import Headers, Request, Response
from polycart.platforms.woocommerce_api.reach import HEADER_DROPPED, NO_PERMALINKS, another_way, check

STORE_ID = "1"
"""A WooCommerce site is one store; the sites of a network are connected one by one, each under its own address."""


class WooSettings(Settings, kw_only=True, frozen=True):
    """REST API keys, made under WooCommerce → Settings → Advanced → REST API with read/write permission."""

    wc_consumer_key: Annotated[
        str,
        Setting("Consumer key", "Made under WooCommerce → Settings → Advanced → REST API.", r"^ck_[0-9a-f]{40}$", True),
    ]
    wc_consumer_secret: Annotated[
        str, Setting("Consumer secret", "Shown once, beside the consumer key.", r"^cs_[0-9a-f]{40}$", True)
    ]


_OURS = re.compile(r"/wp-json/wc[/-]")
"""The addresses under which WooCommerce looks for its keys (WC_REST_Authentication::is_request_to_rest_api)."""

_UNNUMBERED = re.compile(r"(?:\[\]|%5B%5D)=", re.IGNORECASE)


class _SchemeAuth:
    """Basic over https; OAuth 1.0a in the query over plain http, and where the server drops the header.

    The vendor's own way round a dropped header puts the secret itself into the query, where it ends in logs; a
    signature is accepted over https too, so the keys never travel in the query.
    https://woocommerce.github.io/woocommerce-rest-api-docs/#authentication
    """

    header = basic("wc_consumer_key", "wc_consumer_secret")
    query = oauth1("wc_consumer_key", "wc_consumer_secret", place="query")

    async def sign(self, request: Request, credentials: Any) -> None:
        if not _OURS.search(request.url):  # WordPress' own routes take a Basic header for an application password
            return
        if request.url.startswith("https://") and not credentials.tokens.get(HEADER_DROPPED):
            await self.header.sign(request, credentials)
            return
        # The signature is made of the names that PHP gives to the items of a list: include[0], include[1].
        places = itertools.count()
        request.url = _UNNUMBERED.sub(lambda _: f"%5B{next(places)}%5D=", request.url)
        await self.query.sign(request, credentials)

    async def refused(self, credentials: Any) -> bool:
        return False


class Woo(Rest[WooSettings]):
    """One call's view of a WooCommerce shop."""

    title = "WooCommerce"
    auth = _SchemeAuth()
    paging = Offset("offset", "per_page", most=100, total="x-wp-total")
    sparse = "_fields"
    errors = Errors(
        exact={
            "product_invalid_sku": AlreadyExists,
            "product_invalid_global_unique_id": AlreadyExists,
            "term_exists": AlreadyExists,
            "registration-error-email-exists": AlreadyExists,
            "registration-error-username-exists": AlreadyExists,
            "woocommerce_rest_coupon_code_already_exists": AlreadyExists,
            "woocommerce_rest_term_invalid": NotFound,
            "rest_term_invalid": NotFound,
            "rest_no_route": Unsupported,
            "rest_invalid_param": ParameterError,
            "rest_missing_callback_param": ParameterError,
            "woocommerce_rest_authentication_error": CredentialsRefused,
        },
    )

    def __init__(self, connection: Connection[WooSettings], call: Any) -> None:
        super().__init__(connection, call)
        self.lang: str | None = None

    @property
    def version(self) -> Version | None:
        """The WooCommerce version where a call before has learned it."""
        environment = self.connection.learned("status")
        return environment.version if environment else None

    def base_url(self) -> str:
        """Where wc/v3 begins."""
        return self.route("wc/v3/")

    def route(self, path: str) -> str:
        """The address of any REST route, such as ``wc-analytics/reports/products``.

        Without permalinks WordPress knows routes by ``rest_route`` only, but WooCommerce looks for its keys only where
        the address spells ``/wp-json/wc``: the path is there for its eyes.
        """
        shop = self.settings.store_url.rstrip("/")
        if self.connection.learned(NO_PERMALINKS):
            return f"{shop}/index.php/wp-json/{path.partition('/')[0]}/?rest_route=/{path}"
        return f"{shop}/wp-json/{path}"

    def url(self, path: str, query: Any = None) -> str:
        """The address of a wc/v3 path, or of any route that begins with a slash, in the language of the view.

        WPML and Polylang read ``lang`` from the query.
        """
        if path.startswith("/"):
            path = self.route(path[1:])
        if self.lang is not None:
            query = {**cast("dict[str, Any]", query or {}), "lang": self.lang}
        return super().url(path, query)

    async def send(
        self, method: str, path: str, query: Any = None, json: Any = None, *, headers: Headers | None = None
    ) -> Response:
        """Send one request; where the server stands in its way, find the way round, once for all calls.

        Repeating is safe also for writes: what is refused here has not reached a WooCommerce that would obey.
        """
        if "://" in path:
            return await super().send(method, path, query, json, headers=headers)
        try:
            response = await super().send(method, path, query, json, headers=headers)
            if "html" in response.headers.get("content-type", ""):
                raise self._unreadable(response, ValueError())
            return response
        except ShopError as error:
            way = await another_way(self, error)
            if way is None:
                raise
        try:
            return await super().send(method, path, query, json, headers=headers)
        except CredentialsRefused:
            if way == HEADER_DROPPED:
                self.connection.tokens[way] = False
            raise

    async def check(self) -> str:
        """Test address, keys and permissions, and learn the shop's facts anew; answers WooCommerce's version."""
        return await check(self)

    def native(self, response: Response) -> Native:
        """WordPress answers errors as ``{code, message, data: {status, params}}``."""
        try:
            body = cast("dict[str, Any]", msgspec.json.decode(response.body))
            code, message = str(body["code"]), _words(str(body["message"]))
        except (msgspec.DecodeError, UnicodeDecodeError, KeyError, TypeError):
            return Native(status=response.status)
        data = body.get("data")
        if isinstance(data, dict) and isinstance(known := cast("dict[str, Any]", data).get("params"), dict):
            message = " ".join(_words(str(words)) for words in cast("dict[str, Any]", known).values()) or message
        return Native(status=response.status, code=code, message=message)

    async def status(self) -> SystemStatus:
        """Versions, settings and active plugins of the shop; kept for an hour, refreshed by ``cart.validate``."""

        async def fetch() -> SystemStatus:
            return await self.get("system_status", {"_fields": _STATUS}, type=SystemStatus)

        return await self.connection.fact("status", fetch)

    async def site(self) -> Site:
        """What WordPress tells everybody about the site: name, address, time zone, REST namespaces."""

        async def fetch() -> Site:
            try:
                return await self.get(
                    self.settings.store_url.rstrip("/") + "/?rest_route=/", {"_fields": _SITE}, type=Site
                )
            except CredentialsRefused:  # security plugins close the index to those who are not signed in
                return Site()

        return await self.connection.fact("site", fetch)

    async def option(self, group: str, name: str) -> str:
        """The value of one shop setting, such as ``products/woocommerce_weight_unit``."""

        async def fetch() -> dict[str, str]:
            rows = await self.get(f"settings/{group}", {"_fields": "id,value"}, type=list[_Option])
            return {row.id: "" if row.value is None else str(row.value) for row in rows}

        return (await self.connection.fact(f"settings.{group}", fetch)).get(name, "")

    async def tells(self, path: str, query: Any) -> bool:
        """Whether a list takes these filters, among them ``since_id``, ``email``, ``either`` and ``also``.

        The API has none of those; a derived platform that reads tables has.
        """
        return False

    async def prefix(self) -> str | None:
        """What the names of the shop's tables begin with."""

        async def fetch() -> str | None:
            status = await self.get("system_status", {"_fields": "database.database_prefix"}, type=_Prefixed)
            return status.database.database_prefix

        return await self.connection.fact("db_prefix", fetch)

    async def bridge_version(self) -> str | None:
        """The version of the bridge in the shop's folder, where there is one."""
        return None

    async def roles(self) -> list[str]:
        """The roles that customers can be listed by, which the route tells of itself."""

        async def fetch() -> list[str]:
            route = self.decoded(await self.send("OPTIONS", "customers"), _Route)
            reading = next(endpoint for endpoint in route.endpoints if "GET" in endpoint.methods)
            role = msgspec.convert(reading.args.get("role", {}), _Argument, strict=False)
            return [name for name in role.enum if name != "all"]

        return await self.connection.fact("roles", fetch)

    async def active(self, *plugins: str) -> bool:
        """Whether one of the named plugins (their folders) is active."""
        return bool(set(plugins) & set((await self.status()).plugins))

    async def view(self, store_id: str | None, lang_id: str | None, currency_id: str | None) -> None:
        """One store; the languages that WPML or Polylang serve; the shop's own currency."""
        if store_id is not None and store_id != STORE_ID:
            raise ParameterError(f"Parameter 'store_id' is not valid. Allowed values: '{STORE_ID}'.")
        if currency_id is not None:
            currency = (await self.status()).settings.currency
            if currency_id.upper() != currency.upper():
                raise ParameterError(f"Parameter 'currency_id' is not valid. Allowed values: '{currency}'.")
        if lang_id is not None:
            await self._speak(lang_id)

    async def _speak(self, lang_id: str) -> None:
        status = await self.status()
        if any(plugins <= set(status.plugins) for plugins in MULTILINGUAL):
            self.lang = lang_id
        elif lang_id.lower() not in {status.environment.language.lower(), status.environment.language[:2].lower()}:
            language = status.environment.language
            raise ParameterError(f"Parameter 'lang_id' is not valid. Allowed values: '{language}'.")


MULTILINGUAL = (frozenset({"sitepress-multilingual-cms", "woocommerce-multilingual"}), frozenset({"polylang-pro"}))
"""Plugin folders that together make REST requests take ``lang``: WPML with its part for WooCommerce, and Polylang Pro;
the free Polylang ignores it.

https://wpml.org/documentation/related-projects/woocommerce-multilingual/using-wordpress-rest-api-woocommerce-multilingual/
https://polylang.pro/doc/rest-api/
"""


_STATUS = (
    "environment.version,environment.wp_version,environment.wp_multisite,environment.home_url,environment.language,"
    "settings.currency,settings.currency_symbol,settings.currency_position,settings.number_of_decimals,active_plugins"
)
"""Dotted, because ``environment`` whole makes the shop test its outgoing requests, which can take seconds."""

_SITE = "name,description,url,home,gmt_offset,timezone_string,namespaces"


class Site(msgspec.Struct):
    """What polycart reads of the index of WordPress' REST API."""

    name: str = ""
    description: str = ""
    url: str = ""
    home: str = ""
    gmt_offset: str | float = 0
    timezone_string: str = ""
    namespaces: list[str] = []


class _Environment(msgspec.Struct):
    version: str = ""
    wp_version: str = ""
    wp_multisite: bool = False
    home_url: str = ""
    language: str = "en_US"


class _ShopSettings(msgspec.Struct):
    currency: str = "USD"
    currency_symbol: str = ""
    currency_position: str = "left"
    number_of_decimals: int = 2


class Plugin(msgspec.Struct):
    """An active plugin; ``plugin`` is its file below the plugins folder."""

    plugin: str = ""
    name: str = ""
    version: str = ""


class SystemStatus(msgspec.Struct):
    """What polycart reads of ``system_status``."""

    environment: _Environment
    settings: _ShopSettings = msgspec.field(default_factory=_ShopSettings)
    active_plugins: list[Plugin] = []

    @property
    def version(self) -> Version:
        """The WooCommerce version as numbers."""
        return tuple(int(part) for part in re.findall(r"\d+", self.environment.version.partition("-")[0]))

    @property
    def plugins(self) -> list[str]:
        """The folders of the active plugins."""
        return [plugin.plugin.partition("/")[0] for plugin in self.active_plugins]


class _Database(msgspec.Struct):
    database_prefix: str | None = None


class _Prefixed(msgspec.Struct):
    database: _Database


class _Argument(msgspec.Struct):
    enum: list[str] = []


class _Endpoint(msgspec.Struct):
    methods: list[str] = []
    args: dict[str, Any] = {}


class _Route(msgspec.Struct):
    endpoints: list[_Endpoint] = []


class _Option(msgspec.Struct):
    id: str
    value: Any = None


_TAG = re.compile(r"<[^>]+>")


def _words(text: str) -> str:
    return html.unescape(_TAG.sub("", text)).strip()


woocommerce = Platform(
    "WoocommerceApi",
    "WooCommerce",
    settings=WooSettings,
    client=Woo,
    versions="7.9 - 10",
    oldest="7.9",
    credentials=(("store_url", "wc_consumer_key", "wc_consumer_secret"),),
)
