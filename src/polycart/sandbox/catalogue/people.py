"""Customers with an account, their addresses, and the reviews they wrote."""

from datetime import timedelta

from polycart.sandbox.catalogue.entities import Address, Customer, Product, Review
from polycart.sandbox.catalogue.words import OPENED, pick

CUSTOMERS = 150
PEOPLE = (
    ("Ann", "Lee"),
    ("Іван", "Франко"),
    ("Jürgen", "Groß"),
    ("花子", "山田"),
    ("Léa", "Dubois"),
    ("Omar", "الخطيب"),
    ("Maria", "O'Brien"),
    ("Søren", "Ødegård"),
    ("Zoë", "Núñez"),
    ("Tom", "Smith-Jones"),
    ("Оксана", "Шевченко"),
)
PLACES = (
    ("US", "CA", "Los Angeles", "90001"),
    ("US", "NY", "New York", "10001"),
    ("DE", "", "München", "80331"),
    ("GB", "", "London", "SW1A 1AA"),
    ("UA", "UA30", "Київ", "01001"),
    ("JP", "JP13", "東京", "100-0001"),
    ("FR", "", "Orléans", "45000"),
    ("US", "TX", "Austin", "73301"),
)
STREETS = ("Main St", "Hauptstraße", "вул. Хрещатик", "Rue de l’Église", "丸の内")


def customers(number: int) -> tuple[Customer, ...]:
    """So many customers."""
    found: list[Customer] = []
    for n in range(1, number + 1):
        first, last = PEOPLE[n % len(PEOPLE)]
        country, state, city, postcode = PLACES[n % len(PLACES)]
        home = Address(
            first,
            last,
            f"Firm {n} & Co" if n % 4 == 0 else "",
            f"{n} {pick(STREETS, n)}",
            f"Apt {n}" if n % 3 == 0 else "",
            city,
            state,
            postcode,
            country,
            f"+1 555 01{n:03d}",
        )
        other = PLACES[(n + 1) % len(PLACES)]
        away = (
            home if n % 5 else Address(first, last, "", f"{n} Dock Rd", "", other[2], other[1], other[3], other[0], "")
        )
        since = OPENED + timedelta(days=4 * n, hours=n % 24)
        found.append(
            Customer(
                n,
                f"customer{n}@shop.example",
                first,
                last,
                f"customer{n}",
                "wholesale" if n % 20 == 0 else "retail",
                home,
                away,
                since,
                since + timedelta(days=n % 9),
            )
        )
    return tuple(found)


def reviews(products: tuple[Product, ...], writers: tuple[Customer, ...]) -> tuple[Review, ...]:
    """Sixty reviews, every eighth held back."""
    found: list[Review] = []
    for n in range(1, 61):
        who, item = writers[n * 3 % len(writers)], products[n * 5 % len(products)]
        text = pick(("Very good!", "Так собі.", "Nicht schlecht 👍", "Arrived late, but works."), n)
        found.append(
            Review(
                n,
                item.id,
                who.id,
                f"{who.first_name} {who.last_name}",
                who.email,
                text,
                1 + n % 5,
                n % 8 != 0,
                item.created + timedelta(days=30, hours=n),
            )
        )
    return tuple(found)
