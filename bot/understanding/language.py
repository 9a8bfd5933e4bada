"""Which language a message is written in: by its grammar words, since titles and names come in any.

Only English and Chinese are told apart. A message of nothing but a name, a number, an emoji or a command says
nothing of its writer's language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_WORD = re.compile(r"[a-z]+(?:['’][a-z]+)?")
_TITLE = re.compile(r"《[^》]*》|「[^」]*」")
_COMMAND = re.compile(r"\s*/[a-z_]+(@\w+)?(?=\s|$)", re.IGNORECASE)

_ENGLISH_WORDS = """
    i i'm i've i'd i'll im ive id me my we us our you your he she it's its that this these those there here they
    is are was were am be been do does did don't dont doesn't didn't can can't could would should will won't have
    has had what what's whats who who's whose which where when why how any anything anyone some something somewhere
    someone nothing everything want wanna need like liked love loved hate hated prefer enjoy enjoyed watch watched
    seen read show tell give find search recommend suggest suggestion suggestions looking try buy get got make made
    please pls thanks thank more less other another else instead but not without except only just really very too
    so than about under over below above between from with for because maybe also both either neither or if then
    movie movies film films book books novel novels story stories shows gift gifts minutes hours pages dollars
    bucks years old new newer older shorter longer cheaper better best good great nice bad funny scary tonight today
    similar actually never mind hello hey morning evening bye goodbye sorry yeah yep nope sure okay
"""
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
"""Words that English sentences have and titles seldom consist of alone; not `the`, `of`, `a`, `in`, `to`, `no`."""
_CHINESE = frozenset(
    "的了吗呢吧呀啊嘛我你您他她它们咱想要看读买找请给来有没不别太很更最几部本集什么哪怎谁为像跟和或比但就都也再换推荐"
    "谢好以内上下过得把被让对还在是这那点些个种片剧书影电小说类似适合会能可喜欢讨厌新老短长便宜贵"
)
"""Characters that Chinese sentences about wishes have."""


def language_of(text: str, usual: str) -> str:
    """`en`, `zh`, or what is usual where the text does not tell."""
    return written_in(text) or usual


def written_in(text: str, names: Iterable[str] = ()) -> str:
    """`en`, `zh`, or empty for a text that does not tell; the names in it, titles and the like, count for nothing."""
    said = _COMMAND.sub(" ", _TITLE.sub(" ", text))
    for name in sorted(names, key=len, reverse=True):
        said = said.replace(name, " ") if name else said
    if _KANA.search(said):
        return ""
    han = _HAN.findall(said)
    words = _WORD.findall(said.casefold())
    english = sum(word in _ENGLISH for word in words)
    if not han:
        return "en" if english else ""
    chinese = sum(letter in _CHINESE for letter in han)
    if english != chinese:
        return "en" if english > chinese else "zh"
    return "zh" if len(han) >= 2 * len(words) else "en"
