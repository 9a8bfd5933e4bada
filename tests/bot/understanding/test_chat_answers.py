"""How people answer in chats: critiques, corrections, shopping talk; and what the bot must not read into it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.understanding import Understanding
from recommender.schema import Utterance
from tests.bot.understanding.notation import LISTED, PLAIN, rows, told

AFTER_A_LIST = """
shorter                       → recommend · <runtime less>
longer please                 → recommend · <runtime more>
same but newer                → recommend · <year more>
same but shorter              → recommend · <runtime less>
the same but on netflix       → recommend · services=Netflix
same again but funny          → recommend · genres=Comedy · again
smth shorter                  → recommend · <runtime less>
too long                      → recommend · <runtime less>
way too long                  → recommend · <runtime less>
too old for me                → recommend · <year more>
bit too old                   → recommend · <year more>
not that one                  → feedback · [disliked Unforgiven]
the 2nd one                   → ask_item · [about Inception]
the second one but newer      → recommend · <year more of Inception> · [about Inception]
2nd one looks good            → feedback · [liked Inception]
#2                            → ask_item · [about Inception]
more like the last one        → recommend · [like Notting Hill]
less like the first           → recommend · [unlike Unforgiven]
seen 1 and 3                  → feedback · [seen Unforgiven] · [seen Notting Hill]
loved the first one           → feedback · [liked Unforgiven]
hated number 2                → feedback · [disliked Inception]
meh                           → feedback · [disliked Unforgiven]
nah                           → no
nope not these                → feedback · [disliked Unforgiven] · [disliked Inception] · [disliked Notting Hill]
none of these                 → feedback · [disliked Unforgiven] · [disliked Inception] · [disliked Notting Hill]
shorter than the first one    → recommend · <runtime less of Unforgiven> · [about Unforgiven]
newer than the second         → recommend · <year more of Inception> · [about Inception]
older than that               → recommend · <year less of Unforgiven> · [about Unforgiven]
cheaper                       → recommend
I said NOT horror             → recommend · -genres=Horror
i said no horror              → recommend · -genres=Horror
no no, I meant 1980 not 1990  → recommend · year=1980 · -year=1990 · replaces
I meant 1980 not 1990         → recommend · year=1980 · -year=1990 · replaces
i meant comedy not drama      → recommend · genres=Comedy · -genres=Drama · replaces
no I want something funny     → recommend · genres=Comedy · replaces
actually make it a comedy     → recommend · genres=Comedy · replaces
scrap that, a western         → recommend · genres=Western
instead of netflix, hulu      → recommend · -services=Netflix · services=Hulu
forget netflix                → recommend · -services=Netflix
any year is ok                → recommend · drops year
year doesn't matter           → recommend · drops year
no more comedies              → recommend · -genres=Comedy
also funny                    → recommend · genres=Comedy · adds
and with tom hanks            → recommend · cast=Tom Hanks · adds
but not with tom hanks        → recommend · -cast=Tom Hanks
plus on netflix               → recommend · services=Netflix · adds
less violent                  → recommend · -text∋violent~
more action                   → recommend · genres=Action~
not so much drama             → recommend · -genres=Drama
i've changed my mind, horror  → recommend · genres=Horror
ok what about westerns        → recommend · genres=Western · replaces
how about 90s                 → recommend · year≥1990 · year≤1999
and from the 80s?             → recommend · year≥1980 · year≤1989 · adds
yes but shorter               → recommend · <runtime less>
yes and funny                 → recommend · genres=Comedy
no but funny                  → recommend · genres=Comedy
great, but newer              → recommend · <year more>
why that one                  → explain · [about Unforgiven]
who's in the first one        → ask_item · [about Unforgiven] · asks cast
is it on netflix              → ask_item · [about Unforgiven] · asks services
how long is it                → ask_item · [about Unforgiven] · asks runtime
when did it come out          → ask_item · [about Unforgiven] · asks year
"""

IN_THE_SHOP = """
a lamp under 30 bucks       → recommend/products · category=lamps · price<30
headphones for $50 max      → recommend/products · category=headphones · price≤50
£20 or less                 → recommend/products · price≤20
20 quid lamp                → recommend/products · price≤20 · category=lamps
a gift around 40 euros      → recommend/products · price≥36 · price≤44
cheap headphones            → recommend/products · category=headphones · price≤52.93~
cheaper than 50             → recommend/products · price<50
at most 100 dollars         → recommend/products · price≤100
between 20 and 40 bucks     → recommend/products · price≥20 · price≤40
budget is 60                → recommend/products · price≤60
nothing over 100            → recommend/products · price≤100
less than a hundred bucks   → recommend/products · price<100
no more than fifty dollars  → recommend/products · price≤50
a lamp, 20-40$              → recommend/products · category=lamps · price≥20 · price≤40
black headphones            → recommend/products · colours=black · category=headphones
headphones but not black    → recommend/products · category=headphones · -colours=black
a lamp not by Lumenfold     → recommend/products · category=lamps · -brand=Lumenfold
4 stars and up              → recommend/products · rating≥4
well rated lamp             → recommend/products · category=lamps · rating≥4.53~
not expensive               → recommend/products · price<133~
not too pricey              → recommend/products · price≤133~
dirt cheap                  → recommend/products · price≤52.93~
shogi set                   → recommend/products · [like Shogi Set]
"""

AMONG_BOOKS = """
around 300 pages                 → recommend/books · pages≥270 · pages≤330
under 300 pages                  → recommend/books · pages<300
a book with less than 250 pages  → recommend/books · pages<250
short sci-fi book                → recommend/books · genres=science fiction · pages≤293.33~
a book by agatha christie        → recommend/books · authors=Agatha Christie
something like dune but shorter  → recommend/books · <pages less of Dune> · [like Dune]
no crime                         → recommend/books · -genres=crime
a long read                      → recommend/books · pages≥410~
from the 60s                     → recommend/books · year≥1960 · year≤1969
"""


@pytest.mark.parametrize(("text", "expected"), rows(AFTER_A_LIST))
def test_an_answer_to_a_list_means_what_it_says(understanding: Understanding, text: str, expected: str) -> None:
    assert expected == told(understanding(text, LISTED, 0.0))


@pytest.mark.parametrize(("text", "expected"), rows(IN_THE_SHOP))
def test_shopping_talk_means_what_it_says(understanding: Understanding, text: str, expected: str) -> None:
    assert expected == told(understanding(text, replace(PLAIN, domain="products"), 0.0))


@pytest.mark.parametrize(("text", "expected"), rows(AMONG_BOOKS))
def test_talk_about_books_means_what_it_says(understanding: Understanding, text: str, expected: str) -> None:
    assert expected == told(understanding(text, replace(PLAIN, domain="books"), 0.0))


@pytest.mark.parametrize(
    ("last", "correction", "expected"),
    [
        ("something with eastwood", "no, I meant the director", "recommend · director=Clint Eastwood"),
        ("clint eastwood movies", "no the actor", "recommend · cast=Clint Eastwood"),
        ("the queen's gambit", "not the film, the book", "recommend/books · [like The Queen's Gambit]"),
        ("crime", "no, I meant the title", "recommend · [like Crime]"),
        ("japanese", "i meant the language", "recommend · language=Japanese"),
    ],
)
def test_a_correction_reads_the_last_message_in_the_other_sense(
    understanding: Understanding, last: str, correction: str, expected: str
) -> None:
    before = replace(PLAIN, wishes=understanding(last, PLAIN, 0.0).wishes, said=(Utterance("user", last),))
    turn = understanding(correction, before, 1.0)
    assert (told(turn), turn.corrects) == (expected, True)


@pytest.mark.parametrize("text", ["that's not what I asked", "you misunderstood", "thats not what i meant", "wrong"])
def test_a_complaint_about_a_misunderstanding_takes_it_back(understanding: Understanding, text: str) -> None:
    assert told(understanding(text, LISTED, 0.0)).startswith("undo")


@pytest.mark.parametrize(
    ("text", "domain", "words"),
    [
        ("cheaper", "movies", ("cheaper",)),
        ("a comedy under $20", "movies", ("under $20",)),
        ("shorter", "products", ("shorter",)),
        ("a lamp under 100 minutes", "products", ("under 100 minutes",)),
        ("a lamp from the 90s", "products", ("from the 90s",)),
        ("shorter", "movies", ()),
        ("two comedies", "movies", ()),
    ],
)
def test_what_the_catalogue_does_not_measure_is_told(
    understanding: Understanding, text: str, domain: str, words: tuple[str, ...]
) -> None:
    assert words == understanding(text, replace(LISTED, domain=domain, slate_items=()), 0.0).unmeasured


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("films by Sofia Coppola", ("Sofia Coppola",)),
        ("I love Andrei Tarkovsky films", ("Andrei Tarkovsky",)),
        ("something directed by Friedrich Murnau", ("Friedrich Murnau",)),
        ("a comedy with Tom Hanks", ()),
        ("Dystopian films always provoke thought", ()),
    ],
)
def test_people_whom_the_catalogue_does_not_know_are_told_by_name(
    understanding: Understanding, text: str, names: tuple[str, ...]
) -> None:
    assert names == understanding(text, PLAIN, 0.0).nobodies


@pytest.mark.parametrize(
    "text",
    ["Tom Hanks movies always make me laugh", "thrillers always keep me on the edge", "love it 😂", "thanks ❤️"],
)
def test_what_is_said_about_items_is_no_wish(understanding: Understanding, text: str) -> None:
    turn = understanding(text, PLAIN, 0.0)
    assert not turn.query
    assert {wish.value for wish in turn.wishes} <= {"Tom Hanks", "Thriller"}
