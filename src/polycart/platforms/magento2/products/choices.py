"""Attributes of products and their option values: found by name, values made where the shop has none yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from polycart.core.dates import parse_date
from polycart.core.given import allowed, refuse
from polycart.core.undo import Sought, Step, Undo
from polycart.platforms.magento2.connection import Magento, missing, segment
from polycart.platforms.magento2.criteria import written
from polycart.platforms.magento2.products.definitions import forget

PATH = "products/attributes"
CHOICES = ("select", "multiselect", "swatch_visual", "swatch_text")
"""Kinds of input whose values are options, known to the shop by their ids."""


class Option(msgspec.Struct):
    """A value to choose; the label is that of the store view that is looked at."""

    label: str = ""
    value: Any = ""


class Attribute(msgspec.Struct):
    """An attribute of products."""

    attribute_id: int
    attribute_code: str
    frontend_input: str | None = None
    default_frontend_label: str | None = None
    scope: str = "store"
    source_model: str | None = None
    choices: list[Option] | None = msgspec.field(default=None, name="options")

    @property
    def options(self) -> list[Option]:
        """Its values; an attribute that has none is told with nothing."""
        return self.choices or []

    @property
    def name(self) -> str:
        """What merchants call it."""
        return self.default_frontend_label or self.attribute_code

    def option(self, text: str) -> str | None:
        """The id of the option with this label or id."""
        wanted = text.strip().casefold()
        labels = (str(each.value) for each in self.options if each.label.strip().casefold() == wanted)
        return next(labels, None) or next((text for each in self.options if str(each.value) == text != ""), None)


class _Attributes(msgspec.Struct):
    items: list[Attribute] | None = None


class _Member(msgspec.Struct):
    attribute_id: int = 0
    attribute_code: str = ""


class AttributeSet(msgspec.Struct, frozen=True):
    """An attribute set of products."""

    attribute_set_id: int
    attribute_set_name: str = ""


class _Sets(msgspec.Struct):
    items: list[AttributeSet] | None = None


_FIELDS = (
    "items[attribute_id,attribute_code,frontend_input,default_frontend_label,scope,source_model,options[label,value]]"
)


async def attribute_sets(magento: Magento) -> list[AttributeSet]:
    """The attribute sets of the shop; kept for an hour."""

    async def fetch() -> list[AttributeSet]:
        return (await magento.get(f"{PATH[:-1]}-sets/sets/list", {"searchCriteria": 0}, type=_Sets)).items or []

    return await magento.connection.fact("attribute sets", fetch)


async def attribute_set(magento: Magento, name: str | None) -> int:
    """The id of the set with a name or id; without one, the set that every shop begins with."""
    sets = await attribute_sets(magento)
    wanted = name if name is not None else "Default"
    by_name = {each.attribute_set_name: each.attribute_set_id for each in sets}
    by_id = {str(each.attribute_set_id): each.attribute_set_id for each in sets}
    folded = {each.attribute_set_name.casefold(): each.attribute_set_id for each in sets}
    found = by_name.get(wanted) or by_id.get(wanted) or folded.get(wanted.casefold())
    if found is not None:
        return found
    if name is None:
        return min(each.attribute_set_id for each in sets)
    raise allowed("attribute_set_name", sorted(each.attribute_set_name for each in sets))


async def attribute(magento: Magento, text: str) -> Attribute | None:
    """The attribute with this code, label or id, or ``None``."""
    query = {f"attribute_code|frontend_label{'|attribute_id' if text.isdigit() else ''} eq": text}
    found = (await magento.get(PATH, {**written(query), "fields": _FIELDS}, type=_Attributes)).items or []
    for each in found:
        if each.attribute_code == text.lower():
            return each
    return found[0] if found else None


async def members(magento: Magento, set_id: int) -> frozenset[str]:
    """The codes of the attributes of a set: values of others the shop drops without a word."""

    async def fetch() -> frozenset[str]:
        rows = await magento.get(
            f"products/attribute-sets/{set_id}/attributes", {"fields": "attribute_id,attribute_code"},
            type=list[_Member],
        )  # fmt: skip
        return frozenset(row.attribute_code for row in rows)

    return await magento.connection.fact(f"attributes of set {set_id}", fetch, seconds=60)


async def belonging(magento: Magento, parameter: str, text: str, set_id: int) -> Attribute:
    """The attribute of a name, which must be one of the set's."""
    found = await attribute(magento, text)
    if found is None:
        raise refuse(parameter, f"The shop has no attribute '{text[:60]}'.")
    if found.attribute_code not in await members(magento, set_id):
        known = {each.attribute_set_id: each.attribute_set_name for each in await attribute_sets(magento)}
        name = known.get(set_id, str(set_id))
        raise refuse(parameter, f"The attribute set '{name}' has no attribute '{found.attribute_code}'.")
    return found


