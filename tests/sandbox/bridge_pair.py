"""The same shop twice, behind the real bridge and behind the simulated one, and what both answer."""

from __future__ import annotations

import json
import secrets
from typing import Any

from polycart.core.bridge.client import Bridge, BridgeSettings
from polycart.core.bridge.wire import Refusal
from polycart.core.client import Call, Connection
from polycart.core.errors import PolycartError
from polycart.core.transport import AppTransport
from polycart.sandbox.bridge import SimulatedBridge
from tests.bridge import shops
from tests.bridge.conftest import SCHEMA

Client = Bridge[BridgeSettings]

VALUES = """
CREATE TABLE oc_product_values (value_id INT AUTO_INCREMENT PRIMARY KEY, tiny TINYINT(1) NOT NULL DEFAULT 0,
  small SMALLINT UNSIGNED NOT NULL, big BIGINT, price DECIMAL(15,4) NOT NULL DEFAULT '0.0000', rate DECIMAL(8,2),
  ratio DOUBLE, code VARCHAR(8) NOT NULL, label CHAR(6) DEFAULT 'none', note TEXT,
  kind ENUM('one','Two','it''s') NOT NULL DEFAULT 'one', day DATE NOT NULL DEFAULT '0000-00-00',
  moment DATETIME NOT NULL, maybe DATETIME, raw VARBINARY(8),
  exact VARCHAR(16) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL DEFAULT '',
  UNIQUE KEY code (code), KEY moment (moment)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
CREATE TABLE oc_product_pair (one INT NOT NULL DEFAULT 0, two VARCHAR(8) NOT NULL, amount DECIMAL(10,2) NOT NULL,
  PRIMARY KEY (one, two)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
CREATE TABLE oc_product_loose (loose_id INT AUTO_INCREMENT PRIMARY KEY, word VARCHAR(8) NOT NULL,
  UNIQUE KEY word (word))
  ENGINE=MyISAM DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
"""
NAMES = (
    "tiny", "small", "big", "price", "rate", "ratio", "code", "label", "note", "kind", "day", "moment", "maybe", "raw",
    "exact",
)  # fmt: skip
ROWS: list[tuple[Any, ...]] = [
    (0, 0, None, "0.0000", None, None, "", "none",
     None, "one", "0000-00-00", "0000-00-00 00:00:00", None, None, ""),
    (1, 65535, 9007199254740993, "100.0000", "0.10", 0.5, "a", "A",
     "", "Two", "2026-01-01", "2026-01-01 00:00:00", "2026-01-01 10:00:00", b"abc", "a"),
    (-1, 7, -5, "99.9900", "-0.10", 1e+20, "Äx", "ab",
     "Größe", "it's", "2025-12-31", "2026-01-01 00:00:01", None, b"\xff\x00", "A"),
    (127, 10, 10, "10.0050", "10.00", 10.0, "10", "10",
     "10 apples", "one", "2024-02-29", "2025-06-15 12:30:00", "0000-00-00 00:00:00", b"10", "10"),
    (5, 100, 100, "0.0001", "999999.99", -2.25, "10a", "b",
     "50% off_now", "Two", "2026-06-30", "2026-12-31 23:59:59", None, b"", "ab"),
    (5, 1, 0, "-3.5000", "0.00", 3.0, "zz", "ZZ",
     "back\\slash", "one", "2026-01-02", "2026-03-04 05:06:07", "2026-03-04 05:06:07", None, "Zz"),
    (2, 2, 1, "2.5000", "2.50", 2.5, "_x", "x%",
     "line\nfeed", "one", "1999-12-31", "1999-12-31 00:00:00", None, None, "x"),
]  # fmt: skip
PAIRS = [(1, "a", "1.00"), (1, "b", "2.50"), (2, "a", "3.00"), (7, "Z", "0.10"), (100, "é", "5.00")]


def literal(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bytes):
        return f"X'{value.hex()}'" if value else "''"
    return "'" + str(value).replace("\\", "\\\\").replace("'", "''") + "'"


