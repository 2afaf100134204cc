"""Small inputs made by hand for tests of pages, with one text wherever data can stand."""

import datetime as dt
from dataclasses import replace
from typing import Any, get_args

import msgspec
import networkx as nx  # type: ignore[import-untyped]
import numpy as np
import polars as pl

from comity.answers.dates import period
from comity.answers.matrix import Matrix, Seat
from comity.answers.measured import Known, Measured
from comity.answers.spells import Spell, Spells
from comity.files.source import source
from comity.model.collected import Compared, Flow, Item, Kept
from comity.model.listing import Listing
from comity.model.portrait import Portrait, Report, Roll
from comity.model.portrait import Seat as Sitting
from comity.model.records import (
    ClaimLine,
    Cut,
    Difference,
    Dossier,
    Figure,
    Kind,
    Line,
    Made,
    Match,
    Period,
    Profile,
    Section,
    Shared,
    Side,
    SourceNote,
    Thing,
    Third,
)
from comity.model.release import ColumnNote, CoverageNote, FileNote, Holding, Release
from comity.networks.dyads import Grid, change
from comity.networks.order import Order
from comity.query.parameter import Parameter, Type
from comity.tables.column import MEANINGS, MISSING, NOT_APPLICABLE, OUTSIDE, VALUE, ZERO
from comity.tables.groups import GROUPS
from comity.tables.offers import Offer
from comity.views.chart import chart_svg
from comity.views.compare import compare_page
from comity.views.html import html
from comity.views.kept import kept_page
from comity.views.maps import map_page
from comity.views.matrix import matrix_page
from comity.views.network import network_page
from comity.views.page import Page
from comity.views.pictured import Picture
from comity.views.questions import Field
from comity.views.search import search_page
from comity.views.spells import spells_page
from comity.views.ways import ALONE, SERVED, Way

BASE = "https://w3id.org/comity/"
EVIL = (
    '<img src=x onerror="owned=1">',
    "</script><script>owned=1</script>",
    '"><script>owned=1</script>',
    "'><svg onload=owned=1>",
    '<a href="javascript:owned=1">href</a>',
    "line\u2028separator\u2029\x01a {{ 7 * 7 }}",
    "روس اور پاکستان",
)
HREFS = (
    "javascript:owned=1",
    " JavaScript:1",
    "//evil.example/x",
    "data:text/html,x",
)
TRADE = Kind("TradeFlow", "trade flow", "exports to", "Money", True, "#E69F00", "10 3")  # noqa: FBT003
BORDER = Kind("LandBorder", "land border", "borders", "Geography", False, "#000000", "")  # noqa: FBT003


def tie(number: int, kind: Kind = TRADE, **more: object) -> dict[str, object]:
    iri = f"{BASE}id/tie/made-1/{kind.name}/{number}"
    return {
        "kind": kind,
        "start": None,
        "end": None,
        "year": 2000 + number % 20,
        "value": number * 1.5,
        "unit": "USD",
        "source": f"{BASE}graph/made-1",
        "source_title": "A made source",
        "locator": f"made.csv, row {number}",
        "iri": iri,
        "href": f"/id/tie/{number}",
        "when": str(2000 + number % 20),
        "sentence": f"sentence {number}",
    } | more


def network(labels: list[str]) -> nx.MultiDiGraph:
    net = nx.MultiDiGraph(citation="Made for a test (2026).", subtitle="A few ties")
    for at, label in enumerate(labels):
        net.add_node(f"{BASE}id/state/S{at:02}", label=label, kind="state", href=f"/state/S{at:02}")
    keys = list(net)
    for at in range(len(keys)):
        ends = keys[at], keys[(at + 1) % len(keys)]
        net.add_edge(*ends, **tie(3 * at))
        net.add_edge(*ends, **tie(3 * at + 1))
        net.add_edge(*reversed(ends), **tie(3 * at + 2, BORDER, year=None, when="as of 2026-01-01"))
    return net


def made_source(text: str = "A made source", href: str = "/graph/made-1") -> SourceNote:
    return SourceNote(f"{BASE}graph/made-1", text, text, text, f"{text} (2026).", href, 3, href)


