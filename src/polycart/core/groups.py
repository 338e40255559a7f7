"""Items of a batch that a platform does together, in one request of its own, each with its own outcome.

batch item ─┐                              ┌─> result
batch item ─┼─> Group.function (1 request) ┼─> error of the item
batch item ─┘                              └─> ALONE: to be done by the single method
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from enum import Enum
from typing import Any, Final

import msgspec

from polycart.core.calls import Prepared
from polycart.core.client import Call, Connection
from polycart.core.errors import StoreError, TimedOut
from polycart.core.method import Method
from polycart.core.platform import ALWAYS, HINTS, VIEW, Handler, Platform
from polycart.core.selection import ALL
from polycart.core.trace import Trace


class _Alone(Enum):
    ALONE = "alone"


ALONE: Final = _Alone.ALONE
"""The outcome of an item that can't be done together with others: nothing was done for it yet."""

Outcome = Any
"""What became of a member: the single method's result, an error of the platform's own words, or ``ALONE``."""


class Member(msgspec.Struct, frozen=True):
    """One item: the single method's parameters, and which of them were given."""

    params: Any
    given: frozenset[str]


Function = Callable[[Any, Sequence[Any]], Awaitable[Sequence[Outcome]]]


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """How a platform does several items of one single method in one request.

    ``function`` gives one outcome for each member, in their order; what it raises is about all of them, and nothing
    was done then. ``parameters`` are those that it honours: an item with others is done by the single method.
    ``alike`` are parameters that have to be the same for all members.
    """

    method: Method[Any, Any]
    single: Handler
    function: Function
    most: int
    parameters: frozenset[str]
    alike: tuple[str, ...] = ()

    def takes(self, raw: Mapping[str, Any]) -> bool:
        """Whether an item with these parameters can be a member."""
        return raw.keys() <= self.parameters

    def key(self, raw: Mapping[str, Any]) -> tuple[Any, ...]:
        """What members have to have in common."""
        return tuple(raw.get(name) for name in (*sorted(VIEW), *self.alike))


def together(
    platform: Platform[Any], method: Method[Any, Any], *accepts: str, most: int, alike: tuple[str, ...] = ()
) -> Callable[[Function], Function]:
    """Register how items of a single method, which the platform implements, are done together."""

    def register(function: Function) -> Function:
        single = platform.handlers[method.name]
        if unknown := {*accepts, *alike} - single.parameters:
            raise TypeError(
                f"{platform.cart_id} {method.name}: {sorted(unknown)} are not honoured by the single method"
            )
        known = frozenset(accepts) | frozenset(alike) | (single.parameters & (VIEW | HINTS | ALWAYS))
        platform.groups[method.name] = Group(
            method=method, single=single, function=function, most=most, parameters=known, alike=alike
        )
        return function

    return register


def group_of(platform: Platform[Any], name: str) -> Group | None:
    """How the items of a single method are done together; a platform that has its own single method has no such way."""
    group = platform.groups.get(name)
    return group if group is not None and platform.handlers.get(name) is group.single else None


async def perform_together(
    platform: Platform[Any],
    connection: Connection[Any],
    group: Group,
    prepared: Sequence[Prepared],
    *,
    trace: Trace,
    request_id: str,
    seconds: float,
) -> Sequence[Outcome]:
    """Do several items together; gives an outcome for each."""
    call = Call(
        method=group.method.name, wanted=ALL, given=frozenset(), deadline=time.monotonic() + seconds, trace=trace,
        request_id=request_id,
    )  # fmt: skip
    client = platform.client(connection, call)
    view = [getattr(prepared[0].params, name, None) for name in ("store_id", "lang_id", "currency_id")]
    members = [Member(each.params, each.arguments.given) for each in prepared]
    try:
        async with asyncio.timeout(seconds):
            if any(value is not None for value in view):
                await client.view(*view)
            outcomes = await group.function(client, members)
    except TimeoutError as error:
        raise TimedOut(f"The store did not finish {group.method.name} within {seconds:.0f} s.") from error
    if len(outcomes) != len(members):
        raise StoreError(f"The store told of {len(outcomes)} items where {len(members)} were sent.")
    return outcomes
