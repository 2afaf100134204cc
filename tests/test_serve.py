"""The pages of questions as they are served: limited, and honest of what they leave out."""

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import httpx
import pytest

from comity.query.question import questions, read_question
from comity.query.sandbox import Sandbox
from comity.store.stores import Embedded
from comity.views import questions as views
from comity.views import serve
from loopback import served

HEADER = """#+ summary: One of the test's own
#+ params:
#+   name: {type: text, label: Name, default: "a b"}
"""
OWN = {
    "slow": "SELECT (COUNT(*) AS ?n) { ?b ?q ?c . ?d ?r ?e . ?f ?s ?g }",
    "named": "SELECT (COUNT(*) AS ?n) { ?a rdfs:label ?_name }",
    "labels": "SELECT ?thing ?label { ?thing rdfs:label ?label } ORDER BY ?thing ?label",
}


@pytest.fixture
def _own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Servers know questions of the test's own."""
    own = {name: read_question(f"{HEADER}{text}\n", name) for name, text in OWN.items()}
    asked = {**questions(), **own}
    monkeypatch.setattr(views, "question", asked.__getitem__)


@pytest.fixture
def hurried(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server whose questions may take a second."""
    monkeypatch.setattr(serve, "Sandbox", partial(Sandbox, seconds=1.0))
    with served(serve.application(folder)) as found:
        yield found


@pytest.mark.usefixtures("_own")
def test_a_slow_question_is_stopped_and_says_how_to_get_its_answer(hurried: str) -> None:
    slow = httpx.get(f"{hurried}/question/slow?name=x%27y", timeout=60)
    assert slow.status_code == httpx.codes.SERVICE_UNAVAILABLE
    told = re.search(r'<p class="error" role="alert">(.*?)</p>', slow.text)
    assert told
    assert told[1] == (
        "the query took longer than 1 s and was stopped; the command line has no such limit: "
        "comity query slow -p &#39;name=x&#39;&#34;&#39;&#34;&#39;y&#39; -o slow.csv"
    )
    assert "<table" not in slow.text
    after = httpx.get(f"{hurried}/question/bodies-of?state=PAK", timeout=60)
    assert after.status_code == httpx.codes.OK
    assert "Shanghai Cooperation Organization" in after.text


@pytest.mark.usefixtures("_own")
def test_a_question_that_is_not_slow_says_what_asks_it_on_the_command_line(address: str) -> None:
    page = httpx.get(f"{address}/question/named", timeout=60)
    assert page.status_code == httpx.codes.OK
    assert "<code>comity query named -p &#39;name=a b&#39;</code>" in page.text
    assert '<p class="quiet">1 row</p>' in page.text
    assert 'role="alert"' not in page.text


def test_a_wrong_parameter_is_told_on_the_page(address: str) -> None:
    page = httpx.get(f"{address}/question/bodies-of?state=PKA", timeout=60)
    assert re.search(r'role="alert">[^<]*PKA', page.text)


@pytest.mark.usefixtures("_own")
def test_a_long_answer_is_cut_and_says_so(
    address: str, store: Embedded, monkeypatch: pytest.MonkeyPatch
) -> None:
    labels = store.select("SELECT (COUNT(*) AS ?n) { ?thing rdfs:label ?label }").item()
    assert labels > 1000
    monkeypatch.setattr(views, "MOST", 1000)
    page = httpx.get(f"{address}/question/labels", timeout=60).text
    assert page.count("<tr>") == 1 + 1000
    assert (
        f"The first 1,000 of {labels:,} rows; all of them: "
        "<code>comity query labels -p &#39;name=a b&#39; -o labels.csv</code>"
    ) in page


@pytest.mark.parametrize(
    ("path", "status"), [("PAK", 200), ("state/PAK", 200), ("XXX", 404), ("body/nothing", 404)]
)
def test_a_network_is_of_an_actor_by_key_or_by_path(address: str, path: str, status: int) -> None:
    assert httpx.get(f"{address}/network/{path}", timeout=60).status_code == status


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/dyad/PAK/RUS?at=1980-01-01", ["As of 1980-01-01", "Soviet Union", "held on the day"]),
        ("/state/RUS?at=1980-01-01", ["As of 1980-01-01", '<h1 dir="auto">Soviet Union']),
        ("/network/RUS?at=1980-01-01", ['<h1 dir="auto">Soviet Union', "on 1980-01-01"]),
        ("/dyad/PAK/RUS?known=2018", ["As known by 2018"]),
        ("/state/PAK?at=1940-01-01&known=", ["<bdi>Pakistan</bdi> did not exist on the day"]),
        ("/network?at=2014-01-01", ["on 2014-01-01"]),
    ],
)
def test_a_page_is_of_a_day(address: str, path: str, said: list[str]) -> None:
    """Its form asks for another day, or for none, without a script."""
    page = httpx.get(f"{address}{path}", timeout=60)
    assert page.status_code == 200
    assert [one for one in said if one not in page.text] == []
    plain = path.split("?", maxsplit=1)[0]
    assert f'<form class="day" method="get" action="{plain}">' in page.text
    assert f'<a href="{plain}">At any time</a>' in page.text


@pytest.mark.parametrize("asked", ["at=2014", "at=2014-02-30", "known=soon", "known=2014-13"])
@pytest.mark.parametrize("path", ["dyad/PAK/RUS", "state/PAK", "network/PAK", "network"])
def test_what_is_no_day_is_told(address: str, path: str, asked: str) -> None:
    page = httpx.get(f"{address}/{path}?{asked}", timeout=60)
    assert page.status_code == 404
    assert re.search(r"is no day|known by:", page.text)
