"""How fast a store may be asked: pauses before the quota of a window is spent, and those that a refusal asks for."""

from __future__ import annotations

import pytest

from polycart.core.throttle import Throttle, asked_pause


def paused(headers: dict[str, str], *, running: int) -> float:
    """Seconds that everybody waits after an answer with these headers, with so many requests under way."""
    throttle = Throttle(8, clock=lambda: 100.0)
    throttle.running = running
    throttle.answered(headers)
    return max(0.0, throttle.paused_until - 100.0)


@pytest.mark.parametrize(("left", "running", "seconds"), [("9", 8, 0.0), ("8", 8, 4.2), ("0", 0, 4.2)])
def test_a_window_is_left_before_its_quota_is_spent(left: str, running: int, seconds: float) -> None:
    headers = {"x-rate-limit-requests-left": left, "x-rate-limit-time-reset-ms": "4200"}
    assert paused(headers, running=running) == pytest.approx(seconds)


@pytest.mark.parametrize("reset", ["", "soon", "-5"])
def test_a_window_whose_end_is_not_told_pauses_nobody(reset: str) -> None:
    headers = {"x-rate-limit-requests-left": "0", "x-rate-limit-time-reset-ms": reset}
    assert paused(headers, running=8) == 0.0


def test_a_shop_cannot_make_callers_wait_for_ever() -> None:
    headers = {"x-rate-limit-requests-left": "0", "x-rate-limit-time-reset-ms": "99999999"}
    assert paused(headers, running=8) == pytest.approx(120.0)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "3", "x-rate-limit-time-reset-ms": "9000"}, 3.0),
        ({"x-rate-limit-time-reset-ms": "1500"}, 1.5),
        ({"x-rate-limit-time-reset-ms": "soon"}, None),
        ({}, None),
    ],
)
def test_a_refusal_tells_how_long_to_wait(headers: dict[str, str], seconds: float | None) -> None:
    assert asked_pause(headers) == seconds
