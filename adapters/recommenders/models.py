"""The promoted model of every domain, and its swap when another is promoted: between two requests, losing none."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import MutableMapping
from dataclasses import replace
from pathlib import Path
from threading import Lock

from adapters.recommenders.conversations import ConversationModels
from recommender.errors import ModelError
from recommender.model import untrained
from recommender.registry import FOLDER, Mark, Registry
from recommender.shelf import Shelf
from recommender.trained import Trained, placed, read_model

log = logging.getLogger("chat-rec")

LOOK_S = 2.0
"""How often a promotion is looked for; a look is one stat a domain."""


class PromotedModels:
    """Keeps the models of some shelves to what is promoted in a data folder."""

    def __init__(self, data_dir: Path, shelves: MutableMapping[str, Shelf], encoder: str = "") -> None:
        """`encoder` is the name of the one that reads what people say."""
        self._shelves = shelves
        self._registries = {domain: Registry(data_dir / FOLDER / domain) for domain in shelves}
        self._marks: dict[str, Mark] = {}
        self._conversations = ConversationModels(data_dir, encoder)
        self._looking = Lock()

    def look(self) -> None:
        """Load what was promoted or taken back since the last look. A model that cannot be read changes nothing."""
        with self._looking:
            self._look()

    def _look(self) -> None:
        for domain, registry in self._registries.items():
            if (mark := registry.mark()) != self._marks.get(domain):
                self._marks[domain] = mark
                # One assignment: a request that has the old shelf in hand ends with it.
                self._shelves[domain] = self._ranked_by_promoted(domain, self._shelves[domain])
        self._conversations.look(self._shelves)

    def _ranked_by_promoted(self, domain: str, shelf: Shelf) -> Shelf:
        """The shelf itself where there is no other model for it."""
        registry = self._registries[domain]
        try:
            manifest = registry.promoted()
            version = manifest.version if manifest else untrained().version
            if version == shelf.model.version:
                return shelf
            trained = self._whole(registry, version) if manifest else None
        except ModelError as error:
            log.warning("%s is still ranked by %s: %s", domain, shelf.model.version, error)
            return shelf
        model = placed(trained, version, shelf.content) if trained else untrained()
        log.info("%s is ranked by model %s now", domain, version)
        return replace(shelf, model=model)

    @staticmethod
    def _whole(registry: Registry, version: str) -> Trained:
        """The head has no checksum of its own, and would rank by whatever is left of it."""
        registry.verify(version)
        return read_model(registry.folder_of(version))

    def refresh(self, domain: str, shelf: Shelf) -> None:
        """Another shelf takes the domain's place, with the model that is promoted."""
        with self._looking:
            ranked = self._ranked_by_promoted(domain, shelf)
            self._shelves[domain] = self._conversations.placed(domain, ranked)

    async def watch(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            await asyncio.sleep(LOOK_S)
            await asyncio.to_thread(self.look)
