"""The items of a payload: what they may hold, which view they look through, and errors that say which one is wrong."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, TypeVar

import msgspec

from polycart.api.parameters import Nested
from polycart.core.errors import (
    AlreadyExists,
    MissingParameter,
    NotFound,
    ParameterError,
    PolycartError,
    UnsupportedParameter,
)
from polycart.platforms.magento2 import scopes
from polycart.platforms.magento2.connection import Magento, magento2

I = TypeVar("I")  # noqa: E741 - an item
T = TypeVar("T")

VIEW = ("store_id", "lang_id")


def honoured(method: str, payload: Sequence[Nested], names: Iterable[str]) -> None:
    """Name what the items hold that a batch cannot write."""
    known = {*names, *VIEW}
    strange = [
        f"payload[{place}].{field.encode_name}"
        for place, item in enumerate(payload)
        for field in msgspec.structs.fields(item)
        if field.encode_name not in known and getattr(item, field.name) not in (None, field.default)
    ]
    if strange:
        raise UnsupportedParameter(strange[:10], magento2.title, method)


async def looking(magento: Magento, payload: Sequence[Any]) -> Magento:
    """The call at the store view that the items name; a job is written through one view."""
    views = [(getattr(item, "store_id", None), getattr(item, "lang_id", None)) for item in payload]
    for place, view in enumerate(views):
        if view != views[0]:
            name = VIEW[0] if view[0] != views[0][0] else VIEW[1]
            raise ParameterError(
                f"Parameter 'payload[{place}].{name}' is not valid. All items of a batch look through the same view."
            )
    if views[0] == (None, None):
        return await magento.settled()
    try:
        return magento.at(await scopes.chosen(magento, *views[0]))
    except PolycartError as error:
        raise placed(error, 0) from error


def placed(error: PolycartError, place: int) -> PolycartError:
    """An error that says which item it is about."""
    message = error.message
    if "payload[" in message:
        return error
    if "Parameter '" in message or "parameter '" in message:
        message = message.replace("arameter '", f"arameter 'payload[{place}].", 1)
    else:
        message = f"payload[{place}]: {message}"
    kind = ParameterError if isinstance(error, UnsupportedParameter) else type(error)
    return kind(message, native=error.native)


async def prepared(payload: Sequence[I], work: Callable[[I], Awaitable[T]]) -> list[T]:
    """Prepare the items, one after the other; where some are wrong, the first says how and the others are named."""
    made: list[T] = []
    wrong: list[tuple[int, PolycartError]] = []
    for place, item in enumerate(payload):
        try:
            made.append(await work(item))
        except (ParameterError, MissingParameter, NotFound, AlreadyExists) as error:
            wrong.append((place, placed(error, place)))
    if wrong:
        _, first = wrong[0]
        others = ", ".join(f"payload[{place}]" for place, _ in wrong[1:])
        if others:
            first.message += f" Wrong, too: {others}."
        raise first
    return made


def once(name: str, values: Sequence[str | None]) -> None:
    """Refuse values that are given for two items."""
    seen: dict[str, int] = {}
    for place, value in enumerate(values):
        if value is None:
            continue
        before = seen.setdefault(value.lower(), place)
        if before != place:
            raise ParameterError(
                f"Parameter 'payload[{place}].{name}' is not valid. '{value}' is that of payload[{before}], too."
            )
