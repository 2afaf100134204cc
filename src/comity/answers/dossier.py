"""All that is known between two states or territories: what the page of a dyad shows."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace

import polars as pl

from comity.answers.asof import (
    HELD,
    Reaches,
    certainty,
    held_on,
    holds,
    in_force,
    reaches,
    told_of,
)
from comity.answers.claimed import claim_lines, claimed_of
from comity.answers.coverage import TIES, covered_years, said_of
from comity.answers.disagreements import DIFFER, reported, set_beside
from comity.answers.lines import (
    Facts,
    counted,
    href,
    lines_of,
    sections,
    source_notes,
    thing,
    when,
)
from comity.answers.outward import state_elsewhere
from comity.answers.records import pair_facts
from comity.answers.shared import shared_by
from comity.answers.standing import MONEY, MULTILATERAL, standing, thirds
from comity.answers.wording import counted as counted_kind
from comity.answers.wording import filled
from comity.model.days import day_of
from comity.model.ontology import ancestors
from comity.model.records import (
    ClaimLine,
    Difference,
    Dossier,
    Figure,
    Line,
    Shared,
    Side,
    SourceNote,
    Thing,
)
from comity.model.states import State, dyad, identifiers, name_of
from comity.model.words import _, ngettext, numeral
from comity.query.cite import cite
from comity.query.result import called_of
from comity.store.stores import Store

NAMED = 3
"""How many kinds of record a summary counts by name."""


def dossier(store: Store, a: str, b: str, *, as_of: dt.date | str | None = None) -> Dossier:
    """Everything between two states or territories, by comity key.

    As of a day, what held on it, by the rules of ``comity.answers.asof``, each state by its name
    on that day. Records that have no date are in ``Dossier.as_of``. Of claims there are those that
    stand beside a record that held, and of disagreements those on one.

    Args:
        store: where to ask.
        a: key of the first.
        b: key of the second.
        as_of: the day; any time by default.

    Raises:
        UnknownStateError: nothing has that key.
        IdentityError: the two are one.
        QuestionError: the day is none.
    """
    day, given = day_of(as_of), dyad(a, b)
    first, second = as_they_were(given, day)
    sources, covered = source_notes(store), covered_years(store, a, b)
    lines = lines_of(store, pair_facts(store, a, b))
    claimed = claimed_of(store, a, b)
    claims = claim_lines(claimed, {one.iri: one for one in lines}, sources)
    quoted = {claim.iri for claim in claims}
    lines = [one for one in lines if one.iri not in quoted]
    pair = (thing_of(first), thing_of(second))
    differences = _differences(store, (a, b), covered, day)
    shared = shared_by(store, dict.fromkeys([(a, b), (first.key, second.key)]), day)
    told = None
    if day:
        lines, undated = held_on(lines, day, reaches(store))
        told = told_of(day, certainty(lines), undated, given)
        claims = _beside(claims, {one.iri for one in lines})
    sides = [side for one in differences for side in one.sides]
    figures = standing(store, (first, second), day)
    undated = told.undated if told else ()
    used = counted([*lines, *figures, *shared, *claims, *sides, *undated], sources)
    return Dossier(
        call=called_of(store, "dossier", a, b, as_of=str(day or "")),
        manifest=store.manifest,
        bibtex=bibtex_of(store, used),
        a=pair[0],
        b=pair[1],
        summary=_summary(pair, lines, shared, len({one.matter for one in differences})),
        sections=sections(lines, also=_also(figures, shared)),
        shared=shared,
        claims=claims,
        disagreements=differences,
        gaps=_gaps(covered, day),
        sources=used,
        codes=tuple(_codes(one, day) for one in (first, second)),
        status=_status(lines),
        links=tuple(state_elsewhere(one.key) for one in (first, second)),
        standing=figures,
        thirds=thirds(store, (first, second)),
        as_of=told,
    )


def _also(figures: Iterable[Figure], shared: Sequence[Shared]) -> list[str]:
    """Sections that have something to say without a record of the two."""
    told = {one.section for one in figures} | ({_(MULTILATERAL)} if shared else set())
    return [title for title in (MONEY, MULTILATERAL) if _(title) in told]


def _status(lines: Iterable[Line]) -> tuple[Line, ...]:
    """What is said of relations, and of missions of each kind and way what is said last."""
    by_kind: dict[str, list[Line]] = defaultdict(list)
    for one in lines:
        by_kind[one.kind.name].append(one)
    last = {
        tuple(part.iri if isinstance(part, Thing) else part for part in one.sentence): one
        for one in sorted(by_kind["DiplomaticRepresentation"], key=lambda one: one.when.sort)
    }
    return (*sorted(by_kind["DiplomaticRelation"], key=lambda one: one.when.sort), *last.values())


def bibtex_of(store: Store, used: Iterable[SourceNote]) -> str:
    """BibTeX of the sources."""
    return cite(*(one.iri for one in used), store=store)


def as_they_were(given: Sequence[State], day: dt.date | None) -> list[State]:
    """States as they were on a day; those that did not exist stay as they are."""
    return [(in_force(one, day) if day else None) or one for one in given]


def _then_held(record: Facts, day: dt.date, known: Reaches) -> bool:
    reach = known.of(record.first("source"), record.first("type"))
    return holds(when(record), day, reach) in HELD


def _beside(claims: Iterable[ClaimLine], held: Collection[str]) -> tuple[ClaimLine, ...]:
    """Claims that stand beside records that are held, with these alone."""
    near = (
        replace(one, beside=tuple(line for line in one.beside if line.iri in held))
        for one in claims
    )
    return tuple(one for one in near if one.beside)


def thing_of(subject: State) -> Thing:
    """A state, as a thing to name and link."""
    return thing(subject.iri, name_of(subject.key, subject.name))


def _codes(subject: State, day: dt.date | None) -> tuple[tuple[str, str], ...]:
    """Codes of a state by scheme: on a day, or those that hold still."""
    rows = identifiers().filter(pl.col("key") == subject.key)
    begun, open_end = pl.col("start").is_null(), pl.col("end").is_null()
    if day:
        held = rows.filter(begun | (pl.col("start") <= day), open_end | (pl.col("end") >= day))
    else:
        held = rows.filter(open_end)
    codes = (held if held.height else rows).select("scheme", "code").unique()
    return tuple(codes.sort("scheme", "code").iter_rows())


def _differences(
    store: Store, keys: tuple[str, str], covered: pl.DataFrame, day: dt.date | None
) -> tuple[Difference, ...]:
    """Where sources disagree: as of a day, on what held on it by either."""
    sources, records = source_notes(store), reported(store, *keys)
    found = set_beside(store, records, covered)
    if day:
        mine = {one.iri for one in records if _then_held(one, day, reaches(store))}
        found = found.filter(pl.col("record").is_in(mine) | pl.col("theirRecord").is_in(mine))
    return tuple(
        Difference(
            matter=row["matter"],
            differ=_(DIFFER[row["differ"]]),
            sides=(
                Side(row["says"], sources[row["source"]], href(row["record"])),
                Side(row["theySay"], sources[row["theirSource"]], href(row["theirRecord"])),
            ),
            why=row["why"],
        )
        for row in found.iter_rows(named=True)
    )


def _matters(
    lines: Iterable[Line], related: Callable[[Line], Iterable[str]]
) -> list[tuple[Line, ...]]:
    """Records by the matter that they speak of: two reports of one session stand together."""
    by_iri = {one.iri: one for one in lines}
    groups: list[set[str]] = []
    for one in by_iri.values():
        others = by_iri.keys() & set(related(one))
        if others:
            group = {one.iri, *others}
            near = [other for other in groups if other & group]
            groups = [other for other in groups if not other & group]
            groups.append(group.union(*near))
    alone = by_iri.keys() - set().union(*groups)
    groups += [{iri} for iri in alone]
    ordered = [tuple(by_iri[iri] for iri in sorted(group)) for group in groups]
    return sorted(ordered, key=lambda group: group[0].iri)


def _gaps(covered: pl.DataFrame, day: dt.date | None) -> tuple[str, ...]:
    """What each source could have said of the two and did not, and where it ends."""
    if day:
        covered = covered.filter(
            pl.col("first").fill_null(day.year) <= day.year,
            pl.col("last").fill_null(day.year) >= day.year,
        )
    silent = covered.filter(pl.col("says") != TIES)
    gaps = []
    for (kind, title), rows in silent.group_by("kind", "title", maintain_order=True):
        said = rows.group_by("says", maintain_order=True)
        runs = "; ".join(said_of(str(says), years) for (says,), years in said)
        gaps.append(f"{title}, {kind}: {runs}.")
    return tuple(gaps)


def _summary(
    pair: tuple[Thing, Thing],
    lines: Sequence[Line],
    shared: Sequence[Shared],
    disagreements: int,
) -> tuple[str | Thing, ...]:
    """A few sentences of fact made from the records; every number leads to what it counts."""
    said = _sharing(pair, shared)
    if not lines:
        return (*said, _("No record ties the two directly."))
    dated = sorted((one for one in lines if one.when.start), key=lambda one: one.when.sort)
    said += _tying(lines, sorted({one.when.sort[:4] for one in dated}))
    if number := _latest_number(dated):
        latest = _("The latest {kind} on record is {value} ({when}). ")
        told = {"value": number.value, "when": number.when.words}
        said.append(latest.format(kind=number.kind.label, **told))
    if disagreements:
        matters = ngettext("{count} matter", "{count} matters", disagreements)
        link = _to(matters.format(count=numeral(disagreements)), "disagreements")
        said += filled(_("Sources differ on {matters}."), matters=link)
    return tuple(said)


def _sharing(pair: tuple[Thing, Thing], shared: Iterable[Shared]) -> list[str | Thing]:
    found = {one.thing.iri: one.thing.kind for one in shared}
    counts = Counter(found.values())
    n, m = counts["body"], counts["agreement"]
    bodies = ngettext("{count} body", "{count} bodies", n).format(count=numeral(n))
    agreements = ngettext("{count} agreement", "{count} agreements", m).format(count=numeral(m))
    links = [_to(words, "shared") for words, some in ((bodies, n), (agreements, m)) if some]
    ends = {"a": pair[0], "b": pair[1]}
    match links:
        case [first, second]:
            both = _("{a} and {b} share {bodies} and {agreements}. ")
            return filled(both, **ends, bodies=first, agreements=second)
        case [only]:
            return filled(_("{a} and {b} share {what}. "), **ends, what=only)
    return filled(_("{a} and {b} share no body. "), **ends)


def _tying(lines: Sequence[Line], years: Sequence[str]) -> list[str | Thing]:
    """How many records tie the two, from when to when, and of which kinds most are."""
    matters = {kind: _matters(some, lambda one: one.same) for kind, some in _by_kind(lines).items()}
    counts = Counter({kind: len(some) for kind, some in matters.items()})
    kinds = ", ".join(counted_kind(n, kind) for kind, n in counts.most_common(NAMED))
    many = ngettext("{count} records", "{count} records", len(lines)).format(count=len(lines))
    parts: dict[str, str | Thing] = {"records": _to(many, "s-records"), "kinds": kinds}
    if not years:
        return filled(_("{records} tie the two: {kinds}. "), **parts)
    if len(years) == 1:
        return filled(_("{records} tie the two, of {year}: {kinds}. "), **parts, year=years[0])
    span = {"first": years[0], "last": years[-1]}
    return filled(_("{records} tie the two, from {first} to {last}: {kinds}. "), **parts, **span)


def _to(words: str, anchor: str) -> Thing:
    return Thing("", words, "", f"#{anchor}")


def _by_kind(lines: Iterable[Line]) -> dict[str, list[Line]]:
    kinds_of: dict[str, list[Line]] = defaultdict(list)
    for one in lines:
        kinds_of[one.kind.label].append(one)
    return kinds_of


def _latest_number(dated: Iterable[Line]) -> Line | None:
    """The latest number of the pair as a whole that a source gives and nobody computed."""
    numbers = [one for one in dated if "Observation" in ancestors(one.kind.name)]
    given = [one for one in numbers if not one.kind.directed and not one.derivation]
    return max(given, key=lambda one: str(one.when.end), default=None)
