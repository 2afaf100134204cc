"""Questions as forms with typed fields, and the user's own, as they are served."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import httpx
import polars as pl
import pytest
from playwright.sync_api import Browser, expect

import comity
from browser import complaints, grave
from comity.errors import QuestionError
from comity.model.states import state
from comity.query.question import (
    own_questions,
    question,
    questions,
    read_question,
    written_question,
)
from comity.store.stores import CURRENT, connect, current
from comity.views import serve
from loopback import served

KOREAS = "South Korea (state/KOR)"


class Fields(HTMLParser):
    """The fields of a page's forms by name: tag, attributes, and options of a select."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: dict[str, tuple[str, dict[str, str | None], list[str]]] = {}
        self.labels: set[str] = set()
        self._select = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: D102
        given = dict(attrs)
        if tag in ("input", "select"):
            self._select = given.get("name") or ""
            self.found[self._select] = (tag, given, [])
        elif tag == "option":
            self.found[self._select][2].append(given.get("value") or "")
        elif tag == "label":
            self.labels.add(given.get("for") or "")


@pytest.fixture
def home(folder: Path, tmp_path: Path) -> Path:
    """A home of its own on the build that all tests share."""
    build = current(folder)
    assert build
    (tmp_path / build.name).symlink_to(build)
    (tmp_path / CURRENT).write_text(build.name, encoding="utf-8")
    (tmp_path / "questions").mkdir()
    return tmp_path


@pytest.fixture
def own_address(home: Path) -> Iterator[str]:
    with served(serve.application(home)) as found:
        yield found


def got(address: str, path: str) -> httpx.Response:
    return httpx.get(f"{address}{path}", timeout=60)


def test_every_parameter_is_a_labelled_field_of_its_type(address: str) -> None:
    kinds = set()
    for name, one in questions().items():
        fields = Fields(got(address, f"/question/{name}").text)
        for param, parameter in one.header.params.items():
            tag, given, options = fields.found[param]
            kinds.add(parameter.type)
            assert given["id"] in fields.labels
            assert ("required" in given) is not parameter.optional
            match parameter.type:
                case "state" | "thing":
                    assert given["data-suggest"] == parameter.type
                case "date":
                    assert given["type"] == "date"
                case "year" | "integer":
                    low, high = parameter.limits
                    assert given["type"] == "number"
                    assert given.get("min") == (None if low is None else str(low))
                    assert given.get("max") == (None if high is None else str(high))
                case "choice" | "language":
                    assert tag == "select"
                    assert options == list(parameter.taken)
                case kind:
                    assert (tag, kind) == ("input", "text")
    assert kinds == {*("state", "thing", "date", "year", "integer", "choice", "language", "text")}


@pytest.mark.parametrize(
    ("path", "field", "says"),
    [
        ("bodies-of?state=Korea", "state", KOREAS),
        ("bodies-of?state=Xyzzyqq", "state", "the graph names nothing &#39;Xyzzyqq&#39;"),
        ("bodies-of?as_of=2014-02-30", "as_of", "&#39;2014-02-30&#39; is no day; write it as"),
        ("turnover-growth?to=2202", "to", "2202 is more than 2100"),
        ("turnover-growth?from=12e2", "from", "&#39;12e2&#39; is no whole number"),
        ("alliances-on?obligation=love", "obligation", "&#39;love&#39; is none of: defence, "),
        ("names-in?language=xx", "language", "&#39;xx&#39; is none of: en, "),
        ("values-differ?percent=-1", "percent", "-1 is less than 0"),
        ("members-of?body=a/b c", "body", "&#39;a/b c&#39; is no path"),
    ],
)
def test_wrong_input_is_told_at_its_field(address: str, path: str, field: str, says: str) -> None:
    page = got(address, f"/question/{path}")
    assert page.status_code == 400
    (place,) = re.findall(r'<span class="error" id="w-(\w+)" role="alert">', page.text)
    assert place == field
    told = page.text.split(f'id="w-{field}" role="alert">')[1].split("</span>")[0]
    assert says in told
    _, given, _ = Fields(page.text).found[field]
    assert given["aria-invalid"] == "true"
    assert f"w-{field}" in (given["aria-describedby"] or "")
    assert "<table" not in page.text
    typed = path.split("=")[1]
    assert f'value="{typed}"' in page.text or f">{typed}</option>" in page.text


