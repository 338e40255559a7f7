"""The shop with its bridge: its tables show what the simulated webservice holds, and the webservice answers inside."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from polycart.platforms.prestashop.sim.projecting import GOODS, project
from polycart.platforms.prestashop.sim.tables import schema
from polycart.platforms.prestashop_api.sim import Simulator as Webservice
from polycart.sandbox.bridge import SimulatedBridge, forwarded, need
from polycart.sandbox.catalogue import Catalogue

TABLES: Mapping[str, Any] = {
    "order*": "order", "message": "order", "customer_session": "never", "customer*": "customer", "address": "customer",
    "group*": "customer", "gender*": "customer", "cart_rule*": "marketing", "emailsubscription": "marketing",
    "newsletter": "marketing", "cart": "basket", "cart_product": "basket", "category*": "category",
    "product*": "product", "specific_price*": "product", "stock*": "product", "warehouse*": "product",
    "image*": "product", "attribute*": "product", "feature_flag": "never", "feature*": "product",
    "accessory": "product", "manufacturer*": "product", "supplier*": "product", "tag": "product", "pack": "product",
    "tax*": "settings", "currency*": "settings", "lang*": "settings", "shop*": "settings", "country*": "settings",
    "state": "settings", "zone*": "settings", "carrier*": "settings", "delivery": "settings", "range_*": "settings",
    "store*": "settings", "module": "settings:read", "module_shop": "settings:read",
    "configuration": ("name", {"settings:read": ["PS_*"]}),
}  # fmt: skip
"""Which tables belong to which scope; of the settings those that a shop of the simulator has are open ones."""

ROUTES: Mapping[str, str] = {
    "orders*": "order", "order_*": "order", "messages*": "order", "customers*": "customer", "addresses*": "customer",
    "groups*": "customer", "carts*": "basket", "cart_rules*": "marketing", "tax*": "settings", "products*": "product",
    "product_*": "product", "combinations*": "product", "stock_availables*": "product", "specific_price*": "product",
    "manufacturers*": "product", "tags*": "product", "images/products/*": "product", "images/manufacturers*": "product",
    "categories*": "category", "images/categories*": "category",
}  # fmt: skip

MEDIA = {"products": "img/p/", "categories": "img/c/", "manufacturers": "img/m/", "suppliers": "img/su/"}
HIDDEN = {"customer": ("passwd", "secure_key", "reset_password_token")}
_SECRETS = re.compile(rb'("(?:passwd|secure_key|reset_password_token)":)"[^"]*"')


class Simulator(SimulatedBridge):
    """A PrestaShop behind a bridge; `inner` is the shop itself, as its webservice shows it."""

    def __init__(
        self,
        catalogue: Catalogue | None = None,
        *,
        version: str = "8.1.2",
        url: str = "https://shop.test",
        languages: tuple[int, ...] = (1,),
        clock: Callable[[], datetime] | None = None,
        scopes: Mapping[str, str] | None = None,
    ) -> None:
        self.inner = Webservice(catalogue, version=version, url=url, languages=languages, clock=clock)
        super().__init__(
            cart="prestashop", version=version, schema=schema(version), prefix="ps_", url=url,
            seeded=(schema(version), catalogue), scopes=scopes, tables=TABLES, routes=ROUTES, hidden=HIDDEN,
            media=MEDIA,
            caches=("data", "classes", "templates"), rest=self._rest, project=self._shown, clock=clock,
        )  # fmt: skip

    def reset(self) -> None:
        """The shop as it was when it opened, without faults and without a past."""
        self.inner.reset()
        self._goods = False  # whether nothing but goods has changed since the tables were filled
        super().reset()

    def _shown(self) -> None:
        project(self.inner.shop, self, GOODS if self._goods else None)
        self._goods = True

    async def _rest(self, method: str, path: str, query: str, body: bytes) -> tuple[int, Mapping[str, str], bytes]:
        """What the bridge's adapter does with a request to the webservice."""
        need(not re.search("passw|secure_key|_token", query), "scope", "Passwords cannot be read.")
        picture = method == "POST" and path.startswith("images/")
        need(picture or b"<!" not in body, "statement", "A body must be XML in UTF-8, without declarations.")
        if method != "GET":
            self.stale = True
            self._goods = self._goods and re.split("[/?]", path.removeprefix("images/"))[0] in GOODS
        if picture:
            return await self._painted(path, body)
        status, headers, content = await self._asked("text/xml; charset=utf-8")(method, path, query, body)
        return status, headers, _SECRETS.sub(rb'\1""', content)

    async def _painted(self, path: str, body: bytes) -> tuple[int, Mapping[str, str], bytes]:
        """A picture that comes as bytes: a new one, or for what has just one, another."""
        kind, _, id = path.removeprefix("images/").partition("/")
        held = kind != "products" and int(id or 0) in self.inner.shop.one_picture.get(kind, set())
        edge = hashlib.sha256(body).hexdigest()
        head = f'--{edge}\r\nContent-Disposition: form-data; name="image"; filename="picture.png"\r\n\r\n'.encode()
        form = head + body + f"\r\n--{edge}--\r\n".encode()
        ask = self._asked(f"multipart/form-data; boundary={edge}")
        status, _, content = await ask("POST", path, "ps_method=PUT" if held else "", form)
        need(status < 400, "file", "The shop does not take this picture.")
        made = re.search(rb"<id>(?:<!\[CDATA\[)?(\d+)", content)
        told = {"id": int(made[1] if made and kind == "products" else id)}
        return 200, {}, msgspec.json.encode(told)

    def _asked(self, kind: str) -> Any:
        """What puts requests to the webservice of the shop, with its owner's key and bodies of a kind."""
        key = base64.b64encode(f"{self.inner.credentials['prestashop_webservice_key']}:".encode()).decode()
        return forwarded(
            self.inner, base=f"{self.url}/api", headers={"Authorization": f"Basic {key}", "Content-Type": kind}
        )
