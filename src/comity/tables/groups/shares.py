"""Shares of its largest partners in the exports and imports of a state."""

import polars as pl

from comity.tables.groups.group import Group, Measure, Part

TOLD = "if among the largest that the source names"
PERCENT = "percent"


def _dyads(part: Part, kind: str, name: str) -> pl.DataFrame:
    ties = part.dyadic(kind).group_by("year", "a", "b")
    return ties.agg(pl.col("value").max().alias(name)).collect()


def _largest(part: Part, kind: str, end: str, name: str) -> pl.DataFrame:
    ties = part.dyadic(kind).group_by("year", pl.col(end).alias("unit"))
    return ties.agg(pl.col("value").max().alias(name)).collect()


EXPORT_SHARES = Group(
    name="export_shares",
    kind="ExportShare",
    of_dyads=(
        Measure(
            "export_share",
            f"Share of {{b}} in the exports of {{a}}, {TOLD}",
            PERCENT,
            directed=True,
        ),
    ),
    dyads=lambda part: _dyads(part, "ExportShare", "export_share"),
    of_states=(
        Measure("export_share_top", "The largest share of a state in its exports", PERCENT),
    ),
    states=lambda part: _largest(part, "ExportShare", "a", "export_share_top"),
)
IMPORT_SHARES = Group(
    name="import_shares",
    kind="ImportShare",
    of_dyads=(
        Measure(
            "import_share",
            f"Share of {{a}} in the imports of {{b}}, {TOLD}",
            PERCENT,
            directed=True,
        ),
    ),
    dyads=lambda part: _dyads(part, "ImportShare", "import_share"),
    of_states=(
        Measure("import_share_top", "The largest share of a state in its imports", PERCENT),
    ),
    states=lambda part: _largest(part, "ImportShare", "b", "import_share_top"),
)
