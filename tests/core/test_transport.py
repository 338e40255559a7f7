"""The network itself: private addresses, size and time caps, TLS, and what a broken connection is called."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from polycart.core import transport
from polycart.core.errors import StoreError, TimedOut, Unreachable
from polycart.core.transport import ANY_ADDRESS, LOOPBACK, AddressPolicy, HttpTransport, NeverSent, Request

Behaviour = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def server(answer: Behaviour | bytes) -> AsyncIterator[int]:
    """A socket on loopback that behaves as told; answers its port."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if isinstance(answer, bytes):
                await reader.readuntil(b"\r\n\r\n")
                writer.write(answer)
                await writer.drain()
            else:
                await answer(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with listening:
        yield listening.sockets[0].getsockname()[1]


async def ask(port: int, *, scheme: str = "http", within: float = 5.0, policy: AddressPolicy = ANY_ADDRESS) -> bytes:
    client = HttpTransport(policy)
    try:
        request = Request(method="GET", url=f"{scheme}://127.0.0.1:{port}/a%20b?c=%2F", headers={})
        return (await client.send(request, within=within)).body
    finally:
        await client.close()


def http(body: bytes, *headers: bytes) -> bytes:
    return b"\r\n".join([b"HTTP/1.1 200 OK", b"Content-Length: %d" % len(body), *headers, b"", body])


async def test_an_answer_is_read_whole_and_unpacked() -> None:
    packed = gzip.compress(b"hello" * 100)
    async with server(http(packed, b"Content-Encoding: gzip")) as port:
        assert await ask(port) == b"hello" * 100


async def test_the_url_goes_out_as_it_was_signed() -> None:
    seen: list[bytes] = []

    async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await reader.readline())
        await reader.readuntil(b"\r\n\r\n")
        writer.write(http(b"{}"))
        await writer.drain()

    async with server(behave) as port:
        await ask(port)
    assert seen == [b"GET /a%20b?c=%2F HTTP/1.1\r\n"]


async def test_an_answer_over_the_size_cap_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "LARGEST_ANSWER", 1000)
    for answer in (http(b"x" * 2000), http(gzip.compress(b"x" * 100_000), b"Content-Encoding: gzip")):
        async with server(answer) as port:
            with pytest.raises(StoreError, match="over the limit"):
                await ask(port)


async def test_a_slow_answer_times_out() -> None:
    async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
        await writer.drain()
        await asyncio.sleep(5)

    async with server(behave) as port:
        with pytest.raises(TimedOut, match="did not answer within"):
            await ask(port, within=0.2)


async def test_an_answer_that_breaks_off_is_told() -> None:
    async with server(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc") as port:
        with pytest.raises(Unreachable, match="broke off") as caught:
            await ask(port)
    assert not isinstance(caught.value, NeverSent)


async def test_a_closed_port_was_never_reached() -> None:
    async with server(b"") as port:
        pass
    with pytest.raises(NeverSent, match="No connection"):
        await ask(port)


async def test_a_connection_closed_without_an_answer_may_have_been_heard() -> None:
    async with server(b"") as port:
        with pytest.raises(Unreachable) as caught:
            await ask(port)
    assert not isinstance(caught.value, NeverSent)


async def test_plain_http_where_tls_was_expected_is_told() -> None:
    async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(http(b"{}"))
        await writer.drain()

    async with server(behave) as port:
        with pytest.raises(NeverSent, match="secure connection"):
            await ask(port, scheme="https")


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "[::1]", "[::ffff:10.0.0.1]"]
)
async def test_private_addresses_are_not_called(host: str) -> None:
    client = HttpTransport(AddressPolicy())
    with pytest.raises(Unreachable, match="private"):
        await client.send(Request(method="GET", url=f"http://{host}/", headers={}), within=1)
    await client.close()


async def test_a_name_that_resolves_to_a_private_address_is_not_called() -> None:
    client = HttpTransport(AddressPolicy())
    with pytest.raises(Unreachable, match="private"):
        await client.send(Request(method="GET", url="http://localhost/", headers={}), within=5)
    await client.close()


async def test_the_operator_can_allow_networks() -> None:
    async with server(http(b"{}")) as port:
        assert await ask(port, policy=AddressPolicy(LOOPBACK)) == b"{}"


@pytest.mark.parametrize(
    ("address", "allowed"),
    [("8.8.8.8", True), ("100.64.0.1", False), ("0.0.0.0", False), ("224.0.0.1", False), ("fe80::1%eth0", False),
     ("fd00::1", False), ("2606:4700::1", True)],
)  # fmt: skip
def test_only_global_addresses_are_public(address: str, allowed: bool) -> None:
    assert AddressPolicy().permits(address) is allowed
