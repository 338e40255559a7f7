"""The closed tree of everything that can go wrong, each leaf with its return code on the wire.

    PolycartError
    ├─ GatewayError           the caller, its keys, its limits
    │  ├─ ServiceUnavailable 1      ├─ AccessDenied 5       ├─ InternalError 9
    │  ├─ WrongApiKey 2             ├─ ApiKeyDisabled 6     ├─ AccountBusy 10
    │  ├─ UnknownMethod 3           ├─ StoreBusy 7          ├─ NotReady 12
    │  ├─ StoreDenied 4             ├─ StoreExists 8        └─ StoreNotFound 101
    ├─ RequestError           what the caller asked for
    │  ├─ ParameterError 109
    │  │  └─ UnsupportedParameter
    │  ├─ MissingParameter 114
    │  ├─ TooManyItems 111
    │  ├─ Unsupported 107           the platform has no such thing
    │  └─ NotYet 107                the platform has it, polycart not yet
    └─ ShopError              what the shop answered, or that it did not
       ├─ CredentialsRefused 100    ├─ BridgeFailed 105     ├─ NotFound 112
       ├─ FtpRefused 102            ├─ Unreachable 106      ├─ AlreadyExists 113
       ├─ FtpNotWritable 103        ├─ StoreError 107       ├─ AmbiguousPrefix 115
       ├─ FtpFolderWrong 104        ├─ Throttled 110        └─ DuplicateRecord 116
       └─ (Unreachable) TimedOut

A platform's error table maps its native codes to leaves of ``ShopError``; the native answer travels along in
``native``. Messages are one sentence, name the parameter where there is one, and never hold a secret.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

import msgspec


class Native(msgspec.Struct, frozen=True):
    """What the shop itself answered: HTTP status, its own error code and its own words."""

    status: int
    code: str | None = None
    message: str | None = None


class PolycartError(Exception):
    """Anything that polycart reports; ``code`` is the return code on the wire, ``message`` one sentence."""

    code: ClassVar[int] = 9

    def __init__(self, message: str, *, native: Native | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.native = native
        self.notes: list[str] = []

    @property
    def sentence(self) -> str:
        """The message, with what could not be undone said after it."""
        return " ".join([self.message, *self.notes])


class GatewayError(PolycartError):
    """The call did not reach the shop: keys, limits, gateway."""


class ServiceUnavailable(GatewayError):
    code = 1


class WrongApiKey(GatewayError):
    code = 2


class UnknownMethod(GatewayError):
    code = 3


class StoreDenied(GatewayError):
    code = 4


class AccessDenied(GatewayError):
    code = 5


class ApiKeyDisabled(GatewayError):
    code = 6


class StoreBusy(GatewayError):
    code = 7


class StoreExists(GatewayError):
    code = 8


class InternalError(GatewayError):
    code = 9


class AccountBusy(GatewayError):
    code = 10


class NotReady(GatewayError):
    code = 12


class StoreNotFound(GatewayError):
    code = 101


class RequestError(PolycartError):
    """What the caller asked for cannot be done as asked; nothing was sent to the shop."""


class ParameterError(RequestError):
    code = 109


class UnsupportedParameter(ParameterError):
    """A parameter that the platform cannot honour; it is never silently dropped."""

    def __init__(self, names: Iterable[str], platform: str, method: str) -> None:
        self.names = sorted(names)
        listed = ", ".join(f"'{name}'" for name in self.names)
        one = len(self.names) == 1
        super().__init__(
            f"Parameter{'' if one else 's'} {listed} {'is' if one else 'are'} not supported by {platform} for {method}."
        )


class MissingParameter(RequestError):
    code = 114


class TooManyItems(RequestError):
    code = 111


class Unsupported(RequestError):
    """The platform has nothing of the kind."""

    code = 107


class NotYet(RequestError):
    """The platform has it, but polycart does not serve it yet."""

    code = 107


class ShopError(PolycartError):
    """The shop refused, failed, or did not answer."""

    code = 107


class CredentialsRefused(ShopError):
    code = 100


class FtpRefused(ShopError):
    code = 102


class FtpNotWritable(ShopError):
    code = 103


class FtpFolderWrong(ShopError):
    code = 104


class BridgeFailed(ShopError):
    code = 105


class Unreachable(ShopError):
    code = 106


class TimedOut(Unreachable):
    """The shop did not answer in time; a write may or may not have happened."""


class StoreError(ShopError):
    code = 107


class Throttled(ShopError):
    """The shop asked to slow down; ``retry_after`` is in seconds where the shop said so."""

    code = 110

    def __init__(self, message: str, *, native: Native | None = None, retry_after: float | None = None) -> None:
        super().__init__(message, native=native)
        self.retry_after = retry_after


class NotFound(ShopError):
    code = 112


class AlreadyExists(ShopError):
    code = 113


class AmbiguousPrefix(ShopError):
    code = 115


class DuplicateRecord(ShopError):
    code = 116


class Errors:
    """A platform's error table: exact native codes first, then the longest matching prefix, then the HTTP status."""

    by_status: ClassVar[Mapping[int, type[ShopError]]] = {
        400: StoreError,
        401: CredentialsRefused,
        403: CredentialsRefused,
        404: NotFound,
        409: AlreadyExists,
        429: Throttled,
    }

    def __init__(
        self, exact: Mapping[str, type[PolycartError]], broad: Mapping[str, type[PolycartError]] | None = None
    ) -> None:
        self.exact = dict(exact)
        self.broad = sorted((broad or {}).items(), key=lambda row: -len(row[0]))

    def pick(self, native: Native) -> type[PolycartError]:
        """The leaf that stands for what the shop answered."""
        if native.code is not None:
            if native.code in self.exact:
                return self.exact[native.code]
            for prefix, kind in self.broad:
                if native.code.startswith(prefix):
                    return kind
        return self.by_status.get(native.status, StoreError)
