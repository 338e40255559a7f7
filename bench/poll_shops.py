"""Small shops for polls over the wire: an ASGI application that answers lists of products, of which few are changed."""

from __future__ import annotations

import json
from typing import Any

_ROW = {"date_modified_gmt": "2026-01-02T03:04:05", "date_created_gmt": "2026-01-02T03:04:05"}
_ALL = json.dumps([{"id": id, **_ROW} for id in range(1, 21)]).encode()


async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Answer the changed products of a shop, which are none, or all of them."""
    if scope["type"] != "http":
        return
    changed = b"modified_after" in scope["query_string"]
    body, total = (b"[]", b"0") if changed else (_ALL, b"20")
    headers = [(b"content-type", b"application/json"), (b"x-wp-total", total), (b"x-wp-totalpages", b"1")]
    headers.append((b"connection", b"close"))  # as between polls that are a minute apart, nothing is kept open
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
