"""What training and evaluating by conversations are given: a catalogue, and who reads what is said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.commands.given import described
from bot.commands.printing import Bars
from bot.errors import SettingsError
from bot.settings import Settings
from bot.wiring import vector_folders
from recommender.content import Content
from recommender.conversing.items import Items
from recommender.encoder import Encoder
from recommender.encoders import open_encoder
from recommender.importing.conversations import Read, read_conversations
from recommender.load import load_catalogues
from recommender.manifest import new_version
from recommender.schema import Vector
from recommender.training.conversations import Made, Name, heard, train


@dataclass(frozen=True)
class Ground:
    """A catalogue with its texts read, and who reads what is said."""

    data_dir: Path
    content: Content
    items: Items
    encoder: Encoder

    @property
    def encode(self) -> Callable[[Sequence[str]], Vector]:
        return self.encoder.encode_queries

    def read(self, file: Path) -> tuple[Read, list[str]]:
        """The file's moments, and what is to be told of it."""
        read = read_conversations(file, self.content.catalogue)
        targets = sum(len(moment.targets) for moment in read.moments)
        domain = self.content.catalogue.domain
        unknown = (
            f"{file.name}: {read.unknown:,} of {targets:,} targets are no items of {domain!r}; they do not count"
        )
        strange = f"{file.name}: {read.strangers:,} mentioned items are none of {domain!r}; they are left out"
        return read, ([unknown] if read.unknown else []) + ([strange] if read.strangers else [])

    def trained(self, read: Read, seed: int, told: Bars, made_at: float) -> Made:
        """A model of the file's conversations. Raises `InteractionsError` when they are too few."""
        known = heard(read.moments, self.items, self.encode, told.step)
        name = Name(new_version(made_at), self.encoder.name)
        return train(known, self.items, name, seed=seed, progress=told.step)


def ground(settings: Settings, domain: str, told: Bars) -> Ground:
    """Raises `SettingsError` for a catalogue that there is not."""
    catalogues = load_catalogues(settings.data_dir)
    if domain not in catalogues:
        raise SettingsError(f"there is no catalogue {domain!r}: choose one of {', '.join(catalogues)}, or import it")
    content = described(settings, catalogues[domain], vector_folders(settings), told)
    # one thread, as when serving: a short text is as fast, and the time of a turn is told
    encoder = open_encoder(settings.encoder, settings.encoder_dir, threads=1)
    return Ground(settings.data_dir, content, Items(content.catalogue, content.centred), encoder)
