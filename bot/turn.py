"""What a message means (`Turn`) and where the conversation stands (`Dialogue`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Literal

from recommender.schema import ItemId, Preference, Profile, SlateId, Utterance


class Intent(StrEnum):
    RECOMMEND = "recommend"
    """Ask for items, state or change wishes, critique what was shown."""
    PREFER = "prefer"
    """Tell a taste without asking for anything: `I love old westerns`."""
    TAP = "tap"
    """A button that is typed: `like 2`; the verb is the `query`, the item the one mention.
    Of a number that is not on the list, the `query` holds both, and nothing is mentioned."""
    FEEDBACK = "feedback"
    """Judge or report on items: `loved the second`, `seen it`, `not for me`."""
    MORE = "more"
    """Another list under the same wishes: `what else?`, `next`."""
    EXPLAIN = "explain"
    """`why this?`"""
    ASK_ITEM = "ask_item"
    """A fact about an item: `who directed the second one?`"""
    COMPARE = "compare"
    UNDO = "undo"
    RESET = "reset"
    """Drop the wishes of this conversation: `start over`."""
    YES = "yes"
    NO = "no"
    ANY = "any"
    """No preference: `I don't mind`."""
    GREET = "greet"
    THANK = "thank"
    BYE = "bye"
    HELP = "help"
    PROFILE = "profile"
    FORGET = "forget"
    EXPORT = "export"
    PRIVACY = "privacy"
    SMALLTALK = "smalltalk"
    CHITCHAT = "chitchat"
    """An opinion or gossip on films and the like that asks for nothing."""
    MISTAKE = "mistake"
    """Says that something was wrong, by themselves or by us, but not what."""
    START = "start"
    """The first thing a platform sends for somebody new: `/start`."""
    LINK = "link"
    """Make another account the same person: `/link`, `/link CODE`; the code is the `query`."""
    UNLINK = "unlink"
    LANGUAGE = "language"
    """Choose what the bot speaks: `/language`, `/language zh`; the language is the `query`."""
    HUMAN = "human"
    """Wants to talk to a person."""
    NO_COMMAND = "no_command"
    """A slash command that we do not have; its name is the `query`."""
    SUPPORT = "support"
    """A question for customer service: `when does my parcel come?`"""
    COMPLAIN = "complain"
    """Not content with the bot itself: `you don't understand me at all`."""
    UNKNOWN = "unknown"
    """Out of scope or not understood."""


Stance = Literal["like", "unlike", "liked", "disliked", "seen", "about"]
"""`like`: more of its kind; `liked`: an opinion; `about`: spoken of only."""


@dataclass(frozen=True, slots=True)
class Mention:
    """An item that the person spoke of, by title, ordinal or pronoun."""

    item: ItemId
    stance: Stance
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Critique:
    """A wish relative to items: `shorter`, `newer than the second`, `less violent`, `too long`."""

    field: str
    direction: Literal["more", "less"]
    anchors: tuple[ItemId, ...] = ()
    """Empty: relative to what was last shown."""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One message, understood."""

    intent: Intent
    domain: str
    """The domain it speaks of; the dialogue's own when it names none."""
    wishes: tuple[Preference, ...] = ()
    """Absolute wishes, `now` and `always`."""
    critiques: tuple[Critique, ...] = ()
    mentions: tuple[Mention, ...] = ()
    drops: tuple[str, ...] = ()
    """Fields whose wishes are taken back: `any year will do`; `*` for all."""
    replaces: bool = False
    """`actually`, `instead`, `no, I meant`: a wish on the same field takes the earlier one's place
    (it does for single-valued fields anyway)."""
    corrects: bool = False
    """`no, I meant the actor`: what the last message was taken for is undone before this is learnt."""
    adds: bool = False
    """`also`, `and`, `too`: a wish on the same field joins the earlier one."""
    fields: tuple[str, ...] = ()
    """Fields a question asks about (`who directed…`), for ASK_ITEM and COMPARE."""
    query: str = ""
    """What is left for free-text search after everything above was taken out; empty when nothing."""
    themes: tuple[str, ...] = ()
    """The phrases of which the `query` is made, as they were said: `slow-burn heist`, `twist`."""
    again: bool = False
    """Asks to see something again: what was shown, seen or rejected may come back."""
    language: str = "en"
    unresolved: str = ""
    """A title or name that was clearly meant but is not in the catalogue: `something like Zardoz 9`."""
    nobodies: tuple[str, ...] = ()
    """Names of people, as they were said, whom the catalogue does not know: `directed by Alan Smithee`."""
    unmeasured: tuple[str, ...] = ()
    """The person's words for amounts that no field of the catalogue holds: `under 100 minutes`, `shorter`."""
    confidence: float = 1.0


