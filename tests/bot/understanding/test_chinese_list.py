"""Chinese talk about what was shown, and whole messages: each line as a person would type it."""

from __future__ import annotations

import pytest

from bot.turn import Dialogue
from bot.understanding import Understanding
from recommender.schema import ItemId, SlateId
from tests.bot.understanding.notation import PLAIN, rows, told

SHOWN = tuple(ItemId(f"movies:{name}") for name in ("inception-2010", "heat-1995", "spirited-away-2001"))
LISTED = Dialogue(domain="movies", slate=SlateId("s"), slate_items=SHOWN, shown=SHOWN)


@pytest.mark.parametrize(
    ("text", "expected"),
    rows("""
    太长了 → recommend · <runtime less>
    短一点 → recommend · <runtime less>
    再短点 → recommend · <runtime less>
    再新一些 → recommend · <year more>
    有没有更新一点的 → recommend · <year more>
    有没有老一点的 → recommend · <year less>
    不够长 → recommend · <runtime more>
    比第二部短 → recommend · <runtime less of heat-1995> · [about heat-1995]
    第一个太老了 → recommend · <year more of inception-2010> · [about inception-2010]
    更搞笑一点的 → recommend · genres=comedy~
    没那么吓人的 → recommend · -genres=horror~
    换个轻松点的 → recommend · moods=playful~ · replaces
    换成喜剧 → recommend · genres=comedy · replaces
    还要再短一点，九十分钟以内 → recommend · runtime≤90 · adds
    换一批 → more
    还有吗 → more
    再来几个 → more
    还有别的吗 → more
    类似第一个 → recommend · [like inception-2010]
    和第二部差不多的 → recommend · [like heat-1995]
    喜欢第二部 → feedback · [liked heat-1995]
    不喜欢第一部 → feedback · [disliked inception-2010]
    第三个不错 → feedback · [liked spirited-away-2001]
    第三个看过了 → feedback · [seen spirited-away-2001]
    我看过最后一个 → feedback · [seen spirited-away-2001]
    第二部我看过了，第三部没兴趣 → feedback · [seen heat-1995] · [disliked spirited-away-2001]
    我喜欢第一部但不喜欢第二部 → feedback · [liked inception-2010] · [disliked heat-1995]
    我喜欢前两个 → feedback · [liked inception-2010] · [liked heat-1995]
    看过了 → feedback · [seen inception-2010]
    不感兴趣 → feedback · [disliked inception-2010]
    都不喜欢 → feedback · [disliked inception-2010] · [disliked heat-1995] · [disliked spirited-away-2001]
    都看过了 → feedback · [seen inception-2010] · [seen heat-1995] · [seen spirited-away-2001]
    听起来不错 → feedback · [liked inception-2010]
    第二部讲什么 → ask_item · [about heat-1995]
    谁导演的 → ask_item · [about inception-2010] · asks directors
    它是谁演的 → ask_item · [about inception-2010] · asks cast
    第二部多长 → ask_item · [about heat-1995] · asks runtime
    最后一部是哪年的 → ask_item · [about spirited-away-2001] · asks year
    介绍一下第三部 → ask_item · [about spirited-away-2001]
    为什么推荐这个 → explain · [about inception-2010]
    为什么 → explain
    哪个更短 → compare · asks runtime
    第一个和第三个有什么区别 → compare · [about inception-2010] · [about spirited-away-2001]
    喜欢 2 → tap · [about heat-1995]
    类型无所谓 → recommend · drops genres
    年份不限 → recommend · drops year
    任何年代都可以 → recommend · drops year
    """),
)  # fmt: skip
def test_talk_about_a_list(chinese: Understanding, text: str, expected: str) -> None:
    assert expected == told(chinese(text, LISTED, 0.0))


@pytest.mark.parametrize(
    ("text", "intent"),
    rows("""
    你好 → greet
    您好呀 → greet
    在吗 → greet
    谢谢 → thank
    多谢你啦 → thank
    再见 → bye
    拜拜 → bye
    晚安 → bye
    帮助 → help
    你能做什么 → help
    怎么用 → help
    撤销 → undo
    刚才的不算 → undo
    重新开始 → reset
    从头来 → reset
    我的口味 → profile
    你知道我喜欢什么 → profile
    删除我的数据 → forget
    把我忘了吧 → forget
    导出我的数据 → export
    你们存了我什么 → privacy
    隐私政策 → privacy
    转人工 → human
    我要找人工客服 → human
    有真人吗 → human
    我的快递到哪了 → support
    怎么退货 → support
    什么时候发货 → support
    随便 → any
    都行 → any
    无所谓 → any
    不知道 → any
    你定 → any
    好的 → yes
    可以 → yes
    嗯嗯 → yes
    不用了 → no
    不 → no
    你是机器人吗 → smalltalk
    讲个笑话 → smalltalk
    今天天气怎么样 → unknown
    """),
)
def test_what_kind_of_message_it_is(chinese: Understanding, text: str, intent: str) -> None:
    assert intent == chinese(text, PLAIN, 0.0).intent.value