def test_a_name_is_as_good_as_a_key_and_the_call_has_the_key(address: str) -> None:
    keyed, named = (
        got(address, f"/question/bodies-of?state={text}").text for text in ("RUS", "Россия")
    )
    rows = re.compile(r"<tbody>.*</tbody>", re.DOTALL)
    assert rows.findall(keyed) == rows.findall(named) != []
    assert "comity query bodies-of -p state=RUS" in named
    assert "state=&#39;RUS&#39;" in named
    assert '<small class="means" id="m-state" dir="auto">Russia</small>' in named
    body = got(address, "/question/members-of?body=Shanghai+Cooperation+Organization").text
    assert "comity query members-of -p body=body/SCO" in body


def test_what_no_question_takes_is_told(address: str) -> None:
    page = got(address, "/question/bodies-of?colour=red")
    assert page.status_code == 400
    assert re.search(r'role="alert">bodies-of takes no parameter &#39;colour&#39;', page.text)


def test_a_question_by_year_is_drawn_above_its_table(address: str) -> None:
    page = got(address, "/question/trade-between?a=PAK&b=RUS").text
    assert 0 < page.index('<figure class="chart"') < page.index("<tbody>")
    assert '<figure class="chart"' not in got(address, "/question/sources").text


def test_questions_of_ones_own_are_asked_like_those_that_ship(home: Path, own_address: str) -> None:
    place = home / "questions" / "mine.rq"
    place.write_text(
        "#+ summary: Mine <b>\n#+ params:\n#+   state: {type: state, label: Whose, default: PAK}\n"
        "SELECT ?name { ?_state rdfs:label ?name . FILTER (LANG(?name) = 'en') }\n",
        encoding="utf-8",
    )
    (home / "questions" / "pie.rq").write_text("#+ summary: x\n#+ view: pie\nASK {}", "utf-8")
    (home / "questions" / "a b.rq").write_text("#+ summary: x\nASK {}", "utf-8")
    first = got(own_address, "/").text
    assert '<a href="/question/own/mine" dir="auto">Mine &lt;b&gt;</a>' in first
    assert "questions/pie.rq" in first
    assert "Invalid enum value &#39;pie&#39;" in first
    assert "questions/a b.rq</bdi>: <bdi>name it in letters" in first
    page = got(own_address, "/question/own/mine?state=Russia").text
    assert f"comity query {place} -p state=RUS" in page
    assert re.search(r"<tbody>\s*<tr><td[^>]*>Russia</td></tr>\s*</tbody>", page)
    place.write_text("#+ summary: Other\nSELECT ?x { VALUES ?x { 7 } }\n", encoding="utf-8")
    assert ">Other</a>" in got(own_address, "/").text
    assert '<td class="number">7</td>' in got(own_address, "/question/own/mine").text
    assert got(own_address, "/question/own/pie").status_code == 404
    assert got(own_address, "/question/own/none").status_code == 404


def test_questions_of_ones_own_are_found_by_search(home: Path, own_address: str) -> None:
    """Also one that was written, or changed, after names were first read."""

    def searched(text: str) -> list[dict[str, str]]:
        asked = f"{own_address}/search?q={text}"
        found = httpx.get(asked, headers={"Accept": "application/json"}, timeout=60)
        return [one for one in found.json() if one["kind"] == "question"]

    assert searched("quinoa") == []
    place = home / "questions" / "mine.rq"
    place.write_text("#+ summary: Who sends quinoa to whom\nASK {}\n", encoding="utf-8")
    (found,) = searched("quinoa")
    assert (found["label"], found["href"]) == ("Who sends quinoa to whom", "/question/own/mine")
    assert searched("mine")[0] == {**found, "name": "mine"}
    place.unlink()
    assert searched("quinoa") == []


