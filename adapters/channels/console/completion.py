"""What Tab offers at the prompt: slash commands, and short commands about the cards on the screen."""

from __future__ import annotations

from collections.abc import Iterator

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from adapters.channels.console.cards import clean
from adapters.channels.console.talk import Talk

COMMANDS = {
    "/help": "what I can do",
    "/recommend": "a new list",
    "/profile": "what I know of your taste",
    "/undo": "take the last thing back",
    "/export": "everything kept about you",
    "/privacy": "what is kept and why",
    "/forget": "delete everything about you",
    "/quit": "leave (Ctrl-D too)",
}


class TypedCompleter(Completer):
    def __init__(self, talk: Talk) -> None:
        self._talk = talk

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:
        """Ordinary sentences are left alone; a bare verb (`li`, Tab) or `like ` lists its cards."""
        typed = document.text_before_cursor.lower()
        if typed.startswith("/"):
            for command, meaning in COMMANDS.items():
                if command.startswith(typed):
                    yield Completion(command, -len(typed), display_meta=meaning)
        elif complete_event.completion_requested or typed.removesuffix(" ") in self._talk.listing.verbs:
            yield from self._actions(typed)

    def _actions(self, typed: str) -> Iterator[Completion]:
        listing = self._talk.listing
        for verb in listing.verbs if typed else ():
            for number, card in enumerate(listing.cards, 1):
                command = f"{verb} {number}"
                if command.startswith(typed) and verb in {name for name, _ in card.buttons}:
                    yield Completion(command, -len(typed), display_meta=clean(card.title))
