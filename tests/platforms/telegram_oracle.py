"""Somebody else's reading of the Bot API's rules: aiogram's models and teremok's checks, and a few checks of our own.

`objections(call)` says what is wrong with a call and with everything that is sent in its place.
"""

from __future__ import annotations

import functools
import json
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from aiogram import Bot, methods
from aiogram.types import BufferedInputFile
from pydantic import ValidationError
from teremok.validation import ApiRuleViolation, validate_method

from bot.postings import Call

BLANK = "\u2800\u3164\u115f\u1160\uffa0"


def objections(call: Call) -> list[str]:
    """Empty when Telegram accepts the call and its fallbacks."""
    found = list(_objections(call))
    return found + (objections(call.fallback) if call.fallback else [])


def _objections(call: Call) -> Iterator[str]:
    try:
        json.dumps(call.params, ensure_ascii=False, allow_nan=False).encode()
    except (TypeError, ValueError) as error:
        yield f"{call.method}: not JSON: {error}"
    yield from (f"{call.method}: {words}" for words in _by_model(call.method, call.params))
    for name in ("text", "message_text"):
        for text in _all(call.params, name):
            if call.method != "answerCallbackQuery" and not _is_visible(str(text)):
                yield f"{call.method}: the {name} shows nothing: {text!r}"
    yield from (f"{call.method}: {words}" for words in _by_keyboard(call.params))
    yield from (f"{call.method}: {words}" for words in _by_results(call.params.get("results", [])))


@functools.cache
def _bot() -> Bot:
    return Bot("123456:TEST")


def _by_model(method: str, params: Mapping[str, Any]) -> Iterator[str]:
    model = getattr(methods, method[0].upper() + method[1:])
    if unknown := set(params) - set(model.model_fields):
        yield f"unknown parameters {unknown}"
    if "document" in params:
        file = params["document"]
        if not file["name"] or not file["content"]:
            yield "an empty file"
        params = {**params, "document": BufferedInputFile(file["content"].encode(), file["name"])}
    try:
        validate_method(_bot(), model.model_validate(params))
    except ApiRuleViolation as error:
        yield error.description
    except ValidationError as error:
        yield str(error)


def _by_keyboard(params: Mapping[str, Any]) -> Iterator[str]:
    for rows in _all(params, "inline_keyboard"):
        buttons = [button for row in rows for button in row]
        if not all(rows) or any(len(row) > 8 for row in rows) or len(buttons) > 100:
            yield f"a keyboard of rows of {[len(row) for row in rows]}"
        for button in buttons:
            if not _is_visible(button["text"]):
                yield f"a button without a name: {button}"
            if not 1 <= len(button["callback_data"].encode()) <= 64:
                yield f"a button whose data is too long or empty: {button}"


def _by_results(results: list[dict[str, Any]]) -> Iterator[str]:
    ids = [result["id"] for result in results]
    if len(results) > 50 or len(set(ids)) < len(ids) or any(not 1 <= len(each.encode()) <= 64 for each in ids):
        yield f"results {ids}"
    for result in results:
        if not _is_visible(result["title"]):
            yield "a result without a title"
        content = methods.SendMessage(
            chat_id=1,
            text=result["input_message_content"]["message_text"],
            parse_mode=result["input_message_content"]["parse_mode"],
        )
        try:
            validate_method(_bot(), content)
        except ApiRuleViolation as error:
            yield f"a result: {error.description}"


def _all(params: Any, name: str) -> Iterator[Any]:
    """Every value of that name, however deep."""
    if isinstance(params, Mapping):
        for key, value in params.items():
            if key == name:
                yield value
            yield from _all(value, name)
    elif isinstance(params, list):
        for value in params:
            yield from _all(value, name)


def _is_visible(text: str) -> bool:
    return any(unicodedata.category(letter)[0] in "LNPS" and letter not in BLANK for letter in text)
