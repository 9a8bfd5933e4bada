"""`chat-rec learn`: models trained again from what people tapped, beside what was known before."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.options import DataDir
from bot.errors import InteractionsError

if TYPE_CHECKING:
    from bot.settings import Settings
    from recommender.catalogue import Catalogue
    from recommender.interactions import Interactions
    from recommender.registry import Registry

EPILOG = """Examples:

chat-rec learn
  (every domain in which people tapped enough since its last model)

chat-rec learn --domain movies --least 1
  (this one, however little is new)

Servers do this by themselves every CHATREC_LEARN_HOURS. A new model serves only if it is better than the one before
and worse for nobody; `chat-rec models list` shows all, `chat-rec models rollback` goes back.
"""
LEAST = 100
"""New opinions since the last model, below which training again is not worth the minutes."""
GENTLE = 15
"""Added to the niceness: whoever is being served goes first."""


def learn(
    *,
    domain: Annotated[str, typer.Option(metavar="NAME", help="Only this catalogue. Default: all.")] = "",
    least: Annotated[int, typer.Option(min=1, metavar="N", help="New opinions that are worth a training.")] = LEAST,
    data_dir: DataDir = None,
) -> None:
    """Train again from the replay buffer: a fair sample of everything people ever told, old and new.

    The new head is drawn towards the judgement of the one that serves, so that what it knew is not forgotten.
    """
    from bot.settings import load_settings
    from recommender.load import load_catalogues

    os.nice(GENTLE)
    settings = load_settings(data_dir=data_dir)
    catalogues = load_catalogues(settings.data_dir)
    for name, catalogue in catalogues.items():
        if domain in ("", name) and (told := _learnt(settings, catalogue, least)):
            typer.echo(f"{name}: {told}")


def _learnt(settings: Settings, catalogue: Catalogue, least: int) -> str:
    """What came of it, in words; empty when nobody ever tapped anything there."""
    from recommender.registry import FOLDER, Registry
    from recommender.replay import Replay, replay_file

    file = replay_file(settings.data_dir, catalogue.domain)
    if not file.exists():
        return ""
    log = Replay(file).sample(items=[item.id for item in catalogue.items])
    registry = Registry(settings.data_dir / FOLDER / catalogue.domain)
    since = max((manifest.made_at for manifest in registry.manifests()), default=0.0)
    if (new := int((log.times > since).sum())) < least:
        return f"{new} new opinions, a training is worth it from {least} on"
    return _trained(settings, catalogue, log, registry)


def _trained(settings: Settings, catalogue: Catalogue, log: Interactions, registry: Registry) -> str:
    from recommender.training.candidate import check_log

    try:
        check_log(log)
    except InteractionsError as error:
        return f"not trained: {error}"
    from bot.commands.given import described
    from bot.commands.printing import bars
    from bot.wiring import vector_folders
    from recommender.training.candidate import Serving, judged, plan_settings, registered
    from recommender.training.train import Plan, Reports, train

    plan = Plan()
    with bars() as told:
        content = described(settings, catalogue, vector_folders(settings), told)
        serving = Serving.of(registry, content)
        made = train(log, content, plan, serving.model.head if serving else None, Reports(told.step))
        verdict = judged(made, content, serving, plan.recipe.seed)
    parent = serving.model.version if serving else ""
    manifest = registered(registry, made, verdict, log, plan_settings(plan), parent=parent, note="from taps")
    registry.prune()
    if not verdict.verdict.accepted:
        return f"the gate refused version {manifest.version}: {'; '.join(verdict.verdict.reasons)}"
    registry.promote(manifest.version)
    return f"version {manifest.version} serves now, learnt from {len(log)} opinions"
