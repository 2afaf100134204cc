"""Whole-world dyad-years against hand-written joins of the same Parquet, in Polars and in pandas.

``uv run --with pandas --with pyarrow python benchmarks/tables.py [HOME]``, where the store in HOME
(comity's own by default) has been built from the publishers' files, prints
the seconds and CPU seconds of each and their ratios. The peers make the same rows and values, which
is checked; comity says besides what each cell means. At last it prints what eight groups take.
"""

import math
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pandas as pd
import polars as pl

from comity.files.home import home
from comity.model.states import identifiers
from comity.store.manifest import FACES
from comity.store.stores import current
from comity.tables.years import dyad_year

YEARS = (1816, 2014)
GROUPS = ["trade", "contiguity", "sanctions", "igo"]
EIGHT = [*GROUPS, "votes", "alliances", "distance", "arms"]
LEVELS = {"cm:ByLand": 1, "cm:Water12": 2, "cm:Water24": 3, "cm:Water150": 4, "cm:Water400": 5}
ENDS = {"cow_contiguity/Contiguity": 2016, "gsdb/Sanction": 2023}
KEYS = ["year", "cow_a", "cow_b"]
FLOWS = ["year", "dyad", "value", "smoothed_value"]
SAME = {
    "flow": "cow_trade_flow",
    "smoothed": "cow_trade_smoothed",
    "dependence": "cow_trade_dependence",
    "sanctions": "gsdb_sanctions",
    "own_sanctions": "gsdb_own_sanctions",
    "joint_full": "cow_igo_joint_full",
    "joint_any": "cow_igo_joint_any",
}
"""Measures by the name that peers give them, but the level of contiguity, which is 0 in comity and
null in these where there is none."""

Result = TypeVar("Result")


def timed(name: str, work: Callable[[], Result]) -> tuple[Result, float]:
    """What the work gives and its CPU seconds; prints them and the seconds by the clock."""
    clock, cpu = time.perf_counter(), time.process_time()
    result = work()
    clock, cpu = time.perf_counter() - clock, time.process_time() - cpu
    print(f"{name:<28}{clock:8.2f} s{cpu:8.2f} CPU s")
    return result, cpu


def codes() -> pl.DataFrame:
    """COW numbers by comity key, with the days between which they hold."""
    return identifiers().filter(pl.col("scheme") == "cow").select("key", "code", "start", "end")


def by_polars(faces: Path) -> pl.DataFrame:
    """The table as a researcher would join it in Polars."""
    states = pl.scan_parquet(faces / "cow_states/SystemMembership.parquet").select(
        pl.col("member").str.slice(6).alias("key"),
        "start",
        pl.col("end").fill_null(pl.date(2016, 12, 31)),
    )
    held = codes().lazy().rename({"start": "from", "end": "to"})
    coded = states.join(held, on="key").filter(
        pl.col("from").is_null() | (pl.col("from") <= pl.col("end")),
        pl.col("to").is_null() | (pl.col("to") >= pl.col("start")),
    )
    first, last = pl.col("start").dt.year(), pl.col("end").dt.year()
    years = coded.with_columns(
        year=pl.int_ranges(first, last + 1), code=pl.col("code").cast(pl.Int32)
    )
    days = years.explode("year").filter(pl.col("year").is_between(*YEARS))
    days = days.with_columns(
        lo=pl.max_horizontal("start", pl.date("year", 1, 1)),
        hi=pl.min_horizontal("end", pl.date("year", 12, 31)),
    )
    pairs = days.join(days, on="year", suffix="_b").filter(
        pl.col("code") < pl.col("code_b"),
        pl.max_horizontal("lo", "lo_b") <= pl.min_horizontal("hi", "hi_b"),
    )
    dyads = pairs.select("year", cow_a="code", cow_b="code_b").unique().collect()
    units = days.sort("hi").select("year", "key", "code").unique(maintain_order=True).collect()
    for values in _measures_in_polars(faces, units):
        for one, other in (("cow_a", "cow_b"), ("cow_b", "cow_a")):
            way = {name: f"{name}_{one[-1]}_to_{other[-1]}" for name in values.columns[3:]}
            mine = values.rename({"a": one, "b": other, **way})
            dyads = dyads.join(mine, on=["year", one, other], how="left")
    return dyads.sort(KEYS)