def made_line(text: str, href: str, when: Period, kind: Kind = TRADE, value: str = "") -> Line:
    a, b = (Thing(f"{BASE}id/state/{end}", f"{end} {text}", "state", href) for end in "AB")
    return Line(
        iri=f"{BASE}id/tie/{when.words}/{value}",
        kind=kind,
        sentence=(a, f" {text} ", b),
        when=when,
        value=value,
        quote=text,
        note=text,
        confidence="B",
        derivation=text,
        locator=f"{text}, row 2",
        source=made_source(text, href),
        disagrees=(),
        same=(),
        href=href,
    )


def made_dossier(text: str = "is tied to", href: str = "/id/x") -> Dossier:
    whens = [
        period(start="1948-05-01"),
        period(start="1950-01-01", end="1961-12-31", precision="year"),
        period(as_of="2026-02-04"),
        period(),
        period(end="1999-12-31", edtf="../1999"),
        period(start="1992-01-01", edtf="1992/.."),
    ]
    lines = [made_line(text, href, when) for when in whens]
    years = [period(year=str(year)) for year in range(1990, 2015)]
    lines += [made_line(text, href, when, value=f"{when.words} USD") for when in years]
    kind = replace(BORDER, label=f"border {text}")
    other = made_line(text, href, period(start="2001-05-05", moment=True), kind)
    source = made_source(text, href)
    a, b = (
        Thing(f"{BASE}id/state/{key}", f"{end} {text}", "state", href)
        for key, end in (("PAK", "A"), ("RUS", "B"))
    )
    claim = ClaimLine("claim", 1, text, text, text, "confirmed", (other,), source, href)
    return Dossier(
        call=text,
        manifest=text,
        bibtex=text,
        a=a,
        b=b,
        summary=(a, f" and {text} ", b),
        sections=(Section(text, tuple(lines)), Section("Geography", (other,))),
        shared=(Shared(a, text, "member", text, "as of 2026", source),),
        claims=(claim, replace(claim, number=2, verdict="opinion", beside=())),
        disagreements=(Difference(text, "date", (Side(text, source, href),) * 2, text),),
        gaps=(f"No {text} in any source.",),
        sources=(source,),
        codes=(((text, text),), ((text, text),)),
        status=(other,),
        standing=tuple(
            Figure(text, text, text, text, source, text, part)
            for part in ("Geography", "Network position", text)
        ),
        thirds=(Third(a, (text, text)),),
    )


def made_profile(text: str, href: str) -> Profile:
    made = made_dossier(text, href)
    return Profile(
        call=text,
        manifest=text,
        bibtex=text,
        thing=made.a,
        span=text,
        heads=made.sections[0].lines[:1],
        names=(("en", text), ("ur", "پاکستان")),
        codes=(("iso3", text, "1947-08-14 to …"),),
        links=((text, href),),
        before=(made.b,),
        after=(made.b,),
        institutions=((text, (made.b,)),),
        partners=tuple((made.b, count) for count in range(20, 0, -1)),
        sections=tuple(_cut(part) for part in made.sections),
        sources=made.sources,
    )


def made_portrait(text: str, href: str) -> Portrait:
    made = made_dossier(text, href)
    line = made.sections[0].lines[0]
    report = Report(line.when, line.source, href, possibly=True)
    seat = Sitting(made.a, text, (report, replace(report, source=made_source(text, text))))
    return Portrait(
        call=text,
        manifest=text,
        bibtex=text,
        thing=made.a,
        classes=(text,),
        names=(("en", text), ("ur", text), ("", text)),
        codes=((text, text),),
        links=((text, href),),
        facts=((text, (text, made.a)),),
        beside=(("this record", line), ("differs", line)),
        claims=made.claims,
        rolls=(Roll(text, (text, text), "Membership", (seat,)),),
        sections=tuple(_cut(part) for part in made.sections),
        uses=((text, (made.a,)),),
        sources=made.sources,
    )


def made_listing(text: str, href: str) -> Listing:
    made = made_dossier(text, href)
    lines = made.sections[0].lines
    return Listing(
        call=text,
        manifest=text,
        bibtex=text,
        thing=made.a,
        kind=lines[0].kind,
        page=2,
        pages=3,
        total=1200,
        lines=lines,
        sources=made.sources,
    )


