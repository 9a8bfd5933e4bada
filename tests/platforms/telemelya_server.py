"""Somebody else's Telegram, telemelya, as a process: `python -m tests.platforms.telemelya_server PORT`.

It wants Redis and MinIO; a Redis in memory and a dictionary do as well.
"""

from __future__ import annotations

import sys
from typing import Any


def serve(port: int) -> None:
    import fakeredis.aioredis
    import uvicorn
    from telemelya.server import media, state

    redis = fakeredis.aioredis.FakeRedis(decode_responses=True)
    kept: dict[str, bytes] = {}

    async def connect(self: Any) -> None:
        self._redis = redis

    async def nothing(_: Any) -> None:
        pass

    async def upload(_: Any, session_id: str, file_id: str, filename: str, data: bytes, __: str) -> None:
        kept[f"{session_id}/{file_id}/{filename}"] = data

    async def download(_: Any, key: str) -> bytes | None:
        return kept.get(key)

    state.StateManager.connect = connect
    for name, replacement in {
        "connect": nothing,
        "close": nothing,
        "upload": upload,
        "download_by_key": download,
    }.items():
        setattr(type(media.media_manager), name, replacement)
    from telemelya.server.app import app

    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")


if __name__ == "__main__":
    serve(int(sys.argv[1]))
