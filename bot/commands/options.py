"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

DataDir = Annotated[
    Path | None,
    typer.Option(
        "--data-dir",
        metavar="DIR",
        help="Folder of all state: profiles, journal, catalogues. Default: CHATREC_DATA_DIR, else ./var.",
        show_default=False,
    ),
]
Domain = Annotated[
    str | None,
    typer.Option(
        "--domain",
        metavar="NAME",
        help="Talk about this catalogue only: movies, books… Default: CHATREC_DOMAIN, else all.",
        show_default=False,
    ),
]
Port = Annotated[
    int | None,
    typer.Option(
        "--port",
        metavar="PORT",
        help="Webhooks and /healthz are served there; 0: any free one. Default: CHATREC_LISTEN_PORT, else 8080.",
        show_default=False,
    ),
]
LogLevel = Annotated[
    str | None,
    typer.Option(
        "--log-level",
        metavar="LEVEL",
        help="debug, info, warning or error. Default: CHATREC_LOG_LEVEL, else info.",
        show_default=False,
    ),
]
LogFormat = Annotated[
    str | None,
    typer.Option(
        "--log-format",
        metavar="FORMAT",
        help="json or text. Default: CHATREC_LOG_FORMAT, else json.",
        show_default=False,
    ),
]
