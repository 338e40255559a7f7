"""Carries products: their own fields, prices, stock, pictures, the categories they are in, and then their variants."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from polycart.client.migration import variants
from polycart.client.migration.capabilities import KINDS, VARIANT
from polycart.client.migration.carrying import Migration, Record
from polycart.client.migration.fields import last_part, moment
from polycart.client.migration.index import Index
from polycart.client.migration.ledger import Item
from polycart.client.migration.together import several
from polycart.client.paging import Progress
from polycart.core.errors import PolycartError

PRODUCT = KINDS["product"]
BACKORDERS = {"yes": "allow", "allow": "allow", "continue": "allow", "notify": "notify"}
"""The shops' words for selling what is not there."""

FIXED = ("image_url", "additional_image_urls", "type", "created_at")
"""What is told when a product is added, and not changed afterwards."""

PICTURES = "Pictures that changed after they were carried stay as they are."


async def migrate(run: Migration, progress: Progress | None) -> set[str]:
    """Carry all products; answers the ids that the source has."""
    index = Index(run.target.store, PRODUCT.listed, "id,name,u_sku,u_model", keys)
    parts = await _parts(run)

    async def one(record: Record) -> None:
        await _one(run, record, index)

    return await several(run.records(PRODUCT, progress, parts), one, run.concurrency)


def keys(record: Mapping[str, Any]) -> list[str]:
    """What a product is known by: its number, and where it has none its name."""
    numbers = [f"number {record[name]}" for name in ("u_sku", "u_model") if record.get(name)]
    return numbers or [f"name {record.get('name')}"]


def all_keys(record: Record, arguments: Record) -> Iterable[str]:
    """By what a product is looked for: some shops keep no number for one with variants."""
    numbers = [f"number {arguments[name]}" for name in ("sku", "model") if arguments.get(name)]
    return dict.fromkeys([*numbers, *keys(record), f"name {record.get('name')}"])


async def _parts(run: Migration) -> set[str]:
    """The products that are variants of others: some shops list them beside these."""
    fields = "id,type" if "type" in run.source.store.supports(PRODUCT.listed).fields else "id,product_options"
    listed = run.source.store.iterate(PRODUCT.listed, params=fields, page_size=250)
    parents = [str(each.id) async for each in listed if variants.expected(msgspec.to_builtins(each))]
    found: set[str] = set()
    for at in range(0, len(parents), 100):
        picked = {"product_ids": ",".join(parents[at : at + 100])}
        children = run.source.store.iterate(VARIANT.listed, params="id,parent_id,additional_fields", **picked)
        async for child in children:
            run.variants_of.setdefault(str(child.parent_id), []).append(str(child.id))
            found.add(str(child.id))
    return found if await _listed_too(run, found) else set()


async def _listed_too(run: Migration, children: set[str]) -> bool:
    """Whether the ids of variants are ids of products, too, in this shop."""
    if not children:
        return False
    some = sorted(children)[:1]
    numbers = [each async for each in run.source.store.iterate(VARIANT.listed, product_ids=_owner(run, some[0]))]
    sku = next((each.sku for each in numbers if str(each.id) == some[0]), None)
    page = await run.source.store.call(PRODUCT.listed, product_ids=some[0], params="id,u_sku,u_model", count=1)
    same = [each for each in page.items if str(each.id) == some[0] and sku and sku in (each.u_sku, each.u_model)]
    return bool(same)


def _owner(run: Migration, child: str) -> str:
    return next(parent for parent, children in run.variants_of.items() if child in children)


async def _one(run: Migration, record: Record, index: Index) -> None:
    id = str(record["id"])
    children = run.variants_of.get(id, [])
    arguments = await made(run, record, parted=bool(children))
    if run.dry:
        await variants.migrate(run, record, None)
        return
    own = run.ledger.item("product", id)
    item_sent = own.sent if own is not None else {}

    async def find(fresh: bool) -> list[str]:
        return await index.matches(all_keys(record, arguments), fresh)

    placed = await run.writer.add(PRODUCT, id, arguments, find, whole=not children)
    changed = False
    item = run.mine("product", id)
    try:
        if placed.how in ("known", "settled") and item is not None:
            changed = await _changed(run, record, run.again(placed, item, FIXED), arguments, item_sent)
        if placed.how == "settled" and item is not None and arguments.get("image_url"):
            await _pictured(run, record, item)
        if item is not None:
            item = run.mine("product", id)
        if placed.how == "found" and children and placed.id is not None:
            await variants.recognise(run, record, placed.id)
        if item is not None and children:
            fresh = placed.how == "added"
            changed = await variants.migrate(run, record, item, fresh=fresh) or changed
    except PolycartError as error:
        run.report.trouble("product", id, error.sentence)
    run.settled("product", record, placed, changed=changed)


async def _pictured(run: Migration, record: Record, item: Item) -> None:
    """Tell of pictures that a broken off adding did not bring."""
    there = await run.target.store.call("product.info", id=item.target_id, params="id,images")
    if len(there.images or []) < len(record.get("images") or []):
        run.lose("product", "images", "The adding broke off before all pictures were there.", record)


