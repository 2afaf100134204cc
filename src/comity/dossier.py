"""All that is known between two actors, and all that is known of one: what the pages show."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

import polars as pl

from comity.lines import (
    counted,
    facts,
    is_record,
    labels,
    line,
    source_notes,
    thing,
)
from comity.namespaces import CM, ID
from comity.ontology import ancestors, kinds
from comity.question import question
from comity.records import (
    ClaimLine,
    Dossier,
    Line,
    Profile,
    Section,
    Shared,
    SourceNote,
    Thing,
)
from comity.states import State, identifiers, polities, state
from comity.states import labels as names
from comity.store import Store

ORDER = (
    "Relations",
    "Treaties and pledges",
    "Institutions and commissions",
    "Money and goods",
    "Multilateral",
    "Security",
    "Geography",
    "Events",
    "Other",
)
"""Sections of a dossier in the order in which they stand."""


def dossier(store: Store, a: str, b: str) -> Dossier:
    """Everything between two states or territories, by comity key.

    Raises:
        UnknownStateError: nothing has that key.
    """
    first, second = state(a), state(b)
    named = labels(store)
    sources = source_notes(store)
    rows = store.select(question("records-between").sparql(a=a, b=b))
    lines = [line(record, sources) for record in facts(rows, named) if is_record(record)]
    claims = _claims(store, a, b, lines, sources)
    shared = (*_bodies(store, a, b, sources), *_agreements(store, a, b, sources))
    ends = (_thing(first), _thing(second))
    return Dossier(
        a=ends[0],
        b=ends[1],
        summary=_summary(ends, lines, shared),
        sections=_sections(lines),
        shared=shared,
        claims=claims,
        disagreements=_disagreements(lines),
        gaps=_gaps(store, lines, shared),
        sources=counted([*lines, *shared, *claims], sources),
    )


def profile(store: Store, key: str) -> Profile:
    """One state or territory by comity key: codes, names, institutions, partners and ties.

    Raises:
        UnknownStateError: nothing has that key.
    """
    subject = state(key)
    sources, named = source_notes(store), labels(store)
    rows = store.select(question("records-of").sparql(actor=f"{subject.kind}/{key}"))
    records = [record for record in facts(rows, named) if is_record(record)]
    lines = [line(record, sources) for record in records]
    row = polities().row(by_predicate=pl.col("key") == key, named=True)
    codes = identifiers().filter(pl.col("key") == key).sort("scheme", "start")
    return Profile(
        thing=_thing(subject),
        names=tuple(_names(key)),
        codes=tuple(
            (r["scheme"], r["code"], _span(r["start"], r["end"])) for r in codes.to_dicts()
        ),
        links=tuple(_links(row)),
        before=tuple(_thing(state(k)) for k in _before(row)),
        after=tuple(_thing(state(k)) for k in _after(key)),
        institutions=_institutions(store, subject, named),
        partners=_partners(lines, subject),
        sections=_sections(lines),
        sources=counted(lines, sources),
    )


def _thing(subject: State) -> Thing:
    return thing(subject.iri, subject.name)


def _sections(lines: Iterable[Line]) -> tuple[Section, ...]:
    groups: dict[str, list[Line]] = defaultdict(list)
    for one in lines:
        groups[one.kind.section].append(one)
    order = [*ORDER, *sorted(set(groups) - set(ORDER))]
    return tuple(
        Section(title, tuple(sorted(groups[title], key=lambda one: (one.sort, one.iri))))
        for title in order
        if title in groups
    )


def _disagreements(lines: Iterable[Line]) -> tuple[tuple[Line, ...], ...]:
    by_iri = {one.iri: one for one in lines}
    groups = {
        tuple(sorted({one.iri, *(other for other in one.disagrees if other in by_iri)}))
        for one in by_iri.values()
        if one.disagrees
    }
    whole = [group for group in groups if not any(set(group) < set(other) for other in groups)]
    return tuple(tuple(by_iri[iri] for iri in group) for group in sorted(whole) if len(group) > 1)


def _bodies(store: Store, a: str, b: str, sources: Mapping[str, SourceNote]) -> list[Shared]:
    rows = store.select(question("shared-bodies").sparql(a=a, b=b))
    return [
        Shared(
            thing=thing(row["body"], row["name"]),
            role_a=row["roleA"],
            role_b=row["roleB"],
            when_a=_span(row["startA"], row["endA"], row["asOfA"]),
            when_b=_span(row["startB"], row["endB"], row["asOfB"]),
            source=sources[row["source"]],
        )
        for row in rows.iter_rows(named=True)
    ]


def _agreements(store: Store, a: str, b: str, sources: Mapping[str, SourceNote]) -> list[Shared]:
    rows = store.select(question("shared-agreements").sparql(a=a, b=b))
    return [
        Shared(
            thing=thing(row["agreement"], row["name"]),
            role_a=row["owesA"] or "no obligation",
            role_b=row["owesB"] or "no obligation",
            when_a=_span(row["startA"], row["endA"]),
            when_b=_span(row["startB"], row["endB"]),
            source=sources[row["source"]],
        )
        for row in rows.iter_rows(named=True)
    ]


def _claims(
    store: Store, a: str, b: str, lines: Iterable[Line], sources: Mapping[str, SourceNote]
) -> tuple[ClaimLine, ...]:
    rows = store.select(question("claims-about-pair").sparql(a=a, b=b))
    by_iri = {one.iri: one for one in lines}
    groups: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows.iter_rows(named=True):
        groups[row["claim"]].append(row)
    claims = []
    for iri, found in groups.items():
        row = found[0]
        kind = row["kind"].removeprefix(CM)
        stated = dict.fromkeys(r["record"] for r in found if r["record"])
        claims.append(
            ClaimLine(
                iri=iri,
                number=int(row["number"]),
                quote=row["quote"],
                kind=kinds()[kind].label,
                hedge=row["hedge"] or "",
                verdict=_verdict(kind, found),
                beside=tuple(by_iri[r] for r in stated if r in by_iri),
                source=sources[row["source"]],
                href="/" + iri.removeprefix(ID.removesuffix("id/")),
            )
        )
    return tuple(claims)


def _verdict(kind: str, rows: list[dict[str, str]]) -> str:
    if "OpinionClaim" in ancestors(kind):
        return "opinion"
    if any(row["contradicted"] for row in rows):
        return "contradicted"
    stated = [row for row in rows if row["record"]]
    return "confirmed" if stated and all(row["confirmed"] for row in stated) else "unconfirmed"


def _gaps(store: Store, lines: Iterable[Line], shared: Iterable[Shared]) -> tuple[str, ...]:
    """What each source could have said of the two and did not, and where it ends."""
    rows = store.select(question("coverage").sparql())
    said = {(one.source.iri, one.kind.name) for one in lines}
    sharing = {one.source.iri for one in shared}
    gaps = []
    for row in rows.iter_rows(named=True):
        kind = row["kind"].removeprefix(CM)
        if (row["source"], kind) in said or (kind in MULTILATERAL and row["source"] in sharing):
            continue
        first, last = row["start"].year, row["end"].year
        years = f"in {first}" if first == last else f"{first} to {last}"
        gaps.append(
            f"No {row['label']} in {row['title']}, which covers {row['universe']}, {years}."
        )
    return tuple(gaps)


MULTILATERAL = ("Membership", "Participation")


def _summary(
    ends: tuple[Thing, Thing], lines: list[Line], shared: tuple[Shared, ...]
) -> tuple[str | Thing, ...]:
    """One sentence of fact made from the records."""
    bodies = len({one.thing.iri for one in shared if one.thing.kind == "body"})
    treaties = len({one.thing.iri for one in shared if one.thing.kind == "agreement"})
    counts = Counter(one.kind.label for one in lines)
    dated = sorted(one.sort[:4] for one in lines if one.sort[:4].isdigit())
    parts = [f"{n} {_plural(label, n)}" for label, n in counts.most_common(4)]
    said = f"{len(lines)} records tie the two" if lines else "no record ties the two directly"
    if parts:
        said += ", among them " + ", ".join(parts)
    if dated:
        said += f"; the earliest is of {dated[0]}, the latest of {dated[-1]}"
    share = f" share {bodies} {_plural('body', bodies)}"
    if treaties:
        share += f" and {treaties} {_plural('alliance', treaties)}"
    return (ends[0], " and ", ends[1], f"{share}; {said}.")


def _plural(word: str, count: int) -> str:
    if count == 1:
        return word
    return word[:-1] + "ies" if word.endswith("y") else word + "s"


def _span(start: object, end: object, as_of: object = None) -> str:
    if start or end:
        return f"{start or '…'} to {end or '…'}"
    return f"as of {as_of}" if as_of else ""


def _names(key: str) -> list[tuple[str, str]]:
    """Names with the language of each and, where it is dated, its days."""
    rows = names().filter(pl.col("key") == key).sort("lang", "current", descending=[False, True])
    return [
        (
            row["lang"],
            row["label"] + (f" ({span})" if (span := _span(row["start"], row["end"])) else ""),
        )
        for row in rows.iter_rows(named=True)
    ]


def _links(row: Mapping[str, str | None]) -> list[tuple[str, str]]:
    wikidata, geonames = row["wikidata"], row["geonames"]
    links = []
    if wikidata:
        links.append((f"Wikidata {wikidata}", f"https://www.wikidata.org/wiki/{wikidata}"))
    if geonames:
        links.append((f"GeoNames {geonames}", f"https://www.geonames.org/{geonames}"))
    return links


def _before(row: Mapping[str, object]) -> list[str]:
    succeeded = row["succeeds"]
    earlier = [*(succeeded if isinstance(succeeded, list) else []), row["continues"]]
    return sorted({str(key) for key in earlier if key})


def _after(key: str) -> list[str]:
    later = (pl.col("continues") == key) | pl.col("succeeds").list.contains(key)
    return polities().filter(later.fill_null(value=False)).get_column("key").to_list()


def _institutions(store: Store, subject: State, named: Mapping[str, str]) -> tuple[Thing, ...]:
    rows = store.select(question("institutions-of").sparql(state=subject.key))
    return tuple(thing(iri, named.get(iri, "")) for iri in rows.get_column("institution"))


def _partners(lines: Iterable[Line], subject: State) -> tuple[tuple[Thing, int], ...]:
    """Other states and territories by how many records they share with this one, most first."""
    counts: Counter[Thing] = Counter()
    for one in lines:
        others = {part for part in one.sentence if isinstance(part, Thing)}
        counts.update(
            o for o in others if o.kind in ("state", "territory") and o.iri != subject.iri
        )
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0].label)))