def sql() -> str:
    """What brings the tables of this file back in MariaDB."""
    lines = ",".join(f"({', '.join(map(literal, row))})" for row in ROWS)
    pairs = ",".join(f"({', '.join(map(literal, row))})" for row in PAIRS)
    return (
        "SET sql_mode = ''; TRUNCATE oc_product_values; TRUNCATE oc_product_pair; TRUNCATE oc_product_loose;"
        f"INSERT INTO oc_product_values ({', '.join(NAMES)}) VALUES {lines};"
        f"INSERT INTO oc_product_pair VALUES {pairs};"
        "INSERT INTO oc_product_loose (word) VALUES ('first');"
        "TRUNCATE oc_customer; INSERT INTO oc_customer VALUES (1, 'ann@example.com', 'hash-of-ann', 'salt');"
        "DELETE FROM oc_setting WHERE setting_id > 2; ALTER TABLE oc_setting AUTO_INCREMENT = 3;"
    )


def seed(shop: SimulatedBridge) -> None:
    """The rows of schema.sql and of this file."""
    for n in range(1, 251):
        raw = b"\xff\x00\xfe" if n == 3 else None
        shop.insert(
            "product", model=f"M{n}", sku=f"S{n}", image=f"catalog/{n}.jpg", price=f"{n}.5", quantity=n * 2, raw=raw
        )
        shop.insert(
            "product_description", product_id=n, language_id=1, name=f"Prodüct {n} 日本", description="Text. " * 40
        )
        shop.insert("product_to_store", product_id=n, store_id=0)
        shop.insert("product_to_category", product_id=n, category_id=1 + n % 3)
    for n in range(1, 501):
        shop.insert("product_image", product_id=1 + n % 250, image=f"catalog/more-{n}.jpg", sort_order=n)
    shop.fill("category", ("category_id", "parent_id"), [(1, 0), (2, 1), (3, 2)])
    shop.fill("order", ("total",), [(10,), (20,)])
    shop.fill("order_total", ("order_id", "code"), [(1, "total"), (2, "total")])
    shop.insert("customer", email="ann@example.com", password="hash-of-ann", salt="salt")
    shop.insert("setting", key="config_name", value="My shop")
    shop.insert("setting", key="config_mail_smtp_password", value="mail-secret")
    shop.insert("user", username="admin", password="hash-of-admin")
    for row in ROWS:
        shop.insert("product_values", **dict(zip(NAMES, row, strict=True)))
    shop.fill("product_pair", ("one", "two", "amount"), PAIRS)
    shop.insert("product_loose", word="first")


TABLES: dict[str, Any] = {
    "order": "order", "order_*": "order", "customer*": "customer", "cart": "basket", "category*": "category",
    "product*": "product", "setting": ("key", {"settings": ["config_name", "config_title"]}),
}  # fmt: skip


def simulated(**options: Any) -> SimulatedBridge:
    given: dict[str, Any] = {
        "cart": "opencart", "version": "4.1.0.3", "schema": SCHEMA.replace("CREATE TABLE elsewhere.", "-- ") + VALUES,
        "seed": seed, "seeded": "pair", "scopes": shops.SCOPES, "tables": TABLES,
        "hidden": {"customer": ["password", "salt", "token", "code", "cart"]},
        **options,
    }  # fmt: skip
    return SimulatedBridge(**given)


def client(shop: SimulatedBridge, transport: Any = None) -> Client:
    settings = BridgeSettings(store_url="https://shop.test", **shop.credentials)
    return Bridge(Connection(settings, transport or AppTransport(shop), secrets=settings.secrets()), Call())


async def told(bridge: Client, statements: list[Any], **what: Any) -> dict[str, Any]:
    """What a bridge answers to statements: rows, results, the error."""
    caught: list[Any] = []

    class Listening(type(bridge)):  # type: ignore[misc]
        def _told(self, answer: Any) -> PolycartError:
            caught.append(answer)
            return super()._told(answer)

    listening = Listening(bridge.connection, Call())
    try:
        answer = await listening.ask("run", id=secrets.token_hex(16), statements=statements, **what)
    except PolycartError:
        assert caught
        answer = caught[-1]
    assert not isinstance(answer, Refusal)
    error = answer.closing.error
    return {
        "rows": [json.loads(rows) for rows in answer.rows if rows.endswith(b"]")] if error is None else [],
        "results": [(one.rows, one.changed, one.insert) for one in answer.closing.results],
        "error": (error.code, error.errno, error.statement) if error else None,
    }
