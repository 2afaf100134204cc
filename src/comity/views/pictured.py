"""Answers of questions as pictures: by which columns of theirs each is drawn, and what draws it.

A column is of things where all that it has are IRIs of the graph below ``id/``, but for records and
sources; of states where these are states or territories. A picture that finds no such columns is
none, and its answer a table alone.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import networkx as nx  # type: ignore[import-untyped]
import numpy as np
import polars as pl

from comity.answers.dates import period
from comity.answers.lines import href, source_notes, thing
from comity.answers.measured import capitals
from comity.errors import QuestionError
from comity.model.namespaces import BASE, ID
from comity.model.ontology import kinds
from comity.model.records import Kind
from comity.model.words import ENGLISH, N_, _, ngettext, numeral, speaking
from comity.networks.dyads import Grid
from comity.store.stores import Store
from comity.tables.column import MEANINGS, NOT_APPLICABLE, OUTSIDE, VALUE, ZERO
from comity.views.chart import chart_svg
from comity.views.maps import Class, classes, short
from comity.views.matrix import CODES, packed
from comity.views.network import network_page
from comity.views.scale import scale
from comity.views.worldmap import Drawn, Shade, choropleth

POLITY = f"^{ID}(state|territory)/"
RECORDS = f"^{ID}(tie|event|claim|series|gap)/"
TIE = ("tie", "record")
"""Columns of the record that a row is of."""
DATES = ("start", "end", "year")
UNKIND = Kind("Answer", N_("a row of the answer"), "", "", False, "#0072B2", "")  # noqa: FBT003
"""What a row is drawn as that says of no kind of ties."""
DAY_OF_OUTLINES = dt.date(2018, 12, 31)


@dataclass(frozen=True)
class Picture:
    """A picture of an answer: ``svg`` whole, or what the ``view`` shows and its scripts read."""

    view: str
    svg: str = ""
    shows: Mapping[str, object] = field(default_factory=dict)
    scripts: Sequence[str] = ("page",)
    payload: object = None


@dataclass(frozen=True)
class Answer:
    """What is drawn: the answer to a question that is called so, and names of things by IRI."""

    store: Store
    frame: pl.DataFrame
    names: Mapping[str, str]
    title: str

    @property
    def things(self) -> list[str]:
        """Columns of things, in order."""
        return [one for one in self.frame.columns if self._is_of(one)]

    @property
    def states(self) -> list[str]:
        """Columns of things some of which are states or territories, in order."""
        return [one for one in self.things if self.frame[one].str.contains(POLITY).any()]

    @property
    def numbers(self) -> list[str]:
        """Columns of numbers, years apart."""
        frame = self.frame.drop("year", strict=False)
        return [one for one in frame.columns if frame.schema[one].is_numeric()]

    def label(self, iri: str) -> str:
        """The name of a thing."""
        return thing(iri, self.names.get(iri, "")).label

    @property
    def citation(self) -> str:
        """The sources that its rows name."""
        if "source" not in self.frame.columns:
            return _("Made with comity.")
        notes = source_notes(self.store)
        titles = {notes[iri].title for iri in self.frame["source"].unique() if iri in notes}
        said = _("Sources: {titles}. Made with comity.")
        return said.format(titles="; ".join(sorted(titles)))

    def _is_of(self, name: str) -> bool:
        column = self.frame[name]
        if column.dtype != pl.String or not (some := column.drop_nulls()).len():
            return False
        return bool(some.str.starts_with(ID).all() and not some.str.contains(RECORDS).any())


def chart(answer: Answer) -> Picture | None:
    """The column ``value`` by ``year``; see ``chart_svg``."""
    svg = chart_svg(answer.frame, answer.names)
    return Picture("chart", svg) if svg else None


def network(answer: Answer) -> Picture | None:
    """A line for each row, from the first column of things to the second.

    ``kind``, by its English label, is what it is drawn as; ``start``, ``end`` and ``year`` are when
    it held, ``value`` and ``unit`` how much it is, ``source`` and ``locator`` who says so, ``tie``
    or ``record`` the record.
    """
    ends = answer.things[:2]
    if len(ends) != 2:  # noqa: PLR2004 - a line has two
        return None
    unkind = replace(UNKIND, label=_(UNKIND.label))
    with speaking(ENGLISH):
        english = {name: one.label for name, one in kinds().items()}
    named = {english[name]: one for name, one in kinds().items()}
    notes = source_notes(answer.store)
    net = nx.MultiDiGraph(citation=answer.citation)
    for row in answer.frame.drop_nulls(ends).iter_rows(named=True):
        for iri in (row[one] for one in ends):
            one = thing(iri, answer.names.get(iri, ""))
            net.add_node(iri, label=one.label, kind=one.kind, href=one.href)
        start, end, year = (str(row.get(name) or "") for name in DATES)
        record = str(next((row[name] for name in TIE if row.get(name)), ""))
        source = str(row.get("source") or "")
        about: dict[str, object] = {
            "kind": named.get(str(row.get("kind")), unkind),
            "start": start or None,
            "end": end or None,
            "year": int(year) if year.isdecimal() else None,
            "value": row.get("value") if "value" in answer.numbers else None,
            "unit": row.get("unit"),
            "source": source,
            "source_title": notes[source].title if source in notes else "",
            "locator": row.get("locator") or row.get("locatorA"),
            "iri": record,
            "href": href(record) if record.startswith(BASE) else "",
            "when": period(start=start, end=end, year=year).words if start or end or year else "",
        }
        net.add_edge(row[ends[0]], row[ends[1]], **about)
    rows, things = net.number_of_edges(), net.number_of_nodes()
    net.graph["subtitle"] = _("{rows} among {things}").format(
        rows=ngettext("{count} row of the answer", "{count} rows of the answer", rows).format(
            count=numeral(rows)
        ),
        things=ngettext("{count} thing", "{count} things", things).format(count=numeral(things)),
    )
    page = network_page(net, title=answer.title)
    shows = {**page.shows} if page.shows["years"] else {**page.shows, "undated": 0}
    return Picture("network", shows={"net": shows}, scripts=page.scripts, payload=page.payload)


def world(answer: Answer) -> Picture | None:
    """The first column of states, shaded by the first column of numbers, else alike.

    Where several rows are of one state it has the greatest of their numbers.
    """
    if not answer.states:
        return None
    numbers, state = answer.numbers[:1], pl.col(answer.states[0])
    shown = answer.frame.filter(state.str.contains(POLITY)).sort(state, maintain_order=True)
    value = pl.col(numbers[0]).max().cast(pl.Float64) if numbers else pl.lit(None, pl.Float64)
    most = dict(shown.group_by(state, maintain_order=True).agg(value.alias("value")).iter_rows())
    try:
        places, notes = capitals(answer.store, DAY_OF_OUTLINES)
    except QuestionError:  # an endpoint has no such table: small states have no point then
        places, notes = {}, []
    drawn, legend = _shaded(answer, most, numbers, places)
    shows = {"drawn": drawn, "legend": legend, "places": notes, "by": "".join(numbers)}
    outlines = _("Outlines: Natural Earth 4.1.0, 1:110m.")
    payload = {"title": answer.title, "citation": f"{answer.citation} {outlines}"}
    return Picture("map", shows=shows, scripts=("map", "page"), payload=payload)


def _shaded(
    answer: Answer,
    most: Mapping[str, float | None],
    by: Sequence[str],
    places: Mapping[str, tuple[float, float]],
) -> tuple[Drawn, list[Class]]:
    values = [value for value in most.values() if value is not None]
    steps = classes(values, short) if by else [("q4", 0.0, _("in the answer"))]
    shades, counts = {}, dict.fromkeys((look for look, *_ in steps), 0)
    for iri, value in most.items():
        known = value is not None or not by
        look = next((one for one, least, _ in reversed(steps) if (value or 0) >= least), "na")
        look = look if known else "missing"
        counts[look] = counts.get(look, 0) + 1
        told = _("in the answer") if value is None else short(value)
        says = f"{answer.label(iri)}: {told}"
        where = thing(iri, answer.label(iri))
        shades[iri.rsplit("/", 1)[1]] = Shade(where.label, look, says, where.href)
    legend = [Class(look, says, counts[look]) for look, _, says in steps]
    if counts.get("missing"):
        without = _("in the answer, without {column}").format(column=by[0])
        legend.append(Class("missing", without, counts["missing"]))
    return choropleth(shades, places), legend


def matrix(answer: Answer) -> Picture | None:
    """The first two columns of states, each two by the first column of numbers, else by rows.

    Where several rows are of the same two the cell has the greatest of their numbers. Cells of
    which no row is are no zeros. It has a direction where the first column is called ``from``, or
    two states are there both ways with numbers that differ.
    """
    if len(answer.states) < 2:  # noqa: PLR2004 - a cell is of two
        return None
    ends, numbers = answer.states[:2], answer.numbers[:1]
    both = answer.frame.filter(pl.col(one).str.contains(POLITY) for one in ends)
    value = pl.col(numbers[0]).max() if numbers else pl.len()
    rows = both.group_by(ends).agg(value.cast(pl.Float64).alias("value")).drop_nulls()
    cells = {(a, b): number for a, b, number in rows.iter_rows() if a != b}
    directed = ends[0] == "from" or any(
        cells.get((b, a), number) != number for (a, b), number in cells.items()
    )
    if not directed:
        cells |= {(b, a): number for (a, b), number in cells.items()}
    named = {end: answer.label(end) for pair in cells for end in pair}
    states = sorted(named, key=lambda one: (named[one], one))
    drawn = _grid(states, cells, directed=directed)
    colours = scale(drawn.values[drawn.meaning(VALUE) & drawn.dyads])
    none = int(np.count_nonzero(drawn.meaning(OUTSIDE) & drawn.dyads))
    by = _("By {column}, of several rows by the greatest; {colours}; order: by name.")
    if not numbers:
        by = _("Rows of the answer; {colours}; order: by name.")
    stated = by.format(column="".join(numbers), colours=colours.says)
    words = {OUTSIDE: _("no row of the answer"), NOT_APPLICABLE: _("itself"), ZERO: _("zero")}
    payload = {
        "title": answer.title,
        "subtitle": "",
        "stated": stated,
        "citation": answer.citation,
        "source": {"title": "", "href": ""},
        "unit": "",
        "directed": directed,
        "year": None,
        "against": None,
        "words": {},
        "labels": {},
        "states": [[named[one], one.rsplit("/", 1)[1], "", True, False] for one in states],
        "blocks": [["", len(states)]],
        "empty": {CODES[meaning]: says for meaning, says in words.items()},
        "breaks": colours.breaks,
        "steps": colours.labels,
        "colours": colours.colours,
        "grids": [packed(drawn)],
    }
    shows = {"scale": colours, "stated": stated, "count": len(states)}
    shows |= {"reasons": [(words[OUTSIDE], OUTSIDE, none)]}
    return Picture("matrix", shows=shows, scripts=("matrix", "page"), payload=payload)


def _grid(states: Sequence[str], cells: Mapping[tuple[str, str], float], *, directed: bool) -> Grid:
    values = np.array([[cells.get((a, b), np.nan) for b in states] for a in states], float)
    told = np.where(np.isnan(values), MEANINGS.index(OUTSIDE), MEANINGS.index(VALUE))
    told[values == 0] = MEANINGS.index(ZERO)
    np.fill_diagonal(told, MEANINGS.index(NOT_APPLICABLE))
    return Grid(tuple(states), values, told.astype(np.int8), directed)


Draw = Callable[[Answer], Picture | None]
PICTURES: dict[str, Draw] = {"chart": chart, "map": world, "matrix": matrix, "network": network}
"""How an answer is drawn, by the ``view`` of its question.

A view without a picture here shows the table alone.
"""
