"""A field worded in another language stays so in catalogue.toml, and what is wrong there is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from recommender.errors import CatalogueError
from recommender.importing.toml_text import toml_text
from recommender.load import DEMO
from recommender.schema_file import read_schema


def test_wording_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    schema = read_schema(DEMO / "products.toml", "products")
    assert any(field.wording["zh"].values for field in schema.fields if field.wording)
    written = tmp_path / "catalogue.toml"
    written.write_text(toml_text(schema), encoding="utf-8")
    assert read_schema(written, "products") == schema


@pytest.mark.parametrize("wrong", ['lable = "类型"', "label = 3", 'values = "喜剧"'])
def test_a_slip_in_the_wording_is_named(tmp_path: Path, wrong: str) -> None:
    file = tmp_path / "catalogue.toml"
    file.write_text(f'[fields.genres]\nkind = "category"\n[fields.genres.zh]\n{wrong}\n', encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"fields\.genres\.zh"):
        read_schema(file, "films")
