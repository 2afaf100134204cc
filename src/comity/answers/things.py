"""Any thing of the graph as a page shows it: what is said of it, and what speaks of it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

import polars as pl

from comity.answers.lines import counted, labels, local, record_lines, sections, source_notes, thing
from comity.errors import UnknownThingError
from comity.model.namespaces import BASE, CM, ID
from comity.model.records import Line, Portrait, Thing
from comity.query.question import question
from comity.store.stores import Store

NUMBERS = ("recordCount", "latestValue", "unit")
"""What a series has of numbers, bare."""
WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")
"""Where a word begins in a property's name: altLabel."""


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
    series = _series(store, iri, said)
    lines = record_lines(store, store.select(question("records-using").sparql(thing=path)))
    return Portrait(
        thing=thing(iri, named.get(iri) or "".join(map(_words, series.sentence if series else ()))),
        facts=_facts(said, series, named),
        sections=sections(lines),
        total=total,
        uses=tuple(
            (name, tuple(one for one in users if isinstance(one, Thing)))
            for name, users in _by_property(uses.iter_rows(), named)
        ),
        sources=counted(lines, sources),
    )


def _series(store: Store, iri: str, said: pl.DataFrame) -> Line | None:
    """The line of a series; nothing of other things."""
    if not iri.startswith(f"{ID}series/"):
        return None
    lines = record_lines(store, said.with_columns(record=pl.lit(iri)))
    return lines[0] if lines else None


def _facts(
    said: pl.DataFrame, series: Line | None, named: Mapping[str, str]
) -> tuple[tuple[str, tuple[str | Thing, ...]], ...]:
    """What is said by property; of a series its numbers as its line has them."""
    if series is None:
        return _by_property(said.iter_rows(), named)
    raw = pl.col("property").is_in([f"{CM}{name}" for name in NUMBERS])
    shown: list[tuple[str, tuple[str | Thing, ...]]] = [("records", series.sentence[-1:])]
    if series.value:
        shown.append(("latest value", (series.value,)))
    return (*_by_property(said.filter(~raw).iter_rows(), named), *shown)


def _words(part: str | Thing) -> str:
    return part if isinstance(part, str) else part.label


def _by_property(
    rows: Iterable[tuple[str, object]], named: Mapping[str, str]
) -> tuple[tuple[str, tuple[str | Thing, ...]], ...]:
    values: dict[str, list[str | Thing]] = defaultdict(list)
    for prop, value in rows:
        name = named.get(prop) or WORD.sub(" ", re.split("[/#]", local(prop))[-1]).lower()
        values[name].append(_shown(str(value), named))
    return tuple((name, tuple(found)) for name, found in values.items())


def _shown(value: str, named: Mapping[str, str]) -> str | Thing:
    if value.startswith(CM):
        return named.get(value, local(value))
    if value.startswith(("http://", "https://")):
        return thing(value, named.get(value, "" if value.startswith(BASE) else value))
    return value
