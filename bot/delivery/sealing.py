"""Buttons before they leave: each carries its action sealed, for the one person who may tap it."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from bot.messages import Action, Button, Card, OutboundMessage, Tapped
from recommender.schema import UserId


class Sealing(Protocol):
    """What delivery needs of a `Seal`, see `bot/seal.py`."""

    def close(self, action: Action, owner: UserId, at: float) -> str:
        """The action as text that a platform carries back."""

    def open(self, token: str, owner: UserId, at: float) -> Action:
        """Raises `RefusedAction`."""


def sealed(message: OutboundMessage, seal: Sealing, at: float) -> OutboundMessage:
    """The message with all its buttons sealed for the person it is addressed to."""

    def button(plain: Button) -> Button:
        return replace(plain, action=seal.close(Action.decode(plain.action), message.address.user, at))

    def card(plain: Card) -> Card:
        return replace(plain, buttons=tuple((verb, button(each)) for verb, each in plain.buttons))

    def tapped(plain: Tapped) -> Tapped:
        successor = card(plain.successor) if plain.successor else None
        return replace(plain, card=card(plain.card), successor=successor, listed=tuple(map(card, plain.listed)))

    return replace(
        message,
        cards=tuple(map(card, message.cards)),
        buttons=tuple(map(button, message.buttons)),
        tapped=tapped(message.tapped) if message.tapped else None,
    )
