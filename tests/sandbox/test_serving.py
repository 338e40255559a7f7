"""Servers inside one process: they answer when they say so, and end without cutting off what is under way."""

from __future__ import annotations

import asyncio
import os
import signal
from typing import Any

import aiohttp
import pytest

from polycart.core.errors import ServiceUnavailable
from polycart.server.embedded import Listener, claim, free_ports, is_free, serving


async def _slow(scope: Any, receive: Any, send: Any) -> None:
    await asyncio.sleep(float(scope["path"][1:]))
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"done"})


async def _get(port: int, seconds: float) -> str:
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/{seconds}") as answer:
        return await answer.text()


async def test_a_call_under_way_is_finished_at_the_end() -> None:
    (port,) = free_ports(1)
    async with serving([Listener(_slow, port)], grace=5):
        call = asyncio.ensure_future(_get(port, 0.4))
        await asyncio.sleep(0.2)
    assert await call == "done"
    assert is_free("127.0.0.1", port)


async def test_a_call_that_takes_too_long_does_not_keep_the_server() -> None:
    (port,) = free_ports(1)
    async with asyncio.timeout(5):
        async with serving([Listener(_slow, port)], grace=0.2):
            call = asyncio.ensure_future(_get(port, 30))
            await asyncio.sleep(0.2)
    call.cancel()
    await asyncio.gather(call, return_exceptions=True)


async def test_a_signal_is_told_once_and_the_handlers_are_given_back() -> None:
    ports = free_ports(2)
    async with serving([Listener(_slow, port) for port in ports], grace=1) as stopped:
        assert [await _get(port, 0) for port in ports] == ["done", "done"]
        os.kill(os.getpid(), signal.SIGTERM)
        async with asyncio.timeout(2):
            await stopped.wait()
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL


async def test_a_port_in_use_is_refused_in_words() -> None:
    (port,) = free_ports(1)
    async with serving([Listener(_slow, port)], grace=1):
        with pytest.raises(ServiceUnavailable, match=f"Port {port} .* another program"):
            claim("127.0.0.1", port)
    with pytest.raises(ServiceUnavailable):
        claim("192.0.2.1", 0)
