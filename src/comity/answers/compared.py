"""Dyads side by side: their dossiers, and what can be set in one row of a table."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence

from comity.answers.asof import reaches
from comity.answers.dossier import bibtex_of, dossier
from comity.answers.lines import href, noted, source_notes
from comity.answers.records import lineage, pair_facts
from comity.errors import QuestionError
from comity.model.collected import Compared, Flow
from comity.model.namespaces import CM
from comity.model.records import Dossier, Figure, Shared, Thing
from comity.model.states import name_of, state
from comity.model.words import _
from comity.query.result import called_of
from comity.store.stores import Store

FEWEST, MOST = 2, 4
"""So many dyads stand side by side."""
GOODS = "TradeFlow"


def compared(
    store: Store, dyads: Sequence[tuple[str, str]], *, as_of: dt.date | str | None = None
) -> Compared:
    """Dossiers of two to four dyads side by side; see ``dossier``.

    Goods each way are those of all years whatever the day, by the sources that cover trade.

    Args:
        store: where to ask.
        dyads: keys of the first and second state of each.
        as_of: the day; any time by default.

    Raises:
        UnknownStateError: nothing has a key.
        IdentityError: the two of a dyad are one.
        QuestionError: the day is none, a dyad is named twice, or there are too few or too many.
    """
    pairs = [tuple(one) for one in dyads]
    twice = [one for one, n in Counter(frozenset(pair) for pair in pairs).items() if n > 1]
    if twice or not FEWEST <= len(pairs) <= MOST:
        named = ",".join("/".join(one) for one in pairs)
        wrong = _(
            "{named} cannot be compared: name {fewest} to {most} different dyads, as in "
            "/compare?dyads=PAK/RUS,PAK/CHN"
        )
        raise QuestionError(
            wrong.format(named=repr(named or _("nothing")), fewest=FEWEST, most=MOST)
        )
    # one dyad after the other, as only the records of the last few are kept
    both_of = [(dossier(store, a, b, as_of=as_of), _flows(store, a, b)) for a, b in pairs]
    known, flows = tuple(one for one, _ in both_of), tuple(flow for _, flow in both_of)
    counts: Counter[str] = Counter()
    for one in known:
        counts.update({source.iri: source.records for source in one.sources})
    drawn = {flow.source.iri for both in flows for flow in both}
    counts.update(dict.fromkeys(drawn - counts.keys(), 0))
    used = noted(counts, source_notes(store))
    return Compared(
        call=called_of(store, "compared", pairs, as_of=str(as_of or "")),
        manifest=store.manifest,
        bibtex=bibtex_of(store, used) if used else "",
        dossiers=known,
        figures=_figures(known),
        shared=_shared(known),
        flows=flows,
        sources=used,
    )


def _figures(known: Sequence[Dossier]) -> tuple[tuple[str, tuple[Figure | None, ...]], ...]:
    """Figures by what they measure and their source, in the order in which dossiers have them."""
    cells = [{(one.matter, one.source.iri): one for one in each.standing} for each in known]
    rows = dict.fromkeys(key for each in cells for key in each)
    matters = list(dict.fromkeys(matter for matter, _ in rows))
    ordered = sorted(rows, key=lambda key: matters.index(key[0]))
    return tuple((key[0], tuple(each.get(key) for each in cells)) for key in ordered)


def _shared(known: Sequence[Dossier]) -> tuple[tuple[Thing, tuple[tuple[Shared, ...], ...]], ...]:
    """Bodies and agreements with what each dossier says of them, those that most share first."""
    cells: dict[Thing, list[list[Shared]]] = defaultdict(lambda: [[] for _ in known])
    for at, each in enumerate(known):
        for one in each.shared:
            cells[one.thing][at].append(one)
    rows = [(one, tuple(tuple(cell) for cell in of)) for one, of in cells.items()]
    return tuple(sorted(rows, key=lambda row: (-sum(map(bool, row[1])), row[0].label)))


def _flows(store: Store, a: str, b: str) -> tuple[Flow, ...]:
    """Goods from the first to the second and back, by each source that covers trade."""
    covering = {source for source, kind in reaches(store).of_kinds if kind == CM + GOODS}
    years: dict[tuple[str, bool], list[tuple[int, float, str]]] = defaultdict(list)
    sellers = {state(key).iri for key in lineage(a)}
    for one in pair_facts(store, a, b):
        source, year, value = (one.first(name) for name in ("source", "year", "value"))
        if one.first("type") == GOODS and source in covering and year and value:
            back = one.first("from") not in sellers
            years[source, back].append((int(year), float(value), href(one.iri)))
    names = (name_of(a, state(a).name), name_of(b, state(b).name))
    notes = source_notes(store)
    return tuple(
        Flow(*(names[::-1] if back else names), notes[source], tuple(sorted(found)))
        for (source, back), found in sorted(years.items())
    )
