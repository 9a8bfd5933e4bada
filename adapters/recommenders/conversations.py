"""The conversation model of every domain, and its swap when another is put in its place."""

from __future__ import annotations

import logging
from collections.abc import MutableMapping
from dataclasses import replace
from pathlib import Path

from recommender.conversing.items import Items
from recommender.conversing.storing import SERVING, Mark, folder_of, mark, read
from recommender.errors import ModelError
from recommender.shelf import Shelf

log = logging.getLogger("chat-rec")


class ConversationModels:
    """Keeps the conversation models of some shelves to what lies in a data folder."""

    def __init__(self, data_dir: Path, encoder: str) -> None:
        """`encoder` is the name of the one that reads."""
        self._data_dir = data_dir
        self._encoder = encoder
        self._marks: dict[str, Mark | None] = {}

    def look(self, shelves: MutableMapping[str, Shelf]) -> None:
        """Load what is new since the last look. A model that cannot be read leaves its domain without one."""
        for domain, shelf in shelves.items():
            if (now := mark(folder_of(self._data_dir, domain))) != self._marks.get(domain):
                self._marks[domain] = now
                shelves[domain] = self.placed(domain, shelf)

    def placed(self, domain: str, shelf: Shelf) -> Shelf:
        """The shelf with the model that lies there now."""
        file = folder_of(self._data_dir, domain) / SERVING
        if not file.exists():
            return replace(shelf, talk=None)
        try:
            talk = read(file, Items(shelf.catalogue, shelf.content.centred), self._encoder)
        except ModelError as error:
            log.warning("conversations do not count in %s: %s", domain, error)
            return replace(shelf, talk=None)
        log.info("conversations count in %s by model %s now", domain, talk.version)
        return replace(shelf, talk=talk)
