"""The platforms of the contract that are not built yet, and the credentials that each is connected with.

A platform that gets its own folder leaves this table; its credentials are then the ``Settings`` of the folder.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

import msgspec

__all__ = ["ANNOUNCED", "OLDER", "WITHDRAWN", "Announced", "Credential", "Kind", "Website"]

Kind = Literal["api", "bridge", "connector"]
"""How a platform is reached: its own API, our bridge file in the shop, or a connector plug-in of the shop's maker."""


class Website(msgspec.Struct, kw_only=True):
    """A website of SAP Commerce Cloud and the stores on it."""

    uid: str
    url: str
    stores: Annotated[list[str], msgspec.Meta(min_length=1)] = msgspec.field(name="storeIds")


TYPES: dict[str, Any] = {
    "bol_retailer_id": int,
    "ebay_site_id": int,
    "hybris_websites": Annotated[list[Website], msgspec.Meta(min_length=1)],
    "tiendanube_user_id": int,
    "zid_client_id": int,
}
"""Types of the credentials that are not text."""

DEFAULTS: dict[str, str | int] = {
    "allegro_environment": "production",
    "amazon_sp_api_environment": "production",
    "ebay_environment": "production",
    "ebay_site_id": 0,
    "environment": "production",
    "otto_environment": "production",
    "shopee_environment": "production",
    "walmart_environment": "production",
    "walmart_region": "us",
}
"""What a credential is when a store is connected without it; a change of credentials has no defaults."""

SPELLING = {
    "acess": "access", "api": "API", "authtoken": "authorisation token", "aws": "AWS", "dw": "Demandware", "id": "ID",
    "pass": "password", "runame": "RuName", "scapi": "SCAPI", "sp": "SP", "url": "URL",
}  # fmt: skip
"""Parts of credential names, as people write them."""


class Credential(msgspec.Struct, frozen=True):
    """One credential of a platform, under its name in the contract."""

    name: str
    type: Any = str
    default: str | int | None = None

    @property
    def title(self) -> str:
        """The name in words: "Shopify access token" for ``shopify_access_token``."""
        parts: list[str] = re.findall(r"[A-Z]?[a-z0-9]+", self.name)
        words = [SPELLING.get(part.lower(), part.lower()) for part in parts]
        return " ".join([words[0][:1].upper() + words[0][1:], *words[1:]])


class Announced(msgspec.Struct, frozen=True, kw_only=True):
    """A platform that is not built yet.

    ``credentials`` are alternatives, of which one is needed whole; ``optional`` ones may be added; ``legacy`` ones are
    older names that the contract still takes. Which platform an old name was for is in parts our inference: the
    contract has ``access_token``, ``tokenSecret``, ``seller_id`` and ``environment`` without telling.
    """

    cart_id: str
    title: str
    kind: Kind
    credentials: tuple[tuple[Credential, ...], ...]
    optional: tuple[Credential, ...] = ()
    legacy: tuple[Credential, ...] = ()

    def all_credentials(self) -> tuple[Credential, ...]:
        """Every credential that the platform is known by, each once."""
        every = [*(credential for needed in self.credentials for credential in needed), *self.optional, *self.legacy]
        return tuple({credential.name: credential for credential in every}.values())


def named(names: str) -> tuple[Credential, ...]:
    """Make credentials from names parted by spaces."""
    return tuple(Credential(name, TYPES.get(name, str), DEFAULTS.get(name)) for name in names.split())


def api(cart_id: str, title: str, *credentials: str, optional: str = "", legacy: str = "") -> Announced:
    """Announce a platform that has an API of its own."""
    needed = tuple(named(names) for names in credentials)
    return Announced(
        cart_id=cart_id, title=title, kind="api", credentials=needed, optional=named(optional), legacy=named(legacy)
    )


def bridge(cart_id: str, title: str, *, optional: str = "") -> Announced:
    """Announce a platform that is reached over the bridge file, with the key of the store."""
    return Announced(
        cart_id=cart_id, title=title, kind="bridge", credentials=(named("store_key"),), optional=named(optional)
    )


def connector(cart_id: str, title: str, credentials: str, *, optional: str = "") -> Announced:
    """Announce a platform that is reached over a connector plug-in."""
    return Announced(
        cart_id=cart_id, title=title, kind="connector", credentials=(named(credentials),), optional=named(optional)
    )


