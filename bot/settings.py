"""What the operator can set: variables `CHATREC_*` of the environment or of `.env` in the current folder."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

from dotenv import dotenv_values
from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SettingsError

PREFIX = "CHATREC_"
ENV_FILE = ".env"

Folder = Annotated[Path, AfterValidator(Path.expanduser)]


class Settings(BaseSettings):
    """A field's description says which values it takes; it completes the sentence `give …`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=ENV_FILE,
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
    )

    data_dir: Folder = Field(Path("var"), description="the path of a folder")
    """Where all state lives: profiles, journal, imported catalogues, vectors."""
    domain: str = Field("", description="the name of one catalogue, or nothing for all")
    """Talk about this domain only."""
    slate_size: int = Field(5, ge=1, le=10, description="a whole number from 1 to 10")
    """How many items a list shows."""
    seed: int | None = Field(None, ge=0, description="a whole number from 0 up, or nothing")
    """The same seed gives the same lists; none varies them."""
    language: Literal["en"] = Field("en", description="en")
    """What the bot speaks to somebody whose language it does not know yet."""
    encoder_dir: Folder = Field(
        default_factory=lambda: Path(sys.prefix) / "share" / "chat-rec", description="the path of a folder"
    )
    """Where `chat-rec setup` leaves the text encoder; shared by all data folders."""
    encoder_threads: int = Field(1, ge=1, le=64, description="a whole number from 1 to 64")
    """Threads of the text encoder; more than one helps bulk work only."""


def load_settings(**options: Any) -> Settings:
    """The settings in force; an option other than None wins over the environment, and that over `.env`.

    Raises `SettingsError` naming the first wrong variable or option, its value and the remedy.
    """
    given = {name: value for name, value in options.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        raise SettingsError(_sentence(error, given)) from None
    except UnicodeDecodeError:
        raise SettingsError(f"{Path(ENV_FILE).resolve()} is not UTF-8 text: save it as UTF-8") from None


def environment() -> dict[str, str | None]:
    """Every variable in reach, those of `.env` included."""
    return {**dotenv_values(ENV_FILE), **os.environ}


def variable(name: str) -> str:
    """The variable that sets a field: `data_dir` → `CHATREC_DATA_DIR`."""
    return f"{PREFIX}{name}".upper()


def unknown_variables(names: Iterable[str]) -> dict[str, str]:
    """Variables that look like ours but set nothing, each with the nearest real name (empty: none is near)."""
    known = Settings.model_fields
    asked = {name: name.upper().removeprefix(PREFIX).lower() for name in names if name.upper().startswith(PREFIX)}
    near = {name: get_close_matches(field, known, 1) for name, field in asked.items() if field not in known}
    return {name: variable(fields[0]) if fields else "" for name, fields in sorted(near.items())}


def _sentence(error: ValidationError, options: dict[str, Any]) -> str:
    first = error.errors()[0]
    name = str(first["loc"][0])
    place = f"--{name.replace('_', '-')}" if name in options else variable(name)
    return f"{place} is {first['input']!r}: give {Settings.model_fields[name].description}"
