"""Texts in the other languages of the shop: read beside the shop's own, and registered against what they translate.

https://shopify.dev/docs/apps/build/markets/manage-translated-content: a translation is registered with the digest of
the text that it translates, so that one of a text which has changed meanwhile is known to be outdated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from polycart.core.documents import Of
from polycart.core.errors import StoreError
from polycart.core.given import refuse
from polycart.core.mapping import At, computed
from polycart.core.method import Method
from polycart.core.undo import Undo
from polycart.platforms.shopify.connection import Coded, Row, Shop

PRODUCT = {
    "name": "title", "description": "body_html", "seo_url": "handle", "meta_title": "meta_title",
    "meta_description": "meta_description", "product_class": "product_type",
}  # fmt: skip
"""The contract's texts of a product, and the keys of their translations."""

CATEGORY = {name: key for name, key in PRODUCT.items() if name != "product_class"}


class Translation(Row):
    """A text in the language that is asked for."""

    key: str = ""
    value: str | None = None


TRANSLATIONS = At("translations", list[Translation])


def translated(key: str, rows: Iterable[Translation] | None, text: str | None) -> str | None:
    """The translation of a text; the shop shows the text itself where there is none."""
    return next((row.value for row in rows or () if row.key == key and row.value), text)


def text(key: str, path: str) -> Any:
    """A field that is told in the language of the call."""

    def read(own: str | None, rows: list[Translation] | None) -> str:
        return translated(key, rows, own) or ""

    return computed(read, path, TRANSLATIONS)


def speak(*methods: Method[Any, Any]) -> None:
    """Say which methods know more than the shop's own language."""
    Shop.translated |= {method.name for method in methods}


class _Content(Row):
    key: str = ""
    digest: str | None = None


class _Resource(Row):
    resource_id: str = ""
    translatable_content: list[_Content] = []
    translations: list[Translation] = []


class _Registered(Coded):
    pass


def take(p: Any, keys: Mapping[str, str]) -> dict[str, str]:
    """The texts among some parameters by the parameters' names, which ask for nothing any more."""
    found = {name: getattr(p, name) for name in keys if getattr(p, name) is not None}
    for name in found:
        setattr(p, name, None)
    return found


async def register(shop: Shop, undo: Undo | None, id: str, texts: Mapping[str, str], keys: Mapping[str, str]) -> None:
    """Register texts in the language of the call; an empty one takes the translation away.

    ``texts`` are by the names of parameters. Raises where the shop's own language has no such text to be translated.
    """
    resource = await shop.look("translatableResource", _Resource, {"resourceId": Of("ID!", id)})
    if resource is None:
        raise StoreError("Shopify has nothing to translate there.")
    digests = {each.key: each.digest for each in resource.translatable_content}
    for name, value in texts.items():
        if value and not digests.get(keys[name]):
            raise refuse(name, "There is no such text in the shop's own language yet, which it would translate.")
    wanted = {keys[name]: value for name, value in texts.items()}
    before = {each.key: each.value or "" for each in resource.translations if each.key in wanted}
    if undo is not None:
        olds = {key: before.get(key, "") for key in wanted}
        for name, values in _changes(shop, id, olds, digests):
            undo(shop.step(f"The texts in '{shop.locale}' of {id.rpartition('/')[2]}", name, values, _Registered))
    for name, values in _changes(shop, id, wanted, digests, known=before):
        await shop.mutate(name, values, _Registered)


def _changes(
    shop: Shop,
    id: str,
    texts: Mapping[str, str],
    digests: Mapping[str, str | None],
    known: Mapping[str, str] | None = None,
) -> list[tuple[str, dict[str, Of]]]:
    """The mutations that make texts what is wanted; only those that are ``known`` can be taken away."""
    kept = [
        {"key": key, "locale": shop.locale, "value": value, "translatableContentDigest": digests[key]}
        for key, value in texts.items()
        if value
    ]
    gone = [key for key, value in texts.items() if not value and (known is None or key in known)]
    made: list[tuple[str, dict[str, Of]]] = []
    if kept:
        made.append((
            "translationsRegister",
            {"resourceId": Of("ID!", id), "translations": Of("[TranslationInput!]!", kept)},
        ))  # fmt: skip
    if gone:
        made.append((
            "translationsRemove",
            {
                "resourceId": Of("ID!", id), "translationKeys": Of("[String!]!", gone),
                "locales": Of("[String!]!", [shop.locale]),
            },
        ))  # fmt: skip
    return made
