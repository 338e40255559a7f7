"""What a platform has no operation for, made of those that it has; written once for every platform."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, cast

import msgspec

from polycart.core import analytics
from polycart.core.errors import MissingParameter, NotFound, ParameterError, Unsupported
from polycart.core.method import Method, Page
from polycart.core.platform import ALWAYS, Handler, Platform
from polycart.core.selection import Selection, merge

FIND_PARAMS = ("whole_words", "case_sensitive", "regex", "any_words")
"""What ``find_params`` may hold: whole words (the default), exact case, a regular expression, any of the words."""


def matches(text: Any, value: str, how: str) -> bool:
    """Whether ``text`` holds ``value`` in the way that ``find_params`` asks for."""
    flags = {part.strip() for part in how.split(",") if part.strip()}
    unknown = flags - set(FIND_PARAMS)
    if unknown:
        allowed = ", ".join(FIND_PARAMS)
        raise ParameterError(
            "Parameter 'find_params' is not valid. "
            f"The required type of parameter is string. The following values are allowed: {allowed}."
        )
    if not isinstance(text, str):
        return False
    case = 0 if "case_sensitive" in flags else re.IGNORECASE
    if "regex" in flags:
        return _search(value, text, case)
    words = value.split() if "any_words" in flags else [value]
    edge = r"(?<!\w){}(?!\w)" if "whole_words" in flags else "{}"
    return any(re.search(edge.format(re.escape(word)), text, case) for word in words)


def _search(pattern: str, text: str, case: int) -> bool:
    if len(pattern) > 200 or re.search(r"[*+}]\)?[*+{]", pattern):  # nested repeats can take exponential time
        raise ParameterError(
            "Parameter 'find_value' is not valid. The regular expression is too long or nests repeats."
        )
    try:
        return re.search(pattern, text, case) is not None
    except re.error as error:
        raise ParameterError(f"Parameter 'find_value' is not a valid regular expression: {error}.") from error


WALK = 250
"""Entities of a page while a whole list is walked."""

MOST_WALKED = 10_000
"""Entities that an emulation looks through before it gives up: an answer that is not exact is none."""

Function = Callable[[Any, Any], Awaitable[Any]]


def complete(platform: Platform[Any], methods: Mapping[str, Method[Any, Any]]) -> None:
    """Give a platform the methods that follow from others: ``count``, ``find``, ``info``, reports, batches …

    What the platform implements, or says it lacks, stays as it is.
    """
    if "cart.info" in platform.handlers and "cart.config" not in {*platform.handlers, *platform.reasons}:
        platform.handlers["cart.config"] = _config(methods["cart.config"], platform.handlers["cart.info"])
    makers = {"count": _count, "find": _find, "info": _info}
    for name, method in methods.items():
        stem, _, last = name.rpartition(".")
        listed = platform.handlers.get(f"{stem}.list")
        if last not in makers or listed is None or name in platform.handlers or name in platform.reasons:
            continue
        made = makers[last](method, listed)
        if made is not None:
            platform.handlers[name] = made
    analytics.complete(platform, methods)
    if "batch.job.list" not in platform.handlers:
        _queue(platform, methods)


def _queue(platform: Platform[Any], methods: Mapping[str, Method[Any, Any]]) -> None:
    """Let the gateway's jobs repeat single methods, where the platform has no queue of its own to tell of."""
    for name, method in methods.items():
        single = single_of(name)
        if single in platform.handlers and name not in platform.handlers and name not in platform.reasons:
            group = platform.groups.get(single)
            more = f", or send up to {group.most} items that allow it in one request" if group else ""
            platform.queued[name] = _job(method, f"The gateway's jobs call {single} for each item{more}.")
    if platform.queued:
        for name in ("batch.job.list", "batch.job.result"):
            if name not in platform.reasons:
                platform.queued[name] = _job(methods[name], "Answered by the gateway, whose jobs work the batches off.")


def _job(method: Method[Any, Any], note: str) -> Handler:
    async def elsewhere(client: Any, p: Any) -> Any:
        raise Unsupported(
            f"{method.name} is answered by a polycart server, which keeps the job; see polycart.remote()."
        )

    known = frozenset(field.encode_name for field in msgspec.structs.fields(method.params))
    return Handler(method=method, function=elsewhere, parameters=known, emulated=True, note=note)


def single_of(name: str) -> str | None:
    """The method that a batch method repeats for each item of its payload: ``product.add`` of ``product.add.batch``."""
    single, _, last = name.rpartition(".")
    return single if last == "batch" else None


def _derived(method: Method[Any, Any], listed: Handler, function: Function, *own: str) -> Handler:
    """An emulated handler, which honours of its parameters what the list honours, and its own."""
    known = {field.encode_name for field in msgspec.structs.fields(method.params)}
    return Handler(
        method=method,
        function=function,
        parameters=frozenset(known & (listed.parameters | ALWAYS | set(own))),
        fields=listed.fields if method.items or method.result is listed.method.item else frozenset(),
        emulated=True,
        note=f"Worked out from {listed.method.name}.",
    )


