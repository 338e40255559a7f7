"""What the generated functions are made of: a store to call, and defaults that show without being sent."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    from polycart.client.store import Store

T = TypeVar("T")


class Default:
    """The contract's default of a parameter: shown in the signature, not sent, so that only what is given counts."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value

    def __repr__(self) -> str:
        return repr(self.value)


def default(value: T) -> T:
    """Mark a default; to a type checker it is the value itself."""
    return cast("T", Default(value))


class Methods:
    """A part of the contract as attributes of a store."""

    __slots__ = ("_store",)

    def __init__(self, store: Store) -> None:
        self._store = store

    async def _call(self, name: str, given: dict[str, Any]) -> Any:
        return await self._store.call(name, **given_of(given))

    def _iterate(self, name: str, given: dict[str, Any]) -> AsyncIterator[Any]:
        return self._store.iterate(name, **given_of(given))


def given_of(values: dict[str, Any]) -> dict[str, Any]:
    """The arguments that a caller has really given, out of a function's ``locals()``."""
    found = {name: value for name, value in values.items() if name != "self" and type(value) is not Default}
    return found | found.pop("credentials", {})
