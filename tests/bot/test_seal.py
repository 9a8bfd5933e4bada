"""A button can be tapped by its owner alone, as it was made, and not for ever."""

from __future__ import annotations

import base64
import random
import stat
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import RefusedAction, SettingsError, StoreError
from bot.messages import ITEMLESS, VERBS, Action
from bot.seal import MOST_TOKEN, SECRET_FILE, Seal, secret_from
from recommender.schema import ItemId, SlateId, UserId

SECRET = b"0123456789abcdef0123456789abcdef"
DAY = 86_400.0
NOW = 1_790_000_000.0
ANA = UserId("telegram:123")
HEAT = ItemId("movies:heat")
ITEMS = [HEAT, ItemId("movies:up"), ItemId("books:жизнь-и-судьба"), ItemId("products:" + "x" * 300)]
SEAL = Seal(SECRET, ITEMS, 7 * DAY)
LIKE = Action("like", SlateId("0123456789"), HEAT)
ALPHABET = string.ascii_letters + string.digits + "-_"

owners = st.text(max_size=40).map(UserId)
slates = st.text(max_size=17).filter(lambda text: len(text.encode("utf-8", "surrogatepass")) <= 17).map(SlateId)
answers = st.builds(Action, st.sampled_from(ITEMLESS), slates, st.just(ItemId("")))
taps = st.builds(Action, st.sampled_from(sorted(set(VERBS) - set(ITEMLESS))), slates, st.sampled_from(ITEMS))


def refusal(seal: Seal, token: str, owner: UserId = ANA, at: float = NOW) -> str:
    with pytest.raises(RefusedAction) as refused:
        seal.open(token, owner, at)
    return refused.value.why


@given(action=answers | taps, owner=owners, at=st.floats(0, 4e9))
def test_what_was_closed_opens_as_it_was_and_fits_a_button(action: Action, owner: UserId, at: float) -> None:
    token = SEAL.close(action, owner, at)
    assert len(token.encode("ascii")) <= MOST_TOKEN
    assert SEAL.open(token, owner, at) == action


@given(item=st.text(min_size=1).map(ItemId))
def test_an_item_may_have_any_id(item: ItemId) -> None:
    seal = Seal(SECRET, [item], DAY)
    action = Action("seen", SlateId("0123456789"), item)
    assert seal.open(seal.close(action, ANA, NOW), ANA, NOW) == action


def test_a_slate_id_that_does_not_fit_is_refused_when_the_button_is_made() -> None:
    with pytest.raises(ValueError, match="17 fit"):
        SEAL.close(Action("like", SlateId("x" * 18), HEAT), ANA, NOW)


def test_every_change_of_one_letter_is_refused() -> None:
    token = SEAL.close(LIKE, ANA, NOW)
    for place, letter in ((place, letter) for place in range(len(token)) for letter in ALPHABET + "=+/ \u00e9"):
        if letter != token[place]:
            assert refusal(SEAL, token[:place] + letter + token[place + 1 :]) == "forged"


def test_every_change_of_one_bit_is_refused() -> None:
    sealed = base64.urlsafe_b64decode(SEAL.close(LIKE, ANA, NOW) + "==="[: -len(SEAL.close(LIKE, ANA, NOW)) % 4])
    for bit in range(8 * len(sealed)):
        changed = bytearray(sealed)
        changed[bit // 8] ^= 1 << bit % 8
        assert refusal(SEAL, base64.urlsafe_b64encode(changed).decode().rstrip("=")) == "forged"


def test_ten_thousand_forged_foreign_and_expired_buttons_are_all_refused() -> None:
    draw = random.Random(7)
    other = Seal(b"another secret of the same length", ITEMS, 7 * DAY)
    for _ in range(2_000):
        action = Action(draw.choice(("like", "why", "more")), SlateId(f"{draw.getrandbits(40):010x}"), HEAT)
        token = SEAL.close(action, ANA, NOW)
        assert refusal(SEAL, token, UserId(f"telegram:{draw.randrange(10**10, 10**11)}")) == "forged"
        assert refusal(SEAL, other.close(action, ANA, NOW)) == "forged"
        assert refusal(SEAL, token, at=NOW + 7 * DAY + draw.uniform(0.01, 1e9)) == "expired"
        assert refusal(SEAL, "".join(draw.choices(ALPHABET, k=draw.randrange(90)))) == "forged"
        assert refusal(SEAL, _mutated(token, draw)) == "forged"


def _mutated(token: str, draw: random.Random) -> str:
    """The token with a piece cut out, doubled, or swapped with another one's."""
    first, end = sorted(draw.sample(range(len(token) + 1), 2))
    foreign = SEAL.close(Action("no", SlateId("9876543210"), ItemId("")), ANA, NOW)
    piece = draw.choice(("", token[first:end] * 2, foreign[first:end]))
    changed = token[:first] + piece + token[end:]
    return changed if changed != token else token + "A"


@pytest.mark.parametrize("more", ["=", "==", "\n", " ", "A", "\0", "\u00e9", "\ud800"])
def test_a_token_has_one_spelling(more: str) -> None:
    assert refusal(SEAL, SEAL.close(LIKE, ANA, NOW) + more) == "forged"


@given(token=st.text(max_size=100))
def test_any_text_is_refused_and_never_an_error(token: str) -> None:
    assert refusal(SEAL, token) == "forged"


def test_a_button_lasts_as_long_as_it_was_made_for() -> None:
    token = SEAL.close(LIKE, ANA, NOW)
    assert SEAL.open(token, ANA, NOW + 7 * DAY) == LIKE
    assert refusal(SEAL, token, at=NOW + 7 * DAY + 1) == "expired"


def test_a_button_of_an_item_that_left_the_catalogue_is_told_from_a_forged_one() -> None:
    after = Seal(SECRET, ITEMS[1:], 7 * DAY)
    assert refusal(after, SEAL.close(LIKE, ANA, NOW)) == "gone"
    assert refusal(after, SEAL.close(LIKE, ANA, NOW), owner=UserId("telegram:9")) == "forged"


def test_a_button_drawn_anew_is_another_one() -> None:
    assert SEAL.close(LIKE, ANA, NOW) != SEAL.close(LIKE, ANA, NOW + 0.002)


def test_every_verb_of_a_button_can_be_sealed() -> None:
    for verb in VERBS:
        action = Action(verb, SlateId("0123456789"), ItemId("") if verb in ITEMLESS else HEAT)
        assert SEAL.open(SEAL.close(action, ANA, NOW), ANA, NOW) == action


def test_the_secret_is_made_once_for_us_alone(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    made = secret_from("", folder)
    assert secret_from("", folder) == made
    assert len(made) == 64
    assert stat.S_IMODE((folder / SECRET_FILE).stat().st_mode) == 0o600
    assert [file.name for file in folder.iterdir()] == [SECRET_FILE]


def test_the_operators_secret_wins_and_must_be_long(tmp_path: Path) -> None:
    assert secret_from("s" * 32, tmp_path) == b"s" * 32
    assert not (tmp_path / SECRET_FILE).exists()
    with pytest.raises(SettingsError, match="CHATREC_ACTION_SECRET has 5 characters"):
        secret_from("short", tmp_path)


@pytest.mark.parametrize("content", [b"", b"abc", b"\xff" * 64])
def test_a_damaged_secret_is_named_with_its_remedy(tmp_path: Path, content: bytes) -> None:
    (tmp_path / SECRET_FILE).write_bytes(content)
    with pytest.raises(StoreError, match=r"action\.secret.*delete it"):
        secret_from("", tmp_path)
