"""The grammar words of a message tell its language; names, numbers, emoji and commands do not."""

import pytest

from bot.understanding.language import language_of, written_in


@pytest.mark.parametrize(
    "text",
    [
        "推荐几部像 Interstellar 的电影",
        "喜剧",
        "有没有 Nolan 拍的 sci-fi",
        "Kill Bill 太暴力了，换一部",
        "我想看 something funny",
        "90分钟以内",
        "谢谢！",
    ],
)
def test_chinese_is_told_by_its_own_words(text: str) -> None:
    assert language_of(text, "en") == "zh"


@pytest.mark.parametrize(
    "text",
    [
        "movies like 卧虎藏龙 please",
        "something like 《霸王别姬》",
        "who directed 活着?",
        "show me thrillers under two hours",
        "i loved Heat",
    ],
)
def test_english_is_told_by_its_own_words(text: str) -> None:
    assert language_of(text, "zh") == "en"


@pytest.mark.parametrize(
    "text", ["Interstellar", "The Godfather", "2", "👍", "/profile", "/recommend", "", "《活着》"]
)
@pytest.mark.parametrize("usual", ["en", "zh"])
def test_a_name_a_number_or_a_command_keeps_the_usual_language(text: str, usual: str) -> None:
    assert language_of(text, usual) == usual


def test_what_is_known_to_be_a_title_counts_for_nothing() -> None:
    assert written_in("我不是药神", names=["我不是药神"]) == ""
    assert written_in("Everything Everywhere All at Once", names=["Everything Everywhere All at Once"]) == ""


def test_other_languages_keep_the_usual_one() -> None:
    assert written_in("おすすめの映画は？") == ""
    assert written_in("Привет") == ""
