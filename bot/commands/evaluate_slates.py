"""`chat-rec evaluate slates`: would people like another model's lists, by those they were shown?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.options import DataDir
from bot.commands.printing import console, print_json, table
from bot.errors import ModelError, SettingsError

if TYPE_CHECKING:
    from pathlib import Path

    from bot.ports import Archive, Profiles
    from bot.settings import Settings
    from recommender.evaluation.rebuilding import Ranker
    from recommender.evaluation.valuing import Rounds, Value
    from recommender.model import Model
    from recommender.off_policy import Estimate
    from recommender.schema import Feedback, UserId
    from recommender.shelf import Shelf

EPILOG = """Examples:

chat-rec evaluate slates
  (would the newest model's lists be liked better than those that were shown?)

chat-rec evaluate slates --model 20261124-153000-3f2a --domain movies --since 2026-11-01 --json

It needs CHATREC_EXPLORATION above 0 while the lists are shown. Nobody is shown anything, and nothing is changed.
"""
UNTRAINED = "untrained"
HELP_DESK = "help"
NOTHING = "no lists were shown yet from {folder}{since}: talk to the bot first, or give another --data-dir"
REMEMBERED = 256
"""People whose events are kept at hand; the accounts of one person may lie far apart."""


def slates(
    *,
    model: Annotated[
        str,
        typer.Option(
            metavar="VERSION|untrained", help="Whose lists to judge. Default: the newest version.", show_default=False
        ),
    ] = "",
    domain: Annotated[
        str | None,
        typer.Option(
            "--domain", metavar="NAME", help="Lists of this catalogue. Default: CHATREC_DOMAIN, else the only one."
        ),
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="Only lists shown since then (UTC): 2026-11-01."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Estimate how much people would like the lists of another model, from the lists they were shown.

    A place earns 1 when its item was liked there, 0.5 for "more like this", else 0. Estimates are the mean of a
    place: IPS, self-normalised IPS and doubly robust, with 95 % intervals.
    """
    import asyncio

    from bot.settings import load_settings

    settings = load_settings(data_dir=data_dir, domain=domain)
    told = asyncio.run(_judged(settings, model, since.replace(tzinfo=UTC).timestamp() if since else 0.0))
    if json:
        print_json(told)
    else:
        _tell(told)


@dataclass
class _Seen:
    """What was made of the journal so far."""

    rounds: list[Rounds] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    """Reason → lists."""


async def _judged(settings: Settings, model: str, since: float) -> dict[str, Any]:
    from bot.wiring import open_profiles, open_store, was_served

    nothing = SettingsError(NOTHING.format(folder=settings.data_dir, since=f" since {_day(since)}" if since else ""))
    if not was_served(settings):
        raise nothing
    async with open_store(settings) as store, open_profiles(settings) as profiles:
        shown = await store.archive.domains(since)
        if not shown:
            raise nothing
        domain = _domain(settings.domain, shown)
        models = _Models(settings, domain)
        target = models.ranker(model or models.newest())
        seen = await _seen(store.archive, profiles, models, target, (domain, since, settings.exploration))
    return _figures(seen, target) | {"domain": domain, "since": _day(since), "exploration": settings.exploration}


def _domain(chosen: str, shown: Mapping[str, int]) -> str:
    listed = ", ".join(f"{name} ({count:,})" for name, count in shown.items())
    judged = [name for name in shown if name != HELP_DESK]
    if chosen in shown:
        return chosen
    if chosen:
        raise SettingsError(f"no lists of {chosen!r} were shown: there are lists of {listed}")
    if len(judged) != 1:
        raise SettingsError(f"there are lists of {listed}: choose one with --domain")
    return judged[0]


class _Models:
    """The models of a domain, each in its place among the other domains, read once."""

    def __init__(self, settings: Settings, domain: str) -> None:
        from recommender.registry import FOLDER, Registry

        self._registry = Registry(settings.data_dir / FOLDER / domain)
        self._domain = domain
        self._shelves = _shelves(settings, domain)
        self._rankers: dict[str, Ranker | None] = {}

    def newest(self) -> str:
        return next((each.version for each in self._registry.manifests()), UNTRAINED)

    def ranker(self, version: str) -> Ranker:
        """Raises `ModelError` for a version that is unknown."""
        from recommender.evaluation.rebuilding import Ranker

        return Ranker.of(self._model(version), self._shelves, self._domain)

    def of_log(self, version: str) -> Ranker | None:
        """None for one that is gone."""
        if version not in self._rankers:
            try:
                self._rankers[version] = self.ranker(version)
            except ModelError:
                self._rankers[version] = None
        return self._rankers[version]

    def _model(self, version: str) -> Model:
        from recommender.model import untrained
        from recommender.trained import placed, read_model

        if version in (UNTRAINED, untrained().version):
            return untrained()
        return placed(read_model(self._registry.folder_of(version)), version, self._shelves[self._domain].content)


def _shelves(settings: Settings, domain: str) -> dict[str, Shelf]:
    """All domains, since opinions on films count for books; Raises `SettingsError` when the domain is gone."""
    from bot.wiring import vector_folders
    from recommender.encoders import open_encoder
    from recommender.load import load_catalogues
    from recommender.shelf import Shelf
    from recommender.vectors import cached_vectors

    catalogues = load_catalogues(settings.data_dir)
    if domain not in catalogues:
        raise SettingsError(f"the catalogue {domain!r} is not there any more: import it again")
    folders: tuple[Path, ...] = vector_folders(settings)
    encoder = open_encoder(settings.encoder, settings.encoder_dir)
    known = {name: cached_vectors(each, encoder, folders) for name, each in catalogues.items()}
    if not known[domain][1]:
        raise SettingsError(f"not all vectors of {domain!r} are made yet: run `chat-rec setup` first")
    return {name: Shelf.of(catalogues[name], vectors) for name, (vectors, _) in known.items()}


async def _seen(
    archive: Archive, profiles: Profiles, models: _Models, target: Ranker, wanted: tuple[str, float, float]
) -> _Seen:
    from recommender.evaluation.logged import within
    from recommender.evaluation.valuing import rounds

    domain, since, share = wanted
    seen = _Seen()
    people: dict[UserId, tuple[Feedback, ...]] = {}
    async for logged in archive.slates(domain, since):
        slate, logging = within(logged, target.shelf.catalogue.rows), models.of_log(logged.model_version)
        if slate is None:
            seen.left_out["empty, or of items that are gone"] += 1
        elif logging is None:
            seen.left_out["of models that are gone"] += 1
        else:
            events = await _events(profiles, people, slate.person)
            seen.rounds.append(rounds(slate, events, logging, target, share))
    return seen


async def _events(
    profiles: Profiles, people: dict[UserId, tuple[Feedback, ...]], person: UserId
) -> tuple[Feedback, ...]:
    if person not in people:
        if len(people) >= REMEMBERED:
            people.pop(next(iter(people)))
        people[person] = (await profiles.load(person)).profile.events
    return people[person]


def _figures(seen: _Seen, target: Ranker) -> dict[str, Any]:
    import numpy as np

    from recommender.evaluation.valuing import Rounds, as_logged, doubts, value

    if not seen.rounds:
        raise SettingsError(f"none of the lists can be judged: {_left_out(seen.left_out)}")
    made = Rounds.joined(seen.rounds)
    return {
        "kind": "slates",
        "model": target.shelf.model.version,
        "slates": len(seen.rounds),
        "places": len(made.rewards),
        "people": len(np.unique(made.people)),
        "left_out": dict(seen.left_out),
        "logged_mean": float(made.rewards.mean()),
        "propensity_error": float(np.abs(made.given - made.rebuilt).mean()),
        "mean_weight": float((made.target / made.logged).mean()),
        "policies": {"as logged": _plain(as_logged(made)), target.shelf.model.version: _plain(value(made))},
        "warnings": doubts(made),
    }


def _plain(value: Value) -> dict[str, Any]:
    def interval(estimate: Estimate | None) -> dict[str, float] | None:
        return None if estimate is None else {"value": estimate.value, "low": estimate.low, "high": estimate.high}

    return {
        "ips": interval(value.ips),
        "snips": interval(value.snips),
        "dr": interval(value.doubly_robust),
        "effective": value.effective,
    }


def _tell(told: Mapping[str, Any]) -> None:
    out = console()
    for line in _lines(told):
        out.print(line)
    made = table("lists of", "IPS (95 %)", "SNIPS (95 %)", "doubly robust (95 %)", "effective places")
    for name, each in told["policies"].items():
        cells = (_interval(each[estimator]) for estimator in ("ips", "snips", "dr"))
        made.add_row(name, *cells, f"{each['effective']:,.0f}")
    out.print(made)
    for sentence in told["warnings"]:
        out.print(f"warning: {sentence}")


def _lines(told: Mapping[str, Any]) -> Iterator[str]:
    since = f" since {told['since']}" if told["since"] else ""
    yield (
        f"{told['domain']}{since}: {told['slates']:,} lists with {told['places']:,} places, shown to "
        f"{told['people']:,} people; a place earned {told['logged_mean']:.4f} on average"
    )
    yield (
        f"checks: weights are {told['mean_weight']:.2f} on average (1 is right), rebuilt propensities are off by "
        f"{told['propensity_error']:.3f} (0 is right)"
    )
    if told["left_out"]:
        yield f"left out: {_left_out(told['left_out'])}"


def _left_out(counts: Mapping[str, int]) -> str:
    return "; ".join(f"{count:,} lists {reason}" for reason, count in counts.items())


def _interval(estimate: Mapping[str, float] | None) -> str:
    return f"{estimate['value']:.4f} ({estimate['low']:.4f} to {estimate['high']:.4f})" if estimate else "none"


def _day(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).date().isoformat() if at else ""
