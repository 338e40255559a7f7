"""Customers and addresses: how they are made, what is told of them, how they are sorted and searched."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from polycart.platforms.shopify.sim.binding import Info, field, located, paged
from polycart.platforms.shopify.sim.countries import country_name, province_name
from polycart.platforms.shopify.sim.metafields import held, namespace
from polycart.platforms.shopify.sim.paging import KINDS, Kind
from polycart.platforms.shopify.sim.searching import Field
from polycart.platforms.shopify.sim.state import Record, Shop, inner

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
PHONE = re.compile(r"\+\d{7,15}")
ADDRESS = ("firstName", "lastName", "company", "address1", "address2", "city", "zip", "phone")


def make(shop: Shop, fields: Record, serial: int | None = None) -> Record:
    """A customer without addresses."""
    now = shop.now()
    return shop.insert(
        "Customer",
        {
            "firstName": None,
            "lastName": None,
            "email": None,
            "phone": None,
            "note": None,
            "tags": [],
            "state": "DISABLED",
            "locale": "en",
            "taxExempt": False,
            "taxExemptions": [],
            "addresses": [],
            "defaultAddress": None,
            "metafields": [],
            "multipassIdentifier": None,
            "dataSaleOptOut": False,
            "createdAt": now,
            "updatedAt": now,
            "verifiedEmail": True,
            "_email": consent("NOT_SUBSCRIBED"),
            "_sms": consent("NOT_SUBSCRIBED"),
            "_orders": [],
            "productSubscriberStatus": "NEVER_SUBSCRIBED",
            **fields,
        },
        serial,
    )


def consent(state: str, level: str | None = None, at: Any = None) -> Record:
    """Whether someone agreed to be written to."""
    return {"marketingState": state, "marketingOptInLevel": level, "consentUpdatedAt": at}


def address(shop: Shop, given: Record, *, table: bool = True) -> Record:
    """An address with the names that its codes stand for."""
    fields: Record = {name: given.get(name) for name in ADDRESS}
    country = given.get("countryCode")
    fields["countryCodeV2"] = fields["countryCode"] = country
    fields["country"] = country_name(country) if country else None
    fields["provinceCode"] = given.get("provinceCode") or None
    fields["province"] = province_name(country, fields["provinceCode"]) if fields["provinceCode"] else None
    fields |= {"latitude": None, "longitude": None, "coordinatesValidated": False, "validationResultSummary": None}
    made = shop.insert("MailingAddress", fields)
    if not table:  # the address of an order is the order's own
        made["_of_order"] = True
    return made


@field("MailingAddress", "name")
def _name(address: Record, info: Info | None = None) -> str | None:
    return " ".join(part for part in (address["firstName"], address["lastName"]) if part) or None


@field("MailingAddress", "formatted")
def _formatted(address: Record, info: Info, *, with_name: bool = False, with_company: bool = True) -> list[str]:
    lines = [_name(address) if with_name else None, address["company"] if with_company else None]
    lines += [address["address1"], address["address2"]]
    lines.append(" ".join(part for part in (address["city"], address["provinceCode"], address["zip"]) if part))
    return [line for line in (*lines, address["country"]) if line]


@field("MailingAddress", "formattedArea")
def _area(address: Record, info: Info) -> str | None:
    parts = [address["city"], address["provinceCode"], address["country"]]
    return ", ".join(part for part in parts if part) or None


@field("ShopAddress", "formatted")
def _shop_formatted(address: Record, info: Info, *, with_company: bool = True) -> list[str]:
    return _formatted(address, info, with_company=with_company)


@field("ShopAddress", "formattedArea")
def _shop_area(address: Record, info: Info) -> str | None:
    return _area(address, info)


def display(customer: Record) -> str:
    """How a customer is called."""
    name = " ".join(part for part in (customer["firstName"], customer["lastName"]) if part)
    return name or customer["email"] or customer["phone"] or ""


@field("Customer", "displayName")
def _display(customer: Record, info: Info) -> str:
    return display(customer)


def orders(customer: Record) -> list[Record]:
    """The orders of a customer that were not deleted, oldest first."""
    return [order for order in customer["_orders"] if "_gone" not in order]


def spent(customer: Record) -> Decimal:
    """What a customer has paid for and kept."""
    return sum((order["netPaymentSet"] for order in orders(customer)), Decimal(0))


@field("Customer", "numberOfOrders")
def _orders_count(customer: Record, info: Info) -> int:
    return len(orders(customer))


@field("Customer", "amountSpent")
def _spent(customer: Record, info: Info) -> Record:
    return {"amount": spent(customer), "currencyCode": info.context.shop.currency}


@field("Customer", "orders")
def _orders(customer: Record, info: Info, **page: Any) -> Any:
    return paged(info, orders(customer), "Order", **page)


@field("Customer", "lastOrder")
def _last(customer: Record, info: Info) -> Record | None:
    return max(orders(customer), key=lambda order: order["createdAt"], default=None)


@field("Customer", "addressesV2")
def _addresses(customer: Record, info: Info, **page: Any) -> Any:
    return paged(info, customer["addresses"], "MailingAddress", **page)


@field("Customer", "canDelete")
def _can(customer: Record, info: Info) -> bool:
    return not orders(customer)


@field("Customer", "lifetimeDuration")
def _lifetime(customer: Record, info: Info) -> str:
    days = (info.context.shop.now() - customer["createdAt"]).days
    if days < 31:
        return f"{days} days" if days != 1 else "1 day"
    return f"about {days // 30} months" if days < 365 else f"over {days // 365} years"


@field("Customer", "validEmailAddress")
def _valid(customer: Record, info: Info) -> bool:
    return customer["email"] is not None


@field("Customer", "defaultEmailAddress")
def _email(customer: Record, info: Info) -> Record | None:
    if customer["email"] is None:
        return None
    state, shop = customer["_email"], info.context.shop
    return {
        "emailAddress": customer["email"], "marketingState": state["marketingState"],
        "marketingOptInLevel": state["marketingOptInLevel"], "marketingUpdatedAt": state["consentUpdatedAt"],
        "marketingUnsubscribeUrl": f"{shop.url}/account/unsubscribe/{customer['_n']:x}", "validFormat": True,
        "openTrackingLevel": "UNKNOWN", "openTrackingUrl": f"{shop.url}/account/opt-in/{customer['_n']:x}",
        "sourceLocation": None,
    }  # fmt: skip


@field("Customer", "unsubscribeUrl")
def _unsubscribe(customer: Record, info: Info) -> str:
    return f"{info.context.shop.url}/account/unsubscribe/{customer['_n']:x}"


@field("Customer", "emailMarketingConsent")
def _consent(customer: Record, info: Info) -> Record | None:
    return customer["_email"] if customer["email"] is not None else None


@field("Customer", "smsMarketingConsent")
def _sms(customer: Record, info: Info) -> Record | None:
    return {**customer["_sms"], "consentCollectedFrom": "OTHER"} if customer["phone"] is not None else None


@field("Customer", "defaultPhoneNumber")
def _phone(customer: Record, info: Info) -> Record | None:
    if customer["phone"] is None:
        return None
    state = customer["_sms"]
    return {
        "phoneNumber": customer["phone"], "marketingState": state["marketingState"],
        "marketingOptInLevel": state["marketingOptInLevel"], "marketingUpdatedAt": state["consentUpdatedAt"],
        "marketingCollectedFrom": "OTHER",
        "smsMarketingConsent": {
            "collectedFrom": "OTHER", "optInLevel": state["marketingOptInLevel"], "sourceLocation": None,
            "state": state["marketingState"], "updatedAt": state["consentUpdatedAt"],
        },
    }  # fmt: skip


@field("Customer", "image")
def _image(customer: Record, info: Info) -> Record:
    return {
        "id": None,
        "altText": None,
        "width": None,
        "height": None,
        "url": f"{info.context.shop.url}/cdn/gravatar/{customer['_n']:x}.png?v=1",
    }


@field("Customer", "statistics")
def _statistics(customer: Record, info: Info) -> Record:
    return {"predictedSpendTier": None, "rfmGroup": None}


@field("Customer", "mergeable")
def _mergeable(customer: Record, info: Info) -> Record:
    return {"isMergeable": True, "errorFields": [], "reason": None}


@field("QueryRoot", "customerByIdentifier")
def _by(_: Any, info: Info, *, identifier: Record) -> Record | None:
    shop = info.context.shop
    if identifier.get("id"):
        return located(info, identifier["id"], "Customer")
    if identifier.get("emailAddress"):
        wanted = identifier["emailAddress"].casefold()
        return next((row for row in shop.all("Customer") if (row["email"] or "").casefold() == wanted), None)
    if identifier.get("phoneNumber"):
        return shop.find("Customer", phone=identifier["phoneNumber"])
    custom = identifier["customId"]
    space = namespace(custom.get("namespace"))
    rows = shop.all("Customer")
    return next((r for r in rows if (f := held(r, space, custom["key"])) and f["value"] == custom["value"]), None)


def _number(row: Record) -> int:
    return row["_n"]


def _country(row: Record) -> list[str]:
    return [text for each in row["addresses"] for text in (each["country"], each["countryCodeV2"]) if text]


def _sorted_name(row: Record) -> str:
    return f"{row['lastName'] or ''}, {row['firstName'] or ''}"


KINDS["Customer"] = Kind(
    {
        "ID": _number,
        "RELEVANCE": _number,
        "CREATED_AT": lambda row: row["createdAt"],
        "UPDATED_AT": lambda row: row["updatedAt"],
        "NAME": _sorted_name,
        "LOCATION": lambda row: inner(row, "defaultAddress").get("country"),
    },
    {
        "id": Field("id", _number),
        "email": Field("text", lambda row: row["email"]),  # told to be tokenized: a phrase finds it whole
        "phone": Field("keyword", lambda row: row["phone"] or ""),
        "first_name": Field("text", lambda row: row["firstName"]),
        "last_name": Field("text", lambda row: row["lastName"]),
        "country": Field("keyword", _country),
        "state": Field("keyword", lambda row: row["state"]),
        "tag": Field("keyword", lambda row: row["tags"]),
        "accepts_marketing": Field("bool", lambda row: row["_email"]["marketingState"] == "SUBSCRIBED"),
        "orders_count": Field("number", lambda row: len(orders(row))),
        "total_spent": Field("number", spent),
        "customer_date": Field("date", lambda row: row["createdAt"]),
        "created_at": Field("date", lambda row: row["createdAt"]),
        "updated_at": Field("date", lambda row: row["updatedAt"]),
        "order_date": Field("date", lambda row: max((each["createdAt"] for each in orders(row)), default=None)),
    },
    lambda row: [row["firstName"] or "", row["lastName"] or "", row["email"] or "", row["phone"] or "", *row["tags"]],
)
KINDS["MailingAddress"] = Kind({}, {})
