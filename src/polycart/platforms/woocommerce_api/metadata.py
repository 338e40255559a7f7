"""Meta data: the named values that plugins attach to products, variants, orders, customers and coupons.

WordPress allows several values under one name; each has an id of its own, so a value is changed and deleted by its id.
https://woocommerce.github.io/woocommerce-rest-api-docs/#product-meta-data-properties
"""

from __future__ import annotations

from typing import Any

import msgspec

from polycart import api
from polycart.api.cart import CartMetaData, CartMetaDataListParams, CartMetaDataSetParams, CartMetaDataUnsetParams
from polycart.api.results import Added, Done
from polycart.core.errors import NotFound, ParameterError
from polycart.core.method import Page
from polycart.platforms.woocommerce_api.connection import Woo, woocommerce
from polycart.platforms.woocommerce_api.numbers import native_id

ENTITIES = {
    "product": "products",
    "variant": "products",
    "order": "orders",
    "customer": "customers",
    "coupon": "coupons",
}
"""Where each entity lives; a variant can be read beside the products, but is written below its product."""


def _names(words: str, prefix: str = "") -> frozenset[str]:
    return frozenset(prefix + word for word in words.split())


RESERVED: dict[str, frozenset[str]] = {
    "products": _names(prefix="_", words="""
        visibility sku global_unique_id price regular_price sale_price sale_price_dates_from sale_price_dates_to
        tax_status tax_class manage_stock stock stock_status backorders low_stock_amount sold_individually weight
        length width height upsell_ids crosssell_ids purchase_note default_attributes product_attributes virtual
        downloadable download_limit download_expiry featured downloadable_files wc_rating_count wc_average_rating
        wc_review_count variation_description thumbnail_id file_paths product_image_gallery product_version
        wp_old_slug edit_last edit_lock cogs_total_value name slug date_created date_modified status
        catalog_visibility description short_description date_on_sale_from date_on_sale_to total_sales
        stock_quantity cross_sell_ids parent_id reviews_allowed attributes menu_order post_password category_ids
        tag_ids shipping_class_id downloads image_id gallery_image_ids rating_counts average_rating review_count
        children product_url button_text
    """) | {"total_sales"},
    "orders": _names(prefix="_", words="""
        customer_user order_key order_currency billing_first_name billing_last_name billing_company
        billing_address_1 billing_address_2 billing_city billing_state billing_postcode billing_country
        billing_email billing_phone shipping_first_name shipping_last_name shipping_company shipping_address_1
        shipping_address_2 shipping_city shipping_state shipping_postcode shipping_country shipping_phone
        completed_date paid_date edit_last edit_lock cart_discount cart_discount_tax order_shipping
        order_shipping_tax order_tax order_total payment_method payment_method_title transaction_id
        customer_ip_address customer_user_agent created_via order_version prices_include_tax date_completed
        date_paid payment_tokens billing_address_index shipping_address_index recorded_sales
        recorded_coupon_usage_counts download_permissions_granted order_stock_reduced new_order_email_sent parent_id
        status currency version date_created date_modified discount_total discount_tax shipping_total shipping_tax
        cart_tax total total_tax customer_id billing shipping customer_note cart_hash
    """),
    "customers": _names("""
        locale billing_postcode billing_city billing_address_1 billing_address_2 billing_state billing_country
        billing_first_name billing_last_name billing_company billing_phone billing_email shipping_postcode
        shipping_city shipping_address_1 shipping_address_2 shipping_state shipping_country shipping_first_name
        shipping_last_name shipping_company shipping_phone paying_customer last_update first_name last_name
        display_name show_admin_bar_front use_ssl admin_color rich_editing comment_shortcuts dismissed_wp_pointers
        show_welcome_panel session_tokens nickname description syntax_highlighting _order_count _money_spent
        _last_order _woocommerce_tracks_anon_id _date_created _date_modified _email _first_name _last_name
        _display_name _role _username _billing _shipping _is_paying_customer
    """),
    "coupons": _names("""
        discount_type coupon_amount expiry_date date_expires usage_count individual_use product_ids
        exclude_product_ids usage_limit usage_limit_per_user limit_usage_to_x_items free_shipping product_categories
        exclude_product_categories exclude_sale_items minimum_amount maximum_amount customer_email _used_by
        _edit_lock _edit_last _code _amount _status _date_created _date_modified _date_expires _discount_type
        _description _usage_count _individual_use _product_ids _excluded_product_ids _usage_limit
        _usage_limit_per_user _limit_usage_to_x_items _free_shipping _product_categories
        _excluded_product_categories _exclude_sale_items _minimum_amount _maximum_amount _email_restrictions
        _virtual
    """),
}  # fmt: skip
"""Names under which the shop keeps fields of its own: to set one of them as meta data would change the field itself
(``WC_Data::is_internal_meta_key``); from the data stores of WooCommerce 10.0."""


