"""Writes to the target so that nothing is made twice: an attempt is noted before it, and looked up if it broke off."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from typing import Any, Literal, cast

import msgspec

from polycart import api
from polycart.client.migration.capabilities import Kind, Side
from polycart.client.migration.ledger import Item, Ledger
from polycart.client.migration.report import Report
from polycart.core.errors import (
    AlreadyExists,
    DuplicateRecord,
    NotFound,
    ParameterError,
    PolycartError,
    RequestError,
    ShopError,
    Throttled,
    Unreachable,
    UnsupportedParameter,
)

Find = Callable[[bool], Awaitable[Collection[str]]]
"""The ids of the target's records that look like the one that is to be added; with ``True`` as they are just now."""

SURE = (RequestError, NotFound, AlreadyExists, DuplicateRecord, Throttled)
"""Errors after which it is certain that nothing was made."""

MOST_UNREACHABLE = 5
"""Calls in a row that reach nobody, after which the run stops: it can be gone on with later."""

VARIANT_DELETE = "product.variant.delete"
MOST_LOOKS = 20
"""How often a run reads the target's list anew, to see whether what failed has happened nevertheless."""

FETCHED = frozenset({"image_url", "additional_image_urls"})
"""What a shop fetches from elsewhere, and a record can do without."""

VITAL = frozenset(
    {"attributes", "product_id", "order_item", "order_status", "email", "id", "parent_id", "url", "image_name"}
)
TOGETHER = {"weight_unit": ("weight",), "dimensions_unit": ("width", "height", "length")}
"""What must not be sent without another parameter, for it would mean something else then."""


class Placed(msgspec.Struct, frozen=True):
    """Where a record is at the target, and how it came there."""

    id: str | None
    how: Literal["added", "settled", "found", "known", "refused", "unclear"]
    error: PolycartError | None = None


