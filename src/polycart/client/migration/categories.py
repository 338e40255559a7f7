"""Carries categories: the ones above before the ones below, and their picture."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

from polycart.client.migration.capabilities import KINDS, Kind
from polycart.client.migration.carrying import Migration, Record
from polycart.client.migration.index import Index, avails
from polycart.client.migration.ledger import Item
from polycart.client.migration.writing import Placed
from polycart.client.paging import Progress
from polycart.core.errors import PolycartError

CATEGORY = KINDS["category"]
PICTURE = Kind("category_image", "category.list", "", "category.image.add", "image_path", "", None)
NO_PARENT = ("", "0", None)


async def migrate(run: Migration, progress: Progress | None) -> set[str]:
    """Carry all categories; answers the ids that the source has."""
    found = {str(record["id"]): record async for record in run.records(CATEGORY, progress)}
    flat = "parent_id" not in run.target.takes(CATEGORY.add)
    tops: set[str] = set()
    index = Index(
        run.target.store, CATEGORY.listed, "id,name,parent_id,additional_fields",
        lambda record: [_key(record, flat, tops)], *avails(run.target.takes(CATEGORY.listed)),
        first=lambda records: tops.update(str(each["id"]) for each in records if is_root(each)),
    )  # fmt: skip
    roots = {id for id, record in found.items() if is_root(record)}
    run.roots |= roots
    run.report.count("category").read -= len(roots)
    for id in roots:
        run.report.note(f"Category '{found[id].get('name')}' is the root of the source's tree and is not copied.")
    for record in _from_above(found):
        if str(record["id"]) not in roots:
            await _one(run, record, found, roots, index, flat=flat)
    return set(found)


def is_root(record: Record) -> bool:
    """Whether a category is what a shop hangs its whole tree on, which no other shop needs."""
    facts: dict[str, Any] = record.get("additional_fields") or {}
    return str(facts.get("is_root_category")) == "1" or ("path_ids" in facts and facts.get("level") == 1)


def _key(record: Record, flat: bool, tops: Collection[str] = ()) -> str:
    above = record.get("parent_id")
    return f"{record.get('name')}\n{'' if flat or above in NO_PARENT or above in tops else above}"


def _from_above(found: dict[str, Record]) -> list[Record]:
    """Each category after the one that it is below of."""
    done: dict[str, Record] = {}

    def take(id: str, way: frozenset[str]) -> None:
        if id in done or id not in found or id in way:
            return
        take(str(found[id].get("parent_id")), way | {id})
        done[id] = found[id]

    for id in found:
        take(id, frozenset())
    return list(done.values())


async def _one(
    run: Migration, record: Record, found: dict[str, Record], roots: set[str], index: Index, *, flat: bool
) -> None:
    arguments = run.carried("category", record)
    above = str(record.get("parent_id"))
    child = above in found and above not in roots
    if child and flat:
        run.lose("category", "parent_id", "category.add takes no parent_id at the target.", record)
    pictures = [each for each in record.get("images") or [] if each.get("http_path")]
    if pictures and not run.target.serves(PICTURE.add):
        run.lose("category", "images", "category.image.add is not served by the target.", record)
    if len(pictures) > 1:
        run.lose("category", "images", "A category has one picture in the contract.", record)
    if run.dry:
        return
    parent = run.ledger.target("category", above) if child else None  # without one it goes below the target's root
    if child and parent is None:
        run.settled("category", record, Placed(None, "refused"))
        run.report.trouble("category", str(record["id"]), "The category above it is not at the target.")
        return
    if parent is not None and not flat:
        arguments["parent_id"] = parent
    key = _key({"name": record.get("name"), "parent_id": parent or ""}, flat)
    placed = await run.writer.add(CATEGORY, str(record["id"]), arguments, lambda fresh: index.matches([key], fresh))
    await _after(run, record, placed, arguments, pictures)


async def _after(run: Migration, record: Record, placed: Placed, arguments: Record, pictures: list[Record]) -> None:
    changed = False
    item = run.mine("category", str(record["id"]))
    try:
        if placed.how in ("known", "settled") and item is not None:
            changed = await run.writer.update(CATEGORY, run.again(placed, item), arguments)
        if item is not None and pictures and run.target.serves(PICTURE.add):
            await _picture(run, record, item, pictures[0])
    except PolycartError as error:
        run.report.trouble("category", str(record["id"]), error.sentence)
    run.settled("category", record, placed, changed=changed)


async def _picture(run: Migration, record: Record, item: Item, picture: Record) -> None:
    """Its picture, once; whether a broken off attempt has brought it is told by the category itself."""
    url = str(picture["http_path"])
    arguments = {
        "category_id": item.target_id, "url": url, "type": "base", "label": picture.get("alt") or None,
        "image_name": picture.get("file_name") or urlsplit(url).path.rpartition("/")[2] or "picture.jpg",
    }  # fmt: skip

    async def find(fresh: bool) -> list[str]:
        known = await run.target.store.call("category.info", id=item.target_id, params="id,images")
        return [str(each.id or each.http_path) for each in known.images or []]

    sent = run.target.fitting(PICTURE.add, arguments)
    placed = await run.writer.add(PICTURE, str(record["id"]), sent, find, parent=item.target_id)
    if placed.error is not None:
        run.report.trouble("category", str(record["id"]), placed.error.sentence, "images")
