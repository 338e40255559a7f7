"""One call of a contract method from raw parameters to the finished result, the same through every door."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Any, Literal, cast

import msgspec
from msgspec import UNSET, UnsetType

from polycart.core.client import CALL_SECONDS, Call, Connection
from polycart.core.cursors import Cursor, Cursors
from polycart.core.errors import NotYet, TimedOut, Unsupported, UnsupportedParameter
from polycart.core.method import Method, Page
from polycart.core.platform import Handler, Platform
from polycart.core.selection import ALL, Selection, from_params, parse, project
from polycart.core.trace import Trace
from polycart.core.validation import Arguments, read

SELECTORS = frozenset({"params", "exclude", "response_fields"})

_ORDER = (
    ("items", ("order_products",)),
    ("address", ("shipping_address", "billing_address")),
    ("totals", ("totals", "total")),
)
ALIASES: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    **dict.fromkeys(("order.list", "order.info", "order.find", "order.abandoned.list"), _ORDER),
    "tax.class.info": (("tax_class_id", ("id",)),),
    "cart.info": (("store_name", ("name",)), ("store_url", ("url",))),
}
"""What the contract's selector names stand for where they are not the names of result fields."""


FOR_LATER = frozenset({"webhook.create", "webhook.update"})
"""Methods whose ``response_fields`` say what is delivered one day, and nothing of their own answers."""

_TOTALS = frozenset({"total_count", "all_plugins"})


class Outcome(msgspec.Struct, kw_only=True):
    """What a call gives.

    ``result`` is the projected value of the envelope's ``result``; ``page`` the page it came from, for a paged method;
    ``envelope`` says which of the envelope's own keys are wanted; ``left_out`` names parameters that were not honoured
    because the account asked to be warned instead of refused.
    """

    result: Any
    page: Page[Any] | None = None
    pagination: dict[str, str | None] | UnsetType = UNSET
    envelope: Selection = ALL
    left_out: list[str] = []


def handler_of(platform: Platform[Any], method: Method[Any, Any]) -> Handler:
    """The handler of a method; what is absent or not yet built is said before anything is sent."""
    handler = platform.handlers.get(method.name) or platform.queued.get(method.name)
    if handler is not None:
        return handler
    capability = platform.capability(method)
    if capability.state == "absent":
        raise Unsupported(f"{platform.title} does not support {method.name}: {capability.reason}")
    raise NotYet(f"{method.name} is not served for {platform.title} yet.")


class Prepared(msgspec.Struct, frozen=True, kw_only=True):
    """A call whose parameters are read: what the handler gets, and what is wanted of its answer."""

    method: Method[Any, Any]
    arguments: Arguments[Any]
    state: dict[str, Any] | None
    envelope: Selection
    wanted: Selection

    @property
    def params(self) -> Any:
        """The parameters, in the method's own struct."""
        return self.arguments.params


def prepare(method: Method[Any, Any], raw: Mapping[str, object], cursors: Cursors, store: str) -> Prepared:
    """Read and check the parameters of a call to the store called ``store``."""
    arguments, state = _arguments(method, raw, cursors, store)
    envelope, wanted = selections(method, arguments.params)
    return Prepared(method=method, arguments=arguments, state=state, envelope=envelope, wanted=wanted)


async def invoke(
    platform: Platform[Any],
    connection: Connection[Any],
    method: Method[Any, Any],
    raw: Mapping[str, object],
    *,
    cursors: Cursors,
    trace: Trace | None = None,
    request_id: str = "",
    seconds: float = CALL_SECONDS,
    unsupported: Literal["error", "warn"] = "error",
) -> Outcome:
    """Validate, check what the platform can honour, call the handler within ``seconds``, and cut the result to size."""
    prepared = prepare(method, raw, cursors, connection.name)
    return await perform(
        platform, connection, prepared,
        cursors=cursors, trace=trace, request_id=request_id, seconds=seconds, unsupported=unsupported,
    )  # fmt: skip


async def perform(
    platform: Platform[Any],
    connection: Connection[Any],
    prepared: Prepared,
    *,
    cursors: Cursors,
    trace: Trace | None = None,
    request_id: str = "",
    seconds: float = CALL_SECONDS,
    unsupported: Literal["error", "warn"] = "error",
) -> Outcome:
    """Call the platform's handler for a prepared call."""
    method, params = prepared.method, prepared.params
    handler = handler_of(platform, method)
    left_out = refuse(platform, handler, prepared.arguments, unsupported)
    call = Call(
        method=method.name,
        wanted=prepared.wanted,
        given=prepared.arguments.given,
        deadline=time.monotonic() + seconds,
        trace=trace or Trace(connection.redactor),
        request_id=request_id,
        cursor=prepared.state,
    )
    client = platform.client(connection, call)
    try:
        async with asyncio.timeout(seconds):
            names = ("store_id", "lang_id", "currency_id")
            view = [getattr(params, name, None) if name in handler.views else None for name in names]
            if any(value is not None for value in view):
                await client.view(*view)
            answer = await handler.function(client, params)
    except TimeoutError as error:
        raise TimedOut(f"The store did not finish {method.name} within {seconds:.0f} s.") from error
    outcome = finish(prepared, answer, cursors, connection.name)
    outcome.left_out = left_out
    return outcome


