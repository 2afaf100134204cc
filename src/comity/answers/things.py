"""Any thing of the graph as a page shows it: what is said of it, and what speaks of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from comity.answers.lines import counted, labels, local, record_lines, sections, source_notes, thing
from comity.errors import UnknownThingError
from comity.model.namespaces import BASE, CM
from comity.model.records import Portrait, Thing
from comity.query.question import question
from comity.store.stores import Store


def portrait(store: Store, iri: str) -> Portrait:
    """What the graph says of a thing, the first records that speak of it, and its other uses.

    Raises:
        UnknownThingError: the graph says nothing of it.
    """
    path, named, sources = iri.removeprefix(BASE), labels(store), source_notes(store)
    said = store.select(question("facts-of").sparql(thing=path))
    uses = store.select(question("uses-of").sparql(thing=path))
    total = store.select(question("count-of-records").sparql(thing=path)).item()
    if said.is_empty() and uses.is_empty() and not total:
        raise UnknownThingError(f"the graph says nothing of {iri}")
    lines = record_lines(store, store.select(question("records-using").sparql(thing=path)))
    return Portrait(
        thing=thing(iri, named.get(iri, "")),
        facts=_by_property(said.iter_rows(), named),
        sections=sections(lines),
        total=total,
        uses=tuple(
            (name, tuple(one for one in users if isinstance(one, Thing)))
            for name, users in _by_property(uses.iter_rows(), named)
        ),
        sources=counted(lines, sources),
    )


def _by_property(
    rows: Iterable[tuple[str, object]], named: Mapping[str, str]
) -> tuple[tuple[str, tuple[str | Thing, ...]], ...]:
    values: dict[str, list[str | Thing]] = defaultdict(list)
    for prop, value in rows:
        name = named.get(prop) or local(prop).rsplit("/", 1)[-1].rsplit("#", 1)[-1]
        values[name].append(_shown(str(value), named))
    return tuple((name, tuple(found)) for name, found in values.items())


def _shown(value: str, named: Mapping[str, str]) -> str | Thing:
    if value.startswith(CM):
        return named.get(value, local(value))
    if value.startswith(("http://", "https://")):
        return thing(value, named.get(value, "" if value.startswith(BASE) else value))
    return value
