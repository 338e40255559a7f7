"""The shop's state and what every resource shares: ids, moments, links, meta data, sorting and paging."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from html import escape
from typing import Any

from polycart.platforms.woocommerce_api.sim.wire import Answer, Call, Json, Refusal

ALL = ("GET", "POST", "PUT", "PATCH", "DELETE")
Clock = Callable[[], datetime]
ACCENTS = dict(
    zip("ßæÆøØđĐłŁœŒıþ", ("s", "ae", "AE", "o", "O", "d", "D", "l", "L", "oe", "OE", "i", "th"), strict=True)
)
"""Letters that do not fall apart into a base and a mark, as WordPress writes them in slugs."""
SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "UAH": "₴", "JPY": "¥"}
HTML_SYMBOLS = {"USD": "&#36;", "EUR": "&euro;", "GBP": "&pound;", "UAH": "&#8372;", "JPY": "&yen;"}


class Shop:
    """Everything the shop holds, as native records without their links; ids come from WordPress's sequences."""

    def __init__(
        self,
        *,
        version: str,
        wordpress: str,
        hpos: bool,
        subscriptions: bool,
        plugins: tuple[str, ...],
        url: str,
        clock: Clock,
    ) -> None:
        self.release = version
        self.version = tuple(int(p) for p in version.split(".")[:2])
        self.recent = self.version >= (8, 0)
        self.wordpress = wordpress
        self.hpos = hpos and self.recent
        self.subscriptions = subscriptions
        self.plugins = plugins
        self.url = url.rstrip("/")
        self.clock = clock
        self.last: dict[str, int] = {}
        self.products: dict[int, Json] = {}
        self.variations: dict[int, Json] = {}
        self.orders: dict[int, Json] = {}
        self.refunds: dict[int, Json] = {}
        self.customers: dict[int, Json] = {}
        self.coupons: dict[int, Json] = {}
        self.terms: dict[str, dict[int, Json]] = {k: {} for k in ("categories", "tags", "brands", "shipping_classes")}
        self.attributes: dict[int, Json] = {}
        self.values: dict[int, dict[int, Json]] = {}
        self.reviews: dict[int, Json] = {}
        self.notes: dict[int, Json] = {}
        self.taxes: dict[int, Json] = {}
        self.tax_classes: list[Json] = []
        self.zones: dict[int, Json] = {}
        self.locations: dict[int, list[Json]] = {}
        self.methods: dict[int, Json] = {}
        self.gateways: dict[str, Json] = {}
        self.groups: list[Json] = []
        self.options: dict[str, dict[str, Json]] = {}
        self.webhooks: dict[int, Json] = {}
        self.pings: list[Json] = []
        self.failures: dict[int, int] = {}
        self.rate_services: dict[int, Json] = {}
        self.media: dict[int, Json] = {}
        self.shipments: dict[int, list[Json]] = {}
        self.fixed: dict[str, Any] = {}
        self._refunded: tuple[int, dict[int, list[int]]] = (-1, {})

    def next(self, sequence: str) -> int:
        """The next id of a sequence: posts, terms, users, comments, items, meta, …"""
        self.last[sequence] = self.last.get(sequence, 0) + 1
        return self.last[sequence]

    def seen(self, sequence: str, number: int) -> None:
        """Make sure the sequence goes on after `number`."""
        self.last[sequence] = max(self.last.get(sequence, 0), number)

    def now(self) -> str:
        """This moment as the shop writes it; the shop's own zone is UTC."""
        return stamp(self.clock())

    def refunds_of(self, order: int) -> list[Json]:
        """The refunds of an order, from an index that is renewed when the number of refunds changes."""
        if self._refunded[0] != len(self.refunds):
            held: dict[int, list[int]] = {}
            for number, refund in self.refunds.items():
                held.setdefault(refund["parent_id"], []).append(number)
            self._refunded = len(self.refunds), held
        return [self.refunds[n] for n in self._refunded[1].get(order, ()) if n in self.refunds]

    def option(self, group: str, name: str, default: str = "") -> str:
        """The value of a setting."""
        found = self.options.get(group, {}).get(name)
        return str(found["value"]) if found else default

    @property
    def currency(self) -> str:
        return self.option("general", "woocommerce_currency", "USD")

    @property
    def tax_slugs(self) -> list[str]:
        return [c["slug"] for c in self.tax_classes]

    def api(self, path: str) -> str:
        """The address of a wc/v3 route."""
        return f"{self.url}/wp-json/wc/v3/{path}"

    def links(self, path: str, collection: str, *, hints: Iterable[str] = ALL, **more: Any) -> Json:
        """`_links` of a record; only newer WordPress says what is allowed on it, and not of what is gone."""
        me: Json = {"href": self.api(path)}
        allowed = list(hints)
        if allowed and self.recent:
            me["targetHints"] = {"allow": allowed}
        return {"self": [me], "collection": [{"href": self.api(collection)}]} | more


