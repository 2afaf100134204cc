"""Two to four dyads side by side, by their address."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import polars as pl

from comity.answers.compared import MOST, compared
from comity.answers.lines import ORDER, POLITIES
from comity.answers.search import search
from comity.errors import QuestionError
from comity.model.collected import Compared, Flow
from comity.model.records import Dossier, SourceNote, Thing
from comity.model.words import _, numeral
from comity.store.stores import Store
from comity.views.asked import Asked
from comity.views.page import Page
from comity.views.timeline import Axis, axis_of

DYAD = re.compile(r"([^/]+)/([^/]+)")
COLUMNS = ("dyad", "about", "what", "value", "beside", "when", "source", "licence")


def compare(asked: Asked) -> Page:
    """Dyads side by side: ``/compare?dyads=PAK/RUS,PAK/CHN``; ``with`` names one more."""
    pairs = [_pair(one) for one in asked.several("dyads")]
    if more := asked.given.get("with"):
        pairs.append(_named(asked.store, more, pairs[0][0] if pairs else ""))
    known = compared(asked.store, pairs, as_of=asked.at)
    addresses = [asked.near(f"/dyad/{a}/{b}") for a, b in pairs]
    names = ["/".join(pair) for pair in pairs]
    without = [
        asked.near("/compare", dyads=",".join(one for one in names if one != name))
        for name in names
        if len(names) > len(("a", "b"))
    ]
    given = {"dyads": ",".join(names)} | asked.days
    return compare_page(known, addresses, without=without, path=asked.path, given=given)


def _pair(text: str) -> tuple[str, str]:
    found = DYAD.fullmatch(text)
    if not found:
        wrong = _("{text} is no dyad; write two keys, as in PAK/RUS")
        raise QuestionError(wrong.format(text=repr(text)))
    return found[1], found[2]


def _named(store: Store, text: str, first: str) -> tuple[str, str]:
    """The dyad that words or an address mean; one state alone is that of the first with it."""
    kinds = ("dyad", *POLITIES)
    hrefs = (
        [text]
        if text.startswith("/")
        else [one.thing.href for one in search(store, text) if one.thing.kind in kinds]
    )
    kind, *keys = hrefs[0].split("/")[1:] if hrefs else ("",)
    if kind == "dyad":
        return _pair("/".join(keys))
    if kind == "state" and first:
        return _pair("/".join((first, *keys)))
    wrong = _("no state, and no two states, have a name like {text}")
    raise QuestionError(wrong.format(text=repr(text)))


def compare_page(
    known: Compared,
    addresses: Sequence[str],
    *,
    without: Sequence[str] = (),
    path: str = "",
    given: dict[str, str] | None = None,
) -> Page:
    """The page of dyads side by side.

    Args:
        known: what is known of each.
        addresses: of the page of each dyad.
        without: addresses of the same page without each of them, if it may be left out.
        path: the page's address without what is asked of it, where it has one.
        given: what is asked of it: ``dyads``, ``at`` and ``known``.
    """
    names = [f"{one.a.label} – {one.b.label}" for one in known.dossiers]
    axis = _axis(known)
    shows = {
        "compared": known,
        "names": names,
        "addresses": addresses,
        "without": without,
        "summaries": [_leading(*one) for one in zip(known.dossiers, addresses, strict=True)],
        "counts": _counts(known.dossiers),
        "axis": axis,
        "flows": [(_label(flow), _bars(flow)) for both in known.flows for flow in both],
        "highest": max((f for both in known.flows for f in both), key=_most, default=None),
        "traded": _traded(known),
        "everywhere": sum(all(cells) for _, cells in known.shared),
        "room": len(names) < MOST,
    }
    return Page(
        "compare.html",
        _(" beside ").join(names),
        shows,
        data=known,
        table=lambda: pl.DataFrame([*_rows(known, names)], dict.fromkeys(COLUMNS, pl.String)),
        cited=[one.iri for one in known.sources],
        made=known,
        path=path,
        given=given or {},
    )


def _leading(one: Dossier, address: str) -> list[str | Thing]:
    """A dossier's summary, of which every number leads to its place on the dyad's page."""
    return [
        replace(part, href=address + part.href)
        if isinstance(part, Thing) and part.href.startswith("#")
        else part
        for part in one.summary
    ]


def _counts(known: Sequence[Dossier]) -> list[tuple[str, str, list[int], str]]:
    """How much each dossier has, and what is said of nothing.

    Of what, where it stands on the dyad's page, and how many; no record is not the same as none.
    """
    of = [{part.title: part.records for part in one.sections if part.lines} for one in known]
    titles = {title for each in of for title in each}
    none, order = _("none"), [_(title) for title in ORDER]
    rows = [
        (title, f"s{title}", [each.get(title, 0) for each in of], _("none on record"))
        for title in (*order, *sorted(titles - {*order}))
        if title in titles
    ]
    parts = (
        (_("Shared bodies and agreements"), "shared"),
        (_("What the text says"), "claims"),
        (_("Where sources disagree"), "disagreements"),
        (_("What nobody recorded"), "gaps"),
    )
    rows += [
        (title, name, [len(getattr(one, name)) for one in known], none) for title, name in parts
    ]
    undated = [len(one.as_of.undated) if one.as_of else 0 for one in known]
    return [row for row in [*rows, (_("Without a date"), "undated", undated, none)] if any(row[2])]


def _axis(known: Compared) -> Axis | None:
    """One axis for all that is drawn."""
    found = axis_of(part for one in known.dossiers for part in one.sections)
    years = [year for both in known.flows for flow in both for year, *_ in flow.years]
    if not years:
        return found
    first, last = min(years), max(years) + 1
    return Axis(min(first, found.first), max(last, found.last)) if found else Axis(first, last)


def _label(flow: Flow) -> str:
    return _("{a} to {b}").format(a=flow.seller, b=flow.buyer)


def _most(flow: Flow) -> float:
    return flow.most[1]


def _bars(flow: Flow) -> dict[int, tuple[float, str]]:
    said = _("{number} million US dollars")
    return {
        year: (value, f"{year}: {said.format(number=numeral(value / 1e6, ',.1f'))}")
        for year, value, _href in flow.years
    }


def _traded(known: Compared) -> list[tuple[int, list[tuple[str, str]]]]:
    """Goods by year, latest first: the number and its record of each flow, or two empty texts."""
    flows = [
        {year: (numeral(value / 1e6, ",.1f"), to) for year, value, to in flow.years}
        for both in known.flows
        for flow in both
    ]
    years = sorted({year for each in flows for year in each}, reverse=True)
    return [(year, [each.get(year, ("", "")) for each in flows]) for year in years]


def _rows(known: Compared, names: Sequence[str]) -> Iterator[dict[str, str]]:
    """What the page shows, one row a number, body or gap; see ``COLUMNS``."""
    yield from _figure_rows(known, names)
    for title, _anchor, numbers, _empty in _counts(known.dossiers):
        for name, number in zip(names, numbers, strict=True):
            yield _said(name, _("records"), title, None, value=f"{number}")
    yield from _shared_rows(known, names)
    for name, both in zip(names, known.flows, strict=True):
        for flow in both:
            for year, value, _href in flow.years:
                told = {"value": f"{value:.0f}", "beside": _("US dollars"), "when": f"{year}"}
                yield _said(name, _("goods"), _label(flow), flow.source, **told)
    for name, each in zip(names, known.dossiers, strict=True):
        for gap in each.gaps:
            yield _said(name, _("gap"), gap, None)


def _figure_rows(known: Compared, names: Sequence[str]) -> Iterator[dict[str, str]]:
    for title, cells in known.figures:
        for name, one in zip(names, cells, strict=True):
            if one:
                told = {"value": one.value, "beside": one.beside, "when": one.when}
                yield _said(name, _("figure"), title, one.source, **told)


def _shared_rows(known: Compared, names: Sequence[str]) -> Iterator[dict[str, str]]:
    for body, cells in known.shared:
        for name, cell in zip(names, cells, strict=True):
            for one in cell:
                roles, when = f"{one.role_a}; {one.role_b}", f"{one.when_a}; {one.when_b}"
                yield _said(name, _("shared"), body.label, one.source, value=roles, when=when)


def _said(
    name: str, about: str, what: str, source: SourceNote | None, **more: str
) -> dict[str, str]:
    said = {"source": source.title, "licence": source.licence} if source else {}
    return {"dyad": name, "about": about, "what": what} | said | more
