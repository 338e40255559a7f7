"""Changes that shops tell of by themselves: from the change in the shop to one change in the stream."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.gateway.pushing import PUSHING, Rig


@pytest.fixture(params=PUSHING)
async def rig(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Rig]:
    made = await Rig(tmp_path / "home", request.param).open()
    yield made
    await made.close()


MUG = {"name": "Mug", "model": "MUG-1", "sku": "MUG-1", "price": 9.5, "description": "A mug."}


async def test_a_product_is_told_of_when_it_comes_changes_and_goes(rig: Rig) -> None:
    await rig.watch("product")
    id = str((await rig.call("product.add", **MUG))["product_id"])
    assert set(await rig.deliver()) == {200}
    first, *more = await rig.news()
    assert (first.entity, first.action, first.entity_id, first.source) == ("product", "add", id, "push")
    assert {(one.action, one.entity_id) for one in more} <= {("update", id)}  # some shops take several steps
    for name, action in (("product.update", "update"), ("product.delete", "delete")):
        seq = (await rig.news())[-1].seq
        await rig.call(name, id=id, **({"name": "Cup"} if action == "update" else {}))
        assert set(await rig.deliver()) == {200}
        assert [(one.action, one.entity_id) for one in await rig.news(seq)] == [(action, id)]
