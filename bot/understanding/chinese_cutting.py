"""Where a Chinese text is cut: the longest phrase of a cue or of a catalogue that fits, left to right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bot.understanding.chinese_amounts import amount_at
from bot.understanding.glosses import Gloss, Glosses, Pair, ends_of
from bot.understanding.lexicon import Lexicon
from bot.understanding.tokens import Token

Kind = Literal["gloss", "known", "word", "raw"]
_REACH = 24
"""Tokens between the two halves of 像…一样."""
_NO_BEGINNING = "不必需想还主重只没别可但总"
"""Characters that the next belongs to: 要 of 不要 opens nothing."""
_PARTICLES = "的了吧呢啊呀吗嘛么很是在我你您都也就想请"
_CURRENCY = "¥￥$€£"
_COMMAS = str.maketrans({"，": ",", "、": ","})


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the text, and what it becomes."""

    kind: Kind
    first: int
    end: int
    words: tuple[str, ...] = ()
    """English, of a gloss."""
    place: str = ""
    """`front`, `behind`: where else than here the words go."""
    weight: int = 0
    """Of pieces that are as long the heaviest is taken."""


def is_han(word: str) -> bool:
    return "\u3400" <= word[:1] <= "\u9fff"


def parts(token: Token) -> bool:
    """Does a new clause begin with the token? A 、 only goes on with a list."""
    return token.after_stop or (token.after_comma and "、" not in token.gap)


def cut(tokens: tuple[Token, ...], glosses: Glosses, lexicons: Sequence[Lexicon[Any]]) -> list[Piece]:
    """The pieces of the text in its order; `lexicons` hold the words of the catalogues."""
    return _grouped(tokens, _Cutter(tokens, glosses, lexicons).pieces())


class _Cutter:
    """Cuts a text into pieces, the longest that fits first."""

    def __init__(self, tokens: tuple[Token, ...], glosses: Glosses, lexicons: Sequence[Lexicon[Any]]) -> None:
        self.tokens, self.glosses, self.lexicons = tokens, glosses, lexicons
        self.words = tuple(token.norm for token in tokens)
        self.line = _line(tokens)
        self.ends = {token.end: place + 1 for place, token in enumerate(tokens)}
        """Character → the token after the one that ends there."""
        self.closing: dict[int, Piece] = {}

    def pieces(self) -> list[Piece]:
        found: list[Piece] = []
        at = 0
        while at < len(self.tokens):
            piece = self.closing.pop(at, None) or self._paired(self._longest(at))
            found.append(piece)
            at = piece.end
        return found

    def _longest(self, at: int) -> Piece:
        """An amount before a cue before the catalogue before an ordinary word."""
        found = [Piece("raw", at, at + 1), *self._known(at), *self._glossed(at), *self._amount(at)]
        limit = min((place for place in self.closing if place > at), default=len(self.tokens))
        return max((piece for piece in found if piece.end <= limit), key=lambda piece: piece.end * 10 + piece.weight)

    def _amount(self, at: int) -> list[Piece]:
        if not (self.words[at][0].isdigit() or is_han(self.words[at]) or self.words[at] in _CURRENCY):
            return []
        found = amount_at(self.line, self.tokens[at].start)
        end = self.ends.get(found[0], 0) if found else 0
        return [Piece("gloss", at, end, tuple(found[1]), weight=4)] if found and end > at else []

    def _glossed(self, at: int) -> list[Piece]:
        start = self.tokens[at].start
        held = self.glosses.phrases.get(self.line[start], ())
        return [piece for gloss in held for piece in self._fitting(gloss, at, start)]

    def _fitting(self, gloss: Gloss, at: int, start: int) -> Iterator[Piece]:
        if gloss.begins and at > 0 and not parts(self.tokens[at]):
            return
        for char in ends_of(gloss.nodes, self.line, {start}):
            end = self.ends.get(char, 0)
            if end > at and (not gloss.ends or end == len(self.tokens) or parts(self.tokens[end])):
                yield Piece("gloss", at, end, gloss.words, gloss.place, 1 + gloss.begins + gloss.ends)

    def _known(self, at: int) -> list[Piece]:
        if not (is_han(self.words[at]) or self.words[at][0].isdigit()):
            return []
        ends = [match[0] for lexicon in self.lexicons if (match := lexicon.longest_at(self.words, at))]
        start = self.tokens[at].start
        ordinary = (
            len(word) for word in self.glosses.ordinary.get(self.words[at], ()) if self.line.startswith(word, start)
        )
        longest = max(ordinary, default=0)
        found = [Piece("word", at, self.ends.get(start + longest, at + 1), weight=-1)] if longest else []
        if not is_han(self.words[at]):
            # 24小时热水 is a service, no amount; digits alone are nobody's name.
            return [Piece("known", at, end, weight=6) for end in ends if any(map(is_han, self.words[at:end]))]
        return [*found, Piece("known", at, max(ends))] if ends else found

    def _paired(self, piece: Piece) -> Piece:
        """像…一样: where the closing half stands in the same clause, both halves are what they are together."""
        start = self.tokens[piece.first].start
        pairs = self.glosses.around.get(self.line[start], ())
        for pair in pairs if piece.kind in ("gloss", "raw") else ():
            ends = (self.ends.get(char, 0) for char in ends_of(pair.opening.nodes, self.line, {start}))
            end = max(ends, default=0)
            if end >= piece.end - (not piece.words) and end > piece.first and (closed := self._closing(pair, end)):
                self.closing[closed.first] = closed
                return Piece("gloss", piece.first, end, pair.opening.words)
        return piece

    def _closing(self, pair: Pair, end: int) -> Piece | None:
        for at in range(end + 1, min(end + _REACH, len(self.tokens))):
            if parts(self.tokens[at]) and self.tokens[at].after_stop:
                return None
            start = self.tokens[at].start
            ends = (self.ends.get(char, 0) for char in ends_of(pair.closing.nodes, self.line, {start}))
            found = max(ends, default=0)
            if found > at and self.line[start - 1] not in _NO_BEGINNING:
                return Piece("gloss", at, found, pair.closing.words)
        return None


def _line(tokens: Sequence[Token]) -> str:
    """The text in folded words, every character at its own place."""
    line = ""
    for token in tokens:
        space = token.start - len(line)
        line += token.gap[-space:].rjust(space) if space else ""
        line += token.norm if len(token.norm) == token.end - token.start else token.text
    return line.translate(_COMMAS)


def _grouped(tokens: Sequence[Token], pieces: Sequence[Piece]) -> list[Piece]:
    """A single character beside unknown ones is part of their word: 海 of 上海 is no sea, 哈 of 哈利波特 no laugh."""
    grouped: list[Piece] = []
    run: list[Piece] = []
    for piece in pieces:
        single = piece.end - piece.first == 1 and is_han(tokens[piece.first].norm)
        loose = single and (piece.kind in ("raw", "known") or _may_be_part(tokens[piece.first], piece))
        if not loose or tokens[piece.first].gap:
            grouped += _joined(run)
            run = []
        if loose:
            run.append(piece)
        else:
            grouped.append(piece)
    return [*grouped, *_joined(run)]


def _may_be_part(token: Token, piece: Piece) -> bool:
    return piece.kind == "gloss" and not piece.words and token.norm not in _PARTICLES


def _joined(run: Sequence[Piece]) -> list[Piece]:
    """The run as one word where an unknown character is in it."""
    kinds = [piece.kind for piece in run]
    if "raw" not in kinds:
        return list(run)
    if "known" in kinds:
        return [Piece("word", run[0].first, run[-1].end)]
    return [Piece("raw", piece.first, piece.end) for piece in run]
