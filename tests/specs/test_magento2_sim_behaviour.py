"""What the simulated Magento does beyond the recordings: signatures, faults, scopes, stock by source, the queue."""

import json
import time
from typing import Any

import pytest
from tests.specs.test_magento2_sim import AT, SHOP, Shopper, differences, exchanges, replay, scrubbed, signed

from polycart.platforms.magento2.sim import Simulator

PRODUCT: dict[str, Any] = {"sku": "NEW-1", "name": "New one", "attribute_set_id": 4, "price": 10}


@pytest.fixture(scope="module")
def shopper() -> Shopper:
    """A shop full of the reference catalogue; tests that change it take one of their own."""
    return Shopper(Simulator())


def refused(shopper: Shopper, request: dict[str, Any], spoil: str = "") -> tuple[int, str]:
    """Status and message of a signed read."""
    header = signed(shopper.sim, request, spoil)
    status, _, body = shopper.send("GET", request["path"], request["query"], auth=header)
    return status, body["message"] if isinstance(body, dict) and "message" in body else ""


def test_a_signature_is_good_once_and_covers_the_query() -> None:
    shopper = Shopper(Simulator(url=SHOP, clock=lambda: AT))
    read = {
        "method": "GET",
        "path": "/rest/V1/products",
        "query": {"searchCriteria[pageSize]": 1, "fields": "items[sku]"},
    }
    assert refused(shopper, read) == (200, "")
    assert refused(shopper, read) == (401, "The nonce is already being used by the consumer with ID %1")
    assert refused(shopper, read, "x") == (401, "The signature is invalid. Verify and try again.")
    header = signed(shopper.sim, read | {"oauth": {"oauth_nonce": "n2"}})
    status, _, body = shopper.send("GET", read["path"], {"searchCriteria[pageSize]": 2}, auth=header)
    assert (status, body["message"]) == (401, "The signature is invalid. Verify and try again.")


@pytest.mark.parametrize(
    ("oauth", "status", "message"),
    [
        ({"oauth_signature_method": "HMAC-SHA1"}, 400, "Signature method %1 is not supported"),
        ({"oauth_version": "2.0"}, 400, 'The "%1" Oauth version isn\'t supported.'),
        ({"oauth_token": "short"}, 400, "The token length is invalid. Check the length and try again."),
        ({"oauth_token": "a" * 32}, 401, "Specified token does not exist"),
        ({"oauth_consumer_key": "short"}, 401, "Consumer key is not the correct length"),
        ({"oauth_consumer_key": "a" * 32}, 401, "A consumer having the specified key does not exist"),
        ({"oauth_timestamp": str(int(AT.timestamp()) + 700)}, 401, "An error occurred validating the nonce"),
        ({"oauth_timestamp": str(int(AT.timestamp()) - 86400)}, 200, ""),
    ],
)
def test_protocol_parameters_are_checked_as_the_vendor_does(oauth: dict[str, str], status: int, message: str) -> None:
    shopper = Shopper(Simulator(url=SHOP, clock=lambda: AT))
    read = {"method": "GET", "path": "/rest/V1/store/websites", "query": {}, "oauth": oauth}
    assert refused(shopper, read) == (status, message)


def test_credentials_have_the_vendors_form_and_bearer_is_an_option() -> None:
    keys = Simulator().credentials
    assert set(keys) == {
        "magento_consumer_key", "magento_consumer_secret", "magento_access_token", "magento_token_secret"
    }  # fmt: skip
    assert all(len(value) == 32 and value.isalnum() and value == value.lower() for value in keys.values())
    assert Shopper(Simulator(bearer=False)).send("GET", "/rest/V1/store/websites")[0] == 401
    shopper = Shopper(Simulator(bearer=False))
    sent = {"username": "admin", "password": "Sandbox-2026"}
    status, _, token = shopper.send("POST", "/rest/V1/integration/admin/token", body=sent, auth=None)
    assert status == 200
    assert shopper.send("GET", "/rest/V1/store/websites", auth=f"Bearer {token}")[0] == 200


