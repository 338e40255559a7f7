"""The blocking face of a store: the same code on an event loop in a thread of its own."""

from __future__ import annotations

import asyncio
import functools
import inspect
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from polycart.client.methods import Methods

if TYPE_CHECKING:
    from polycart.client.store import Store

T = TypeVar("T")


class Portal:
    """An event loop in a thread; other threads hand it coroutines and wait for their results."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="polycart", daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Do the work on the loop; an interrupt from the keyboard cancels it."""
        if self._loop.is_closed():
            work.close()
            raise RuntimeError("This store is closed.")
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result()
        except BaseException:
            future.cancel()
            raise

    def close(self) -> None:
        """End the loop and its thread."""
        if self._loop.is_closed():
            return
        self.run(self._loop.shutdown_asyncgens())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


class _Blocking:
    """Functions of a part of the store, each waiting for its result."""

    def __init__(self, portal: Portal, target: Any) -> None:
        self._portal = portal
        self._target = target

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._target, name)
        if isinstance(value, Methods) or type(value).__name__ == "Native":
            return _Blocking(self._portal, value)
        if inspect.iscoroutinefunction(value):
            return self._waiting(value)
        return self._walking(value) if name in ("iterate", "changes") else value

    def __dir__(self) -> list[str]:
        return dir(self._target)

    def _waiting(self, function: Callable[..., Coroutine[Any, Any, Any]]) -> Callable[..., Any]:
        @functools.wraps(function)
        def call(*args: Any, **given: Any) -> Any:
            return self._portal.run(function(*args, **given))

        return call

    def _walking(self, function: Callable[..., AsyncIterator[Any]]) -> Callable[..., Iterator[Any]]:
        @functools.wraps(function)
        def walk(*args: Any, **given: Any) -> Iterator[Any]:
            items: Any = function(*args, **given)
            try:
                while True:
                    try:
                        yield self._portal.run(anext(items))
                    except StopAsyncIteration:
                        return
            finally:
                self._portal.run(items.aclose())

        return walk


class BlockingStore(_Blocking):
    """A store whose methods wait: ``store.product.list(count=50)``, ``for product in store.product.iterate()``."""

    def __init__(self, store: Store) -> None:
        super().__init__(Portal(), store)

    def close(self) -> None:
        """Give the connections back and end the thread."""
        try:
            self._portal.run(self._target.close())
        finally:
            self._portal.close()

    def __enter__(self) -> BlockingStore:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()
