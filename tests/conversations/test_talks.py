"""Every talk in this folder goes as it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import StageOf
from tests.conversations.play import play
from tests.conversations.script import read_talk

TALKS = sorted(Path(__file__).parent.glob("*.talk"))


def test_there_are_talks_enough() -> None:
    assert len(TALKS) >= 30


@pytest.mark.parametrize("file", TALKS, ids=lambda file: file.stem)
def test_talk(file: Path, stage_of: StageOf) -> None:
    talk = read_talk(file)
    report = play(talk, stage_of(talk.catalogue, talk.domain))
    if report:
        pytest.fail(report, pytrace=False)
