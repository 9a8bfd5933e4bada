"""`chat-rec models`: which trained models there are, which one serves, and back to the one before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.options import DataDir
from bot.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rich.table import Table

    from recommender.manifest import Manifest
    from recommender.registry import Registry

EPILOG = """Examples:

chat-rec models list

chat-rec models show 20261124-153000-3f2a

chat-rec models promote 20261124-153000-3f2a --domain movies

chat-rec models rollback
  (serve the model again that served before)
"""

MAIN_FIGURES = ("ndcg@10", "ndcg")
"""Of each slice the first of these that there is, or else its first figure, is in the table."""
NONE = "there are no models yet: `chat-rec train` makes one"
TAKEN_UP = "running servers take it up by themselves"

app = typer.Typer(
    help="Trained models: list, show, promote, roll back.", epilog=EPILOG, no_args_is_help=True, rich_markup_mode=None
)

Version = Annotated[
    str, typer.Argument(metavar="VERSION", help="As `chat-rec models list` shows it.", show_default=False)
]
Domain = Annotated[
    str | None,
    typer.Option(
        "--domain",
        metavar="NAME",
        help="Models of this catalogue. Default: CHATREC_DOMAIN, else the only one that has any.",
        show_default=False,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object.")]


@app.command("list", epilog=EPILOG)
def show_all(*, domain: Domain = None, data_dir: DataDir = None, json: Json = False) -> None:
    """List the versions, newest first: when and from how much they were made, their figures, the gate's verdict."""
    registry = _registry(domain, data_dir)
    if registry is None:
        typer.echo(_dumped({"domain": domain or "", "promoted": "", "versions": [], "damaged": []}) if json else NONE)
        return
    manifests, (current, problem) = registry.manifests(), _current(registry)
    damaged = [*registry.damaged(), *([problem] if problem else ())]
    if json:
        from recommender.manifest import plain

        told = {"domain": registry.domain, "promoted": current, "versions": [plain(each) for each in manifests]}
        typer.echo(_dumped({**told, "damaged": damaged}))
        return
    _print(_table(manifests, current))
    for sentence in damaged:
        typer.echo(sentence, err=True)
    if not current and not problem:
        typer.echo("none is promoted: the built-in ranking serves")


@app.command(epilog=EPILOG)
def show(version: Version, *, domain: Domain = None, data_dir: DataDir = None, json: Json = False) -> None:
    """Print all that is known of a version."""
    from recommender.manifest import plain

    registry = _needed(domain, data_dir)
    manifest = registry.manifest(version)
    served = registry.promotions()
    folder = registry.folder_of(version)
    if json:
        typer.echo(_dumped({**plain(manifest), "promoted": served.current == version, "folder": str(folder)}))
        return
    for line in _lines(manifest, folder):
        typer.echo(line)
    for promotion in served.stack:
        if promotion.version == version:
            typer.echo(f"{'promoted':<12} {_when(promotion.at)}")
    for promotion in served.undone:
        if promotion.version == version:
            typer.echo(f"{'rolled back':<12} {_when(promotion.at)}")
    typer.echo(f"{'serves':<12} {'yes' if served.current == version else 'no'}")


@app.command(epilog=EPILOG)
def promote(
    version: Version,
    *,
    domain: Domain = None,
    data_dir: DataDir = None,
    force: Annotated[bool, typer.Option("--force", help="Even a version that the gate refused.")] = False,
    json: Json = False,
) -> None:
    """Make a version serve."""
    registry = _needed(domain, data_dir)
    before, _ = _current(registry)
    registry.promote(version, force=force)
    if json:
        typer.echo(_dumped({"domain": registry.domain, "promoted": version, "before": before}))
    elif version == before:
        typer.echo(f"{version} serves {registry.domain} already")
    else:
        typer.echo(
            f"{version} serves {registry.domain} now, before it {before or 'the built-in ranking'}; {TAKEN_UP}"
        )