def stamp(moment: datetime) -> str:
    """A moment without its zone, in UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


def moment(text: str) -> str:
    """A date that a caller sent, as the shop writes it."""
    read = datetime.fromisoformat(text.replace(" ", "T").replace("Z", "+00:00"))
    return stamp(read if read.tzinfo else read.replace(tzinfo=UTC))


def slugify(text: str) -> str:
    """A slug as WordPress makes it, with other scripts percent-encoded."""
    import unicodedata
    from urllib.parse import quote

    text = "".join(ACCENTS.get(c, c) for c in text)
    plain = "".join(
        c for c in unicodedata.normalize("NFKD", re.sub(r"<[^>]*>", "", text)) if not unicodedata.combining(c)
    )
    kept = re.sub(r"[^\w\s-]", "", plain.lower(), flags=re.UNICODE)
    return quote(re.sub(r"[\s-]+", "-", kept).strip("-")).lower()


def free_slug(wanted: str, taken: Iterable[str]) -> str:
    """`wanted`, or it with the first free number."""
    used, slug, n = set(taken), wanted, 2
    while slug in used:
        slug, n = f"{wanted}-{n}", n + 1
    return slug


@lru_cache(maxsize=4096)
def paragraphs(text: str) -> str:
    """Text as WordPress shows it: paragraphs around plain lines, markup left as it is."""
    if not text.strip():
        return ""
    if re.match(r"\s*<(p|ul|ol|div|h\d|table|blockquote)\b", text):
        return text.strip() + "\n"
    blocks = [b.strip().replace("\n", "<br />\n") for b in re.split(r"\n\s*\n", text.strip())]
    return "".join(f"<p>{b}</p>\n" for b in blocks if b)


def put_meta(shop: Shop, kept: list[Json], sent: Iterable[Json], sequence: str = "meta") -> list[Json]:
    """Meta data after an update: by id, else by key (null deletes), else added."""
    found = list(kept)
    for item in sent:
        old = next((m for m in found if m["id"] == item.get("id")), None)
        if old is None and item.get("key"):
            old = next((m for m in found if m["key"] == item["key"]), None)
        if old is not None:
            at = found.index(old)
            found[at] = old | {k: item[k] for k in ("key", "value") if k in item}
            if found[at]["value"] is None:
                del found[at]
        elif item.get("key") and item.get("value") is not None:
            found.append({"id": shop.next(sequence), "key": item["key"], "value": item["value"]})
    return found


def text_of(html: str) -> str:
    """A name as the database keeps it: tags dropped, a bare ampersand as entity."""
    return re.sub(r"<[^>]*>", "", html).strip()


def encoded(text: str) -> str:
    """A term's name as WordPress keeps it, with entities."""
    return re.sub(r"&amp;(#?\w+;)", r"&\1", escape(text, quote=False))


def entities(text: str) -> str:
    """A product's name as WordPress keeps it: markup stays, a bare ampersand becomes an entity."""
    return re.sub(r"&(?!#?\w+;)", "&amp;", text)


def matches(record: Json, words: str, *fields: str) -> bool:
    """Whether every word is found in one of the fields."""
    text = " ".join(str(record.get(f, "")) for f in fields).lower()
    return all(w in text for w in words.lower().split())


def chosen(call: Call, records: Iterable[Json]) -> list[Json]:
    """The records that `include` and `exclude` leave."""
    found = list(records)
    if call.params.get("include"):
        wanted = set(call.params["include"])
        found = [r for r in found if r["id"] in wanted]
    elif call.params.get("exclude"):
        spurned = set(call.params["exclude"])
        found = [r for r in found if r["id"] not in spurned]
    return found


def dated(call: Call, records: Iterable[Json]) -> list[Json]:
    """The records made and changed within the asked times; the bounds themselves are outside."""
    found = list(records)
    for name, field, later in (
        ("after", "date_created", True),
        ("before", "date_created", False),
        ("modified_after", "date_modified", True),
        ("modified_before", "date_modified", False),
    ):
        if call.params.get(name):
            bound, key = moment(call.params[name]), f"{field}_gmt" if call.params.get("dates_are_gmt") else field
            times = [(r, r.get(key) or r.get(field)) for r in found]
            found = [r for r, at in times if at and (at > bound if later else at < bound)]
    return found


Key = Callable[[Json], Any]
BY_POST: Mapping[str, Key] = {
    "date": lambda r: (r["date_created"], r["id"]),
    "modified": lambda r: (r["date_modified"], r["id"]),
    "id": lambda r: r["id"],
    "title": lambda r: (str(r.get("name", r.get("code", r["id"]))).lower(), r["id"]),
    "slug": lambda r: (str(r.get("slug", r.get("code", r["id"]))), r["id"]),
    "menu_order": lambda r: (r.get("menu_order", 0), str(r.get("name", "")).lower(), r["id"]),
}


def ordered(call: Call, records: list[Json], keys: Mapping[str, Key] = BY_POST) -> list[Json]:
    """The records by `orderby` and `order`; `include` keeps the order that was asked for."""
    by = call.params.get("orderby")
    if by in ("include", "post__in"):
        place = {n: i for i, n in enumerate(call.params.get("include") or [])}
        return sorted(records, key=lambda r: place.get(r["id"], len(place)))
    return sorted(records, key=keys.get(str(by), keys["id"]), reverse=call.params.get("order") == "desc")


def page(call: Call, records: list[Json], show: Callable[[Json], Json], *, empty_total: bool = False) -> Answer:
    """One page of the records with its totals; `empty_total` forgets them past the end, as the order tables do."""
    size, number, offset = call.params["per_page"], call.params["page"], call.params.get("offset")
    start = offset if offset else (number - 1) * size
    start = max(0, start - call.start_shift)
    total = len(records)
    part = records[start : start + size]
    if empty_total and not part and start:
        total = 0
    return Answer(body=[show(r) for r in part], total=total, pages=-(-total // size), page=number)


def whole(items: list[Json], *, counted: bool) -> Answer:
    """A list that has no pages; only newer versions count it."""
    return Answer(body=items, total=len(items) if counted else None, pages=1, page=None)


def found(records: Mapping[int, Json], number: int, code: str, message: str = "Invalid ID.", status: int = 404) -> Json:
    """A record by id, or the resource's own refusal."""
    record = records.get(number)
    if record is None:
        raise Refusal(status, code, message)
    return record
