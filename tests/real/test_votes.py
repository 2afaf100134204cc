"""Votes of the General Assembly, against what the csv module reads in the same files."""

import csv
import datetime as dt
import gzip
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from comity.files.source import source
from comity.quads.faces import Faces
from comity.quads.mapping import map_source

WORDS = {"yes": "cm:InFavour", "abstain": "cm:Abstention", "no": "cm:Against"}
SCORES = {"cm:InFavour": 1, "cm:Abstention": 2, "cm:Against": 3}
"""In the order that makes an abstention half way, as Voeten codes them."""


def rows(shared_data: Path, name: str) -> Iterator[dict[str, str]]:
    path = shared_data / "unga_votes" / f"{name}.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@cache
def dates(shared_data: Path) -> dict[str, str]:
    return {row["rcid"]: row["date"] for row in rows(shared_data, "un_roll_calls")}


@cache
def by_month(shared_data: Path) -> Counter[tuple[str, str]]:
    """Votes by the publisher's name of the member and the month."""
    months = dates(shared_data)
    return Counter((r["country"], months[r["rcid"]][:7]) for r in rows(shared_data, "un_votes"))


def given(shared_data: Path, country: str, first: str = "0", last: str = "9") -> int:
    """Votes under a name from one month to another."""
    return sum(
        n
        for (name, month), n in by_month(shared_data).items()
        if name == country and first <= month <= last
    )


@pytest.fixture(scope="module")
def faces(shared_data: Path) -> Faces:
    return map_source(source("unga_votes"), shared_data / "unga_votes")


@pytest.fixture(scope="module")
def roll_calls(faces: Faces) -> pl.DataFrame:
    return faces.frames["RollCall"]


@pytest.fixture(scope="module")
def votes(faces: Faces, roll_calls: pl.DataFrame) -> pl.DataFrame:
    """Votes with the session and days of their roll calls."""
    of_roll_calls = roll_calls.select("start", "end", "session_number", decision="iri")
    return faces.frames["Vote"].join(of_roll_calls, on="decision", how="left")


def cast(votes: pl.DataFrame, key: str) -> pl.DataFrame:
    return votes.filter(pl.col("member").is_in([f"state/{key}", f"territory/{key}"]))


def test_every_row_is_a_vote_or_is_refused(
    faces: Faces, votes: pl.DataFrame, shared_data: Path
) -> None:
    refused = {
        "India": given(shared_data, "India", last="1947-07"),
        "Philippines": given(shared_data, "Philippines", last="1946-06"),
        "Fiji": given(shared_data, "Fiji", last="1970-09"),
    }
    assert faces.reasons() == {
        f"no state of that name at the time: {name}": n for name, n in refused.items()
    }
    assert votes.height + sum(refused.values()) == 870_109
    assert votes["locator"].n_unique() == votes["iri"].n_unique() == votes.height
    assert votes["choice"].null_count() == votes["session_number"].null_count() == 0


def test_votes_stand_as_the_file_has_them(votes: pl.DataFrame, shared_data: Path) -> None:
    """The first two rows: roll call 3, United States yes, Canada no; and every word by count."""
    found = dict(votes.select("iri", "choice").iter_rows())
    assert found["tie/unga_votes/3/USA"] == "cm:InFavour"
    assert found["tie/unga_votes/3/CAN"] == "cm:Against"
    unlike = {"India", "Philippines", "Fiji"}
    words = Counter(
        WORDS[row["vote"]] for row in rows(shared_data, "un_votes") if row["country"] not in unlike
    )
    keys = ("IND", "PHL", "FJI")
    others = votes.filter(~pl.col("member").is_in([f"state/{key}" for key in keys]))
    assert dict(others.group_by("choice").len().iter_rows()) == dict(words)


def test_namibia_votes_though_its_code_is_na(votes: pl.DataFrame, shared_data: Path) -> None:
    assert cast(votes, "NAM").height == given(shared_data, "Namibia") == 2_455


