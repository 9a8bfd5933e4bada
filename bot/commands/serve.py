"""`chat-rec telegram`, `chat-rec slack` and `chat-rec run`: serve a platform, or all that are set up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.commands.options import DataDir, Domain, LogFormat, LogLevel, Port
from bot.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.settings import Settings

TELEGRAM_EPILOG = """Examples:

CHATREC_TELEGRAM_TOKEN=… chat-rec telegram
  (better: put the token into .env, where no other user of the machine sees it)

chat-rec telegram --log-format text --port 0
"""
SLACK_EPILOG = """Examples:

chat-rec slack
  (with CHATREC_SLACK_BOT_TOKEN and CHATREC_SLACK_APP_TOKEN in .env)

chat-rec slack --log-format text --port 0
"""
RUN_EPILOG = """Examples:

chat-rec run

chat-rec run --data-dir /srv/chat-rec --domain movies --log-format text

curl http://127.0.0.1:8080/healthz
  (is it keeping up?)
"""
NOTHING_SET = (
    "no platform is set up: give CHATREC_TELEGRAM_TOKEN (from @BotFather), "
    "or CHATREC_SLACK_BOT_TOKEN with CHATREC_SLACK_APP_TOKEN (from the app's page); .env.example explains them"
)


def telegram(
    *,
    data_dir: DataDir = None,
    domain: Domain = None,
    port: Port = None,
    log_level: LogLevel = None,
    log_format: LogFormat = None,
) -> None:
    """Serve Telegram until SIGTERM or Ctrl-C.

    Needs CHATREC_TELEGRAM_TOKEN. Without a webhook address the bot asks Telegram for updates, so it runs anywhere.
    """
    _serve(
        _settings(data_dir=data_dir, domain=domain, listen_port=port, log_level=log_level, log_format=log_format),
        ["telegram"],
    )


def slack(
    *,
    data_dir: DataDir = None,
    domain: Domain = None,
    port: Port = None,
    log_level: LogLevel = None,
    log_format: LogFormat = None,
) -> None:
    """Serve Slack until SIGTERM or Ctrl-C.

    Needs CHATREC_SLACK_BOT_TOKEN, with CHATREC_SLACK_APP_TOKEN for Socket Mode, which runs anywhere, or with
    CHATREC_SLACK_SIGNING_SECRET for HTTP.
    """
    _serve(
        _settings(data_dir=data_dir, domain=domain, listen_port=port, log_level=log_level, log_format=log_format),
        ["slack"],
    )


def run(
    *,
    data_dir: DataDir = None,
    domain: Domain = None,
    port: Port = None,
    log_level: LogLevel = None,
    log_format: LogFormat = None,
) -> None:
    """Serve every platform that is set up, until SIGTERM or Ctrl-C.

    The first signal finishes what is under way, a second one leaves at once; nothing accepted is lost either way.
    """
    from bot.credentials import configured

    settings = _settings(
        data_dir=data_dir, domain=domain, listen_port=port, log_level=log_level, log_format=log_format
    )
    names = configured(settings)
    if not names:
        raise SettingsError(NOTHING_SET)
    _serve(settings, names)


def _settings(**options: Any) -> Settings:
    from bot.settings import load_settings

    return load_settings(**options)


def _serve(settings: Settings, names: Sequence[str]) -> None:
    import asyncio

    from bot import logs
    from bot.running import serve

    logs.set_up(settings)
    asyncio.run(serve(settings, names))
