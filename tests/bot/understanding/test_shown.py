"""With a list on the screen: critiques, references, questions, more."""

# ruff: noqa: E501  (one sentence a line reads as a table)

from __future__ import annotations

import pytest

from bot.understanding import Understanding
from tests.bot.understanding.notation import LISTED, rows, told

CRITIQUES = """
shorter                        → recommend · <runtime less>
something shorter              → recommend · <runtime less>
newer                          → recommend · <year more>
older please                   → recommend · <year less>
longer                         → recommend · <runtime more>
not longer                     → recommend · <runtime less>
too long                       → recommend · <runtime less>
that's too long                → recommend · <runtime less>
not long enough                → recommend · <runtime more>
not too long                   → recommend · runtime≤126.33~
longer than the second         → recommend · <runtime more of Inception> · [about Inception]
newer than Heat                → recommend · <year more of Heat 1995> · [about Heat 1995]
more like the second one       → recommend · [like Inception]
like the first but newer       → recommend · <year more of Unforgiven> · [like Unforgiven]
same but newer                 → recommend · <year more>
something like Ronin but newer → recommend · <year more of Ronin> · [like Ronin]
less scary                     → recommend · -genres=Horror~
funnier                        → recommend · genres=Comedy~
scarier                        → recommend · genres=Horror~
more romantic                  → recommend · genres=Romance~
too scary                      → recommend · -genres=Horror
better rated                   → recommend · <rating more>
"""

REFERENCES = """
2                              → ask_item · [about Inception]
the second one                 → ask_item · [about Inception]
number 3                       → ask_item · [about Notting Hill]
#2                             → ask_item · [about Inception]
no. 2                          → ask_item · [about Inception]
the last one                   → ask_item · [about Notting Hill]
I liked the second             → feedback · [liked Inception]
I loved the first two          → feedback · [liked Unforgiven] · [liked Inception]
not the first                  → feedback · [disliked Unforgiven]
seen 2 and 3                   → feedback · [seen Inception] · [seen Notting Hill]
I've seen the first two        → feedback · [seen Unforgiven] · [seen Inception]
I've seen it                   → feedback · [seen Unforgiven]
seen it                        → feedback · [seen Unforgiven]
I loved it                     → feedback · [liked Unforgiven]
I hated both                   → feedback · [disliked Unforgiven] · [disliked Inception]
I didn't like the third one    → feedback · [disliked Notting Hill]
already watched that one       → feedback · [seen Unforgiven]
the western                    → ask_item · [about Unforgiven]
the one with Leonardo DiCaprio → ask_item · [about Inception]
the Nolan one                  → ask_item · [about Inception]
more like this                 → recommend · [like Unforgiven]
I'll watch it                  → feedback · [liked Unforgiven]
not for me                     → feedback · [disliked Unforgiven]
none of these                  → feedback · [disliked Unforgiven] · [disliked Inception] · [disliked Notting Hill]
not those                      → feedback · [disliked Unforgiven] · [disliked Inception] · [disliked Notting Hill]
I don't like any of these      → feedback · [disliked Unforgiven] · [disliked Inception] · [disliked Notting Hill]
"""

QUESTIONS = """
why this?                       → explain · [about Unforgiven]
why the third?                  → explain · [about Notting Hill]
why did you suggest the second  → explain · [about Inception]
compare the first and third     → compare · [about Unforgiven] · [about Notting Hill]
which is shorter, 1 or 2?       → compare · [about Unforgiven] · [about Inception] · asks runtime
what's the difference           → compare
who directed it?                → ask_item · [about Unforgiven] · asks director
how long is the second?         → ask_item · [about Inception] · asks runtime
when was it made                → ask_item · [about Unforgiven] · asks year
what is it about                → ask_item · [about Unforgiven]
is it on netflix?               → ask_item · [about Unforgiven] · asks services
is it a comedy?                 → ask_item · [about Unforgiven] · asks genres
does it last more than 2 hours? → ask_item · [about Unforgiven] · asks runtime
is Brad Pitt in it?             → ask_item · [about Unforgiven] · asks cast
duration                        → ask_item · [about Unforgiven] · asks runtime
what is the plot?               → ask_item · [about Unforgiven]
/why                            → explain
is the second one okay for children?               → ask_item · [about Inception] · asks content_rating
is it on Netflix? that's all I have                → ask_item · services=Netflix · [about Unforgiven] · asks services
is the first on Hulu? I only have that             → ask_item · services=Hulu · [about Unforgiven] · asks services
the 2nd one please                                 → ask_item · [about Inception]
who directed the 3rd one                           → ask_item · [about Notting Hill] · asks director
"""

MORE = """
what else                      → more
more                           → more
next                           → more
other options                  → more
show me more                   → more
another                        → more
anything else?                 → more
show me more comedies          → recommend · genres=Comedy
show me those again            → recommend · again
I don't mind seeing Heat again → recommend · [about Heat 1995] · again
any books like that?           → recommend/books · [like Unforgiven]
"""

SAID_ABOUT_A_LIST = """
I don't like it, it's too long                     → recommend · <runtime less of Unforgiven> · [disliked Unforgiven]
those are all too old                              → recommend · <year more>
I have seen the first one, and the second is too long → recommend · <runtime less of Inception> · [seen Unforgiven] · [about Inception]
I liked the first but not the second               → feedback · [liked Unforgiven] · [disliked Inception]
like the second but with Tom Hanks                 → recommend · cast=Tom Hanks · [like Inception]
Nice but do you have anything shorter?             → recommend · <runtime less>
any books like that movie?                         → recommend/books · [like Unforgiven]
different genre please                             → recommend · drops genres
can I get films with a higher rating?              → recommend · <rating more>
does the second one have Brad Pitt in it?          → ask_item · [about Inception] · asks cast
something with the same director                   → recommend · director=Clint Eastwood
which one is the newest?                           → compare · asks year
shorter, and on netflix                            → recommend · services=Netflix · <runtime less>
"""


@pytest.mark.parametrize(("text", "expected"), rows(CRITIQUES + REFERENCES + QUESTIONS + MORE + SAID_ABOUT_A_LIST))
def test_a_sentence_means_what_it_says(understanding: Understanding, text: str, expected: str) -> None:
    assert expected == told(understanding(text, LISTED, 0.0))
