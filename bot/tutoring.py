"""While we serve, models are trained again from what people tapped: by `chat-rec learn`, in a process of its own.

It brings torch, which no serving process needs, and gives way to everything else on the machine.
"""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress

import structlog

from bot.settings import Settings

log = structlog.get_logger("chat-rec")

HOUR_S = 3600.0
LEAVING_S = 5.0


async def keep_learning(settings: Settings) -> None:
    """Train again every so many hours, until cancelled. A training that fails is told and changes nothing."""
    while settings.learn_hours:
        await asyncio.sleep(settings.learn_hours * HOUR_S)
        await learn_once(settings)


async def learn_once(settings: Settings) -> None:
    command = (sys.executable, "-m", "bot", "learn", "--data-dir", str(settings.data_dir))
    try:
        learning = await asyncio.create_subprocess_exec(
            *command, stdin=DEVNULL, stdout=PIPE, stderr=PIPE, env=os.environ | {"NO_COLOR": "1"}
        )
    except OSError as error:
        log.warning("learning again failed", why=str(error))
        return
    try:
        told, complaint = await learning.communicate()
    except asyncio.CancelledError:
        await _ended(learning)
        raise
    for line in told.decode(errors="replace").splitlines():
        log.info(line)
    if learning.returncode:
        log.warning("learning again failed", why=complaint.decode(errors="replace").strip()[-500:])


async def _ended(learning: Process) -> None:
    """A version is in the registry whole or not at all, so that it may be stopped anywhere."""
    with suppress(ProcessLookupError):
        learning.terminate()
    try:
        await asyncio.wait_for(learning.wait(), LEAVING_S)
    except TimeoutError:
        with suppress(ProcessLookupError):
            learning.kill()
        await learning.wait()