class Writer:
    """Adds, updates and removes records at the target, and keeps the ledger and the report."""

    def __init__(self, target: Side, ledger: Ledger, report: Report, run: int, *, keep_before: bool) -> None:
        self.target = target
        self.ledger = ledger
        self.report = report
        self.run = run
        self.keep_before = keep_before
        self.making = asyncio.Lock()
        self._claiming = asyncio.Lock()
        self._unsupported: dict[str, dict[str, str]] = {}
        self._unreachable = self._looks = 0

    async def add(
        self, kind: Kind, id: str, arguments: dict[str, Any], find: Find,
        *, parent: str | None = None, adopt: bool = True, whole: bool = True, more: dict[str, Any] | None = None,
    ) -> Placed:  # fmt: skip
        """Add a record, unless it is there already; ``adopt`` takes one that was there before for it.

        ``whole`` says that nothing else belongs to it; ``more`` is remembered with what was sent.
        """
        known = self.ledger.item(kind.name, id)
        if known is not None and known.target_id is not None:
            return Placed(known.target_id, "known")
        item = Item(kind.name, id, "open", None, parent, arguments | (more or {}))
        async with self._claiming:
            settled = await self._settled(item, known, find, adopt=adopt, whole=whole)
        if settled is not None:
            return settled
        try:
            result = await self.send(kind.add, arguments, kind.name, id)
        except Stopped:
            raise
        except PolycartError as error:
            return await self._failed(kind, item, arguments, error, find, whole=whole)
        made = msgspec.structs.replace(
            item, state="done" if whole else "begun", target_id=str(msgspec.to_builtins(result)[kind.answers])
        )
        self.ledger.did(self.run, "add", made)
        return Placed(made.target_id, "added")

    async def _settled(self, item: Item, known: Item | None, find: Find, *, adopt: bool, whole: bool) -> Placed | None:
        """What became of an earlier attempt, or what is there without one; ``None`` after noting a new attempt."""
        alike = set(await find(False))
        free = self.ledger.free(item.kind, alike)
        state = "done" if whole else "begun"
        if known is not None and known.state == "open":
            made = [id for id in free if id not in known.before]
            if len(made) == 1:
                placed = msgspec.structs.replace(known, state=state, target_id=made[0])
                self.ledger.did(self.run, "add", placed)
                return Placed(made[0], "settled")
            if made:
                return Placed(None, "unclear")
        elif adopt and len(free) == 1:
            self.ledger.keep(msgspec.structs.replace(item, state="found", target_id=free[0]))
            return Placed(free[0], "found")
        elif adopt and free:
            self.report.trouble(item.kind, item.source_id, f"Several at the target look like it: {', '.join(free)}.")
            return Placed(None, "refused")
        self.ledger.keep(msgspec.structs.replace(item, before=sorted(alike)))
        return None

    async def _failed(
        self, kind: Kind, item: Item, arguments: dict[str, Any], error: PolycartError, find: Find, *, whole: bool
    ) -> Placed:
        """After an error: what is surely not there is refused, or tried again without what the shop could not get."""
        known = self.ledger.item(item.kind, item.source_id) or item
        if not _sure(error) and not isinstance(error, Unreachable) and self._looks < MOST_LOOKS:
            self._looks += 1
            async with self._claiming:
                made = set(self.ledger.free(item.kind, await find(True))) - set(known.before)
            if len(made) == 1:
                state = "done" if whole else "begun"
                self.ledger.did(self.run, "add", msgspec.structs.replace(known, state=state, target_id=made.pop()))
                return Placed(self.ledger.target(item.kind, item.source_id), "settled", error)
            sure = not made
        else:
            sure = _sure(error)
        if not sure:
            return Placed(None, "unclear", error)  # the attempt stays open, and is looked up by the next run
        self.ledger.keep(msgspec.structs.replace(known, state="refused"))
        pictures = arguments.keys() & FETCHED
        if not pictures or isinstance(error, RequestError | AlreadyExists | DuplicateRecord):
            return Placed(None, "refused", error)
        for name in sorted(pictures):
            self.report.trouble(item.kind, item.source_id, error.sentence, name)
        kept = {name: value for name, value in arguments.items() if name not in FETCHED}
        return await self.add(kind, item.source_id, kept, find, parent=item.parent, adopt=False, whole=whole)

    async def update(self, kind: Kind, item: Item, wanted: dict[str, Any], *, parent: str | None = None) -> bool:
        """Change what differs from what was last sent; whether anything did."""
        changed = {name: value for name, value in wanted.items() if item.sent.get(name) != value}
        emptied = {name: "" for name, value in item.sent.items() if name not in wanted and isinstance(value, str)}
        if not changed and not emptied:
            return False
        taken = self.target.takes(kind.update)
        for name in sorted((changed | emptied).keys() - taken):
            self.report.lose(kind.name, name, f"{kind.update} takes no {name} at the target.", item.source_id)
        arguments = {name: value for name, value in (changed | emptied).items() if name in taken}
        for unit, measures in TOGETHER.items():  # a measure alone would be taken for one in the shop's own unit
            if unit in wanted and unit in taken and any(name in arguments for name in measures):
                arguments[unit] = wanted[unit]
        before = None
        if arguments:
            whose = {kind.updated_by: item.target_id} | ({"product_id": parent} if parent else {})
            before = await self._before(kind, item, arguments) if self.keep_before else None
            await self.send(kind.update, whose | arguments, kind.name, item.source_id)
        kept = msgspec.structs.replace(item, sent=wanted)
        if arguments:
            self.ledger.did(self.run, "update", kept, before)
        else:
            self.ledger.keep(kept)
        return bool(arguments)

    async def _before(self, kind: Kind, item: Item, arguments: dict[str, Any]) -> dict[str, Any] | None:
        """What the target holds in the fields that are about to change."""
        from polycart.client.migration.undoing import image

        return await image(self.target, kind, item, arguments)

    async def delete(self, kind: Kind, item: Item) -> None:
        """Remove a record that is gone from the source, with its variants: some shops keep those as products."""
        parts = self.ledger.parts(str(item.target_id)) if kind.name == "product" else []
        for part in parts:
            try:
                await self.send(
                    VARIANT_DELETE, {"id": part.target_id, "product_id": item.target_id}, "variant", part.source_id
                )
            except Unreachable:
                raise
            except PolycartError:
                continue  # it goes with its product, which is what most shops do
        with suppress(NotFound):
            await self.send(str(kind.delete), {"id": item.target_id}, kind.name, item.source_id)
        for each in (*parts, item):
            self.ledger.forget(each.kind, each.source_id)

    async def send(self, name: str, arguments: dict[str, Any], kind: str, id: str) -> Any:
        """Call the target; what it refuses of the parameters that may be missing is told, and left out."""
        for parameter, why in self._unsupported.get(name, {}).items():
            kept = without(arguments, [parameter])
            if kept != arguments:
                self.report.lose(kind, parameter, why, id)
            arguments = kept
        while True:
            try:
                result = await self.target.store.call(name, **arguments)
            except ParameterError as error:
                refused = refused_in(name, arguments, error.message)
                if not refused:
                    raise
                arguments = without(arguments, refused)
                for parameter in refused:
                    if (
                        isinstance(error, UnsupportedParameter) or "is not supported by" in error.message
                    ):  # so for every record: asking again tells nothing new
                        self._unsupported.setdefault(name, {})[parameter] = error.message
                        self.report.lose(kind, parameter, error.message, id)
                    else:
                        self.report.trouble(kind, id, error.message, parameter)
            except Unreachable:
                self._unreachable += 1
                if self._unreachable >= MOST_UNREACHABLE:
                    raise Stopped("The target cannot be reached; the same command goes on from here.") from None
                raise
            except PolycartError as error:
                if error.code in (100, 2, 4, 5, 6, 101, 102, 103, 104, 105):
                    raise Stopped(error.message) from error
                raise
            else:
                self._unreachable = 0
                return result


