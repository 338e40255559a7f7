"""How platforms cut their lists into pages: each kind serves any window of ``start`` and ``count``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Protocol

import msgspec

from polycart.core.transport import Headers

Query = dict[str, str]


class Slice(msgspec.Struct, frozen=True):
    """One native request of a window, and which of its items belong to the window."""

    query: Mapping[str, str]
    skip: int = 0
    take: int | None = None


class Paging(Protocol):
    """Turns a window into native requests; windows larger than ``most`` take several, which may run at once."""

    most: int

    def window(self, start: int, count: int) -> list[Slice]:
        """The native requests that together hold items ``start`` to ``start + count``."""
        ...

    def total(self, headers: Headers) -> int | None:
        """How many items the whole list has, where the answer's headers tell."""
        ...


class Offset:
    """``offset`` and ``limit``: a window is one request, or several side by side."""

    def __init__(self, offset: str, limit: str, *, most: int, total: str | None = None) -> None:
        self.offset, self.limit, self.most, self.total_header = offset, limit, most, total

    def window(self, start: int, count: int) -> list[Slice]:
        """Cut the window into requests of at most ``most`` items."""
        return [
            Slice({self.offset: str(at), self.limit: str(min(self.most, start + count - at))})
            for at in range(start, start + count, self.most)
        ]

    def total(self, headers: Headers) -> int | None:
        """Read the header that holds the total."""
        return _count(headers, self.total_header)


class PageNumber:
    """``page`` and ``size``: a page size is sought that covers the window with one request; else two pages do."""

    def __init__(self, page: str, size: str, *, most: int, first: int = 1, total: str | None = None) -> None:
        self.page, self.size, self.most, self.first, self.total_header = page, size, most, first, total

    def window(self, start: int, count: int) -> list[Slice]:
        """Choose the smallest page size with one page that covers the window, else full pages."""
        for size in range(count, self.most + 1):
            if start // size == (start + count - 1) // size:
                return [self._slice(start // size, size, start % size, count)]
        slices: list[Slice] = []
        at = start
        while at < start + count:
            skip = at % self.most
            take = min(self.most - skip, start + count - at)
            slices.append(self._slice(at // self.most, self.most, skip, take))
            at += take
        return slices

    def _slice(self, page: int, size: int, skip: int, take: int) -> Slice:
        return Slice({self.page: str(page + self.first), self.size: str(size)}, skip, take)

    def total(self, headers: Headers) -> int | None:
        """Read the header that holds the total."""
        return _count(headers, self.total_header)


class Whole:
    """A list that the platform always answers whole; windows are cut from it."""

    most = 1_000_000

    def window(self, start: int, count: int) -> list[Slice]:
        """The one request, and the part of it."""
        return [Slice({}, start, count)]

    def total(self, headers: Headers) -> int | None:
        """No header is needed: the list is whole."""
        return None


def _count(headers: Headers, name: str | None) -> int | None:
    text = headers.get(name.lower(), "") if name else ""
    return int(text) if text.isdigit() else None


_LINK = re.compile(r'<([^>]*)>\s*;[^,]*\brel="?next"?', re.IGNORECASE)


def next_link(headers: Headers) -> str | None:
    """The URL of the next page in a ``Link`` header (RFC 8288), for platforms that page by links."""
    found = _LINK.search(headers.get("link", ""))
    return found.group(1) if found else None
