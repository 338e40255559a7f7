"""A store's budget: what a request costs is there before it is sent, and those who wait go in their order."""

from __future__ import annotations

import asyncio
import heapq

import pytest

from polycart.core.budget import Budget, Told
from polycart.core.errors import Throttled


class Time:
    """A clock that goes on only when everybody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0
        self._sleeping: list[tuple[float, int, asyncio.Future[None]]] = []
        self._serial = 0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self._serial += 1
        waking = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleeping, (self.now + seconds, self._serial, waking))
        await waking

    async def run(self, until: asyncio.Future[object]) -> None:
        while not until.done():
            for _ in range(20):
                await asyncio.sleep(0)
            while self._sleeping and self._sleeping[0][2].done():
                heapq.heappop(self._sleeping)
            if not until.done() and self._sleeping:
                self.now, _, waking = heapq.heappop(self._sleeping)
                if not waking.done():
                    waking.set_result(None)


def told(budget: Budget, actual: float, available: float) -> Told:
    return Told(actual=actual, available=available, bucket=budget.bucket, restore=budget.restore)


async def test_what_is_there_is_put_aside_at_once_and_the_rest_waits_for_exactly_what_comes_back() -> None:
    time = Time()
    budget = Budget(1000, 100, clock=time, sleep=time.sleep)

    async def work() -> None:
        assert await budget.reserve(900, seconds=60) == 900
        assert time.now == 0
        await budget.reserve(400, seconds=60)
        assert time.now == pytest.approx(3.0)  # 100 are left, 300 come back at 100 a second

    await time.run(asyncio.ensure_future(work()))


async def test_what_was_put_aside_too_much_comes_back_with_the_answer() -> None:
    time = Time()
    budget = Budget(1000, 100, clock=time, sleep=time.sleep)
    reserved = await budget.reserve(900, seconds=60)
    budget.settle(reserved, told(budget, 50, 950), sent=True)
    assert budget.available == 950


async def test_what_the_shop_tells_beside_others_under_way_never_raises_the_hopes() -> None:
    time = Time()
    budget = Budget(1000, 100, clock=time, sleep=time.sleep)
    first, second = await budget.reserve(300, seconds=60), await budget.reserve(400, seconds=60)
    budget.settle(first, told(budget, 300, 700), sent=True)  # the shop has not seen the second one yet
    assert budget.available == 300
    budget.settle(second, told(budget, 100, 600), sent=True)
    assert budget.available == 600


async def test_the_bucket_and_its_rate_are_the_shops_own_once_it_has_told_them() -> None:
    time = Time()
    budget = Budget(1000, 100, clock=time, sleep=time.sleep)
    reserved = await budget.reserve(10, seconds=60)
    budget.settle(reserved, Told(actual=10, available=19_990, bucket=20_000, restore=1000), sent=True)
    assert (budget.bucket, budget.restore, budget.available) == (20_000, 1000, 19_990)


async def test_twenty_callers_go_in_their_order_and_none_starves() -> None:
    time = Time()
    budget = Budget(1000, 100, clock=time, sleep=time.sleep)
    went: list[int] = []

    async def caller(number: int) -> None:
        for _ in range(5):
            reserved = await budget.reserve(100, seconds=600)
            went.append(number)
            budget.settle(reserved, told(budget, 100, budget.available), sent=True)
            await asyncio.sleep(0)

    await time.run(asyncio.ensure_future(asyncio.gather(*(caller(number) for number in range(20)))))
    assert len(went) == 100
    for start in range(0, 100, 20):
        assert sorted(went[start : start + 20]) == list(range(20)), "each goes once before any goes again"
    assert time.now == pytest.approx((100 * 100 - 1000) / 100)


async def test_a_dear_request_is_not_overtaken_by_cheap_ones() -> None:
    time = Time()
    budget = Budget(1000, 100, clock=time, sleep=time.sleep)
    went: list[str] = []

    async def caller(name: str, cost: float) -> None:
        await budget.reserve(cost, seconds=600)
        went.append(name)

    await budget.reserve(1000, seconds=60)
    tasks = [asyncio.ensure_future(caller("dear", 900)), *(asyncio.ensure_future(caller(f"{n}", 1)) for n in range(3))]
    await time.run(asyncio.ensure_future(asyncio.gather(*tasks)))
    assert went == ["dear", "0", "1", "2"]


async def test_a_call_that_cannot_wait_that_long_is_told_at_once() -> None:
    time = Time()
    budget = Budget(1000, 100, clock=time, sleep=time.sleep)
    await budget.reserve(1000, seconds=60)
    with pytest.raises(Throttled) as caught:
        await budget.reserve(500, seconds=2)
    assert caught.value.retry_after == pytest.approx(5.0)
    assert time.now == 0


async def test_who_gives_up_waiting_gives_the_place_on() -> None:
    time = Time()
    budget = Budget(1000, 100, clock=time, sleep=time.sleep)
    await budget.reserve(1000, seconds=60)
    first = asyncio.ensure_future(budget.reserve(1000, seconds=60))
    second = asyncio.ensure_future(budget.reserve(100, seconds=60))
    await asyncio.sleep(0)
    first.cancel()
    await time.run(second)
    assert time.now == pytest.approx(1.0)


async def test_a_request_that_got_no_answer_may_have_cost_what_was_put_aside() -> None:
    time = Time()
    budget = Budget(1000, 100, clock=time, sleep=time.sleep)
    budget.settle(await budget.reserve(300, seconds=60), None, sent=True)
    assert budget.available == 700
    budget.settle(await budget.reserve(300, seconds=60), None)
    assert budget.available == 700


def test_only_so_many_costs_are_remembered() -> None:
    budget = Budget(1000, 100)
    for number in range(2000):
        budget.learn(str(number), 2.0)
    assert budget.learned("1999") == 2.0
    assert budget.learned("0") is None