def test_a_header_is_strict() -> None:
    for header, says in (
        ("#+ view: pie", "Invalid enum value 'pie'"),
        ("#+ params:\n#+   a: {type: choice, label: A}", "choices"),
        ("#+ params:\n#+   a: {type: text, label: A, choices: [b]}", "choices"),
        ("#+ params:\n#+   a: {type: date, label: A, minimum: 3}", "date has no minimum"),
        ("#+ params:\n#+   a: {type: year, label: A, default: 12345}", "12345 is more than 9999"),
        ("#+ params:\n#+   a: {type: colour, label: A}", "Invalid enum value 'colour'"),
    ):
        with pytest.raises(QuestionError, match=says):
            read_question(f"#+ summary: x\n{header}\nASK {{}}", "x")


def test_a_query_is_saved_as_a_file_that_reads_back(home: Path, own_address: str) -> None:
    summary, text = 'Who: "what" # and\nwhen', "SELECT * {\r\n  ?a ?b ?c\r\n} LIMIT 1"
    answer = httpx.post(f"{own_address}/saved.rq", data={"summary": summary, "query": text})
    assert answer.headers["content-disposition"] == 'attachment; filename="question.rq"'
    read = read_question(answer.text, "x")
    assert (read.header.summary, read.text) == (summary, text.replace("\r", "") + "\n")
    assert written_question("ignored", answer.text) == answer.text
    assert own_questions(home) == ({}, {})
    wrong = httpx.post(f"{own_address}/saved.rq", data={"query": "#+ summary: [\nASK {}"})
    assert (wrong.status_code, "header" in wrong.text) == (400, True)


def test_a_form_is_asked_without_scripts(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/question/code-on")
    page.get_by_label("Code system").select_option("gw")
    page.get_by_label("Code", exact=True).fill("365")
    page.get_by_label("Day").fill("1950-01-01")
    page.get_by_role("button", name="Ask").click()
    assert "scheme=gw&code=365&date=1950-01-01" in page.url
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody")).to_contain_text("Soviet Union")
    page.get_by_role("link", name="Edit as SPARQL").click()
    expect(page.get_by_label("SPARQL query")).to_have_value(re.compile('cm:scheme "gw"'))
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#answer tbody")).to_contain_text("Soviet Union")
    page.get_by_label("SPARQL query").fill("SELECT * {\n  ?a ?b }")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("alert")).to_contain_text("SPARQL error at 2:")
    expect(page.get_by_label("SPARQL query")).to_have_value("SELECT * {\n  ?a ?b }")
    context.close()


def test_a_suggestion_writes_a_key_and_its_name(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}/question/shared-bodies")
    field = page.get_by_label("First state")
    field.fill("kazakh")
    option = page.get_by_role("option", name="Kazakhstan").first
    expect(option).to_be_visible()
    field.press("ArrowDown")
    field.press("Enter")
    expect(field).to_have_value("KAZ")
    expect(page.locator("#m-a")).to_have_text("Kazakhstan")
    page.get_by_label("As of the day").fill("2026-02-04")
    page.get_by_role("button", name="Ask").click()
    page.wait_for_url("**a=KAZ&b=RUS&as_of=2026-02-04")
    assert page.locator("tbody tr").count() > 20
    context.close()


def test_a_chart_is_taken_away_with_its_sources(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    context = browser.new_context()
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda one: said.append(one.text))
    page.goto(f"{address}/question/trade-between?a=PAK&b=RUS")
    points = page.locator(".plot > svg circle").count()
    for name in ("SVG", "PNG"):
        with page.expect_download() as download:
            page.get_by_role("button", name=name, exact=True).click()
        download.value.save_as(tmp_path / name)
    drawn = (tmp_path / "SVG").read_text("utf-8")
    root = ET.fromstring(drawn)  # noqa: S314 - made here
    keys = len(page.locator(".keys li").all())
    assert len(list(root.iter("{http://www.w3.org/2000/svg}circle"))) == points + keys
    assert "Sources:" in drawn
    assert "currentColor" not in " ".join(one.get("fill", "") for one in root.iter())
    assert (tmp_path / "PNG").read_bytes().startswith(b"\x89PNG")
    assert said == []
    context.close()