ANNOUNCED: tuple[Announced, ...] = (
    api("3DCart", "Shift4Shop", "3dcart_private_key 3dcart_access_token", legacy="privateKey appToken"),
    api("3DCartApi", "3dcart", "3dcartapi_api_key", legacy="apiKey_3dcart"),
    bridge("AceShop", "AceShop (Joomla)"),
    api(
        "AmazonSP",
        "Amazon Selling Partner",
        "amazon_sp_client_id amazon_sp_client_secret amazon_sp_refresh_token amazon_sp_aws_region amazon_seller_id",
        optional="amazon_sp_api_environment",
        legacy="seller_id environment",
    ),
    api(
        "Americommerce",
        "AmeriCommerce",
        "americommerce_app_id americommerce_app_secret americommerce_access_token americommerce_refresh_token",
    ),
    api(
        "AspDotNetStorefront",
        "AspDotNetStorefront",
        "aspdotnetstorefront_api_user aspdotnetstorefront_api_pass",
        legacy="apiUser_adnsf apiPass",
    ),
    api("BigCartel", "Big Cartel", "bigcartel_user_name bigcartel_password"),
    api("Bol", "bol.com", "bol_api_key bol_api_secret", optional="bol_retailer_id"),
    api(
        "Bricklink",
        "BrickLink",
        "bricklink_consumer_key bricklink_consumer_secret bricklink_token bricklink_token_secret",
    ),
    api("CommerceHQ", "CommerceHQ", "commercehq_api_key commercehq_api_password"),
    bridge("Creloaded", "CRE Loaded"),
    bridge("Cscart", "CS-Cart"),
    bridge("Cubecart", "CubeCart"),
    api(
        "Demandware",
        "Salesforce Commerce Cloud (OCAPI)",
        "demandware_client_id demandware_api_password demandware_user_name demandware_user_password",
        legacy="dw_client_id dw_api_pass",
    ),
    api(
        "EBay",
        "eBay",
        "ebay_client_id ebay_client_secret ebay_refresh_token ebay_environment",
        optional="ebay_runame ebay_access_token ebay_site_id",
    ),
    api("Ecwid", "Ecwid", "ecwid_acess_token ecwid_store_id"),
    api(
        "EtsyAPIv3",
        "Etsy",
        "etsy_client_id etsy_refresh_token",
        optional="etsy_shared_secret",
        legacy="etsy_keystring etsy_access_token etsy_token_secret access_token tokenSecret",
    ),
    api(
        "Facebook",
        "Meta Commerce",
        "facebook_app_id facebook_app_secret facebook_access_token facebook_business_id",
    ),
    api("Flipkart", "Flipkart", "flipkart_client_id flipkart_client_secret"),
    bridge("Gambio", "Gambio"),
    api(
        "Hybris",
        "SAP Commerce Cloud (Hybris)",
        "hybris_client_id hybris_client_secret hybris_websites",
        "hybris_client_id hybris_client_secret hybris_username hybris_password hybris_websites",
    ),
    bridge("JooCart", "JooCart (Joomla)"),
    api(
        "Jumpseller",
        "Jumpseller",
        "jumpseller_client_id jumpseller_client_secret jumpseller_refresh_token",
        "jumpseller_login jumpseller_authtoken",
    ),
    api("Lazada", "Lazada", "lazada_app_id lazada_app_secret lazada_refresh_token lazada_region"),
    api("LightSpeed", "Lightspeed eCom", "lightspeed_api_key lightspeed_api_secret"),
    bridge("Magento1212", "Magento 1 and 2 (bridge)"),
    api(
        "MercadoLibre",
        "Mercado Libre",
        "mercado_libre_app_id mercado_libre_app_secret_key mercado_libre_refresh_token",
    ),
    bridge("MijoShop", "MijoShop (Joomla)"),
    api("Miva", "Miva", "miva_access_token miva_signature"),
    api("Neto", "Maropost Commerce (Neto)", "neto_api_key neto_api_username", legacy="apiKey apiUsername"),
    connector("Nopcommerce", "nopCommerce", "nopcommerce_token", optional="nopcommerce_secret"),
    bridge("Oscmax2", "osCMax"),
    bridge("Oscommerce22ms2", "osCommerce"),
    api(
        "Otto",
        "OTTO Market",
        "otto_client_id otto_client_secret otto_app_id otto_refresh_token",
        optional="otto_environment otto_access_token",
    ),
    bridge("Oxid", "OXID eShop"),
    bridge("Pinnacle", "Pinnacle Cart"),
    api("Salla", "Salla", "salla_client_id salla_client_secret salla_refresh_token", optional="salla_access_token"),
    api(
        "SCAPI",
        "Salesforce B2C Commerce (SCAPI)",
        "scapi_client_id scapi_client_secret scapi_organization_id scapi_short_code scapi_scopes",
    ),
    api(
        "Shopee",
        "Shopee",
        "shopee_partner_id shopee_partner_key shopee_shop_id shopee_refresh_token",
        optional="shopee_region shopee_environment",
    ),
    api("Shoplazza", "Shoplazza", "shoplazza_access_token", optional="shoplazza_shared_secret"),
    api(
        "Shopline",
        "SHOPLINE",
        "shopline_access_token",
        "shopline_app_key shopline_app_secret",
        optional="shopline_shared_secret",
    ),
    bridge("Shopware", "Shopware (bridge)", optional="shopware_access_key"),
    api("ShopwareApi", "Shopware 6", "shopware_api_key shopware_api_secret", optional="shopware_access_key"),
    api("Square", "Square Online", "square_client_id square_client_secret square_refresh_token"),
    api(
        "Squarespace",
        "Squarespace",
        "squarespace_api_key",
        "squarespace_client_id squarespace_client_secret squarespace_access_token squarespace_refresh_token",
    ),
    api("Temu", "Temu", "temu_app_key temu_app_secret temu_access_token temu_region"),
    api(
        "Tiendanube",
        "Tiendanube, Nuvemshop",
        "tiendanube_user_id tiendanube_access_token",
        optional="tiendanube_client_secret",
    ),
    api(
        "TikTokShop",
        "TikTok Shop",
        "tiktokshop_app_key tiktokshop_app_secret tiktokshop_refresh_token",
        optional="tiktokshop_access_token",
    ),
    bridge("Tomatocart", "TomatoCart"),
    bridge("Ubercart", "Ubercart (Drupal)"),
    api("Unas", "UNAS", "unas_api_key"),
    bridge("Virtuemart", "VirtueMart (Joomla)"),
    api("Volusion", "Volusion", "volusion_login volusion_password", legacy="EncryptedPassword Login"),
    api(
        "Walmart",
        "Walmart Marketplace",
        "walmart_client_id walmart_client_secret",
        "walmart_client_id walmart_client_secret walmart_refresh_token walmart_seller_id",
        optional="walmart_environment walmart_channel_type walmart_region",
    ),
    api(
        "Wix",
        "Wix Stores",
        "wix_app_id wix_app_secret_key wix_refresh_token",
        "wix_app_id wix_app_secret_key wix_instance_id",
    ),
    bridge("WPecommerce", "WP eCommerce"),
    bridge("Xcart", "X-Cart"),
    bridge("Xtcommerce", "xt:Commerce 3"),
    bridge("XtcommerceVeyton", "xt:Commerce 4+ Veyton"),
    bridge("Zencart137", "Zen Cart"),
    api("Zid", "Zid", "zid_client_id zid_client_secret zid_access_token zid_authorization zid_refresh_token"),
    bridge("Zoey", "Zoey"),
    api("Zoho", "Zoho Commerce", "zoho_client_id zoho_client_secret zoho_refresh_token zoho_region"),
)
"""The platforms that are not built yet, in alphabetical order of the ids that the contract gives them."""

WITHDRAWN = named(
    "allegro_client_id allegro_client_secret allegro_access_token allegro_refresh_token allegro_environment "
    "mirakl_api_key"
)
"""Credentials that the contract still takes although it lists no platform for them any more."""

OLDER = named(
    "AdminAccount ApiPath ApiKey_Bigcommerce client_id accessToken context "  # BigCommerce
    "shared_secret apiKey_shopify apiPassword accessToken_shopify"  # Shopify
)
"""Older names for credentials of built platforms: the contract still takes them, the platforms ask for the new ones."""
