"""The words for wishes, from a language's file of hand-written sentences."""

from __future__ import annotations

import random
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Any, Literal

from bot.simulation.amounts import written
from bot.simulation.noise import Noise
from bot.simulation.wishes import Wish
from bot.wording import label, noun, word
from recommender.catalogue import Catalogue
from recommender.schema import Field

Kind = Literal["head", "tail", "sentence", "answer", "remark"]
"""Before the noun; behind it; on its own; in answer to a question; why a card is rejected."""
Table = Mapping[str, Any]


_TELLING = ("value", "amount", "year", "low", "decade", "short")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words for a wish."""

    text: str
    exact: bool
    """Says it whole; `too long` only says in which direction."""


@dataclass(frozen=True)
class Phrasing:
    """One language over one catalogue."""

    language: str
    catalogue: Catalogue
    tables: Table

    @classmethod
    def load(cls, language: str, catalogue: Catalogue) -> Phrasing:
        text = (files("bot.simulation") / f"wording_{language}.toml").read_text("utf-8")
        return cls(language, catalogue, tomllib.loads(text))

    def noise(self, noise: Noise) -> Noise:
        """The noise, with the language's own way to misspell where letters are not what it is spelt with."""
        pairs = self.tables.get("typos", {}).get("pairs", ())
        return replace(noise, pairs=dict(pair.split("=") for pair in pairs))

    def some(self, group: str, name: str, draw: random.Random, **places: str) -> str:
        """One of the sentences of a group."""
        return str(draw.choice(self.tables[group][name])).format(**places)

    def of(self, wish: Wish, kind: Kind, draw: random.Random) -> Phrase | None:
        """The wish in words; None where it cannot be said in that place."""
        templates = self._templates(wish, kind)
        vague = self._role(wish.field).get("hint", ()) if kind == "remark" and wish.form == "value" else ()
        if not templates:
            return None
        template = str(draw.choice([*templates, *vague]))
        exact = wish.form == "flag" or any(f"{{{name}}}" in template for name in _TELLING)
        exact = exact and template not in vague
        return Phrase(template.format(**self._places(wish, draw)), exact)

    def request(self, wishes: Sequence[tuple[str, Kind]], draw: random.Random) -> str:
        """The first message: wishes before and behind the noun."""
        heads = [words for words, kind in wishes if kind == "head"]
        tails = [words for words, kind in wishes if kind == "tail"]
        called = noun(self.catalogue, self.language) or self.catalogue.domain
        name = ("core" if tails else "plain") if not heads else ("core_headed" if tails else "headed")
        thing = self.some("opening", name, draw, noun=called, head=" ".join(heads))
        if tails:
            together = draw.choice(self.tables["opening"]["join"]).join(tails)
            thing = self.some("opening", "tailed", draw, thing=thing, tails=together)
        return self.some("opening", "request", draw, thing=thing)

    def _templates(self, wish: Wish, kind: Kind) -> Sequence[str]:
        field = wish.field
        if wish.form in ("value", "avoid"):
            table = self.tables["avoid"] if wish.form == "avoid" else self._role(field)
            return list(table.get(kind, ()))
        if field.order:
            return list(self._most(field).get(f"most_{kind}", ()))
        if wish.form == "flag":
            within = any(each in field.label for each in self.tables["flag_with"]["words"])
            return list(self.tables["flag_with" if within else "flag"].get(kind, ()))
        if wish.form in ("most", "least"):
            return self._amount_templates(wish, kind)
        return list(self.tables[wish.form].get(kind, ()))

    def _amount_templates(self, wish: Wish, kind: Kind) -> Sequence[str]:
        if kind == "remark":
            return list(self._unit(wish.field)["high" if wish.form == "most" else "low"])
        table = self.tables[wish.form]
        plain = kind == "answer" or not self._must_name(wish.field)
        return list(table.get(kind if plain else "named" if kind in ("tail", "sentence") else kind, ()))

    def _role(self, field: Field) -> Table:
        """The table of sentences for a field of people or categories."""
        roles = self.tables["person" if field.kind == "person" else "category"]
        known = [field.name.casefold(), field.label.casefold(), *map(str.casefold, field.names)]
        for name in known:
            for role in roles.values():
                if name in role["words"]:
                    return dict(role)
        return dict(roles["other"])

    def _most(self, field: Field) -> Table:
        """The table with sentences for a highest rank."""
        role = self._role(field)
        return role if "most_sentence" in role else dict(self.tables["category"]["other"])

    def _unit(self, field: Field) -> Table:
        units = self.tables["unit"]
        return dict(units.get(field.unit, units["other"]))

    def _must_name(self, field: Field) -> bool:
        """Would nobody know which field is meant by the amount alone?"""
        units = Counter(each.unit for each in self.catalogue.fields if each.kind == "number")
        return field.unit not in self.tables["unit"] or units[field.unit] > 1

    def _places(self, wish: Wish, draw: random.Random) -> dict[str, str]:
        field = wish.field
        places = {"label": label(field, self.language)}
        if wish.form in ("value", "avoid") or field.order:
            places["value"] = word(field, str(wish.values[0]), self.language)
        elif wish.form in ("most", "least"):
            places["amount"] = self._amount(field, float(wish.values[0]), draw)
        elif wish.form == "decade":
            places |= self._decade(int(wish.values[0]))
        elif wish.form == "between":
            places |= {"low": written(float(wish.values[0])), "high": written(float(wish.values[1]))}
        elif wish.form != "flag":
            places["year"] = written(float(wish.values[0]))
        return places

    def _decade(self, first: int) -> dict[str, str]:
        short = first % 100 if 1920 <= first < 2000 else first
        if self.language == "zh":
            spelt = "零一二三四五六七八九"[first % 100 // 10] + "十年代" if short < 100 else f"{first}年代"
            return {"decade": f"{short}年代", "short": spelt}
        return {"decade": f"{first}s", "short": f"{short}s"}

    def _amount(self, field: Field, value: float, draw: random.Random) -> str:
        unit = self._unit(field)
        spelt = unit.get("words", {}).get(written(value), "")
        if spelt and draw.random() < 0.4:
            return str(spelt)
        if "hours" in unit and value % 60 == 0 and draw.random() < 0.4:
            return str(draw.choice(unit["hours"])).format(h=written(value / 60))
        return str(draw.choice(unit["amounts"])).format(n=written(value))