def _measures_in_polars(faces: Path, units: pl.DataFrame) -> list[pl.DataFrame]:
    flows = pl.read_parquet(faces / "cow_trade/TradeFlow.parquet", columns=FLOWS)
    keys = ["year", "a", "b"]
    # Germany of 1990 is the last of its two numbers, as its trade is of the whole year.
    final = units.unique(["year", "key"], keep="last")
    trade = (
        _ends_in_polars(flows, final)
        .group_by(keys)
        .agg(flow=pl.col("value").sum(), smoothed=pl.col("smoothed_value").sum())
    )
    back = trade.select("year", pl.col("b").alias("a"), pl.col("a").alias("b"), "flow")
    both = pl.concat([trade.select(back.columns), back]).group_by(keys).agg(pl.col("flow").sum())
    total = pl.col("flow").sum().over("year", "a")
    shares = both.select(*keys, dependence=pl.when(total > 0).then(pl.col("flow") / total))
    spells = []
    for path, last in ENDS.items():
        ties = pl.read_parquet(faces / f"{path}.parquet")
        years = pl.int_ranges(
            pl.col("start").dt.year(), pl.col("end").dt.year().fill_null(last) + 1
        )
        spells.append(_ends_in_polars(ties.with_columns(year=years).explode("year"), units))
    borders, sanctions = (spell.group_by(keys) for spell in spells)
    own = pl.col("locator").filter(pl.col("derived_from").is_null()).n_unique()
    return [
        trade.join(shares, on=keys, how="full", coalesce=True),
        borders.agg(level=pl.col("level").replace_strict(LEVELS, return_dtype=pl.Int32).min()),
        sanctions.agg(sanctions=pl.col("locator").n_unique(), own_sanctions=own),
        _joint_in_polars(faces, units),
    ]


def _joint_in_polars(faces: Path, units: pl.DataFrame) -> pl.DataFrame:
    seats = pl.read_parquet(faces / "cow_igo/Membership.parquet").with_columns(
        key=pl.col("member").str.split("/").list.get(1),
        year=pl.int_ranges(pl.col("start").dt.year(), pl.col("end").dt.year().fill_null(2014) + 1),
    )
    held = (
        seats.explode("year")
        .with_columns(pl.col("year").cast(pl.Int64))
        .join(units, on=["year", "key"])
    )
    full = held.select("year", "body", "code", full=pl.col("role") == "cm:Member").lazy()
    both = full.join(full, on=["year", "body"], suffix="_b").filter(
        pl.col("code") != pl.col("code_b")
    )
    counted = both.group_by("year", pl.col("code").alias("a"), pl.col("code_b").alias("b"))
    return counted.agg(
        joint_full=pl.col("body").filter(pl.col("full") & pl.col("full_b")).n_unique(),
        joint_any=pl.col("body").n_unique(),
    ).collect()


