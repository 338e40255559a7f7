"""Attribute values: for all views, for those of a website or for one, and how the database keeps what was sent.

A product or category holds `values`: by attribute code a value for each store view that has its own, 0 being all.
"""

import re
import unicodedata
from datetime import datetime
from typing import Any

from polycart.platforms.magento2.sim import stores
from polycart.platforms.magento2.sim.shop import ADMIN, Shop
from polycart.platforms.magento2.sim.wire import Json, listed, number

CYRILLIC = dict(
    zip(
        "абвгґдеєжзиіїйклмнопрстуфхцчшщъыьэюяё",
        [
            "a",
            "b",
            "v",
            "g",
            "g",
            "d",
            "e",
            "ie",
            "zh",
            "z",
            "i",
            "i",
            "i",
            "y",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "r",
            "s",
            "t",
            "u",
            "f",
            "kh",
            "ts",
            "ch",
            "sh",
            "shch",
            "",
            "y",
            "",
            "e",
            "yu",
            "ya",
            "e",
        ],
        strict=True,
    )
)
"""Letters in the vendor's way of writing addresses (`Magento\\Framework\\Filter\\Translit`)."""
LETTERS = CYRILLIC | {"ß": "ss", "æ": "ae", "ø": "o", "đ": "d", "ł": "l", "œ": "oe", "ı": "i", "þ": "th"}
MOMENTS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%m/%d/%Y", "%m/%d/%y")


def get(record: Json, code: str, store: int) -> Any:
    """The value that a store view shows, none where there is none."""
    held = record["values"].get(code)
    if not held:
        return None
    own = held.get(store)
    return held.get(ADMIN) if own is None else own


def put(shop: Shop, record: Json, attribute: Json, value: Any, store: int, *, new: bool = False) -> None:
    """Keep a value where the attribute's scope says; a null forgets what this view had of its own.

    A new record's first values are for all views. A view that is sent what it shows anyway gets no value of its own.
    """
    held: dict[int, Any] = record["values"].setdefault(attribute["attribute_code"], {})
    if new or store == ADMIN or attribute["scope"] == "global":
        places = [ADMIN]
    elif attribute["scope"] == "website":
        site = stores.website_of(shop, store)
        places = [view["id"] for view in stores.views(shop) if view["website_id"] == site]
        if len(places) == len(stores.views(shop)) == 1:
            places = [store]
    else:
        places = [store]
    if value is not None and not new and value == get(record, attribute["attribute_code"], store):
        return
    for place in places:
        if value is None:
            held.pop(place, None)
        else:
            held[place] = value
    if not held:
        del record["values"][attribute["attribute_code"]]


def kept(attribute: Json, value: Any) -> Any:
    """A value as the database keeps it: money with six digits, moments with a time, lists joined; none for empty."""
    if isinstance(value, (list, dict)):
        value = ",".join(str(item) for item in listed(value)) or None
    if value is None or value is False:
        return "0" if value is False else None
    if value is True:
        return "1"
    kind = attribute["backend_type"]
    if kind == "decimal":
        return f"{_number(value):.6f}"
    if value == "":
        return None
    if kind == "datetime":
        return _moment(str(value))
    if kind == "int":
        return str(int(_number(value)))
    return str(value)


def _number(value: Any) -> float:
    found = re.match(r"\s*-?\d*\.?\d+", str(value))
    return float(found[0]) if found else 0.0


def _moment(text: str) -> str:
    for form in MOMENTS:
        try:
            return datetime.strptime(text, form).strftime("%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 - the shop's own zone
        except ValueError:
            continue
    return text


def shown_number(value: Any) -> float | None:
    """A kept amount as a number."""
    return None if value is None else number(value)


def url_key(text: str) -> str:
    """The part of an address that the vendor makes of a name; empty where it knows none of the letters."""
    lower = "".join(LETTERS.get(c, c) for c in text.lower())
    plain = "".join(c for c in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(c))
    return re.sub(r"[^0-9a-z]+", "-", plain.encode("ascii", "ignore").decode()).strip("-")