def test_rule_5_1_no_vote_is_of_a_state_that_has_ended(
    votes: pl.DataFrame, shared_data: Path
) -> None:
    """The name Yugoslavia has Serbia's votes to 2020, the name Russia those of the USSR."""
    spans = {
        ("YUG", "Yugoslavia"): ("0", "2003-01"),
        ("SCG", "Yugoslavia"): ("2003-02", "2006-05"),
        ("SRB", "Yugoslavia"): ("2006-06", "9"),
        ("SUN", "Russia"): ("0", "1991-12"),
        ("RUS", "Russia"): ("1992-01", "9"),
        ("BYS", "Belarus"): ("0", "1991-08"),
        ("BLR", "Belarus"): ("1991-09", "9"),
        ("m49-804", "Ukraine"): ("0", "1991-11"),
        ("UKR", "Ukraine"): ("1991-12", "9"),
        ("gw-678", "Yemen Arab Republic"): ("0", "1990-05"),
        ("YMD", "Yemen People's Republic"): ("0", "9"),
        ("DDR", "German Democratic Republic"): ("0", "9"),
        ("CSK", "Czechoslovakia"): ("0", "9"),
        ("TWN", "Taiwan"): ("1950-01", "9"),
        ("gw-511", "Zanzibar"): ("0", "9"),
    }
    for (key, name), (first, last) in spans.items():
        assert cast(votes, key).height == given(shared_data, name, first, last) > 0, key
    late = [month for name, month in by_month(shared_data) if name == "Yugoslavia"]
    assert max(late) == "2020-01"
    assert cast(votes, "YUG").filter(pl.col("end") >= dt.date(2003, 2, 4)).is_empty()


def test_union_republics_vote_for_themselves_and_as_territories(votes: pl.DataFrame) -> None:
    """The same words as the USSR's but for few, over all roll calls in which both voted."""
    union = cast(votes, "SUN").select("decision", "choice")
    for key, last in (("BYS", dt.date(1991, 8, 24)), ("m49-804", dt.date(1991, 11, 30))):
        republic = cast(votes, key)
        assert set(republic["member"]) == {f"territory/{key}"}
        assert republic["start"].min() == dt.date(1946, 1, 1)
        assert republic.filter(pl.col("start") > last).is_empty()
        both = republic.join(union, on="decision", suffix="_union")
        alike = (both["choice"] == both["choice_union"]).sum()
        assert both.height > 3_000
        assert alike / both.height > 0.97


@pytest.mark.parametrize(
    ("key", "call", "choice", "of_the_union"),
    [
        ("BYS", 43, "no", "abstain"),  # R/1/1415, December 1946
        ("BYS", 145, "yes", "abstain"),  # R/3/272A, April 1949
        ("BYS", 473, "abstain", "yes"),  # R/11/187C, November 1956
        ("m49-804", 110, "no", "abstain"),  # R/3/731, December 1948
        ("m49-804", 322, "abstain", "no"),  # R/7/167A, October 1952
        ("m49-804", 704, "no", "abstain"),  # R/15/377B, April 1961
    ],
)
def test_where_a_union_republic_voted_unlike_the_union(
    votes: pl.DataFrame, shared_data: Path, key: str, call: int, choice: str, of_the_union: str
) -> None:
    name = {"BYS": "Belarus", "m49-804": "Ukraine"}[key]
    given = {
        row["country"]: row["vote"]
        for row in rows(shared_data, "un_votes")
        if row["rcid"] == str(call)
    }
    assert (given[name], given["Russia"]) == (choice, of_the_union)
    for member, word in ((key, choice), ("SUN", of_the_union)):
        found = cast(votes, member).filter(decision=f"event/unga_votes/{call}")
        assert found["choice"].to_list() == [WORDS[word]]


def test_two_names_of_one_state(votes: pl.DataFrame, shared_data: Path) -> None:
    """Yemen votes on as the Yemen Arab Republic in 1990; China is who sat for it to 1949."""
    assert cast(votes, "YEM").height == given(shared_data, "Yemen") + given(
        shared_data, "Yemen Arab Republic", "1990-06"
    )
    assert cast(votes, "CHN").height == given(shared_data, "China") + given(
        shared_data, "Taiwan", last="1949-12"
    )
    assert cast(votes, "DEU").height == given(shared_data, "Germany") + given(
        shared_data, "Federal Republic of Germany"
    )


