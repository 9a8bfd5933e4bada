"""What Tab offers at the prompt: slash commands, and short commands about the cards on the screen."""

from __future__ import annotations

from collections.abc import Iterator

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from adapters.channels.console.cards import clean
from adapters.channels.console.talk import Talk

COMMANDS = ("help", "recommend", "profile", "undo", "language", "export", "privacy", "forget", "quit")


class TypedCompleter(Completer):
    def __init__(self, talk: Talk) -> None:
        self._talk = talk

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:
        """Ordinary sentences are left alone; a bare verb (`li`, Tab) or `like ` lists its cards."""
        typed = document.text_before_cursor.lower()
        if typed.startswith("/"):
            for command in COMMANDS:
                if f"/{command}".startswith(typed):
                    meaning = self._talk.phrases.say(f"menu.{command}")
                    yield Completion(f"/{command}", -len(typed), display_meta=meaning)
        elif complete_event.completion_requested or typed.removesuffix(" ") in self._words().values():
            yield from self._actions(typed)

    def _words(self) -> dict[str, str]:
        """How each verb is typed."""
        return {verb: self._talk.phrases.say(f"typed.{verb}") for verb in self._talk.listing.verbs}

    def _actions(self, typed: str) -> Iterator[Completion]:
        listing = self._talk.listing
        for verb, word in self._words().items() if typed else ():
            for number, card in enumerate(listing.cards, 1):
                command = f"{word} {number}"
                if command.startswith(typed) and verb in {name for name, _ in card.buttons}:
                    yield Completion(command, -len(typed), display_meta=clean(card.title))