def _ends_in_polars(ties: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
    parts = pl.col("dyad").str.split("/").list
    ties = ties.with_columns(pl.col("year").cast(pl.Int64), x=parts.get(1), y=parts.get(2))
    mirrored = ties.filter(parts.get(0) == "pair").with_columns(x="y", y="x")
    both = pl.concat([ties, mirrored])
    for end, side in (("x", "a"), ("y", "b")):
        mine = units.rename({"key": end, "code": side})
        both = both.join(mine, on=["year", end])
    return both


def by_pandas(faces: Path) -> pd.DataFrame:
    """The same in pandas."""
    states = pd.read_parquet(faces / "cow_states/SystemMembership.parquet")
    states["key"] = states["member"].str[6:]
    states["start"] = pd.to_datetime(states["start"])
    states["end"] = pd.to_datetime(states["end"]).fillna(pd.Timestamp(2016, 12, 31))
    held = pd.DataFrame(codes().to_dicts()).rename(columns={"start": "from", "end": "to"})
    held[["from", "to"]] = held[["from", "to"]].apply(pd.to_datetime)
    coded = states.merge(held, on="key")
    coded = coded[~(coded["from"] > coded["end"]) & ~(coded["to"] < coded["start"])]
    coded["code"] = coded["code"].astype("int32")
    spans = zip(coded["start"].dt.year, coded["end"].dt.year, strict=True)
    coded["year"] = [range(max(lo, YEARS[0]), min(hi, YEARS[1]) + 1) for lo, hi in spans]
    days = coded.explode("year").dropna(subset="year").astype({"year": "int64"})
    opens = pd.to_datetime(days["year"].astype(str) + "-01-01")
    closes = pd.to_datetime(days["year"].astype(str) + "-12-31")
    days["lo"], days["hi"] = days["start"].clip(lower=opens), days["end"].clip(upper=closes)
    days = days[["year", "key", "code", "lo", "hi"]]
    pairs = days.merge(days, on="year", suffixes=("", "_b"))
    pairs = pairs[pairs["code"] < pairs["code_b"]]
    met = pairs[["lo", "lo_b"]].max(axis=1) <= pairs[["hi", "hi_b"]].min(axis=1)
    dyads = pairs[met].rename(columns={"code": "cow_a", "code_b": "cow_b"})[KEYS].drop_duplicates()
    units = days.sort_values("hi")[["year", "key", "code"]].drop_duplicates()
    for values in _measures_in_pandas(faces, units):
        for one, other in (("cow_a", "cow_b"), ("cow_b", "cow_a")):
            way = {name: f"{name}_{one[-1]}_to_{other[-1]}" for name in values.columns[3:]}
            mine = values.rename(columns={"a": one, "b": other, **way})
            dyads = dyads.merge(mine, on=["year", one, other], how="left")
    return dyads.sort_values(KEYS)


def _measures_in_pandas(faces: Path, units: pd.DataFrame) -> list[pd.DataFrame]:
    flows = pd.read_parquet(faces / "cow_trade/TradeFlow.parquet", columns=FLOWS)
    keys = ["year", "a", "b"]
    final = units.drop_duplicates(["year", "key"], keep="last")
    trade = _ends_in_pandas(flows, final).groupby(keys, as_index=False)[FLOWS[2:]].sum()
    trade = trade.rename(columns={"value": "flow", "smoothed_value": "smoothed"})
    back = trade.rename(columns={"a": "b", "b": "a"})
    both = pd.concat([trade, back]).groupby(keys, as_index=False)["flow"].sum()
    total = both.groupby(["year", "a"])["flow"].transform("sum")
    both["dependence"] = (both["flow"] / total).where(total > 0)
    spells = []
    for path, last in ENDS.items():
        ties = pd.read_parquet(faces / f"{path}.parquet")
        ends = pd.to_datetime(ties["end"]).dt.year.fillna(last).astype(int)
        starts = pd.to_datetime(ties["start"]).dt.year
        ties["year"] = [range(lo, hi + 1) for lo, hi in zip(starts, ends, strict=True)]
        spells.append(_ends_in_pandas(ties.explode("year").astype({"year": "int64"}), units))
    borders, sanctions = spells
    borders["level"] = borders["level"].map(LEVELS)
    own = sanctions["locator"].where(sanctions["derived_from"].isna())
    cases = sanctions.assign(sanctions=sanctions["locator"], own_sanctions=own)
    return [
        trade.merge(both[[*keys, "dependence"]], on=keys, how="outer"),
        borders.groupby(keys, as_index=False)["level"].min(),
        cases.groupby(keys, as_index=False)[["sanctions", "own_sanctions"]].nunique(),
        _joint_in_pandas(faces, units),
    ]


def _joint_in_pandas(faces: Path, units: pd.DataFrame) -> pd.DataFrame:
    seats = pd.read_parquet(faces / "cow_igo/Membership.parquet")
    seats["key"] = seats["member"].str.split("/").str[1]
    seats["full"] = seats["role"] == "cm:Member"
    ends = pd.to_datetime(seats["end"]).dt.year.fillna(2014).astype(int)
    starts = pd.to_datetime(seats["start"]).dt.year
    seats["year"] = [range(lo, hi + 1) for lo, hi in zip(starts, ends, strict=True)]
    held = seats.explode("year").astype({"year": "int64"}).merge(units, on=["year", "key"])
    full = held[["year", "body", "code", "full"]]
    both = full.merge(full, on=["year", "body"], suffixes=("", "_b"))
    both = both[both["code"] != both["code_b"]].drop_duplicates(["year", "body", "code", "code_b"])
    both["joint_full"] = both["full"] & both["full_b"]
    both["joint_any"] = 1
    counts = both.groupby(["year", "code", "code_b"], as_index=False)[
        ["joint_full", "joint_any"]
    ].sum()
    return counts.rename(columns={"code": "a", "code_b": "b"})


def _ends_in_pandas(ties: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    ties = ties.copy()
    ties[["shape", "x", "y"]] = ties["dyad"].str.split("/", expand=True)
    mirrored = ties[ties["shape"] == "pair"].rename(columns={"x": "y", "y": "x"})
    both = pd.concat([ties, mirrored])
    for end, side in (("x", "a"), ("y", "b")):
        both = both.merge(units.rename(columns={"key": end, "code": side}), on=["year", end])
    return both


def main(place: Path) -> None:
    """Prints the table."""
    folder = current(place)
    if folder is None:
        sys.exit(f"nothing has been built in {place}")
    faces = folder / FACES
    table, ours = timed("comity", lambda: dyad_year(GROUPS, years=YEARS, folder=place))
    plain, polars = timed("Polars by hand", lambda: by_polars(faces))
    slow, pandas = timed("pandas by hand", lambda: by_pandas(faces))
    rows = table.frame.sort(KEYS)
    if rows.select(KEYS).rows() != plain.select(KEYS).rows() or len(slow) != rows.height:
        sys.exit("the peers have other rows")
    for name, mine in SAME.items():
        for way in ("a_to_b", "b_to_a"):
            given = mine if mine in rows.columns else f"{mine}_{way}"
            total = float(rows[given].sum())
            peers = float(plain[f"{name}_{way}"].sum()), float(slow[f"{name}_{way}"].sum())
            if not all(math.isclose(total, peer, rel_tol=1e-9) for peer in peers):
                sys.exit(f"the peers have other values of {name}: {total:,} and {peers}")
    print(f"{rows.height:,} rows; by CPU seconds:")
    print(f"comity / Polars by hand: {ours / polars:.2f}")
    print(f"pandas by hand / comity: {pandas / ours:.1f}")
    timed("eight groups", lambda: dyad_year(EIGHT, years=YEARS, folder=place))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else home())
