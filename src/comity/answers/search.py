"""Finding anything by any of its names, in any language, slips of spelling included.

Each word of what was typed is looked for among the words of all names, which are far fewer than the
names: as it is, as the beginning of a word, and with a few slips. A slip is a letter too many, too
few, another, or two swapped (optimal string alignment distance).
"""

import heapq
import re
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from threading import Lock

from rapidfuzz import process
from rapidfuzz.distance import OSA

from comity.answers.lines import POLITIES, STORES, labels, thing
from comity.errors import UnknownThingError
from comity.files.source import sources
from comity.model.namespaces import GRAPH, ID
from comity.model.records import Match, Thing
from comity.model.states import identifiers, polities
from comity.model.words import ENGLISH, N_, _, kept_by_language, language, speaking
from comity.query.question import Stamp, own_questions, own_stamp, question, questions
from comity.store.stores import Embedded, Store

NAMED = (
    *(*POLITIES, N_("body"), N_("institution"), N_("agreement"), N_("sector"), N_("project")),
    *(N_("person"), N_("nonstate")),
)
"""Kinds of what is found where one thing is asked for."""
DATA_SET, QUESTION = N_("data set"), N_("question")
KINDS = (
    *(*NAMED, DATA_SET, QUESTION, N_("place"), N_("document"), N_("event"), N_("concept")),
    N_("class"),
)
"""All kinds; of names that fit as well, those of the first kind stand first."""
KEYED = (*POLITIES, "body")
"""Kinds whose keys people write as names, such as SCO."""
CODES = ("iso2", "iso3")
ASKED, OWN_ASKED = "/question/", "/question/own/"
SHORT = 2
"""Fewer letters than this fit only whole names, but that Chinese says much in one."""
MOST = 20
FEW = 5
"""So many of one kind stand before all others that fit as well."""
MINOR = ("event", "concept", "class")
"""Kinds in which many things have one name, such as Korea: a whole one is as a beginning."""
WHOLE, BEGINS, PART, NEAR = range(4)
"""How a name fits: as a whole, by how its words begin, by a part of it, by words like those."""
SLIPS = ((4, 0), (6, 1), (100, 2))
"""Slips that a word of fewer letters may have, as Lucene's AUTO, but that a code has none."""

READING = Lock()
"""Held while names are read: who comes meanwhile waits for them instead of reading them again."""

BETWEEN = re.compile(r"\s*[,–—/]\s*|\s+(?:-|and|vs)\s+")
WORD = re.compile(r"[^\W_]+")
LETTERS = str.maketrans(
    {
        # Arabic letters that Urdu and Persian write by other signs, and signs that are no letters.
        **dict.fromkeys("يى", "ی"),
        **dict.fromkeys("ہھۃةە", "ه"),
        **dict.fromkeys("ـ\u200c\u200d’ʼʻ", ""),
        "ك": "ک",
        "ٱ": "ا",
        # Latin letters that are no letter with a mark.
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
    }
)


@dataclass(frozen=True)
class Names:
    """Every name of a store: what is compared, the IRI it is of, and how it is written.

    Names stand in the order in which they are to be shown where they fit as well. ``words`` are
    sorted, ``holding`` has the names with each, by number; ``chief`` the English name by IRI, and
    ``called`` that in the language that is spoken.
    """

    plain: Sequence[str]
    kinds: Sequence[str]
    iris: Sequence[str]
    written: Sequence[str]
    whole: Mapping[str, Sequence[int]]
    words: Sequence[str]
    holding: Sequence[Sequence[int]]
    chief: Mapping[str, str]
    called: Mapping[str, str]


def search(store: Store, text: str, kinds: Collection[str] = ()) -> list[Match]:
    """Things of which a name fits, best first, and the name, where that is not their chief one.

    A name fits as a whole, then by words that begin so, then by a part, and where none fits as a
    whole, by words nearly like those. Two names of states with a comma, a dash or "and" between
    them find the dyad of the two before all else, unless the text is the name of a state (Trinidad
    and Tobago).

    Args:
        store: where to ask; its names are read once and kept.
        text: what was typed, in any language that comity has names in.
        kinds: what the things may be of, by the first part of paths below ``id/``; else all, and
            the dyad.
    """
    names = _names(store)
    fits = _fits(names, plain(text))
    if kinds:
        return _spread(names, {n: fit for n, fit in fits.items() if names.kinds[n] in kinds})
    found = _spread(names, fits)
    if any(fits[n] == WHOLE and names.kinds[n] in POLITIES for n in fits):
        return found
    return [*_dyad(names, text), *found][:MOST]


def named(store: Store) -> Iterator[Match]:
    """Every thing by each of its names, in the order in which they are shown."""
    names = _names(store)
    return (_match(names, n) for n in range(len(names.plain)))


