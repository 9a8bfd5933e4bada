"""What Chinese messages mean, over the demo store: written as people speak, one message a line."""

from __future__ import annotations

import re

import pytest

from bot.turn import Dialogue, Pending
from bot.understanding import Understanding
from recommender.catalogue import Catalogue
from tests.bot.understanding.notation import PLAIN, rows, told

_LEFT_ALONE = frozenset({"brand", "features", "tags"})
"""Invented brands, sizes and the like of the demo's products, and the help articles' search words."""


@pytest.mark.parametrize(
    ("text", "expected"),
    rows("""
    想看一部轻松的喜剧 → recommend · moods=playful · genres=comedy
    来点烧脑的科幻片，不要恐怖 → recommend · moods=thought-provoking · genres=science fiction · -genres=horror
    有没有九十年代的爱情片推荐 → recommend · year≥1990 · year≤1999 · genres=romance
    推荐几部两小时以内的动作片 → recommend · runtime≤120 · genres=action
    给我找一部关于友情的电影 → recommend · themes=friendship
    求推荐催泪的爱情片 → recommend · moods=melancholic · genres=romance
    今晚想看个治愈的 → recommend · moods=warm
    浪漫喜剧 → recommend · genres=romance · genres=comedy
    喜剧或者动作片都可以 → recommend · genres=comedy|action
    喜剧、动作、冒险都可以 → recommend · genres=comedy|action|adventure
    要么喜剧要么动作 → recommend · genres=comedy|action
    喜剧和爱情都要 → recommend · genres=comedy · genres=romance
    必须是英语的 → recommend · language=English
    一定要有狗 → recommend · themes=dogs
    只看日本的 → recommend · country=Japan
    最好是日本的动画 → recommend · country=Japan~ · genres=animation~
    动作片，最好有点搞笑 → recommend · genres=action · genres=comedy~
    尽量是法国的 → recommend · country=France~
    近几年的韩国片 → recommend · year≥2023 · country=South Korea
    想看法语的 → recommend · language=French
    热血动漫 → recommend · moods=exciting · genres=animation
    脑洞大开的科幻 → recommend · moods=whimsical · genres=science fiction
    适合小孩看的动画片 → recommend · genres=family · genres=animation
    有没有适合一家人看的 → recommend · genres=family
    有猫的片子 → recommend · themes=cats
    我對恐怖片沒興趣，想看輕鬆的喜劇 → recommend · -genres=horror@ · moods=playful · genres=comedy
    要comedy不要horror → recommend · genres=comedy · -genres=horror
    i want 喜剧 but not 爱情 → recommend · genres=comedy · -genres=romance
    推荐一部科幻片，最好是诺兰的 → recommend · genres=science fiction · directors=Christopher Nolan~
    无聊死了，来点下饭的喜剧 → recommend · moods=playful · genres=comedy
    心情不好想看点治愈的 → recommend · moods=warm
    分级PG以下的 → recommend · age_rating≤PG
    想看宮崎駿的動畫 → recommend · directors=Hayao Miyazaki · genres=animation
    """),
)
def test_a_wish_is_understood(chinese: Understanding, text: str, expected: str) -> None:
    assert expected == told(chinese(text, PLAIN, 0.0))


@pytest.mark.parametrize(
    ("text", "expected"),
    rows("""
    不要恐怖片 → recommend · -genres=horror
    别给我推荐恐怖片了 → recommend · -genres=horror
    拒绝恐怖片 → recommend · -genres=horror
    不想看爱情片 → recommend · -genres=romance
    除了动画什么都行 → recommend · -genres=animation
    除了美国以外的 → recommend · -country=United States
    什么都行就是不要恐怖片 → recommend · -genres=horror
    什么都可以，但是别太恐怖 → recommend · -genres=horror
    不是喜剧而是剧情片 → recommend · -genres=comedy · genres=drama
    没有血腥的惊悚片 → recommend · -moods=violent · genres=thriller
    不要恐怖、暴力和战争 → recommend · -genres=horror · -moods=violent · -genres=war
    不要爱情片也不要动画 → recommend · -genres=romance · -genres=animation
    不要好莱坞的 → recommend · -country=United States
    我不喜欢恐怖片，但是喜欢悬疑片 → prefer · -genres=horror@ · genres=mystery~@
    我受不了歌舞片 → prefer · -genres=musical@
    我从来不看恐怖片 → prefer · -genres=horror@
    看腻了超级英雄 → prefer · -themes=superheroes@
    讨厌汤姆·克鲁斯 → prefer · -cast=Tom Cruise@
    不要汤姆克鲁斯演的 → recommend · -cast=Tom Cruise
    我平时喜欢看科幻片 → prefer · genres=science fiction~@
    我喜欢科幻和奇幻 → prefer · genres=science fiction~@ · genres=fantasy~@
    我最喜欢的导演是诺兰 → prefer · directors=Christopher Nolan~@
    我平时喜欢看悬疑，今晚想看喜剧 → recommend · genres=mystery~@ · genres=comedy
    不要日本的 → recommend · -country=Japan
    千万别有鬼 → recommend · -themes=ghosts
    """),
)
def test_what_is_rejected_or_liked(chinese: Understanding, text: str, expected: str) -> None:
    assert expected == told(chinese(text, PLAIN, 0.0))