def _shared(listed: Handler, p: Any, **changed: Any) -> Any:
    """Parameters for the list: those that both methods have, and some of their own."""
    names = {field.name for field in msgspec.structs.fields(listed.method.params)}
    same = {name: getattr(p, name) for name in p.__struct_fields__ if name in names and name not in ALWAYS}
    return listed.method.params(**{**same, **changed})


def _wanting(client: Any, *names: str, also: Selection | None = None) -> Any:
    """The same store, asked for other fields."""
    wanted = Selection.named(*names)
    return client.with_call(msgspec.structs.replace(client.call, wanted=merge(wanted, also) if also else wanted))


async def _walk(listed: Handler, client: Any, p: Any, **changed: Any) -> list[Any]:
    """Every entity of a list, page by page."""
    found: list[Any] = []
    while len(found) < MOST_WALKED:
        start = len(found)
        asked = _shared(listed, p, **changed, start=start, count=WALK)
        page = cast("Page[Any]", await listed.function(client, asked))
        page.place(start, WALK)
        found += page.items
        if page.next is None or not page.items:
            return found
    raise ParameterError(f"More than {MOST_WALKED} entities would have to be looked through; narrow the call down.")


def _count(method: Method[Any, Any], listed: Handler) -> Handler | None:
    async def count(client: Any, p: Any) -> Any:
        lean = _wanting(client, "id")
        page = cast("Page[Any]", await listed.function(lean, _shared(listed, p, count=1)))
        total = page.total if page.total is not None else len(await _walk(listed, lean, p))
        (field,) = [name for name in method.result.__struct_fields__ if name.endswith("_count")]
        return method.result(**{field: total})

    return _derived(method, listed, count)


def _find(method: Method[Any, Any], listed: Handler) -> Handler | None:
    if not method.items:
        return None

    async def find(client: Any, p: Any) -> Page[Any]:
        if not p.find_value:
            raise MissingParameter("Parameter 'find_value' is required.")
        wheres = [where.strip() for where in (p.find_where or "name").split(",") if where.strip()]
        unknown = [where for where in wheres if where not in listed.fields]
        if unknown:
            allowed = ", ".join(sorted(listed.fields))
            raise ParameterError(
                "Parameter 'find_where' is not valid. "
                f"The required type of parameter is string. The following values are allowed: {allowed}."
            )
        searches = {"find_value", "find_where"} <= listed.parameters
        changed = (
            {}
            if searches
            else dict.fromkeys(("find_value", "find_where") if _takes(listed, "find_value") else (), None)
        )
        found = await _walk(listed, _wanting(client, *wheres, also=client.wanted), p, **changed)
        hits = [e for e in found if any(matches(getattr(e, where), p.find_value, p.find_params) for where in wheres)]
        return Page(items=hits)

    return _derived(method, listed, find, "find_value", "find_where", "find_params")


def _takes(listed: Handler, name: str) -> bool:
    return name in listed.method.params.__struct_fields__


def _info(method: Method[Any, Any], listed: Handler) -> Handler | None:
    """One entity by its id, where the list can be narrowed to ids."""
    candidates = ("ids", f"{method.resource}_ids", f"{method.name.split('.')[-2]}_ids")
    narrowing = next((name for name in candidates if name in listed.parameters), None)
    if narrowing is None or not _has_id(method):
        return None

    async def info(client: Any, p: Any) -> Any:
        lean = _wanting(client, "id", also=client.wanted)
        page = cast("Page[Any]", await listed.function(lean, _shared(listed, p, **{narrowing: p.id}, count=1)))
        if not page.items or str(page.items[0].id) != str(p.id):
            raise NotFound(f"{method.resource.capitalize()} with id {p.id} not found")
        return page.items[0]

    return _derived(method, listed, info, "id")


def _config(method: Method[Any, Any], info: Handler) -> Handler:
    """Where the shop is, by the name that this had before ``cart.info``."""

    async def config(client: Any, p: Any) -> Any:
        shop = await info.function(_wanting(client, "name", "url", "db_prefix"), info.method.params())
        return method.result(store_name=shop.name, store_url=shop.url, db_prefix=shop.db_prefix)

    return Handler(
        method=method,
        function=config,
        parameters=ALWAYS & {field.encode_name for field in msgspec.structs.fields(method.params)},
        fields=frozenset({"store_name", "store_url", "db_prefix"}),
        emulated=True,
        note="Worked out from cart.info.",
    )


def _has_id(method: Method[Any, Any]) -> bool:
    return any(field.name == "id" and field.required for field in msgspec.structs.fields(method.params))
