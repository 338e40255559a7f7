"""A platform: its settings, its client, and the methods it implements; the capability matrix is read off it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Generic, Literal, TypeVar, cast, get_args, get_type_hints
from urllib.parse import urlsplit

import msgspec

from polycart.core.errors import MissingParameter, ParameterError, Unsupported
from polycart.core.mapping import Map
from polycart.core.method import Method, Params
from polycart.core.pushes import Pushes

if TYPE_CHECKING:
    from polycart.core.analytics import Sales
    from polycart.core.bulk import Reading
    from polycart.core.groups import Group
    from polycart.core.live_shipping import LiveShipping

C = TypeVar("C")
D = TypeVar("D")
P = TypeVar("P", bound=Params)
R = TypeVar("R")

State = Literal["native", "emulated", "absent", "not yet"]

ALWAYS = frozenset({"start", "count", "page_cursor", "params", "exclude", "response_fields", "idempotency_key"})
"""Parameters that the gateway itself honours for every platform."""

HINTS = frozenset({
    "disable_cache", "enable_cache", "use_latest_api_version", "disable_report_cache", "clear_cache", "reindex",
})  # fmt: skip
"""Requests to go round a cache of the reference service or to refresh the shop's own: nothing is cached here, and a
platform's API refreshes its shop by itself, so they are honoured by doing nothing."""

VIEW = frozenset({"store_id", "lang_id", "currency_id"})
"""Parameters that choose a view of the shop; ``Client.view`` accepts or refuses their values."""


class Setting(msgspec.Struct, frozen=True):
    """What the add-store form says of one credential, for use in ``Annotated``.

    ``made`` marks one that the gateway makes and finds again by itself: it is no parameter of the contract.
    """

    title: str
    help: str = ""
    pattern: str | None = None
    secret: bool = False
    made: bool = False


class Settings(msgspec.Struct, kw_only=True, frozen=True):
    """The credentials of one store; subclasses add a platform's own fields."""

    store_url: Annotated[
        str, Setting("Store address", "Where the shop is found, such as https://shop.example.com.")
    ] = ""

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.store_url}>"  # values are secrets and stay out of logs

    @classmethod
    def described(cls) -> dict[str, tuple[Setting, type, Any]]:
        """Each field's description, type and default (``msgspec.NODEFAULT`` where it is required)."""
        hints = get_type_hints(cls, include_extras=True)
        rows: dict[str, tuple[Setting, type, Any]] = {}
        for field in msgspec.structs.fields(cls):
            known = [note for note in get_args(hints[field.name])[1:] if isinstance(note, Setting)]
            rows[field.encode_name] = (known[0] if known else Setting(field.encode_name), field.type, field.default)
        return rows

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Settings:
        """Check the given credentials and keep the ones that the platform knows; the address gets its usual form."""
        known = {name: value for name, value in values.items() if value is not None}
        for name, (setting, _, default) in cls.described().items():
            value = known.get(name, "")
            if default is msgspec.NODEFAULT and value == "":
                raise MissingParameter(f"Parameter '{name}' is required.")
            if value and setting.pattern and not re.fullmatch(setting.pattern, str(value)):
                raise ParameterError(f"Parameter '{name}' is not valid. {setting.help or setting.title}".rstrip())
        if known.get("store_url"):
            known["store_url"] = address(str(known["store_url"]))
        try:
            return msgspec.convert(known, cls, strict=False)
        except msgspec.ValidationError as error:
            raise ParameterError(f"The credentials are not valid: {error}.") from error

    @classmethod
    def asked(cls) -> dict[str, tuple[Setting, type, Any]]:
        """The described fields that a caller gives: all but those that the gateway makes."""
        return {name: row for name, row in cls.described().items() if not row[0].made}

    def secrets(self) -> tuple[str, ...]:
        """The values that must never be shown."""
        described = self.described()
        values = msgspec.to_builtins(self)
        return tuple(str(value) for name, value in values.items() if value and described[name][0].secret)


class Handler(msgspec.Struct, frozen=True, kw_only=True):
    """One implemented method: the function, the parameters it honours, the fields it fills, and how.

    ``views`` are the parameters that choose the view of the shop which the function gets; others of ``VIEW`` it reads
    itself.
    """

    method: Method[Any, Any]
    function: Callable[[Any, Any], Awaitable[Any]]
    parameters: frozenset[str]
    fields: frozenset[str] = frozenset()
    emulated: bool = False
    note: str = ""
    views: frozenset[str] = VIEW


class Capability(msgspec.Struct, frozen=True, kw_only=True):
    """One cell of the matrix."""

    state: State
    reason: str = ""
    parameters: list[str] = []
    fields: list[str] = []


