"""The simulated BigCommerce store answers what the vendor's OpenAPI documents allow."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import jsonschema
import pytest
from tests.specs.bigcommerce_documents import SPECS, operation, parameters, resolved, schema_of, where

from polycart.platforms.bigcommerce_api.sim import Simulator

pytestmark = pytest.mark.skipif(not SPECS.exists(), reason="the vendor's OpenAPI documents are not at hand")

READS = {
    "v2/store": "store_information.v2",
    "v2/orders?limit=20": "orders.v2.oas2",
    "v2/orders/count": "orders.v2.oas2",
    "v2/order_statuses": "orders.v2.oas2",
    "v2/coupons": "marketing.v2",
    "v2/gift_certificates": "marketing.v2",
    "v2/currencies": "currencies.v2",
    "v2/shipping/zones": "shipping.v2",
    "v2/tax_classes": "tax_classes.v2",
    "v2/countries": "geography.v2",
    "v2/customer_groups": "customers.v2",
    "v3/catalog/products?limit=20": "products_catalog.v3",
    "v3/catalog/products?include=images,custom_fields,bulk_pricing_rules&limit=5": "products_catalog.v3",
    "v3/catalog/brands": "brands_catalog.v3",
    "v3/catalog/trees": "category-trees_catalog.v3",
    "v3/catalog/trees/categories": "category-trees_catalog.v3",
    "v3/catalog/variants?limit=20": "product-variants_catalog.v3",
    "v3/catalog/products/107/options": "product-variant-options_catalog.v3",
    "v3/catalog/products/107/modifiers": "product-modifiers_catalog.v3",
    "v3/catalog/products/107/variants": "product-variants_catalog.v3",
    "v3/catalog/products/107/images": "products_catalog.v3",
    "v3/catalog/products/107/reviews": "products_catalog.v3",
    "v3/customers?limit=20": "customers.v3",
    "v3/customers?include=addresses,storecredit&limit=5": "customers.v3",
    "v3/customers/addresses": "customers.v3",
    "v3/channels": "channels.v3",
    "v3/promotions": "promotions.v3",
    "v3/pricelists": "price_lists.v3",
    "v3/inventory/locations": "locations.v3",
    "v3/hooks": "webhooks.v3",
}
"""What is read, and the document that describes it."""


def problems(name: str, path: str, answer: httpx.Response) -> Iterator[str]:
    """What an answer has that its document does not allow."""
    root, found = operation(name, path)
    response = resolved(root, found["responses"][str(answer.status_code)])
    content = (response.get("content") or {}).get("application/json", {})
    checker = jsonschema.Draft4Validator(schema_of(root, content.get("schema", {})))
    for error in checker.iter_errors(answer.json()):
        yield f"{where(error)}: {error.message[:90]}"
    declared = {each["name"] for each in parameters(root, found)}
    for asked in httpx.URL("http://x/" + path).params:
        if asked not in declared:
            yield f"?{asked} is not described"


VARIANT = ("price", "sale_price", "retail_price", "weight", "width", "height", "depth", "fixed_cost_shipping_price")
DEVIATIONS: dict[str, set[str]] = {
    # A variant without a price or measure of its own has null: the same document's examples of variants say so.
    "v3/catalog/variants": {f"data/*/{name}" for name in (*VARIANT, "sku_id")},
    # Null where there is none, in the examples of the same document.
    "v3/catalog/products": {"data/*/option_set_id", "data/*/base_variant_id"},
}
"""Places where a document is stricter than the vendor's own examples."""


@pytest.fixture(scope="module")
def simulator() -> Simulator:
    return Simulator()


@pytest.mark.parametrize("path", READS)
async def test_an_answer_is_one_that_the_document_describes(simulator: Simulator, path: str) -> None:
    headers = {"x-auth-token": simulator.credentials["bigcommerceapi_access_token"]}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(simulator), headers=headers) as raw:
        answer = await raw.get(f"http://shop.test/stores/simul4ted/{path}")
    assert answer.status_code == 200
    known = DEVIATIONS.get(path.partition("?")[0], set())
    found = {problem for problem in problems(READS[path], path, answer) if problem.partition(":")[0] not in known}
    assert found == set()


async def test_a_checkout_is_one_that_the_document_describes(simulator: Simulator) -> None:
    headers = {"x-auth-token": simulator.credentials["bigcommerceapi_access_token"]}
    url = "http://shop.test/stores/simul4ted/v3/"
    place = {"email": "ada@example.com", "country_code": "DE", "state_or_province": "", "postal_code": "10115"}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(simulator), headers=headers, base_url=url) as raw:
        made = (await raw.post("carts", json={"line_items": [{"product_id": 1, "quantity": 2}]})).json()["data"]
        items = [{"item_id": made["line_items"]["physical_items"][0]["id"], "quantity": 2}]
        consigned = await raw.post(
            f"checkouts/{made['id']}/consignments", json=[{"address": place, "line_items": items}]
        )
        assert consigned.status_code == 200
        path = f"checkouts/{made['id']}?include=consignments.available_shipping_options"
        answer = await raw.get(path)
        assert answer.json()["data"]["consignments"][0]["available_shipping_options"]
        await raw.delete(f"carts/{made['id']}")
        assert (await raw.get(path)).status_code == 404
    nulls = {"data/billing_address", "data/order_id", "data/cart/line_items/physical_items/*/parent_id",
             "data/consignments/*/selected_shipping_option"}  # fmt: skip
    found = {each for each in problems("checkouts.v3", f"v3/{path}", answer) if each.partition(":")[0] not in nulls}
    assert found == set()
