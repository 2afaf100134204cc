"""Dyads as a heat map: one measure of ties among all states in a year, or how it changed."""

from collections.abc import Mapping

import numpy as np
import polars as pl

from comity.answers import matrix as answers
from comity.answers.lines import href
from comity.answers.matrix import Matrix, dyads_frame, turned
from comity.errors import QuestionError
from comity.model.records import Made, SourceNote
from comity.model.words import N_, _
from comity.networks.dyads import Grid
from comity.networks.order import ORDERS
from comity.query.cite import cite
from comity.tables.column import MEANINGS, MISSING, NOT_APPLICABLE, OUTSIDE, VALUE, ZERO
from comity.tables.groups.trade import USD
from comity.tables.holding import holding
from comity.tables.offers import Offer, offers
from comity.views.asked import Asked
from comity.views.page import Page
from comity.views.scale import Scale, figure, of_words, scale

ROWS = 500
"""Rows of the table on the page; its twins have all."""
FIRST = ("cow_trade_flow", "atop_treaties", "cow_igo_joint_full", "factbook_joint_full")
"""Measures that the page is of where none is asked for, the first that there is."""
CODES = {VALUE: "v", ZERO: "0", MISSING: "m", NOT_APPLICABLE: "n", OUTSIDE: "o"}
EMPTY = {
    ZERO: N_("a true zero: covered, and there is none"),
    MISSING: N_("missing: the source covers the two and does not know"),
    NOT_APPLICABLE: N_("not applicable: itself, or one of the two did not exist"),
    OUTSIDE: N_("outside coverage: the source does not speak of the two then"),
}

GROUP_NAMES = {
    "trade": N_("trade"),
    "igo": N_("igo"),
    "votes": N_("votes"),
    "alliances": N_("alliances"),
    "agreements": N_("agreements"),
    "distance": N_("distance"),
    "contiguity": N_("contiguity"),
    "missions": N_("missions"),
    "sanctions": N_("sanctions"),
    "arms": N_("arms"),
    "disputes": N_("disputes"),
    "powers": N_("powers"),
    "export_shares": N_("export_shares"),
    "import_shares": N_("import_shares"),
    "land_borders": N_("land_borders"),
    "accreditations": N_("accreditations"),
    "events": N_("events"),
}
"""What groups of measures are called in other languages."""
PARAMETERS = ("kind", "year", "against", "order", "among", "known")


def matrix(asked: Asked) -> Page:
    """All dyads of a year by one measure: ``/matrix?kind=cow_trade_flow&year=2013``."""
    known = asked.given.get("known", "")
    held = holding(asked.place.folder, known)
    there = offers(held)
    given = {name: asked.given[name] for name in PARAMETERS if asked.given.get(name)}
    orders = {name: _(words) for name, words in ORDERS.items()}
    form = {"kinds": _kinds(there), "orders": orders}
    if not there:
        shows = form | {"shown": None, "limit": held.limit}
        return Page("matrix.html", _("Matrix"), shows, path=asked.path, given=given)
    kind = given.get("kind") or next((one for one in FIRST if one in there), next(iter(there)))
    if kind not in there:
        wrong = _("no measure of what is built{limit} is called {name}; there are {names}")
        raise QuestionError(wrong.format(limit=held.limit, name=repr(kind), names=", ".join(there)))
    year = asked.year("year") or there[kind].years[1]
    against = asked.year("against")
    if against == year:
        wrong = _("{year} is set against itself; leave out against= or give another")
        raise QuestionError(wrong.format(year=year))
    among = [one.strip() for one in given.get("among", "").split(",") if one.strip()]
    shown = answers.matrix(
        asked.place.folder,
        kind,
        (year, against),
        order=given.get("order", ""),
        among=[] if among == ["all"] else among,
        as_known=known,
    )
    bibtex = cite(*shown.sources, store=asked.store)
    return matrix_page(shown, bibtex=bibtex, form=form, path=asked.path, given=given)