def overheard(turn: Turn) -> Turn:
    """The turn as a request for what somebody else's words name; an opinion or an order in them is not followed."""
    if turn.intent is Intent.TAP:
        return Turn(Intent.UNKNOWN, turn.domain)
    names = turn.mentions or turn.wishes or turn.query or turn.unresolved
    return Turn(
        Intent.RECOMMEND if names else Intent.UNKNOWN,
        turn.domain,
        wishes=tuple(replace(wish, scope="now") for wish in turn.wishes),
        mentions=tuple(replace(mention, stance="like") for mention in turn.mentions),
        query=turn.query,
        language=turn.language,
        unresolved=turn.unresolved,
    )


@dataclass(frozen=True, slots=True)
class Pending:
    """A question of ours that waits for its answer."""

    kind: Literal["field", "item", "forget", "relax", "title"]
    field: str = ""
    """kind `field`: the field asked about."""
    options: tuple[str, ...] = ()
    """kind `relax`: the wishes the offer would drop; kind `title`: item ids to choose from;
    kind `item`: the item asked about."""
    value: float | None = None
    """kind `relax`: move the bound here instead of dropping the wish."""
    choices: tuple[tuple[Preference, ...], ...] = ()
    """kind `field`: the answers on the buttons, each as the wishes that it says."""
    id: SlateId | None = None
    """Tells one question from another, so that a button under an earlier one does not answer this one."""


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Where one conversation stands; stored with the person, so a restart changes nothing."""

    domain: str = ""
    wishes: tuple[Preference, ...] = ()
    """Scope `now` only."""
    like: tuple[ItemId, ...] = ()
    unlike: tuple[ItemId, ...] = ()
    query: str = ""
    shown: tuple[ItemId, ...] = ()
    """Everything shown in this conversation, oldest first."""
    slate: SlateId | None = None
    slate_items: tuple[ItemId, ...] = ()
    """The last list, in the order shown: what `the second one` counts in."""
    reasons: Mapping[ItemId, str] = field(default_factory=dict)
    """The reasons told in full for each item of the last lists."""
    intro: str = ""
    """The sentence above the last list."""
    headlines: Mapping[ItemId, str] = field(default_factory=dict)
    """The reason on the card of each of them."""
    slates: Mapping[ItemId, SlateId] = field(default_factory=dict)
    """The slate of each item that came to the last list later, in place of another; the others are of `slate`."""
    focus: ItemId | None = None
    """The item last spoken of: what `it` means."""
    asked: tuple[str, ...] = ()
    """Fields and items already asked about; none is asked about twice."""
    ignored: int = 0
    """Our questions passed over in a row."""
    misunderstood: int = 0
    """The person's messages in a row that were not followed."""
    pending: Pending | None = None
    named: tuple[ItemId, ...] = ()
    """The items that the person spoke of in this conversation, in the order they came up."""
    said: tuple[Utterance, ...] = ()
    """What was said last by both sides, newest last, at most a dozen."""
    turns: int = 0
    at: float = 0.0

    @property
    def asked_item(self) -> ItemId | None:
        """The item that our waiting question is about: what `it` means in the answer."""
        waits = self.pending is not None and self.pending.kind == "item"
        return ItemId(self.pending.options[0]) if self.pending and waits else None

    def slate_of(self, item: ItemId) -> SlateId:
        """The slate by which an item of the last list was shown; empty when it is not on it."""
        shown = self.slate if item in self.slate_items and self.slate else SlateId("")
        return self.slates.get(item, shown)


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one turn taught, with all that is needed to take it back."""

    at: float
    words: str
    preferences: tuple[Preference, ...]
    """The profile's preferences before."""
    wishes: tuple[Preference, ...]
    """The dialogue's wishes before, and below what else it looked for."""
    domain: str = ""
    like: tuple[ItemId, ...] = ()
    unlike: tuple[ItemId, ...] = ()
    query: str = ""
    item: ItemId | None = None
    """The item that a tap judged."""
    chat: str = ""
    """Where it was taught: only that dialogue goes back with it."""


@dataclass(frozen=True, slots=True)
class Person:
    """The document kept for one person: the taste profile and where each of their chats stands."""

    profile: Profile
    dialogues: Mapping[str, Dialogue] = field(default_factory=dict)
    """By chat, `channel:chat:thread`."""
    lessons: tuple[Lesson, ...] = ()
    """Newest last, at most 20."""
