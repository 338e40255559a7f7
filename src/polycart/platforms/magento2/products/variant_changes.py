"""Variants: the simple products that a configurable one is sold as, told apart by the values of some attributes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

import msgspec

from polycart import api
from polycart.api.product import (
    ProductVariantAdded,
    ProductVariantAddParams,
    ProductVariantDeleteParams,
    ProductVariantUpdateParams,
)
from polycart.api.results import DeletedFlag, UpdatedItems
from polycart.core.errors import AlreadyExists, MissingParameter, NotFound
from polycart.core.given import only, refuse
from polycart.core.undo import Undo
from polycart.platforms.magento2 import scopes
from polycart.platforms.magento2.connection import Magento, magento2, missing, segment
from polycart.platforms.magento2.products import choices, inventory, references
from polycart.platforms.magento2.products.bodies import (
    RELATIVE,
    SHARED,
    Draft,
    created,
    goods,
    merged,
    new_sku_of,
    number,
    own_url_key,
    prices,
    sku_of,
    tier_prices,
    unspellable,
    visibility,
)
from polycart.platforms.magento2.products.changes import change, create, free
from polycart.platforms.magento2.products.choices import Attribute
from polycart.platforms.magento2.products.parts import SuperAttribute
from polycart.platforms.magento2.products.references import Known
from polycart.platforms.magento2.values import AttributeValue, values_of

PATHS = (
    "id", "sku", "type_id", "name", "attribute_set_id", "price", "extension_attributes.configurable_product_options",
    "extension_attributes.configurable_product_links", "extension_attributes.website_ids",
)  # fmt: skip
HIDDEN = 1
"""A variant is found through its product, not by itself."""


class _Extension(msgspec.Struct):
    configurable_product_options: list[SuperAttribute] | None = None
    configurable_product_links: list[int] | None = None
    website_ids: list[int] | None = None


class Parent(Known):
    """A configurable product, what its variants differ in and which they are."""

    price: float | None = None
    extension_attributes: _Extension | list[Any] | None = None

    @property
    def extension(self) -> _Extension:
        """Its extension, also where PHP writes an empty one as a list."""
        return self.extension_attributes if isinstance(self.extension_attributes, _Extension) else _Extension()

    @property
    def options(self) -> list[SuperAttribute]:
        """What its variants differ in."""
        return self.extension.configurable_product_options or []

    @property
    def children(self) -> list[int]:
        """The ids of its variants."""
        return self.extension.configurable_product_links or []


class _Child(msgspec.Struct):
    id: int
    sku: str = ""
    custom_attributes: list[AttributeValue] | None = None


Chosen = list[tuple[Attribute, str]]


@magento2.implements(
    api.product.variant.add, *SHARED, "product_id", "attributes", "available_for_view", "available_for_sale",
    "stores_ids", "tier_prices", "seo_url", "created_at",
)  # fmt: skip
async def product_variant_add(magento: Magento, p: ProductVariantAddParams) -> ProductVariantAdded:
    """Add a simple product to a configurable one; values that its attributes do not have yet are made."""
    if p.product_id is None:
        raise MissingParameter("Parameter 'product_id' is required.")
    product_id, p = p.product_id, only(p, magento.call.given)
    sku = sku_of(p)
    await inventory.facts(magento)
    magento = await magento.settled()
    async with magento.connection.turn(f"children:{product_id}"):
        parent = await owner(magento, product_id)
        await free(magento, sku)
        stock = await inventory.told(magento, p)
        async with Undo(magento) as undo:
            chosen = await _chosen(magento, undo, parent, [(a.attribute_name, a.attribute_value, a.attribute_price)
                                                           for a in p.attributes or []])  # fmt: skip
            await _distinct(magento, parent, chosen)
            draft = await _variant(magento, undo, p, parent, chosen)
            draft.fields["sku"] = sku
            if unspellable(draft.fields["name"]) and p.seo_url is None:
                draft.attributes["url_key"] = own_url_key(draft.fields["name"], sku)
            draft.extension["stock_item"] = inventory.new_item(p, stock)
            made = await create(magento, undo, draft)
            if stock is not None:
                await inventory.place(magento, undo, sku, stock)
            await _join(magento, parent, chosen, sku=sku, id=made)
    return ProductVariantAdded(product_variant_id=str(made))


async def owner(magento: Magento, id: str, parameter: str = "product_id") -> Parent:
    """The configurable product of an id."""
    rows = await magento.among("products", "entity_id", [number(parameter, id)], Parent, *PATHS)
    if not rows:
        raise missing("Product", id)
    if rows[0].type_id != "configurable":
        raise refuse(
            parameter, f"Product {id} is of the type '{rows[0].type_id}': only a configurable one has variants."
        )
    return rows[0]


async def child(
    magento: Magento, id: str, product_id: str | None, parameter: str = "id"
) -> tuple[Known, Parent | None]:
    """A variant, and its product where that is named; it must be its own."""
    try:
        known = await references.product(magento, id, parameter)
    except NotFound as error:
        raise missing("Variant", id, error) from error
    if product_id is None:
        return known, None
    parent = await owner(magento, product_id)
    if known.id not in parent.children:
        raise missing("Variant", id)
    return known, parent


async def _chosen(
    magento: Magento, undo: Undo, parent: Parent, given: Iterable[tuple[str | None, str | None, float | None]]
) -> Chosen:
    """The attributes that tell the variant from its siblings, each with the id of its value."""
    chosen: Chosen = []
    for name, value, price in given:
        if not name or not value:
            raise refuse("attributes", "Each needs a name and a value.")
        if price:
            raise refuse("attributes", "An attribute of Magento has no price: give the variant's own.")
        owner_ = await _named(magento, parent, name)
        if any(each.attribute_id == owner_.attribute_id for each, _ in chosen):
            raise refuse("attributes", f"'{name}' is given twice.")
        chosen.append((owner_, await choices.option_id(magento, undo, owner_, value)))
    known = {int(option.attribute_id): option.label for option in parent.options}
    without = [str(label) for id, label in known.items() if id not in {each.attribute_id for each, _ in chosen}]
    if without or not chosen:
        raise refuse("attributes", f"The variant needs a value for {', '.join(without) or 'at least one attribute'}.")
    new = [each.name for each, _ in chosen if each.attribute_id not in known]
    if new and parent.children:
        raise refuse("attributes", f"The other variants have no value for {', '.join(new)}.")
    return chosen


async def _named(magento: Magento, parent: Parent, name: str) -> Attribute:
    """The attribute of a name: what the product calls it goes before what the shop does."""
    own = next((o for o in parent.options if (o.label or "").casefold() == name.casefold()), None)
    found = await choices.belonging(
        magento, "attributes", name if own is None else str(own.attribute_id), parent.attribute_set_id
    )
    if found.frontend_input not in choices.CHOICES or found.scope != "global":
        raise refuse("attributes", f"Variants cannot differ in the attribute '{found.attribute_code}'.")
    return found


async def _distinct(magento: Magento, parent: Parent, chosen: Chosen, *, besides: int | None = None) -> None:
    """Raise ``AlreadyExists`` where a sibling has the same values."""
    if not parent.children:
        return
    path = f"configurable-products/{segment(parent.sku)}/children"
    siblings: list[_Child] = await magento.get(path, {"fields": "id,sku,custom_attributes"}, type=list[_Child])
    for each in siblings:
        values = values_of(each.custom_attributes)
        if each.id != besides and all(str(values.get(a.attribute_code)) == value for a, value in chosen):
            raise AlreadyExists(f"Variant with these attributes already exist: {each.sku}.")


async def _variant(magento: Magento, undo: Undo, p: ProductVariantAddParams, parent: Parent, chosen: Chosen) -> Draft:
    config = await scopes.current_config(magento)
    draft = merged(goods(p, config), prices(p, config))
    labels = [next((o.label for o in a.options if str(o.value) == value), value) for a, value in chosen]
    draft.fields["name"] = p.name or "-".join([parent.name, *labels])
    if draft.fields.get("price") is None:
        draft.fields["price"] = parent.price or 0
    draft.fields |= {
        "attribute_set_id": parent.attribute_set_id, "visibility": HIDDEN, "tier_prices": tier_prices(p),
        "type_id": "virtual" if p.is_virtual else "simple", "created_at": created(p.created_at, config),
    }  # fmt: skip
    draft.attributes |= {
        "url_key": p.seo_url,
        "tax_class_id": await references.tax_class(magento, p.tax_class_id, p.taxable),
        "manufacturer": await choices.manufacturer(magento, undo, name=p.manufacturer, id=None),
        **{each.attribute_code: value for each, value in chosen},
    }
    draft.extension["website_ids"] = (
        await references.websites(magento, "stores_ids", p.stores_ids) or parent.extension.website_ids
    )
    return draft


async def _join(magento: Magento, parent: Parent, chosen: Chosen, *, sku: str, id: int) -> None:
    """Make the product a variant; what it differs in is told once, with the first one."""
    path = f"configurable-products/{segment(parent.sku)}/child"
    if {each.attribute_id for each, _ in chosen} <= {int(option.attribute_id) for option in parent.options}:
        await magento.post(path, {"childSku": sku})
        return
    options = [
        {
            "attribute_id": str(each.attribute_id), "label": each.name, "position": place,
            "values": [{"value_index": int(value)}],
        }
        for place, (each, value) in enumerate(chosen)
    ]  # fmt: skip
    extension = {"configurable_product_options": options, "configurable_product_links": [*parent.children, id]}
    await magento.put(f"products/{segment(parent.sku)}", {"product": {"extension_attributes": extension}})


@magento2.implements(
    api.product.variant.update, *SHARED, *RELATIVE, "id", "product_id", "options", "visible", "available_for_sale",
    "avail", "retail_price",
)  # fmt: skip
async def product_variant_update(magento: Magento, p: ProductVariantUpdateParams) -> UpdatedItems:
    """Change a variant; the values that its product offers follow from those of its variants."""
    if p.id is None:
        raise MissingParameter("Parameter 'id' is required.")
    if p.options and p.product_id is None:
        raise MissingParameter("Parameter 'product_id' is required.")
    id, p = p.id, only(p, magento.call.given)
    magento = await magento.settled()
    known, parent = await child(magento, id, p.product_id)
    stock = await inventory.told(magento, p)
    async with inventory.in_turn(magento, known.sku, stock), Undo(magento) as undo:
        draft = await changed_draft(magento, undo, p, known, parent)
        await change(magento, undo, known, draft, stock, new_sku_of(p))
    return UpdatedItems(updated_items=1)


async def changed_draft(
    magento: Magento, undo: Undo, p: ProductVariantUpdateParams, known: Known, parent: Parent | None
) -> Draft:
    """What is to be different of a variant."""
    config = await scopes.current_config(magento)
    draft = merged(goods(p, config), prices(p, config))
    draft.fields |= {
        "visibility": visibility(p.visible),
        "type_id": {None: None, True: "virtual", False: "simple"}[cast("bool | None", p.is_virtual)],
    }
    draft.attributes |= {
        "tax_class_id": await references.tax_class(magento, p.tax_class_id, p.taxable),
        "manufacturer": await choices.manufacturer(magento, undo, name=p.manufacturer, id=None),
    }
    if p.options and parent is not None:
        draft.attributes |= await _new_values(magento, undo, p, known, parent)
    draft.extension["stock_item"] = inventory.settings(p) or None
    return draft


async def _new_values(
    magento: Magento, undo: Undo, p: ProductVariantUpdateParams, known: Known, parent: Parent
) -> dict[str, str]:
    """The values that the variant is to stand for; the others stay, and no sibling may have the same."""
    differing = {int(option.attribute_id) for option in parent.options}
    chosen: Chosen = []
    for each in p.options or []:
        if not each.option_name or not each.option_value:
            raise refuse("options", "Each needs a name and a value.")
        owner_ = await _named(magento, parent, each.option_name)
        if owner_.attribute_id not in differing:
            raise refuse("options", f"The variants of product {parent.id} do not differ in '{each.option_name}'.")
        chosen.append((owner_, await choices.option_id(magento, undo, owner_, each.option_value)))
    rest = differing - {each.attribute_id for each, _ in chosen}
    whole = list(chosen)
    if rest:
        product = await magento.get(f"products/{segment(known.sku)}", {"fields": "id,custom_attributes"}, type=_Child)
        values = values_of(product.custom_attributes)
        for id in rest:
            other = await choices.attribute(magento, str(id))
            if other is not None:
                whole.append((other, str(values.get(other.attribute_code))))
    await _distinct(magento, parent, whole, besides=known.id)
    return {each.attribute_code: value for each, value in chosen}


@magento2.implements(api.product.variant.delete, "id", "product_id")
async def product_variant_delete(magento: Magento, p: ProductVariantDeleteParams) -> DeletedFlag:
    """Delete a variant for good, which takes it away from its product."""
    magento = await magento.settled()
    known, _ = await child(magento, p.id, p.product_id)
    try:
        await magento.delete(f"products/{segment(known.sku)}")
    except NotFound as error:
        raise missing("Variant", p.id, error) from error
    return DeletedFlag(deleted=True)
