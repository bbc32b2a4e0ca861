"""Puts of what the table has never seen, written as JSON text straight away.

A first list makes a quarter of a million items that differ in a few words. To make each as plain values, type them and
write them as JSON were three walks through all of it; here the words are put into texts that the general way
(`households.to_item`, `imports`, `marshal`, `bodies`) has written once. A test holds the two against each other.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from ..domain.household import Household, Number, NumberKind, Person, Targeting
from . import households, imports, keys
from .bodies import encode
from .marshal import Item, to_value
from .schema import PK, SK
from .table import ReadyPut, put_in

NOT_THERE_YET: Final = "attribute_not_exists(pk)"

_ID: Final = "\ue000"
"""Where an id goes: it needs no escapes."""
_WORD: Final = "\ue001"
"""Where a text with its quotes goes."""
_LIST: Final = "\ue002"
"""Where the values of a list go, as DynamoDB's JSON."""

quoted: Final = json.encoder.encode_basestring
"""A text as JSON has it, with its quotes."""


def _template(value: Any) -> str:
    text = encode(value).replace("%", "%%")
    return text.replace(f'"{_WORD}"', "%s").replace(f'{{"S":"{_LIST}"}}', "%s").replace(_ID, "%s")


def _put(item: Item) -> str:
    return _template(put_in(item, NOT_THERE_YET)["Put"])[1:-1]


def texts(ids: Iterable[str]) -> str:
    """The values of a list of ids."""
    return ",".join([f'{{"S":"{each}"}}' for each in ids])


_ELECTOR_KEY: Final = keys.elector(_ID)[PK].replace(_ID, "%s")
_ELECTOR_SORT: Final = keys.elector("")[SK]
_ELECTOR: Final = _put(imports.elector_item(_ID, _ID))


def elector(person: str, household: str) -> ReadyPut:
    """The put of `imports.elector_item`."""
    return ReadyPut((_ELECTOR_KEY % person, _ELECTOR_SORT), _ELECTOR % (person, household))


_NUMBER_KEY: Final = keys.number(_ID)[PK].replace(_ID, "%s")
_NUMBER_SORT: Final = keys.number("")[SK]


@lru_cache(maxsize=4)
def _number(screened: bool, suppressed: bool) -> str:
    return _put(imports.number_item(_ID, _ID, _ID * screened, suppressed=suppressed))


def number(e164: str, household: str, screened_on: str, suppressed: bool) -> ReadyPut:
    """The put of `imports.number_item`."""
    words = (e164, household, screened_on) if screened_on else (e164, household)
    return ReadyPut((_NUMBER_KEY % e164, _NUMBER_SORT), _number(bool(screened_on), suppressed) % words)


@lru_cache(maxsize=16)
def _listed(kind: NumberKind, screened: bool, suppressed: bool) -> str:
    one = Number(_ID, kind, (_LIST,), _ID * screened, suppressed)
    return _template(to_value(households.to_item(Household("", numbers={"": one}))["numbers"][0]))


def listed(e164: str, kind: NumberKind, whose: Sequence[str], screened_on: str, suppressed: bool) -> str:
    """A number as its household lists it. `whose` is not empty."""
    words = (e164, texts(whose), screened_on) if screened_on else (e164, texts(whose))
    return _listed(kind, bool(screened_on), suppressed) % words


def extras(tags: Sequence[str], columns: Mapping[str, str]) -> str:
    """Tags and columns of a person, as `Households.person` takes them."""
    item = _person_item(Person("", "", "", tags=tuple(tags), columns=columns))
    return encode(to_value(item)["M"])[1:-1]


def _person_item(person: Person) -> Item:
    item: Item = households.to_item(Household("", people={"": person}))["people"][0]
    return item


_HOUSEHOLD_KEY: Final = keys.household(_ID)[PK].replace(_ID, "%s")
_HOUSEHOLD_SORT: Final = keys.household("")[SK]


class Households:
    """Puts of the households that one import makes. Its targets are those of `bank`, since when and how soon."""

    def __init__(self, import_id: str, bank: str, since: int, priority: int) -> None:
        self._import_id = import_id
        self._targeting = bank, Targeting((_LIST,), since, priority)
        self._person = {votes: self._person_template(votes) for votes in (True, False)}
        self._known: dict[tuple[bool, ...], str] = {}

    def person(self, ident: str, name: str, first: str, elector_key: str, may_vote: bool, extra: str) -> str:
        """A person as their household lists them, with a name, what to call them, and an elector key; `extra` as from
        `extras`."""
        text = self._person[may_vote] % (ident, quoted(name), quoted(first), quoted(elector_key))
        return f"{text[:-2]},{extra}}}}}" if extra else text

    def put(
        self,
        ident: str,
        home: tuple[str, str, str],
        people: Sequence[str],
        numbers: Sequence[str],
        wanted: Sequence[str],
        queue: tuple[str, str] | None,
    ) -> ReadyPut:
        """The put of `households.to_item`. `home` is the address (a line each), town and postcode, `wanted` are the
        targets; `people` and `numbers` are as from `person` and `listed`."""
        address, town, postcode = home
        shape = bool(address), bool(town), bool(postcode), bool(wanted), queue is not None
        template = self._known.get(shape) or self._known.setdefault(shape, self._template(*shape))
        words = [ident]
        if address:
            words.append(",".join([f'{{"S":{quoted(line)}}}' for line in address.split("\n")]))
        words += [quoted(word) for word in (town, postcode) if word]
        words += (",".join(people), ",".join(numbers))
        if wanted:
            words.append(texts(wanted))
        if queue:
            words += queue
        return ReadyPut((_HOUSEHOLD_KEY % ident, _HOUSEHOLD_SORT), template % tuple(words))

    def _person_template(self, may_vote: bool) -> str:
        imports_of = (self._import_id,) if self._import_id else ()
        one = Person(_ID, _WORD, _WORD, _WORD, may_vote=may_vote, imports=imports_of)
        return _template(to_value(_person_item(one)))

    def _template(self, address: bool, town: bool, postcode: bool, wanted: bool, queued: bool) -> str:
        bank, targeting = self._targeting
        item = households.to_item(
            Household(
                _ID,
                (_LIST,) * address,
                _WORD * town,
                _WORD * postcode,
                banks={bank: targeting} if wanted else {},
                queue=(_ID, _ID) if queued else None,
                rev=1,
                imported=self._import_id,
            )
        )
        return _put({**item, "people": [_LIST], "numbers": [_LIST]})
