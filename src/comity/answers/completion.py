"""What a query may go on with: classes, properties, prefixes, and things by their names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from comity.answers.search import DATA_SET, KINDS, QUESTION, search
from comity.model.namespaces import GRAPH, ID, PREFIXES, short
from comity.model.ontology import Word, words
from comity.store.stores import Store

MOST = 20
LOCAL = re.compile(r"\w(?:[\w.-]*[\w-])?")
THINGS = tuple(kind for kind in KINDS if kind != QUESTION)


@dataclass(frozen=True)
class Completion:
    """What may stand at a place: how SPARQL writes it, its kind, its name, what it means."""

    term: str
    kind: str
    label: str
    says: str = ""


def complete(store: Store, text: str) -> list[Completion]:
    """What may be meant by the beginning of a term, a label or a name, best first.

    After a known prefix (``cm:Land``, ``state:Pak``) only what it can stand before; else
    classes, properties and prefixes, then things that a name fits.

    Args:
        store: where things are looked up by their names.
        text: what was typed.
    """
    prefix, colon, local = text.partition(":")
    if colon and prefix not in PREFIXES:
        return []
    space = PREFIXES[prefix] if colon else ""
    wanted = (local if colon else text).casefold()
    fitting = [(fit, word) for word in words() if (fit := _fit(word, wanted, space)) is not None]
    found = [_of_word(word) for _, word in sorted(fitting, key=lambda one: (one[0], one[1].iri))]
    if not colon and wanted:
        found += [
            Completion(f"{name}:", "prefix", "", iri)
            for name, iri in PREFIXES.items()
            if name.startswith(wanted)
        ]
    return [*found[:MOST], *_things(store, wanted, space)]


def _fit(word: Word, wanted: str, space: str) -> tuple[bool, int] | None:
    """How well a class or property fits: the lesser the better, nothing where it does not."""
    if not word.iri.startswith(space):
        return None
    names = (re.split("[#/]", word.iri)[-1].casefold(), word.label.casefold())
    if not any(wanted in name for name in names):
        return None
    return not any(name.startswith(wanted) for name in names), len(names[0])


def _of_word(word: Word) -> Completion:
    return Completion(_written(word.iri), word.kind, word.label, word.definition)


def _things(store: Store, wanted: str, space: str) -> Iterator[Completion]:
    if space == GRAPH:
        kinds: tuple[str, ...] = (DATA_SET,)
    elif space and not space.startswith(ID):
        return
    else:
        kinds = (space.removeprefix(ID).strip("/"),) if space not in ("", ID) else THINGS
    for match in search(store, wanted, kinds):
        one = match.thing
        yield Completion(_written(one.iri), one.kind, one.label, match.name)


def _written(iri: str) -> str:
    """An IRI as a query writes it: by its prefix where the rest may stand after one."""
    name = short(iri)
    _, colon, local = name.partition(":")
    return name if name != iri and colon and LOCAL.fullmatch(local) else f"<{iri}>"
