"""Small inputs made by hand for tests of pages, with one text wherever data can stand."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import networkx as nx  # type: ignore[import-untyped]

from comity.answers.dates import period
from comity.model.listing import Listing
from comity.model.portrait import Portrait, Report, Roll, Seat
from comity.model.records import (
    ClaimLine,
    Cut,
    Difference,
    Dossier,
    Kind,
    Line,
    Made,
    Match,
    Measured,
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
from comity.views.html import html
from comity.views.network import network_page
from comity.views.page import Page
from comity.views.ways import ALONE, SERVED

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
    a, b = (Thing(f"{BASE}id/state/{end}", f"{end} {text}", "state", href) for end in "AB")
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
        standing=(Measured(text, text, text, text, source),),
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
    seat = Seat(made.a, text, (report, replace(report, source=made_source(text, text))))
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


def every_page(text: str, href: str, *, live: bool) -> dict[str, str]:
    """All templates, with one text and one address wherever data can stand."""
    made = made_dossier(text, href)
    thing = made.a
    asked = SimpleNamespace(name=text, title=text, description=text, text=text)
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
            "groups": [(text, [thing])],
            "topics": [(text, [(text, href)])],
        },
        "query": {"questions": [asked], "text": text},
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
            "params": [(text, text, text)],
            "command": text,
            "cite": text,
            "everything": text,
            "columns": [text, "n"],
            "rows": [[thing, text]] * 30,
            "total": 7000,
            "error": None,
        },
    }
    way = SERVED if live else ALONE
    made_pages = {
        name: html(
            Page(
                f"{name}.html",
                text,
                context,
                scripts=("query", "page") if name == "query" else ("page",),
                path=href,
                made=Made(text, text, text),
            ),
            way,
        )
        for name, context in contexts.items()
    }
    net = network([f"{at} {text}" for at in range(14)])
    for *_, data in net.edges(data=True):
        data.update(dict.fromkeys(("sentence", "source_title", "locator", "when"), text))
        data.update(href=href, source=href, kind=replace(data["kind"], label=text))
    net.graph |= {"citation": text, "subtitle": text}
    return made_pages | {"network": html(network_page(net, title=text), way)}
