"""A process that forks bots, to be killed while they serve: `python -m tests.reliability.server PLATFORM…`.

For each line on stdin it forks one, says `born PID`, and `dead STATUS` when that one is gone. Forking saves the
imports: a bot is up in a few hundredths of a second. Settings come from the environment, as the product's do.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import ExitStack

import slack_bolt.async_app  # noqa: F401  # imported before the fork
import telegram.ext  # noqa: F401

import adapters.channels.slack.connection
import adapters.channels.telegram.connection  # noqa: F401
from bot import logs
from bot.serving_lock import serving_alone
from bot.settings import load_settings
from tests.reliability.running import opened


async def serve(names: list[str]) -> None:
    settings = load_settings()
    logs.set_up(settings)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    with ExitStack() as stack:
        if not settings.database_url.get_secret_value():
            stack.enter_context(serving_alone(settings.data_dir))
        async with opened(settings, names, brisk="CALM" not in os.environ) as bot:
            say(f"serves {bot.url}")
            await bot.delivery.run(stop)


def say(line: str) -> None:
    # One write for one line, so that a kill cannot leave half of one.
    os.write(1, f"{line}\n".encode())


def main() -> None:
    for _ in sys.stdin:
        server = os.fork()
        if not server:
            asyncio.run(serve(sys.argv[1:]))
            os._exit(0)
        say(f"born {server}")
        _, status = os.waitpid(server, 0)
        say(f"dead {status}")


if __name__ == "__main__":
    main()
