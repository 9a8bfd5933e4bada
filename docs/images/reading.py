"""Draw how messages become turns, from what the bot really reads in them: reading.svg, reading-zh.svg.

Run it after anything that changes the understanding: .venv/bin/python docs/images/reading.py
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path

from bot.settings import load_settings
from bot.turn import Dialogue, Turn
from bot.understanding import Understanding
from bot.understanding.chinese import in_english
from bot.understanding.compose import Domains
from bot.understanding.context import Context
from bot.understanding.finding import Found, find
from bot.understanding.framing import Frame, frames_of
from bot.understanding.mending import mended
from bot.understanding.spans import AmountSpan, Span, TitleSpan, ValueSpan
from bot.understanding.text import read_text
from bot.wiring import chosen_catalogues
from recommender.schema import Preference

FOLDER = Path(__file__).parent
MESSAGES = {
    "reading": "something like Heat but under two hours, nothing too scary plz, I love Al Pacino",
    "reading-zh": "想看类似《盗火线》的电影，两小时以内，不要太恐怖的，我喜欢阿尔·帕西诺",
}
YEAR = 2026
CHAR, LINE, LEFT = 8.8, 30, 118
COLOURS = {"titles": "#7b5ea7", "values": "#2f7d4f", "amounts": "#b0641d", "references": "#2b6cb0"}
MOODS = {"like": "#7b5ea7", "avoid": "#b3312c", "hate": "#b3312c", "love": "#2f7d4f", "want": "#2b6cb0"}

Mark = tuple[float, float, str, str]
"""From x, to x, what is written there, colour."""
Row = tuple[str, Sequence[Mark]]


def main() -> None:
    understanding = Understanding(chosen_catalogues(load_settings()), this_year=YEAR)
    for name, said in MESSAGES.items():
        context, found = _found(said, understanding.domains)
        turn = understanding(said, Dialogue("movies"), 0.0)
        drawn = _svg([*_rows(said, context, found), *_turn_rows(turn)])
        (FOLDER / f"{name}.svg").write_text(drawn, encoding="utf-8")
        sys.stdout.write(f"{said}\n  {turn}\n")


def _found(said: str, domains: Domains) -> tuple[Context, Found]:
    known, shelves = domains.known["movies"], domains.shelves
    text = mended(in_english(read_text(said, known.cues), shelves.values()), known, shelves.values())
    context = Context(text, known, Dialogue("movies"), YEAR)
    return context, find(context, shelves)


def _rows(said: str, context: Context, found: Found) -> Iterator[Row]:
    text = context.text
    places, shown = _places(said, context)
    yield "message", [(0, _width(said), said, "#222")]
    if shown != said:
        yield "as read", [(0, _width(shown), shown, "#222")]
    for name, colour in COLOURS.items():
        spans: Sequence[Span] = getattr(found, name)
        if spans:
            yield name, [_mark(places, span, colour) for span in spans]
    yield "frames", list(_moods(frames_of(text, found.spans), places))


def _places(said: str, context: Context) -> tuple[list[tuple[float, float]], str]:
    """Where each token stands in the drawn line, and that line: the message, or the words that it is read as."""
    glossed = any(token.glossed for token in context.text.tokens)
    line, places = "", []
    for token, word in zip(context.text.tokens, context.text.words, strict=True):
        line += (" " if line else "") if glossed else token.gap
        start = _width(line)
        line += word if glossed else token.text
        places.append((start, _width(line)))
    return places, line if glossed else said


def _width(text: str) -> float:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text) * CHAR


def _mark(places: Sequence[tuple[float, float]], span: Span, colour: str) -> Mark:
    return places[span.first][0], places[span.end - 1][1], _named(span), colour


def _named(span: Span) -> str:
    match span:
        case TitleSpan():
            return span.item.partition(":")[2]
        case ValueSpan():
            return f"{span.field}: {span.meanings[0].value}"
        case AmountSpan():
            return f"{span.field} " + ", ".join(f"{op} {value}" for op, value in span.tests)
        case _:
            return "an item shown"


def _moods(frames: Sequence[Frame], places: Sequence[tuple[float, float]]) -> Iterator[Mark]:
    start = 0
    for at in range(1, len(frames) + 1):
        if at == len(frames) or (frames[at].mood, frames[at].first) != (frames[start].mood, frames[start].first):
            mood = frames[start].mood
            if mood != "plain":
                yield places[start][0], places[at - 1][1], mood, MOODS.get(mood, "#555")
            start = at


def _turn_rows(turn: Turn) -> Iterator[Row]:
    said = [_wish(wish) for wish in turn.wishes]
    said += [f"{mention.stance} {mention.item.partition(':')[2]}" for mention in turn.mentions]
    said += [f"{critique.direction} {critique.field}" for critique in turn.critiques]
    said += [f"in other words: “{turn.query}”"] if turn.query else []
    yield "turn", [(0, 0, f"intent {turn.intent.value}", "#222")]
    for each in said:
        yield "", [(0, 0, each, "#222")]


def _wish(wish: Preference) -> str:
    value = ", ".join(wish.value) if isinstance(wish.value, tuple) else f"{wish.value}"
    polarity = "avoid " if wish.polarity == "avoid" else ""
    return f"{polarity}{wish.field} {wish.op} {value}   ({wish.strength}, {wish.scope})"


def _svg(rows: Sequence[Row]) -> str:
    drawn, y, wide = [], 34, 0.0
    for name, marks in rows:
        drawn.append(f'<text x="16" y="{y}" fill="#777">{escape(name)}</text>')
        told = name in ("turn", "")
        for mark in marks:
            drawn += _drawn(mark, y, boxed=not told and name not in ("message", "as read"))
            wide = max(wide, mark[1], mark[0] + _width(mark[2]))
        y += 22 if told else LINE
    style = "font-family:ui-monospace,Menlo,Consolas,'Noto Sans Mono CJK SC',monospace;font-size:13px"
    size: Mapping[str, float] = {"width": LEFT + wide + 24, "height": y}
    head = " ".join(f'{side}="{length:.0f}"' for side, length in size.items())
    ground = '<rect width="100%" height="100%" fill="#fff"/>'
    return "\n".join(
        [f'<svg xmlns="http://www.w3.org/2000/svg" {head}>', ground, f'<g style="{style}">', *drawn, "</g></svg>\n"]
    )


def _drawn(mark: Mark, y: int, *, boxed: bool) -> Iterator[str]:
    start, end, said, colour = mark
    x, end = LEFT + start, max(end, start + _width(said)) if boxed else end
    if boxed:
        box = f'<rect x="{x - 2:.0f}" width="{end - start + 4:.0f}" fill="{colour}"'
        yield f'{box} y="{y - 15}" height="21" rx="4" opacity=".13"/>'
        yield f'{box} y="{y + 5}" height="2"/>'
    fits = f' textLength="{end - start:.0f}" lengthAdjust="spacingAndGlyphs"' if end > start and not boxed else ""
    yield f'<text x="{x:.0f}" y="{y}" fill="{colour}"{fits}>{escape(said)}</text>'


if __name__ == "__main__":
    main()
