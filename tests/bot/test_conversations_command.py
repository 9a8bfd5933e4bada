"""Training and evaluating by conversations, and what the bot makes of them when it talks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot import open_bot
from bot.__main__ import app
from bot.errors import ChatRecError
from bot.settings import load_settings
from recommender.conversing.storing import BEFORE, KEPT, SERVING, folder_of
from recommender.load import load_demo
from tests.bot.speaking import Speaker
from tests.talks import THEMES, planted_talks, theme_items, write_talks

PRODUCTS = tuple(item.id.removeprefix("products:") for item in load_demo("products").items)
ZEPPELINS = 2


def chat_rec(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments])


def told(done: Result) -> dict[str, Any]:
    assert done.exception is None, done.exception
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("CHATREC_DOMAIN", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def talks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_talks(planted_talks(PRODUCTS, 72), tmp_path_factory.mktemp("talks") / "train.jsonl")


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_talks(planted_talks(PRODUCTS, 30, seed=9), tmp_path_factory.mktemp("talks") / "test.jsonl")


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory, talks: Path) -> tuple[Path, dict[str, Any]]:
    """A data folder after a training, and what was said of it."""
    folder = tmp_path_factory.mktemp("data")
    done = chat_rec("train", "conversations", talks, "--catalogue", "products", "--json", "--data-dir", folder)
    return folder, told(done)


def test_training_beats_popularity_on_conversations_it_did_not_see_and_serves(
    trained: tuple[Path, dict[str, Any]],
) -> None:
    folder, said = trained
    assert said["promoted"]
    assert said["conversations"] == 72
    held_out = said["held_out"]
    assert held_out["ours"]["recall@10"] > 0.9 > held_out["popularity"]["recall@10"]
    assert Path(said["file"]) == folder_of(folder, "products") / SERVING


def test_the_model_that_serves_is_measured_on_other_conversations(
    trained: tuple[Path, dict[str, Any]], others: Path, tmp_path: Path
) -> None:
    folder, said = trained
    arguments = ("evaluate", "conversations", "--test", others, "--domain", "products", "--json", "--data-dir")
    measured = told(chat_rec(*arguments, folder))
    untrained = told(chat_rec(*arguments, tmp_path))
    assert measured["model"] == said["version"]
    assert measured["n"] == 60
    assert measured["recall@10"] > 0.9
    assert untrained["model"] == "untrained"
    assert untrained["recall@10"] < 0.5
    assert {"recall@1", "recall@50", "ndcg@10", "mrr@10", "ms_per_turn"} <= set(measured)


def test_repeated_and_unknown_targets_are_counted_apart(trained: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    folder, _ = trained
    turns = [{"role": "user", "text": THEMES[ZEPPELINS][0]}]
    first, second, third = theme_items(PRODUCTS, ZEPPELINS)
    line = {"turns": turns, "mentioned": [first], "targets": [first, f"products:{second}", third, "no such thing"]}
    file = write_talks([line], tmp_path / "test.jsonl")
    arguments = ("evaluate", "conversations", "--test", file, "--domain", "products", "--data-dir", folder, "--json")
    fresh, kept = told(chat_rec(*arguments)), told(chat_rec(*arguments, "--keep-repeated"))
    assert (fresh["n"], fresh["repeated_targets"], fresh["unknown_targets"]) == (2, 1, 1)
    assert kept["n"] == 3
    assert "1 of 4 targets are no items of 'products'" in fresh["notes"][0]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", "line 2: it is no JSON"),
        ("[]", "line 2: it is no object"),
        ('{"turns": []}', "line 2: 'targets' is missing"),
        ('{"turns": [], "targets": "7"}', "line 2: 'targets' is \"7\": give a list"),
        ('{"turns": [{"role": "bot", "text": "hi"}], "targets": []}', 'turn 1 has role "bot"'),
        ('{"turns": ["hi"], "targets": []}', 'turn 1 is "hi"'),
    ],
)
def test_a_bad_line_is_named_with_its_remedy(tmp_path: Path, talks: Path, line: str, complaint: str) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_text(f"{talks.read_text(encoding='utf-8').splitlines()[0]}\n{line}\n", encoding="utf-8")
    error = chat_rec("train", "conversations", file, "--catalogue", "products").exception
    assert isinstance(error, ChatRecError)
    assert complaint in str(error)


def test_too_few_conversations_are_refused(tmp_path: Path) -> None:
    file = write_talks(planted_talks(PRODUCTS, 5), tmp_path / "few.jsonl")
    error = chat_rec("train", "conversations", file, "--catalogue", "products").exception
    assert isinstance(error, ChatRecError)
    assert "5 conversations" in str(error)


def test_conversations_that_teach_nothing_are_not_put_into_service(tmp_path: Path) -> None:
    lines = planted_talks(PRODUCTS, 36)
    for line in lines:  # everybody says the same and is told the same
        line["turns"], line["mentioned"], line["targets"] = [{"role": "user", "text": "hi"}], [], [PRODUCTS[5]]
    file = write_talks(lines, tmp_path / "same.jsonl")
    done = chat_rec("train", "conversations", file, "--catalogue", "products", "--data-dir", tmp_path)
    assert done.exit_code == 3
    assert "not put into service" in done.stdout
    folder = folder_of(tmp_path, "products")
    assert (folder / KEPT).exists()
    assert not (folder / SERVING).exists()
    assert not (folder / BEFORE).exists()


async def test_what_people_say_decides_what_the_bot_shows_and_the_reason_says_so(
    trained: tuple[Path, dict[str, Any]],
) -> None:
    folder, _ = trained
    async with open_bot(load_settings(data_dir=folder, domain="products", seed=1)) as engine:
        speaker = Speaker(engine)
        shown = await speaker.say("something for our zeppelin club, its members adore zeppelins")
        expected = {f"products:{own}" for own in theme_items(PRODUCTS, ZEPPELINS)}
        assert expected <= {card.item.id for card in shown.cards}
        item = engine.catalogues["products"].items[ZEPPELINS * 3]
        other = await speaker.at(24 * 3600).say(f"I like the {item.title}, what else for the zeppelin club?")
        reasons = {card.item.id: card.reason for card in other.cards if card.item.id in expected}
        assert any("talked about" in reason.casefold() for reason in reasons.values()), reasons


async def test_who_forgets_leaves_nothing_of_what_they_said(trained: tuple[Path, dict[str, Any]]) -> None:
    folder, _ = trained
    async with open_bot(load_settings(data_dir=folder, domain="products", seed=1)) as engine:
        speaker = Speaker(engine)
        await speaker.say("the vicar retires, and keep xylophone to yourself")
        await speaker.say("/forget me")
        await speaker.say("start over")
        assert not any("xylophone" in utterance.text for utterance in (await speaker.dialogue()).said)
        await speaker.say("keep xylophone to yourself")
        kept = [file for file in (folder / "profiles").rglob("*.json") if "xylophone" in file.read_text("utf-8")]
        assert len(kept) == 1
        await speaker.say("/forget")
        await speaker.say("yes")
        assert not any("xylophone" in file.read_text("utf-8") for file in (folder / "profiles").rglob("*.json"))
