"""Takes a run back: deletes what it added, the last first, and restores what it changed where that was kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from polycart.client.migration.capabilities import KINDS, VARIANT, Kind, Side
from polycart.client.migration.fields import FIELDS
from polycart.client.migration.ledger import Item, Ledger, Step
from polycart.client.migration.report import Trouble, Undone
from polycart.client.migration.run import pair_of
from polycart.client.store import Store
from polycart.core.errors import NotFound, ParameterError, PolycartError, Unreachable

REMAINS = {
    "order": "The contract has no method that deletes an order.",
    "customer_group": "The contract has no method that deletes a customer group.",
}
WITH_ITS_OWNER = {"category_image", "variant_image"}
"""What is gone together with what it was added to."""


async def undo(source: Store, target: Store, state: str | Path, run: int | None = None) -> Undone:
    """Take a run back, by default the last one that changed anything; what remains is told with its reason.

    The source is only named, not called. A taking back that is cut off is gone on with by the next one.
    """
    ledger = Ledger(Path(state), pair_of(source, target))
    try:
        number = _chosen(ledger, run)
        side, done = Side(target), Undone(number)
        ledger.unread(number)
        for step in ledger.steps(number):
            await _take_back(side, ledger, number, step, done)
        ledger.undid(number)
        return done
    finally:
        ledger.close()


def _chosen(ledger: Ledger, wanted: int | None) -> int:
    runs = {id: undone for id, _, _, undone in ledger.runs()}
    if wanted is not None and wanted not in runs:
        raise ParameterError(f"Parameter 'run' is not valid. Known are: {', '.join(map(str, runs)) or 'none'}.")
    open_ = [id for id, undone in runs.items() if not undone]
    if wanted is None and not open_:
        raise ParameterError("There is no run to take back.")
    if wanted is not None:
        return wanted
    return next((id for id in reversed(open_) if ledger.steps(id)), open_[-1])  # a run without a step changed nothing


async def _take_back(side: Side, ledger: Ledger, number: int, step: Step, done: Undone) -> None:
    try:
        if step.action == "update":
            new = ledger.added_in(number, step)
            why = None if new else await _restore(side, step)
            done.restored += why is None and not new
        else:
            why = await _remove(side, ledger, step)
            done.deleted += why is None and step.kind not in WITH_ITS_OWNER
    except PolycartError as error:
        why = error.sentence
    if why is not None:
        done.remains.append(Trouble(step.kind, step.target_id, why))
        return
    ledger.took_back(step, gone=step.action == "add")


async def _remove(side: Side, ledger: Ledger, step: Step) -> str | None:
    """Delete what was added; answers why it remains."""
    if step.kind in WITH_ITS_OWNER:
        return None if _owned(ledger, step) else "The picture was added to a record that was there before."
    kind = VARIANT if step.kind == "variant" else KINDS.get(step.kind)
    if kind is None or kind.delete is None:
        return REMAINS.get(step.kind, "There is no method that deletes it.")
    if not side.serves(kind.delete):
        return side.store.supports(kind.delete).reason
    whose = {"product_id": step.parent} if step.kind == "variant" else {}
    try:
        await side.store.call(kind.delete, id=step.target_id, **whose)
    except NotFound:
        pass
    except PolycartError as error:
        # Most shops let variants go with their product, some keep them, and some do not part with the last one.
        if isinstance(error, Unreachable) or step.kind != "variant" or not _owned(ledger, step):
            raise
    return None


def _owned(ledger: Ledger, step: Step) -> bool:
    """Whether what it was added to was made by a migration, and so goes, or has gone, itself."""
    owner = {"category_image": "category", "variant_image": "product", "variant": "product"}[step.kind]
    return step.parent is not None and ledger.made(owner, step.parent)


async def _restore(side: Side, step: Step) -> str | None:
    """Put back what an update has replaced; answers why it can not."""
    if step.before is None:
        return "It was changed, and what it was before was not kept: run with keep_before to be able to restore."
    kind = VARIANT if step.kind == "variant" else KINDS[step.kind]
    whose = {kind.updated_by: step.target_id} | ({"product_id": step.parent} if step.kind == "variant" else {})
    known = {name: value for name, value in step.before.items() if name in side.takes(kind.update)}
    if known:
        await side.store.call(kind.update, **whose, **known)
    return None


async def image(side: Side, kind: Kind, item: Item, arguments: dict[str, Any]) -> dict[str, Any] | None:
    """What the target holds now in the fields that some arguments are about to change, as arguments again."""
    fields = {
        into: (name, field) for name, field in FIELDS[kind.name].items() for into in field.into if into in arguments
    }
    picked = {kind.picked_by: item.target_id} if kind.picked_by else {}
    if kind.name == "variant":
        picked = {"product_ids": item.parent}
    names = ",".join(["id", *(name for name, _ in fields.values())])
    async for each in side.store.iterate(kind.listed, params=names, **picked):
        if str(each.id) != item.target_id:
            continue
        record: dict[str, Any] = msgspec.to_builtins(each)
        found: dict[str, Any] = {}
        for into, (name, field) in fields.items():
            value = record.get(name)
            found[into] = field.change(value) if field.change is not None and value else value
        return {name: "" if value is None else value for name, value in found.items()}
    return None
