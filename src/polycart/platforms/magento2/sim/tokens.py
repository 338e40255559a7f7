"""Tokens of administrators and customers, given for a name and a password.

`shop.table("tokens")` holds `{kind, id}` by token; `passwords` those of customers by id, from the customers' module.
"""

import hashlib

from polycart.platforms.magento2.sim.routes import ANONYMOUS, route
from polycart.platforms.magento2.sim.shop import Shop
from polycart.platforms.magento2.sim.wire import Call, Refusal

ADMIN_NAME, ADMIN_PASSWORD = "admin", "Sandbox-2026"
REFUSED = "The account sign-in was incorrect or your account is disabled temporarily. Please wait and try again later."


def give(shop: Shop, kind: str, number: int) -> str:
    """A new token for somebody."""
    made = hashlib.sha256(f"{kind}{number}{shop.next('tokens')}".encode()).hexdigest()[:32]
    shop.table("tokens")[made] = {"kind": kind, "id": number}
    return made


def _admin(shop: Shop, call: Call) -> str:
    if (call.args["username"], call.args["password"]) != (ADMIN_NAME, ADMIN_PASSWORD):
        raise Refusal(401, REFUSED)
    return give(shop, "admin", 1)


def _customer(shop: Shop, call: Call) -> str:
    for one in shop.table("customers").values():
        known = shop.table("passwords").get(one["id"])
        if one["email"].lower() == call.text("username").lower() and known == call.args["password"]:
            return give(shop, "customer", one["id"])
    raise Refusal(401, REFUSED)


ROUTES = (
    route("POST integration/admin/token", _admin, "username:string password:string", resource=ANONYMOUS),
    route("POST integration/customer/token", _customer, "username:string password:string", resource=ANONYMOUS),
)
