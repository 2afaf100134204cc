"""A data set as its page shows it: its own description, and what the graph holds of it."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from comity.answers.lines import asking, href
from comity.errors import DescriptionError
from comity.files.home import home
from comity.files.source import (
    ANY_NUMBER,
    Column,
    Covers,
    Description,
    File,
    Source,
    read_source,
    sources,
)
from comity.model.namespaces import BASE
from comity.model.ontology import classes, kinds
from comity.model.records import Thing
from comity.model.release import ColumnNote, CoverageNote, FileNote, Holding, Release
from comity.model.words import N_, _, ngettext, numeral
from comity.query.cite import cite
from comity.query.question import question
from comity.query.result import call_of, called
from comity.store.manifest import FACES, Part, read_manifest
from comity.store.stores import connect, current

SHIPS, FETCHED, BY_HAND = N_("ships"), N_("fetch"), N_("by hand")
"""How the files of a data set are had."""
SILENCE = {"none": N_("there was none"), "missing": N_("nothing is known")}
TYPES = {
    "text": N_("text"),
    "int": N_("whole number"),
    "decimal": N_("number"),
    "bool": N_("yes or no"),
    "date": N_("date"),
    "yyyymm": N_("year and month"),
}
DELIMITERS = {"\t": N_("parted by tabs"), ";": N_("parted by semicolons")}
OWN_TABLES = {
    "identifiers": N_("comity’s own table of codes through time"),
    "polities": N_("comity’s own table of states and territories"),
    "labels": N_("comity’s own table of names"),
}
FORMATS = {
    "csv": "CSV",
    "json": N_("JSON, a row for each page"),
    "xlsx": N_("sheet {sheet} of a workbook"),
    "topojson": N_("TopoJSON, a row for each area of {object}"),
}


def known_releases(folder: Path) -> dict[str, Source]:
    """Every data set by the IRI of its release: comity's own, and those that a store holds.

    What is in the store stands as it was described when it was built, so that a folder of a user's
    own and an earlier release have their pages; a description that this comity cannot read is left
    out.

    Args:
        folder: where the store is.
    """
    known = {one.graph: one for one in sources().values()}
    place = current(folder)
    if place is None:
        return known
    for name in read_manifest(folder).parts:
        try:
            held = read_source(place / FACES / name)
        except DescriptionError:
            continue
        known[held.graph] = held
    return known


def release(source: Source, folder: Path | None = None) -> Release:
    """A data set, and what a store holds of this release of it, if anything.

    Args:
        source: the data set.
        folder: where the store is; comity's own by default.
    """
    where = folder or home()
    part = read_manifest(where).parts.get(source.id)
    return _release(source, part if part and part.graph == source.graph else None, where)


def all_releases(folder: Path) -> list[Release]:
    """Every data set that is known, by title."""
    parts = {part.graph: part for part in read_manifest(folder).parts.values()}
    found = (_release(one, parts.get(iri), folder) for iri, one in known_releases(folder).items())
    return sorted(found, key=lambda one: (one.thing.label.casefold(), one.thing.iri))


def _release(source: Source, part: Part | None, folder: Path) -> Release:
    facts = source.description
    way = SHIPS if source.ships else FETCHED if source.addressed else BY_HAND
    digests = _digests(source, folder) if part else {}
    own = source.called == source.id
    return Release(
        call=call_of("release", [called("source", source.id)], {}) if own else "",
        manifest=read_manifest(folder).hash() if current(folder) else "",
        bibtex=cite(source),
        thing=Thing(source.graph, facts.title, "data set", href(source.graph)),
        id=source.id,
        release=facts.release,
        publisher=facts.publisher,
        issued=facts.issued,
        landing=facts.landing,
        licence=facts.licence,
        licence_link=facts.licence_link,
        citation=facts.cite.strip(),
        about=tuple(" ".join(one.split()) for one in re.split(r"\n\s*\n", facts.about.strip())),
        years=years(facts),
        coverage=tuple(map(_coverage, facts.coverage)),
        files=tuple(_files(facts, digests)),
        crosswalks=tuple(
            (name, _(OWN_TABLES[table]) if table in OWN_TABLES else table)
            for name, table in facts.crosswalks.items()
        ),
        way=way,
        obtain=" ".join(facts.obtain.split()),
        commands=_commands(source, way),
        holding=_holding(part) if part else None,
    )


def years(facts: Description) -> str:
    """First and last year of all that a data set covers; nothing where it covers no ties."""
    if not facts.coverage:
        return ""
    return _span(min(c.start for c in facts.coverage), max(c.end for c in facts.coverage))


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"


def _coverage(covers: Covers) -> CoverageNote:
    return CoverageNote(
        kind=kinds()[covers.kind].label if covers.kind in kinds() else covers.kind,
        years=_span(covers.start, covers.end),
        observed=tuple(covers.years),
        universe=covers.universe,
        actors=covers.actors,
        silence=_(SILENCE[covers.absent]),
    )


def _commands(source: Source, way: str) -> tuple[str, ...]:
    name = source.id if source.id in sources() else "FOLDER"
    return {
        SHIPS: (),
        FETCHED: (f"comity fetch {name}", f"comity build {name}"),
        BY_HAND: (f"comity build {name} --file PATH",),
    }[way]


def _digests(source: Source, folder: Path) -> Mapping[str, str]:
    """SHA-256 of the files that a release was read from, by their paths."""
    asked = question("files-of").sparql(release=source.graph.removeprefix(BASE))
    return dict(connect(folder).select(asked).select("path", "sha256").iter_rows())


def _files(facts: Description, digests: Mapping[str, str]) -> Iterator[FileNote]:
    for file in facts.files.values():
        for layout in (file, *file.layouts):
            yield FileNote(
                path=layout.path,
                shape=_shape(layout),
                about=" ".join(layout.about.split()),
                instead="" if layout is file else file.path,
                origin=layout.url or layout.package,
                checksum=digests.get(layout.path, ""),
                parts=tuple(layout.sections.items()),
                columns=tuple(
                    ColumnNote(
                        _named(name),
                        _(TYPES[column.type]),
                        column.means,
                        _values(name, column, layout),
                    )
                    for name, column in layout.columns.items()
                    if not column.unused
                ),
                unused=_unused(layout),
            )


def _shape(file: File) -> str:
    said = [_(FORMATS[file.format]).format(sheet=file.sheet, object=file.object)]
    if file.encoding != "utf-8":
        said.append(file.encoding)
    if file.delimiter in DELIMITERS:
        said.append(_(DELIMITERS[file.delimiter]))
    elif file.delimiter != ",":
        said.append(_("parted by {sign}").format(sign=file.delimiter))
    if n := file.preamble:
        # in English always of many
        before = ngettext("{count} lines before the header", "{count} lines before the header", n)
        said.append(before.format(count=n))
    if file.rows != ANY_NUMBER:
        said.append(_rows(*file.rows))
    if file.null:
        said.append(_("missing written as {signs}").format(signs=_(" or ").join(file.null)))
    return ", ".join(said)


def _rows(least: int, most: int) -> str:
    if least == most:
        return ngettext("{count} rows", "{count} rows", least).format(count=numeral(least))
    many = ngettext("{least} to {most} rows", "{least} to {most} rows", most)
    return many.format(least=numeral(least), most=numeral(most))


def _named(name: str) -> str:
    """A column's name, or that it has none but blanks."""
    bare, mark, number = name.partition("#")
    # apart, as Babel reads no call within an f-string
    unnamed = _("(no name)")
    return name if bare.strip() else f"{unnamed} {mark}{number}".rstrip()


