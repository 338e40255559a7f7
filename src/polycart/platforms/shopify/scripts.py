"""Script tags: scripts that the pages of the shop front load, of those that the app itself has added.

https://shopify.dev/docs/api/admin-graphql/2026-10/objects/ScriptTag: they work with vintage themes; others take theme
app extensions, which belong to an app's own code.
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
from polycart.core.codecs import Codec, string
from polycart.core.documents import Of
from polycart.core.errors import MissingParameter
from polycart.core.given import allowed, refuse
from polycart.core.mapping import Map, computed, extras, field
from polycart.core.method import Page
from polycart.platforms.shopify.connection import Id, Plain, Shop, shopify
from polycart.platforms.shopify.ids import gid, id_codec, known, number
from polycart.platforms.shopify.searches import dates, ids_term, query
from polycart.platforms.shopify.values import file_name, stamp

SCOPES = {"ONLINE_STORE": "storefront", "ALL": "all", "ORDER_STATUS": "order_status"}
"""The contract's word for where a script is loaded; new ones can be in the shop front only."""


def _name(src: str | None) -> str:
    return file_name(src or "")


scope = Codec(lambda native: SCOPES.get(native, native), lambda value: value, str | None)


class ScriptMap(Map[Script]):
    """A script, which has no name but its file's."""

    id = field("id", id_codec)
    name = computed(_name, "src")
    src = field("src", string)
    scope = field("displayScope", scope)
    created_time = field("createdAt", stamp)
    modified_time = field("updatedAt", stamp)
    additional_fields = extras("cache", display_scope="displayScope", gid="id")


@shopify.implements(
    api.cart.script.list, "script_ids", "created_from", "created_to", "modified_from", "modified_to", gives=ScriptMap
)
async def script_list(shop: Shop, p: CartScriptListParams) -> Page[Script]:
    """List the script tags of the app."""
    found = dates(p.created_from, p.created_to, p.modified_from, p.modified_to)
    if p.script_ids is not None:
        found.append(ids_term("ScriptTag", p.script_ids, "script_ids"))
    return await shop.page("scriptTags", p, ScriptMap, query(found))


class _Made(Plain):
    script_tag: Id | None = None


class _Gone(Plain):
    deleted_script_tag_id: str | None = None


@shopify.implements(
    api.cart.script.add, "src", "scope",
    note="Script tags work with vintage themes only; a script has no name, and is loaded from its address.",
)  # fmt: skip
async def script_add(shop: Shop, p: CartScriptAddParams) -> ScriptAdded:
    """Load a script in the shop front."""
    if p.src is None:
        raise MissingParameter("Parameter 'src' is required.")
    if not p.src.lower().startswith("https://"):
        raise refuse("src", "Shopify loads scripts over https only.")
    if p.scope != "storefront":
        raise allowed("scope", ("storefront",))
    body = {"src": p.src, "displayScope": "ONLINE_STORE"}
    made = await shop.mutate("scriptTagCreate", {"input": Of("ScriptTagInput!", body)}, _Made)
    return ScriptAdded(script_id=number(made.script_tag.id if made.script_tag else ""))


@shopify.implements(api.cart.script.delete, "id")
async def script_delete(shop: Shop, p: CartScriptDeleteParams) -> Deleted:
    """Delete a script tag."""
    id = gid("ScriptTag", p.id, "id")
    with known("Script", id):
        await shop.mutate("scriptTagDelete", {"id": Of("ID!", id)}, _Gone)
    return Deleted(deleted="1")
