"""What a store holds: tables of native records with numbered ids, and the clock that dates them."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from polycart.platforms.bigcommerce_api.sim.wire import Json

Clock = Callable[[], datetime]


class Table:
    """Records by id in the order of their making; ``owner`` names the field by which they are found together."""

    def __init__(self, owner: str | None = None) -> None:
        self.owner = owner
        self.rows: dict[int, Json] = {}
        self.last = 0
        self._owned: dict[Any, dict[int, None]] = {}

    def __iter__(self) -> Iterator[Json]:
        return iter(self.rows.values())

    def __len__(self) -> int:
        return len(self.rows)

    def next(self) -> int:
        """The next free number."""
        self.last += 1
        return self.last

    def put(self, row: Json, id: int | None = None) -> Json:
        """Keep a record under its id, or under the next one; answers it."""
        number = row["id"] = id if id is not None else self.next()
        self.last = max(self.last, number)
        old = self.rows.get(number)
        if old is not None and self.owner:
            self._owned.get(old[self.owner], {}).pop(number, None)
        self.rows[number] = row
        if self.owner:
            self._owned.setdefault(row[self.owner], {})[number] = None
        return row

    def get(self, id: int) -> Json | None:
        """The record with an id."""
        return self.rows.get(id)

    def of(self, owner: Any) -> list[Json]:
        """The records of an owner."""
        return [self.rows[id] for id in self._owned.get(owner, ())]

    def drop(self, id: int) -> Json | None:
        """Take a record out; ids are not given twice."""
        row = self.rows.pop(id, None)
        if row is not None and self.owner:
            self._owned.get(row[self.owner], {}).pop(id, None)
        return row

    def drop_of(self, owner: Any) -> None:
        """Take out the records of an owner."""
        for row in self.of(owner):
            self.drop(row["id"])


class Shop:
    """A whole store. Derived fields are worked out when they are answered, not kept."""

    def __init__(self, *, hash: str, url: str, clock: Clock) -> None:
        self.hash = hash
        self.url = url.rstrip("/")
        self.clock = clock
        self.store: Json = {}
        self.products = Table()
        self.variants = Table("product_id")
        self.options = Table("product_id")
        self.modifiers = Table("product_id")
        self.values = Table()
        self.shared_options = Table()
        self.images = Table("product_id")
        self.fields = Table("product_id")
        self.rules = Table("product_id")
        self.reviews = Table("product_id")
        self.metafields = Table("owner")
        self.categories = Table()
        self.trees = Table()
        self.brands = Table()
        self.customers = Table()
        self.addresses = Table("customer_id")
        self.attributes = Table()
        self.attribute_values = Table("customer_id")
        self.groups = Table()
        self.orders = Table()
        self.lines = Table("order_id")
        self.places = Table("order_id")
        self.shipments = Table("order_id")
        self.order_coupons = Table("order_id")
        self.order_taxes = Table("order_id")
        self.transactions = Table("order_id")
        self.refunds = Table("order_id")
        self.coupons = Table()
        self.promotions = Table()
        self.gift_certificates = Table()
        self.price_lists = Table()
        self.records: dict[tuple[int, int, str], Json] = {}
        self.assignments = Table()
        self.channels = Table()
        self.sites = Table()
        self.assigned: dict[int, list[int]] = {}
        self.scripts: dict[str, Json] = {}
        self.redirects = Table()
        self.wishlists = Table("customer_id")
        self.subscribers = Table()
        self.hooks = Table()
        self.currencies = Table()
        self.tax_classes = Table()
        self.zones = Table()
        self.methods = Table("zone_id")
        self.countries = Table()
        self.states = Table("country_id")
        self.carts: dict[str, Json] = {}
        self.locations = Table()
        self.told = 0

    def packed(self) -> bytes:
        """Everything that the store holds."""
        held = {name: value for name, value in vars(self).items() if name not in ("hash", "url", "clock")}
        return pickle.dumps(held)

    def take(self, packed: bytes) -> None:
        """Hold what another store has packed."""
        vars(self).update(pickle.loads(packed))  # noqa: S301 - packed by this very process

    def now(self) -> str:
        """This moment as v3 writes it."""
        return iso(self.clock())

    def today(self) -> str:
        """This moment as v2 writes it."""
        return rfc(self.clock())


def iso(moment: datetime) -> str:
    """A moment of v3: ISO 8601 with an offset."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")


def short(moment: datetime) -> str:
    """A moment of the newer resources of v3, such as customers."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def rfc(moment: datetime) -> str:
    """A moment of v2: RFC 2822."""
    return format_datetime(moment.astimezone(UTC))


def parsed(text: str) -> datetime:
    """A moment that a caller wrote, as ISO 8601 or RFC 2822; without an offset it is UTC. Raises ``ValueError``."""
    from email.utils import parsedate_to_datetime

    text = text.strip()
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
    except ValueError:
        moment = parsedate_to_datetime(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def dated(values: Iterable[Any]) -> list[str]:
    """Texts of those values that there are."""
    return [str(value) for value in values if value]
