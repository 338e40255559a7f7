"""What the environment can set, each variable described once."""

from __future__ import annotations

import os
from collections.abc import Mapping

import msgspec

from polycart.core.errors import ServiceUnavailable
from polycart.gateway.backend import Limits

VARIABLES: dict[str, str] = {
    "POLYCART_HOME": "State folder; ~/.local/share/polycart by default.",
    "POLYCART_DATABASE": "Database URL, instead of the SQLite file in the state folder.",
    "POLYCART_MASTER_KEY": "Key that seals the credentials, instead of the file master.key in the state folder.",
    "POLYCART_HOST": "Address to listen on; 127.0.0.1 by default.",
    "POLYCART_PORT": "Port to listen on; 8080 by default.",
    "POLYCART_WORKERS": "Processes that answer; 1 by default.",
    "POLYCART_PUBLIC_URL": "Address under which clients and shops reach the server; without it shops are polled.",
    "POLYCART_TRACE_BODIES": "1 keeps the bodies of upstream exchanges in the traces; they hold customers' data.",
    "POLYCART_STORE_CONCURRENCY": "Calls to one store at once; the others wait in a fair queue.",
    "POLYCART_ACCOUNT_CONCURRENCY": "Calls of one account at once.",
    "POLYCART_CALL_SECONDS": "Seconds that a call may take, waiting included.",
    "POLYCART_SETTLE_SECONDS": "Seconds after which a shop is done with what a killed worker sent; 60 by default.",
    "POLYCART_POLL_SECONDS": "Seconds between two polls of a store that somebody watches; 300 is what API2Cart does.",
    "POLYCART_CHANGES_DAYS": "Days that changes of a store are kept for those who read them.",
    "POLYCART_SHIPPING_FAILURES": "Failures in a row that switch a service for shipping rates off; 20 by default.",
    "POLYCART_SHIPPING_CACHE_SECONDS": "Seconds for which rates are given again for identical packages; 60 by default.",
    "POLYCART_JOBS": "Who works batches off: embedded (the server), worker, or a PostgreSQL URL: a queue for workers.",
    "POLYCART_PRIVATE_NETWORKS": "Private networks that stores may be in, as CIDR joined by commas.",
    "POLYCART_URL": "Server that `polycart call` calls, instead of the state folder.",
    "POLYCART_API_KEY": "API key for that server.",
}
"""Every variable that polycart reads: the server, and the command line."""


def jobs_of(environment: Mapping[str, str] | None = None) -> tuple[str | None, bool]:
    """Where jobs are put in line (``None``: here), and whether the server itself works them off."""
    told = (os.environ if environment is None else environment).get("POLYCART_JOBS") or "embedded"
    if told in ("embedded", "worker"):
        return None, told == "embedded"
    if told.startswith(("postgresql://", "postgres://")):
        return told, False
    raise ServiceUnavailable("POLYCART_JOBS is none of: embedded, worker, an address that begins with postgresql://.")


def limits(environment: Mapping[str, str] | None = None) -> Limits:
    """The operator's limits out of ``POLYCART_`` and a limit's name; one that does not fit stops the start."""
    told = os.environ if environment is None else environment
    values: dict[str, object] = {}
    for field in msgspec.structs.fields(Limits):
        text = told.get(f"POLYCART_{field.name.upper()}")
        if text:
            listed = field.name == "private_networks"
            values[field.name] = [part.strip() for part in text.split(",") if part.strip()] if listed else text
    try:
        return msgspec.convert(values, Limits, strict=False)
    except msgspec.ValidationError as error:
        raise ServiceUnavailable(f"A POLYCART_ variable has a value that does not fit: {error}.") from None
