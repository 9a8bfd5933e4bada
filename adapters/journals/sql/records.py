"""The journal proper: what was asked and what was shown, for analysis and off-policy evaluation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from adapters.journals.sql.database import insert_into, storable
from adapters.journals.sql.owners import Session
from adapters.journals.sql.tables import slates, turns
from bot.messages import InboundMessage
from recommender.schema import Slate


def record(session: Session, inbound: InboundMessage, slate: Slate | None) -> None:
    """What is there already stays as it is."""
    insert = insert_into(session.connection.engine)
    session.connection.execute(insert(turns).on_conflict_do_nothing(), turn_row(inbound))
    if slate is not None:
        session.connection.execute(insert(slates).on_conflict_do_nothing(), slate_row(inbound, slate))


def forget_records(session: Session, names: Sequence[str]) -> int:
    """How many rows there were."""
    return sum(
        session.connection.execute(sa.delete(table).where(table.c.user_id.in_(names))).rowcount
        for table in (turns, slates)
    )


def turn_row(inbound: InboundMessage) -> dict[str, Any]:
    address = inbound.address
    return {
        "id": storable(inbound.id),
        "user_id": storable(address.user),
        "channel": address.channel,
        "chat": storable(address.chat),
        "thread": storable(address.thread),
        "text": storable(inbound.text),
        "action": storable(inbound.action.encode()) if inbound.action else "",
        "at": inbound.sent_at,
    }


def slate_row(inbound: InboundMessage, slate: Slate) -> dict[str, Any]:
    """`items`: [[item id, position from 0, propensity, score]]; `candidates`: stage → ids passed on, and,
    if anything was said, `told`: its share of the scores of the `shortlist` and then of the `reserved`;
    `particular`, where something in particular was asked for.
    """
    return {
        "user_id": storable(inbound.address.user),
        "id": slate.id,
        "turn_id": storable(inbound.id),
        "domain": slate.domain,
        "at": slate.at,
        "model_version": slate.model_version,
        "matched": slate.matched,
        "items": [
            [ranked.item.id, position, ranked.propensity, ranked.score] for position, ranked in enumerate(slate.items)
        ],
        "candidates": {
            **slate.trace,
            **({"told": slate.told} if slate.told else {}),
            **({"particular": True} if slate.particular else {}),
        },
    }
