"""When some states had ties of one kind, each spell by itself: who joined what, and when.

A spell whose source gives no end is open, and is told to the end of what the source covers.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from comity.answers.actors import DATES, Parts, parts_in, period_of
from comity.answers.asof import Reaches, reaches
from comity.answers.dossier import bibtex_of
from comity.answers.lines import href, labels, noted, source_notes, thing
from comity.answers.records import lineage, parquet
from comity.errors import QuestionError, UnknownThingError
from comity.model.namespaces import CM, GRAPH, ID
from comity.model.ontology import ancestors, kinds
from comity.model.records import Kind, Made, Period, SourceNote, Thing
from comity.model.states import name_of, state
from comity.model.words import _
from comity.query.result import called_of
from comity.store.stores import Store

SPELL = "IntervalTie"
KIND = "Membership"
GAP = "Gap"


@dataclass(frozen=True)
class Spell:
    """A tie of ``subject`` with ``other`` in time; ``of`` is the key of the state asked for.

    ``role`` is in what way, as a local name, and ``says`` the same in words; both may be empty.
    Where the source does not say when the tie ended, ``covered`` is the last day that it covers;
    ``surely`` is the last on which the tie held for certain, if there is one.
    ``known`` is false of a time of which the source says that it does not know.
    """

    iri: str
    of: str
    subject: Thing
    other: Thing
    role: str
    says: str
    when: Period
    covered: dt.date | None
    surely: dt.date | None
    source: SourceNote
    locator: str
    href: str
    known: bool = True


@dataclass(frozen=True)
class Spells(Made):
    """Spells of one kind of some states, or of the members of one body, by their start.

    ``body`` is the body, if it is of one; ``kinds`` and ``from_`` are the kinds of tie and the
    sources of this kind that the store has. ``covers`` are the sources that have spells here and
    cover ties of the kind, by title, with the year in which that ends.
    """

    kind: Kind
    states: tuple[Thing, ...]
    body: Thing | None
    spells: tuple[Spell, ...]
    kinds: tuple[Kind, ...]
    from_: tuple[SourceNote, ...]
    sources: tuple[SourceNote, ...]
    covers: tuple[tuple[str, int], ...]


def spells(
    store: Store,
    states: Sequence[str] = (),
    kind: str = KIND,
    *,
    body: str = "",
    source: str = "",
) -> Spells:
    """Ties of one kind of some states, and of those that they continue; or those to one body.

    Of ties of two states those among the ones that are given, if there are several.

    Args:
        store: where to ask.
        states: keys.
        kind: a class of ties that hold from one day to another, by local name.
        body: path of a body, such as ``body/SCO``, instead of states.
        source: name of the one source that is asked, such as ``atop-5.1``; all by default.

    Raises:
        UnknownStateError: nothing has such a key.
        UnknownThingError: no tie leads to such a body.
        QuestionError: there is no such kind or source.
    """
    there = _kinds(store)
    if kind not in there:
        wrong = _("{kind} is no kind of spells here; there are {kinds}")
        raise QuestionError(wrong.format(kind=repr(kind), kinds=", ".join(there)))
    given = [state(key) for key in states]
    owners = {state(old).iri: one.key for one in given for old in lineage(one.key)}
    actors = [body] if body else [iri.removeprefix(ID) for iri in owners]
    parts = parts_in(store, actors, kind)
    if body and parts.index.is_empty():
        wrong = _("no {kind} of {body} is known; see /search?q=")
        raise UnknownThingError(wrong.format(kind=kinds()[kind].label, body=body))
    notes = source_notes(store)
    counts = dict(parts.index.group_by("source").len().iter_rows())
    if source and GRAPH + source not in counts:
        wrong = _("no {kind} of these is from a source {source}")
        raise QuestionError(wrong.format(kind=kinds()[kind].label, source=repr(source)))
    index = parts.index.filter(source=GRAPH + source) if source else parts.index
    found = _told(store, parts, _among(index, owners), owners)
    found += _gaps(store, kind, actors, owners, found)
    used = noted(dict(index.group_by("source").len().iter_rows()), notes)
    named = labels(store)
    return Spells(
        call=called_of(store, "spells", list(states), kind, body=body, source=source),
        manifest=store.manifest,
        bibtex=bibtex_of(store, used) if used else "",
        kind=kinds()[kind],
        states=tuple(thing(one.iri, name_of(one.key, one.name)) for one in given),
        body=thing(ID + body, named.get(ID + body, "")) if body else None,
        spells=tuple(sorted(found, key=lambda one: (one.when.sort, one.iri))),
        kinds=tuple(kinds()[one] for one in there),
        from_=noted(counts, notes),
        sources=used,
        covers=_covers(reaches(store), used, kind),
    )


def _covers(known: Reaches, used: Iterable[SourceNote], kind: str) -> tuple[tuple[str, int], ...]:
    found = ((one.title, known.of(one.iri, kind)) for one in used)
    return tuple((title, reach.last.year) for title, reach in found if reach.covers and reach.last)


def _kinds(store: Store) -> list[str]:
    """Classes of spells that a store has; of one that cannot tell, all that there are."""
    every = [name for name in kinds() if SPELL in ancestors(name)[1:]]
    held = parquet(store)
    if held is None:
        return every
    types = held.rest.filter(pl.col("value").is_in([CM + name for name in every]))
    there = {face.kind for face in held.faces} | {
        value.removeprefix(CM) for value in types["value"].unique()
    }
    return [name for name in every if name in there or name == KIND]


def _among(index: pl.DataFrame, owners: Mapping[str, str]) -> pl.DataFrame:
    """Of ties between states, those of several that are given with each other alone."""
    polity = f"^{ID}(state|territory)/"
    if len(set(owners.values())) < 2:  # noqa: PLR2004 - a tie has two ends
        return index
    ends = [pl.col(end) for end in ("first", "second")]
    dyadic = pl.all_horizontal(end.str.contains(polity).fill_null(value=False) for end in ends)
    inside = pl.all_horizontal(end.is_in(list(owners)).fill_null(value=False) for end in ends)
    return index.filter(~dyadic | inside)


def _told(
    store: Store, parts: Parts, index: pl.DataFrame, owners: Mapping[str, str]
) -> list[Spell]:
    rows = index.drop_nulls(["first", "second"])
    told = _texts(parts, rows)
    named, notes, known = labels(store), source_notes(store), reaches(store)
    found = []
    for row in rows.iter_rows(named=True):
        first, second = row["first"], row["second"]
        # a leader is tied to the state that is asked for, which is not the first of the two
        ends = (second, first) if owners and first not in owners else (first, second)
        subject, other = (thing(end, named.get(end, "")) for end in ends)
        when = period_of(row["kind"], *(row[name] for name in DATES))
        said = told.get(row["record"], {})
        role = said.get("role", "")
        covered, surely = _reached(known, row["source"], row["kind"], when)
        found.append(
            Spell(
                iri=row["record"],
                of=owners.get(subject.iri, ""),
                subject=subject,
                other=other,
                role=role.removeprefix(CM),
                says=named.get(role, ""),
                when=when,
                covered=covered,
                surely=surely,
                source=notes[row["source"]],
                locator=said.get("locator", ""),
                href=href(row["record"]),
            )
        )
    return found


def _texts(parts: Parts, rows: pl.DataFrame) -> dict[str, dict[str, str]]:
    """Roles and locators of records."""
    said = parts.rows(rows["record"]).filter(
        pl.col("property").is_in([f"{CM}role", f"{CM}locator"])
    )
    found: dict[str, dict[str, str]] = {}
    for record, name, value in said.select("record", "property", "value").iter_rows():
        found.setdefault(record, {})[name.removeprefix(CM)] = value
    return found


def _reached(
    known: Reaches, source: str, kind: str, when: Period
) -> tuple[dt.date | None, dt.date | None]:
    """What the source covers of a spell without an end, and to when a spell surely held.

    What a document says holds to the day on which it came out, by the rules of ``asof``.
    """
    if when.end:
        return None, when.until
    reach = known.of(source, kind)
    return (reach.last if reach.covers else None), when.until or reach.last


def _gaps(
    store: Store,
    kind: str,
    actors: Collection[str],
    owners: Mapping[str, str],
    beside: Iterable[Spell],
) -> list[Spell]:
    """Times of which a source says that it does not know whether there was a tie.

    Of those alone of whom it knows one at another time.
    """
    held = parquet(store)
    if held is None:
        return []
    rows = {(one.subject.iri, one.other.iri, one.source.iri): one for one in beside}
    found = []
    for face in (one for one in held.faces if one.kind == GAP):
        third = next((one for one in ("body", "agreement") if one in face.columns), None)
        if third is None or "member" not in face.columns:
            continue
        ours = pl.col("member").is_in(list(actors)) | pl.col(third).is_in(list(actors))
        lacking = (pl.col("lacks") == f"cm:{kind}") & (pl.col("silence") == "cm:Missing")
        columns = ("iri", "member", third, "start", "end", "precision", "locator")
        gaps = face.frame.filter(ours & lacking).select(columns).collect()
        for iri, member, other, start, end, precision, locator in gaps.iter_rows():
            one = rows.get((ID + member, f"{ID}{other}", face.graph))
            if one:
                dates = (str(start or ""), str(end or ""), "", "", "", precision or "", "", "")
                when = period_of(kind, *dates)
                covered, _surely = _reached(reaches(store), face.graph, kind, when)
                found.append(
                    Spell(
                        iri=ID + iri,
                        of=owners.get(one.subject.iri, ""),
                        subject=one.subject,
                        other=one.other,
                        role="",
                        says=_("not known"),
                        when=when,
                        covered=covered,
                        surely=None,
                        source=one.source,
                        locator=locator,
                        href=href(ID + iri),
                        known=False,
                    )
                )
    return found
