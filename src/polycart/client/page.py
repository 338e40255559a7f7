"""What a list method gives: one page, and where the next one begins."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar, overload

import msgspec

T = TypeVar("T")


class Page(msgspec.Struct, Generic[T], kw_only=True, frozen=True):
    """One page of entities; it is walked, counted and indexed like the list of its items.

    ``total`` counts the whole selection where it is known. ``next`` and ``previous`` are opaque cursors, to be given
    as ``page_cursor``. ``left_out`` names parameters that the platform could not honour, where that is allowed.
    """

    items: list[T]
    total: int | None = None
    next: str | None = None
    previous: str | None = None
    left_out: list[str] = []

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> list[T]: ...
    def __getitem__(self, at: int | slice) -> T | list[T]:
        return self.items[at]
