"""What is no longer needed is deleted, a little at a time."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from adapters.journals.sql.owners import Session
from adapters.journals.sql.tables import any_of, inbox, outbox, spent

EVERY_S = 60.0
AT_ONCE = 1000
"""Rows of each kind: about 10 ms. At more than 16 arrivals a second for days on end it would fall behind."""
DAY_S = 86400.0


def purge(session: Session, now: float) -> None:
    """Delete the oldest of each kind, if they are old enough."""
    settled = any_of(outbox.c.state, "sent", "failed")
    for column, days, chosen in (
        # Telegram repeats an update for 24 hours.
        (inbox.c.at, 3, any_of(inbox.c.state, "done")),
        (outbox.c.at, 7, sa.and_(settled, outbox.c.about == "")),
        (outbox.c.at, 60, settled),
        # Longer than any button can be tapped, see `Settings.action_days`.
        (spent.c.at, 400, None),
    ):
        _delete(session, column, now - days * DAY_S, chosen)


def _delete(session: Session, at: sa.Column[float], before: float, chosen: sa.ColumnElement[bool] | None) -> None:
    table: Any = at.table
    [key] = table.primary_key.columns
    old = sa.select(key).where(at < before).order_by(at).limit(AT_ONCE)
    session.connection.execute(
        sa.delete(table).where(key.in_((old if chosen is None else old.where(chosen)).scalar_subquery()))
    )
