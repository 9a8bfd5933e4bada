"""Everything found in a message, and the plain questions that can be asked of it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.turn import Critique, Dialogue, Intent, Mention, Turn
from bot.understanding.context import Context
from bot.understanding.spans import FieldSpan, ReferenceSpan, ValueSpan
from bot.understanding.text import Text
from recommender.schema import ItemId, Preference


@dataclass(frozen=True, slots=True)
class Evidence:
    context: Context
    phrases: tuple[str, ...]
    """Tags of the phrase patterns that fit, best first."""
    wishes: tuple[Preference, ...]
    critiques: tuple[Critique, ...]
    mentions: tuple[Mention, ...]
    words: tuple[FieldSpan, ...]
    values: tuple[ValueSpan, ...]
    references: tuple[ReferenceSpan, ...]
    has_titles: bool
    drops: tuple[str, ...]
    unresolved: str
    helps: bool
    """There is a domain of help articles."""
    leftover: str
    themes: tuple[str, ...] = ()
    nobodies: tuple[str, ...] = ()
    unmeasured: tuple[str, ...] = ()

    @property
    def text(self) -> Text:
        return self.context.text

    @property
    def dialogue(self) -> Dialogue:
        return self.context.dialogue

    @property
    def domain(self) -> str:
        return self.context.known.catalogue.domain

    @property
    def likes(self) -> bool:
        """An item to resemble, or not to, is named."""
        return any(mention.stance in ("like", "unlike") for mention in self.mentions)

    @property
    def says_more(self) -> bool:
        """Wishes, critiques or an item to resemble: a request whatever else is said."""
        return bool(self.wishes or self.critiques or self.likes or self.unresolved or self.unmeasured or self.drops)

    @property
    def asked(self) -> bool:
        """A question of ours waits."""
        return self.dialogue.pending is not None

    @property
    def asked_item(self) -> ItemId | None:
        """The item that our waiting question is about."""
        return self.dialogue.asked_item

    @property
    def spoken_of(self) -> ItemId | None:
        """What `it` would mean."""
        return self.asked_item or self.dialogue.focus or next(iter(self.dialogue.slate_items), None)

    @property
    def proposes(self) -> bool:
        """`what about comedies?` asks for them."""
        words = self.text.words
        first = next((at for at, word in enumerate(words) if word in ("what", "how") or not self.text.opens(at)), 0)
        asks = words[first : first + 2] in (("what", "about"), ("how", "about"))
        return asks and bool(self.values or self.wishes)

    @property
    def is_question(self) -> bool:
        questions, courtesy = self.text.cues.words["question"], self.text.cues.courtesy
        first = next((word for word in self.text.words if word not in courtesy or word in questions), "")
        return first in questions

    @property
    def requests(self) -> bool:
        return self.has_phrase("request_phrases")

    @property
    def wants(self) -> bool:
        """A word of asking for something is used."""
        asking = self.text.cues.words["request"]
        return any(word in asking for word in self.text.words) or bool(self.any_of("more"))

    @property
    def fields_named(self) -> tuple[str, ...]:
        """Fields that are spoken of, by name, value or wish."""
        named = (word.field for word in self.words)
        valued = (span.field for span in self.values)
        wished = (wish.field for wish in self.wishes)
        compared = (critique.field for critique in self.critiques)
        return tuple(dict.fromkeys((*named, *valued, *wished, *compared)))

    def any_of(self, *tags: str) -> str:
        """The best fitting phrase's tag among these; empty when none fits."""
        return next((tag for tag in self.phrases if tag in tags), "")

    def has_phrase(self, name: str) -> bool:
        """Does a phrase of the word set stand anywhere in the message?"""
        line = f" {' '.join(self.text.plain.words)} "
        return any(f" {phrase} " in line for phrase in self.text.cues.words[name])

    def mentioned_only(self) -> tuple[Mention, ...]:
        """The mentions without any stance."""
        return tuple(Mention(mention.item, "about", mention.quote) for mention in self.mentions)

    def turn(self, intent: Intent, mentions: tuple[Mention, ...] = (), fields: tuple[str, ...] = ()) -> Turn:
        """A turn that asks for nothing to be searched."""
        return Turn(intent, self.domain, mentions=mentions, fields=fields)

    def full_turn(self, intent: Intent) -> Turn:
        """A turn with all that was found."""
        return Turn(
            intent,
            self.domain,
            wishes=self.wishes,
            critiques=self.critiques,
            mentions=self._told(),
            drops=self.drops,
            query=self.leftover,
            themes=self.themes,
            unresolved=self.unresolved,
            nobodies=self.nobodies,
            unmeasured=self.unmeasured,
        )

    def _told(self) -> tuple[Mention, ...]:
        """Without an `it` that only points: `make it a comedy`."""
        pointing = {item for span in self.references if span.kind == "pronoun" for item in span.items}
        asks = bool(self.wishes or self.drops)
        return tuple(m for m in self.mentions if not (asks and m.stance == "about" and m.item in pointing))
