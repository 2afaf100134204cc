"""Wrong use of public functions and commands: a sentence of what is wrong and what there is."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx  # type: ignore[import-untyped]
import pytest

import comity
from comity.errors import (
    CitationError,
    ComityError,
    IdentityError,
    NetworkError,
    QuestionError,
    StoreMissingError,
    TableError,
    UnknownSourceError,
    UnknownStateError,
    UnknownThingError,
)
from comity.store.stores import Embedded
from conftest import Run

NOWHERE = Path("/nowhere")
PATH = nx.path_graph(3)
ALL: dict[str, Any] = {"actors": "all"}
Asked = tuple[Callable[..., object], type[ComityError], str]

ASKED: dict[str, Asked] = {
    "no store": (lambda _: comity.connect(NOWHERE), StoreMissingError, "run: comity build"),
    "known by no day": (
        lambda one: comity.connect(one.folder, as_known="soon"),
        QuestionError,
        "'soon' is no day, month or year",
    ),
    "ask, no question": (lambda one: comity.ask(one, "bodie-of"), QuestionError, "near are bodies"),
    "ask, no parameter": (
        lambda one: comity.ask(one, "bodies-of", c="PAK"),
        QuestionError,
        "it takes state=PAK",
    ),
    "ask, no state": (
        lambda one: comity.ask(one, "bodies-of", state="XXX"),
        UnknownStateError,
        "near are XKX",
    ),
    "ask, no day": (
        lambda one: comity.ask(one, "bodies-of", as_of="2010"),
        QuestionError,
        "as_of must be of type date",
    ),
    "question": (lambda _: comity.question("bodie-of"), QuestionError, "near are bodies-of"),
    "coverage": (lambda one: comity.coverage(one, "XXX", "RUS"), UnknownStateError, "near are XKX"),
    "coverage of one": (lambda one: comity.coverage(one, "PAK", "PAK"), IdentityError, "is of two"),
    "disagreements": (
        lambda one: comity.disagreements(one, "PAK", "XXX"),
        UnknownStateError,
        "near are XKX",
    ),
    "claims": (
        lambda one: comity.check_claims(one, "PAK", "XXX"),
        UnknownStateError,
        "near are XKX",
    ),
    "dossier": (lambda one: comity.dossier(one, "PAK", "XXX"), UnknownStateError, "near are XKX"),
    "dossier, no day": (
        lambda one: comity.dossier(one, "PAK", "RUS", as_of="2010-13-01"),
        QuestionError,
        "write it as 2021-12-01",
    ),
    "profile": (lambda one: comity.profile(one, "XXX"), UnknownStateError, "near are XKX"),
    "profile, no day": (
        lambda one: comity.profile(one, "PAK", as_of="2010"),
        QuestionError,
        "'2010' is no day",
    ),
    "listing, no kind": (
        lambda one: comity.listing(one, "PAK", "Trade"),
        QuestionError,
        "it has .*LandBorder, Meeting, Membership",
    ),
    "listing, no page": (
        lambda one: comity.listing(one, "PAK", "Membership", page=99),
        QuestionError,
        "it has pages 1 to 1$",
    ),
    "network": (lambda one: comity.network(one, "XXX"), UnknownStateError, "near are XKX"),
    "network of no body": (
        lambda one: comity.network(one, "body/XXX"),
        UnknownThingError,
        "no actor body/XXX",
    ),
    "paths": (
        lambda one: comity.paths(one, "PAK", "zzzz"),
        UnknownThingError,
        "names nothing 'zzzz'",
    ),
    "paths, none": (lambda one: comity.paths(one, "PAK", "RUS", k=0), QuestionError, "ask for one"),
    "portrait": (
        lambda one: comity.portrait(one, "https://w3id.org/comity/id/body/XXX"),
        UnknownThingError,
        "says nothing of",
    ),
    "source": (lambda _: comity.source("cow_trad"), UnknownSourceError, "known are cow_trade"),
    "state": (lambda _: comity.state("XXX"), UnknownStateError, "near are XKX"),
    "state, no scheme": (
        lambda _: comity.state("2", scheme="cw"),
        UnknownStateError,
        "known are cow, fips",
    ),
    "state, no day": (
        lambda _: comity.state("365", scheme="cow", at="1980"),
        IdentityError,
        "write it as 2021-12-01",
    ),
    "cite": (lambda _: comity.cite("cow_trad"), UnknownSourceError, "known are cow_trade"),
    "cite, not held": (
        lambda one: comity.cite("document/none", store=one),
        CitationError,
        "comity query sources lists",
    ),
}
"""Calls on a store of what ships, and what is raised of which they say what."""
YEARS: dict[str, Any] = {"years": (2026, 2026), **ALL}
TABLES: dict[str, tuple[list[str], dict[str, object], type[ComityError], str]] = {
    "no group": (["trad"], YEARS, TableError, "did you mean 'trade'"),
    "not built": (["trade"], YEARS, TableError, "cow_trade"),
    "no list": (["igo"], {**YEARS, "actors": "cw"}, TableError, "there are cow, gw, all"),
    "list not built": (["igo"], {**YEARS, "actors": "cow"}, TableError, "ask for actors 'all'"),
    "year outside": (["igo"], {**YEARS, "years": (3000, 3001)}, TableError, "a year after 2026;"),
    "backwards": (["igo"], {**YEARS, "years": (2001, 2000)}, TableError, "the earlier one first"),
    "no state": (["igo"], {**YEARS, "states": ["XXX"]}, UnknownStateError, "near are XKX"),
    "both": (["igo"], {**YEARS, "as_of": "2026-01-01"}, TableError, "the one or the other"),
    "neither": (["igo"], ALL, TableError, "the one or the other"),
    "no day": (["igo"], {**ALL, "as_of": "2026"}, TableError, "write it as 2021-12-01"),
    "known": (["igo"], {**YEARS, "as_known": "soon"}, QuestionError, "no day, month or year"),
    "no store": (["igo"], {**YEARS, "folder": NOWHERE}, StoreMissingError, "run: comity build"),
}
NETWORKS: dict[str, tuple[Callable[[Path], object], str]] = {
    "layer": (
        lambda at: comity.layer("factbook_joint", 2026, folder=at, **ALL),
        "near are factbook",
    ),
    "layer, nothing near": (
        lambda at: comity.layer("zzz", 2026, folder=at, **ALL),
        "'comity layers list'",
    ),
    "layer, no way": (
        lambda at: comity.layer("factbook_joint_full", 2026, combine="sum", folder=at, **ALL),
        "leave out combine='sum'",
    ),
    "layer, backwards": (
        lambda at: comity.layer("factbook_joint_full", 2026, within=(5, 1), folder=at, **ALL),
        "write the least first",
    ),
    "affiliations": (
        lambda at: comity.affiliations("cow_ig", 2026, folder=at, **ALL),
        "there are factbook",
    ),
    "multiplex of none": (lambda _: comity.multiplex(), "one at the least"),
    "multiplex": (lambda _: comity.multiplex(PATH), "give layers"),
    "projection": (lambda _: comity.projection(PATH), "give what affiliations gives"),
    "projection onto": (
        lambda _: comity.projection(PATH, "bodies"),  # type: ignore[arg-type]
        "it has states and things",
    ),
    "backbone": (lambda _: comity.backbone(PATH, 5), "1 at the most"),
    "communities": (lambda _: comity.communities(PATH, resolution=0), "must be above 0"),
    "measures": (lambda _: comity.node_measures(PATH, ["degre"]), "there are degree, strength"),
    "qap": (lambda _: comity.qap(PATH, nx.path_graph(2)), "three are needed"),
    "qap, none": (lambda _: comity.qap(PATH, PATH, permutations=0), "one is the least"),
    "changes": (lambda _: comity.tie_changes(PATH, nx.DiGraph()), "combine both, or neither"),
    "write": (lambda at: comity.write_network(PATH, at / "a.doc"), "its ending must be .gexf"),
    "matrices": (lambda at: comity.write_matrices([PATH], at / "a.zip"), "give layers"),
    "no matrices": (lambda at: comity.write_matrices([], at / "a.zip"), "one at least"),
}
COMMANDS: dict[tuple[str, ...], tuple[int, str]] = {
    ("coverage", "XXX", "RUS"): (2, "near are XKX"),
    ("disagreements", "XXX", "RUS"): (2, "near are XKX"),
    ("claims", "PAK", "PAK"): (2, "a dyad is of two"),
    ("coverage", "PAK", "RUS", "--as-known", "soon"): (2, "no day, month or year"),
    ("path", "PAK", "zzzz"): (2, "names nothing 'zzzz'"),
    ("path", "PAK", "RUS", "--as-of", "2010"): (2, "write it as 2021-12-01"),
    ("query", "bodie-of"): (2, "near are bodies-of"),
    ("view", "dyad", "PAK", "RUS", "--as-of", "2010", "-o", "x.html"): (2, "is no day"),
    ("view", "source", "cow_trad", "-o", "x.html"): (2, "known are cow_trade"),
    ("cite", "cow_trad"): (2, "known are cow_trade"),
    ("cite", "document/none"): (1, "comity query sources lists"),
    ("build", "cow_trad"): (2, "known are cow_trade"),
    ("fetch", "cow_trad"): (2, "known are cow_trade"),
    ("table", "dyad-year", "--years", "2026", "--with", "trad", "--actors", "all"): (2, "'trade'"),
    ("table", "state-year", "--years", "3000", "--actors", "all"): (2, "a year after 2026;"),
    ("table", "state-year", "--years", "soon"): (2, "write 1990-2014"),
    ("table", "state-year", "--years", "2026"): (2, "which is not built"),
    ("layers", "zzz", "-y", "2026", "-o", "x.json", "--actors", "all"): (2, "'comity layers list'"),
    ("layers", "zzz"): (2, "say of which year"),
    ("coverage", "PAK", "RUS", "--store", "/nowhere"): (3, "run: comity build"),
    ("table", "groups", "--store", "/nowhere"): (3, "run: comity build"),
}


@pytest.mark.parametrize("name", ASKED)
def test_a_question_of_what_is_not_there(store: Embedded, name: str) -> None:
    asked, error, says = ASKED[name]
    with pytest.raises(error, match=says) as raised:
        asked(store)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("make", [comity.dyad_year, comity.state_year])
def test_a_table_of_what_is_not_there(
    folder: Path, name: str, make: Callable[..., comity.Table]
) -> None:
    ties, given, error, says = TABLES[name]
    with pytest.raises(error, match=says) as raised:
        make(ties, **{"folder": folder, **given})
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("name", NETWORKS)
def test_a_network_of_what_is_not_there(folder: Path, name: str) -> None:
    asked, says = NETWORKS[name]
    with pytest.raises(NetworkError, match=says) as raised:
        asked(folder)
    assert "\n" not in str(raised.value)


def test_votes_that_are_not_built(folder: Path) -> None:
    with pytest.raises(TableError, match=r"give one of the two"):
        comity.similarity(folder=folder)
    with pytest.raises(TableError, match="run: comity build unga_votes"):
        comity.similarity(sessions=(60, 61), folder=folder)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_command_says_it_and_ends_so(
    run: Run, words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, says = COMMANDS[words]
    monkeypatch.chdir(tmp_path)
    ended, out, err = run(*words)
    assert (ended, out) == (code, "")
    assert err.startswith("comity: ")
    assert says in err
    assert list(tmp_path.iterdir()) == []