@app.command(epilog=EPILOG)
def rollback(*, domain: Domain = None, data_dir: DataDir = None, json: Json = False) -> None:
    """Let the version serve again that was promoted before, or the built-in ranking where there was none."""
    registry = _needed(domain, data_dir)
    before = registry.promotions().current
    manifest = registry.rollback()
    version = manifest.version if manifest else ""
    if json:
        typer.echo(_dumped({"domain": registry.domain, "promoted": version, "before": before}))
    else:
        now = version or "the built-in ranking"
        typer.echo(f"{now} serves {registry.domain} again, {before} is taken back; {TAKEN_UP}")


def _needed(domain: str | None, data_dir: Path | None) -> Registry:
    registry = _registry(domain, data_dir)
    if registry is None:
        raise SettingsError(NONE)
    return registry


def _registry(domain: str | None, data_dir: Path | None) -> Registry | None:
    """Of the domain, or of the only one that has models; None where none has any. Raises `SettingsError`."""
    from bot.settings import load_settings
    from recommender.registry import registries

    settings = load_settings(data_dir=data_dir, domain=domain)
    found = registries(settings.data_dir)
    if settings.domain and found and settings.domain not in found:
        raise SettingsError(f"there are no models of {settings.domain!r}: there are models of {', '.join(found)}")
    if not settings.domain and len(found) > 1:
        raise SettingsError(f"there are models of {', '.join(found)}: choose one with --domain")
    return found.get(settings.domain) or next(iter(found.values()), None)


def _current(registry: Registry) -> tuple[str, str]:
    """The version that serves, empty for none, and why that cannot be told."""
    from bot.errors import ModelError

    try:
        return registry.promotions().current, ""
    except ModelError as error:
        return "", str(error)


def _table(manifests: tuple[Manifest, ...], current: str) -> Table:
    from rich import box
    from rich.table import Table

    slices = list(dict.fromkeys(name for each in manifests for name in each.metrics))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for header in ("version", "serves", "made", "events", *slices, "gate"):
        table.add_column(header, overflow="fold", justify="right" if header in ("events", *slices) else "left")
    for each in manifests:
        figures = [_main(each.metrics.get(name, {})) for name in slices]
        serves = "yes" if each.version == current else ""
        table.add_row(each.version, serves, _when(each.made_at), str(each.events), *figures, _gate(each))
    return table


def _main(figures: Any) -> str:
    name = next((name for name in MAIN_FIGURES if name in figures), next(iter(figures), ""))
    return f"{figures[name]:.4f}" if name else ""


def _gate(manifest: Manifest) -> str:
    if manifest.verdict is None:
        return "not asked"
    return "accepted" if manifest.verdict.accepted else "refused"


def _lines(manifest: Manifest, folder: Path) -> Iterator[str]:
    facts = {
        "version": manifest.version,
        "domain": manifest.domain,
        "made": _when(manifest.made_at),
        "trained on": f"{manifest.events} events, {manifest.users} users, {manifest.items} items",
        "data": f"sha256 {manifest.data_sha256}",
        "program": manifest.revision,
        "parent": manifest.parent,
        "note": manifest.note,
        "folder": str(folder),
        **{f"set {name}": str(value) for name, value in manifest.settings.items()},
    }
    for name, value in facts.items():
        if value:
            yield f"{name:<12} {value}"
    for name, figures in manifest.metrics.items():
        yield f"{name:<12} {', '.join(f'{metric} {value:.4f}' for metric, value in figures.items())}"
    yield f"{'gate':<12} {_gate(manifest)}"
    if manifest.verdict:
        yield from (f"  {reason}" for reason in manifest.verdict.reasons)
        yield from (f"  {each.standing:<10} {each.told()}" for each in manifest.verdict.slices)


def _when(at: float) -> str:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(at, UTC).isoformat(sep=" ", timespec="seconds").replace("+00:00", " UTC")


def _dumped(told: dict[str, Any]) -> str:
    import json

    return json.dumps(told, ensure_ascii=False, allow_nan=False)


def _print(table: Table) -> None:
    from rich.console import Console

    # The width of a pipe is unknown: lines must not be cut there.
    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
    if not console.is_terminal:
        console.width = 200
    console.print(table)
