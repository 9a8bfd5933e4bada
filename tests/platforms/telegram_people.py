"""People who use the bot at a fake Telegram: they say, tap, react, ask inline, and look."""

from __future__ import annotations

import asyncio
import re
import time
from typing import TYPE_CHECKING, Any

from tests.platforms.telegram_chats import Chat, Message

if TYPE_CHECKING:
    from tests.platforms.bot_api import BotApi


class Group:
    """A group chat; what is shown there is `group.chat.visible`."""

    def __init__(self, api: BotApi, number: int) -> None:
        self.api = api
        self.number = number

    @property
    def chat(self) -> Chat:
        return self.api.chats[self.number]

    @property
    def chat_id(self) -> str:
        return str(self.number)


class Person:
    def __init__(self, api: BotApi, number: int, name: str, language: str) -> None:
        self.api = api
        self.number = number
        self.user = {"id": number, "is_bot": False, "first_name": name, "language_code": language}

    @property
    def chat(self) -> Chat:
        """Their private chat with the bot."""
        return self.api.chats[self.number]

    @property
    def chat_id(self) -> str:
        return str(self.number)

    def say(
        self, text: str, group: Group | None = None, reply_to: Message | None = None, thread: int | None = None
    ) -> int:
        """The update's id; 0 when the bot does not get to hear it (another's talk in a group)."""
        chat = group.chat if group else self.chat
        message = chat.add(self.user, text=text, reply_to=reply_to.id if reply_to else None, thread=thread)
        entities = _entities(text)
        self.api.changed()
        if group is not None and not self._meant_for_bot(text, entities, reply_to):
            return 0
        content = message.as_json() | ({"entities": entities} if entities else {})
        return self.api.updates.add("message", content, f"chat:{chat.id}")

    def _meant_for_bot(self, text: str, entities: list[dict[str, Any]], reply_to: Message | None) -> bool:
        """Privacy mode: in groups the bot hears commands, mentions and replies only."""
        named = f"@{self.api.me['username']}" in text
        return named or (reply_to is not None and reply_to.by_bot) or any(e["offset"] == 0 for e in entities)

    def tap(self, button: str, message: Message | None = None, group: Group | None = None) -> str:
        """Tap the button with this label or data, on the newest message that has it; the callback query's id."""
        chat = group.chat if group else self.chat
        messages = [message] if message else reversed(chat.from_bot)
        for candidate in messages:
            for shown in (shown for row in candidate.rows for shown in row):
                if "callback_data" in shown and button in (shown["text"], shown["callback_data"]):
                    return self.tap_data(shown["callback_data"], candidate)
        shown_labels = [message.labels for message in chat.from_bot[-3:]]
        raise AssertionError(f"there is no button {button!r} to tap, only {shown_labels}")

    def tap_data(self, data: str, message: Message) -> str:
        """A tap with any data at all, as a forger's client sends it."""
        number = f"{self.number}{len(self.api.taps) + 1:08}"
        self.api.taps[number] = message
        query: dict[str, Any] = {
            "id": number,
            "from": self.user,
            "chat_instance": f"ci{message.chat.id}",
            "data": data,
        }
        if message.via_inline:
            query["inline_message_id"] = next(key for key, one in self.api.inline_messages.items() if one is message)
        else:
            query["message"] = message.as_json()
        # Taps queue by person, not by chat: they may overtake words.
        self.api.updates.add("callback_query", query, f"taps:{self.number}")
        return number

    def react(self, message: Message, *emoji: str) -> int:
        """Put these reactions on it; none takes them off. 0 when the bot did not ask for reactions."""
        reaction = {
            "chat": message.chat.as_json(),
            "message_id": message.id,
            "user": self.user,
            "date": int(time.time()),
            "old_reaction": [],
            "new_reaction": [{"type": "emoji", "emoji": one} for one in emoji],
        }
        return self.api.updates.add("message_reaction", reaction, f"chat:{message.chat.id}")

    def ask_inline(self, text: str) -> str:
        """Type `@bot text` in any chat; the query's id."""
        number = f"{self.number}{len(self.api.inline_queries) + 1:08}"
        self.api.inline_queries[number] = text
        query = {"id": number, "from": self.user, "query": text, "offset": ""}
        self.api.updates.add("inline_query", query, f"inline:{self.number}")
        return number

    def choose(self, query: str, result: str, chat: Chat | None = None) -> Message:
        """Post one of the results of an inline query."""
        found = next(one for one in self.api.inline_results[query] if one["id"] == result)
        content = found.get("input_message_content") or {}
        text = content.get("message_text", found.get("caption", ""))
        rows = (found.get("reply_markup") or {}).get("inline_keyboard", [])
        message = (chat or self.chat).add(self.user, text=text, rows=rows, via_inline=True)
        chosen = {"result_id": result, "from": self.user, "query": self.api.inline_queries[query]}
        if rows:
            key = f"inline-{len(self.api.inline_messages) + 1}"
            self.api.inline_messages[key] = message
            chosen["inline_message_id"] = key
        self.api.updates.add("chosen_inline_result", chosen, f"inline:{self.number}")
        return message

    def block(self) -> None:
        self.chat.blocked = True
        self._membership("member", "kicked")

    def unblock(self) -> None:
        self.chat.blocked = False
        self._membership("kicked", "member")

    def _membership(self, before: str, after: str) -> None:
        bot = self.api.me
        until = {"kicked": {"until_date": 0}}
        change = {
            "chat": self.chat.as_json(),
            "from": self.user,
            "date": int(time.time()),
            "old_chat_member": {"user": bot, "status": before, **until.get(before, {})},
            "new_chat_member": {"user": bot, "status": after, **until.get(after, {})},
        }
        self.api.updates.add("my_chat_member", change, f"chat:{self.number}")

    async def sees(self, text: str, group: Group | None = None, seconds: float = 10) -> Message:
        """Wait for a message of the bot's that reads so, somewhere in it; the newest such one."""
        chat = group.chat if group else self.chat

        def found() -> Message | None:
            return next((one for one in reversed(chat.from_bot) if text in one.text), None)

        try:
            message: Message = await self.api.until(found, seconds)
        except TimeoutError:
            shown = [one.text[:200] for one in chat.from_bot[-5:]]
            raise AssertionError(f"{text!r} is not shown within {seconds} s, only {shown}") from None
        return message

    async def hears(self, count: int = 1, group: Group | None = None, seconds: float = 10) -> list[Message]:
        """Wait until the bot has so many messages in the chat; all of them."""
        chat = group.chat if group else self.chat
        await self.api.until(lambda: len(chat.from_bot) >= count, seconds)
        await asyncio.sleep(0)
        return chat.from_bot


def _entities(text: str) -> list[dict[str, Any]]:
    """Commands and mentions, as Telegram finds them; offsets count UTF-16 units."""
    kinds = {"/": "bot_command", "@": "mention"}
    return [
        {
            "type": kinds[found[0][0]],
            "offset": len(text[: found.start()].encode("utf-16-le")) // 2,
            "length": len(found[0].encode("utf-16-le")) // 2,
        }
        for found in re.finditer(r"(?<!\S)(?:/\w+(?:@\w+)?|@\w+)", text)
    ]
