"""Scripts on the pages of the storefront.

https://docs.bigcommerce.com/developer/api-reference/rest/admin/management/scripts
"""

from __future__ import annotations

from polycart import api
from polycart.api.cart import (
    CartScriptAddParams,
    CartScriptDeleteParams,
    CartScriptListParams,
    Script,
    ScriptAdded,
)
from polycart.api.results import Deleted
from polycart.core.dates import parse_date
from polycart.core.errors import MissingParameter, NotFound
from polycart.core.given import allowed, clash, listed
from polycart.core.mapping import Map, constant, extras, field
from polycart.core.method import Page
from polycart.platforms.bigcommerce_api.connection import Bigcommerce, bigcommerce, cut
from polycart.platforms.bigcommerce_api.numbers import missing
from polycart.platforms.bigcommerce_api.units import iso

PATH = "v3/content/scripts"
SCOPES = {
    "storefront": "storefront", "all": "all_pages", "all_pages": "all_pages", "checkout": "checkout",
    "order_status": "order_confirmation", "order_confirmation": "order_confirmation",
}  # fmt: skip
METHODS = ("default", "async", "defer")


class ScriptMap(Map[Script]):
    """A script."""

    id = field("uuid")
    name = field("name")
    description = field("description")
    src = field("src")
    scope = field("visibility")
    event = constant(None)
    load_method = field("load_method")
    html = field("html")
    created_time = field("date_created", iso)
    modified_time = field("date_modified", iso)
    additional_fields = extras("location", "kind", "consent_category", "enabled", "channel_id", "auto_uninstall")


@bigcommerce.implements(
    api.cart.script.list, "script_ids", "created_from", "created_to", "modified_from", "modified_to", gives=ScriptMap
)
async def cart_script_list(bc: Bigcommerce, p: CartScriptListParams) -> Page[Script]:
    """List the scripts of the API account, by their making; ids and dates are looked at here."""
    query = {"sort": "date_created", **({"channel_id:in": bc.channel} if bc.channel else {})}
    bounds = (p.created_from, p.created_to, p.modified_from, p.modified_to)
    if p.script_ids is None and not any(bounds):
        return await bc.window(PATH, query, ScriptMap, start=p.start, count=p.count)
    rows = await bc.records(PATH, query)
    wanted = None if p.script_ids is None else set(listed(p.script_ids))
    first, last, early, late = (parse_date(bound) if bound else None for bound in bounds)
    kept = [
        row
        for row in rows
        if (wanted is None or row["uuid"] in wanted)
        and (first is None or parse_date(row["date_created"]) >= first)
        and (last is None or parse_date(row["date_created"]) <= last)
        and (early is None or parse_date(row["date_modified"]) >= early)
        and (late is None or parse_date(row["date_modified"]) <= late)
    ]
    page = cut(kept, start=p.start, count=p.count)
    reader = ScriptMap.reader(bc.wanted)
    items = [reader.convert(row) for row in page.items]
    return Page(items=items, total=page.total, next=page.next, previous=page.previous, projected=True)


@bigcommerce.implements(
    api.cart.script.add, "name", "description", "html", "src", "load_method", "scope",
    note="Scripts of the checkout need a PCI-compliant store.",
)  # fmt: skip
async def cart_script_add(bc: Bigcommerce, p: CartScriptAddParams) -> ScriptAdded:
    """Add a script: the address of one, or the tag itself."""
    if (p.src is None) is (p.html is None):
        raise MissingParameter("Parameter 'src' or 'html' is required.") if p.src is None else clash("src", ["html"])
    if p.scope not in SCOPES:
        raise allowed("scope", SCOPES)
    if p.load_method is not None and p.load_method not in METHODS:
        raise allowed("load_method", METHODS)
    body = {
        "name": p.name or "polycart", "description": p.description, "src": p.src, "html": p.html,
        "kind": "src" if p.src is not None else "script_tag", "visibility": SCOPES[p.scope],
        "load_method": p.load_method, "location": "head", "auto_uninstall": True, "consent_category": "essential",
        "channel_id": bc.channel,
    }  # fmt: skip
    made = await bc.post(PATH, {name: value for name, value in body.items() if value is not None})
    return ScriptAdded(script_id=made["uuid"])


@bigcommerce.implements(api.cart.script.delete, "id")
async def cart_script_delete(bc: Bigcommerce, p: CartScriptDeleteParams) -> Deleted:
    """Delete a script."""
    if not all(letter.isalnum() or letter == "-" for letter in p.id):
        raise missing("Script", p.id)
    try:
        await bc.delete(f"{PATH}/{p.id}")
    except NotFound as error:
        raise missing("Script", p.id, error) from error
    return Deleted(deleted="1")