KEYS = ("CHN", "IND", "PAK", "RUS")
NOW: list[list[float | str]] = [
    [NOT_APPLICABLE, 40e9, 2e6, 500.0],
    [0.0, NOT_APPLICABLE, MISSING, 3e6],
    [7e7, OUTSIDE, NOT_APPLICABLE, 0.0],
    [NOT_APPLICABLE, 4e6, MISSING, NOT_APPLICABLE],
]
"""From each of the four to each: what is known of 2013."""
THEN: list[list[float | str]] = [
    [NOT_APPLICABLE, 30e9, 5e6, 500.0],
    [1e9, NOT_APPLICABLE, 2e6, MISSING],
    [0.0, MISSING, NOT_APPLICABLE, 0.0],
    [9e9, 1e6, MISSING, NOT_APPLICABLE],
]
"""The same of 1990."""


def made_grid(cells: list[list[float | str]], keys: tuple[str, ...] = KEYS) -> Grid:
    """Cells as they are in a matrix; a word is what an empty one means."""

    def code(cell: float | str) -> int:
        known = VALUE if cell else ZERO
        return MEANINGS.index(cell if isinstance(cell, str) else known)

    values = [[np.nan if isinstance(cell, str) else cell for cell in row] for row in cells]
    told = [[code(cell) for cell in row] for row in cells]
    return Grid(keys, np.array(values, float), np.array(told, np.int8), directed=True)


def made_matrix(text: str = "", href: str = "", *, against: bool = False) -> Matrix:
    """Trade among four states in 2013, or against 1990, made up."""
    found = source("cow_trade")
    about = found.description
    if text:
        facts = dict.fromkeys(("title", "publisher", "licence"), text)
        about = msgspec.structs.replace(about, landing=href, **facts)
    offer = Offer(
        "cow_trade_flow",
        GROUPS["trade"],
        msgspec.structs.replace(found, description=about),
        GROUPS["trade"].of_dyads[0],
    )
    seats = [
        Seat(key, f"{key} {text}".strip(), text if against else "", key, now=True, then=True)
        for key in KEYS
    ]
    now, then = made_grid(NOW), made_grid(THEN) if against else None
    return Matrix(
        offer=offer,
        year=2013,
        against=1990 if against else None,
        seats=seats,
        order=Order(((text, KEYS[:3]), ("apart", KEYS[3:])), f"by {text}"),
        note=text,
        now=now,
        then=then,
        grid=change(now, then) if then else now,
        call=f"call {text}",
        manifest="made",
        sources=[offer.source.graph],
    )


VALUES = ("ARG", "AUS", "CAN", "CHN", "EGY", "FRA", "IND", "IRN", "PAK", "SGP")
NOTHINGS = {
    "ZAF": "true zero",
    "BRA": "missing",
    "MEX": "not applicable",
    "NOR": "outside coverage",
}


def made_state(key: str, text: str, href: str) -> Thing:
    return Thing(f"{BASE}id/state/{key}", f"{key} {text}", "state", href)


def made_measured(text: str, href: str, *, of: bool = False) -> Measured:
    """Ten states with the values 1 to 10, and one of each kind of nothing."""
    valued = {key: (float(n), "value") for n, key in enumerate(VALUES, start=1)}
    zero = {key: (0.0 if told == "true zero" else None, told) for key, told in NOTHINGS.items()}
    rows = [
        Known(
            Thing(f"{BASE}id/state/{key}", f"{key} {text}", "state", href), *said, *said[: 2 * of]
        )
        for key, said in (valued | zero).items()
    ]
    return Measured(
        call=text,
        manifest=text,
        bibtex=text,
        name="made_flow",
        kind=TRADE,
        says=f"Goods {text}",
        says_back=f"Goods back {text}",
        unit="",
        labels={},
        directed=of,
        year=2014,
        years=(1870, 2014),
        of=made_state("USA", text, href) if of else None,
        rows=tuple(rows),
        source=made_source(text, href),
    )


