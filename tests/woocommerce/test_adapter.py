"""What the bridge in a WordPress site lets through, and what it does not, whatever the gateway asks for."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from polycart.core.errors import BridgeFailed, CredentialsRefused, StoreError
from polycart.core.transport import Request, Response
from polycart.platforms.woocommerce.answers import Statements
from polycart.platforms.woocommerce.posts import META, PICTURE
from tests.woocommerce.conftest import Dumped


async def relay(dumped: Dumped, method: str, path: str, body: Any = None, query: str = "") -> Response:
    data = None if body is None else msgspec.json.encode(body)
    return await dumped.client().bridge.relay(Request(method=method, url="", headers={}, body=data), path, query)


REFUSED: list[tuple[str, str, Any]] = [
    ("DELETE", "wc/v3/customers/1", None),
    ("PUT", "wc/v3/customers/1", {"password": "taken over"}),
    ("PUT", "wc/v3/customers/1", {"email": "thief@example.com"}),
    ("PUT", "wc/v3/customers/5", {"meta_data": [{"key": "wp_capabilities", "value": {"administrator": True}}]}),
    ("POST", "wc/v3/customers", {"email": "a@example.com", "meta_data": [{"key": "wp_user_level", "value": 10}]}),
    ("POST", "wc/v3/customers/batch", {"delete": [1]}),
    ("GET", "wc/v3/settings/integration-maxmind_geolocation", None),
    ("PUT", "wc/v3/settings/general/woocommerce_currency", {"value": "EUR"}),
    ("GET", "wc/v3/webhooks", None),
    ("GET", "wp/v2/users", None),
    ("PUT", "wc/v3/system_status/tools/reset_roles", {}),
]


@pytest.mark.parametrize(("method", "path", "body"), REFUSED, ids=[f"{one[0]}-{one[1]}" for one in REFUSED])
async def test_what_would_give_more_than_the_shop_is_refused(dumped: Dumped, method: str, path: str, body: Any) -> None:
    with pytest.raises((CredentialsRefused, BridgeFailed, StoreError)):
        await relay(dumped, method, path, body)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "wc/v3/customers/5", {"email": "new@example.com"}),
        ("PUT", "wc/v3/customers/1", {"billing": {"city": "Kyiv"}}),
        ("DELETE", "wc/v3/customers/5", None),
        ("PUT", "wc/v3/system_status/tools/clear_transients", {}),
        ("GET", "wc/v3/payment_gateways", None),
    ],
)
async def test_what_a_gateway_has_to_do_is_let_through(dumped: Dumped, method: str, path: str, body: Any) -> None:
    assert (await relay(dumped, method, path, body)).status == 201  # what the stand-in for the shop's code answers


async def test_the_pictures_of_a_gallery_are_found_by_the_ids_in_its_text(dumped: Dumped) -> None:
    woo = dumped.client()
    batch = Statements()
    named = batch.add(
        META.select(["m.meta_value"], [["m.meta_key", "=", "_product_image_gallery"], ["m.meta_value", "like", "%,%"]]),
        "m.meta_value",
    )
    found = batch.add(PICTURE.select(["a.ID"], [["a.ID", "in", {"rows": [named, "m.meta_value"]}]]))
    await batch.read(woo)
    texts = [str(row["m"]["meta_value"]) for row in batch.rows(named)]
    wanted = {int(id) for text in texts for id in text.split(",")}
    assert len(wanted) == 2
    assert {int(row["a"]["ID"]) for row in batch.rows(found)} == wanted


@pytest.mark.parametrize("path", ["products", "products/categories", "products/5"])
async def test_what_the_owner_has_closed_is_refused_and_not_empty(dumped: Dumped, path: str) -> None:
    """Rows of a closed scope are left out of a table that others share: that looks like a shop without products."""
    woo = dumped.client()
    info = await woo.bridge.info()
    known = msgspec.structs.replace(info, scopes={**info.scopes, "product": "off", "category": "off"})
    dumped.connection.forget("bridge.info")

    async def told() -> Any:
        return known

    await dumped.connection.fact("bridge.info", told)
    assert await woo._allowed(path) is False
    assert await woo._allowed("orders") is True