def find(store: Store, text: str, kinds: Collection[str] = NAMED) -> Thing:
    """The one thing that a name, a key, an IRI or a path below ``id/`` means.

    The key of a state goes before names, its chief name of today before other names, and a whole
    name before those of which the text is only a part, or nearly one.

    Args:
        store: where to ask; its names are read once and kept.
        text: what was typed.
        kinds: what it may be of, by the first part of paths.

    Raises:
        UnknownThingError: none does, or several do; the message names those that come close.
    """
    names = _names(store)
    for iri in (ID + text.removeprefix(ID), *(f"{ID}{kind}/{text}" for kind in POLITIES)):
        if iri in names.chief:
            return thing(iri, names.called[iri])
    fits = _fits(names, plain(text))
    near = [n for n in _ordered(fits) if names.kinds[n] in kinds]
    whole = [n for n in near if fits[n] == WHOLE]
    chief = [n for n in whole if names.chief.get(names.iris[n]) == names.written[n]]
    for fitting in (chief, whole, near):
        if len({names.iris[n] for n in fitting}) == 1:
            return _match(names, fitting[0]).thing
    if not near:
        raise UnknownThingError(_("the graph names nothing {name}").format(name=repr(text)))
    several = list(dict.fromkeys(names.iris[n] for n in near))[:5]
    said = "; ".join(f"{names.called.get(iri, '')} ({iri.removeprefix(ID)})" for iri in several)
    wrong = _("{name} is the name of no one thing; write one of: {names}")
    raise UnknownThingError(wrong.format(name=repr(text), names=said))


def plain(text: str) -> str:
    """A name as it is compared: without case, marks and punctuation, words with a space between.

    Of letters that Arabic, Persian and Urdu write by different signs, one stands for all.
    """
    letters = unicodedata.normalize("NFKD", text.casefold())
    if not letters.isascii():
        letters = "".join(one for one in letters if not unicodedata.combining(one))
        letters = letters.translate(LETTERS)
    letters = letters.replace(".", "").replace("'", "").replace("&", " and ")
    return " ".join(WORD.findall(letters))


def _names(store: Store) -> Names:
    folder = store.folder if isinstance(store, Embedded) else None
    return _said_names(store, folder, own_stamp(folder) if folder else ())


@kept_by_language(STORES)
def _said_names(store: Store, folder: Path | None, stamp: Stamp) -> Names:
    with READING, speaking(ENGLISH):
        names = _read_names(store, folder, stamp)
    if language() == ENGLISH:
        return names
    called = {iri: _(name) for iri, name in names.chief.items() if iri.startswith(ASKED)}
    return replace(names, called={**names.chief, **labels(store), **called})


@lru_cache(maxsize=STORES)
def _read_names(store: Store, folder: Path | None, _stamp: Stamp) -> Names:
    """The names of a store; asked once of each, until a question of the user's own changes."""
    rows = store.select(question("names").sparql()).select("thing", "name").iter_rows()
    chief, beside = dict(labels(store)), [*_beside(), *_own(folder)]
    for iri, name in beside:
        chief.setdefault(iri, name)
    places = {kind: place for place, kind in enumerate(KINDS)}
    every = {
        (places[kind], chief.get(iri) != name, len(name), plain(name), iri, name)
        for iri, name in (*rows, *beside, *_codes(chief))
        if (kind := _kind(iri)) in places
    }
    ordered = sorted(every)
    whole, holding = defaultdict(list), defaultdict(list)
    for n, (*_rank, compared, _iri, _name) in enumerate(ordered):
        whole[compared].append(n)
        for word in dict.fromkeys(compared.split()):
            holding[word].append(n)
    words = sorted(holding)
    return Names(
        plain=[one[3] for one in ordered],
        kinds=[KINDS[one[0]] for one in ordered],
        iris=[one[4] for one in ordered],
        written=[one[5] for one in ordered],
        whole=whole,
        words=words,
        holding=[holding[word] for word in words],
        chief=chief,
        called=chief,
    )


def _beside() -> Iterator[tuple[str, str]]:
    """Names that no store need hold: of states and territories, data sets and questions."""
    for key, kind, name in polities().select("key", "kind", "name").iter_rows():
        yield f"{ID}{kind}/{key}", name
    for source in sources().values():
        yield source.graph, f"{source.description.title} {source.description.release}"
        yield source.graph, source.id
    for name, asked in questions().items():
        yield ASKED + name, asked.header.summary
        yield ASKED + name, name


