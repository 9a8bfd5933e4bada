"""An operator's log of ratings or purchases is read, and matched with a catalogue."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from recommender.errors import InteractionsError
from recommender.importing.matching import best_catalogue, last_words, matched
from recommender.importing.ratings import read_interactions
from tests.catalogues import films


def written(folder: Path, text: str, name: str = "ratings.csv") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_events_come_in_order_of_time_with_ratings_brought_to_one_scale(tmp_path: Path) -> None:
    log = read_interactions(written(tmp_path, "user,item,rating,timestamp\nana,a,5,30\nbo,b,1,10\nana,b,3,20\n")).log
    assert log.times.tolist() == [10, 20, 30]
    assert log.worth.tolist() == [-1, 0, 1]
    assert [log.user_ids[user] for user in log.users] == ["bo", "ana", "ana"]
    assert [log.item_ids[item] for item in log.items] == ["b", "b", "a"]


@pytest.mark.parametrize(
    "header",
    [
        "userId,movieId,rating,timestamp",
        "user_id:token\titem_id:token\trating:float\ttimestamp:float",
        "Customer;Product;Stars;Date",
        "uid|isbn|score|created_at",
    ],
)
def test_other_names_and_delimiters_are_understood(tmp_path: Path, header: str) -> None:
    delimiter = next(mark for mark in "\t;|," if mark in header)
    rows = [header, delimiter.join(["u", "i", "4", "2026-01-02"]), delimiter.join(["u", "j", "2", "2026-01-01"])]
    log = read_interactions(written(tmp_path, "\n".join(rows))).log
    assert [log.item_ids[item] for item in log.items] == ["j", "i"]
    assert log.worth.tolist() == [-1, 1]


def test_milliseconds_and_iso_dates_are_the_same_times_as_seconds(tmp_path: Path) -> None:
    text = "user,item,timestamp\na,x,1700000000\na,y,1700000000000\na,z,2023-11-14T22:13:20+00:00\n"
    assert set(read_interactions(written(tmp_path, text)).log.times.tolist()) == {1.7e9}


def test_without_ratings_everything_is_liked_and_without_times_the_lines_are_in_order(tmp_path: Path) -> None:
    log = read_interactions(written(tmp_path, "user,item\na,x\na,y\nb,x\n")).log
    assert log.worth.tolist() == [1, 1, 1]
    assert log.times.tolist() == [0, 1, 2]


def test_a_few_bad_lines_are_left_out_and_named(tmp_path: Path) -> None:
    good = "".join(f"u{line},i{line},4\n" for line in range(60))
    read = read_interactions(written(tmp_path, f"user,item,rating\n{good}u,i,good\n,i,3\n"))
    assert len(read.log) == 60
    assert read.bad == ("line 62: rating is 'good': give a number", "line 63: user is empty")


def test_it_is_told_how_far_it_is(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    lines = "".join(f"u{line % 50},i{line % 70}\n" for line in range(45_000))
    file = written(tmp_path, f"user,item\n{lines}")
    read_interactions(file, progress=lambda done, total: told.append((done, total)))
    assert told == [(20_000, 45_001), (40_000, 45_001)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is empty: give a table with the columns user and item"),
        ("who,item\na,b\n", "has no column 'user' (its first line is 'who, item')"),
        ("user,what\na,b\n", "has no column 'item'"),
        ("user,item\n", "has a header and no events"),
        ("user,item,rating\na,b,x\na,c,y\n", "2 of 2 lines cannot be read: line 2: rating is 'x': give a number"),
        ("user,item,timestamp\na,b,yesterday\n", "timestamp is 'yesterday': give seconds since 1970 or an ISO date"),
        ("user,item,rating\na,b,1\na\n", "it has 1 cells, fewer than the header"),
        ("user,item,rating\na,b,inf\n", "rating is 'inf': give a number"),
    ],
)
def test_what_cannot_be_read_is_told_with_the_remedy(tmp_path: Path, text: str, told: str) -> None:
    file = written(tmp_path, text)
    with pytest.raises(InteractionsError) as error:
        read_interactions(file)
    assert told in str(error.value)
    assert str(file) in str(error.value)


def test_a_missing_file_and_one_that_is_no_text_are_told(tmp_path: Path) -> None:
    with pytest.raises(InteractionsError, match="No such file or directory; check the path"):
        read_interactions(tmp_path / "none.csv")
    (tmp_path / "log.csv").write_bytes(b"PAR1\x00")
    with pytest.raises(InteractionsError, match="Parquet"):
        read_interactions(tmp_path / "log.csv")


def test_the_catalogue_that_knows_most_items_is_found_with_and_without_its_prefix(tmp_path: Path) -> None:
    read = read_interactions(written(tmp_path, "user,item\na,heat\na,movies:jaws\nb,heat\nb,unheard-of\na,heat\n"))
    catalogue = films()
    assert best_catalogue(read.log, [catalogue]) is catalogue
    found = matched(read.log, catalogue)
    assert (found.strangers, found.repeated) == (1, 1)
    assert [found.log.item_ids[item] for item in found.log.items] == ["movies:jaws", "movies:heat", "movies:heat"]
    assert len(found.log.item_ids) == len(catalogue.items)


def test_of_several_events_on_an_item_the_last_word_counts(tmp_path: Path) -> None:
    text = "user,item,rating,time\nana,a,1,1\nana,b,3,2\nana,a,5,3\nbo,a,3,4\n"
    log = last_words(read_interactions(written(tmp_path, text)).log)
    assert np.array_equal(log.worth, [0, 1, 0])
    assert log.times.tolist() == [2, 3, 4]


def test_items_of_no_catalogue_are_told_by_their_ids(tmp_path: Path) -> None:
    log = read_interactions(written(tmp_path, "user,item\na,17\nb,18\n")).log
    with pytest.raises(InteractionsError, match=r"no catalogue \(movies\) has any of the log's items \('17', '18'\)"):
        best_catalogue(log, [films()])
    with pytest.raises(InteractionsError, match="catalogue 'movies' has none of the log's items"):
        matched(log, films())