async def held(magento: Magento, set_id: int, parameters: Mapping[str, str | None], given: Mapping[str, Any]) -> None:
    """Refuse what the product's set has no attribute for; ``parameters`` names them by the attribute's code."""
    asked = {code: name for code, name in parameters.items() if given.get(code) not in (None, "") and name}
    if not asked:
        return
    known = await members(magento, set_id)
    for code, name in asked.items():
        if code not in known:
            raise refuse(name, f"The attribute set of the product has no attribute '{code}'.")


async def option_id(magento: Magento, undo: Undo, owner: Attribute, text: str, *, position: int | None = None) -> str:
    """The id of an attribute's option, which is made where there is none of that label."""
    known = owner.option(text)
    if known is not None:
        return known
    path = f"{PATH}/{segment(owner.attribute_code)}/options"
    undo(
        Step(
            method="DELETE",
            path=magento.scoped(f"{path}/{{id}}"),
            says=f"Value '{text}' of attribute '{owner.attribute_code}'",
            sought=Sought(
                path=magento.scoped(path), key="value", match={"label": text},
                before=[str(each.value) for each in owner.options],
            ),
        )
    )  # fmt: skip
    place = {} if position is None else {"sort_order": position}
    made = str(await magento.post(path, {"option": {"label": text, "is_default": False, **place}}))
    id = made.removeprefix("id_")  # so written before 2.3.1
    forget(magento)
    owner.choices = [*owner.options, Option(label=text, value=id)]
    return id


async def value(magento: Magento, undo: Undo, parameter: str, owner: Attribute, texts: Iterable[str]) -> Any:
    """What an attribute is written with for some texts: the ids of options, yes or no, a number, a date or a text."""
    given = list(texts)
    kind = owner.frontend_input
    if kind == "multiselect":
        return ",".join([await option_id(magento, undo, owner, text) for text in given])
    if len(given) != 1:
        raise refuse(parameter, f"The attribute '{owner.attribute_code}' has one value.")
    text = given[0]
    if kind == "boolean":
        return _yes_or_no(parameter, owner, text)
    if kind in CHOICES:
        fixed = owner.source_model not in (None, "", "Magento\\Eav\\Model\\Entity\\Attribute\\Source\\Table")
        if fixed and owner.option(text) is None:
            raise allowed(parameter, [each.label for each in owner.options if each.label.strip()])
        return await option_id(magento, undo, owner, text)
    if kind == "price" or kind == "weight":
        return _number(parameter, owner, text)
    if kind in ("date", "datetime"):
        return _date(parameter, owner, text)
    if kind in ("media_image", "gallery"):
        raise refuse(parameter, f"The attribute '{owner.attribute_code}' is a picture: use product.image.add.")
    return text


def _yes_or_no(parameter: str, owner: Attribute, text: str) -> str:
    word = text.strip().lower()
    if word in ("1", "yes", "true", "on"):
        return "1"
    if word in ("0", "no", "false", "off"):
        return "0"
    raise refuse(parameter, f"The attribute '{owner.attribute_code}' is 'yes' or 'no'.")


def _number(parameter: str, owner: Attribute, text: str) -> str:
    try:
        float(text)
    except ValueError as error:
        raise refuse(parameter, f"The attribute '{owner.attribute_code}' is a number.") from error
    return text.strip()


def _date(parameter: str, owner: Attribute, text: str) -> str:
    try:
        return parse_date(text).strftime("%Y-%m-%d %H:%M:%S")
    except ValueError as error:
        raise refuse(parameter, f"The attribute '{owner.attribute_code}' is a date.") from error


async def manufacturer(
    magento: Magento, undo: Undo, *, name: str | None, id: str | None, parameter: str = "manufacturer"
) -> str | None:
    """The option of the attribute ``manufacturer`` that a name or an id stands for; "" takes it away."""
    if name is None and id is None:
        return None
    if name == "" or (name is None and id == ""):
        return ""
    owner = await attribute(magento, "manufacturer")
    if owner is None or owner.attribute_code != "manufacturer":
        raise refuse(parameter, "The shop has no attribute 'manufacturer'.")
    if id is not None:
        if id not in {str(each.value) for each in owner.options}:
            raise missing("Manufacturer", id)
        if name is not None and owner.option(name) != id:
            raise refuse("manufacturer_id", f"It is not the id of '{name}'.")
        return id
    return await option_id(magento, undo, owner, name or "")