def _sure(error: PolycartError) -> bool:
    """Whether it is certain that nothing was made: the shop said that the request was wrong."""
    refused = isinstance(error, ShopError) and error.native is not None and 400 <= error.native.status < 500
    return isinstance(error, SURE) or refused


class Stopped(Unreachable):
    """A run that cannot go on now, because no call would get through."""


def refused_in(name: str, arguments: dict[str, Any], message: str) -> list[str]:
    """Which of the arguments an error names, if the call can do without them."""
    found = re.search(r"Parameter '([^']+)'", message)
    if found is None:
        return []
    parts = [part for part in re.split(r"[.\[\]]+", found[1]) if part and not part.isdigit()]
    word = parts[-1] if parts else ""
    needed = {field.encode_name for field in msgspec.structs.fields(api.METHODS[name].params) if field.required}
    if word in needed | VITAL:
        return []
    if word in FETCHED:  # a shop names the one for the other, for it fetches all pictures alike
        return sorted(FETCHED & arguments.keys())
    if len(parts) == 1 and word in arguments:
        return [word, *(each for each in TOGETHER.get(word, ()) if each in arguments)]
    return [word] if any(word in each for each in _nested(arguments)) else []


def without(arguments: dict[str, Any], refused: list[str]) -> dict[str, Any]:
    """The arguments but for those, at the top or within their lists."""
    kept = {name: value for name, value in arguments.items() if name not in refused}
    if kept.keys() == arguments.keys():
        for name, value in kept.items():
            if isinstance(value, list) and value and isinstance(value[0], dict):
                rows = cast("list[dict[str, Any]]", value)
                kept[name] = [{key: each for key, each in row.items() if key not in refused} for row in rows]
    return kept


def _nested(arguments: dict[str, Any]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for value in arguments.values():
        if isinstance(value, list):
            rows += [each for each in cast("list[Any]", value) if isinstance(each, dict)]
    return rows
