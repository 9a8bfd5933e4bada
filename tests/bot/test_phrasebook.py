"""Every sentence the bot can say exists, in every wording with the same places."""

import re
from pathlib import Path
from string import Formatter

import pytest

from bot.phrasebook import Phrasebook

BOT = Path(__file__).parents[2] / "bot"
LANGUAGES = sorted(path.stem for path in (BOT / "phrases").glob("*.toml"))
_LITERAL = re.compile(r"say\(\s*\"([a-z_]+\.[a-z_]+)\"")


def _places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_that_the_code_names_exists(language: str) -> None:
    phrases = Phrasebook.load(language).phrases
    named = {key for path in BOT.rglob("*.py") for key in _LITERAL.findall(path.read_text("utf-8"))}
    assert named
    assert named - set(phrases) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_wordings_of_a_phrase_fill_the_same_places(language: str) -> None:
    differing = {
        key: [sorted(_places(sentence)) for sentence in sentences]
        for key, sentences in Phrasebook.load(language).phrases.items()
        if len({frozenset(_places(sentence)) for sentence in sentences}) > 1
    }
    assert differing == {}


def test_the_same_variant_always_picks_the_same_wording() -> None:
    phrases = Phrasebook.load("en")
    said = {phrases.say("recommend.plain", variant) for variant in range(50)}
    assert len(said) == len(phrases.phrases["recommend.plain"])
    assert phrases.say("recommend.plain", 7) == phrases.say("recommend.plain", 7)


def test_a_list_is_joined_as_people_write_it() -> None:
    phrases = Phrasebook.load("en")
    assert [phrases.listed(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


def test_every_language_has_the_same_phrases_with_the_same_places() -> None:
    english, *others = (Phrasebook.load(language).phrases for language in sorted(LANGUAGES))
    for phrases in others:
        assert {key: _places(said[0]) for key, said in phrases.items()} == {
            key: _places(said[0]) for key, said in english.items()
        }


def test_no_english_is_left_in_chinese() -> None:
    names = {"Slack", "Telegram", "English", "Ctrl", "recommend", "link", "language", "zh", "en", "auto"}
    left = {
        word
        for sentences in Phrasebook.load("zh").phrases.values()
        for sentence in sentences
        for word in re.findall(r"[A-Za-z]{2,}", re.sub(r"\{\w*\}|/[a-z]+", "", sentence))
    }
    assert left <= names


def test_a_list_in_chinese_has_its_own_joints() -> None:
    phrases = Phrasebook.load("zh")
    assert phrases.listed(["喜剧", "爱情", "冒险"]) == "喜剧、爱情和冒险"
    assert phrases.listed(["喜剧", "90 分钟以内"], "all") == "喜剧，90 分钟以内"
    assert phrases.joined("好。", "", "给你。") == "好。给你。"
