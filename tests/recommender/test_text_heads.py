"""The head that gives texts a label: what it learns, what it refuses, and what its file is."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from recommender.errors import ModelError
from recommender.evaluation.labels import Judged, label_figures
from recommender.heads import OUT_OF_SCOPE, TextHead, served
from recommender.training.heads import Labelled, Recipe, fit_text_head

ITEMS = ("lamp", "kettle", "tent", "novel", "camera", "jacket", "phone", "chair", "bike", "desk", "清灯", "水壶")
ASKED = {
    "refund": ("i want my money back for the {}", "refund the {} please", "退款，这个{}"),
    "shipping": ("where is my {}", "when does the {} arrive", "{}什么时候到"),
    "warranty": ("the {} broke, is it under warranty", "how long is the guarantee on a {}", "{}坏了，保修吗"),
}
STRANGE = ("what rhymes with orange", "sing me a song", "is the moon made of cheese", "今天星期几", "who won the cup")


@cache
def lines() -> Labelled:
    """Vectors are drawn at random: nothing but the words tells the labels apart."""
    texts = [(form.format(item), label) for label, forms in ASKED.items() for form in forms for item in ITEMS]
    texts += [(text, OUT_OF_SCOPE) for text in STRANGE]
    vectors = np.random.default_rng(0).normal(size=(len(texts), 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return Labelled([text for text, _ in texts], vectors, [label for _, label in texts])


@cache
def fitted() -> TextHead:
    return fit_text_head(lines(), "drawn", Recipe(least_steps=100))


def test_labels_of_new_texts_are_told_from_their_words_in_both_languages() -> None:
    nothing = np.zeros(8, dtype=np.float32)
    for text, label in [
        ("where is my sofa", "shipping"),
        ("退款，这个帽子", "refund"),
        ("REFUND the HAT please", "refund"),
    ]:
        told = fitted().read(text, nothing)
        assert max(told, key=lambda each: told[each]) == label
        assert sum(told.values()) == pytest.approx(1, abs=1e-4)


def test_equal_texts_and_seed_make_equal_files_and_a_file_gives_the_head_back(tmp_path: Path) -> None:
    fitted().save(tmp_path / "heads" / "one.npz")
    fit_text_head(lines(), "drawn", Recipe(least_steps=100)).save(tmp_path / "heads" / "two.npz")
    assert (tmp_path / "heads" / "one.npz").read_bytes() == (tmp_path / "heads" / "two.npz").read_bytes()
    back = served("one", [tmp_path / "elsewhere", tmp_path], "drawn")
    assert back is not None
    given = lines()
    np.testing.assert_allclose(
        back.scores(given.texts, given.vectors), fitted().scores(given.texts, given.vectors), atol=0.05
    )


def test_a_head_for_another_encoder_does_not_serve(tmp_path: Path) -> None:
    fitted().save(tmp_path / "heads" / "one.npz")
    assert served("one", [tmp_path], "another") is None
    assert served("two", [tmp_path], "drawn") is None


def test_a_file_that_is_no_head_is_named(tmp_path: Path) -> None:
    (tmp_path / "heads").mkdir()
    (tmp_path / "heads" / "one.npz").write_bytes(b"PK nothing")
    with pytest.raises(ModelError, match=r"one\.npz is no head"):
        served("one", [tmp_path], "drawn")


@pytest.mark.parametrize(
    ("labels", "told"), [(["a", "a", ""], "1 labels"), (["a", "a", "b"], "label 'b' has 1 text")], ids=["one", "few"]
)
def test_too_few_labels_or_texts_are_refused_by_name(labels: list[str], told: str) -> None:
    with pytest.raises(ModelError, match=told):
        fit_text_head(Labelled(["x", "y", "z"], np.zeros((3, 8), dtype=np.float32), labels), "drawn")


def test_figures_count_what_is_read_right_and_what_is_refused() -> None:
    told = Judged(
        ["a", "a", "b", "", ""],
        ["a", "b", "b", "a", "b"],
        np.array([0.9, 0.6, 0.8, 0.4, 0.5], dtype=np.float32),
        np.array([0.1, 0.2, 0.9, 0.8, 0.95], dtype=np.float32),
        [False, False, True, False, True],
    )
    figures = label_figures(told)
    assert figures["accuracy"] == pytest.approx(2 / 3)
    assert figures["macro_f1"] == pytest.approx(2 / 3)
    assert figures["accuracy_with_refusals"] == pytest.approx(1 / 3)
    assert figures["outside_recall"] == 0.5
    # none of the two that are read right may be given: only what is stranger than both is refused
    assert figures["outside_recall_at_loss"] == dict.fromkeys(("0.01", "0.02", "0.03", "0.05"), 0.5)
