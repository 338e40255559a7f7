"""What every kind of record has in common on its way: reading the source, counting losses, making arguments."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Iterable
from typing import Any

import msgspec

from polycart.client.migration.capabilities import KINDS, VARIANT, Kind, Side, ways
from polycart.client.migration.fields import NOTHING
from polycart.client.migration.index import avails
from polycart.client.migration.ledger import Item, Ledger
from polycart.client.migration.names import GRAMS, MILLIMETRES, Names, converted
from polycart.client.migration.report import Report
from polycart.client.migration.writing import Placed, Writer
from polycart.client.paging import Progress

Record = dict[str, Any]


class Migration:
    """One run: the two stores, what is remembered, and what is told of it."""

    def __init__(
        self, source: Side, target: Side, ledger: Ledger, report: Report, writer: Writer, names: Names,
        *, dry: bool, limit: int | None, since: dict[str, str | None], concurrency: int,
    ) -> None:  # fmt: skip
        self.source = source
        self.target = target
        self.ledger = ledger
        self.report = report
        self.writer = writer
        self.names = names
        self.dry = dry
        self.limit = limit
        self.since = since
        self.concurrency = concurrency
        self.variants_of: dict[str, list[str]] = {}
        self.roots: set[str] = set()
        self._ways = {name: ways(kind, target) for name, kind in {**KINDS, "variant": VARIANT}.items()}

    async def records(self, kind: Kind, progress: Progress | None, skip: Collection[str] = ()) -> AsyncIterator[Record]:
        """The source's records of a kind, as JSON values; of a delta run those that changed and those still to do."""
        taken = self.source.takes(kind.listed)
        since = self.since.get(kind.name)
        changed = {"modified_from": since} if since is not None else {}
        seen: set[str] = set()
        for filters in self._readings(kind, taken, changed):
            found = self.source.store.iterate(kind.listed, params="force_all", progress=progress, **filters)
            async for each in found:
                record: Record = msgspec.to_builtins(each)
                if record["id"] in seen or record["id"] in skip:
                    continue
                if self.limit is not None and len(seen) >= self.limit:
                    return
                seen.add(str(record["id"]))
                self.report.count(kind.name).read += 1
                yield record

    def _readings(self, kind: Kind, taken: frozenset[str], changed: dict[str, Any]) -> Iterable[dict[str, Any]]:
        """The calls that read all that is wanted."""
        for filters in avails(taken):
            yield filters | changed
        if changed and kind.picked_by:
            left = self.ledger.sources(kind.name, "open", "begun", "refused")
            for at in range(0, len(left), 100):
                yield {kind.picked_by: ",".join(left[at : at + 100])}

    def carried(self, name: str, record: Record) -> Record:
        """The arguments that one field after the other gives; what the target takes none of is counted as lost."""
        arguments: Record = {}
        for field, (way, into) in self._ways[name].items():
            value = record.get(field)
            if any(value == nothing and type(value) is type(nothing) for nothing in way.silent):
                continue
            if into is None:
                why = f"{self._adds(name)} takes no {way.into[0]} at the target." if way.into else way.why
                self.report.lose(name, field, why, str(record["id"]))
                continue
            sent = way.change(value) if way.change is not None else value
            if sent in (None, "", []):
                self.report.lose(name, field, "Its value has no form that the contract takes.", str(record["id"]))
            else:
                arguments[into] = sent
        if "upc" in arguments and "ean" not in arguments and "ean" in self.target.takes(self._adds(name)):
            code = str(arguments["upc"])
            if len(code) == 13 and code.isdigit():  # a UPC has 12 digits; shops that know but one code call all so
                arguments["ean"] = arguments.pop("upc")
        return arguments

    def _adds(self, name: str) -> str:
        return (VARIANT if name == "variant" else KINDS[name]).add

    def lose(self, name: str, field: str, why: str, record: Record) -> None:
        """A field that has a value does not get across."""
        self.report.lose(name, field, why, str(record["id"]))

    def needs(self, name: str, method: str, parameter: str, field: str, record: Record) -> bool:
        """Whether the target takes a parameter; where it does not, the field is lost."""
        if parameter in self.target.takes(method):
            return True
        self.lose(name, field, f"{method} takes no {parameter} at the target.", record)
        return False

    def stock(self, name: str, method: str, record: Record, arguments: Record, *, managed: str, quantity: str) -> bool:
        """How many there are, or else whether there are any; gives whether the record's fields told one of them."""
        counted, taken = record.get(managed), self.target.takes(method)
        if counted is not None and "manage_stock" in taken:
            arguments["manage_stock"] = counted
        if counted is not False and record.get(quantity) is not None:
            if self.needs(name, method, "quantity", quantity, record):
                arguments["quantity"] = record[quantity]
            return True
        if record.get("in_stock") is not None and "in_stock" in taken:
            arguments["in_stock"] = record["in_stock"]
            return True
        return False

    async def measures(self, name: str, method: str, record: Record, arguments: Record) -> None:
        """Weight and size, in the target's units where these are known."""
        weight, unit = record.get("weight"), record.get("weight_unit")
        if weight and self.needs(name, method, "weight", "weight", record):
            theirs = None if self.dry or not unit else await self.names.weight_unit()
            arguments["weight"], unit = converted(weight, unit or "", theirs, GRAMS)
            if unit and "weight_unit" in self.target.takes(method):
                arguments["weight_unit"] = unit
        sizes = [size for size in ("width", "height", "length") if arguments.get(size)]
        unit = record.get("dimensions_unit")
        if sizes and unit:
            theirs = None if self.dry else await self.names.dimensions_unit()
            shown = unit
            for size in sizes:
                arguments[size], shown = converted(arguments[size], unit, theirs, MILLIMETRES)
            if "dimensions_unit" in self.target.takes(method):
                arguments["dimensions_unit"] = shown

    async def tax_class(self, name: str, method: str, record: Record, arguments: Record) -> None:
        """The target's tax class of the same name."""
        id = record.get("tax_class_id")
        if id in NOTHING or id == "0" or not self.needs(name, method, "tax_class_id", "tax_class_id", record):
            return
        called = await self.names.of_source("tax_class", str(id)) or str(id)
        self.report.name("tax_class", called)
        found = None if self.dry else await self.names.at_target("tax_class", called)
        if found is not None:
            arguments["tax_class_id"] = found
        elif not self.dry:
            self.lose(name, "tax_class_id", f"The target has no tax class '{called}'.", record)

    def settled(self, kind: str, record: Record, placed: Placed, *, changed: bool = False) -> None:
        """Count what came of a record, and tell why it did not get across."""
        count, id = self.report.count(kind), str(record["id"])
        if placed.how in ("added", "settled"):
            count.added += 1
        elif placed.how == "found":
            count.found += 1
        elif placed.how == "known":
            count.updated, count.unchanged = count.updated + changed, count.unchanged + (not changed)
        elif placed.how == "refused":
            count.refused += 1
            if placed.error is not None:
                self.report.trouble(kind, id, placed.error.sentence)
        else:
            count.unclear += 1
            why = placed.error.sentence if placed.error else "Several at the target may be it."
            self.report.trouble(kind, id, f"It is not certain whether it was added: {why}")

    def again(self, placed: Placed, item: Item, fixed: Collection[str] = ()) -> Item:
        """The record as it has to be updated: of a broken off adding nobody knows how much was done, so all is said.

        All but what is ``fixed``, which an update does not change.
        """
        if placed.how != "settled":
            return item
        return msgspec.structs.replace(item, sent={name: item.sent[name] for name in fixed if name in item.sent})

    def mine(self, kind: str, id: str) -> Item | None:
        """What a migration made of a record, in this run or before; nothing for one that was at the target already."""
        item = self.ledger.item(kind, id)
        return item if item is not None and item.target_id is not None and item.state != "found" else None
