"""The intent of a message, from everything found in it. The rules stand in the order in which they win."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.turn import Critique, Dialogue, Intent, Mention, Stance, Turn
from bot.understanding.knowledge import Knowledge
from bot.understanding.spans import FieldSpan, ReferenceSpan, ValueSpan
from bot.understanding.text import Text
from recommender.schema import ItemId, Preference

_ACCOUNT = ("undo", "reset", "forget", "export", "profile", "privacy")
_TALK = ("greet", "thank", "bye", "help", "smalltalk")
_QUESTION_WORDS = frozenset(
    [
        "who",
        "whos",
        "what",
        "whats",
        "when",
        "whens",
        "how",
        "hows",
        "where",
        "wheres",
        "which",
        "is",
        "was",
        "does",
        "did",
        "has",
        "are",
        "do",
        "whose",
        "whom",
        "can",
        "could",
    ]
)
_OPINIONS = ("liked", "disliked", "seen")
_REQUEST_WORDS = frozenset(
    {"something", "anything", "recommend", "suggest", "find", "show", "give", "looking", "want", "need"}
)


@dataclass(frozen=True, slots=True)
class Evidence:
    text: Text
    known: Knowledge
    dialogue: Dialogue
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

    @property
    def domain(self) -> str:
        return self.known.catalogue.domain

    @property
    def says_more(self) -> bool:
        """Wishes, critiques or an item to resemble: a request whatever else is said."""
        likes = any(mention.stance in ("like", "unlike") for mention in self.mentions)
        return bool(self.wishes or self.critiques or likes or self.unresolved or self.drops)

    @property
    def asked(self) -> bool:
        """A question of ours about a field waits."""
        return self.dialogue.pending is not None

    @property
    def proposes(self) -> bool:
        """`what about comedies?` asks for them."""
        return self.text.words[:2] in (("what", "about"), ("how", "about")) and bool(self.values)

    def any_of(self, *tags: str) -> str:
        return next((tag for tag in self.phrases if tag in tags), "")


Rule = Callable[[Evidence], Turn | None]


def decide(evidence: Evidence) -> Turn:
    """The first rule that applies."""
    rules: tuple[Rule, ...] = (
        _account, _support, _explain, _compare, _ask_item, _pending_title, _answer, _judgement, _opinion, _more,
        _request, _talk, _open_request, _unknown,
    )  # fmt: skip
    return next(turn for turn in (rule(evidence) for rule in rules) if turn is not None)


def _account(evidence: Evidence) -> Turn | None:
    tag = evidence.any_of(*_ACCOUNT)
    hard = any(wish.strength == "hard" for wish in evidence.wishes)
    if not tag or evidence.has_titles or (hard and tag != "reset"):
        return None
    if tag == "reset" and hard:
        return replace(_full(evidence, Intent.RESET), mentions=(), drops=())
    return _turn(evidence, Intent(tag))


def _support(evidence: Evidence) -> Turn | None:
    if not (evidence.helps and evidence.any_of("support")) or evidence.has_titles:
        return None
    return Turn(Intent.SUPPORT, evidence.dialogue.domain or evidence.domain, query=_words(evidence), confidence=0.8)


def _explain(evidence: Evidence) -> Turn | None:
    if evidence.phrases[:1] != ("explain",):
        return None
    mentions = tuple(replace(mention, stance="about") for mention in evidence.mentions)
    return replace(_turn(evidence, Intent.EXPLAIN), mentions=mentions)


def _compare(evidence: Evidence) -> Turn | None:
    several = len(evidence.mentions) >= 2 or len(evidence.dialogue.slate_items) >= 2
    tag = evidence.any_of("compare")
    if not (tag and several):
        return None
    asks_which = evidence.text.words[0] in ("which", "what", "whats")
    if not asks_which and not evidence.any_of("compare"):
        return None
    mentions = tuple(replace(mention, stance="about") for mention in evidence.mentions)
    return replace(_turn(evidence, Intent.COMPARE), mentions=mentions, fields=_fields_named(evidence))


def _ask_item(evidence: Evidence) -> Turn | None:
    """A fact about an item that is named, pointed at, or in focus."""
    fields = _fields_named(evidence)
    told = _is_about(evidence)
    question = (_is_question(evidence) or told) and not evidence.proposes
    fact = told or bool(fields) or _asks_generally(evidence)
    pointed = bool(evidence.mentions) and all(mention.stance in ("about", "like") for mention in evidence.mentions)
    if question and fact and pointed and not _requests(evidence):
        mentions = tuple(replace(mention, stance="about") for mention in evidence.mentions)
        return replace(_turn(evidence, Intent.ASK_ITEM), mentions=mentions, fields=fields)
    named = tuple(word.field for word in evidence.words if word.sense == "name")
    spoken_of = evidence.dialogue.focus or (evidence.dialogue.slate_items[:1] or (None,))[0]
    bare = bool(named or (question and fields)) and not evidence.has_titles and not evidence.drops
    if spoken_of and bare and _only_names_field(evidence) and not evidence.asked:
        return replace(_turn(evidence, Intent.ASK_ITEM), mentions=(Mention(spoken_of, "about"),), fields=fields)
    if spoken_of and not evidence.says_more and question and _asks_generally(evidence):
        return replace(_turn(evidence, Intent.ASK_ITEM), mentions=(Mention(spoken_of, "about"),), fields=fields)
    if (
        evidence.mentions
        and not evidence.says_more
        and all(m.stance == "about" for m in evidence.mentions)
        and _pure_mention(evidence)
    ):
        return replace(_turn(evidence, Intent.ASK_ITEM), mentions=evidence.mentions, fields=fields)
    return None


def _pure_mention(evidence: Evidence) -> bool:
    """`the second one`, `show me Heat`: an item and nothing else."""
    return (
        not any(m for m in evidence.phrases if m in ("yes", "no", "accept", "reject", "seen_it", "more"))
        and not evidence.leftover
    )


def _is_about(evidence: Evidence) -> bool:
    start = " ".join(evidence.text.plain.words[:4])
    return start.startswith(("tell me", "more about", "more on", "info", "details", "describe"))


def _is_question(evidence: Evidence) -> bool:
    words = [
        word for word in evidence.text.words if word not in evidence.text.cues.courtesy or word in _QUESTION_WORDS
    ]
    return bool(words) and words[0] in _QUESTION_WORDS


def _asks_generally(evidence: Evidence) -> bool:
    line = " ".join(evidence.text.plain.words)
    return any(
        phrase in line
        for phrase in ("about", "plot", "story", "happens", "premise", "it any good", "more info", "worth", "theme")
    )


def _requests(evidence: Evidence) -> bool:
    line = " ".join(evidence.text.words)
    return any(
        phrase in line
        for phrase in (
            "do you have",
            "can you",
            "could you",
            "are there",
            "is there",
            "have you got",
            "something",
            "anything",
            "recommend",
            "suggest",
        )
    )


def _only_names_field(evidence: Evidence) -> bool:
    """`duration`, `director name`, `what is the plot?`: nothing is wished."""
    return (
        not (evidence.critiques or evidence.unresolved or _requests(evidence))
        and (_is_question(evidence) or not evidence.wishes)
        and (_is_question(evidence) or (len(evidence.text.words) <= 4 and not evidence.leftover.replace("name", "")))
    )


def _fields_named(evidence: Evidence) -> tuple[str, ...]:
    named = (word.field for word in evidence.words)
    valued = (span.field for span in evidence.values)
    wished = (wish.field for wish in evidence.wishes)
    compared = (critique.field for critique in evidence.critiques)
    return tuple(dict.fromkeys((*named, *valued, *wished, *compared)))


def _pending_title(evidence: Evidence) -> Turn | None:
    pending = evidence.dialogue.pending
    if pending is None or pending.kind != "title" or evidence.wishes:
        return None
    chosen = [option for option in pending.options if any(mention.item == option for mention in evidence.mentions)]
    place = next((int(word) for word in evidence.text.words if word.isdigit()), 0)
    if not chosen and 1 <= place <= len(pending.options):
        chosen = [pending.options[place - 1]]
    if not chosen:
        return None
    return replace(_turn(evidence, Intent.RECOMMEND), mentions=(Mention(ItemId(chosen[0]), "like"),))


def _answer(evidence: Evidence) -> Turn | None:
    """Yes, no and any, as the whole of a message."""
    if evidence.says_more or evidence.has_titles:
        return None
    tags = ("any", "no", "yes") if evidence.asked else ("yes", "no", "any")
    tag = evidence.any_of(*tags)
    first = evidence.phrases[:1]
    if not tag or (first and first[0] not in (*tags, "reject", "accept") and not evidence.asked):
        return None
    if tag in ("yes", "no") and evidence.any_of("reject", "accept", "seen_it") and not evidence.asked:
        return None
    return _turn(evidence, Intent(tag))


def _judgement(evidence: Evidence) -> Turn | None:
    """A verdict on what was shown, without a title: `I'll watch it`, `none of these`, `seen it`."""
    shown, focus = evidence.dialogue.slate_items, evidence.dialogue.focus
    target = focus or (shown[0] if shown else None)
    if target is None or evidence.has_titles:
        return None
    tag = evidence.any_of("reject_all", "reject", "accept", "seen_it")
    if not tag or any(mention.stance in _OPINIONS for mention in evidence.mentions):
        return _all_judged(evidence) if tag == "reject_all" else None
    if tag == "reject_all":
        return _all_judged(evidence)
    stances: dict[str, Stance] = {"reject": "disliked", "accept": "liked", "seen_it": "seen"}
    stance: Stance = stances[tag]
    named = tuple(replace(mention, stance=stance) for mention in evidence.mentions)
    return _judged(evidence, named or (Mention(target, stance),))


def _all_judged(evidence: Evidence) -> Turn:
    return _judged(evidence, tuple(Mention(item, "disliked") for item in evidence.dialogue.slate_items))


def _judged(evidence: Evidence, mentions: tuple[Mention, ...]) -> Turn:
    intent = Intent.RECOMMEND if evidence.wishes or evidence.critiques else Intent.FEEDBACK
    return replace(_full(evidence, intent), mentions=mentions, query=evidence.leftover if evidence.wishes else "")


def _opinion(evidence: Evidence) -> Turn | None:
    if not any(mention.stance in _OPINIONS for mention in evidence.mentions):
        return None
    asks = bool(evidence.critiques or evidence.unresolved) or any(wish.scope == "now" for wish in evidence.wishes)
    asks = asks or any(mention.stance in ("like", "unlike") for mention in evidence.mentions) or _wants(evidence)
    return _full(evidence, Intent.RECOMMEND if asks else Intent.FEEDBACK)


def _wants(evidence: Evidence) -> bool:
    return any(word in _REQUEST_WORDS for word in evidence.text.words) or bool(evidence.any_of("more"))


def _more(evidence: Evidence) -> Turn | None:
    if (
        not evidence.any_of("more")
        or evidence.says_more
        or evidence.phrases[0] in ("greet", "thank", "bye", "unclear")
    ):
        return None
    return replace(_full(evidence, Intent.MORE), query="")


def _request(evidence: Evidence) -> Turn | None:
    if not evidence.says_more:
        return None
    always = evidence.wishes and all(wish.scope == "always" for wish in evidence.wishes)
    likes = any(mention.stance in ("like", "unlike") for mention in evidence.mentions)
    tells = (
        always and not (evidence.critiques or likes or evidence.drops or evidence.unresolved) and not _wants(evidence)
    )
    return replace(_full(evidence, Intent.PREFER), query="") if tells else _full(evidence, Intent.RECOMMEND)


def _talk(evidence: Evidence) -> Turn | None:
    tag = evidence.any_of(*_TALK, "unclear", "yes", "no", "any", "seen_it", "accept", "reject")
    if not tag or (evidence.mentions and tag not in _TALK):
        return None
    if tag in ("unclear", "seen_it", "accept", "reject"):
        return Turn(Intent.UNKNOWN, evidence.domain, confidence=0.2)
    return replace(_turn(evidence, Intent(tag)), query=_words(evidence).casefold() if tag == "smalltalk" else "")


def _open_request(evidence: Evidence) -> Turn | None:
    """No wish that a field can hold: a noun, a word of asking, or search words alone."""
    text, known = evidence.text, evidence.known
    noun = any(True for _ in known.nouns.scan(text.words))
    wants = any(cue.tag in ("want", "like") for cue in text.frames)
    if _foreign_question(evidence) and not noun:
        return None
    if noun or wants:
        return replace(_full(evidence, Intent.RECOMMEND), confidence=0.8 if noun else 0.6)
    if evidence.leftover and len(text.words) <= 12 and not _is_question(evidence):
        return replace(_full(evidence, Intent.RECOMMEND), confidence=0.5)
    if evidence.mentions:
        return _full(evidence, Intent.ASK_ITEM)
    return None


def _foreign_question(evidence: Evidence) -> bool:
    words = evidence.text.words
    return words[0] in (
        "what",
        "whats",
        "how",
        "hows",
        "who",
        "whos",
        "when",
        "where",
        "why",
        "can",
        "could",
        "do",
        "does",
        "is",
        "will",
    ) and not _requests_items(evidence)


def _requests_items(evidence: Evidence) -> bool:
    line = " ".join(evidence.text.words)
    return any(
        phrase in line
        for phrase in (
            "do you have",
            "have you got",
            "recommend",
            "suggest",
            "should i",
            "show me",
            "find me",
            "something",
            "anything to",
        )
    )


def _unknown(evidence: Evidence) -> Turn:
    return Turn(Intent.UNKNOWN, evidence.domain, confidence=0.2)


def _turn(evidence: Evidence, intent: Intent) -> Turn:
    return Turn(intent, evidence.domain)


def _full(evidence: Evidence, intent: Intent) -> Turn:
    return Turn(
        intent,
        evidence.domain,
        wishes=evidence.wishes,
        critiques=evidence.critiques,
        mentions=_told(evidence),
        drops=evidence.drops,
        query=evidence.leftover,
        unresolved=evidence.unresolved,
    )


def _told(evidence: Evidence) -> tuple[Mention, ...]:
    """Without an `it` that only points: `make it a comedy`."""
    pointing = {item for span in evidence.references if span.kind == "pronoun" for item in span.items}
    asks = bool(evidence.wishes or evidence.drops)
    return tuple(m for m in evidence.mentions if not (asks and m.stance == "about" and m.item in pointing))


def _words(evidence: Evidence) -> str:
    return " ".join(token.text for token in evidence.text.tokens)


__all__: Sequence[str] = ("Evidence", "decide")
