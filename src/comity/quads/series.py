"""Series: what a release gives too much of to show tie by tie, gathered by dyad or member."""

from collections.abc import Mapping

import polars as pl

from comity.model.ontology import ancestors

MOST = 100_000
"""A release with more records than this has its ties gathered."""


def series(source: str, graph: str, frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """One record of class ``Series`` for each class of ties and each dyad or member of them.

    Args:
        source: id of the data set.
        graph: IRI of the release.
        frames: its record frames by class.

    Returns:
        A frame with the columns of a record frame; no rows where the release is small.
    """
    if sum(frame.height for frame in frames.values()) <= MOST:
        return pl.DataFrame()
    ties = {kind: frame for kind, frame in frames.items() if "Tie" in ancestors(kind)}
    gathered = [
        _gathered(frame, kind, by)
        for kind, frame in ties.items()
        for by in ("dyad", "member")
        if by in frame.columns
    ]
    if not gathered:
        return pl.DataFrame()
    named = pl.concat(gathered).with_columns(
        iri=pl.format("series/{}/{}/{}", pl.lit(source), _kind(), "series_of"),
        kind=pl.lit("Series"),
        gathered_from=pl.lit(graph),
    )
    return named.sort("iri")


def _kind() -> pl.Expr:
    return pl.col("gathers").str.strip_prefix("cm:")


def _gathered(frame: pl.DataFrame, kind: str, by: str) -> pl.DataFrame:
    """Ties of one class by dyad, or those of no dyad by member."""
    if by == "member" and "dyad" in frame.columns:
        frame = frame.filter(pl.col("dyad").is_null())
    value = pl.col("value") if "value" in frame.columns else pl.lit(None)
    unit = pl.col("unit") if "unit" in frame.columns else pl.lit(None)
    dated = frame.filter(pl.col(by).is_not_null()).select(
        series_of=by,
        first=_year(frame, "start", "as_of", "end"),
        last=_year(frame, "end", "as_of", "start"),
        value=value.cast(pl.Float64),
        unit=unit.cast(pl.String),
    )
    latest = pl.col("last") == pl.col("last").max()
    return dated.group_by("series_of").agg(
        gathers=pl.lit(f"cm:{kind}"),
        record_count=pl.len().cast(pl.Int64),
        first_year=pl.col("first").min(),
        last_year=pl.col("last").max(),
        latest_value=pl.when(latest.sum() == 1).then(pl.col("value").filter(latest).first()),
        unit=pl.when(pl.col("unit").n_unique() == 1).then(pl.col("unit").first()),
    )


def _year(frame: pl.DataFrame, *days: str) -> pl.Expr:
    """The year of each tie: its own, else that of the first of these days that it has."""
    own = [pl.col("year")] if "year" in frame.columns else []
    dated = [pl.col(day).dt.year() for day in days if day in frame.columns]
    return pl.coalesce(*own, *dated, pl.lit(None)).cast(pl.Int64)
