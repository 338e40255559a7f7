"""The simulated module for live shipping rates answers as the real one did.

``magento2-live-shipping.json`` was recorded, in this order, from the module in a Magento Open Source 2.4.7-p3; ``{0}``
is the id of the first service that was made there, ``{secret}`` what it was told to sign with.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.specs.test_magento2_sim import Shopper

from polycart.platforms.magento2.sim import Simulator

EXCHANGES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("magento2-live-shipping.json").read_text("utf-8"))


def named(value: Any, ids: list[int]) -> Any:
    """An answer with ids and secrets as the recording has them."""
    if isinstance(value, list):
        return [named(one, ids) for one in value]
    if not isinstance(value, dict):
        return value
    told: dict[str, Any] = {}
    for key, one in value.items():
        if key == "secret":
            assert len(one) == 64
            told[key] = "{secret}"
        elif key in ("id", "fieldValue") and one in ids:
            told[key] = f"{{{ids.index(one)}}}"
        else:
            told[key] = named(one, ids)
    return told


def test_it_answers_as_the_real_one_did() -> None:
    shopper = Shopper(Simulator(plugins=("live-shipping",)))
    ids: list[int] = []
    for place, one in enumerate(EXCHANGES):
        path = "/rest" + one["path"].replace("{0}", str(ids[0]) if ids else "")
        status, _, answer = shopper.send(one["method"], path, one.get("query"), one["body"])
        if one["method"] == "POST" and status == 200:
            ids.append(answer["id"])
        assert (status, named(answer, ids)) == (one["status"], one["answer"]), f"{place}: {one['method']} {path}"


@pytest.mark.parametrize("auth", [None, "Bearer " + "x" * 32])
def test_it_is_for_those_who_may_configure_delivery(auth: str | None) -> None:
    shopper = Shopper(Simulator(plugins=("live-shipping",)))
    status, _, answer = shopper.send("GET", "/rest/V1/live-shipping-services", auth=auth)
    assert status == 401
    assert auth or answer["parameters"] == {"resources": "Magento_Shipping::carriers"}


def test_without_the_module_there_are_no_routes() -> None:
    status, _, answer = Shopper(Simulator()).send("GET", "/rest/V1/live-shipping-services")
    assert (status, answer["message"]) == (404, "Request does not match any route.")
