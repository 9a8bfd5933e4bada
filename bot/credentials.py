"""Are a platform's settings complete and of the right shape? Asked when it is opened, so that others are not stopped.

No message shows a secret: it names the variable, and what the value should look like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from pydantic import SecretStr

from bot.errors import SettingsError
from bot.redaction import HIDDEN
from bot.settings import Settings, variable

TELEGRAM_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{20,}")
WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")
"""Telegram takes 1 to 256 of these; fewer than 16 could be guessed."""
ROTATION = ("slack_client_id", "slack_client_secret", "slack_refresh_token")


def configured(settings: Settings) -> tuple[str, ...]:
    """The platforms that the settings ask for."""
    tokens = {"telegram": settings.telegram_token, "slack": settings.slack_bot_token}
    return tuple(name for name, token in tokens.items() if token.get_secret_value())


def check_platform(settings: Settings, name: str) -> None:
    """Raises `SettingsError` for the first mistake in the settings of a platform, `telegram` or `slack`."""
    for mistake in {"telegram": _telegram, "slack": _slack}[name](settings):
        raise SettingsError(mistake)


def _telegram(settings: Settings) -> Iterator[str]:
    yield from _shaped(settings, "telegram_token", TELEGRAM_TOKEN)
    yield from _address(settings, "telegram_api_url")
    if not settings.telegram_webhook_url:
        return
    yield from _address(settings, "telegram_webhook_url")
    yield from _shaped(settings, "telegram_webhook_secret", WEBHOOK_SECRET)


def _slack(settings: Settings) -> Iterator[str]:
    yield from _shaped(settings, "slack_bot_token", re.compile(r"(?:xoxe\.)?xoxb-\S+"))
    yield from _address(settings, "slack_api_url")
    app, signing = variable("slack_app_token"), variable("slack_signing_secret")
    if _secret(settings.slack_app_token):
        yield from _shaped(settings, "slack_app_token", re.compile(r"xapp-\S+"))
    elif not _secret(settings.slack_signing_secret):
        yield f"{app} and {signing} are both missing: give the one for Socket Mode, or the other for HTTP"
    missing = [name for name in ROTATION if not _secret(getattr(settings, name))]
    if 0 < len(missing) < len(ROTATION):
        given = next(name for name in ROTATION if name not in missing)
        wanted = " and ".join(variable(name) for name in missing)
        yield f"{variable(given)} is set without {wanted}: give all three, or none without token rotation"


def _shaped(settings: Settings, name: str, shape: re.Pattern[str]) -> Iterator[str]:
    value = _secret(getattr(settings, name))
    if not shape.fullmatch(value):
        state = f"is {HIDDEN}, of another shape" if value else "is missing"
        yield f"{variable(name)} {state}: give {Settings.model_fields[name].description}"


def _address(settings: Settings, name: str) -> Iterator[str]:
    """Plain http would show tokens to whoever is on the way, unless that is our own network."""
    value = getattr(settings, name)
    if not _is_safe(value):
        shown = re.sub(r"(?<=//)[^/@]*@", f"{HIDDEN}@", value)
        yield f"{variable(name)} is {shown!r}: give an https address (http only within your own network)"


def _is_safe(url: str) -> bool:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  raises ValueError for one that is no port
    except ValueError:
        return False
    if not parts.hostname or any(letter.isspace() for letter in url):
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_near(parts.hostname))


def _is_near(host: str) -> bool:
    """A name without a dot is that of a neighbour: `localhost`, or another container."""
    try:
        return ip_address(host).is_private
    except ValueError:
        return "." not in host


def _secret(value: SecretStr | str) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else value
