"""A store reached through a server: polycart's own, or any that speaks the v1.1 contract."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

import msgspec

from polycart import __version__, api
from polycart.client import decoding
from polycart.client.doors import Arguments, arguments_of
from polycart.core.client import CALL_SECONDS
from polycart.core.envelope import JSON, Answer, refusal
from polycart.core.errors import NotReady, ParameterError, PolycartError, StoreError, TimedOut, Unreachable, Unsupported
from polycart.core.method import Method
from polycart.core.platform import Capability
from polycart.core.trace import Exchange
from polycart.core.transport import ANY_ADDRESS, HttpTransport, NeverSent, Request, Response, Transport

ATTEMPTS = 3
LONGEST_QUERY = 6000
"""Characters of a query string; parameters that need more travel as a JSON body."""


class Remote:
    """Answers a store's calls by asking a server; keys travel in headers."""

    def __init__(
        self,
        url: str,
        api_key: str,
        store_key: str | None = None,
        *,
        transport: Transport | None = None,
        seconds: float = CALL_SECONDS + 10,
    ) -> None:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
            raise ParameterError("The address of a server is an http or https URL without query or fragment.")
        path = parts.path.rstrip("/").removesuffix("/v1.1")
        self.base = f"{parts.scheme}://{parts.netloc}{path}/v1.1"
        self.title = f"'{parts.netloc.rpartition('@')[2]}'"
        self.seconds = seconds
        self.request_id = ""
        self._keys = {"x-api-key": api_key, **({"x-store-key": store_key} if store_key else {})}
        self._transport = transport or HttpTransport(ANY_ADDRESS)

    def __str__(self) -> str:
        return f"through {self.base}"

    @property
    def last_trace(self) -> list[Exchange]:
        """What was sent to the shop is known to the server alone."""
        raise Unsupported(
            f"The trace of a remote call is kept by its server; there, run: polycart trace {self.request_id or 'ID'}"
        )

    async def call(self, method: Method[Any, Any], arguments: Arguments) -> Any:
        """Answer a call in the contract's structs."""
        request = self._request(method, arguments_of(method, arguments))
        request_id = request.headers["x-request-id"]
        try:
            response = await self._sent(request, safe=not method.writes)
            if method.result is bytes and "json" not in response.headers.get("content-type", ""):
                return response.body
            return decoding.read(method, response.body, self.title)
        except PolycartError as error:
            error.add_note(f"request id {request_id}")
            raise

    async def answer(self, name: str, arguments: Arguments) -> Answer:
        """Answer a call with the server's own envelope."""
        method = api.METHODS[name]
        try:
            request = self._request(method, arguments_of(method, arguments))
            response = await self._sent(request, safe=not method.writes)
        except PolycartError as error:
            return refusal(error)
        kind = response.headers.get("content-type", JSON)
        if "json" not in kind:
            return Answer(response.body, kind, 0)
        try:
            code = msgspec.json.decode(response.body, type=_Code).return_code
        except msgspec.DecodeError as error:
            return refusal(StoreError(f"{self.title} did not answer as a v1.1 server does: {error}."))
        return Answer(response.body, kind, code)

    def bulk(self, name: str, arguments: Arguments) -> None:
        """A server answers page by page."""

    def capability(self, method: Method[Any, Any]) -> Capability:
        """Only a server knows its platforms."""
        raise Unsupported("What a remote store supports is told by its server: cart.methods(), or /matrix.json.")

    async def native(self, verb: str, path: str, query: Mapping[str, Any] | None, json: Any) -> Any:
        """The contract has no way to carry a native request."""
        raise Unsupported("Native requests need the store in this process: polycart.connect(); a server carries none.")

    async def feed(self, verb: str, path: str, arguments: Arguments) -> Any:
        """Ask the server about the store's feed, which is beside the contract's methods."""
        self.request_id = f"lib_{secrets.token_hex(12)}"
        headers = {"accept": "application/json", "x-request-id": self.request_id, **self._keys}
        url, body = f"{self.base.removesuffix('/v1.1')}{path}", b""
        if verb == "GET":
            url += f"?{urlencode(list(pairs(arguments)))}"
        else:
            headers["content-type"], body = "application/json", msgspec.json.encode(arguments)
        # An acknowledgement that is said twice is as good as once.
        request = Request(method=verb, url=url, headers=headers, body=body)
        response = await self._sent(request, safe=True)
        try:
            answer = msgspec.json.decode(response.body)
        except msgspec.DecodeError as error:
            raise StoreError(f"{self.title} did not answer as a polycart server does: {error}.") from None
        if response.status >= 400:
            refused = msgspec.convert(answer, _Refused)
            raise decoding.classes().get(refused.return_code, PolycartError)(refused.return_message)
        return answer

    async def close(self) -> None:
        """Give the connections back."""
        await self._transport.close()

    def _request(self, method: Method[Any, Any], arguments: Arguments) -> Request:
        url = f"{self.base}/{method.name}{'' if method.result is bytes else '.json'}"
        self.request_id = f"lib_{secrets.token_hex(12)}"
        headers = {
            "accept": "application/json",
            "user-agent": f"polycart/{__version__}",
            "x-request-id": self.request_id,
            **self._keys,
        }
        query = "" if method.body else urlencode(list(pairs(arguments)))
        if method.body or len(query) > LONGEST_QUERY:
            body = msgspec.json.encode(arguments)
            return Request(
                method=method.verb if method.writes else "POST",
                url=url,
                headers={**headers, "content-type": "application/json"},
                body=body,
            )
        return Request(method=method.verb, url=f"{url}?{query}" if query else url, headers=headers)

    async def _sent(self, request: Request, *, safe: bool) -> Response:
        """Send a request; again where the server has not seen it, or repeating does no harm."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                response = await self._transport.send(request, within=self.seconds)
                break
            except TimedOut:
                raise
            except Unreachable as error:
                if attempt == ATTEMPTS or not (safe or isinstance(error, NeverSent)):
                    raise
        else:  # pragma: no cover - the loop ends with a response or an error
            raise Unreachable(f"{self.title} did not answer.")
        if 300 <= response.status < 400:
            raise Unreachable(f"{self.title} redirects; name the server's final address.")
        if response.status == 503:
            raise NotReady(f"{self.title} is not ready yet.")
        if response.status >= 400 and response.body[:1] != b"{":
            raise Unreachable(f"{self.title} is no v1.1 server: it answered HTTP {response.status}.")
        return response


class _Code(msgspec.Struct):
    return_code: int = 0


class _Refused(msgspec.Struct):
    return_code: int = 107
    return_message: str = "The server has no feed."


def pairs(arguments: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Parameters as a query has them: ``name[]`` for values of a list, ``name[0][key]`` for what is nested."""
    for name, value in arguments.items():
        yield from _pairs(name, value)


def _pairs(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, below in value.items():
            yield from _pairs(f"{name}[{key}]", below)
    elif isinstance(value, list | tuple):
        scalars = not any(isinstance(item, Mapping | list | tuple) for item in value)
        for at, item in enumerate(value):
            yield from _pairs(f"{name}[]" if scalars else f"{name}[{at}]", item)
    elif value is not None:
        yield name, ("true" if value else "false") if isinstance(value, bool) else str(value)
