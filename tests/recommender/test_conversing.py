"""What counts of a conversation, how moments are told apart, and a model on a catalogue that has changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from recommender.catalogue import Catalogue
from recommender.conversing.items import Items
from recommender.conversing.model import Scale, Talk
from recommender.conversing.moments import Moment, numbered
from recommender.conversing.said import said
from recommender.conversing.storing import BEFORE, SERVING, keep, read
from recommender.conversing.terms import NAMES
from recommender.errors import ModelError
from recommender.evaluation.next_items import ranks
from recommender.head import WIDTH, Head
from recommender.schema import Conversation, ItemId, Utterance, Vector
from recommender.shelf import unit
from recommender.training.conversations import Heard, heard
from tests.catalogues import film, films

HEAT, JAWS, DUEL, UP, KID = (film(title) for title in ("Heat", "Jaws", "Duel", "Up", "The Kid"))


def talk(
    *texts: str,
    mentioned: tuple[ItemId, ...] = (),
    liked: tuple[ItemId, ...] = (),
    disliked: tuple[ItemId, ...] = (),
) -> Conversation:
    """The person speaks first."""
    roles = ("user", "assistant") * len(texts)
    spoken = tuple(Utterance(role, text) for role, text in zip(roles, texts, strict=False))  # type: ignore[arg-type]  # both are roles
    return Conversation(spoken, mentioned, liked, disliked)


def encode(texts: Sequence[str]) -> Vector:
    """Vectors that tell texts apart."""
    drawn = [np.random.default_rng(sum(text.encode())).normal(size=8) for text in texts]
    return unit(np.array(drawn, dtype=np.float32))


def items_of(catalogue: Catalogue) -> Items:
    vectors = np.random.default_rng(3).normal(size=(len(catalogue.items), 8)).astype(np.float32)
    return Items(catalogue, unit(vectors))


def moments() -> list[Moment]:
    first = Moment(0, talk("sharks please"), (JAWS,))
    second = Moment(0, talk("sharks please", "Jaws", "more teeth", mentioned=(JAWS,)), (DUEL, JAWS))
    return [first, second, Moment(1, talk("balloons", mentioned=(KID,)), (UP,))]


def model(items: Items, known: Heard) -> Talk:
    """A head that adds all terms up."""
    size = len(NAMES)
    scale = Scale(np.zeros(size, dtype=np.float32), np.ones(size, dtype=np.float32))
    head = Head(NAMES, np.tile(np.eye(1, WIDTH, dtype=np.float32), (size, 1)))
    return Talk("made", "drawn", items, known.learnt(items), scale, head)


@pytest.fixture
def made() -> Talk:
    items = items_of(films())
    return model(items, heard(moments(), items, encode))


def test_titles_are_no_words_and_later_words_count_more() -> None:
    conversation = talk("Heat was a thriller", "Jaws (1975)?", "no, a comedy", mentioned=(HEAT, JAWS))
    spoken = said(conversation, films())
    assert "heat" not in {*spoken.own, *spoken.recent}
    assert "1975" not in spoken.recent
    assert spoken.own["comedy"] > spoken.own["thriller"] > 0
    assert spoken.worth[1] > spoken.worth[0]


def test_what_was_disliked_counts_against_what_is_like_it() -> None:
    assert said(talk("Duel", mentioned=(DUEL,), liked=(DUEL,)), films()).worth[0] > 1
    assert said(talk("Duel", mentioned=(DUEL,), disliked=(DUEL,)), films()).worth[0] < 0


def test_categories_that_were_turned_down_count_against_what_has_them() -> None:
    phrases = items_of(films()).phrases
    asked = phrases.asked(["any comedies?", "no horror please"])
    assert asked["comedy"] > 0 > asked["horror"]


def test_moments_of_a_conversation_belong_together_by_id_or_by_what_was_said() -> None:
    hello = talk("hi there", "hello")
    grown = talk("hi there", "hello", "a western")
    other = talk("good morning", "hello", "a western")
    assert numbered([("a", hello), ("b", other), ("a", grown)]) == [0, 1, 0]
    assert numbered([("", hello), ("", grown), ("", other)]) == [0, 0, 2]


def test_targets_that_were_mentioned_are_no_rows_and_ties_stand_in_the_middle() -> None:
    rows = films().rows
    flat = np.zeros(len(rows), dtype=np.float32)
    moment = moments()[1]
    fresh = ranks([moment], [flat], rows)
    assert (len(fresh.places), fresh.repeated) == (1, 1)
    assert fresh.places[0] == (len(rows) - 2) / 2
    assert len(ranks([moment], [flat], rows, keep_repeated=True).places) == 2


def test_what_was_told_after_such_words_leads(made: Talk) -> None:
    scores = made.scores(replace(talk("balloons"), vector=encode(["balloons"])[0]))
    assert made.items.catalogue.items[int(scores.argmax())].id == UP


def test_an_item_speaks_for_those_it_was_named_with(made: Talk) -> None:
    rows = made.items.catalogue.rows
    conversation = talk("Jaws", mentioned=(HEAT, JAWS))
    assert made.loudest(rows[DUEL], conversation) == JAWS
    assert made.loudest(rows[UP], conversation) is None


def test_a_stored_model_gives_the_same_scores(made: Talk, tmp_path: Path) -> None:
    keep(tmp_path, made, {}, serve=True)
    file = keep(tmp_path, made, {}, serve=True)
    assert (tmp_path / BEFORE).exists()
    again = read(file, made.items, "drawn")
    conversation = replace(talk("sharks", mentioned=(JAWS,)), vector=encode(["sharks"])[0])
    np.testing.assert_allclose(again.scores(conversation), made.scores(conversation), atol=2e-2)


def test_items_that_left_the_catalogue_are_left_out_and_others_keep_what_was_learnt(
    made: Talk, tmp_path: Path
) -> None:
    file = keep(tmp_path, made, {}, serve=True)
    catalogue = films()
    fewer = replace(catalogue, items=tuple(item for item in reversed(catalogue.items) if item.id != JAWS))
    placed = read(file, items_of(fewer), "drawn")
    before, after = made.learnt.together, placed.learnt.together
    for item in (HEAT, DUEL, UP, KID):
        assert after.named[fewer.rows[item]] == before.named[catalogue.rows[item]]
    assert placed.loudest(fewer.rows[UP], talk("", mentioned=(KID,))) == KID
    assert placed.scores(talk("sharks")).shape == (len(fewer.items),)


def test_a_damaged_file_or_another_encoder_is_told(made: Talk, tmp_path: Path) -> None:
    file = keep(tmp_path, made, {}, serve=True)
    with pytest.raises(ModelError, match="encoder 'drawn'"):
        read(file, made.items, "another")
    (tmp_path / SERVING).write_bytes(file.read_bytes()[:300])
    with pytest.raises(ModelError, match="train again"):
        read(file, made.items, "drawn")
