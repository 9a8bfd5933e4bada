"""Text as Telegram counts and reads it: UTF-16 units, HTML, mentions, commands and addresses.

What a catalogue says is shown, but must not act: no mention, no command and no link comes of it.
"""

from __future__ import annotations

import html
import re
import unicodedata

ELLIPSIS = "…"
JOINER = "\u2060"
"""Word joiner: takes no room and breaks no line, but ends what Telegram would take for a mention or an address."""
MENTION = re.compile(r"@(?=\w)")
ADDRESS = re.compile(r"(?<=\w)\.(?=[^\W\d_]{2})|(?<=:)//")
COMMAND = re.compile(r"(?<![\w/])/(?=\w)")
UNSHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
"""Controls, halves of surrogate pairs, and marks that turn the direction of all that follows them."""
BLANK = "\u2800\u3164\u115f\u1160\uffa0"
"""Letters and symbols that look like nothing; Telegram takes a text of them for empty."""
LONGEST_LINE = 4000
JOINING = "\u200d\ufe0e\ufe0f" + "".join(map(chr, range(0x1F3FB, 0x1F400)))
"""Zero-width joiner, variation selectors, skin tones: they belong to the emoji before them."""


def units(text: str) -> int:
    """UTF-16 code units: an emoji counts two."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def escaped(text: str) -> str:
    return html.escape(text, quote=False)


def cost(text: str) -> int:
    """What the text takes of a limit, escaped: Telegram counts less, but some that imitate it do not."""
    return units(text) + 4 * text.count("&") + 3 * (text.count("<") + text.count(">"))


def clean(text: str) -> str:
    """Without control characters, halves of surrogate pairs and marks that would turn the text around them."""
    return UNSHOWN.sub("", text).strip()


def one_line(text: str) -> str:
    """Its words, as far as any limit of Telegram's reaches."""
    return " ".join(clean(text[:LONGEST_LINE]).split())


def is_visible(text: str) -> bool:
    return any(unicodedata.category(letter)[0] in "LNPS" and letter not in BLANK for letter in text)


def disarmed(text: str) -> str:
    """Nobody is mentioned by it, and no address in it is a link."""
    return ADDRESS.sub(lambda found: found[0][:-1] + _joined(found[0][-1]), MENTION.sub("@" + JOINER, text))


def harmless(text: str) -> str:
    """As `disarmed`, and a tap on a `/word` in it sends nothing."""
    return COMMAND.sub("/" + JOINER, disarmed(text))


def cut(text: str, room: int) -> str:
    """The text, or as many of its words as fit in `room` together with an ellipsis; empty if not even that fits."""
    if cost(text) <= room:
        return text
    end, left = 0, room - 1
    while end < len(text) and (left := left - cost(text[end])) >= 0:
        end += 1
    while end > 0 and _belongs_to_previous(text, end):
        end -= 1
    space = max(text.rfind(" ", 0, end + 1), text.rfind("\n", 0, end + 1))
    kept = text[: space if space > end // 2 else end].rstrip()
    return kept + ELLIPSIS if room > 0 else ""


def pages(text: str, room: int, most: int) -> list[str]:
    """The text in at most `most` pages that end at a line or word; the last one is cut if it must be."""
    found: list[str] = []
    while cost(text) > room and len(found) < most - 1:
        head = cut(text, room).removesuffix(ELLIPSIS)
        line = head.rfind("\n")
        head = head[:line] if line > len(head) // 2 else head
        found.append(head)
        text = text[len(head) :].lstrip()
    return [*found, cut(text, room)]


def _belongs_to_previous(text: str, end: int) -> bool:
    """Would a cut before `text[end]` take a letter or an emoji apart?"""
    return end < len(text) and (
        text[end] in JOINING or text[end - 1] == "\u200d" or unicodedata.combining(text[end]) > 0
    )


def _joined(letter: str) -> str:
    return letter + JOINER
