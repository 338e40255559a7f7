"""The carts of the simulated store API against what real shops of both versions answered to the same steps."""

from typing import Any

import pytest
from tests.specs.test_woocommerce_sim import VERSIONS, Shopper, replica

CART = "/wc/store/v1/cart"
HOME = {"country": "US", "state": "CA", "postcode": "90001", "city": "Los Angeles", "address_1": "1 Main"}


@pytest.fixture(params=list(VERSIONS))
def shopper(request: pytest.FixtureRequest) -> Shopper:
    """A recorded shop."""
    return Shopper(replica(request.param))


def store(shopper: Shopper, method: str, route: str, body: Any = None, **headers: str) -> Any:
    """A request to the store API, which takes no keys."""
    path, named = "/", {k.replace("_", "-"): v for k, v in headers.items()}
    return shopper.send(method, path, {"rest_route": route}, body, auth=None, headers=named)


def steps(shopper: Shopper, *asked: tuple[str, dict[str, Any]]) -> list[Any]:
    """What a new cart answers to some steps in one batch."""
    status, headers, body = store(shopper, "GET", CART)
    assert (status, body["items_count"]) == (200, 0)
    keys = {"Cart-Token": headers["cart-token"], "Nonce": headers["nonce"]}
    requests = [{"method": "POST", "path": f"{CART}/{p}", "body": b, "headers": keys} for p, b in asked]
    status, _, body = store(shopper, "POST", "/wc/store/v1/batch", {"requests": requests})
    assert status == 207
    return body["responses"]


def test_a_cart_is_reckoned_as_the_shop_reckons(shopper: Shopper) -> None:
    logo = {"id": 27, "quantity": 2, "variation": [{"attribute": "Logo", "value": "No"}]}
    address = {"shipping_address": HOME, "billing_address": HOME | {"email": "a@example.com"}}
    goods, hoodie, home, saved = steps(
        shopper,
        ("add-item", {"id": 17, "quantity": 2}),
        ("add-item", logo),
        ("update-customer", address),
        ("apply-coupon", {"code": "save10"}),
    )
    assert [goods["status"], hoodie["status"], home["status"], saved["status"]] == [201, 201, 200, 200]
    body = saved["body"]
    totals = {k: v for k, v in body["totals"].items() if k.startswith("total_")}
    assert totals == {
        "total_items": "26400",
        "total_items_tax": "2178",
        "total_fees": "0",
        "total_fees_tax": "0",
        "total_discount": "2640",
        "total_discount_tax": "218",
        "total_shipping": "750",
        "total_shipping_tax": "62",
        "total_price": "26533",
        "total_tax": "2023",
    }
    assert body["totals"]["tax_lines"] == [{"name": "CA Tax", "price": "2023", "rate": "8.25%"}]
    lines = [i["totals"] for i in body["items"]]
    names = ("line_subtotal", "line_subtotal_tax", "line_total", "line_total_tax")
    assert [[line[n] for n in names] for line in lines] == [
        ["18000", "1485", "16200", "1337"],
        ["8400", "693", "7560", "624"],
    ]
    chosen = {v["attribute"]: v["value"] for v in body["items"][1]["variation"]}
    assert chosen == {"Logo": "No", "Color": "Red"}
    rates = [(r["rate_id"], r["price"], r["taxes"]) for r in body["shipping_rates"][0]["shipping_rates"]]
    assert rates == [("flat_rate:1", "750", "62"), ("free_shipping:2", "0", "0")]


@pytest.mark.parametrize(
    ("path", "sent", "code"),
    [
        ("add-item", {"id": 99999, "quantity": 1}, "woocommerce_rest_cart_invalid_product"),
        ("add-item", {"id": 10, "quantity": 1}, "woocommerce_rest_variation_id_from_variation_data"),
        ("add-item", {"id": 24, "quantity": 1}, "woocommerce_rest_missing_variation_data"),
        ("add-item", {"id": 14, "quantity": 0}, "woocommerce_rest_product_invalid_quantity"),
        ("apply-coupon", {"code": "nosuch"}, "woocommerce_rest_cart_coupon_error"),
    ],
)
def test_steps_are_refused_by_name(shopper: Shopper, path: str, sent: dict[str, Any], code: str) -> None:
    (answer,) = steps(shopper, (path, sent))
    assert (answer["status"], answer["body"]["code"]) == (400, code)


def test_the_state_of_the_shop_stays_behind_in_another_country(shopper: Shopper) -> None:
    abroad = {"shipping_address": {"country": "DE", "postcode": "10115"}}
    (answer,) = steps(shopper, ("update-customer", abroad))
    assert (answer["status"], answer["body"]["code"]) == (400, "rest_invalid_param")
    assert answer["body"]["data"]["details"]["shipping_address"]["code"] == "invalid_state"


def test_a_cart_needs_a_nonce_and_a_batch_has_an_end(shopper: Shopper) -> None:
    status, _, body = store(shopper, "POST", f"{CART}/add-item", {"id": 17, "quantity": 1})
    assert (status, body["code"]) == (401, "woocommerce_rest_missing_nonce")
    many = {"requests": [{"method": "POST", "path": f"{CART}/add-item", "body": {"id": 17}}] * 26}
    status, _, body = store(shopper, "POST", "/wc/store/v1/batch", many)
    assert (status, body["data"]["details"]["requests"]["code"]) == (400, "rest_too_many_items")