def made_spells(text: str, href: str) -> Spells:
    """Of two states in one body: from and to, open and covered, coarse, found, and not known."""
    a, b = (made_state(end, text, href) for end in "AB")
    coarse = period(start="1970-01-01", end="1989-12-31", precision="year")
    body = Thing(f"{BASE}id/body/X", text, "body", href)
    whens = [
        (a, "Member", period(start="1960-01-01", end="1979-12-31"), None),
        (a, "Observer", period(start="1990-01-01"), dt.date(1999, 12, 31)),
        (b, "AssociateMember", coarse, None),
        (b, "Partner", period(as_of="1995-07-02"), None),
        (b, "", period(start="1990-01-01", end="1994-12-31"), None),
    ]
    spells = tuple(
        Spell(
            iri=f"{BASE}id/tie/{at}",
            of=one.iri[-1],
            subject=one,
            other=body,
            role=role,
            says=text,
            when=when,
            covered=covered,
            surely=covered or when.until,
            source=made_source(text, href),
            locator=f"{text}, row {at}",
            href=href,
            known=bool(role),
        )
        for at, (one, role, when, covered) in enumerate(whens)
    )
    return Spells(
        call=text,
        manifest=text,
        bibtex=text,
        kind=replace(TRADE, label=text),
        states=(a, b),
        body=None,
        spells=spells,
        kinds=(TRADE,),
        from_=(made_source(text, href),),
        sources=(made_source(text, href),),
        covers=((text, 1999),),
    )


def _cut(part: Section) -> Section:
    """A section of whose first kind there are more records than it shows."""
    one = part.lines[0]
    cut = Cut(one.kind, 1, 1200, 2400, "1948", "1950", ((one.when, 1200),))
    return replace(part, cut=(cut,))


def made_release(text: str, href: str) -> Release:
    thing = Thing(f"{BASE}graph/made-1", text, text, href)
    file = FileNote(
        path=text,
        shape=text,
        about=text,
        instead=text,
        origin=href,
        checksum=text,
        parts=((text, text),),
        columns=(ColumnNote(text, text, text, text),),
        unused=((text, (text,) * 9), (text, (text,))),
    )
    return Release(
        call=text,
        manifest=text,
        bibtex=text,
        thing=thing,
        id=text,
        release=text,
        publisher=text,
        issued=text,
        landing=href,
        licence=text,
        licence_link=href,
        citation=text,
        about=(text, text),
        years=text,
        coverage=(CoverageNote(text, text, (1817, 1824), text, text, text),),
        files=(file, replace(file, origin=text)),
        crosswalks=((text, text),),
        way="by hand",
        obtain=text,
        commands=(text, text),
        holding=Holding(((thing, 3),), ((text, 3),), ((text, 1),), 20),
    )


def _map(text: str, href: str) -> Page:
    return map_page(
        made_measured(text, href, of=True),
        {"SGP": (1.3, 103.8), "USA": (38.9, -77.0), "PAK": (33.7, 73.1)},
        kinds={text: [(text, text)]},
        sources=(made_source(text, href), made_source(text, href)),
        path=href,
        near=lambda _: href,
    )


def made_answer(text: str, href: str) -> dict[str, Any]:
    years = range(2000, 2030)
    rows = [(Thing(href, text, "state", href), text, str(year)) for year in years]
    columns = {"name": [text] * 30, "year": list(years), "value": [1.5] * 30}
    frame = pl.DataFrame({**columns, "unit": [text] * 15 + ["n"] * 15, "from": [text, "b"] * 15})
    picture = Picture("chart", chart_svg(frame, {}))
    shown = [("thing", False), (text, False), ("year", True)]
    return {"columns": shown, "rows": rows, "total": 7000, "picture": picture}


def made_fields(text: str) -> list[Field]:
    """A field of every type, some of them filled in wrongly."""
    made = []
    for at, kind in enumerate(get_args(Type)):
        choices = (text, "other") if kind == "choice" else ()
        parameter = Parameter(kind, text, choices=choices, optional=at % 2 == 0)
        value = {"date": "2014-06-30", "year": "2014", "integer": "7"}.get(kind, text)
        made += [
            Field(f"{kind}-1", parameter, value, means=text),
            Field(f"{kind}-2", parameter, text, wrong=text),
        ]
    return made