async def _changed(run: Migration, record: Record, item: Item, arguments: Record, sent: Record) -> bool:
    """Change what has changed at the source since it was carried."""
    if any(arguments.get(name) != sent.get(name) for name in ("image_url", "additional_image_urls")):
        run.lose("product", "images", PICTURES, record)
    wanted = {name: value for name, value in arguments.items() if name not in FIXED}
    wanted |= {name: sent[name] for name in FIXED if name in sent}
    return await run.writer.update(PRODUCT, item, wanted)


async def made(run: Migration, record: Record, *, parted: bool) -> Record:
    """The arguments of ``product.add`` for a product; ``parted`` is one with variants."""
    arguments = run.carried("product", record)
    arguments.setdefault("name", "")
    arguments.setdefault("description", "")
    arguments["price"] = record.get("price") or 0.0
    if not {"sku", "model"} & arguments.keys() and "model" in run.target.takes(PRODUCT.add):
        # Many shops take no product without a number; the end of its address is what the source knows it by.
        arguments["model"] = last_part(record.get("seo_url") or "") or f"source-{record['id']}"
    kind = str(record.get("type") or "simple")
    if parted:
        kind = "configurable"
    if kind != "simple" and run.needs("product", PRODUCT.add, "type", "type", record):
        arguments["type"] = kind
    if not parted:
        _stock(run, record, arguments)
    await run.measures("product", PRODUCT.add, record, arguments)
    await run.tax_class("product", PRODUCT.add, record, arguments)
    _special(run, record, arguments)
    _pictures(run, record, arguments)
    await _groups(run, record, arguments)
    _places(run, record, arguments)
    return arguments


def _stock(run: Migration, record: Record, arguments: Record) -> None:
    told = run.stock("product", PRODUCT.add, record, arguments, managed="is_stock_managed", quantity="quantity")
    if not told and record.get("in_stock") is False:
        run.lose("product", "in_stock", "product.add takes no in_stock at the target.", record)
    word = BACKORDERS.get(str(record.get("backorders") or "").casefold())
    if word is not None and run.needs("product", PRODUCT.add, "backorder_status", "backorders", record):
        arguments["backorder_status"] = word


def _special(run: Migration, record: Record, arguments: Record) -> None:
    special = record.get("special_price") or {}
    if not special.get("value") or special.get("avail") is False:
        return
    if not run.needs("product", PRODUCT.add, "special_price", "special_price", record):
        return
    arguments["special_price"] = special["value"]
    for into, field in (("sprice_create", "created_at"), ("sprice_expire", "expired_at")):
        told = moment(special.get(field))
        if told and into in run.target.takes(PRODUCT.add):
            arguments[into] = told
        elif told:
            run.lose("product", f"special_price.{field}", f"product.add takes no {into} at the target.", record)


def _pictures(run: Migration, record: Record, arguments: Record) -> None:
    pictures = [each for each in record.get("images") or [] if each.get("http_path")]
    pictures.sort(key=lambda each: ("BASE" not in str(each.get("type")).upper(), each.get("sort_order") or 0))
    if not pictures:
        return
    urls = [str(each["http_path"]) for each in pictures]
    if run.needs("product", PRODUCT.add, "image_url", "images", record):
        arguments["image_url"] = urls[0]
    if urls[1:] and run.needs("product", PRODUCT.add, "additional_image_urls", "images", record):
        arguments["additional_image_urls"] = urls[1:]
    if any(each.get("alt") and each["alt"] != record.get("name") for each in pictures):
        run.lose("product", "images.alt", "product.add takes no text for a picture.", record)


async def _groups(run: Migration, record: Record, arguments: Record) -> None:
    """Prices for the groups that have the same name at the target."""
    prices = record.get("group_price") or []
    if not prices or not run.needs("product", PRODUCT.add, "group_prices", "group_price", record):
        return
    rows: list[Record] = []
    for price in prices:
        name = await run.names.of_source("customer_group", str(price.get("group_id"))) or str(price.get("group_id"))
        run.report.name("customer_group", name)
        found = None if run.dry else await run.names.at_target("customer_group", name)
        if found is None:
            if not run.dry:
                run.lose("product", "group_price", f"The target has no customer group '{name}'.", record)
            continue
        quantity = price.get("quantity")
        rows.append({"group_id": found, "price": price["price"]} | ({"qty": int(quantity)} if quantity else {}))
    if rows:
        arguments["group_prices"] = rows


def _places(run: Migration, record: Record, arguments: Record) -> None:
    """The categories that the product is in, as the target knows them."""
    wanted = [str(id) for id in record.get("categories_ids") or []]
    if not wanted or not run.needs("product", PRODUCT.add, "categories_ids", "categories_ids", record) or run.dry:
        return
    found = [(id, run.ledger.target("category", id)) for id in wanted]
    ids = [target for _, target in found if target is not None]
    if ids:
        arguments["categories_ids"] = ",".join(ids)
    missing = [id for id, target in found if target is None and id not in run.roots]
    if missing:
        run.lose("product", "categories_ids", "A category of it is not at the target.", record)