def test_faults_come_when_asked_for_and_go_when_cleared() -> None:
    sim = Simulator()
    shopper, path = Shopper(sim), "/rest/V1/store/storeViews"
    sim.faults.rate_limit_next(1, 7)
    status, headers, _ = shopper.send("GET", path)
    assert (status, headers["retry-after"]) == (429, "7")
    assert shopper.send("GET", path)[0] == 200
    sim.faults.fail_after_writes(1)
    sent = [{"product": PRODUCT | {"sku": f"S{n}", "name": f"S{n}"}} for n in range(3)]
    assert [shopper.send("POST", "/rest/V1/products", body=body)[0] for body in sent] == [200, 500, 200]
    assert shopper.send("GET", "/rest/V1/products/S1")[0] == 404
    sim.faults.html_with_200()
    assert "<html" in shopper.send("GET", path)[2]
    sim.faults.clear()
    sim.faults.truncated_json()
    with pytest.raises(json.JSONDecodeError):
        shopper.send("GET", path)
    sim.faults.clear()
    sim.faults.revoke_key()
    assert shopper.send("GET", path)[0] == 401
    sim.faults.clear()
    sim.faults.redirect_to("https://elsewhere.example")
    status, headers, _ = shopper.send("GET", path, {"fields": "id"})
    assert (status, headers["location"]) == (301, f"https://elsewhere.example{path}?fields=id")
    assert sim.requests[-1] == ("GET", path, "fields=id")
    sim.reset()
    assert sim.requests == []
    assert shopper.send("GET", path)[0] == 200


def test_a_shifted_page_repeats_the_last_record_of_the_one_before() -> None:
    shopper = Shopper(Simulator())
    page = {"searchCriteria[pageSize]": 5, "fields": "items[id]"}
    first = shopper.get("products", **page)["items"]
    shopper.sim.faults.shift_page()
    assert shopper.get("products", **page, **{"searchCriteria[currentPage]": 2})["items"][0] == first[-1]


def test_the_trace_of_a_product_with_sources_is_answered_as_recorded() -> None:
    shopper, wrong = Shopper(Simulator(sources="seed", url=SHOP, clock=lambda: AT)), dict[str, list[str]]()
    skipped = ("storeViews", "storeGroups", "storeConfigs", "modules", "sources", "attribute-sets")
    for name, exchange in exchanges("trace_product_add.jsonl").items():
        if name.partition(".")[2] in skipped:
            continue
        status, _, body = replay(shopper, exchange)
        answer = exchange["response"]
        found = differences(scrubbed(body), scrubbed(answer["body"])) if status == answer["status"] else [f"{body}"]
        found = [d for d in found if not d.startswith((".id:", ".extension_attributes.stock_item"))]
        if found:
            wrong[name] = found
    assert not wrong, json.dumps(wrong, indent=1)


def test_values_belong_to_the_view_that_was_written_in() -> None:
    shopper = Shopper(Simulator())
    shopper.send("POST", "/rest/all/V1/products", body={"product": PRODUCT})
    sent = {"name": "Neuf", "status": 2, "price": 11}
    assert shopper.send("PUT", "/rest/french/V1/products/NEW-1", body={"product": sent})[2]["name"] == "Neuf"
    names, status = dict[str, str](), dict[str, int]()
    for view in ("all", "default", "french"):
        body = shopper.send("GET", f"/rest/{view}/V1/products/NEW-1")[2]
        names[view], status[view] = body["name"], body["status"]
        assert body["price"] == 11, "prices are global"
    assert names == {"all": "New one", "default": "New one", "french": "Neuf"}
    assert status == {"all": 1, "default": 2, "french": 2}, "a status holds for the whole website"
    shopper.send("PUT", "/rest/french/V1/products/NEW-1", body={"product": {"name": None}})
    assert shopper.send("GET", "/rest/french/V1/products/NEW-1")[2]["name"] == "New one"


def test_the_stock_item_mirrors_the_default_source_only() -> None:
    shopper = Shopper(Simulator(sources="seed"))
    sku = shopper.get("inventory/source-items", **{"searchCriteria[pageSize]": 1})["items"][0]["sku"]
    items = [
        {"sku": sku, "source_code": code, "quantity": n, "status": 1}
        for code, n in (("ua-warehouse", 5), ("us-warehouse", 2))
    ]
    assert shopper.send("POST", "/rest/V1/inventory/source-items", body={"sourceItems": items})[2] == []
    assert shopper.get(f"stockItems/{sku}")["qty"] == 0
    assert shopper.get(f"inventory/get-product-salable-quantity/{sku}/2") == 7
    assert shopper.get("inventory/stock-resolver/website/base")["stock_id"] == 2
    gone = {"sourceItems": [{"sku": sku, "source_code": "us-warehouse"}]}
    shopper.send("POST", "/rest/V1/inventory/source-items-delete", body=gone)
    assert shopper.get(f"inventory/get-product-salable-quantity/{sku}/2") == 5


