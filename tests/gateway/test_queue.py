"""Fair admission: never more than the limit, everyone in turn, nobody forgotten."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polycart.core.errors import AccountBusy, StoreBusy
from polycart.gateway.queue import FairQueue


async def spin(times: int = 5) -> None:
    for _ in range(times):
        await asyncio.sleep(0)


class Calls:
    """Calls that come in and end when they are told to; notes the order in which they were let in."""

    def __init__(self, queue: FairQueue) -> None:
        self.queue = queue
        self.let_in: list[tuple[str, int]] = []
        self.ends: dict[tuple[str, int], asyncio.Event] = {}
        self.tasks: dict[tuple[str, int], asyncio.Task[None]] = {}
        self.most = 0

    async def _call(self, name: tuple[str, int], deadline: float | None) -> None:
        async with self.queue.slot("store", name[0], deadline):
            self.let_in.append(name)
            self.most = max(self.most, self.queue.load("store")[0])
            await self.ends[name].wait()

    async def come(self, names: Sequence[tuple[str, int]], deadline: float | None = None) -> None:
        for name in names:
            self.ends[name] = asyncio.Event()
            self.tasks[name] = asyncio.ensure_future(self._call(name, deadline))
        await spin()

    async def end(self, name: tuple[str, int]) -> None:
        self.ends[name].set()
        await spin()

    async def end_all(self) -> None:
        for _ in range(len(self.ends) + 1):
            for name in list(self.let_in):
                self.ends[name].set()
            await spin()


async def test_no_more_than_the_limit_run_at_once_and_all_get_their_turn() -> None:
    calls = Calls(FairQueue(5))
    await calls.come([("a", n) for n in range(20)])
    assert calls.queue.load("store") == (5, 15)
    await calls.end_all()
    assert len(calls.let_in) == 20
    assert calls.most == 5


async def test_in_a_lane_first_come_is_first_served() -> None:
    calls = Calls(FairQueue(1))
    await calls.come([("a", n) for n in range(5)])
    await calls.end_all()
    assert calls.let_in == [("a", n) for n in range(5)]


async def test_lanes_take_turns_however_long_one_of_them_is() -> None:
    calls = Calls(FairQueue(1))
    await calls.come([("greedy", n) for n in range(10)])
    await calls.come([("b", 0), ("b", 1), ("c", 0)])
    await calls.end_all()
    order = [lane for lane, _ in calls.let_in]
    assert order[:6] == ["greedy", "greedy", "b", "c", "greedy", "b"]


async def test_stores_do_not_wait_for_each_other() -> None:
    queue = FairQueue(1)
    async with queue.slot("a", 1), queue.slot("b", 1):
        assert (queue.load("a"), queue.load("b"), len(queue)) == ((1, 0), (1, 0), 2)


@pytest.mark.parametrize(("account", "error", "code"), [(False, StoreBusy, 7), (True, AccountBusy, 10)])
async def test_a_call_fails_only_when_its_deadline_passes(account: bool, error: type[Exception], code: int) -> None:
    queue = FairQueue(1, account=account)
    async with queue.slot("x", 1, time.monotonic() - 1):
        started = time.monotonic()
        with pytest.raises(error) as caught:
            async with queue.slot("x", 1, started + 0.05):
                pass
        assert 0.04 < time.monotonic() - started < 1
        assert getattr(caught.value, "code", None) == code
        assert queue.load("x") == (1, 0)
    assert len(queue) == 0


async def test_a_place_that_comes_in_time_is_taken() -> None:
    calls = Calls(FairQueue(1))
    await calls.come([("a", 0)])
    await calls.come([("a", 1)], deadline=time.monotonic() + 5)
    await calls.end(("a", 0))
    assert calls.let_in[-1] == ("a", 1)
    await calls.end_all()


async def test_a_cancelled_waiter_leaves_no_hole() -> None:
    calls = Calls(FairQueue(1))
    await calls.come([("a", 0), ("a", 1), ("b", 0), ("a", 2)])
    for name in (("a", 1), ("b", 0)):
        calls.tasks[name].cancel()
    await spin()
    assert calls.queue.load("store") == (1, 1)
    await calls.end_all()
    assert calls.let_in == [("a", 0), ("a", 2)]
    assert len(calls.queue) == 0


async def test_a_waiter_cancelled_just_when_its_turn_comes_passes_it_on() -> None:
    calls = Calls(FairQueue(1))
    await calls.come([("a", 0), ("a", 1), ("a", 2)])
    calls.ends["a", 0].set()
    await asyncio.sleep(0)  # the first one leaves and the turn is the second's, who has not woken up yet
    calls.tasks["a", 1].cancel()
    await spin()
    await calls.end_all()
    assert calls.let_in == [("a", 0), ("a", 2)]
    assert len(calls.queue) == 0


async def test_a_call_that_fails_or_is_cancelled_gives_its_place_back() -> None:
    queue = FairQueue(1)
    for ending in (RuntimeError(), asyncio.CancelledError()):
        with pytest.raises(type(ending)):
            async with queue.slot("x", 1):
                raise ending
    assert len(queue) == 0


async def test_a_raised_limit_lets_the_waiting_in() -> None:
    queue = FairQueue(1)
    inside = asyncio.Event()

    async def call(limit: int | None) -> None:
        async with queue.slot("x", 1, limit=limit):
            await inside.wait()

    tasks = [asyncio.ensure_future(call(None)) for _ in range(3)]
    await spin()
    assert queue.load("x") == (1, 2)
    tasks.append(asyncio.ensure_future(call(3)))
    await spin()
    assert queue.load("x") == (3, 1)
    inside.set()
    await asyncio.gather(*tasks)
    assert len(queue) == 0


LANES = st.sampled_from("abcd")
ACTIONS = st.lists(
    st.tuples(st.sampled_from(["come", "come", "come", "end", "cancel"]), LANES, st.integers(0, 1000)), max_size=60
)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 4), ACTIONS)
def test_whatever_happens_the_promises_hold(limit: int, actions: list[tuple[str, str, int]]) -> None:
    asyncio.run(play(limit, actions))


async def play(limit: int, actions: list[tuple[str, str, int]]) -> None:
    calls, numbers = Calls(FairQueue(limit)), Counter[str]()
    ended: set[tuple[str, int]] = set()
    for action, lane, pick in actions:
        running = [name for name in calls.let_in if name not in ended]
        waiting = [name for name, task in calls.tasks.items() if name not in calls.let_in and not task.done()]
        if action == "come":
            await calls.come([(lane, numbers[lane])])
            numbers[lane] += 1
        elif action == "end" and running:
            before, name = list(calls.let_in), running[pick % len(running)]
            ended.add(name)
            await calls.end(name)
            # A freed place goes to exactly one of those who wait, and to the first of its lane.
            let_in = calls.let_in[len(before) :]
            assert len(let_in) == min(1, len(waiting))
            for one in let_in:
                assert one == min((name for name in waiting if name[0] == one[0]), key=lambda name: name[1])
        elif action == "cancel" and waiting:
            calls.tasks[waiting[pick % len(waiting)]].cancel()
            await spin()
        running_now, waiting_now = calls.queue.load("store")
        assert running_now <= limit
        assert running_now == limit or waiting_now == 0
    await calls.end_all()
    assert all(task.done() for task in calls.tasks.values())
    assert len(calls.let_in) + sum(task.cancelled() for task in calls.tasks.values()) == len(calls.tasks)
    assert len(calls.queue) == 0


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 12), min_size=2, max_size=5), st.integers(1, 3))
def test_no_lane_is_more_than_one_place_ahead_of_another_that_waits(lengths: list[int], limit: int) -> None:
    async def play() -> None:
        calls = Calls(FairQueue(limit))
        await calls.come([("holder", n) for n in range(limit)])
        await calls.come([(str(lane), n) for lane, length in enumerate(lengths) for n in range(length)])
        await calls.end_all()
        served, left = Counter[str](), Counter({str(lane): length for lane, length in enumerate(lengths)})
        for lane, _ in calls.let_in[limit:]:
            served[lane] += 1
            left[lane] -= 1
            waiting = [served[other] for other in left if left[other] > 0]
            assert all(served[lane] - other <= 1 for other in waiting)

    asyncio.run(play())
