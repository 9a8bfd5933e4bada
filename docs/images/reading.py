"""Draw how one message becomes a turn, from what the bot really reads in it, as docs/images/reading.svg.

Run it after anything that changes the understanding: .venv/bin/python docs/images/reading.py
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from bot.settings import load_settings
from bot.turn import Dialogue, Turn
from bot.understanding import Understanding
from bot.understanding.compose import Domains
from bot.understanding.context import Context
from bot.understanding.finding import Found, find
from bot.understanding.framing import PLAIN, Frame, frames_of
from bot.understanding.mending import mended
from bot.understanding.spans import Span
from bot.understanding.text import read_text
from bot.wiring import chosen_catalogues
from recommender.schema import Preference

PICTURE = Path(__file__).with_name("reading.svg")
SAID = "something like Heat but under two hours, nothing too scary plz, I love Al Pacino"
YEAR = 2026
CHAR, LINE, LEFT, WIDTH = 8.8, 30, 118, 900
COLOURS = {
    "titles": "#7b5ea7",
    "values": "#2f7d4f",
    "amounts": "#b0641d",
    "references": "#2b6cb0",
    "words": "#8a6d1d",
}
MOODS = {"like": "#7b5ea7", "avoid": "#b3312c", "hate": "#b3312c", "love": "#2f7d4f", "want": "#2b6cb0"}


def main() -> None:
    understanding = Understanding(chosen_catalogues(load_settings()), this_year=YEAR)
    context, found = _found(understanding.domains)
    turn = understanding(SAID, Dialogue("movies"), 0.0)
    rows = [*_rows(context, found), *_turn_rows(turn)]
    PICTURE.write_text(_svg(rows), encoding="utf-8")
    sys.stdout.write(f"{turn}\n")


def _found(domains: Domains) -> tuple[Context, Found]:
    known = domains.known["movies"]
    text = mended(read_text(SAID, known.cues), known, domains.shelves.values())
    context = Context(text, known, Dialogue("movies"), YEAR)
    return context, find(context, domains.shelves)


Mark = tuple[float, float, str, str]
"""From x, to x, what is written there, colour."""
Row = tuple[str, Sequence[Mark]]


def _rows(context: Context, found: Found) -> Iterator[Row]:
    text = context.text
    places = _places(context)
    yield "message", [(0, len(SAID) * CHAR, SAID, "#222")]
    for name in ("titles", "values", "amounts", "references"):
        spans: Sequence[Span] = getattr(found, name)
        if spans:
            yield name, [_mark(places, span, _named(span), COLOURS[name]) for span in spans]
    frames = frames_of(text, found.spans)
    yield "frames", list(_moods(frames, places))


def _places(context: Context) -> list[tuple[float, float]]:
    """Where each token stands in the drawn line."""
    at, places = 0.0, []
    for token in context.text.tokens:
        at += len(token.gap) * CHAR
        places.append((at, at + len(token.text) * CHAR))
        at += len(token.text) * CHAR
    return places


def _mark(places: Sequence[tuple[float, float]], span: Span, said: str, colour: str) -> Mark:
    return places[span.first][0], places[span.end - 1][1], said, colour


def _named(span: Span) -> str:
    if hasattr(span, "item"):
        return str(span.item).partition(":")[2]
    if hasattr(span, "meanings"):
        return f"{span.meanings[0].field}: {span.meanings[0].value}"
    if hasattr(span, "tests"):
        return f"{span.field} " + ", ".join(f"{op} {value:g}" for op, value in span.tests)
    return "an item shown"


def _moods(frames: Sequence[Frame], places: Sequence[tuple[float, float]]) -> Iterator[Mark]:
    start = 0
    for at in range(1, len(frames) + 1):
        if at == len(frames) or (frames[at].mood, frames[at].first) != (frames[start].mood, frames[start].first):
            if frames[start] is not PLAIN and frames[start].mood != "plain":
                mood = frames[start].mood
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
    drawn, y = [], 34
    for name, marks in rows:
        drawn.append(f'<text x="16" y="{y}" fill="#777">{escape(name)}</text>')
        drawn += [part for mark in marks for part in _drawn(mark, y, boxed=name not in ("message", "turn", ""))]
        y += LINE if name not in ("turn", "") else 22
    style = "font-family:ui-monospace,Menlo,Consolas,monospace;font-size:13px"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{y}" viewBox="0 0 {WIDTH} {y}">'
    return "\n".join(
        [head, '<rect width="100%" height="100%" fill="#fff"/>', f'<g style="{style}">', *drawn, "</g></svg>\n"]
    )


def _drawn(mark: Mark, y: int, *, boxed: bool) -> Iterator[str]:
    start, end, said, colour = mark
    x, end = LEFT + start, max(end, start + len(said) * CHAR) if boxed else end
    if boxed:
        box = f'<rect x="{x - 2}" width="{end - start + 4}" fill="{colour}"'
        yield f'{box} y="{y - 15}" height="21" rx="4" opacity=".13"/>'
        yield f'{box} y="{y + 5}" height="2"/>'
    fits = f' textLength="{end - start:.0f}" lengthAdjust="spacingAndGlyphs"' if end > start and not boxed else ""
    yield f'<text x="{x}" y="{y}" fill="{colour}"{fits}>{escape(said)}</text>'


if __name__ == "__main__":
    main()
