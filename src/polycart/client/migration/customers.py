"""Carries customers with their addresses and groups."""

from __future__ import annotations

from typing import Any

import msgspec

from polycart.client.migration.capabilities import KINDS, Kind
from polycart.client.migration.carrying import Migration, Record
from polycart.client.migration.index import Index, avails
from polycart.client.migration.ledger import Item
from polycart.client.migration.together import several
from polycart.client.paging import Progress
from polycart.core.errors import PolycartError

CUSTOMER = KINDS["customer"]
GROUP = Kind("customer_group", "customer.group.list", "", "customer.group.add", "group_id", "", None)

ADDRESS = (
    "type", "first_name", "last_name", "company", "fax", "phone", "phone_mobile", "website", "address1", "address2",
    "city", "postcode", "gender", "region", "default", "tax_id", "identification_number", "alias",
)  # fmt: skip


async def migrate(run: Migration, progress: Progress | None) -> set[str]:
    """Carry all customers; answers the ids that the source has."""
    filters = avails(run.target.takes(CUSTOMER.listed))
    index = Index(run.target.store, CUSTOMER.listed, "id,email", lambda record: [_key(record)], *filters)

    async def one(record: Record) -> None:
        await _one(run, record, index)

    run.report.note("Passwords cannot be read from a shop: customers choose a new one at the target.")
    return await several(run.records(CUSTOMER, progress), one, run.concurrency)


def _key(record: Record) -> str:
    return str(record.get("email") or "").casefold()


async def _one(run: Migration, record: Record, index: Index) -> None:
    arguments = run.carried("customer", record)
    book = [addressed(each) for each in record.get("address_book") or []]
    if book and run.needs("customer", CUSTOMER.add, "address", "address_book", record):
        arguments["address"] = book
    await _groups(run, record, arguments)
    if run.dry:
        return
    id = str(record["id"])
    placed = await run.writer.add(CUSTOMER, id, arguments, lambda fresh: index.matches([_key(record)], fresh))
    changed = False
    item = run.mine("customer", id)
    if placed.how in ("known", "settled") and item is not None:
        try:
            changed = await _changed(
                run, record, run.again(placed, item, ("address",)), arguments, settled=placed.how == "settled"
            )
        except PolycartError as error:
            run.report.trouble("customer", id, error.sentence)
    run.settled("customer", record, placed, changed=changed)


async def _changed(run: Migration, record: Record, item: Item, arguments: Record, *, settled: bool) -> bool:
    """Change what has changed; the address book only where a broken off adding has left it empty."""
    wanted = {name: value for name, value in arguments.items() if name != "address"}
    if settled and "address" in arguments:
        there = await run.target.store.call("customer.info", id=item.target_id, params="id,address_book")
        if not there.address_book:
            wanted["address"] = arguments["address"]
            return await run.writer.update(CUSTOMER, msgspec.structs.replace(item, sent={}), wanted)
    if arguments.get("address") != item.sent.get("address"):
        run.lose("customer", "address_book", "Addresses that changed after they were carried stay as they are.", record)
    wanted |= {name: item.sent[name] for name in ("address",) if name in item.sent}
    return await run.writer.update(CUSTOMER, item, wanted)


def addressed(address: Record) -> Record:
    """An address of the book as a parameter has it: countries and states by their code."""
    country, state = address.get("country") or {}, address.get("state") or {}
    made: dict[str, Any] = {f"address_book_{name}": address.get(name) for name in ADDRESS}
    made["address_book_country"] = country.get("code2") or country.get("name")
    made["address_book_state"] = state.get("code") or state.get("name")
    return {name: value for name, value in made.items() if value not in (None, "")}


async def _groups(run: Migration, record: Record, arguments: Record) -> None:
    """The groups of the same name; one that the target lacks is made where it can be."""
    groups = [each for each in record.get("group") or [] if each.get("name")]
    if not groups:
        return
    taken = run.target.takes(CUSTOMER.add)
    into = "group_ids" if "group_ids" in taken and len(groups) > 1 else "group_id"
    if not run.needs("customer", CUSTOMER.add, into, "group", record):
        return
    ids: list[str] = []
    for group in groups:
        name = str(group["name"])
        run.report.name("customer_group", name)
        found = None if run.dry else await _group(run, name)
        if found is not None:
            ids.append(found)
        elif not run.dry:
            run.lose("customer", "group", f"The target has no customer group '{name}'.", record)
    if ids:
        arguments[into] = ",".join(ids) if into == "group_ids" else ids[0]


async def _group(run: Migration, name: str) -> str | None:
    async with run.writer.making:
        found = await run.names.at_target("customer_group", name)
        if found is not None or not run.target.serves(GROUP.add):
            return found

        async def find(fresh: bool) -> list[str]:
            return []  # the list of groups has just been looked through

        placed = await run.writer.add(GROUP, name, {"name": name}, find)
        if placed.id is not None:
            run.names.learn("customer_group", name, placed.id)
        return placed.id
