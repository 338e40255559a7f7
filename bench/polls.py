"""``python -m bench.polls [STORES [SECONDS]]``: what it takes to poll many stores, and how often each really is.

Each store has a webhook for changed products. All shops are one, which answers from memory in this process, and so does
the endpoint of the webhooks; nothing but the gateway and its database is measured. Two figures come of it: processor
time and requests for a poll, with a clock that jumps from one round to the next; and the interval that is achieved in
real time, while a part of the shops changes and deliveries are made.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from polycart.core.transport import Headers, Request, Response
from polycart.gateway.backend import Backend, Limits
from polycart.gateway.changes.poller import Poller
from polycart.gateway.home import Home
from polycart.gateway.stores import Store
from polycart.gateway.webhooks.dispatch import Dispatcher

CART_ID = "WoocommerceApi"
PRODUCTS = 20
ROUNDS = 3
INTERVAL = 60.0
CHANGING = 0.01
"""Part of the shops in which something changes within an interval."""

BEGAN = "2026-01-02T03:04:05"
ENDPOINT = "hooks.test"
JSON = {"content-type": "application/json"}
KEYS = {"wc_consumer_key": "ck_" + "0" * 40, "wc_consumer_secret": "cs_" + "0" * 40}


class Shops:
    """The way to shops that have a few products each, one of which changes, and to the endpoints of their webhooks.

    ``chance`` is that of a shop to have changed when it is asked, where nobody says that it has.
    """

    def __init__(self, chance: float = 0.0) -> None:
        self.asked = 0
        self.polls = 0
        self.ahead = 0.0
        self.chance = chance
        self.dice = random.Random(1)
        self.changed: dict[str, str] = {}
        self.waiting: dict[str, float] = {}
        self.took: list[float] = []
        self.times: dict[str, list[float]] = {}

    def change(self, shop: str, ago: float = 0.0) -> None:
        """A product of a shop changes; the delivery that tells of it is waited for."""
        self.changed[shop] = _written(time.time() + self.ahead - ago)
        self.waiting.setdefault(shop, time.monotonic())

    async def send(self, request: Request, *, within: float) -> Response:
        """Answer at once."""
        self.asked += 1
        parts = urlsplit(request.url)
        if parts.netloc == ENDPOINT:
            shop = parts.path.removeprefix("/")
            if shop in self.waiting:
                self.took.append(time.monotonic() - self.waiting.pop(shop))
            return Response(status=200, headers=Headers({}), body=b"")
        if (id := parts.path.rpartition("/")[2]).isdigit():
            return Response(status=200, headers=Headers(JSON), body=b'{"id": %s}' % id.encode())
        since = parse_qs(parts.query).get("modified_after")
        if since is not None:
            self.polls += 1
            self.times.setdefault(parts.netloc, []).append(time.monotonic())
            if self.dice.random() < self.chance:
                self.change(parts.netloc)
        moment = self.changed.get(parts.netloc, BEGAN)
        if since is None:
            rows = [_row(1, moment), *(_row(id, BEGAN) for id in range(2, PRODUCTS + 1))]
        else:
            rows = [_row(1, moment)] if moment >= since[0].removesuffix("Z") else []
        told = JSON | {"x-wp-total": str(len(rows)), "x-wp-totalpages": "1"}
        return Response(status=200, headers=Headers(told), body=json.dumps(rows).encode())

    async def close(self) -> None:
        """Nothing is open."""


def _written(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _row(id: int, moment: str) -> dict[str, Any]:
    return {"id": id, "date_modified_gmt": moment, "date_created_gmt": BEGAN}


async def measured(folder: Path, number: int, seconds: float) -> dict[str, Any]:
    """Everything, on a new installation with so many stores."""
    shops = Shops()

    def way(store: Store) -> Shops:
        return shops

    backend = Backend(Home.open(folder / "home"), limits=Limits(), transports=way)
    try:
        await connected(backend, number)
        backend.changes.clock = lambda: time.time() + shops.ahead
        poller = Poller(backend, interval=INTERVAL, clock=backend.changes.clock)
        before = _memory()
        first = await _round(poller, shops)
        rounds = []
        for _ in range(ROUNDS):
            shops.ahead += INTERVAL * 1.2
            for at in shops.dice.sample(range(number), int(number * CHANGING)):
                shops.change(f"shop-{at}.test", ago=30)
            rounds.append(await _round(poller, shops))
        told: dict[str, Any] = {
            "stores": number,
            "first poll": first,
            "poll": {name: round(statistics.median(one[name] for one in rounds), 3) for name in first},
            "kB a store": round((_memory() - before) / number, 1),
            "database MB": round((folder / "home" / "polycart.db").stat().st_size / 1e6, 1),
        }
        told["stores of one core"] = int(INTERVAL / (told["poll"]["cpu ms"] / 1000))
        return told | {"in real time": await _real(backend, poller, shops, number, seconds)}
    finally:
        await backend.close()


async def connected(backend: Backend, number: int, *, address: Callable[[int], str] | None = None) -> None:
    """Connect so many stores with a webhook each; without an ``address`` they have names."""
    account = await backend.accounts.create("one", concurrency=100_000)
    for at in range(number):
        url = address(at) if address else f"https://shop-{at}.test"
        settings = {"store_url": url, **KEYS}
        store, _ = await backend.stores.add(account.id, CART_ID, url, settings, private_network=address is not None)
        await backend.webhooks.add(
            store.id, "product", "update", f"https://{ENDPOINT}/{urlsplit(url).netloc}", fields="id,name"
        )


async def _round(poller: Poller, shops: Shops) -> dict[str, float]:
    """Poll every store that is due, as fast as it goes."""
    asked, cpu, wall = shops.asked, time.process_time(), time.monotonic()
    polled = await poller.poll()
    cpu, wall = time.process_time() - cpu, time.monotonic() - wall
    return {
        "polls": polled,
        "requests": round((shops.asked - asked) / polled, 3),
        "cpu ms": round(cpu / polled * 1000, 3),
        "wall ms": round(wall / polled * 1000, 3),
    }


async def _real(backend: Backend, poller: Poller, shops: Shops, number: int, seconds: float) -> dict[str, float]:
    """Poll and deliver for a while as a worker does; the interval is that between two questions to one shop."""
    shops.times.clear()
    dispatcher = Dispatcher(backend, transport=shops, clock=backend.changes.clock)
    await dispatcher.drained()  # what the rounds have found
    polls, shops.waiting, shops.took = shops.polls, {}, []
    cpu, began = time.process_time(), time.monotonic()
    await poller.start()
    await dispatcher.start()
    changes = 0
    while (passed := time.monotonic() - began) < seconds:
        # In the last interval and a half nothing changes any more, so that all of it can be told.
        while changes < min(passed, seconds - 1.5 * INTERVAL) * number * CHANGING / INTERVAL:
            changes += 1
            shops.change(f"shop-{shops.dice.randrange(number)}.test")
        await asyncio.sleep(0.05)
    await poller.stop()
    await dispatcher.stop()
    wall, polls = time.monotonic() - began, shops.polls - polls
    gaps = sorted(
        later - earlier
        for times in shops.times.values()
        for earlier, later in itertools.pairwise(times)
        if later - earlier > 5  # what was too young is asked for again at once
    )
    return {
        "seconds": round(wall, 1),
        "polls": polls,
        "cpu ms a poll": round((time.process_time() - cpu) / polls * 1000, 3),
        "of a core": round((time.process_time() - cpu) / wall, 3),
        "stores polled": len(shops.times),
        "changes": len(shops.took) + len(shops.waiting),
        "not told": len(shops.waiting),
        **{f"from change to delivery {name}": value for name, value in _spread(shops.took).items()},
        **{f"interval {name}": value for name, value in _spread(gaps).items()},
        "interval wanted": INTERVAL,
    }


def _spread(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    places = {"p50": 0.5, "p99": 0.99, "max": 1.0} if ordered else {}
    return {name: round(ordered[min(int(len(ordered) * at), len(ordered) - 1)], 1) for name, at in places.items()}


def _memory() -> float:
    """The largest that this process has been, in kB."""
    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


if __name__ == "__main__":
    _number, _seconds = (int(word) for word in [*sys.argv[1:3], *("10000", "240")[len(sys.argv) - 1 :]])
    with tempfile.TemporaryDirectory() as _folder:
        print(json.dumps(asyncio.run(measured(Path(_folder), _number, _seconds))))
