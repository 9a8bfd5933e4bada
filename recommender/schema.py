"""The nouns of recommending: frozen values, no I/O, nothing of chat.

An `Item` is anything that can be shown: a film, a book, a product, a help article. What can be said
about the items of a catalogue is declared by its `Field`s. A `Preference` is one wish about one field;
a `Profile` is what a person taught us; `RankRequest` → `Slate` is the question and answer of the ranker.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NewType

import numpy as np
from numpy.typing import NDArray

UserId = NewType("UserId", str)
ItemId = NewType("ItemId", str)
"""`domain:own-id`; the part after the first colon is the catalogue's own id."""
SlateId = NewType("SlateId", str)

Vector = NDArray[np.float32]

TEXT = "text"
"""Name of no field: a wish for words of an item's title, description or categories, op `contains`."""

FieldKind = Literal["category", "number", "date", "person", "text", "flag"]
Value = str | float | bool | tuple[str, ...]
"""category, person, text: str or tuple of str; number: float; date: ISO text, at least `YYYY`; flag: bool."""

Op = Literal["=", "≠", "<", "≤", ">", "≥", "in", "one of", "contains"]
Polarity = Literal["want", "avoid"]
Strength = Literal["hard", "soft"]
Scope = Literal["now", "always"]
Verb = Literal["like", "dislike", "seen", "more", "skip", "open", "undo", "unknown"]
"""`unknown`: does not know the item; says nothing of what they think of it."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What one language calls a field; empty parts: as the field itself does."""

    label: str = ""
    question: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    """Value as the items have it → its word."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that can be asked of a catalogue's items, and the words people use for it."""

    name: str
    kind: FieldKind
    label: str = ""
    """How the bot calls it in a sentence: `running time`."""
    unit: str = ""
    """`min`, `usd`, `pages`, `stars`; empty where there is none."""
    many: bool = False
    """An item may have several values."""
    order: tuple[str, ...] = ()
    """Categories with a rank, lowest first: `G, PG, PG-13, R`. Makes `<` and `≥` meaningful."""
    names: tuple[str, ...] = ()
    """Words that name the field: `director`, `directed by`."""
    more: tuple[str, ...] = ()
    """Words that ask for a larger value: `longer`, `newer`."""
    less: tuple[str, ...] = ()
    """Words that ask for a smaller value: `shorter`, `cheaper`."""
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Other words for a value: `{"science fiction": ("sci-fi", "scifi")}`."""
    question: str = ""
    """The question the bot asks to learn this field's wish; empty: never asked."""
    shown: bool = True
    """Printed on cards and told in answers."""
    wording: Mapping[str, Wording] = field(default_factory=dict)
    """By language, `zh`: what the bot calls the field and its values there."""


@dataclass(frozen=True, slots=True)
class Item:
    """Anything that can be recommended. `text` is its description, empty when the catalogue has none."""

    id: ItemId
    domain: str
    title: str
    text: str = ""
    fields: Mapping[str, Value] = field(default_factory=dict)
    image_url: str = ""
    url: str = ""
    popularity: float = 0.0
    """Prior share of attention in [0, 1]; 0 where nothing is known."""
    aliases: tuple[str, ...] = ()
    """Other titles people may call it by (translations, original titles)."""
    text_zh: str = ""
    """The description in Chinese, where the catalogue has one."""


@dataclass(frozen=True, slots=True)
class Preference:
    """One wish about one field.

    `op` `=`/`≠`/`<`/`≤`/`>`/`≥` compare with one value; `in` is true when any of the values (a tuple) is
    among the item's, `one of` when exactly one of them is; `contains` looks for the value as words in a
    text field. Numbers are floats in the field's unit; dates are floats in years (1995.0 is the start of
    1995, `=` 1995 the whole year).
    `avoid` turns the test around. A hard wish is enforced by a filter, a soft one moves the score.
    """

    field: str
    op: Op
    value: str | float | bool | tuple[str, ...]
    polarity: Polarity = "want"
    strength: Strength = "hard"
    scope: Scope = "now"
    source: str = ""
    """The person's own words that said it."""
    at: float = 0.0
    """Seconds since the epoch."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """One tap or remark about one item; `slate` is the list that it answers, empty for a free remark."""

    user: UserId
    slate: SlateId
    item: ItemId
    verb: Verb
    at: float


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person taught us: events and preferences; everything numeric is derived from them."""

    user: UserId
    events: tuple[Feedback, ...] = ()
    preferences: tuple[Preference, ...] = ()
    """Scope `always` only."""
    language: str = ""
    """What the bot speaks to the person, `zh`; empty: they have written in none clearly."""
    language_fixed: bool = False
    """Chosen by `/language`: a message in another language does not change it."""
    consent: float = 0.0
    """When the person was told what is kept, seconds since the epoch; 0: not yet."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything the encoder's one pass gives for one text."""

    vector: Vector
    """Unit length, shape (d,)."""
    intents: Mapping[str, float] = field(default_factory=dict)
    """Label → probability, `""` for out of scope; empty where no head reads intents."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """What one side said, in one message."""

    role: Literal["user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """What was said so far, and the items that it speaks of."""

    utterances: tuple[Utterance, ...] = ()
    """Oldest first."""
    mentioned: tuple[ItemId, ...] = ()
    """By either side, in the order they came up, the liked and disliked ones among them."""
    liked: tuple[ItemId, ...] = ()
    disliked: tuple[ItemId, ...] = ()
    vector: Vector | None = None
    """Of what the person said, by the encoder, unit length; none: not read yet, or in no language that it reads."""


@dataclass(frozen=True, slots=True)
class RankRequest:
    profile: Profile
    domain: str
    query_vector: Vector | None = None
    query_text: str = ""
    """What was said that is no constraint: `slow-burn, set in a lighthouse`."""
    constraints: tuple[Preference, ...] = ()
    """Every wish in force, hard and soft, now and always."""
    like: tuple[ItemId, ...] = ()
    """Items the list should resemble; they may be of another domain."""
    unlike: tuple[ItemId, ...] = ()
    conversation: Conversation | None = None
    """Given when a person talks rather than filters."""
    exclude: frozenset[ItemId] = frozenset()
    k: int = 5
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an item stands where it stands: a term of the score, and what in the item it speaks of."""

    term: Literal["query", "like", "talk", "taste", "wish", "together", "popular", "explore"]
    weight: float
    """How much the term moved the score; reasons come largest first."""
    field: str = ""
    value: str = ""
    items: tuple[ItemId, ...] = ()


@dataclass(frozen=True, slots=True)
class RankedItem:
    item: Item
    score: float
    reasons: tuple[Reason, ...] = ()
    propensity: float = 1.0
    """Probability that the policy shows this item at this position, in (0, 1]."""


@dataclass(frozen=True, slots=True)
class Slate:
    """A ranked list as shown. `matched` counts the items that satisfy every hard constraint."""

    id: SlateId
    domain: str
    items: tuple[RankedItem, ...]
    matched: int
    trace: Mapping[str, tuple[ItemId, ...]] = field(default_factory=dict)
    """Stage name → the ids that it passed on, best first (at most 50 each)."""
    told: tuple[float, ...] = ()
    """Share of what was said in the conversation in the score of each of the trace's `shortlist`, then `reserved`;
    empty: nothing was said."""
    model_version: str = ""
    at: float = 0.0
    ask: ItemId | None = None
    """The item whose opinion would tell most about the person; none: nothing is worth asking."""
    particular: bool = False
    """Something in particular was asked for: every place belongs to what fits it best."""
