"""From a log to a model in the registry, judged beside the one that serves, and promoted if it is better."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from bot.commands.given import Given, described, with_catalogue
from bot.commands.printing import Bars, bars
from bot.errors import InteractionsError
from bot.settings import Settings
from bot.wiring import vector_folders
from recommender.content import Content
from recommender.head import Head
from recommender.load import load_catalogues
from recommender.manifest import Manifest
from recommender.registry import FOLDER, Registry
from recommender.replay import Event, Replay, replay_file
from recommender.training.boards import Board, TensorBoard, WeightsAndBiases, flat_figures
from recommender.training.candidate import Judged, Serving, check_log, judged, plan_settings, registered
from recommender.training.fitting import Recipe, Watch, most_epochs
from recommender.training.search import check_installed, search
from recommender.training.train import Made, Plan, Prepared, Reports, finished, prepared

HEAD = "fitting the head"
SEARCH = "searching"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command was asked for, beside the recipe."""

    file: Path
    catalogue: str = ""
    """Empty: the one that knows most of the items."""
    search: int = 0
    """Trials."""
    tensorboard: Path | None = None
    wandb: str = ""
    """The project; empty: none."""
    promote: bool = True


@dataclass(frozen=True, slots=True)
class Done:
    manifest: Manifest
    folder: Path
    promoted: bool
    before: str
    """The version that served; empty: the built-in ranking."""
    notes: tuple[str, ...]
    """What was left out of the log, and what a search found."""

    @property
    def accepted(self) -> bool:
        return self.manifest.verdict is not None and self.manifest.verdict.accepted

    @property
    def reasons(self) -> tuple[str, ...]:
        return self.manifest.verdict.reasons if self.manifest.verdict else ()


def new_model(settings: Settings, wanted: Wanted, recipe: Recipe) -> Done:
    """Raises `ChatRecError` for what the operator can mend; a model that the gate refuses is no error."""
    if wanted.search:
        check_installed()
    run = _Run(settings, wanted)
    boards = run.boards()
    with bars() as told:
        given, content = run.read(told)
        plan, ready, notes = run.prepared(given, content, Plan(recipe), told)
        reports = Reports(told.step, _watch(most_epochs(plan.recipe, len(ready.examples)), boards, told))
        made = finished(ready, plan, run.teacher, reports)
        told.close(HEAD)
        told.step("the gate", 0, 1)
        verdict = judged(made, content, run.serving, recipe.seed)
        told.step("the gate", 1, 1)
    done = run.kept(given, made, verdict, plan, notes)
    for board in boards:
        board.done(done.manifest.settings, flat_figures(done.manifest.metrics))
    return done


class _Run:
    """The steps of one training, and what they have in common."""

    def __init__(self, settings: Settings, wanted: Wanted) -> None:
        self._settings, self._wanted = settings, wanted
        self._registry = Registry(settings.data_dir / FOLDER)
        self.serving: Serving | None = None

    @property
    def teacher(self) -> Head | None:
        """The head that serves."""
        return self.serving.model.head if self.serving else None

    def boards(self) -> list[Board]:
        """Opened before anything long is done: what is not installed is told at once."""
        from datetime import UTC, datetime

        run = f"{self._wanted.file.stem}-{datetime.now(UTC):%Y%m%d-%H%M%S}"
        boards: list[Board] = [TensorBoard(self._wanted.tensorboard, run)] if self._wanted.tensorboard else []
        return boards + ([WeightsAndBiases(self._wanted.wandb, run)] if self._wanted.wandb else [])

    def read(self, told: Bars) -> tuple[Given, Content]:
        catalogues = load_catalogues(self._settings.data_dir)
        given = with_catalogue(self._wanted.file, self._wanted.catalogue, catalogues, told)
        try:
            check_log(given.log)
        except InteractionsError as error:
            raise InteractionsError(f"{self._wanted.file}: {error}") from error
        assert given.catalogue is not None, "with_catalogue chose one"  # noqa: S101  # for the type checker
        self._registry = Registry(self._settings.data_dir / FOLDER / given.catalogue.domain)
        content = described(self._settings, given.catalogue, vector_folders(self._settings), told)
        self.serving = Serving.of(self._registry, content)
        return given, content

    def prepared(
        self, given: Given, content: Content, plan: Plan, told: Bars
    ) -> tuple[Plan, Prepared, tuple[str, ...]]:
        """The plan, with the best recipe that was found, and what its head is fitted on."""
        ready = prepared(given.log, content, plan, Reports(told.step))
        if not (trials := self._wanted.search):
            return plan, ready, ()
        told.step(SEARCH, 0, trials)
        found = search(
            ready,
            plan.recipe,
            trials,
            self.teacher,
            lambda done, least: told.step(SEARCH, done, trials, f"least loss {least:.4f}"),
        )
        new = {name: value for name, value in asdict(found.recipe).items() if getattr(plan.recipe, name) != value}
        best = ", ".join(f"{name} {_short(value)}" for name, value in new.items()) or "nothing better than the start"
        note = f"the search of {trials} found {best}: validation loss {found.loss:.4f}, at first {found.first:.4f}"
        return replace(plan, recipe=found.recipe), ready, (note,)

    def kept(self, given: Given, made: Made, verdict: Judged, plan: Plan, notes: tuple[str, ...]) -> Done:
        settings = plan_settings(plan) | {"terms": list(made.trained.head.names), "search": self._wanted.search}
        note, parent = f"from {self._wanted.file.name}", self.serving.model.version if self.serving else ""
        manifest = registered(self._registry, made, verdict, given.log, settings, parent=parent, note=note)
        self._remember(given)
        promoted = verdict.verdict.accepted and self._wanted.promote
        if promoted:
            self._registry.promote(manifest.version)
        folder = self._registry.folder_of(manifest.version)
        return Done(manifest, folder, promoted, parent, (*given.notes, *notes))

    def _remember(self, given: Given) -> None:
        """So that `chat-rec learn` trains from these events and from taps together."""
        log = given.log
        buffer = Replay(replay_file(self._settings.data_dir, self._registry.domain))
        buffer.add(Event.rated(log, number) for number in range(len(log)))
        buffer.sync()


def _watch(epochs: int, boards: list[Board], told: Bars) -> Watch:
    def watch(number: int, losses: Mapping[str, float]) -> None:
        words = f"loss {losses['loss/train']:.4f}, validation {losses['loss/validation']:.4f}"
        told.step(HEAD, number, epochs, words)
        for board in boards:
            board.epoch(number, losses)

    return watch


def _short(value: object) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)
