"""Records of one actor: all are counted, the latest are shown, and pages list every one."""

from collections import Counter

import httpx
import polars as pl
import pytest

from comity.answers.actors import parts_of
from comity.answers.lines import record_lines
from comity.answers.profile import profile
from comity.answers.shown import LATEST, listing
from comity.errors import QuestionError
from comity.model.namespaces import ID
from comity.model.records import Line, Thing
from comity.query.question import question
from comity.store.stores import Embedded
from comity.views.html import html
from comity.views.pages import state_page

THINGS = [
    *("state/PAK", "state/BTN", "state/RUS", "body/SCO", "body/pak-rus-igc", "sector/finance"),
    *("document/pak-russia-ties", "document/brecorder-2021-07-16", "person/sergei-ryabkov"),
]


@pytest.mark.parametrize("path", THINGS)
def test_parquet_and_sparql_give_the_same_records(store: Embedded, path: str) -> None:
    columns = ["record", "property", "value"]
    asked = store.select(question("records-of").sparql(thing=f"id/{path}")).select(columns)
    held = parts_of(store, ID + path)
    found = held.rows(held.index["record"].to_list()).select(columns)
    lines = record_lines(store, asked)
    assert lines
    assert found.sort(columns).rows() == record_rows(asked, [one.iri for one in lines])
    said = {(one.iri, one.kind.name, one.source.iri, one.records) for one in lines}
    assert set(held.index.select("record", "kind", "source", "records").iter_rows()) == said


def record_rows(asked: pl.DataFrame, records: list[str]) -> list[tuple[str, ...]]:
    """Statements of these records, sorted."""
    return asked.unique().filter(pl.col("record").is_in(records)).sort(asked.columns).rows()


def test_a_page_counts_all_and_shows_the_latest(store: Embedded) -> None:
    known = profile(store, "PAK")
    lines = record_lines(store, store.select(question("records-of").sparql(thing="id/state/PAK")))
    of_kind = Counter(one.kind for one in lines)
    shown = Counter(one.kind for part in known.sections for one in part.lines)
    cut = {one.kind: one for part in known.sections for one in part.cut}
    assert cut
    assert cut.keys() == {kind for kind, n in of_kind.items() if n > LATEST}
    assert {kind: one.lines for kind, one in cut.items()} == {k: of_kind[k] for k in cut}
    assert shown == {kind: min(n, LATEST) for kind, n in of_kind.items()}
    assert sum(part.records for part in known.sections) == sum(one.records for one in lines)
    partners: Counter[str] = Counter()
    for one in lines:
        for iri in {part.iri for part in one.sentence if isinstance(part, Thing)}:
            partners[iri] += one.records
    assert known.partners
    assert all(n == partners[other.iri] for other, n in known.partners)


@pytest.mark.parametrize("day", [None, "2026-02-04"])
def test_pages_of_a_kind_list_every_record_once(
    store: Embedded, day: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("comity.answers.shown.LATEST", 1)
    monkeypatch.setattr("comity.answers.shown.A_PAGE", 2)
    known = profile(store, "PAK", as_of=day)
    more = max((one for part in known.sections for one in part.cut), key=lambda one: one.lines)
    first = listing(store, "PAK", more.kind.name, as_of=day)
    assert (first.total, first.pages) == (more.lines, -(-more.lines // 2))
    pages = range(1, first.pages + 1)
    every = [
        line
        for page in pages
        for line in listing(store, "PAK", more.kind.name, page=page, as_of=day).lines
    ]
    assert len({line.iri for line in every}) == len(every) == more.lines
    dates = [_latest_day(line) for line in every if line.when.start]
    assert dates == sorted(dates, reverse=True)
    latest = {line.iri for part in known.sections for line in part.lines if line.kind == more.kind}
    assert latest == {line.iri for line in every[:1]}


def _latest_day(line: Line) -> str:
    """The day by which it stands among the latest: of a series its last."""
    return str(line.when.end) if "/series/" in line.iri else line.when.sort


def test_a_page_that_is_none_is_said(store: Embedded) -> None:
    for kind, page in (("Nonsense", 1), ("LandBorder", 999), ("LandBorder", 0)):
        with pytest.raises(QuestionError, match=f"no page {page} of records of the kind '{kind}'"):
            listing(store, "PAK", kind, page=page)


def test_the_page_leads_to_all_and_a_file_says_how_many(store: Embedded, address: str) -> None:
    known = profile(store, "PAK")
    one = next(one for part in known.sections for one in part.cut)
    assert f"the latest {LATEST} of {one.lines:,}" in html(state_page(known))
    page = httpx.get(f"{address}/state/PAK?known=2026", timeout=60).text
    to = f"/state/PAK?kind={one.kind.name}&amp;known=2026"
    whole = httpx.get(address + to.replace("&amp;", "&"), timeout=60)
    wrong = httpx.get(f"{address}/state/PAK?kind={one.kind.name}&page=x", timeout=60)
    assert f'href="{to}"' in page
    assert whole.status_code == httpx.codes.OK
    assert "latest first" in whole.text
    assert wrong.status_code == httpx.codes.NOT_FOUND