@pytest.mark.parametrize(
    ("text", "expected"),
    rows("""
    一百二十分钟以内 → recommend · runtime≤120
    一个半小时以内 → recommend · runtime≤90
    不超过两个半小时 → recommend · runtime≤150
    片长不超过两个小时的科幻片 → recommend · runtime≤120 · genres=science fiction
    至少三小时 → recommend · runtime≥180
    不到90分钟的 → recommend · runtime<90
    一百分钟左右的 → recommend · runtime≥90 · runtime≤110
    100到120分钟的 → recommend · runtime≥100 · runtime≤120
    两小时四十分钟以下 → recommend · runtime≤160
    １２０分钟以内 → recommend · runtime≤120
    1995年的 → recommend · year=1995
    95年的 → recommend · year=1995
    九十年代的 → recommend · year≥1990 · year≤1999
    90年代的 → recommend · year≥1990 · year≤1999
    上世纪八十年代 → recommend · year≥1980 · year≤1989
    八零年代的港片 → recommend · year≥1980 · year≤1989 · country=Hong Kong
    80年代或者90年代的 → recommend · year≥1980 · year≤1999
    最近五年的 → recommend · year≥2021
    这两年的 → recommend · year≥2024
    2010年以后的 → recommend · year≥2010
    1980年之前的 → recommend · year<1980
    1990年到2000年之间的 → recommend · year≥1990 · year≤2000
    别太长 → recommend · runtime≤100
    三百页以内的小说 → recommend/books · pages≤300
    300页左右的科幻小说 → recommend/books · pages≥270 · pages≤330 · genres=science fiction
    想买个100块以内的耳机 → recommend/products · price≤100 · category=headphones
    30美元以下的礼物 → recommend/products · price≤30
    预算30美元的礼物 → recommend/products · price≤30
    ¥200以内的背包 → recommend/products · price≤200 · category=backpacks
    价格在20到50之间的背包 → recommend/products · price≥20 · price≤50 · category=backpacks
    两百元以下的相机 → recommend/products · price≤200 · category=cameras
    四星以上的耳机 → recommend/products · rating≥4 · category=headphones
    评分4.5以上的望远镜 → recommend/products · rating≥4.5 · category=telescopes
    """),
)
def test_numbers_money_and_years(chinese: Understanding, text: str, expected: str) -> None:
    assert expected == told(chinese(text, PLAIN, 0.0))


@pytest.mark.parametrize(
    ("text", "expected"),
    rows("""
    类似《盗梦空间》的电影 → recommend · [like inception-2010]
    类似盗梦空间的 → recommend · [like inception-2010]
    想看像盗梦空间一样烧脑的 → recommend · moods=thought-provoking · [like inception-2010]
    我想看Inception那样的电影 → recommend · [like inception-2010]
    something like 盗梦空间 → recommend · [like inception-2010]
    我看过了Heat，有没有类似的 → recommend · [seen heat-1995] · [like heat-1995]
    读过活着，想找类似的书 → recommend/books · [seen to-live] · [like to-live]
    我喜欢《教父》和《低俗小说》 → feedback · [liked the-godfather-1972] · [liked pulp-fiction-1994]
    我喜欢教父，不喜欢泰坦尼克号 → feedback · [liked the-godfather-1972] · [disliked titanic-1997]
    类似三体的小说 → recommend/books · [like the-three-body-problem]
    诺兰导演的电影 → recommend · directors=Christopher Nolan
    汤姆·汉克斯主演的 → recommend · cast=Tom Hanks
    王家卫的片子 → recommend · directors=Wong Kar-wai
    张艺谋或者陈凯歌的 → recommend · directors=Zhang Yimou|Chen Kaige
    有张国荣的电影吗 → recommend · cast=Leslie Cheung
    主演是梁朝伟的爱情片 → recommend · cast=Tony Leung Chiu-wai · genres=romance
    东野圭吾写的推理小说 → recommend/books · authors=Keigo Higashino · genres=mystery
    村上春树的小说 → recommend/books · authors=Haruki Murakami
    盗梦空间是谁导演的 → ask_item · [about inception-2010] · asks directors
    """),
)  # fmt: skip
def test_titles_and_people(chinese: Understanding, text: str, expected: str) -> None:
    assert expected == told(chinese(text, PLAIN, 0.0))


def test_an_answer_to_a_question_is_taken_as_one(chinese: Understanding) -> None:
    asked = Dialogue(domain="movies", pending=Pending("field", "runtime"))
    assert told(chinese("九十分钟吧", asked, 0.0)) == "recommend · runtime≤90"
    assert chinese("随便", asked, 0.0).intent.value == "any"


def test_a_wish_is_quoted_in_the_persons_own_characters(chinese: Understanding) -> None:
    (wish,) = chinese("不要太多血腥暴力了", PLAIN, 0.0).wishes
    assert wish.source in "不要太多血腥暴力了"
    assert "血腥" in wish.source


def test_what_no_field_holds_is_searched_for_as_it_was_said(chinese: Understanding) -> None:
    assert "灯塔" in chinese("想看一部孤独的灯塔守望者的电影", PLAIN, 0.0).query


def test_a_character_inside_another_word_means_nothing(chinese: Understanding) -> None:
    assert "themes" not in told(chinese("大家都说好看的电影", PLAIN, 0.0))
    assert "sea" not in told(chinese("上海的电影", PLAIN, 0.0))


@pytest.mark.parametrize("domain", ["movies", "books", "products"])
def test_every_category_of_the_demo_store_has_a_chinese_word(demo_store: dict[str, Catalogue], domain: str) -> None:
    catalogue = demo_store[domain]
    missing = []
    for field in catalogue.fields:
        if field.kind != "category" or field.name in _LEFT_ALONE:
            continue
        worded = {value.casefold() for words in field.wording.values() for value in words.values}
        said = {value.casefold() for value, words in field.synonyms.items() if any(map(_is_chinese, words))}
        missing += [
            f"{field.name}: {value}" for value in catalogue.postings[field.name] if value not in said | worded
        ]
    assert not missing


def _is_chinese(word: str) -> bool:
    return re.search("[\u4e00-\u9fff]", word) is not None