class Platform(Generic[C]):
    """What a platform's folder exports.

    ``kind`` is how a shop is reached (``api``, ``bridge``, ``connector``); ``credentials`` are the alternative sets of
    settings of which one must be given; ``versions`` are the shop versions that are covered, in words, and ``oldest``
    is the oldest of them, where shops have versions.
    """

    def __init__(
        self,
        cart_id: str,
        title: str,
        *,
        settings: type[Settings],
        client: type[C],
        versions: str = "",
        oldest: str | None = None,
        kind: str = "api",
        credentials: tuple[tuple[str, ...], ...] = (),
    ) -> None:
        self.cart_id = cart_id
        self.title = title
        self.settings = settings
        self.client = client
        self.versions = versions
        self.oldest = oldest
        self.kind = kind
        asked = settings.asked()
        required = tuple(name for name, (_, _, default) in asked.items() if default is msgspec.NODEFAULT)
        self.credentials = tuple(tuple(name for name in names if name in asked) for names in credentials or (required,))
        self.handlers: dict[str, Handler] = {}
        self.queued: dict[str, Handler] = {}  # what only the gateway can do, which keeps jobs
        self.bulk: dict[str, Reading] = {}
        self.reasons: dict[str, str] = {}
        self.groups: dict[str, Group] = {}  # how the items of a batch are done together, by the single method
        self.sales: Sales | None = None  # what reports are added up by, where the platform has none of its own
        self.pushes: Pushes[C] | None = None  # how its shops tell of changes by themselves
        self.live_shipping: LiveShipping[C] | None = None  # how its shops ask for rates at the checkout
        self._inherited: set[str] = set()

    def derive(
        self, cart_id: str, *, settings: type[Settings], client: type[D], without: Iterable[str] = (), **more: Any
    ) -> Platform[D]:
        """Another platform of the family, with all this one has but the handlers named in ``without``.

        ``client`` has to do what the handlers ask of this platform's client. An inherited handler is replaced by
        implementing its method; ``more`` are the other arguments of a platform.
        """
        known: dict[str, Any] = {
            "versions": self.versions, "oldest": self.oldest, "kind": self.kind, "title": self.title,
        }  # fmt: skip
        derived: Platform[D] = Platform(cart_id, settings=settings, client=client, **(known | more))
        left_out = set(without)
        derived.handlers = {name: handler for name, handler in self.handlers.items() if name not in left_out}
        derived.reasons = {name: reason for name, reason in self.reasons.items() if name not in left_out}
        derived.bulk = {name: reading for name, reading in self.bulk.items() if name not in left_out}
        derived.pushes = cast("Pushes[D] | None", self.pushes)
        derived.groups = dict(self.groups)
        derived.sales = self.sales
        derived._inherited = set(derived.handlers)
        return derived

    def implements(
        self,
        method: Method[P, R],
        *accepts: type[Map[Any]] | str,
        gives: type[Map[Any]] | Iterable[str] | None = None,
        emulated: bool = False,
        note: str = "",
    ) -> Callable[[Callable[[C, P], Awaitable[R]]], Callable[[C, P], Awaitable[R]]]:
        """Register a handler; ``accepts`` are the tables and names of the parameters that it honours.

        ``gives`` is the table (or the names) of the entity's fields that it fills. ``emulated`` marks work that the
        platform has no single operation for.
        """
        names: set[str] = set()
        for item in accepts:
            names |= {item} if isinstance(item, str) else item.names
        known = {field.encode_name for field in msgspec.structs.fields(method.params)}
        unknown = names - known
        if unknown:
            raise TypeError(f"{self.cart_id} {method.name}: {sorted(unknown)} are no parameters of the method")
        fields = frozenset(gives.names if isinstance(gives, type) else gives or ())

        def register(function: Callable[[C, P], Awaitable[R]]) -> Callable[[C, P], Awaitable[R]]:
            if method.name in self.handlers and method.name not in self._inherited:
                raise TypeError(f"{self.cart_id} implements {method.name} twice")
            self._inherited.discard(method.name)
            self.handlers[method.name] = Handler(
                method=method,
                function=function,
                parameters=frozenset(names) | (known & (ALWAYS | HINTS | VIEW)),
                fields=fields,
                emulated=emulated,
                note=note,
            )
            return function

        return register

    def reads_in_bulk(self, method: Method[Any, Any], reading: Reading) -> None:
        """Say how the whole of a list is read by the shop itself."""
        self.bulk[method.name] = reading

    def lacks(self, reason: str, *methods: Method[Any, Any]) -> None:
        """Say which methods the platform has nothing for, and why."""
        for method in methods:
            self.reasons[method.name] = reason

    def capability(self, method: Method[Any, Any]) -> Capability:
        """One cell of the matrix, read off the code."""
        handler = self.handlers.get(method.name) or self.queued.get(method.name)
        if handler is not None:
            state: State = "emulated" if handler.emulated else "native"
            return Capability(
                state=state, reason=handler.note, parameters=sorted(handler.parameters), fields=sorted(handler.fields)
            )
        if method.name in self.reasons:
            return Capability(state="absent", reason=self.reasons[method.name])
        return Capability(state="not yet", reason=f"polycart does not serve this for {self.title} yet.")

    def refuse_older(self, version: str) -> None:
        """Raise ``Unsupported`` (107) for a shop that is older than the oldest version that is supported."""
        if self.oldest is None:
            return
        found = _release(version)
        if not found:
            raise Unsupported(f"The store does not tell its version; {self.title} {self.oldest} or newer is supported.")
        if found < _release(self.oldest):
            raise Unsupported(
                f"The store runs {self.title} {version[:40]}, which is not supported. "
                f"The oldest supported version is {self.oldest}."
            )

    def matrix(self, methods: Mapping[str, Method[Any, Any]]) -> dict[str, Capability]:
        """Every method's capability, by name."""
        return {name: self.capability(method) for name, method in methods.items()}


def _release(version: str) -> tuple[int, ...]:
    """The numbers of a version, without what follows them (``-beta1``) and without zeros at the end."""
    leading = re.match(r"[\sv]*(\d+(?:\.\d+)*)", version)
    numbers = [int(part) for part in leading[1].split(".")] if leading else []
    while len(numbers) > 1 and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def address(store_url: str) -> str:
    """A shop's address as it is kept: a scheme, a host, maybe a path; https where no scheme is given."""
    parts = urlsplit(store_url.strip() if "://" in store_url else f"https://{store_url.strip()}")
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise ParameterError(
            "Parameter 'store_url' is not valid. "
            "It must be an http or https address without user name, query or fragment."
        )
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"
