"""The curated codes of states, row for row against the publishers' files."""

import datetime as dt
from itertools import combinations
from pathlib import Path

import polars as pl

from comity.model.states import identifiers, polities

Spell = tuple[str, dt.date, dt.date]

# fmt: off
MICROSTATES = {
    "54", "55", "56", "57", "58", "60", "221", "223", "232", "331", "403", "591", "935",
    "970", "971", "972", "973", "983", "986", "987", "990",
}
# fmt: on
"""Gleditsch and Ward list these in a second file, of states under 250,000 people."""


def curated(scheme: str, last: dt.date) -> list[Spell]:
    """Spells of codes, joined where one polity hands its code to the next from day to day."""
    table = identifiers().filter(pl.col("scheme") == scheme).sort("code", "start")
    spells: list[Spell] = []
    for code, start, end in table.select("code", "start", pl.col("end").fill_null(last)).rows():
        if spells and spells[-1][0] == code and spells[-1][2] + dt.timedelta(days=1) == start:
            start = spells.pop()[1]  # noqa: PLW2901
        spells.append((code, start, end))
    return sorted(spells)


def cow(shared_data: Path) -> list[Spell]:
    table = pl.read_csv(shared_data / "cow_states" / "states2016.csv")
    days = table.select(
        pl.col("ccode").cast(pl.String),
        pl.date("styear", "stmonth", "stday").alias("start"),
        pl.date("endyear", "endmonth", "endday").alias("end"),
    )
    return sorted(days.rows())


def gw(shared_data: Path) -> list[Spell]:
    table = pl.read_csv(shared_data / "gw_states" / "gw_states.csv", infer_schema=False)
    dates = pl.col("startdate", "enddate").str.to_date("%Y-%m-%d")
    return sorted(table.select("gwcode", dates).rows())


def test_every_cow_spell_is_covered_exactly(shared_data: Path) -> None:
    assert curated("cow", dt.date(2016, 12, 31)) == cow(shared_data)


def test_every_gw_spell_is_covered_exactly(shared_data: Path) -> None:
    spells = curated("gw", dt.date(2017, 12, 31))
    assert [spell for spell in spells if spell[0] not in MICROSTATES] == gw(shared_data)
    assert {code for code, _, _ in spells} >= MICROSTATES


def alive(scheme: str, first: dt.date, last: dt.date) -> list[Spell]:
    table = identifiers().filter(
        pl.col("scheme") == scheme,
        pl.col("start") <= last,
        pl.col("end").fill_null(last) >= first,
    )
    clipped = pl.col("start").clip(lower_bound=first), pl.col("end").fill_null(last)
    return table.select("code", *clipped).rows()


def test_states_alive_on_a_day() -> None:
    day = dt.date(1990, 6, 1)
    assert len(alive("cow", day, day)) == 161
    assert len(alive("gw", day, day)) == 171


def test_pairs_of_a_year_that_shared_a_day() -> None:
    expected = {1975: (150, 11_175, 7), 1990: (165, 13_530, 8), 2016: (195, 18_915, 0)}
    for year, counts in expected.items():
        spells = alive("cow", dt.date(year, 1, 1), dt.date(year, 12, 31))
        codes = sorted({code for code, _, _ in spells})
        pairs = set(combinations(codes, 2))
        met = {
            (a, b)
            for (a, a_start, a_end), (b, b_start, b_end) in combinations(sorted(spells), 2)
            if a_start <= b_end and b_start <= a_end
        }
        assert (len(codes), len(pairs), len(pairs - met)) == counts


OTHER_ITEMS = {
    ("DNK", "Q35"): "Denmark in Europe; the state is the Kingdom, as for the Netherlands",
    ("ESH", "Q40362"): "the Sahrawi Republic; the ISO code is the territory's",
    ("ATA", "Q21590062"): "the Antarctic Treaty area; the ISO code is the continent's",
}
"""Wikidata items that another list gives, and why comity has a different one."""


def test_wikidata_items_agree_with_two_other_lists(shared_data: Path) -> None:
    ours = dict(polities().drop_nulls("iso2").select("iso2", "wikidata").rows())
    keys = dict(polities().drop_nulls("iso2").select("iso2", "key").rows())
    folder = shared_data / "country_codes"
    lists = {
        "country-codes.csv": ("ISO3166-1-Alpha-2", "wikidata_id", 248),
        "owid_regions.codes.csv": ("iso_alpha2", "wikidata_code", 249),
    }
    seen: set[tuple[str, str]] = set()
    for file, (iso2, item, size) in lists.items():
        table = pl.read_csv(folder / file, infer_schema=False).select(
            iso2, pl.col(item).str.extract(r"(Q\d+)$")
        )
        rows = [(code, q) for code, q in table.rows() if code in ours and q]
        assert len(rows) == size
        seen |= {(keys[code], q) for code, q in rows if ours[code] != q}
    assert seen == set(OTHER_ITEMS)