def test_the_day_that_an_old_roll_call_is_given_is_none(
    roll_calls: pl.DataFrame, shared_data: Path
) -> None:
    """Resolution 2758 is of 25 October 1971 and 61/295 of 13 September 2007, says the UN."""
    known = {row["symbol"]: row for row in roll_calls.iter_rows(named=True)}
    china, peoples = known["R/26/2758G"], known["R/61/295"]
    assert dates(shared_data)[china["iri"].rsplit("/", 1)[1]] == "1971-10-07"
    assert (china["start"], china["end"]) == (dt.date(1971, 10, 1), dt.date(1971, 10, 31))
    assert china["precision"] == "month"
    assert (peoples["start"], peoples["end"]) == (dt.date(2007, 9, 13), dt.date(2007, 9, 13))
    assert peoples["precision"] is None
    days = [int(day[8:]) for number, day in dates(shared_data).items() if int(number) < 4445]
    assert len(days) > 4_000
    assert max(days) == 7


def test_every_roll_call_and_its_issues(roll_calls: pl.DataFrame, shared_data: Path) -> None:
    assert roll_calls.height == len(dates(shared_data)) == 6_203
    issues = Counter(
        f"concept/unga-issue/{row['short_name']}"
        for row in rows(shared_data, "un_roll_call_issues")
    )
    found = roll_calls.explode("issue").drop_nulls("issue").group_by("issue").len()
    assert dict(found.iter_rows()) == dict(issues)
    important = [row["importantvote"] for row in rows(shared_data, "un_roll_calls")]
    assert roll_calls["important_vote"].sum() == important.count("1")
    assert roll_calls["important_vote"].null_count() == important.count("")


def similarity(votes: pl.DataFrame, a: str, b: str, session: int) -> tuple[float, ...]:
    """Rolls in which both voted, agreement, kappa, weighted kappa and S (Signorino and Ritter)."""
    scored = votes.filter(pl.col("session_number") == session).with_columns(
        score=pl.col("choice").replace_strict(SCORES)
    )
    both = cast(scored, a).join(cast(scored, b), on="decision", suffix="_b")
    first, second = both["score"].to_list(), both["score_b"].to_list()
    n = len(first)
    agreement = sum(x == y for x, y in zip(first, second, strict=True)) / n
    distance = sum(abs(x - y) for x, y in zip(first, second, strict=True)) / n
    by_chance = sum(x == y for x in first for y in second) / n**2
    apart_by_chance = sum(abs(x - y) for x in first for y in second) / n**2
    kappa = (agreement - by_chance) / (1 - by_chance)
    return n, agreement, kappa, 1 - distance / apart_by_chance, 1 - distance


@pytest.mark.parametrize(
    ("session", "expected"),
    [
        (60, (96, 0.7292, 0.3659, 0.4286, 0.7083)),
        (70, (73, 0.6027, 0.2092, 0.3296, 0.5342)),
        (72, (119, 0.5630, 0.1573, 0.2534, 0.4454)),
    ],
)
def test_rule_5_9_similarity_of_pakistan_and_russia_by_session(
    votes: pl.DataFrame, session: int, expected: tuple[float, ...]
) -> None:
    """Worked out before comity from the same file; absence counts neither way."""
    assert similarity(votes, "PAK", "RUS", session) == pytest.approx(expected, abs=5e-5)


def test_rule_5_9_absence_is_no_abstention_and_a_session_no_year(
    faces: Faces, votes: pl.DataFrame, roll_calls: pl.DataFrame, shared_data: Path
) -> None:
    """No row, no vote; session 60 runs into June 2006, and by year its votes would fall apart."""
    covers = source("unga_votes").description.coverage
    assert [(one.kind, one.absent) for one in covers] == [("Vote", "missing")]
    assert "Gap" not in faces.frames
    voted = set(cast(votes, "PAK")["decision"])
    since = roll_calls.filter(pl.col("start") >= dt.date(1947, 11, 1))
    absent = set(since["iri"]) - voted
    of_pakistan = {
        row["rcid"] for row in rows(shared_data, "un_votes") if row["country"] == "Pakistan"
    }
    assert absent
    assert not {iri.rsplit("/", 1)[1] for iri in absent} & of_pakistan
    years = votes.filter(pl.col("session_number") == 60)["start"].dt.year().unique()
    assert sorted(years) == [2005, 2006]
