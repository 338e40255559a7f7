"""What a platform declares where its shops tell of changes by themselves: topics, subscriptions, and how to read them.

A delivery is believed as far as its shop has signed it. What is read of it is what changed and when, never the record
itself: that is read anew from the shop by whoever needs it.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, Generic, Literal, TypeVar

import msgspec

from polycart.core.errors import AccessDenied, ParameterError
from polycart.core.signatures import sign

C = TypeVar("C")
T = TypeVar("T")

Action = Literal["add", "update", "delete"]
Event = tuple[str, Action]

ALL: frozenset[Action] = frozenset({"add", "update", "delete"})


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One entity that a delivery tells of.

    ``perhaps`` are the entities of which it may be one, or may be none, where the shop tells no more than an id; it is
    the one that is known by that id. Where none is, the shop is asked.
    """

    entity: str
    action: Action
    id: str
    parent_id: str = ""
    perhaps: tuple[str, ...] = ()


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """What a shop has delivered, its signature checked.

    ``mark`` is the same when it is delivered again. ``moment`` is when the entity was changed, or where the platform
    does not tell, when the event was; both in Unix seconds by the shop's clock, ``None`` where there is none.
    ``sent`` is when it was sent at first. Nothing ``told`` and no topic is a ping: the shop tries the address out.
    """

    mark: str = ""
    topic: str = ""
    told: tuple[Told, ...] = ()
    moment: float | None = None
    sent: float | None = None


class Subscription(msgspec.Struct, frozen=True, kw_only=True):
    """One topic that a shop sends to an address; not ``active`` where the shop has switched it off."""

    id: str
    topic: str
    active: bool = True


class Unsigned(AccessDenied):
    """A delivery without a signature."""


class Stale(AccessDenied):
    """A delivery that was sent longer ago than its shop would still repeat it."""


class Pushes(Generic[C]):
    """How the shops of a platform push.

    ``topics`` are those that together tell of an event; several events may share one. ``unable`` gives the reason why
    a store's deliveries could not be verified, or why its shop would not take an address; nothing where it all fits.
    ``subscribe`` makes one subscription of a topic at an address, signed with the store's own secret where the
    platform takes one; ``subscriptions`` lists those of an address, and nobody else's. ``read`` verifies a delivery
    over its raw body and reads it (header names in lower case). ``again`` is for how many seconds after an event the
    shop may send a delivery once more; ``dated`` says whether a delivery tells the entity's own moment of change.
    """

    def __init__(
        self,
        topics: Mapping[Event, Sequence[str]],
        *,
        subscribe: Callable[[C, str, str, str], Awaitable[Subscription]],
        subscriptions: Callable[[C, str], Awaitable[list[Subscription]]],
        unsubscribe: Callable[[C, Sequence[str]], Awaitable[None]],
        resume: Callable[[C, Sequence[Subscription]], Awaitable[None]],
        read: Callable[[Any, str, Mapping[str, str], bytes], Delivery],
        unable: Callable[[Any, str], str] = lambda settings, callback: "",
        again: float,
        dated: bool = True,
    ) -> None:
        self.topics = topics
        self.subscribe = subscribe
        self.subscriptions = subscriptions
        self.unsubscribe = unsubscribe
        self.resume = resume
        self.read = read
        self.unable = unable
        self.again = again
        self.dated = dated

    @property
    def entities(self) -> frozenset[str]:
        """The entities of which something is told."""
        return frozenset(entity for entity, _ in self.topics)

    @property
    def whole(self) -> frozenset[str]:
        """The entities of which everything is told: that they are added, updated, and deleted."""
        return frozenset(entity for entity in self.entities if all((entity, action) in self.topics for action in ALL))

    def needed(self, entities: Iterable[str]) -> list[str]:
        """The topics that tell of some entities, each once."""
        wanted = set(entities)
        return list(dict.fromkeys(t for (entity, _), named in self.topics.items() if entity in wanted for t in named))


def events(topics: Mapping[Event, Sequence[str]]) -> dict[str, Event]:
    """The table the other way about: the first event that each topic stands for."""
    return {topic: event for event, named in reversed(list(topics.items())) for topic in named}


def verify(secret: str, body: bytes, signature: str) -> None:
    """Check a signature that is the base64 of an HMAC-SHA256 over the raw body; raises ``AccessDenied``."""
    if not signature:
        raise Unsigned("The delivery has no signature.")
    if not hmac.compare_digest(sign(secret.encode(), body).encode(), signature.encode("utf-8", "replace")):
        raise AccessDenied("The signature of the delivery is wrong.")


def payload(body: bytes, type: type[T]) -> T:
    """The signed body of a delivery as what it has to be; raises ``ParameterError``."""
    try:
        return msgspec.json.decode(body, type=type)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ParameterError("The body of the delivery is not what this topic has.") from error


def event_of(known: Mapping[str, Event], topic: str) -> Event:
    """The event that a topic stands for; raises ``ParameterError`` for one that is not subscribed to."""
    found = known.get(topic)
    if found is None:
        raise ParameterError(f"Deliveries of the topic '{topic[:60]}' are not expected.")
    return found
