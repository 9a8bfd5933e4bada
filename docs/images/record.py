"""Have a real conversation with the demo store and draw it as docs/images/conversation.svg.

Run it after anything that changes how answers look: .venv/bin/python docs/images/record.py
"""

from __future__ import annotations

import asyncio
import io
import re
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

from adapters.channels.console.answer import answer
from adapters.channels.console.talk import Talk
from bot import open_bot
from bot.settings import load_settings

PICTURE = Path(__file__).with_name("conversation.svg")
SAID = (
    "something like Heat, but under two hours and not too violent",
    "like 1",
    "why 2",
    "and a book in the same mood?",
)


async def main() -> None:
    console = Console(record=True, width=100, file=io.StringIO(), force_terminal=True, highlight=False)
    talk = Talk("ana", console)
    with tempfile.TemporaryDirectory() as folder:
        async with open_bot(load_settings(data_dir=Path(folder), seed=1, slate_size=3)) as engine:
            for said in SAID:
                console.print(Text.assemble(("> ", "bold"), said))
                talk.show(await answer(engine.respond, talk.parse(said)))
                console.print()
    drawn = console.export_svg(title="chat-rec chat", clear=False)
    # Any fixed-width font will do: a picture should load nothing from the net.
    PICTURE.write_text(re.sub(r"@font-face \{.*?\}\s*", "", drawn, flags=re.DOTALL), encoding="utf-8")
    sys.stdout.write(console.export_text())


if __name__ == "__main__":
    asyncio.run(main())
