"""What to do about a bridge that refuses or does not answer: each trouble with its error and its advice."""

from __future__ import annotations

from collections.abc import Mapping

from polycart.core.bridge.wire import Failure, Refusal
from polycart.core.errors import (
    AlreadyExists,
    AmbiguousPrefix,
    BridgeFailed,
    CredentialsRefused,
    DuplicateRecord,
    Native,
    NotFound,
    PolycartError,
    StoreError,
    TooManyItems,
)
from polycart.core.transport import Response

REFUSALS: Mapping[str, str] = {
    "address": "add the gateway's address to 'allow' in the bridge's config.php",
    "config": "open the bridge in a browser, which says what it lacks, and upload it anew",
    "signature": "its keys are not those of this store: download the bridge and upload it anew",
    "state": "make its folder writable (755 or 777, depending on the server)",
    "size": "send less at once, or raise 'request_bytes' in the bridge's config.php",
    "clock": "set the clock of the shop's server",
    "key": "its keys are not those of this store: download the bridge and upload it anew",
    "random": "the PHP of the shop has no source of random numbers: update it",
}

BY_STATUS: Mapping[int, str] = {
    401: "take the password protection off the bridge's folder",
    403: "allow the gateway's address in the firewall, and the bridge in mod_security",
    404: "upload the folder bridge2cart to the shop's root, or set 'bridge_url'",
    406: "mod_security has refused the request: allow the bridge's address in its rules",
    413: "the server takes no requests of this size: raise its limit",
    500: "set the permissions of bridge.php to 644 or 666 and of its folder to 755 or 777; the error log tells more",
    503: "the shop is in maintenance or overloaded",
}

DISCONNECTED = b"BRIDGE NOT READY: disconnected"
"""What a plugin says in the place of its bridge while its owner has it switched off."""

_FAILURES: Mapping[str, type[PolycartError]] = {
    "scope": CredentialsRefused,
    "duplicate": DuplicateRecord,
    "exists": AlreadyExists,
    "missing": NotFound,
    "too_large": TooManyItems,
    "prefix": AmbiguousPrefix,
    "database": StoreError,
    "busy": StoreError,
    "timeout": StoreError,
    "constraint": StoreError,
    "value": StoreError,
    "cut": StoreError,
    "expected": StoreError,
    "failed": StoreError,
}
"""Errors of the shop; all other words are troubles of the bridge itself."""


def refused(refusal: Refusal) -> PolycartError:
    """The error for a request that the bridge did not open."""
    what = REFUSALS.get(refusal.refused, "download the bridge and upload it anew")
    native = Native(status=200, code=refusal.refused)
    return BridgeFailed(f"The bridge refused the request ('{refusal.refused}'): {what}.", native=native)


def failed(failure: Failure) -> PolycartError:
    """The error for an action that the bridge could not do."""
    native = Native(status=200, code=failure.code, message=failure.says)
    words = failure.says.rstrip(".") or failure.code
    if failure.code == "prefix":
        if len(failure.candidates) > 1:
            listed = ", ".join(f"'{prefix}'" for prefix in failure.candidates[:10])
            return AmbiguousPrefix(
                f"The shop's database has several prefixes of tables ({listed}): set 'db_tables_prefix'.", native=native
            )
        return BridgeFailed("The shop's tables were not found: check 'db_tables_prefix'.", native=native)
    if failure.code == "root":
        return BridgeFailed("The bridge serves another folder than 'store_root': check it.", native=native)
    if failure.code == "unsettled":
        return BridgeFailed(
            "The write broke off while it was made final: look whether it has happened before trying again.",
            native=native,
        )
    kind = _FAILURES.get(failure.code, BridgeFailed)
    if kind is CredentialsRefused:
        return CredentialsRefused(
            f"The shop's owner does not allow this: {words} (in config.php, or on the plugin's page).", native=native
        )
    return kind(f"The bridge answered: {words}.", native=native)


def unreadable(response: Response) -> PolycartError:
    """The error for what is no answer of a bridge, with what usually helps."""
    native = Native(status=response.status)
    if DISCONNECTED in response.body[:200]:
        return BridgeFailed(
            "The shop's owner has disconnected the plugin: Connect on its page opens the bridge again.", native=native
        )
    if 300 <= response.status < 400:
        return BridgeFailed(
            f"The bridge's address redirects (HTTP {response.status}): turn redirects off for it, or connect the shop "
            "under its final address.",
            native=native,
        )
    html = "html" in response.headers.get("content-type", "") or response.body[:1] == b"<"
    status = 500 if response.status in (500, 502, 504) else response.status
    found = "an HTML page" if html else "nothing" if not response.body.strip() else "something else"
    what = BY_STATUS.get(
        status,
        "a login, a maintenance page or a firewall stands before it: let the bridge's address through"
        if html
        else "upload the bridge anew, and look into the server's error log",
    )
    return BridgeFailed(
        f"{found[0].upper()}{found[1:]} came with HTTP {response.status} where the bridge should answer: {what}.",
        native=native,
    )
