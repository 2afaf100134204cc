"""Pages as data at their own address, and what each way of handing a page on may link to."""

import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import httpx
import polars as pl
import pytest

from comity.answers.dossier import dossier
from comity.errors import QueryLimitError, UnknownThingError
from comity.query.question import questions
from comity.store.stores import Embedded, Store
from comity.views.html import html
from comity.views.site import Site
from comity.views.ways import Way, address

FILES = Way(live=False, root="../../", held=("/", "/matrix", "/state/"), states=("PAK", "RUS"))
TWO = "/dyad/PAK/RUS?at=2020-01-01"


@pytest.mark.parametrize(
    ("href", "to"),
    [
        ("/", "../../index.html"),
        ("/matrix", "../../matrix/index.html"),
        ("/state/PAK", "../../state/PAK/index.html"),
        ("/dyad/PAK/RUS", "../../dyad/PAK/RUS/index.html"),
        ("/dyad/PAK/IND", ""),
        ("/state/PAK?at=2020-01-01", ""),
        ("/network", ""),
        ("#sources", "#sources"),
        ("https://example.org/x", "https://example.org/x"),
        ("//evil.example/x", ""),
        ("javascript:1", ""),
    ],
)
def test_a_page_of_a_site_of_files_links_to_the_files_that_are_there(href: str, to: str) -> None:
    assert address(href, FILES) == to


def test_a_page_is_data_at_its_own_address(address: str, store: Embedded) -> None:
    known = dossier(store, "PAK", "RUS", as_of="2020-01-01")
    shown = [line for part in known.sections for line in part.lines]
    page = httpx.get(f"{address}{TWO}", timeout=60).text
    accepted = httpx.get(
        f"{address}{TWO}", headers={"Accept": "application/json"}, timeout=60
    ).content
    twins = {
        form: httpx.get(f"{address}{TWO}&format={form}", timeout=60).content
        for form in ("json", "csv", "parquet", "bib")
    }
    for form in twins:
        assert f'href="{TWO}&amp;format={form}"' in page
    assert twins["json"] == accepted
    said = json.loads(accepted)
    assert (said["address"], said["manifest"]) == (TWO, store.manifest)
    assert said["data"]["a"]["label"] == "Pakistan"
    rows = pl.read_parquet(BytesIO(twins["parquet"]))
    assert rows["iri"].to_list() == [line.iri for line in shown]
    assert rows["start"].to_list() == [line.when.start for line in shown]
    assert pl.read_csv(twins["csv"])["iri"].to_list() == rows["iri"].to_list()
    assert twins["bib"].decode() == known.cite()


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/dyad/PAK/XXX?format=json", 404, "XXX"),
        ("/nothing?format=json", 404, "no page /nothing"),
        ("/query?format=csv", 406, "no form 'csv'; it has: no other"),
        ("/dyad/PAK/RUS?format=xml", 406, "it has: json, csv, parquet, bib"),
    ],
)
def test_what_is_no_page_or_no_form_of_it_is_told_as_data(
    address: str, path: str, status: int, said: str
) -> None:
    answer = httpx.get(f"{address}{path}", timeout=60)
    assert answer.status_code == status
    assert said in answer.json()["error"]


def test_a_site_has_a_page_by_its_address(folder: Path) -> None:
    site = Site(folder)
    assert site.page("/state/RUS?at=1980-01-01").title == "Soviet Union"
    assert site.page("/question/bodies-of?state=PAK").table is not None
    with pytest.raises(UnknownThingError, match="no page /nothing"):
        site.page("/nothing")


def test_an_answer_that_took_too_long_is_asked_for_again(folder: Path) -> None:
    """A page that says so is not kept, one that answers is: the third asking asks nothing."""
    asked: list[str] = []

    def once_too_long(store: Store, query: str) -> pl.DataFrame:
        asked.append(query)
        if len(asked) == 1:
            raise QueryLimitError("the query took longer than 1 s and was stopped")
        return store.select(query)

    site = Site(folder, once_too_long)
    address = "/question/bodies-of?state=PAK"
    assert [site.page(address).status for _ in range(3)] == [503, 200, 200]
    assert len(asked) == 2


def test_a_page_that_two_ask_for_at_once_is_made_once(folder: Path) -> None:
    asked: list[str] = []

    def slowly(store: Store, query: str) -> pl.DataFrame:
        asked.append(query)
        time.sleep(0.5)
        return store.select(query)

    site = Site(folder, slowly)
    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(site.page, ["/question/bodies-of?state=PAK"] * 2)
    assert one is other
    assert len(asked) == 1


def test_the_first_page_lists_every_state_once_and_every_question(folder: Path) -> None:
    shows = Site(folder).page("/").shows
    regions, groups, topics = (dict(shows[name]) for name in ("regions", "groups", "topics"))  # type: ignore[call-overload]
    listed = [one.label for some in regions.values() for one in some]
    assert len(listed) == len(set(listed)) == 197
    assert [one.label for one in regions["Southern Asia"]][-2:] == ["Pakistan", "Sri Lanka"]
    assert {"Soviet Union", "Yugoslavia"} <= {
        one.label for one in groups["Former states and territories"]
    }
    assert sorted(to for some in topics.values() for _, to in some) == sorted(
        f"/question/{name}" for name in questions()
    )
    assert "/question/trade-between" in {to for _, to in topics["Trade"]}
    assert "More" not in topics


def test_the_map_of_the_first_page_is_of_what_its_address_says(folder: Path) -> None:
    site = Site(folder)
    first, other = site.page("/"), site.page("/?kind=factbook_observer")
    says = [page.shows["map"].shows["measured"].name for page in (first, other)]  # type: ignore[attr-defined]
    assert says == ["factbook_full", "factbook_observer"]
    text = html(other, Way(live=True))
    assert '<option value="factbook_observer" selected>' in text
    assert '<form class="day" method="get" action="/">' in text


def test_codes_of_two_states_lead_to_other_sites_as_those_of_one(folder: Path) -> None:
    site = Site(folder)
    two, one = (html(site.page(path), Way(live=True)) for path in ("/dyad/PAK/RUS", "/state/PAK"))
    for link in ("www.wikidata.org/wiki/Q843", "www.geonames.org/1168579"):
        shown = re.findall(rf'<span class="report"><a href="https://{link}"[^>]*>[^<]*</a>', one)
        assert len(shown) == 1
        assert shown[0] in two
    assert "www.wikidata.org/wiki/Q159" in two


@pytest.mark.parametrize(
    ("asked", "when"),
    [
        ("?at=2026-01-02", "2026-01-02"),
        ("?year=2026", "2026"),
        ("?year=1990&at=2026-01-02", "2026-01-02"),
    ],
)
def test_a_map_is_of_the_day_or_of_the_year_of_an_old_address(
    folder: Path, asked: str, when: str
) -> None:
    page = Site(folder).page(f"/map{asked}")
    assert f", {when}" in page.title
    assert Site(folder).page(page.address()).title == page.title
    text = html(page, Way(live=True))
    assert f'name="at" value="{when if "-" in when else ""}"' in text
    assert 'name="year"' not in text
