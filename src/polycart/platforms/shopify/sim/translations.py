"""Translations of products, collections and options into the languages of the shop."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from polycart.platforms.shopify.sim.binding import Info, field, mutation, of_type, paged
from polycart.platforms.shopify.sim.paging import Call, Connection
from polycart.platforms.shopify.sim.state import Failed, Record, Refused, Shop

Get = Callable[[Record], Any]

KEYS: dict[str, dict[str, tuple[str, Get]]] = {
    "Product": {
        "title": ("SINGLE_LINE_TEXT_FIELD", lambda row: row["title"]),
        "body_html": ("HTML", lambda row: row["descriptionHtml"]),
        "handle": ("URI", lambda row: row["handle"]),
        "product_type": ("SINGLE_LINE_TEXT_FIELD", lambda row: row["productType"]),
        "meta_title": ("SINGLE_LINE_TEXT_FIELD", lambda row: row["seo"]["title"]),
        "meta_description": ("MULTI_LINE_TEXT_FIELD", lambda row: row["seo"]["description"]),
    },
    "Collection": {
        "title": ("SINGLE_LINE_TEXT_FIELD", lambda row: row["title"]),
        "body_html": ("HTML", lambda row: row["descriptionHtml"]),
        "handle": ("URI", lambda row: row["handle"]),
        "meta_title": ("SINGLE_LINE_TEXT_FIELD", lambda row: row["seo"]["title"]),
        "meta_description": ("MULTI_LINE_TEXT_FIELD", lambda row: row["seo"]["description"]),
    },
    "ProductOption": {"name": ("SINGLE_LINE_TEXT_FIELD", lambda row: row["name"])},
    "ProductOptionValue": {"name": ("SINGLE_LINE_TEXT_FIELD", lambda row: row["name"])},
    "Metafield": {"value": ("MULTI_LINE_TEXT_FIELD", lambda row: row["value"])},
}
"""What can be translated of a type: the kind of text and where it is."""

NAMES = {
    "PRODUCT": "Product", "COLLECTION": "Collection", "PRODUCT_OPTION": "ProductOption",
    "PRODUCT_OPTION_VALUE": "ProductOptionValue", "METAFIELD": "Metafield",
}  # fmt: skip


def digest(text: str) -> str:
    """What changes when a text does."""
    return hashlib.sha256(text.encode()).hexdigest()


def held(record: Record, locale: str) -> list[Record]:
    """The translations of a record into a language."""
    found: dict[tuple[str, str], Record] = record.get("_translations", {})
    texts = KEYS[record["__typename"]]
    made: list[Record] = []
    for (language, key), row in found.items():
        if language == locale:
            made.append({**row, "outdated": row["_digest"] != digest(texts[key][1](record) or "")})
    return made


def _translations(record: Record, info: Info, *, locale: str, market_id: str | None = None) -> list[Record]:
    return [] if market_id else held(record, locale)


for _type in KEYS:
    field(_type, "translations")(_translations)


def _resource(record: Record) -> Record:
    return {"resourceId": record["id"], "_record": record, "_n": record["_n"]}


@field("QueryRoot", "translatableResource")
def _one(_: Any, info: Info, *, resource_id: str) -> Record | None:
    found = of_type(info.context.shop, resource_id, *KEYS)
    return _resource(found) if found is not None else None


@field("QueryRoot", "translatableResources")
def _many(_: Any, info: Info, *, resource_type: str, **page: Any) -> Connection:
    if resource_type not in NAMES:
        raise Failed(f"The resource type {resource_type} is not simulated", "BAD_REQUEST")
    rows = [_resource(row) for row in info.context.shop.all(NAMES[resource_type])]
    return paged(info, rows, "TranslatableResource", **page)


@field("QueryRoot", "translatableResourcesByIds")
def _by_ids(_: Any, info: Info, *, resource_ids: list[str], **page: Any) -> Connection:
    rows = [of_type(info.context.shop, id, *KEYS) for id in resource_ids]
    return paged(info, [_resource(row) for row in rows if row is not None], "TranslatableResource", **page)


@field("TranslatableResource", "translatableContent")
def _content(resource: Record, info: Info, *, market_id: str | None = None) -> list[Record]:
    record = resource["_record"]
    made: list[Record] = []
    for key, (kind, get) in KEYS[record["__typename"]].items():
        value = get(record)
        made.append(
            {"key": key, "value": value, "locale": "en", "type": kind, "digest": digest(value) if value else None}
        )
    return made


@field("TranslatableResource", "translations")
def _resource_translations(
    resource: Record, info: Info, *, locale: str, market_id: str | None = None, outdated: bool | None = None
) -> list[Record]:
    rows = [] if market_id else held(resource["_record"], locale)
    return [row for row in rows if outdated is None or row["outdated"] is outdated]


def _locale(shop: Shop, locale: str, *at: str) -> None:
    known = {row["locale"]: row["primary"] for row in shop.all("ShopLocale")}
    if locale not in known:
        raise Refused("Locale is not a valid locale for the shop", *at, code="INVALID_LOCALE_FOR_SHOP")
    if known[locale]:
        raise Refused("Locale cannot be the same as the shop's primary locale", *at, code="INVALID_LOCALE_FOR_SHOP")


@mutation
def translations_register(call: Call, *, resource_id: str, translations: list[Record]) -> Record:
    """Keep translations of texts as they are now."""
    shop = call.shop
    record = shop.node(resource_id) if resource_id.split("/")[3] in KEYS else None
    if record is None:
        raise Refused("Resource does not exist", "resourceId", code="RESOURCE_NOT_FOUND")
    texts = KEYS[record["__typename"]]
    for n, each in enumerate(translations):
        at = ("translations", str(n))
        _locale(shop, each["locale"], *at, "locale")
        if each["key"] not in texts:
            raise Refused("Key is not valid for the resource", *at, "key", code="INVALID_KEY_FOR_MODEL")
        if not each["value"].strip():
            raise Refused("Value can't be blank", *at, "value", code="BLANK")
        if each["translatableContentDigest"] != digest(texts[each["key"]][1](record) or ""):
            said = "Translatable content hash is invalid"
            raise Refused(said, *at, "translatableContentDigest", code="INVALID_TRANSLATABLE_CONTENT")
    kept = record.setdefault("_translations", {})
    for each in translations:
        row = {
            "key": each["key"],
            "locale": each["locale"],
            "value": each["value"],
            "updatedAt": shop.now(),
            "_digest": each["translatableContentDigest"],
            "market": None,
        }
        kept[each["locale"], each["key"]] = row
    return {"translations": [{**kept[each["locale"], each["key"]], "outdated": False} for each in translations]}


@mutation
def translations_remove(call: Call, *, resource_id: str, translation_keys: list[str], locales: list[str]) -> Record:
    """Forget translations."""
    record = call.shop.node(resource_id)
    if record is None:
        raise Refused("Resource does not exist", "resourceId", code="RESOURCE_NOT_FOUND")
    kept = record.get("_translations", {})
    gone = [kept.pop((locale, key)) for locale in locales for key in translation_keys if (locale, key) in kept]
    return {"translations": [{**row, "outdated": False} for row in gone]}