def _kinds(there: Mapping[str, Offer]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The measures by group, each with what it is and the years that are covered."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name, offer in there.items():
        says = offer.says(_("row"), _("column")).split(" (", maxsplit=1)[0]
        title = offer.source.description.title
        group = _(GROUP_NAMES.get(offer.group.name, offer.group.name))
        found.setdefault(group, []).append((name, f"{says} · {title}, {_span(offer)}"))
    return list(found.items())


def _span(offer: Offer) -> str:
    first, last = offer.years
    return str(first) if first == last else f"{first}–{last}"


def _scale(shown: Matrix) -> Scale:
    drawn, measure = shown.grid, shown.offer.measure
    values = drawn.values[drawn.meaning(VALUE) & drawn.dyads]
    nearer, difference = turned(shown), shown.then is not None
    if shown.words:
        return of_words(shown.words, values, nearer=nearer)
    return scale(values, money=measure.unit == USD, difference=difference, nearer=nearer)


def matrix_page(
    shown: Matrix,
    *,
    bibtex: str = "",
    form: Mapping[str, object] | None = None,
    path: str = "",
    given: Mapping[str, str] | None = None,
) -> Page:
    """The page of all dyads.

    Args:
        shown: what it shows.
        bibtex: of its sources.
        form: ``kinds`` and ``orders`` that can be chosen; none by default.
        path: the page's address without what is asked of it, where it has one.
        given: what is asked of it.
    """
    about, offer = shown.offer.source.description, shown.offer
    title, subtitle = f"{about.title}, {shown.year}", _subtitle(shown)
    if shown.against is not None:
        against = _("{title}, {year} against {other}")
        title = against.format(title=about.title, year=shown.year, other=shown.against)
    frame, counts = dyads_frame(shown), _counts(shown.grid)
    colours, source = _scale(shown), _source(shown, counts[VALUE])
    shows = {
        "kinds": [],
        "orders": {},
        **(form or {}),
        "shown": shown,
        "scale": colours,
        "chosen": dict.fromkeys(PARAMETERS, "")
        | {"kind": offer.name, "order": "region"}
        | dict(given or {}),
        "subtitle": subtitle,
        "stated": _stated(shown, colours),
        "counts": counts,
        "total": int(shown.grid.dyads.sum()),
        "reasons": [(_empty(one, shown), one, counts[one]) for one in EMPTY],
        "covered": _covered(shown),
        "near": _near(shown),
        "rows": _rows(shown, frame),
        "source": source,
    }
    words = {"title": title, "subtitle": subtitle, "citation": source.citation}
    return Page(
        "matrix.html",
        title,
        shows,
        scripts=("matrix", "page"),
        payload=_payload(shown, colours, source) | words,
        table=lambda: frame,
        cited=list(shown.sources),
        made=Made(shown.call, shown.manifest, bibtex),
        path=path,
        given=given or {},
    )


def _counts(drawn: Grid) -> dict[str, int]:
    """How many dyads mean what."""
    return {one: int(np.count_nonzero(drawn.meaning(one) & drawn.dyads)) for one in CODES}


def _empty(meaning: str, shown: Matrix) -> str:
    return _("no difference") if shown.then and meaning == ZERO else _(EMPTY[meaning])


def _source(shown: Matrix, records: int) -> SourceNote:
    """The source as the page cites it."""
    one = shown.offer.source
    about, title = one.description, f"{one.description.title} {one.description.release}"
    licence = about.licence.rstrip(".")
    citation = _("{publisher}: {title}. {licence}. Drawn by comity: {call}").format(
        publisher=about.publisher, title=title, licence=licence, call=shown.call
    )
    link, page = about.landing, href(one.graph)
    return SourceNote(one.graph, title, about.publisher, licence, citation, link, records, page)


def _subtitle(shown: Matrix) -> str:
    """What is drawn, of whom and in which direction."""
    measure = shown.offer.measure
    ends = (
        (_("the row’s state"), _("the column’s state"))
        if measure.directed
        else (_("the one"), _("the other"))
    )
    says = shown.offer.says(*ends).rstrip(".")
    unit = _(", in {unit}").format(unit=_(measure.unit)) if measure.unit else ""
    less = ""
    if shown.against is not None:
        less = _(": {year} less {other}").format(year=shown.year, other=shown.against)
    ways = _("Rows are from, columns are to.") if measure.directed else _("It has no direction.")
    return f"{says}{unit}{less}. {ways}"


def _stated(shown: Matrix, colours: Scale) -> str:
    """How the colours go and the states stand, in sentences."""
    unit = shown.offer.measure.unit
    of_unit = _("in {unit}").format(unit=_(unit)) if unit else ""
    said = "; ".join(one for one in (of_unit, colours.says) if one)
    through = _("A line through a cell: less than then, or ended") if shown.then else ""
    order = _("order: {order}").format(order=shown.order.says)
    every = [f"{one[:1].upper()}{one[1:]}." for one in (said, order, through) if one]
    return " ".join(every)


def _covered(shown: Matrix) -> str:
    """What the source covers, in words, where a year that is asked for is not of it."""
    covers = shown.offer.covers
    years = [one for one in (shown.year, shown.against) if one is not None]

    def within(year: int) -> bool:
        return any(
            year in one.years if one.years else one.start <= year <= one.end for one in covers
        )

    out = [str(year) for year in years if not within(year)]
    only = sorted({year for one in covers for year in one.years})
    span = ", ".join(map(str, only)) if only else _span(shown.offer)
    title = shown.offer.source.description.title
    said = _("{title} speaks of {span}, not of {years}.")
    return said.format(title=title, span=span, years=_(" or ").join(out)) if out else ""


def _near(shown: Matrix) -> list[tuple[str, int]]:
    """The years before and after that are covered, each with what to call it."""
    years: set[int] = set()
    for one in shown.offer.covers:
        years |= set(one.years or range(one.start, one.end + 1))
    before = max((one for one in years if one < shown.year), default=None)
    after = min((one for one in years if one > shown.year), default=None)
    words = ((before, f"← {before}"), (after, f"{after} →"))
    return [(said, year) for year, said in words if year is not None and year != shown.against]


def _rows(shown: Matrix, frame: pl.DataFrame) -> list[dict[str, object]]:
    """The first rows of the table, as the page writes them."""
    names = ["value"]
    if shown.then:
        names += [f"value_{shown.year}", f"value_{shown.against}"]
    day = {one.key: shown.year if one.now else shown.against for one in shown.seats}
    found = []
    for row in frame.filter(pl.col("missing") == VALUE).head(ROWS).iter_rows(named=True):
        a, b = row["from_key"], row["to_key"]
        year = shown.against if shown.against in (day[a], day[b]) else shown.year
        labels = {number: _(word) for number, word in shown.offer.measure.labels.items()}
        words = [shown.words, labels, labels]
        cells = [
            (row[name], _written(row[name], said)) for name, said in zip(names, words, strict=False)
        ]
        found.append(
            {"from": row["from"], "to": row["to"], "href": f"/dyad/{a}/{b}?at={year}-12-31"}
            | {"cells": cells}
        )
    return found


def _written(value: float | None, words: Mapping[int, str]) -> str:
    if value is None:
        return ""
    return words[int(value)] if words else figure(value)


def _payload(shown: Matrix, colours: Scale, source: SourceNote) -> dict[str, object]:
    parts = [shown.grid, shown.now, shown.then] if shown.then else [shown.grid]
    return {
        "stated": _stated(shown, colours),
        "source": {"title": source.title, "href": source.href},
        "unit": _(shown.offer.measure.unit) if shown.offer.measure.unit else "",
        "directed": shown.grid.directed,
        "year": shown.year,
        "against": shown.against,
        "words": {str(number): word for number, word in shown.words.items()},
        "labels": {str(n): _(word) for n, word in shown.offer.measure.labels.items()},
        "states": [[one.name, one.key, one.before, one.now, one.then] for one in shown.seats],
        "blocks": [[name, len(block)] for name, block in shown.order.blocks],
        "empty": {CODES[one]: _(words).split(":", maxsplit=1)[0] for one, words in EMPTY.items()},
        "breaks": colours.breaks,
        "steps": colours.labels,
        "colours": colours.colours,
        "grids": [packed(one) for one in parts],
    }


def packed(one: Grid) -> dict[str, object]:
    """A letter for each dyad, and the values of those that have one, both by row."""
    letters = np.array([CODES.get(meaning, "v") for meaning in MEANINGS])
    told, values = one.told[one.dyads], one.values[one.dyads]
    numbers = values[told == MEANINGS.index(VALUE)].tolist()
    return {
        "told": "".join(letters[told]),
        "values": [int(v) if v.is_integer() else v for v in numbers],
    }
