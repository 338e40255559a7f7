"""Recorded exchanges of real shops, replayed: the connector sends what was sent, and reads what was answered."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec
import pytest

from polycart import api, platforms
from polycart.core.calls import invoke
from polycart.core.client import Connection
from polycart.core.cursors import Cursors
from polycart.core.errors import PolycartError
from polycart.core.transport import Request, Response
from polycart.platforms import platforms as built
from tests.conformance import bridges

FOLDER = Path(platforms.__file__).parent
CASES = sorted(FOLDER.glob("*/cases/*.json"))
FITTING = ("x", "x" * 32, "ck_" + "0" * 40, "cs_" + "0" * 40)
"""Credentials of every form that a platform asks for."""

SETTINGS: dict[str, dict[str, str]] = {
    platform.cart_id: {
        name: "https://shop.test"
        if name == "store_url"
        else next(value for value in FITTING if re.fullmatch(setting.pattern or ".*", value))
        for name, (setting, _, _) in platform.settings.described().items()
    }
    for platform in built().values()
    if platform.kind != "bridge"
}


class Recording:
    """Answers the recorded exchanges, in their order, and complains where the request is another.

    Requests that go out side by side may come in any order among themselves: the first unanswered exchange with the
    same request is taken.
    """

    def __init__(self, exchanges: list[dict[str, Any]]) -> None:
        self.left = list(exchanges)

    async def send(self, request: Request, *, within: float) -> Response:
        asked = _asked(request)
        for exchange in self.left:
            if _recorded(exchange["request"]) == asked:
                self.left.remove(exchange)
                return _response(exchange["response"])
        expected = [_recorded(exchange["request"]) for exchange in self.left]
        raise AssertionError(f"sent {json.dumps(asked)}\nexpected one of {json.dumps(expected)}")

    async def close(self) -> None: ...


def _query(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    kept = [
        (k, ",".join(sorted(v.split(","))) if k == "_fields" else v) for k, v in pairs if not k.startswith("oauth_")
    ]
    return sorted(kept)


def _body(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return raw.decode()


def _asked(request: Request) -> list[Any]:
    parts = urlsplit(request.url)
    body = _body(request.body) if request.body else None
    return [request.method, parts.path, _query(parse_qsl(parts.query, keep_blank_values=True)), body]


def _recorded(request: dict[str, Any]) -> list[Any]:
    pairs: list[tuple[str, str]] = []
    for name, value in (request.get("query") or {}).items():
        values = value if isinstance(value, list) else [value]
        pairs += [(name, str(item)) for item in values]
    return [request["method"], urlsplit(request["path"]).path, _query(pairs), request.get("body")]


def _response(response: dict[str, Any]) -> Response:
    body = response.get("body")
    raw = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    headers = {"content-type": "application/json"} | {k.lower(): v for k, v in response.get("headers", {}).items()}
    return Response(status=response["status"], headers=headers, body=raw)


def read(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text("utf-8"))


@pytest.mark.parametrize("path", CASES, ids=[f"{path.parts[-3]}-{path.stem}" for path in CASES])
async def test_a_recorded_call_is_sent_and_read_as_recorded(path: Path) -> None:
    case, folder = read(path), path.parts[-3]
    platform = next(p for p in built().values() if p.client.__module__.split(".")[2] == folder)
    sealed = platform.kind == "bridge"
    recording = bridges.RecordedBridge(case["exchanges"]) if sealed else Recording(case["exchanges"])
    settings = platform.settings.read(bridges.settings() if sealed else SETTINGS[platform.cart_id])
    connection: Connection[Any] = Connection(settings, recording, name="1")
    method = api.METHODS[case["call"]]
    call = invoke(platform, connection, method, case["params"], cursors=Cursors(b"case"))
    if "raises" in case:
        with pytest.raises(PolycartError) as caught:
            await call
        assert {"code": caught.value.code, "message": caught.value.sentence} == case["raises"]
    else:
        outcome = await call
        assert json.loads(msgspec.json.encode(outcome.result)) == case["gives"]
    assert recording.left == [], "recorded exchanges that were not asked for"


def test_every_case_names_its_source() -> None:
    for path in CASES:
        case = read(path)
        assert case.get("source"), path.name
        assert case["call"] in api.METHODS
        assert not any(word in path.read_text("utf-8") for word in ("127.0.0.1:8", "ck_10", "cs_10")), path.name
