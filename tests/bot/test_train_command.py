"""`chat-rec train`, as an operator meets it: on the demo store's products, and a log with a planted order."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import app
from bot.errors import ChatRecError
from recommender.load import load_demo
from recommender.registry import FOLDER, Registry
from tests.planted import planted, write_log

QUICK = ("--kind", "linear", "--epochs", "4", "--learning-rate", "0.03")
PRODUCTS = tuple(item.id.removeprefix("products:") for item in load_demo("products").items)


def train(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["train", *arguments, "--data-dir", str(folder)])


def told(done: Result) -> str:
    assert done.exception is None, done.exception
    return done.stdout


def refused(folder: Path, *arguments: str) -> str:
    error = train(folder, *arguments).exception
    assert isinstance(error, ChatRecError), error
    return str(error)


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("CHATREC_DOMAIN", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_log(planted(PRODUCTS, people=120, events=10), tmp_path_factory.mktemp("logs") / "ratings.csv")


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, log: Path) -> tuple[Path, str]:
    """A data folder after the first training, and what was said."""
    folder = tmp_path_factory.mktemp("data")
    return folder, told(train(folder, str(log), *QUICK))


def test_the_first_model_beats_the_built_in_ranking_and_serves(first: tuple[Path, str]) -> None:
    folder, said = first
    registry = Registry(folder / FOLDER / "products")
    promoted = registry.promoted()
    assert promoted is not None
    assert "products: 1,200 events of 120 people" in said
    assert f"version {promoted.version} serves products now, before it the built-in ranking" in said
    assert "running servers take it up by themselves" in said
    assert str(registry.folder_of(promoted.version)) in said
    assert next(line.split()[:2] for line in said.splitlines() if line.strip().startswith("all")) == ["all", "better"]


def test_the_manifest_tells_all(first: tuple[Path, str]) -> None:
    registry = Registry(first[0] / FOLDER / "products")
    manifest = registry.manifests()[-1]
    assert manifest.verdict is not None
    assert (manifest.events, manifest.users, manifest.parent, manifest.note) == (1200, 120, "", "from ratings.csv")
    assert manifest.settings["epochs"] == 4
    assert "ease" in manifest.settings["terms"]
    assert 0 < manifest.metrics["all"]["ndcg@10"] <= manifest.metrics["all"]["hr@10"] <= 1
    assert set(manifest.metrics) == {"all", "newcomers", "heavy users", "long tail"}
    registry.verify(manifest.version)


def test_check_reads_the_model_that_serves_and_tells_when_it_is_damaged(
    first: tuple[Path, str], tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    shutil.copytree(first[0], folder)
    registry = Registry(folder / FOLDER / "products")
    version = registry.promotions().current
    assert f"products {version}" in checked(folder)
    (registry.folder_of(version) / "crowd.npz").write_bytes(b"half of it")
    assert checked(folder).startswith("problem")
    assert "promote another version" in checked(folder)
    registry.rollback()
    assert "none is promoted: the built-in ranking serves" in checked(folder)


def checked(folder: Path) -> str:
    said = CliRunner().invoke(app, ["check", "--data-dir", str(folder)]).stdout
    return next(line for line in said.splitlines() if " models " in line)


def test_the_same_again_is_no_gain_kept_unpromoted_with_exit_code_3(first: tuple[Path, str], log: Path) -> None:
    folder, _ = first
    registry = Registry(folder / FOLDER / "products")
    before = registry.promotions().current
    done = train(folder, "interactions", str(log), *QUICK, "--json")
    assert done.exit_code == 3
    answer = json.loads(done.stdout)
    assert (answer["accepted"], answer["promoted"], answer["before"]) == (False, False, before)
    assert answer["parent"] == before
    assert any("not better" in reason for reason in answer["verdict"]["reasons"])
    assert registry.promotions().current == before
    assert answer["version"] in registry.versions()


def test_with_no_promote_it_is_kept_only_and_the_catalogue_can_be_named(tmp_path: Path, log: Path) -> None:
    said = told(train(tmp_path, str(log), *QUICK, "--no-promote", "--catalogue", "products"))
    registry = Registry(tmp_path / FOLDER / "products")
    [version] = registry.versions()
    assert registry.promoted() is None
    assert f"`chat-rec models promote {version} --domain products` lets it serve" in said


def test_a_search_and_a_board_are_told_of(tmp_path: Path, log: Path) -> None:
    done = train(tmp_path, str(log), *QUICK, "--search", "2", "--tensorboard", str(tmp_path / "runs"))
    assert done.exit_code in (0, 3)
    assert "note: the search of 2 found" in done.stdout
    assert list((tmp_path / "runs").rglob("events.out.tfevents.*"))


def test_what_is_left_out_is_counted(tmp_path: Path, log: Path) -> None:
    lines = log.read_text(encoding="utf-8").splitlines()
    strange = [line.replace(line.split(",")[1], "of-no-catalogue") for line in lines[1:4]]
    (tmp_path / "more.csv").write_text("\n".join([*lines, *strange, lines[1], "x,y,bad,1"]), encoding="utf-8")
    done = train(tmp_path, "more.csv", "--epochs", "1")
    assert (
        "note: 1 lines that could not be read are left out (line 1206: rating is 'bad': give a number)" in done.stdout
    )
    assert "note: 3 events on items that the catalogue 'products' does not have are left out" in done.stdout
    assert "note: 1 events are replaced by a later one of the same person on the same item" in done.stdout


def test_mistakes_are_told_in_one_sentence_and_leave_nothing(tmp_path: Path, log: Path) -> None:
    (tmp_path / "nobody.csv").write_text("who,item\na,b\n", encoding="utf-8")
    (tmp_path / "foreign.csv").write_text("user,item\na,b\n", encoding="utf-8")
    write_log(planted(PRODUCTS, people=20, events=6), tmp_path / "few.csv")
    (tmp_path / "one.csv").write_text("user,item\n" + "".join(f"{n},{PRODUCTS[0]}\n" for n in range(50)), "utf-8")
    assert refused(tmp_path, "none.csv").endswith("none.csv: No such file or directory; check the path")
    assert "has no column 'user'" in refused(tmp_path, "nobody.csv")
    assert "no catalogue (movies, books, products) has any of the log's items ('b')" in refused(
        tmp_path, "foreign.csv"
    )
    assert "few.csv: the log has 20 people with at least 4 events each" in refused(tmp_path, "few.csv")
    assert "one.csv: the log knows one item only" in refused(tmp_path, "one.csv")
    assert "there is no catalogue 'moovies'" in refused(tmp_path, str(log), "--catalogue", "moovies")
    assert refused(tmp_path, str(log), "--learning-rate", "0").startswith("--learning-rate is 0")
    assert not (tmp_path / FOLDER).exists()


@pytest.mark.parametrize(
    ("option", "package"),
    [
        ("--search=3", "optuna"),
        ("--tensorboard=runs", "torch.utils.tensorboard"),
        ("--wandb=mine", "wandb"),
    ],
)
def test_what_an_option_needs_is_named(log: Path, option: str, package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    extra = "wandb" if package == "wandb" else "train"
    assert f"pip install 'chat-rec[{extra}]'" in refused(Path(), str(log), option)


def test_help_teaches() -> None:
    group = CliRunner().invoke(app, ["train", "--help"]).stdout
    assert "chat-rec train ratings.csv" in group
    options = CliRunner().invoke(app, ["train", "interactions", "--help"]).stdout
    for word in ("--catalogue", "--kind", "--search", "--tensorboard", "--wandb", "--no-promote", "--json"):
        assert word in options


def test_the_defaults_that_help_names_are_those_of_the_recipe() -> None:
    from recommender.training.fitting import Recipe

    options = " ".join(CliRunner().invoke(app, ["train", "interactions", "--help"]).stdout.split())
    for name in ("kind", "loss", "learning_rate", "weight_decay", "dropout"):
        assert f"Default: {getattr(Recipe(), name)}." in options
    assert f"Default: {Recipe().epochs}, more where events are few." in options
