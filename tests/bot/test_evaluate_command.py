"""`chat-rec evaluate interactions`, as an operator meets it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import app
from bot.errors import ChatRecError
from recommender.load import DEMO, load_demo
from tests.planted import planted, write_log

PRODUCTS = tuple(item.id.removeprefix("products:") for item in load_demo("products").items)
METRICS = {"ndcg@10", "recall@10", "hr@10", "coverage", "aplt"}


def evaluate(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["evaluate", "interactions", *arguments])


def answer(*arguments: str) -> dict[str, Any]:
    done = evaluate(*arguments, "--json")
    assert done.exception is None, done.exception
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def refused(*arguments: str) -> str:
    error = evaluate(*arguments).exception
    assert isinstance(error, ChatRecError), error
    return str(error)


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("CHATREC_DOMAIN", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("logs")
    return str(write_log(planted(PRODUCTS[:100], people=100, events=30), folder / "ratings.csv"))


def test_of_the_last_event_ours_finds_most_and_the_table_says_so(log: str) -> None:
    done = evaluate(log)
    assert done.exception is None
    rows = {
        line.split()[0]: line.split()
        for line in done.stdout.splitlines()
        if line.strip()[:4] in ("popu", "ease", "ours")
    }
    assert list(rows) == ["popularity", "ease", "ours"]
    assert rows["popularity"][1] == "100"
    assert float(rows["ours"][2]) > float(rows["ease"][2]) > float(rows["popularity"][2])


def test_random_is_measured_over_seeds_with_their_spread(log: str) -> None:
    told = answer(log, "--protocol", "random", "--seeds", "2", "--seed", "3")
    assert (told["kind"], told["protocol"], told["seeds"]) == ("interactions", "random", [3, 4])
    assert (told["events"], told["people"], told["items"]) == (3000, 100, 100)
    [case] = told["cases"]
    assert set(case["figures"]) == {"popularity", "ease", "ours"}
    for metrics in case["figures"].values():
        assert set(metrics) == METRICS
        assert all(0 <= each["mean"] <= 1 for each in metrics.values())
    assert case["figures"]["ours"]["ndcg@10"]["std"] > 0
    ratio = case["ratios"]["popularity"]
    assert 1 < ratio["low"] < ratio["ratio"] < ratio["high"]


def test_newcomers_are_measured_after_0_1_3_5_and_10_likes(log: str) -> None:
    told = answer(log, "--protocol", "cold-user")
    assert [case["case"] for case in told["cases"]] == [
        "after 0 likes",
        "after 1 like",
        "after 3 likes",
        "after 5 likes",
        "after 10 likes",
    ]
    assert len({case["people"] for case in told["cases"]}) == 1
    ours = [case["figures"]["ours"]["ndcg@10"]["mean"] for case in told["cases"]]
    assert ours[-1] > ours[0]


def test_cold_items_need_content_and_are_ranked_with_it(log: str) -> None:
    assert "give --items" in refused(log, "--protocol", "cold-item")
    by_name = answer(log, "--protocol", "cold-item", "--items", "products")
    [case] = by_name["cases"]
    assert set(case["figures"]) == {"chance", "content", "ease of 20 nearest", "ours"}


def test_content_may_come_from_a_file(log: str, tmp_path: Path) -> None:
    told = answer(log, "--items", str(DEMO / "products.jsonl"))
    assert told["items"] == len(PRODUCTS)
    assert told["notes"] == []
    assert list(tmp_path.iterdir()) == []


def test_the_same_seed_gives_the_same_figures(log: str) -> None:
    once, again = (answer(log, "--protocol", "random", "--seed", "1") for _ in range(2))
    assert once == again


def test_mistakes_are_told_in_one_sentence(log: str, tmp_path: Path) -> None:
    write_log(planted(PRODUCTS[:40], people=8, events=6), tmp_path / "few.csv")
    assert "No such file" in refused("none.csv")
    assert "give a longer log" in refused("few.csv")
    assert "at least 15 likes" in refused("few.csv", "--protocol", "cold-user")
    assert "no such file and no such catalogue" in refused(log, "--items", "moovies")
    assert "catalogue 'books' has none of the log's items" in refused(log, "--items", "books")


def test_help_teaches_the_protocols() -> None:
    told = CliRunner().invoke(app, ["evaluate", "interactions", "--help"]).stdout
    for word in ("random", "leave-last-out", "cold-user", "cold-item", "--items", "--seeds", "chat-rec evaluate"):
        assert word in told