def _own(folder: Path | None) -> Iterator[tuple[str, str]]:
    """Names of the questions that a user keeps beside a store."""
    for name, asked in own_questions(folder)[0].items() if folder else ():
        yield OWN_ASKED + name, asked.header.summary
        yield OWN_ASKED + name, name


def _codes(iris: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Keys of states, territories and bodies, and ISO codes of today."""
    codes = identifiers().filter(identifiers()["scheme"].is_in(CODES)).select("key", "code")
    of = defaultdict(list)
    for key, code in codes.iter_rows():
        of[key].append(code)
    for iri in iris:
        if _kind(iri) in KEYED:
            key = iri.rsplit("/", 1)[1]
            yield from ((iri, code) for code in (key, *of[key]))


def _fits(names: Names, wanted: str) -> dict[int, int]:
    """How each name fits that does: the lesser the better; beyond ``NEAR`` by how many slips."""
    whole = [n for n in names.whole.get(wanted, ()) if names.kinds[n] not in MINOR]
    if len(wanted) < SHORT and wanted.isascii():
        return dict.fromkeys(whole, WHOLE)
    near = {} if whole else _with_words(names, wanted, slips=True)
    return {
        **{n: NEAR + slips for n, slips in near.items()},
        **{n: PART for n, name in enumerate(names.plain) if wanted in name},
        **dict.fromkeys(_with_words(names, wanted, slips=False), BEGINS),
        **dict.fromkeys(whole, WHOLE),
    }


def _with_words(names: Names, wanted: str, *, slips: bool) -> dict[int, int]:
    """The names that have all words that are wanted, and how many slips more than one a word."""
    words = sorted(set(wanted.split()), key=len, reverse=True)
    found: dict[int, int] | None = None
    for word in words:
        costs: dict[int, int] = {}
        for at, cost in _words(names.words, word, slips=slips):
            for n in names.holding[at]:
                if found is None or n in found:
                    costs[n] = min(cost, costs.get(n, cost))
        found = {n: cost + (found[n] if found else 0) for n, cost in costs.items()}
    return {n: max(0, cost - len(words)) for n, cost in (found or {}).items()}


def _words(words: Sequence[str], wanted: str, *, slips: bool) -> Iterator[tuple[int, int]]:
    """Places of the words that begin so or are nearly so, and with how many slips."""
    for at in range(bisect_left(words, wanted), len(words)):
        if not words[at].startswith(wanted):
            break
        yield at, 0
    most = next((slips for letters, slips in SLIPS if len(wanted) < letters), 0) if slips else 0
    if most:
        near = process.extract(wanted, words, scorer=OSA.distance, score_cutoff=most, limit=None)
        yield from ((at, int(cost)) for _, cost, at in near)


def _ordered(fits: Mapping[int, int]) -> list[int]:
    return [n for _, n in sorted((fit, n) for n, fit in fits.items())]


def _spread(names: Names, fits: Mapping[int, int]) -> list[Match]:
    """The best, and of those that fit as well, a few of each kind first."""
    counts: Counter[str] = Counter()
    best: dict[str, tuple[int, bool, int]] = {}
    for n in _ordered(fits):
        kind, iri = names.kinds[n], names.iris[n]
        if iri not in best:
            best[iri] = (fits[n], counts[kind] >= FEW, n)
            counts[kind] += 1
    return [_match(names, n) for _, _, n in heapq.nsmallest(MOST, best.values())]


def _match(names: Names, n: int) -> Match:
    iri = names.iris[n]
    shown = thing(iri, names.called.get(iri) or names.written[n])
    named = Thing(
        "" if names.kinds[n] == QUESTION else iri, shown.label, names.kinds[n], shown.href
    )
    return Match(named, names.written[n] if names.written[n] != shown.label else "")


def _dyad(names: Names, text: str) -> list[Match]:
    ends = [_polity(names, plain(part)) for part in BETWEEN.split(text.strip()) if part]
    match ends:
        case [Thing() as a, Thing() as b] if a != b:
            keys = (one.iri.rsplit("/", 1)[1] for one in (a, b))
            dyad = Thing("", f"{a.label} – {b.label}", N_("dyad"), "/dyad/" + "/".join(keys))
            return [Match(dyad, "")]
    return []


def _polity(names: Names, wanted: str) -> Thing | None:
    """The state or territory that fits best, by more than a part of a word."""
    fits = _fits(names, wanted)
    fitting = (n for n in _ordered(fits) if fits[n] != PART and names.kinds[n] in POLITIES)
    return next((_match(names, n).thing for n in fitting), None)


def _kind(iri: str) -> str:
    if iri.startswith(ID):
        return iri.removeprefix(ID).split("/", 1)[0]
    return DATA_SET if iri.startswith(GRAPH) else QUESTION if iri.startswith(ASKED) else ""
