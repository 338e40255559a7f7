"""Downloadable products: the files that are sold, and samples of them.

Links may only lead to the domains of the setting `downloadable_domains`, which a new shop has none of.
https://experienceleague.adobe.com/en/docs/commerce-operations/tools/cli-reference/commerce-on-premises
"""

from urllib.parse import urlsplit

from polycart.platforms.magento2.sim import products
from polycart.platforms.magento2.sim.routes import Route, route
from polycart.platforms.magento2.sim.shop import Shop
from polycart.platforms.magento2.sim.wire import Call, Json, Refusal, mapped, number

RESOURCE = "Magento_Downloadable::downloadable"
LINKS, SAMPLES = "downloadable_product_links", "downloadable_product_samples"
TYPES = {
    "DownloadLink": """id int, title string, sort_order int, is_shareable int, price float, number_of_downloads int,
        link_type string, link_file string, link_file_content any, link_url string, sample_type string,
        sample_file string, sample_file_content any, sample_url string, extension_attributes any""",
    "DownloadSample": """id int, title string, sort_order int, sample_type string, sample_file string,
        sample_file_content any, sample_url string, extension_attributes any""",
}


def replace(shop: Shop, product: Json, sent: Json) -> None:
    """The files of a product as they are sent with it."""
    if sent.get(LINKS) is not None:
        product["extension"][LINKS] = [_link(shop, row) for row in sent[LINKS]]
    if sent.get(SAMPLES) is not None:
        product["extension"][SAMPLES] = [_sample(shop, row) for row in sent[SAMPLES]]
    product["values"].setdefault("links_title", {0: "Links"})
    product["values"].setdefault("samples_title", {0: "Samples"})
    product["values"].setdefault("links_purchased_separately", {0: "0"})


def _link(shop: Shop, sent: Json) -> Json:
    kind = sent.get("link_type")
    if kind not in ("url", "file"):
        raise Refusal(400, "The link type is invalid. Verify and try again.")
    if kind == "url":
        address = urlsplit(str(sent.get("link_url") or ""))
        if address.scheme not in ("http", "https"):
            raise Refusal(400, "Link URL must have valid format.")
        if address.hostname not in shop.config("downloadable_domains").split(","):
            raise Refusal(400, "Link URL's domain is not in list of downloadable_domains in env.php.")
    made: Json = {"id": sent.get("id") or shop.next("download_links"), "title": sent.get("title") or ""}
    made |= {"sort_order": sent.get("sort_order") or 0, "is_shareable": sent.get("is_shareable", 2)}
    made |= {"price": number(sent.get("price")), "number_of_downloads": sent.get("number_of_downloads") or 0}
    made["link_type"] = kind
    made |= {k: sent[k] for k in ("link_file", "link_url") if sent.get(k)}
    made["sample_type"] = sent.get("sample_type")
    return made | {k: sent[k] for k in ("sample_file", "sample_url") if sent.get(k)}


def _sample(shop: Shop, sent: Json) -> Json:
    made: Json = {"id": sent.get("id") or shop.next("download_samples"), "title": sent.get("title") or ""}
    made |= {"sort_order": sent.get("sort_order") or 0, "sample_type": sent.get("sample_type") or "url"}
    return made | {k: sent[k] for k in ("sample_file", "sample_url") if sent.get(k)}


def _product(shop: Shop, sku: str) -> Json:
    product = products.by_sku(shop, sku)
    if product["type_id"] != "downloadable":
        message = "The product needs to be the downloadable type. Verify the product and try again."
        raise Refusal(400, message)
    return product


def _links(shop: Shop, call: Call) -> list[Json]:
    product = products.by_sku(shop, call.text("sku"))
    return list(product["extension"].get(LINKS, []))


def _samples(shop: Shop, call: Call) -> list[Json]:
    product = products.by_sku(shop, call.text("sku"))
    return list(product["extension"].get(SAMPLES, []))


def _save(shop: Shop, call: Call) -> int:
    product = _product(shop, call.text("sku"))
    of_link = "link" in call.args
    sent = mapped(call.args["link" if of_link else "sample"])
    if call.args.get("id"):
        sent = sent | {"id": call.args["id"]}
    made = _link(shop, sent) if of_link else _sample(shop, sent)
    held = product["extension"].setdefault(LINKS if of_link else SAMPLES, [])
    known = next((place for place, row in enumerate(held) if row["id"] == sent.get("id")), None)
    if sent.get("id") and known is None:
        noun = "link" if of_link else "sample"
        raise Refusal(404, f"No downloadable {noun} with the provided ID was found. Verify the ID and try again.")
    if known is None:
        held.append(made)
    else:
        held[known] = made
    return int(made["id"])


def _delete(shop: Shop, call: Call) -> bool:
    name = SAMPLES if "samples" in call.path else LINKS
    for product in shop.table("products").values():
        held = product["extension"].get(name, [])
        for row in held:
            if row["id"] == call.int("id"):
                held.remove(row)
                return True
    noun = "sample" if name == SAMPLES else "link"
    raise Refusal(404, f"No downloadable {noun} with the provided ID was found. Verify the ID and try again.")


PATH = "products/:sku/downloadable-links"
LINK = "sku:string link:DownloadLink isGlobalScopeContent:bool="
SAMPLE = "sku:string sample:DownloadSample isGlobalScopeContent:bool="
ROUTES: tuple[Route, ...] = (
    route(f"GET {PATH}", _links, "sku:string", resource=RESOURCE),
    route(f"POST {PATH}", _save, LINK, resource=RESOURCE),
    route(f"PUT {PATH}/:id", _save, f"{LINK} id:int=", resource=RESOURCE),
    route(f"GET {PATH}/samples", _samples, "sku:string", resource=RESOURCE),
    route(f"POST {PATH}/samples", _save, SAMPLE, resource=RESOURCE),
    route(f"PUT {PATH}/samples/:id", _save, f"{SAMPLE} id:int=", resource=RESOURCE),
    route("DELETE products/downloadable-links/:id", _delete, "id:int", resource=RESOURCE),
    route("DELETE products/downloadable-links/samples/:id", _delete, "id:int", resource=RESOURCE),
)
