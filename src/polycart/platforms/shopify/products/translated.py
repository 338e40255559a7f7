"""The tables of products and variants with their texts in another language than the shop's own."""

from __future__ import annotations

from polycart.core.mapping import At, computed
from polycart.platforms.shopify.connection import Shop
from polycart.platforms.shopify.products.fields import (
    SINGLE,
    ChildMap,
    Chosen,
    Metafield,
    Named,
    Option,
    OptionValue,
    ProductMap,
    combination,
    custom_fields,
    options,
)
from polycart.platforms.shopify.translations import Translation, text, translated


class SpokenValue(OptionValue):
    """A value of an option, in the language of the call."""

    translations: list[Translation] = []

    def __post_init__(self) -> None:
        self.name = translated("name", self.translations, self.name) or ""


class SpokenOption(Option):
    """An option, in the language of the call."""

    translations: list[Translation] = []
    option_values: list[SpokenValue] = []  # pyright: ignore[reportIncompatibleVariableOverride]

    def __post_init__(self) -> None:
        self.name = translated("name", self.translations, self.name) or ""


class SpokenMetafield(Metafield):
    """A metafield, in the language of the call."""

    translations: list[Translation] = []

    def __post_init__(self) -> None:
        self.value = translated("value", self.translations, self.value) or ""


class SpokenChosen(Chosen):
    """The value that a variant has, in the language of the call."""

    option_value: SpokenValue | None = None  # pyright: ignore[reportIncompatibleVariableOverride]


METAFIELDS = At("metafields.nodes", list[SpokenMetafield])
OPTIONS = At("options", list[SpokenOption])
OF_PRODUCT = At("product.translations", list[Translation])
CHOSEN = At("selectedOptions", list[SpokenChosen])


class SpokenProductMap(ProductMap):
    """A product in the language of the call."""

    name = text("title", "title")
    description = text("body_html", "descriptionHtml")
    seo_url = text("handle", "handle")
    meta_title = text("meta_title", "seo.title")
    meta_description = text("meta_description", "seo.description")
    product_options = computed(options, SINGLE, OPTIONS)
    custom_fields = computed(custom_fields, METAFIELDS)


def _name(
    shown: str | None,
    own: str | None,
    product: str | None,
    rows: list[Translation] | None,
    chosen: list[SpokenChosen] | None,
) -> str:
    """The product's name and the values, as Shopify puts them together in its own language."""
    name = translated("title", rows, product) or ""
    if shown != f"{product} - {own}":
        return name if shown == product else shown or ""
    values = [one.option_value.name for one in chosen or () if one.option_value]
    return f"{name} - {' / '.join(values) or own}"


class SpokenChildMap(ChildMap):
    """A variant in the language of the call."""

    name = computed(_name, "displayName", "title", "product.title", OF_PRODUCT, CHOSEN)
    combination = computed(combination, CHOSEN, At("product.options", list[Named]))
    custom_fields = computed(custom_fields, METAFIELDS)


def products(shop: Shop) -> type[ProductMap]:
    """The table of products for the language of a call."""
    return SpokenProductMap if shop.locale else ProductMap


def children(shop: Shop) -> type[ChildMap]:
    """The table of variants for the language of a call."""
    return SpokenChildMap if shop.locale else ChildMap
