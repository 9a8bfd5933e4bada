"""Catalogues from disk: the operator's imports in the data folder, then the demo store.

A catalogue is two files: `catalogue.toml` (see `recommender.schema_file`) and `items.jsonl`, one item a line,
already cleaned: `{"id", "title", "aliases", "text", "text_zh", "image_url", "url", "popularity", "fields"}`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from recommender.catalogue import Catalogue
from recommender.errors import CatalogueError
from recommender.schema import Field, Item, ItemId, Value
from recommender.schema_file import read_schema

DEMO = Path(__file__).parent / "data"
DEMO_DOMAINS = ("movies", "books", "products", "help")


def load_catalogues(data_dir: Path) -> dict[str, Catalogue]:
    """By domain: imports first, the newest leading, then the demo's domains that no import replaces.

    Raises `CatalogueError` when a file is damaged or was edited into something unusable.
    """
    imported = {path.name: load_imported(path) for path in imported_folders(data_dir)}
    return imported | {domain: load_demo(domain) for domain in DEMO_DOMAINS if domain not in imported}


def load_demo(domain: str) -> Catalogue:
    """One domain of the store that comes with the program."""
    return _load(domain, DEMO / f"{domain}.toml", DEMO / f"{domain}.jsonl")


def imported_folders(data_dir: Path) -> list[Path]:
    """The folders of complete imports, newest import first."""
    folders = [
        path.parent
        for path in (data_dir / "catalogues").glob("*/items.jsonl")
        if (path.parent / "catalogue.toml").exists()
    ]
    return sorted(folders, key=lambda folder: -(folder / "items.jsonl").stat().st_mtime_ns)


def load_imported(folder: Path) -> Catalogue:
    return _load(folder.name, folder / "catalogue.toml", folder / "items.jsonl", imported=True)


def _load(domain: str, schema_path: Path, items_path: Path, *, imported: bool = False) -> Catalogue:
    schema = read_schema(schema_path, domain)
    kinds = {field.name: field for field in schema.fields}
    try:
        lines = items_path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogueError(f"cannot read {items_path}: {error}; import the catalogue again") from error
    items = tuple(
        _item(domain, kinds, line, f"{items_path}, line {number}")
        for number, line in enumerate(lines, start=1)
        if line
    )
    return Catalogue(domain, items, schema.fields, schema.nouns, imported=imported)


def _item(domain: str, kinds: dict[str, Field], line: str, place: str) -> Item:
    try:
        record = json.loads(line)
        given = record.get("fields", {})
        return Item(
            id=ItemId(f"{domain}:{record['id']}"),
            domain=domain,
            title=record["title"],
            text=record.get("text", ""),
            fields={name: _value(kinds[name], value) for name, value in given.items() if name in kinds},
            image_url=record.get("image_url", ""),
            url=record.get("url", ""),
            popularity=record.get("popularity", 0.0),
            aliases=tuple(record.get("aliases", ())),
            text_zh=record.get("text_zh", ""),
        )
    except CatalogueError as error:
        raise CatalogueError(f"{place}: {error}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CatalogueError(f"{place} is damaged ({error!r}): import the catalogue again") from error


def _value(field: Field, value: Any) -> Value:
    """Raises `CatalogueError` where catalogue.toml was edited to a kind that the stored value is not of."""
    if field.kind == "number":
        if not isinstance(value, (int, float)):
            raise CatalogueError(
                f"fields.{field.name}.kind = 'number', but an item has {value!r} there: "
                "import the file again, or correct the kind in catalogue.toml"
            )
        return float(value)
    if field.kind == "flag":
        return bool(value)
    if isinstance(value, list):
        return tuple(value)
    return value if isinstance(value, str) else str(value)
