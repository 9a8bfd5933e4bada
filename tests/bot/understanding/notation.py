"""A turn on one line, so that a table of sentences can be read.

`-` avoided, `~` soft, `@` always, `∋` speaks of, `^` one but not both; `<field more of Item>` a critique;
`[stance Item]` a mention; `drops`, `asks`, `?unresolved`, and the words `replaces`, `adds`, `again`.
"""

from __future__ import annotations

from bot.turn import Critique, Dialogue, Mention, Pending, Turn
from recommender.schema import ItemId, Preference, SlateId

SHOWN = tuple(ItemId(f"movies:{title}") for title in ("Unforgiven", "Inception", "Notting Hill"))
PLAIN = Dialogue(domain="movies")
LISTED = Dialogue(domain="movies", slate=SlateId("s"), slate_items=SHOWN, shown=SHOWN)


def asked(field: str) -> Dialogue:
    return Dialogue(domain="movies", pending=Pending("field", field))


def told(turn: Turn) -> str:
    intent = turn.intent.value if turn.domain == "movies" else f"{turn.intent.value}/{turn.domain}"
    parts = [
        intent,
        *map(_wish, turn.wishes),
        *map(_critique, turn.critiques),
        *map(_mention, turn.mentions),
        *(f"drops {field}" for field in turn.drops),
        *(f"asks {field}" for field in turn.fields),
        *(["replaces"] if turn.replaces else []),
        *(["adds"] if turn.adds else []),
        *(["again"] if turn.again else []),
        *([f"?{turn.unresolved}"] if turn.unresolved else []),
    ]
    return " · ".join(parts)


def _wish(wish: Preference) -> str:
    value = "|".join(map(str, wish.value)) if isinstance(wish.value, tuple) else _plain(wish.value)
    op = {"in": "=", "contains": "∋", "one of": "^"}.get(wish.op, wish.op)
    marks = ("~" if wish.strength == "soft" else "") + ("@" if wish.scope == "always" else "")
    return f"{'-' if wish.polarity == 'avoid' else ''}{wish.field}{op}{value}{marks}"


def _plain(value: str | float | bool) -> str:  # noqa: FBT001
    return f"{value:g}" if isinstance(value, float) else str(value)


def _critique(critique: Critique) -> str:
    anchors = " of " + ",".join(_name(item) for item in critique.anchors) if critique.anchors else ""
    return f"<{critique.field} {critique.direction}{anchors}>"


def _mention(mention: Mention) -> str:
    return f"[{mention.stance} {_name(mention.item)}]"


def _name(item: ItemId) -> str:
    return item.split(":", 1)[1]


def rows(table: str) -> list[tuple[str, str]]:
    """The lines `sentence → meaning` of a table."""
    lines = [line.split(" → ", 1) for line in table.strip().splitlines() if line.strip()]
    return [(text.strip(), meaning.strip()) for text, meaning in lines]
