"""`chat-rec evaluate conversations`: is the item found that is told next?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.options import DataDir
from bot.commands.printing import bars, console, print_json, table

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from bot.commands.given_conversations import Ground
    from bot.commands.printing import Bars
    from recommender.conversing.model import Talk
    from recommender.conversing.moments import Moment
    from recommender.evaluation.next_items import Ranks

EPILOG = """Examples:

chat-rec evaluate conversations --test test.jsonl --train train.jsonl --domain movies

chat-rec evaluate conversations --test test.jsonl --domain movies --json
  (by the model that `chat-rec train conversations` put into service, if there is one)

The files are as for `chat-rec train conversations`. Nothing is kept or put into service.
"""
UNTRAINED = "untrained"


def conversations(  # noqa: PLR0913  each is an option of the command
    *,
    test: Annotated[Path, typer.Option(metavar="FILE", help="JSON Lines: turns, mentioned, targets.")],
    domain: Annotated[str, typer.Option(metavar="NAME", help="The catalogue that the items are of.")],
    train: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Train on these first.", show_default=False)
    ] = None,
    keep_repeated: Annotated[
        bool, typer.Option("--keep-repeated", help="Count targets that were mentioned before, too.")
    ] = False,
    seed: Annotated[int, typer.Option(min=0, metavar="N", help="Of the training.")] = 0,
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Recall at 1, 10 and 50, NDCG and MRR of ten, over all items, each target a row; and the time of a turn.

    Targets that were mentioned before do not count, nor are mentioned items candidates, unless they are kept.
    Without `--train` the domain's model is measured, or the built-in ranking where none is.
    """
    from bot.commands.given_conversations import ground
    from bot.settings import load_settings
    from recommender.evaluation.next_items import ranks

    with bars() as told:
        here = ground(load_settings(data_dir=data_dir), domain, told)
        read, notes = here.read(test)
        talk, more = _model(here, train, seed, told)
        taken: list[float] = []
        scores, rows = _scores(here, talk, read.moments, taken, told), here.items.catalogue.rows
        found = ranks(read.moments, scores, rows, keep_repeated=keep_repeated)
    facts: dict[str, Any] = {
        "kind": "conversations",
        "file": str(test),
        "train": train and str(train),
        "domain": domain,
        "model": talk.version if talk else UNTRAINED,
    }
    facts |= {**_figures(found, taken), "moments": len(read.moments), "notes": [*notes, *more]}
    (print_json if json else _tell)(facts)


def _model(here: Ground, train: Path | None, seed: int, told: Bars) -> tuple[Talk | None, list[str]]:
    """The model to be measured, None for the built-in ranking, and what is to be told of its data."""
    import time

    from recommender.conversing.storing import SERVING, folder_of, read

    if train:
        learnt, notes = here.read(train)
        return here.trained(learnt, seed, told, time.time()).talk, notes
    file = folder_of(here.data_dir, here.content.catalogue.domain) / SERVING
    return (read(file, here.items, here.encoder.name) if file.exists() else None), []


def _scores(
    here: Ground, talk: Talk | None, moments: Sequence[Moment], taken: list[float], told: Bars
) -> Iterator[NDArray[np.float32]]:
    """From what was said to the scores of each moment, one after the other, as a server would; how long it took."""
    import time

    import numpy as np

    from recommender.conversing.untrained import untrained_scores
    from recommender.lexical import index
    from recommender.shelf import Shelf

    content = here.content
    shelf = None if talk else Shelf(content.catalogue, content.centred, index(content.catalogue), content)
    for number, moment in enumerate(moments):
        begun = time.perf_counter()
        if talk:
            spoken = talk.said(moment.conversation)
            silent = np.zeros(content.centred.shape[1], dtype=np.float32)
            scores = talk.score(spoken, here.encode([spoken.text])[0] if spoken.text else silent)
        else:
            assert shelf is not None, "it is made where there is no model"  # noqa: S101  # for the type checker
            scores = untrained_scores(moment.conversation, shelf, here.encode)
        taken.append(time.perf_counter() - begun)
        told.step("ranking", number + 1, len(moments))
        yield scores


def _figures(found: Ranks, taken: Sequence[float]) -> dict[str, float]:
    import numpy as np

    return {
        **found.figures,
        "n": len(found.places),
        "unknown_targets": found.unknown,
        "repeated_targets": found.repeated,
        "ms_per_turn": round(1000 * float(np.mean(taken)), 3),
        "ms_per_turn_median": round(1000 * float(np.median(taken)), 3),
    }


def _tell(facts: dict[str, Any]) -> None:
    out = console()
    for note in facts["notes"]:
        out.print(f"note: {note}")
    names = ("recall@1", "recall@10", "recall@50", "ndcg@10", "mrr@10")
    made = table("model", *names, "targets", "ms a turn")
    cells = [f"{facts[name]:.4f}" for name in names]
    made.add_row(facts["model"], *cells, f"{facts['n']:,}", f"{facts['ms_per_turn']:.1f}")
    out.print(made)
    if facts["repeated_targets"]:
        out.print(f"{facts['repeated_targets']:,} targets had been mentioned before and do not count")
