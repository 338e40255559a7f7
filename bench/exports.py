"""One export of all products to a file of one JSON object a line, in a process of its own that weighs itself."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from bench.processes import status

AT_ONCE = 8


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """What to export, from where, to which file; ``server`` and the keys are for the export through polycart's API."""

    kind: str
    shop: str
    file: str
    key: str
    secret: str
    products: int
    server: str = ""
    api_key: str = ""
    store_key: str = ""


class Export(msgspec.Struct, frozen=True):
    """What an export came to; ``cpu`` in seconds, ``peak`` in MB, both of its own process."""

    wall: float
    cpu: float
    peak: float
    records: int


async def library(task: Task) -> int:
    """polycart's library: the connector in this process."""
    import polycart

    credentials: dict[str, Any] = {
        "store_url": task.shop, "wc_consumer_key": task.key, "wc_consumer_secret": task.secret,
    }  # fmt: skip
    async with polycart.connect("WoocommerceApi", **credentials) as store:
        return await _written(store, task.file)


async def api(task: Task) -> int:
    """polycart's HTTP API, through its own client."""
    import polycart

    async with polycart.remote(task.server, task.api_key, task.store_key) as store:
        return await _written(store, task.file)


async def _written(store: Any, file: str) -> int:
    encode, number = msgspec.json.Encoder().encode, 0
    with Path(file).open("wb") as output:  # noqa: ASYNC230 - a local file takes no waiting worth a thread
        async for product in store.iterate("product.list", params="force_all", concurrency=AT_ONCE):
            output.write(encode(product) + b"\n")
            number += 1
    return number


def woocommerce(task: Task) -> int:
    """The client of WooCommerce's makers, as its documentation says: page after page."""
    from woocommerce import API

    shop = API(url=task.shop, consumer_key=task.key, consumer_secret=task.secret, version="wc/v3", timeout=60)
    number, page = 0, 1
    with Path(task.file).open("w") as output:
        while True:
            found = shop.get("products", params={"per_page": 100, "page": page}).json()
            for product in found:
                output.write(json.dumps(product) + "\n")
            number += len(found)
            if len(found) < 100:
                return number
            page += 1


async def fetch(task: Task) -> int:
    """The limit: the shop's bytes to disk, several pages at once, nothing read of them."""
    import aiohttp

    lock = asyncio.Semaphore(AT_ONCE)
    url = f"{task.shop}/wp-json/wc/v3/products"
    async with aiohttp.ClientSession(auth=aiohttp.BasicAuth(task.key, task.secret)) as session:

        async def page(offset: int) -> int:
            async with lock, session.get(url, params={"per_page": "100", "offset": str(offset)}) as answer:
                body = await answer.read()
                output.write(body)
                return 100

        with Path(task.file).open("wb") as output:  # noqa: ASYNC230 - as above
            return sum(await asyncio.gather(*(page(offset) for offset in range(0, task.products, 100))))


KINDS: dict[str, Callable[[Task], Any]] = {
    "polycart library": library,
    "polycart API": api,
    "woocommerce client": woocommerce,
    "plain fetch": fetch,
}


def main() -> None:
    """Do the task that the command line tells, and say what it took, modules loaded before."""
    task = msgspec.json.decode(sys.argv[1], type=Task)
    work = KINDS[task.kind]
    _load(task.kind)
    before, started = _cpu(), time.perf_counter()
    number = work(task)
    records = asyncio.run(number) if asyncio.iscoroutine(number) else number
    wall, cpu = time.perf_counter() - started, _cpu() - before
    # Not ru_maxrss: that begins with what the process had that started this one.
    peak = status(os.getpid(), "VmHWM") / 1024
    print(msgspec.json.encode(Export(wall, cpu, peak, records)).decode())


def _load(kind: str) -> None:
    if kind.startswith("polycart"):
        import polycart
        from polycart.platforms import platforms

        assert polycart.connect
        platforms()
    elif kind == "plain fetch":
        import aiohttp

        assert aiohttp.ClientSession
    else:
        import woocommerce

        assert woocommerce.API


def _cpu() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


if __name__ == "__main__":
    main()
