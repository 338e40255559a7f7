"""What describes the contract to programs: the OpenAPI document and the matrix of support, as cached bytes."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

import msgspec

from polycart.api import METHODS
from polycart.core.platform import Capability
from polycart.server.openapi import Credentials, document

__all__ = ["Facts", "Page", "Reference"]


class Facts(msgspec.Struct, frozen=True):
    """What the reference says of one platform: its name, and how it serves each method."""

    title: str
    methods: Mapping[str, Capability]


class Page(msgspec.Struct, frozen=True):
    """A finished document: plain, compressed, and the tag that changes with it."""

    body: bytes
    compressed: bytes
    tag: str

    @classmethod
    def of(cls, body: bytes) -> Page:
        """The document with its compressed form and its tag."""
        return cls(body, gzip.compress(body, 6, mtime=0), f'"{hashlib.sha256(body).hexdigest()[:24]}"')


class Reference:
    """The documents about the contract; the platforms are asked for once, when a document is first wanted."""

    def __init__(
        self,
        *,
        platforms: Callable[[], Mapping[str, Facts]] = dict,
        credentials: Callable[[], Credentials] = dict,
        cart_ids: Callable[[], Iterable[str]] = tuple,
    ) -> None:
        self._platforms = platforms
        self._credentials = credentials
        self._connectable = cart_ids
        self._openapi = lru_cache(8)(self._make_openapi)
        self._matrix = lru_cache(64)(self._make_matrix)

    def knows(self, cart_id: str) -> bool:
        """Whether there is such a platform."""
        return cart_id in self._platforms()

    def cart_ids(self) -> list[str]:
        """The ids of all platforms."""
        return sorted(self._platforms())

    def openapi(self, cart_id: str | None = None) -> Page:
        """The OpenAPI document, of the whole contract or of what one platform serves."""
        return self._openapi(cart_id)

    def matrix(self, cart_id: str | None = None) -> Page:
        """How each method is served: the states by platform, or everything about one platform."""
        return self._matrix(cart_id)

    def _make_openapi(self, cart_id: str | None) -> Page:
        support = None if cart_id is None else self._platforms()[cart_id].methods
        made = document(METHODS, credentials=self._credentials(), cart_ids=self._connectable(), support=support)
        return Page.of(msgspec.json.encode(made))

    def _make_matrix(self, cart_id: str | None) -> Page:
        if cart_id is not None:
            return Page.of(msgspec.json.encode(self._platforms()[cart_id]))
        rows: dict[str, Any] = {
            known: {"title": facts.title, "methods": {name: cell.state for name, cell in facts.methods.items()}}
            for known, facts in sorted(self._platforms().items())
        }
        return Page.of(msgspec.json.encode({"platforms": rows}))