def _values(name: str, column: Column, file: File) -> str:
    said = []
    if column.many:
        least, most = column.many
        number = numeral(least)
        if least != most:
            number = _("{first} to {last}").format(first=number, last=numeral(most))
        columns = ngettext(
            "{number} columns, read as {names}", "{number} columns, read as {names}", most
        )
        said.append(columns.format(number=number, names=_(" and ").join(column.as_)))
    if column.at:
        said.append(_("at {place}").format(place=column.at))
    if name in file.key:
        said.append(_("part of the key") if len(file.key) > 1 else _("key"))
    if column.in_:
        said.append(_("one of {values}").format(values=", ".join(map(str, column.in_))))
    if column.nullable:
        said.append(_("may be empty"))
    return "; ".join(said)


def _unused(file: File) -> tuple[tuple[str, tuple[str, ...]], ...]:
    by_reason: dict[str, list[str]] = defaultdict(list)
    for name, column in file.columns.items():
        if column.unused:
            by_reason[column.unused].append(_named(name))
    return tuple((reason, tuple(names)) for reason, names in by_reason.items())


def _holding(part: Part) -> Holding:
    def most_first(counts: Mapping[str, int]) -> list[tuple[str, int]]:
        return sorted(counts.items(), key=lambda item: (-item[1], item[0]))

    return Holding(
        records=tuple(
            (Thing(classes()[kind], kinds()[kind].label, "", _listed(kind, part.graph)), count)
            for kind, count in most_first(part.records)
        ),
        dated=tuple(most_first(part.dated)),
        refused=tuple(most_first(part.refused)),
        quads=part.quads,
    )


def _listed(kind: str, graph: str) -> str:
    """The address of a query for all things of a class that a release gives."""
    asked = (
        f"SELECT ?thing ?property ?value WHERE {{\n  GRAPH <{graph}> {{\n"
        f"    ?thing a <{classes()[kind]}> ; ?property ?value\n  }}\n}}\nLIMIT 1000\n"
    )
    return asking(asked)