class _Meta(msgspec.Struct):
    id: int
    key: str = ""
    value: Any = None


class _Owner(msgspec.Struct):
    meta_data: list[_Meta] = []
    parent_id: int = 0
    type: str = ""


def _path(entity: str, entity_id: str) -> str:
    if entity not in ENTITIES:
        raise ParameterError(
            "Parameter 'entity' is not valid. The required type of parameter is enum. "
            f"One of the following values are allowed: {', '.join(ENTITIES)}."
        )
    return f"{ENTITIES[entity]}/{native_id('entity_id').dump(entity_id)}"


async def _owner(woo: Woo, entity: str, entity_id: str) -> tuple[_Owner, str]:
    """The meta data of an entity, and the path to write it to."""
    path = _path(entity, entity_id)
    missing = f"{entity.capitalize()} with id {entity_id} not found."
    fields = "meta_data,parent_id,type" if ENTITIES[entity] == "products" else "meta_data"
    try:
        owner = await woo.get(path, {"_fields": fields}, type=_Owner)
    except NotFound as error:
        raise NotFound(missing, native=error.native) from error
    if entity == "variant" and owner.type != "variation":
        raise NotFound(missing)
    if owner.type == "variation":
        path = f"products/{owner.parent_id}/variations/{native_id('entity_id').dump(entity_id)}"
    return owner, path


def _free(entity: str, key: str) -> None:
    """Refuse the names of fields, and of what WordPress keeps of its own, such as ``wp_capabilities``."""
    if key in RESERVED.get(ENTITIES.get(entity, ""), ()) or key.lower().startswith("wp_"):
        raise _taken(key)


def _taken(key: str) -> ParameterError:
    return ParameterError(f"Parameter 'key' is not valid. WooCommerce keeps '{key}' for itself.")


def _spelled(value: Any) -> str:
    """The contract's values are texts; what is no scalar is spelled as JSON."""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


@woocommerce.implements(
    api.cart.meta_data.list, "entity_id", "entity", "key", gives=("id", "key", "value", "namespace"),
    note="WordPress knows no namespaces.",
)  # fmt: skip
async def cart_meta_data_list(woo: Woo, p: CartMetaDataListParams) -> Page[CartMetaData]:
    """List the meta data of an entity by id; the entity carries them all."""
    owner, _ = await _owner(woo, p.entity, p.entity_id)
    key = p.key
    rows = sorted((row for row in owner.meta_data if key is None or row.key == key), key=lambda row: row.id)
    start = int(woo.call.cursor["at"]) if woo.call.cursor else 0  # the method has no parameter for it
    items = [
        CartMetaData(id=str(row.id), key=row.key, value=_spelled(row.value), namespace=None)
        for row in rows[start : start + p.count]
    ]
    return Page(
        items=items,
        total=len(rows),
        next={"at": start + p.count} if start + p.count < len(rows) else None,
        previous={"at": max(0, start - p.count)} if start else None,
    )


@woocommerce.implements(
    api.cart.meta_data.set, "entity_id", "entity", "key", "value", "namespace",
    note="WordPress knows no namespaces: a namespace is accepted, because it is required, and has no effect.",
)  # fmt: skip
async def cart_meta_data_set(woo: Woo, p: CartMetaDataSetParams) -> Added:
    """Change the value under a name, the first where there are several, or add it."""
    _free(p.entity, p.key)
    if not p.namespace.strip():
        raise ParameterError("The value of parameter 'namespace' can not be empty.")
    owner, path = await _owner(woo, p.entity, p.entity_id)
    known = next((row for row in sorted(owner.meta_data, key=lambda row: row.id) if row.key == p.key), None)
    entry: dict[str, Any] = {"key": p.key, "value": p.value}
    if known is not None:
        entry["id"] = known.id
    before = {row.id for row in owner.meta_data}
    changed = msgspec.convert(await woo.put(path, {"meta_data": [entry]}, {"_fields": "meta_data"}), _Owner)
    made = [row.id for row in changed.meta_data if row.key == p.key and row.id not in before]
    if known is None and not made:
        raise _taken(p.key)
    return Added(id=str(known.id if known is not None else made[-1]))


@woocommerce.implements(api.cart.meta_data.unset, "entity_id", "entity", "key", "id")
async def cart_meta_data_unset(woo: Woo, p: CartMetaDataUnsetParams) -> Done:
    """Delete one value by its id, which has to bear the given name."""
    owner, path = await _owner(woo, p.entity, p.entity_id)
    number = native_id("id").dump(p.id)
    if not any(row.id == number and row.key == p.key for row in owner.meta_data):
        raise NotFound(f"Meta data with id {p.id} and key '{p.key}' not found.")
    # a null value deletes: WC_Data::save_meta_data
    await woo.put(path, {"meta_data": [{"id": number, "key": p.key, "value": None}]}, {"_fields": "id"})
    return Done(status=True)
