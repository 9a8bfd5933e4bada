"""Small trained models for tests: a manifest and a file."""

from __future__ import annotations

from pathlib import Path

from recommender.gate import Verdict
from recommender.manifest import Manifest
from recommender.registry import FOLDER, Registry

WEIGHTS = "weights.bin"


def registry_in(data_dir: Path, domain: str = "movies") -> Registry:
    return Registry(data_dir / FOLDER / domain)


def manifest(number: int, domain: str = "movies", *, accepted: bool | None = True, note: str = "") -> Manifest:
    """Version number `number`: each is a second younger than the one before."""
    verdict = None if accepted is None else Verdict(accepted, ("newcomers: 0.20 against 0.25",))
    metrics = {"all": {"ndcg@10": 0.3, "recall@10": 0.2}, "newcomers": {"ndcg@10": 0.25}}
    return Manifest(
        version=f"20260101-0000{number:02}-{number:04x}",
        domain=domain,
        made_at=1767225600.0 + number,
        data_sha256="0" * 64,
        events=1000 + number,
        users=50,
        items=200,
        settings={"seed": 1, "terms": ["ease", "taste"]},
        metrics=metrics,
        note=note,
        verdict=verdict,
    )


def add(registry: Registry, number: int, *, accepted: bool | None = True, content: bytes = b"weights") -> str:
    """The version added."""

    def write(folder: Path) -> None:
        (folder / WEIGHTS).write_bytes(content)

    made = manifest(number, registry.domain, accepted=accepted)
    registry.add(made, write)
    return made.version
