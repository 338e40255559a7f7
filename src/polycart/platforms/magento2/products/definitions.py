"""What the shop knows of its product attributes: names, kinds, and the labels of their options.

https://developer.adobe.com/commerce/webapi/rest/ (``/V1/products/attributes``)
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

import msgspec

from polycart.core.codecs import decimal
from polycart.platforms.magento2.connection import Magento
from polycart.platforms.magento2.criteria import written
from polycart.platforms.magento2.scopes import StoreView

PATH = "products/attributes"

BRANDS = ("manufacturer", "brand")
"""The attributes that shops keep brands in: Magento's own, and what many add beside it."""

MOST = 1000
"""Attributes of a page; a shop with more is asked for several."""

CHOICES = ("select", "multiselect", "swatch_visual", "swatch_text")
"""Inputs whose values are numbers of options."""

_FIELDS = (
    "attribute_id,attribute_code,default_frontend_label,frontend_labels[store_id,label],frontend_input,is_required,"
    "is_user_defined,is_visible,is_visible_on_front,position,scope,options[value,label]"
)


class Option(msgspec.Struct, frozen=True):
    """A value that can be chosen; Magento numbers the merchant's own, and leads each list with an empty one."""

    value: str | int | bool | None = None
    label: Any = None


class Label(msgspec.Struct, frozen=True):
    """What a store view calls an attribute."""

    store_id: int
    label: str = ""


class Definition(msgspec.Struct, frozen=True):
    """One attribute of products."""

    attribute_id: int
    attribute_code: str
    default_frontend_label: str | None = None
    frontend_labels: list[Label] | None = None
    frontend_input: str | None = None
    is_required: bool = False
    is_user_defined: bool = False
    is_visible: bool = False
    is_visible_on_front: str | int | bool | None = None
    position: int | None = None
    scope: str | None = None
    options: list[Option] | None = None

    @property
    def code(self) -> str:
        """Its technical name."""
        return self.attribute_code

    def name(self, view_id: int | None) -> str:
        """What a store view calls it, or else the back office."""
        own = next((each.label for each in self.frontend_labels or () if each.store_id == view_id and each.label), None)
        return own or self.default_frontend_label or self.attribute_code

    @property
    def on_pages(self) -> bool:
        """Whether product pages show it."""
        return str(self.is_visible_on_front) in ("1", "True")

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The options by value and label, without the empty one."""
        return [(str(each.value), str(each.label)) for each in self.options or () if each.value not in (None, "")]


class Definitions(msgspec.Struct, frozen=True):
    """All attributes of products; ``labels`` are those of their options, by code and value."""

    by_code: dict[str, Definition]
    by_id: dict[str, Definition]
    labels: dict[str, dict[str, str]]
    gone: set[tuple[str, str]] = msgspec.field(default_factory=set[tuple[str, str]])

    @classmethod
    def of(cls, found: Iterable[Definition]) -> Definitions:
        """The definitions that were read."""
        known = list(found)
        return cls(
            by_code={each.attribute_code: each for each in known},
            by_id={str(each.attribute_id): each for each in known},
            labels={each.attribute_code: dict(each.choices) for each in known if each.options},
        )

    def code(self, attribute_id: str | int) -> str | None:
        """The code of an attribute by its id."""
        found = self.by_id.get(str(attribute_id))
        return found.attribute_code if found else None

    def optioned(self, code: str) -> bool:
        """Whether the values of an attribute are numbers of its options."""
        return code in self.by_code and self.by_code[code].frontend_input in CHOICES

    def label(self, code: str, value: Any) -> str:
        """What an option is called; one that is gone is told by its number."""
        return self.labels.get(code, {}).get(str(value), str(value))

    def shown(self, code: str, value: Any) -> Any:
        """A value as people read it: options by their labels, several as a list, yes and no as such."""
        known = self.by_code.get(code)
        kind = known.frontend_input if known else None
        if kind == "boolean":
            return None if value in (None, "") else str(value) == "1"
        if kind == "multiselect":
            return [self.label(code, each) for each in parts(value)]
        if kind in CHOICES:
            return None if value in (None, "") else self.label(code, value)
        return decimal.load(value) if kind in ("price", "weight") else value


class _Page(msgspec.Struct):
    items: list[Definition] | None = None
    total_count: int = 0


def parts(value: Any) -> list[str]:
    """The values of a multiselect, which Magento joins with commas."""
    listed = cast("Iterable[Any]", value) if isinstance(value, list) else str(value or "").split(",")
    return [part for part in (str(each).strip() for each in listed) if part]


def _name(magento: Magento) -> str:
    return f"definitions {magento.scope.code if magento.scope else ''}"


async def definitions(magento: Magento) -> Definitions:
    """All attributes with their options, as the call's store view calls them; kept for an hour."""

    async def fetch() -> Definitions:
        found: list[Definition] = []
        while True:
            page = {"searchCriteria[pageSize]": MOST, "searchCriteria[currentPage]": len(found) // MOST + 1}
            query = written({"attribute_id gt": 0}) | page | {"fields": f"items[{_FIELDS}],total_count"}
            answer = await magento.get(PATH, query, type=_Page)
            found += answer.items or []
            if not answer.items or len(found) >= answer.total_count:
                break
        return Definitions.of(found)

    return await magento.connection.fact(_name(magento), fetch)


async def renewed(magento: Magento) -> Definitions:
    """The definitions as they are now."""
    magento.connection.forget(_name(magento))
    return await definitions(magento)


async def knowing(magento: Magento, used: Iterable[tuple[str, Any]]) -> Definitions:
    """The definitions, fetched anew if an option is used that they do not know: it may have been added since."""
    known = await definitions(magento)
    unknown = {
        (code, str(value))
        for code, value in used
        if str(value) not in known.labels.get(code, {}) and (code, str(value)) not in known.gone
    }
    if not unknown:
        return known
    known = await renewed(magento)
    known.gone.update(pair for pair in unknown if pair[1] not in known.labels.get(pair[0], {}))
    return known


def forget(magento: Magento) -> None:
    """Drop what is known of attributes: one was changed."""
    views: list[StoreView] = magento.connection.learned("store views") or []
    magento.connection.forget(*(f"definitions {code}" for code in ("", "all", *(view.code for view in views))))
