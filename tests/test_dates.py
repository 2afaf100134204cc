"""Dates in words and as days."""

import datetime as dt
import math
import time
from pathlib import Path

import pytest
from edtf import parse_edtf
from rdflib import Graph, Namespace

from comity.answers.dates import in_words, period

CM = Namespace("https://w3id.org/comity/ns#")
GRAPHS = Path(__file__).parents[1] / "graphs"


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("1948-05-01", "1948-05-01"),
        ("2014-11", "2014-11"),
        ("198X", "1980s"),
        ("2023-12~", "about 2023-12"),
        ("2021-07-15?", "perhaps 2021-07-15"),
        ("1992/..", "from 1992"),
        ("../2017-08-30", "by 2017-08-30"),
        ("2015-10/2021-05", "2015-10 to 2021-05"),
        ("[2014-11-26..2014-11-28]", "between 2014-11-26 and 2014-11-28"),
    ],
)
def test_an_imprecise_date_reads_as_words(edtf: str, words: str) -> None:
    assert in_words(edtf) == words


@pytest.mark.parametrize(
    ("given", "words", "start", "end"),
    [
        ({"year": "2023"}, "2023", dt.date(2023, 1, 1), dt.date(2023, 12, 31)),
        ({"start": "1948-05-01"}, "from 1948-05-01", dt.date(1948, 5, 1), None),
        (
            {"start": "1948-05-01", "moment": True},
            "1948-05-01",
            dt.date(1948, 5, 1),
            dt.date(1948, 5, 1),
        ),
        (
            {"start": "2018-01-01", "end": "2018-01-31", "precision": "month"},
            "2018-01",
            dt.date(2018, 1, 1),
            dt.date(2018, 1, 31),
        ),
        ({"end": "1991-12-25"}, "until 1991-12-25", None, dt.date(1991, 12, 25)),
        ({"as_of": "2026-02-04"}, "as of 2026-02-04", dt.date(2026, 2, 4), dt.date(2026, 2, 4)),
        ({}, "undated", None, None),
    ],
)
def test_a_record_says_when_it_holds(
    given: dict[str, str], words: str, start: dt.date | None, end: dt.date | None
) -> None:
    found = period(**given)  # type: ignore[arg-type]
    assert (found.words, found.start, found.end) == (words, start, end)


def test_the_days_of_curated_records_are_those_that_their_imprecise_dates_allow() -> None:
    """Start and end are the earliest and latest day of the EDTF text, as the library reads it."""
    graph = Graph()
    for path in GRAPHS.glob("*.ttl"):
        graph.parse(path)
    imprecise = list(graph.subject_objects(CM.edtf))
    assert imprecise
    for record, text in imprecise:
        allowed = parse_edtf(str(text))
        for name, bound in (("start", allowed.lower_strict()), ("end", allowed.upper_strict())):
            given = graph.value(record, CM[name])
            if isinstance(bound, float):
                assert math.isinf(bound)
                assert given is None, record
            else:
                assert str(given) == time.strftime("%Y-%m-%d", bound), record
