"""What simulated shops send: right after a change, again where it was not taken, and to this machine only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from polycart.core.transport import Request, Response, TimedOut
from polycart.sandbox.courier import Courier, Parcel, Watch


class Ear:
    """Takes deliveries, and answers them with the statuses that it was given, one after the other; 0 is no answer."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.heard: list[str] = []

    async def send(self, request: Request, *, within: float) -> Response:
        self.heard.append(request.url)
        status = self.statuses.pop(0)
        if not status:
            raise TimedOut("No answer.")
        return Response(status=status, headers={}, body=b"")

    async def close(self) -> None: ...


async def test_what_is_not_taken_is_sent_again_until_it_is_given_up() -> None:
    now = datetime(2026, 11, 28, tzinfo=UTC)
    told: list[tuple[int, bool]] = []
    courier = Courier(lambda: now, again=(60, 120), told=lambda parcel, last: told.append((parcel.status, last)))
    courier.transport = ear = Ear(500, 301, 0, 204)
    courier.put([Parcel(1, "http://127.0.0.1/push", {}, b"{}")])
    for seconds, sent in ((0, 1), (59, 0), (1, 1), (119, 0), (1, 1), (86400, 0)):
        now += timedelta(seconds=seconds)
        assert len(await courier.deliver()) == sent
    assert told == [(500, False), (301, False), (0, True)]
    courier.put([Parcel(2, "http://localhost/push", {}, b"{}")])
    assert [parcel.status for parcel in await courier.deliver()] == [204]
    assert ear.heard == ["http://127.0.0.1/push"] * 3 + ["http://localhost/push"]


async def test_nothing_is_sent_to_other_machines() -> None:
    courier = Courier(lambda: datetime.now(UTC))
    courier.transport = Ear()
    courier.put(Parcel(1, url, {}, b"{}") for url in ("https://example.com/push", "http://127.0.0.1.example.com/push"))
    assert await courier.deliver() == []


def test_a_watch_tells_what_came_what_changed_and_what_went() -> None:
    watch, rows = Watch(), {1: {"name": "a"}, 2: {"name": "b"}}
    assert watch.look({"thing": rows}) == []
    rows[1]["name"] = "A"
    rows[3] = {"name": "c"}
    gone = rows.pop(2)
    found = {(one.event, one.id): (one.now, one.was) for one in watch.look({"thing": rows})}
    assert found == {
        ("updated", 1): ({"name": "A"}, {"name": "a"}),
        ("created", 3): ({"name": "c"}, {}),
        ("deleted", 2): ({}, gone),
    }
    assert watch.look({"thing": rows}) == []