def made_compared(text: str, href: str) -> Compared:
    made = made_dossier(text, href)
    flow = Flow(text, text, made.sources[0], ((1990, 1.5e6, href), (1995, 0.0, href)))
    figure, (shared,) = made.standing[0], made.shared
    return Compared(
        call=text,
        manifest=text,
        bibtex=text,
        dossiers=(made, replace(made, sections=(), gaps=())),
        figures=((text, (figure, None)),),
        shared=((shared.thing, ((shared, shared), ())),),
        flows=((flow, replace(flow, seller=f"{text} 2")), ()),
        sources=made.sources,
    )


def made_kept(text: str, href: str) -> Kept:
    made = made_dossier(text, href)
    line = made.sections[0].lines[-1]
    one = Item("tie/1", line.iri, line.when, line.sentence, text, text, made.sources, line)
    two = replace(one, path="dyad/A/B", iri=f"{BASE}id/dyad/A/B", line=None)
    return Kept(text, text, text, (one, two), (text,), made.sources)


def every_page(text: str, href: str, *, live: bool) -> dict[str, str]:
    """All templates, with one text and one address wherever data can stand."""
    made = made_dossier(text, href)
    thing = made.a
    contexts: dict[str, dict[str, Any]] = {
        "dyad": {"dossier": made, "links": [(text, href)]},
        "state": {
            "profile": made_profile(text, href),
            "links": [(text, href)],
            "all": {BORDER.name: href},
        },
        "listing": {"listing": made_listing(text, href), "links": [(text, href)]},
        "home": {
            "counts": [(text, 1234)],
            "regions": [(text, [thing])],
            "groups": [(text, [thing])],
            "topics": [(text, [(text, href)])],
            "own": [(text, href)],
            "wrong": [(text, text)],
            "map": _map(text, href),
            "loaded": [made_release(text, href)] * 13,
        },
        "query": {
            "questions": [(text, text)],
            "text": text,
            "folder": text,
            "answer": made_answer(text, href),
            "error": None,
        },
        "thing": {
            "portrait": made_portrait(text, href),
            "links": [(text, href)],
            "all": {TRADE.name: href},
        },
        "sources": {"sources": made.sources, "releases": [made_release(text, href)] * 30},
        "source": {"release": made_release(text, href)},
        "found": {"words": text, "found": [Match(thing, text)]},
        "question": {
            "description": text,
            "text": text,
            "fields": made_fields(text),
            "command": text,
            "cite": text,
            "everything": text,
            "answer": made_answer(text, href),
            "error": "",
            "wrong": False,
        },
    }
    way = SERVED if live else ALONE
    made_pages = {
        name: html(
            Page(
                f"{name}.html",
                text,
                context,
                scripts=("page", "query") if name == "query" else ("page",),
                path=href,
                made=Made(text, text, text),
            ),
            way,
        )
        for name, context in contexts.items()
    }
    made_pages["map"] = html(_map(text, href), way)
    made_pages["timeline"] = html(
        spells_page(made_spells(text, href), path=href, given={"body": text, "states": text}), way
    )
    net = network([f"{at} {text}" for at in range(14)])
    for *_, data in net.edges(data=True):
        data.update(dict.fromkeys(("sentence", "source_title", "locator", "when"), text))
        data.update(href=href, source=href, kind=replace(data["kind"], label=text))
    net.graph |= {"citation": text, "subtitle": text}
    form = {"kinds": [(text, [(text, text)])], "orders": {text: text}}
    shown = made_matrix(text, href, against=live)
    matrix = matrix_page(shown, form=form, path=href, given={"among": text, "known": text})
    drawn = {
        "network": network_page(net, title=text),
        "matrix": matrix,
        "compare": compare_page(
            made_compared(text, href), [href, href], without=[href, href], path=href
        ),
        "kept": kept_page(made_kept(text, href), path=href),
    }
    found = Match(Thing("", text, text, "/state/X"), text)
    site = Way(live=False, held=("/search", "/state/"))
    made_pages["search"] = html(search_page([found], site), site)
    return made_pages | {name: html(page, way) for name, page in drawn.items()}