def _arguments(
    method: Method[Any, Any], raw: Mapping[str, object], cursors: Cursors, store: str
) -> tuple[Arguments[Any], dict[str, Any] | None]:
    """Read the parameters; a page cursor brings back those of the first page, with the selectors given now."""
    token = raw.get("page_cursor")
    if not isinstance(token, str) or not token or "page_cursor" not in method.params.__struct_fields__:
        return read(method, raw), None
    cursor = cursors.open(token, method=method.name, store=store)
    kept = {*SELECTORS, "page_cursor"}
    beside = {name for name, value in raw.items() if name not in kept and cursor.arguments.get(name) != value}
    if beside:
        read(method, raw)  # says which of them can't be used beside a cursor
    now = {name: value for name, value in raw.items() if name in SELECTORS}
    state = cursor.state
    windows = {name: state[name] for name in ("start", "count") if name in state}
    return read(method, {**cursor.arguments, **windows, **now}), state


def refuse(
    platform: Platform[Any],
    handler: Handler,
    arguments: Arguments[Any],
    unsupported: Literal["error", "warn"] = "error",
) -> list[str]:
    """Name the parameters that cannot be honoured; one sent with its default value asks for nothing."""
    method, strange = handler.method, arguments.given - handler.parameters
    if not strange:  # so in nearly all calls; reading the fields' types costs more than the rest of a call
        return []
    asked = [
        field
        for field in msgspec.structs.fields(method.params)
        if field.encode_name in strange and getattr(arguments.params, field.name) not in (None, field.default)
    ]
    if not asked:
        return []
    if unsupported == "error":
        raise UnsupportedParameter((field.encode_name for field in asked), platform.title, method.name)
    for field in asked:
        setattr(arguments.params, field.name, None if field.default is msgspec.NODEFAULT else field.default)
    return [field.encode_name for field in asked]


def selections(method: Method[Any, Any], params: Any) -> tuple[Selection, Selection]:
    """What is wanted of the envelope, and of the entity; ``response_fields`` wins over ``params``."""
    chosen: str | None = getattr(params, "response_fields", None)
    if chosen and method.name not in FOR_LATER:
        envelope = parse(chosen)
        result = envelope.of("result")
        return envelope, result.of(method.items) if method.items else result
    names: str | None = getattr(params, "params", None)
    if names is None:
        return ALL, ALL
    return ALL, from_params(names, getattr(params, "exclude", None), ALIASES.get(method.name, ()))


class _Seal(msgspec.Struct, frozen=True):
    """Makes the cursors of one page: the given filters travel in them."""

    cursors: Cursors
    store: str
    arguments: Arguments[Any]

    def token(self, method: Method[Any, Any], state: dict[str, Any] | None) -> str | None:
        if state is None:
            return None
        params, names = self.arguments.params, self.arguments.given - SELECTORS - {"start", "page_cursor"}
        attributes = zip(params.__struct_encode_fields__, params.__struct_fields__, strict=True)
        given = {name: msgspec.to_builtins(getattr(params, field)) for name, field in attributes if name in names}
        return self.cursors.seal(Cursor(method.name, self.store, given, state))


def finish(prepared: Prepared, answer: Any, cursors: Cursors, store: str) -> Outcome:
    """Cut a handler's answer to what is wanted, and make its page cursors."""
    method, envelope, wanted = prepared.method, prepared.envelope, prepared.wanted
    if not isinstance(answer, Page):
        return Outcome(result=project(answer, wanted), envelope=envelope)
    page = cast("Page[Any]", answer)
    if not page.projected:
        page.items = project(page.items, wanted)
    below = envelope.of("result")
    result: dict[str, Any] = {}
    if method.counter and below.wants(method.counter):
        # The contract's odd custom: these counters tell the whole selection, every other one this page's number.
        total = page.total if method.counter in _TOTALS and page.total is not None else len(page.items)
        result[method.counter] = total
    if below.wants(method.items):
        result[method.items] = page.items
    outcome = Outcome(result=result, page=page, envelope=envelope)
    if method.cursor:
        start, count = getattr(prepared.params, "start", None), getattr(prepared.params, "count", None)
        if start is not None and count is not None:
            page.place(start, count)
        seal = _Seal(cursors, store, prepared.arguments)
        outcome.pagination = {"previous": seal.token(method, page.previous), "next": seal.token(method, page.next)}
    return outcome
