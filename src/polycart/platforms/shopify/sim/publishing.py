"""Publications: where products and collections are shown, and since when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from polycart.platforms.shopify.sim.binding import Info, field, located, paged
from polycart.platforms.shopify.sim.paging import Connection, count, search
from polycart.platforms.shopify.sim.state import Record, Shop


def published(record: Record) -> dict[str, datetime]:
    """Where a record is published: the moments by publication."""
    return record.setdefault("_published", {})


def store(shop: Shop) -> Record:
    """The online store's publication."""
    return shop.all("Publication")[0]


def show(shop: Shop, record: Record, at: datetime) -> None:
    """Publish to the online store."""
    published(record)[store(shop)["id"]] = at


def since(record: Record, shop: Shop) -> datetime | None:
    """When a record was published to the online store."""
    return published(record).get(store(shop)["id"])


def is_published(record: Record, shop: Shop, id: str) -> bool:
    """Whether it is shown by a publication by now."""
    at = published(record).get(id)
    return at is not None and at <= shop.now() and record.get("status", "ACTIVE") in ("ACTIVE", "UNLISTED")


def rows(record: Record, shop: Shop, *, only: bool) -> list[Record]:
    """The publications of a record, all or those that show it by now."""
    made: list[Record] = []
    for id, at in published(record).items():
        shown = is_published(record, shop, id)
        publication = shop.get("Publication", id)
        if publication is not None and (shown or not only):
            made.append({
                "publication": publication, "publishDate": at, "isPublished": shown, "publishable": record,
                "channel": publication["_channel"], "_n": publication["_n"],
            })  # fmt: skip
    return made


def _listed(
    record: Record, info: Info, *, only_published: bool = True, catalog_type: str | None = None, **page: Any
) -> Connection:
    found = rows(record, info.context.shop, only=only_published)
    if catalog_type not in (None, "NONE", "APP"):
        found = []
    return paged(info, found, "ResourcePublication", **page)


def _counted(record: Record, info: Info, *, only_published: bool = True) -> Record:
    return count(len(rows(record, info.context.shop, only=only_published)), None)


def _number(record: Record, info: Info, *, only_published: bool = True) -> int:
    return len(rows(record, info.context.shop, only=only_published))


def _available(record: Record, info: Info) -> Record:
    return count(len(rows(record, info.context.shop, only=True)), None)


def _on(record: Record, info: Info, *, publication_id: str) -> bool:
    located(info, publication_id, "Publication")
    return is_published(record, info.context.shop, publication_id)


def _here(record: Record, info: Info) -> bool:
    return is_published(record, info.context.shop, store(info.context.shop)["id"])


def _not(record: Record, info: Info, **page: Any) -> Connection:
    shop = info.context.shop
    return paged(
        info, [row for row in shop.all("Publication") if row["id"] not in published(record)], "Publication", **page
    )


for _type in ("Product", "Collection"):
    field(_type, "resourcePublications")(_listed)
    field(_type, "resourcePublicationsV2")(_listed)
    field(_type, "resourcePublicationsCount")(_counted)
    field(_type, "publicationCount")(_number)
    field(_type, "availablePublicationsCount")(_available)
    field(_type, "publishedOnPublication")(_on)
    field(_type, "publishedOnCurrentPublication")(_here)
    field(_type, "unpublishedPublications")(_not)


@field("Product", "publishedAt")
def _at(product: Record, info: Info) -> datetime | None:
    return since(product, info.context.shop) if product["status"] in ("ACTIVE", "UNLISTED") else None


def _shown(type: str) -> Any:
    def resolve(record: Record, info: Info, **page: Any) -> Connection:
        shop, id = info.context.shop, record.get("_publication", record)["id"]
        found = [row for row in shop.all(type) if is_published(row, shop, id)]
        return paged(info, found, type, (record["id"], type), **page)

    return resolve


for _type in ("Publication", "Channel"):
    field(_type, "products")(_shown("Product"))
    field(_type, "collections")(_shown("Collection"))
field("Publication", "includedProducts")(_shown("Product"))


@field("Publication", "includedProductsCount")
@field("Channel", "productsCount")
def _total(record: Record, info: Info, *, limit: int | None = None, query: str | None = None) -> Record:
    shop, id = info.context.shop, record.get("_publication", record)["id"]
    found = [row for row in shop.all("Product") if is_published(row, shop, id)]
    return count(len(search(info.context, found, "Product", query, info.path.as_list()) if query else found), limit)


@field("Publication", "hasCollection")
@field("Channel", "hasCollection")
def _has(record: Record, info: Info, *, id: str) -> bool:
    found = located(info, id, "Collection")
    return found is not None and is_published(found, info.context.shop, record.get("_publication", record)["id"])
