"""What is different between PrestaShops: versions without PATCH, several languages, servers that hide the key."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from polycart import api
from polycart.core.calls import invoke
from polycart.core.client import Connection
from polycart.core.cursors import Cursors
from polycart.core.errors import CredentialsRefused, Unreachable
from polycart.core.transport import AppTransport, Request, Response
from polycart.platforms.prestashop_api import markup, platform
from polycart.platforms.prestashop_api.sim import Simulator


def connected(simulator: Simulator) -> Connection[Any]:
    settings = platform.settings.read({"store_url": "https://shop.test", **simulator.credentials})
    return Connection(settings, AppTransport(simulator), name="1", secrets=settings.secrets())


async def called(connection: Connection[Any], method: str, /, **parameters: Any) -> Any:
    outcome = await invoke(platform, connection, api.METHODS[method], parameters, cursors=Cursors(b"versions"))
    return msgspec.to_builtins(outcome.result)


async def test_a_shop_without_patch_gets_the_whole_product_back_with_the_change() -> None:
    simulator = Simulator(version="1.7.8")
    shop = connected(simulator)
    before = await called(shop, "product.info", id="1", params="force_all")
    simulator.requests.clear()
    await called(shop, "product.update", id="1", name="Changed")
    verbs = [verb for verb, *_ in simulator.requests]
    assert "PUT" in verbs
    assert "PATCH" not in verbs
    after = await called(shop, "product.info", id="1", params="force_all")
    for name in ("description", "price", "u_sku", "categories_ids", "seo_url", "weight"):
        assert after[name] == before[name], name
    assert after["name"] == "Changed"


async def test_a_new_shop_is_only_told_the_change() -> None:
    simulator = Simulator()
    shop = connected(simulator)
    await called(shop, "product.update", id="1", name="Changed")
    assert "PUT" not in [verb for verb, *_ in simulator.requests]


async def test_a_change_touches_the_language_of_the_call_alone() -> None:
    shop = connected(Simulator(languages=(1, 2)))
    made = await called(shop, "category.add", name="Mugs")
    await called(shop, "category.update", id=made["category_id"], name="Tassen", lang_id="2")
    told = {
        language: (await called(shop, "category.info", id=made["category_id"], lang_id=language))["name"]
        for language in ("1", "2")
    }
    assert told == {"1": "Mugs", "2": "Tassen"}


class Answering:
    """A server that answers everything alike."""

    def __init__(self, status: int, body: bytes) -> None:
        self.status, self.body = status, body

    async def send(self, request: Request, *, within: float) -> Response:
        return Response(status=self.status, headers={"content-type": "text/html"}, body=self.body)

    async def close(self) -> None: ...


@pytest.mark.parametrize(
    ("status", "body", "error", "words"),
    [
        (401, b"401 Unauthorized", CredentialsRefused, "Authorization header"),
        (
            503,
            b'{"errors":[{"code":22,"message":"The PrestaShop webservice is disabled"}]}',
            Unreachable,
            "switched off",
        ),
        (401, b'{"errors":[{"code":18,"message":"Authentication key does not exist"}]}', CredentialsRefused, "key"),
    ],
)
async def test_what_keeps_a_shop_from_being_reached_is_said(
    status: int, body: bytes, error: type[Exception], words: str
) -> None:
    settings = platform.settings.read({"store_url": "https://shop.test", **Simulator().credentials})
    shop: Connection[Any] = Connection(settings, Answering(status, body), name="1", secrets=settings.secrets())
    with pytest.raises(error, match=words):
        await called(shop, "cart.info")


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'


@pytest.mark.parametrize("body", [ENTITIES, ENTITIES.decode().encode("utf-16"), b"<a>", b"\xff\xfe\xff"])
def test_xml_that_could_hold_entities_or_is_broken_is_not_read(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        markup.parsed(body)


def test_markup_in_a_text_stays_text() -> None:
    written = markup.written({"product": {"name": "<b>&</b> ]]> \"'"}})
    assert markup.parsed(written).findtext("product/name") == "<b>&</b> ]]> \"'"
