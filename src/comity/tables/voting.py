"""How alike states vote, by session of the General Assembly or calendar year, on chosen issues."""

from collections.abc import Sequence
from functools import reduce
from pathlib import Path

import polars as pl

from comity.errors import TableError
from comity.files.source import Source
from comity.query.result import called
from comity.tables.cells import key_in
from comity.tables.column import Column
from comity.tables.groups.group import Part
from comity.tables.groups.votes import MEASURES, VOTES, cast
from comity.tables.holding import Holding, holding
from comity.tables.panel import Actors, panel
from comity.tables.similarity import alike
from comity.tables.table import Table


def similarity(
    *,
    sessions: tuple[int, int] | None = None,
    years: tuple[int, int] | None = None,
    issues: Sequence[str] = (),
    states: Sequence[str] = (),
    actors: Actors = "cow",
    as_known: str = "",
    folder: Path | None = None,
) -> Table:
    """How alike every two states voted in each session, or calendar year.

    Only roll calls count in which both voted or abstained; two states without any are not there.
    The columns are session or year, a and b (comity keys, of what each was when it last voted in
    it: in 1991 the Soviet Union), and of each source of roll calls ``<source>_n``, ``_agreement``,
    ``_s``, ``_kappa`` and ``_weighted_kappa``; formulas and their sources are in
    ``comity.tables.similarity``.

    Args:
        sessions: first and last session; a session may run into the next year.
        years: first and last year, instead of sessions.
        issues: names or notations of the only issues to count, such as ``nu``; all by default.
        states: comity keys; pairs of these alone. All states by default.
        actors: whose list of states, ``cow``, ``gw`` or ``all``; it has to reach those years.
        as_known: a day, month or year; see ``dyad_year``.
        folder: where the store is; comity's own by default.

    Raises:
        StoreMissingError: no graph has been built there.
        TableError: neither sessions nor years are given, or both; no source of votes is built; an
            issue is unknown; there are no roll calls; or the list does not reach those years.
        UnknownStateError: nothing has that key.
        QuestionError: ``as_known`` is none.
    """
    if (sessions is None) == (years is None):
        raise TableError("similarity is by session or by year: give one of the two")
    held = holding(folder, as_known)
    having = held.having(VOTES.kind)
    if not having:
        raise TableError(
            f"no source of roll calls is built{held.limit}; run: comity build unga_votes"
        )
    period = "session" if sessions else "year"
    span = sessions or years or (0, 0)
    columns = _keys(period)
    frames = []
    for source in having:
        found = _of_source(held, source, period, span, issues, (actors, states))
        named = {one.name: f"{source.id}_{one.name}" for one in MEASURES}
        columns += [
            Column(named[one.name], one.says, source=source, kind=VOTES.kind) for one in MEASURES
        ]
        frames.append(found.rename(named))
    keys = [period, "a", "b"]
    whole = reduce(lambda one, two: one.join(two, on=keys, how="full", coalesce=True), frames)
    given = {"sessions": sessions, "years": years, "issues": list(issues), "states": list(states)}
    call = called("similarity", **given, actors=actors, as_known=as_known)
    says = f"each two states that voted in one same roll call, by {period}"
    return Table(whole.sort(keys), tuple(columns), call, held.manifest.hash(), says)


def _keys(period: str) -> list[Column]:
    says = "The state, by comity key when it last voted in it"
    return [Column(period, f"The {period} of the roll calls"), Column("a", says), Column("b", says)]


def _of_source(
    held: Holding,
    source: Source,
    period: str,
    span: tuple[int, int],
    issues: Sequence[str],
    whom: tuple[Actors, Sequence[str]],
) -> pl.DataFrame:
    """Period, a, b (keys) and the measures, of the roll calls of one source."""
    calls = held.records(source, "RollCall").select("start", session="session_number")
    dated = calls.with_columns(year=pl.col("start").dt.year())
    within: list[int] = dated.filter(pl.col(period).is_between(*span)).collect()["year"].to_list()
    if not within:
        raise TableError(f"{source.id} has no roll call in the {period}s {span[0]} to {span[1]}")
    rows = panel(held, whom[0], (min(within), max(within)), whom[1])
    votes = cast(Part(held, source, rows, rows), _concepts(held, source, issues))
    chosen = votes.filter(pl.col(period).is_between(*span)).with_columns(period=period).collect()
    found = alike(chosen.select("period", "unit", "decision", "choice"))
    last = chosen.group_by("period", "unit").agg(pl.col("member").sort_by("start").last())
    last = last.select("period", "unit", key=key_in("member"))
    return _keyed(found, last).rename({"period": period})


def _keyed(found: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    for end in ("a", "b"):
        found = found.join(
            names.rename({"unit": end, "key": f"key_{end}"}), on=["period", end], how="left"
        )
    measures = [one.name for one in MEASURES]
    return found.select("period", "key_a", "key_b", *measures).rename({"key_a": "a", "key_b": "b"})


def _concepts(held: Holding, source: Source, issues: Sequence[str]) -> list[str]:
    """Issues as the records name them, by notation or label."""
    known = held.records(source, "Concept").collect()
    found = []
    for issue in issues:
        named = (pl.col("notation") == issue) | (pl.col("pref_label") == issue)
        rows = known.filter(named)
        if rows.is_empty():
            names = ", ".join(
                f"{code} ({label})"
                for code, label in known.select("notation", "pref_label")
                .sort("notation")
                .iter_rows()
            )
            raise TableError(f"{source.id} has no issue {issue!r}; there are {names}")
        found.append(rows.get_column("iri").item(0))
    return found
