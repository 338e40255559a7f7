"""The contract as this installation serves it: connecting a store takes the credentials of every platform."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any

import msgspec

from polycart import api
from polycart.core.method import Doc, Method
from polycart.platforms import platforms
from polycart.platforms.announced import ANNOUNCED, OLDER, WITHDRAWN

CONNECTING = ("account.cart.add", "account.config.update", "cart.create")


@cache
def methods() -> dict[str, Method[Any, Any]]:
    """Every method by name; the connecting ones with the union of all platforms' credentials."""
    return {name: _connecting(method) if name in CONNECTING else method for name, method in api.METHODS.items()}


@cache
def credentials() -> dict[str, tuple[type, str, Any]]:
    """Type, title and default of every credential, by wire name: those of built platforms, then announced ones."""
    found: dict[str, tuple[Any, str, Any]] = {}
    for platform in platforms().values():
        for name, (setting, kind, default) in platform.settings.asked().items():
            found[name] = (kind, setting.title, None if default is msgspec.NODEFAULT else default)
    for announced in ANNOUNCED:
        for credential in announced.all_credentials():
            found.setdefault(credential.name, (credential.type, credential.title, credential.default))
    for credential in (*WITHDRAWN, *OLDER):
        found.setdefault(credential.name, (credential.type, credential.title, credential.default))
    return found


def _connecting(method: Method[Any, Any]) -> Method[Any, Any]:
    known = {field.encode_name for field in msgspec.structs.fields(method.params)}
    added = {name: row for name, row in credentials().items() if name not in known}
    attributes = {name: name if name.isidentifier() else f"_{name}" for name in added}
    fields = [
        # A change of credentials has no defaults: they would overwrite what the store was connected with.
        (attributes[name], Annotated[kind | None, Doc(f"{title}.")], None if method.verb == "PUT" else default)
        for name, (kind, title, default) in added.items()
    ]
    struct = msgspec.defstruct(
        method.params.__name__,
        fields,
        bases=(method.params,),
        rename={attribute: name for name, attribute in attributes.items() if attribute != name},
        kw_only=True,
        gc=False,
    )
    return Method(
        method.name, method.verb, struct, method.result, method.doc,
        body=method.body, keys=method.keys, deprecated=method.deprecated,
    )  # fmt: skip
