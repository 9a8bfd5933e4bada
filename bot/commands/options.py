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
