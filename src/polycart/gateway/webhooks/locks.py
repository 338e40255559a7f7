"""In which order transactions lock the rows of webhooks, so that no two of them wait for each other."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select

from polycart.gateway.tables import webhooks


def lock(connection: Connection, ids: Iterable[int]) -> list[int]:
    """Lock webhooks, before anything else is written of them, and give their ids: always the lower ones first."""
    ordered = sorted(set(ids))
    clause = select(webhooks.c.id).where(webhooks.c.id.in_(ordered)).order_by(webhooks.c.id)
    # Whoever only refers to a webhook, by a delivery, need not wait.
    connection.execute(clause.with_for_update(key_share=True)).all()
    return ordered
