"""Play a talk on a stage; the first line that goes wrong is reported with all that was said before it."""

from __future__ import annotations

from bot.messages import OutboundMessage
from tests.conversations.expectations import Heard, wrong
from tests.conversations.script import Line, Talk, tapped
from tests.conversations.stage import Stage


def play(talk: Talk, stage: Stage) -> str:
    """The report on the first line that failed; empty when the talk went as written."""
    answers: list[OutboundMessage] = []
    said: list[str] = []
    stage.hours = 0.0
    fields = [field for catalogue in stage.engine.catalogues.values() for field in catalogue.fields]
    for line in talk.lines:
        if line.kind == "expect":
            fault = wrong(line.text, Heard(answers, fields))
            if fault:
                return _report(talk, line, said, fault)
            continue
        said.append(f"> {line.text}" if line.kind in ("say", "tap") else f"({line.kind} {line.text})")
        answer = _happens(talk, line, stage, answers)
        if answer is not None:
            answers.append(answer)
            said.append(drawn(answer))
    return ""


def _happens(talk: Talk, line: Line, stage: Stage, answers: list[OutboundMessage]) -> OutboundMessage | None:
    match line.kind:
        case "say":
            return stage.say(talk.user, line.text)
        case "tap":
            verb, number = tapped(line.text)
            return stage.tap(talk.user, _action(answers, verb, number))
        case "restart":
            stage.restart()
        case "hours":
            stage.hours += float(line.text)
    return None


def _action(answers: list[OutboundMessage], verb: str, number: int) -> str:
    """The button of a card on the newest list; a tap's own answer of one card is no list to count in."""
    lists = [answer.cards for answer in answers if answer.cards]
    cards = next((cards for cards in reversed(lists) if len(cards) >= number), None)
    if cards is None:
        raise ValueError(f"no list has a card {number}")
    return next(button.action for name, button in cards[number - 1].buttons if name == verb)


def drawn(answer: OutboundMessage) -> str:
    """An answer as the person saw it, in short."""
    lines = [f"  {line}" for line in answer.text.splitlines()]
    lines += [
        f"  {place}. {card.title} | {card.subtitle} | {card.reason}"
        for place, card in enumerate(answer.cards, start=1)
    ]
    return "\n".join(lines)


def _report(talk: Talk, line: Line, said: list[str], fault: str) -> str:
    place = f"tests/conversations/{talk.file.name}:{line.number}"
    return "\n".join([f"{place}: {talk.about}", *said, "", f"expected: {line.text}", f"but:      {fault}"])
