"""Any thing of the graph as a page shows it: what is said of it, and what points to it."""

from collections import defaultdict
from collections.abc import Mapping

from comity.errors import UnknownStateError
from comity.lines import local, thing
from comity.namespaces import BASE, CM
from comity.question import question
from comity.records import Thing
from comity.store import Store

MOST = 60
Facts = list[tuple[str, list[str | Thing]]]
Incoming = list[tuple[str, list[Thing], int]]


def describe(store: Store, iri: str, labels: Mapping[str, str]) -> tuple[Thing, Facts, Incoming]:
    """A thing, its properties with their values, and what points to it by property.

    Raises:
        UnknownStateError: the graph says nothing of it.
    """
    path = iri.removeprefix(BASE)
    out = store.select(question("facts-of").sparql(thing=path))
    into = store.select(question("uses-of").sparql(thing=path))
    if out.is_empty() and into.is_empty():
        raise UnknownStateError(f"the graph says nothing of {iri}")
    facts: dict[str, list[str | Thing]] = defaultdict(list)
    for prop, value in out.select("property", "value").iter_rows():
        facts[_name(prop, labels)].append(_shown(str(value), labels))
    uses: dict[str, list[Thing]] = defaultdict(list)
    for prop, user in into.select("property", "user").iter_rows():
        uses[_name(prop, labels)].append(thing(user, labels.get(user, "")))
    incoming = [(f"{name} of", found[:MOST], len(found)) for name, found in uses.items()]
    return thing(iri, labels.get(iri, "")), list(facts.items()), incoming


def _name(prop: str, labels: Mapping[str, str]) -> str:
    return labels.get(prop) or local(prop).rsplit("/", 1)[-1].rsplit("#", 1)[-1]


def _shown(value: str, labels: Mapping[str, str]) -> str | Thing:
    if value.startswith(CM):
        return labels.get(value, local(value))
    if value.startswith(BASE):
        return thing(value, labels.get(value, ""))
    return value
