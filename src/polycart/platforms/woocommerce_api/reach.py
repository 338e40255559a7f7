"""How a shop's server lets requests through: ways round what stands between, and one sentence where there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from polycart.core.errors import CredentialsRefused, Native, PolycartError, ShopError, StoreError, Unreachable

if TYPE_CHECKING:
    from polycart.platforms.woocommerce_api.connection import Woo

HEADER_DROPPED = "header_dropped"
"""The token of a connection whose server keeps the Authorization header from PHP; ``False`` where it was not that."""

NO_PERMALINKS = "no_permalinks"
"""The fact that a site knows its REST routes by ``rest_route`` only."""


async def another_way(woo: Woo, error: ShopError) -> str | None:
    """What has been found out about the server, where a refused request may pass for it."""
    native, tokens = error.native or Native(status=0), woo.connection.tokens
    if native.status == 401 and (native.code or "").startswith("woocommerce_rest_cannot"):
        # Nobody was signed in: a wrong key, or a dropped header.
        if woo.settings.store_url.startswith("https://") and tokens.setdefault(HEADER_DROPPED, True):
            return HEADER_DROPPED
    elif native.code is None and native.status in (200, 301, 302, 404):

        async def probe() -> bool:
            if await _index(woo, "/wp-json/") is not None:
                return False
            plain = await _index(woo, "/?rest_route=/")
            return plain is not None and "wc/v3" in plain.namespaces and _same_folder(plain.home, _shop(woo))

        if await woo.connection.fact(NO_PERMALINKS, probe):
            return NO_PERMALINKS
    return None


class _Index(msgspec.Struct):
    """What an index of WordPress' REST API tells of the site."""

    namespaces: list[str]
    home: str = ""


async def _index(woo: Woo, path: str) -> _Index | None:
    try:
        return await woo.get(_shop(woo) + path, {"_fields": "namespaces,home"}, type=_Index)
    except PolycartError:
        return None


def _shop(woo: Woo) -> str:
    return woo.settings.store_url.rstrip("/")


def _same_folder(one: str, two: str) -> bool:
    """WordPress answers ``rest_route`` also below folders that are not its own."""
    return urlsplit(one).path.rstrip("/") == urlsplit(two).path.rstrip("/")


async def check(woo: Woo) -> str:
    """Test address, keys and both permissions with two requests, and learn the facts anew; answers the version."""
    woo.connection.forget()
    woo.connection.tokens.pop(HEADER_DROPPED, None)
    try:
        status = await woo.status()
    except PolycartError as error:
        raise await _explained(woo, error) from error
    try:
        await woo.post("products/batch", {})  # a batch of nothing changes nothing, but needs write permission
    except CredentialsRefused as error:
        raise CredentialsRefused(_unwritable(error), native=error.native) from error
    return status.environment.version


def _unwritable(error: CredentialsRefused) -> str:
    if error.native is not None and error.native.status == 403:
        return "The user of these keys may not change products: make keys for an administrator or a shop manager."
    return "These keys may only read: make keys with read/write permission."


async def _explained(woo: Woo, error: PolycartError) -> PolycartError:
    """The same error in words that say what to do."""
    native, shop = error.native, _shop(woo)
    if native is None or 300 <= native.status < 400 or native.status >= 500:
        return error
    if native.code == "rest_no_route":
        return StoreError(f"WordPress answers at {shop}, but WooCommerce is not active there.", native=native)
    if native.code is None:
        return await _without_words(woo, error, native)
    if native.status == 401:
        words = f" WooCommerce says: {native.message}" if native.message else ""
        return CredentialsRefused(
            f"The consumer key, the consumer secret or their permission is wrong.{words}", native=native
        )
    if native.status == 403:
        return CredentialsRefused(
            "The user of these keys may not manage WooCommerce: make keys for an administrator or a shop manager.",
            native=native,
        )
    return error


async def _without_words(woo: Woo, error: PolycartError, native: Native) -> PolycartError:
    """No answer of WordPress: something in front of it, another site, or WordPress without WooCommerce."""
    shop = _shop(woo)
    if native.status in (401, 403):
        return StoreError(
            f"The server at {shop} refused the request (HTTP {native.status}) before WooCommerce saw it: "
            "a firewall, a password or a security plugin must let requests to /wp-json/wc/ pass.",
            native=native,
        )
    index = await _index(woo, "/?rest_route=/")
    if index is None:
        return Unreachable(
            f"No WordPress REST API answers at {shop} (HTTP {native.status}): check the address, "
            "and that no plugin switches the REST API off.",
            native=native,
        )
    if not _same_folder(index.home, shop):
        return Unreachable(f"WordPress says that its address is {index.home}, not {shop}.", native=native)
    if "wc/v3" not in index.namespaces:
        return StoreError(f"WordPress answers at {shop}, but WooCommerce is not active there.", native=native)
    return error