TIES = """
SELECT ?one ?other ?kind ?start ?km ?source ?locator WHERE {
  ?tie a cm:LandBorder ; cm:dyad/cm:between ?one, ?other ; cm:value ?km ; cm:source ?source ;
    cm:locator ?locator . FILTER (STR(?one) < STR(?other))
  VALUES ?one { state:AFG state:CHN state:IND state:IRN }
  VALUES ?other { state:CHN state:IND state:IRN state:PAK }
  BIND ("land border" AS ?kind)
}
ORDER BY ?one ?other DESC(?km)
"""
"""Borders of five, as those who report them give their length."""


@pytest.mark.parametrize("view", ["map", "matrix", "network"])
def test_an_answer_is_drawn_as_its_question_says(
    home: Path, own_address: str, browser: Browser, view: str
) -> None:
    """Of the two lengths that are reported of a border the map and the matrix have the greater."""
    text = f"#+ summary: Borders of five\n#+ view: {view}\n{TIES}"
    (home / "questions" / "five.rq").write_text(text, "utf-8")
    rows = comity.ask(connect(home), text).frame
    assert rows.height > 5
    page = browser.new_page()
    said = complaints(page)
    page.goto(f"{own_address}/question/own/five")
    assert page.locator("table tbody tr").count() == rows.height
    with page.expect_download() as download:
        page.click("#svg")
    drawn = download.value.path().read_text("utf-8")
    with page.expect_download() as download:
        page.click("#png")
    assert download.value.path().stat().st_size > 5_000
    assert "The World Factbook" in drawn
    if view == "network":
        assert page.inner_text("#kinds .count") == str(rows.height)
        pairs = rows.select("one", "other").unique().height
        assert page.inner_text("#drawn") == f"{pairs} of {pairs} pairs drawn"
        assert {"Afghanistan", "China", "India", "Iran", "Pakistan"} <= {*words(drawn)}
        page.fill("#find", "India")
        page.press("#find", "Enter")
        assert page.locator("#panel .from a").first.inner_text() == "The World Factbook"
    elif view == "map":
        most = dict(rows.group_by("one").agg(pl.col("km").max()).iter_rows())
        shaded = {
            one.get_attribute("data-key"): one.get_attribute("aria-label")
            for one in page.locator("svg.world > [data-key]").all()
        }
        keys = {iri.rsplit("/", 1)[1]: km for iri, km in most.items()}
        assert shaded == {key: f"{state(key)}: {km:,.0f}" for key, km in keys.items()}
        assert page.get_by_text("Shaded by km").count() == 1
    else:
        payload = json.loads(page.inner_text("#payload"))
        names = [one[1] for one in payload["states"]]
        told = iter(payload["grids"][0]["told"])
        values = iter(payload["grids"][0]["values"])
        found = {
            (a, b): next(values)
            for at, a in enumerate(names)
            for b in names[at + 1 :]
            if next(told) == "v"
        }
        expected = rows.group_by("one", "other").agg(pl.col("km").max())
        assert found == {
            tuple(sorted((a.rsplit("/", 1)[1], b.rsplit("/", 1)[1]), key=names.index)): km
            for a, b, km in expected.iter_rows()
        }
    assert grave(page) == []
    assert said == []
    page.close()


def words(svg: str) -> list[str]:
    """What is written in a picture."""
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


def test_an_answer_without_the_columns_of_its_picture_is_a_table_alone(
    home: Path, own_address: str
) -> None:
    for view in ("map", "matrix", "network"):
        text = f"#+ summary: One number\n#+ view: {view}\nSELECT (1 AS ?one) WHERE {{}}"
        (home / "questions" / f"{view}.rq").write_text(text, "utf-8")
        answer = got(own_address, f"/question/own/{view}")
        assert answer.status_code == 200
        assert "1 row" in answer.text
        assert 'id="desk"' not in answer.text
        assert 'id="map"' not in answer.text
        assert 'id="sheet"' not in answer.text


def test_shipped_questions_with_a_picture_are_drawn(address: str) -> None:
    """Those that the graph answers that ships, of what their defaults ask for."""
    drawn = {"map": 'id="map"', "network": 'id="desk"', "matrix": 'id="sheet"'}
    for name in ("borders-of", "members-of", "neighbours-on", "partners-of"):
        view = question(name).header.view
        assert drawn[view] in got(address, f"/question/{name}").text
