"""Any thing of the graph as a page shows it: what is said of it, and what speaks of it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache

import polars as pl

from comity.answers.dossier import bibtex_of
from comity.answers.lines import counted, labels, local, record_lines, sections, source_notes, thing
from comity.errors import UnknownThingError
from comity.model.namespaces import BASE, CM, ID
from comity.model.ontology import properties
from comity.model.records import Line, Portrait, Thing
from comity.query.question import question
from comity.query.result import called_of
from comity.store.stores import Store

DYADS = ("dyad", "seriesOf")
JOINTS = {"dyad": " to ", "pair": " and "}
"""What stands between the names of the ends of a dyad, which has a direction, and of a pair."""
ENDS = ("from", "to", "between")
NUMBERS = ("recordCount", "latestValue", "unit")
"""What a series has of numbers, bare."""
WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")
"""Where a word begins in a property's name: altLabel."""


def portrait(store: Store, iri: str) -> Portrait:
    """What the graph says of a thing, the first records that speak of it, and its other uses.

    Args:
        store: where to ask.
        iri: the thing, such as ``https://w3id.org/comity/id/body/SCO``.

    Raises:
        UnknownThingError: the graph says nothing of it.
    """
    path, named, sources = iri.removeprefix(BASE), labels(store), source_notes(store)
    said = store.select(question("facts-of").sparql(thing=path))
    uses = store.select(question("uses-of").sparql(thing=path))
    total = store.select(question("count-of-records").sparql(thing=path)).item()
    if said.is_empty() and uses.is_empty() and not total:
        raise UnknownThingError(f"the graph says nothing of {iri}")
    line = _line(store, iri, said)
    series = line if iri.startswith(f"{ID}series/") else None
    lines = record_lines(store, store.select(question("records-using").sparql(thing=path)))
    used = counted(lines, sources)
    return Portrait(
        call=called_of(store, "portrait", iri),
        manifest=store.manifest,
        bibtex=bibtex_of(store, used),
        thing=thing(iri, named.get(iri) or _title(line) or _of_two(iri, named)),
        facts=_facts(said, series, named),
        sections=sections(lines),
        total=total,
        uses=tuple(
            (name, tuple(one for one in users if isinstance(one, Thing)))
            for name, users in _by_property(uses.iter_rows(), named)
        ),
        sources=used,
    )


def _line(store: Store, iri: str, said: pl.DataFrame) -> Line | None:
    """A record or a series as a line, with the ends of its dyad; nothing of other things."""
    rows = said.filter(pl.col("property").is_in([CM + name for name in DYADS]))
    found = [said.select(pl.col("property", "value").cast(pl.String))]
    for dyad in rows.get_column("value"):
        facts = store.select(question("facts-of").sparql(thing=dyad.removeprefix(BASE)))
        ends = facts.filter(pl.col("property").is_in([CM + name for name in ENDS]))
        found.append(ends.select(pl.col("property", "value").cast(pl.String)))
    lines = record_lines(store, pl.concat(found).with_columns(record=pl.lit(iri)))
    return lines[0] if lines else None


def _title(line: Line | None) -> str:
    """What a record or a series is called that has no name: what it says of whom, and when."""
    if line is None or not any(isinstance(part, Thing) for part in line.sentence):
        return ""
    said = "".join(map(_words, line.sentence))
    of_years = line.iri.startswith(f"{ID}series/") or not line.when.words
    return said if of_years else f"{said}, {line.when.words}"


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
        number = local(prop) in _quantities()
        values[name].append(f"{Decimal(str(value)):,f}" if number else _shown(str(value), named))
    return tuple((name, tuple(found)) for name, found in values.items())


@cache
def _quantities() -> frozenset[str]:
    """Local names of the properties whose values are numbers of something, and no years."""
    return frozenset(
        name
        for name, one in properties().items()
        if one.datatype.endswith(("decimal", "integer")) and not name.lower().endswith("year")
    )


def _shown(value: str, named: Mapping[str, str]) -> str | Thing:
    if value.startswith(CM):
        return named.get(value, local(value))
    if value.startswith(("http://", "https://")):
        label = named.get(value) or _of_two(value, named)
        return thing(value, label or ("" if value.startswith(BASE) else value))
    return value


def _of_two(iri: str, named: Mapping[str, str]) -> str:
    """A dyad or pair by the names of its two ends; nothing of other things."""
    shape, *keys = iri.removeprefix(ID).split("/")
    if shape not in JOINTS:
        return ""
    paths = [
        [key.replace(".", "/", 1)] if "." in key else [f"state/{key}", f"territory/{key}"]
        for key in keys
    ]
    ends = [next((named[ID + one] for one in some if ID + one in named), "") for some in paths]
    return JOINTS[shape].join(ends) if all(ends) else ""