def test_work_for_the_queue_is_done_at_once_or_when_the_consumers_run() -> None:
    shopper = Shopper(Simulator())
    shopper.sim.faults.stop_consumers()
    bodies = [{"product": PRODUCT}, {"product": {"sku": "NAMELESS", "attribute_set_id": 4}}]
    status, _, made = shopper.send("POST", "/rest/all/async/bulk/V1/products", body=bodies)
    assert (status, made["errors"]) == (202, False)
    statuses = f"bulk/{made['bulk_uuid']}/status"
    assert [o["status"] for o in shopper.get(statuses)["operations_list"]] == [4, 4]
    assert shopper.send("GET", "/rest/V1/products/NEW-1")[0] == 404
    assert shopper.sim.consume() == 2
    told = shopper.get(statuses)["operations_list"]
    assert [o["status"] for o in told] == [1, 3]
    assert told[1]["result_message"] == 'The "Product Name" attribute value is empty. Set the attribute and try again.'
    assert shopper.get("products/NEW-1")["price"] == 10


@pytest.mark.parametrize(
    ("condition", "value", "count"),
    [
        ("eq", "SKU-0001", 1),
        ("in", "SKU-0001,SKU-0002,NONE", 2),
        ("like", "SKU-000_", 9),
        ("neq", "SKU-0001", -1),
        ("nlike", "SKU-%", 6),
        ("null", "1", 0),
        ("bogus", "SKU-0001", 0),
    ],
)
def test_conditions_select_as_the_database_does(shopper: Shopper, condition: str, value: str, count: int) -> None:
    total = shopper.get("products", searchCriteria=0, fields="total_count")["total_count"]
    stem = "searchCriteria[filter_groups][0][filters][0]"
    query = {f"{stem}[field]": "sku", f"{stem}[value]": value, f"{stem}[conditionType]": condition}
    assert shopper.get("products", **query, fields="total_count")["total_count"] == (
        total + count if count < 0 else count
    )


@pytest.mark.parametrize("path", ["products", "categories/list", "products/attributes", "inventory/source-items"])
def test_any_window_is_a_slice_of_the_whole(shopper: Shopper, path: str) -> None:
    whole = shopper.get(path, searchCriteria=0)
    assert len(whole["items"]) == whole["total_count"]
    for page, size in ((1, 3), (2, 7), (3, 10), (99, 100)):
        window = {"searchCriteria[currentPage]": page, "searchCriteria[pageSize]": size}
        part = shopper.get(path, **window)
        assert part["items"] == whole["items"][(page - 1) * size : page * size]
        assert part["total_count"] == whole["total_count"]
        assert part["search_criteria"] == {"filter_groups": [], "page_size": size, "current_page": page}


def test_a_sparse_read_is_the_full_one_cut_down(shopper: Shopper) -> None:
    full = shopper.get("products", **{"searchCriteria[pageSize]": 30})
    sparse = shopper.get(
        "products",
        **{"searchCriteria[pageSize]": 30},
        fields="items[sku,extension_attributes[category_links[category_id]]]",
    )
    assert set(sparse) == {"items"}
    for row, whole in zip(sparse["items"], full["items"], strict=True):
        assert row["sku"] == whole["sku"]
        links = whole["extension_attributes"].get("category_links", [])
        mine = row["extension_attributes"]
        assert (mine and mine["category_links"]) == [{"category_id": k["category_id"]} for k in links]
    assert shopper.get("products", searchCriteria=0, fields="items[sku") == []
    one = {"searchCriteria[pageSize]": 1, "fields": "items[custom_attributes[url_key]]"}
    held = shopper.get("products", **one)["items"][0]["custom_attributes"]
    assert isinstance(held, dict), "a gap in the places makes an object of the list"


def test_skus_travel_encoded() -> None:
    shopper = Shopper(Simulator())
    for place, sku in enumerate(("A/B", 'a "quoted" one', "Ключ", "50% + more")):
        sent = PRODUCT | {"sku": sku, "name": f"Odd {place}"}
        assert shopper.send("POST", "/rest/V1/products", body={"product": sent})[0] == 200
        raw = "".join(c if c.isalnum() and c.isascii() else "".join(f"%{b:02X}" for b in c.encode()) for c in sku)
        assert shopper.send("GET", f"/rest/V1/products/{raw}")[2]["sku"] == sku


def test_the_shop_is_quick(shopper: Shopper) -> None:
    shopper.get("products", **{"searchCriteria[pageSize]": 100})
    start = time.process_time()
    for _ in range(5):
        Simulator()
        shopper.get("products", **{"searchCriteria[pageSize]": 100})
    assert (time.process_time() - start) / 5 < 0.25
