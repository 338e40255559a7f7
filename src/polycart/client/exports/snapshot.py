"""What is to be exported: the ids of a list, read again until they hold nothing twice and leave nothing out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from typing import Any

import msgspec

from polycart import api
from polycart.client.paging import Chunk, Walk, counting, number_in
from polycart.core.envelope import Answer
from polycart.core.errors import PolycartError, StoreError
from polycart.core.method import Method

Call = Callable[[str, dict[str, Any]], Awaitable[Answer]]
"""Answers a method of the contract, called by its name, with the wire's envelope."""

PAGE = 250
"""Ids of one page: the most that the contract allows."""

PASSES = 6


class Kind(msgspec.Struct, frozen=True):
    """What can be exported: the list that knows it, and the parameter of the list that picks by ids."""

    listed: str
    picked_by: str

    @property
    def method(self) -> Method[Any, Any]:
        """The list."""
        return api.METHODS[self.listed]


KINDS: Mapping[str, Kind] = {
    "product": Kind("product.list", "product_ids"),
    "order": Kind("order.list", "ids"),
    "customer": Kind("customer.list", "ids"),
}


class CallFailed(PolycartError):
    """A call that an export made was answered with an error."""

    def __init__(self, code: int, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code  # type: ignore[misc] - the code is the answer's, not that of the class


class Envelope(msgspec.Struct):
    """An answer of the wire, its result not yet read."""

    return_code: int = 0
    return_message: str = ""
    result: msgspec.Raw = msgspec.Raw(b"{}")
    pagination: dict[str, str | None] | None = None


async def answered(call: Call, name: str, arguments: dict[str, Any]) -> Envelope:
    """Call a method; raises what was answered with another code than 0."""
    envelope = msgspec.json.decode((await call(name, arguments)).body, type=Envelope)
    if envelope.return_code:
        raise CallFailed(envelope.return_code, envelope.return_message)
    return envelope


def items_of(method: Method[Any, Any], envelope: Envelope) -> list[msgspec.Raw]:
    """The items of a page, each as the bytes that came."""
    return msgspec.json.decode(envelope.result, type=_page(method.items)).items


class _Known(msgspec.Struct):
    id: str


def id_of(item: msgspec.Raw) -> str:
    """The id of an item."""
    return msgspec.json.decode(item, type=_Known).id


@cache
def _page(name: str) -> type[Any]:
    return msgspec.defstruct("ItemsPage", [("items", list[msgspec.Raw], [])], rename={"items": name})


async def ids(call: Call, kind: Kind, filters: Mapping[str, Any]) -> list[str]:
    """The ids of everything that the filters leave, each once.

    A list that changes while it is read can show an item twice and hide another, for its pages shift. So a reading
    counts only where it holds no id twice and as many as the shop counts; what earlier readings saw is kept.
    """
    seen: dict[str, None] = {}
    for _ in range(PASSES):
        counted, listed = await _read(call, kind, filters)
        new = [id for id in listed if id not in seen]
        first = not seen
        seen.update(dict.fromkeys(new))
        whole = len(set(listed)) == len(listed) and counted in (None, len(listed))
        if whole and (first or not new):
            return list(seen)
    raise StoreError("The list changes faster than it can be read; try again at a quieter time.")


async def _read(call: Call, kind: Kind, filters: Mapping[str, Any]) -> tuple[int | None, list[str]]:
    """One reading: how many there are where the shop tells it, and their ids."""
    method = kind.method

    async def fetch(arguments: dict[str, Any]) -> Chunk:
        envelope = await answered(call, kind.listed, arguments)
        found = [id_of(item) for item in items_of(method, envelope)]
        return Chunk(found, None, (envelope.pagination or {}).get("next"))

    async def total() -> int | None:
        counts = counting(method, filters)
        if counts is None:
            return None
        try:
            envelope = await answered(call, counts[0].name, dict(counts[1]))
        except CallFailed:
            return None
        return number_in(msgspec.json.decode(envelope.result, type=dict[str, Any]))

    walk = Walk(method, {**filters, "params": "id"}, fetch, page_size=PAGE, total=total)
    listed = [id async for page in walk.pages() for id in page]
    return walk.known, listed
