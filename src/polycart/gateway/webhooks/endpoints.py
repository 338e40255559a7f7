"""What attempts tell of an endpoint itself: it answers, it fails and is left alone for a while, or it is given up."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from sqlalchemy import Connection, and_, case, exists, or_, update

from polycart.gateway.tables import deliveries, webhooks
from polycart.gateway.webhooks import retries
from polycart.gateway.webhooks.delivery import DEAD, OPEN

log = logging.getLogger("polycart.webhooks")

_EXPIRED = "The endpoint did not take deliveries for three days."
_GONE = f"Switched off: the endpoint answered {retries.GONE}, it is gone for ever."


def answered(connection: Connection, webhook_id: int) -> None:
    """It takes deliveries again: what was noted of its failures is over."""
    failing = update(webhooks).where(webhooks.c.id == webhook_id, webhooks.c.failures > 0, webhooks.c.active)
    connection.execute(failing.values(failures=0, rest=0.0, failing=None, note=""))


def gone(connection: Connection, webhook_id: int) -> None:
    """It says that it will never be there again."""
    connection.execute(update(webhooks).where(webhooks.c.id == webhook_id).values(active=False, note=_GONE))


def failed(connection: Connection, webhook_id: int, asked: float, now: float) -> bool:
    """It did not take a delivery, and asks to be left alone for so many seconds; gives whether it is given up."""
    this = update(webhooks).where(webhooks.c.id == webhook_id)
    # ``rest`` is not before the last failure, and hardly after it.
    anew = or_(webhooks.c.failing.is_(None), webhooks.c.rest < now - retries.FORGOTTEN)
    began = case((anew, now), else_=webhooks.c.failing)
    counted = this.values(failures=webhooks.c.failures + 1, failing=began)
    row = connection.execute(counted.returning(webhooks.c.failures, webhooks.c.failing, webhooks.c.active)).first()
    if row is None:
        return False
    connection.execute(this.values(rest=now + max(retries.rest(row.failures), asked)))
    if row.failures < retries.FAILS:
        return False
    _expire(connection, webhook_id, now)
    lasted = now - row.failing
    if not row.active or lasted < retries.GIVES_UP / 2:
        return False
    off = lasted >= retries.GIVES_UP
    since, until = _day(row.failing), _day(row.failing + retries.GIVES_UP)
    note = (
        f"Switched off: the endpoint has taken nothing since {since}."
        if off
        else f"The endpoint has taken nothing since {since}; unless it does, the webhook is switched off on {until}."
    )
    if connection.execute(this.where(webhooks.c.note != note).values(active=not off, note=note)).rowcount:
        log.warning("Webhook %s: %s", webhook_id, note)
    return off


def _expire(connection: Connection, webhook_id: int, now: float) -> None:
    """Give up what has waited for an endpoint that was down all the time."""
    open_ = deliveries.c.state == OPEN
    old = and_(
        deliveries.c.webhook_id == webhook_id, open_, deliveries.c.owner == "",
        deliveries.c.opened < now - retries.LASTS,
    )  # fmt: skip
    values = {"state": DEAD, "finished": now, "due": None, "tried": now, "said": _EXPIRED}
    if not connection.execute(update(deliveries).where(old).values(values)).rowcount:
        return
    earlier = deliveries.alias()
    lane = and_(
        earlier.c.webhook_id == webhook_id, earlier.c.entity_id == deliveries.c.entity_id, earlier.c.state == OPEN,
        earlier.c.id < deliveries.c.id,
    )  # fmt: skip
    first = and_(deliveries.c.webhook_id == webhook_id, open_, deliveries.c.due.is_(None), ~exists().where(lane))
    connection.execute(update(deliveries).where(first).values(due=now))


def _day(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M UTC")
