"""Diplomats by rank: one directed tie for each that was observed, of its year and no other."""

from collections.abc import Iterator

import narwhals as nw

from comity.files.terms import Frame, day, dyad, never_met, path, resolve_year, row_locator

OTHER = 9
RANKS = {1: "cm:ChargeDAffaires", 2: "cm:Minister", 3: "cm:Ambassador", OTHER: "cm:OtherRank"}
GAP = "gap/cow_diplomatic_exchange"
TIE = "tie/cow_diplomatic_exchange"


def records(exchange: Frame, identifiers: Frame) -> Iterator[Frame]:
    """Representations of a sender at a host, and gaps where it is not known what there was."""
    rows = nw.concat([_statements(exchange, "2", "1"), _statements(exchange, "1", "2")])
    for side in ("sender", "host"):
        rows = resolve_year(rows, identifiers, scheme="cow", code=f"{side}_code", to=side)
    apart = never_met(exchange, identifiers, scheme="cow", codes=("ccode1", "ccode2"))
    rows = rows.join(apart.with_columns(apart=nw.lit(value=True)), on="row", how="left")
    told = _told(rows)
    unknown = nw.col("refused").is_null() & (nw.col("level") == OTHER) & (nw.col("DE") == 0)
    yield _ties(told.filter(~unknown))
    yield _gaps(told.filter(unknown))


def _statements(exchange: Frame, sender: str, host: str) -> Frame:
    """What each row says of one direction: columns sender_code, host_code, level, back."""
    return exchange.select(
        "row",
        "file",
        "year",
        "DE",
        sender_code=nw.col(f"ccode{sender}"),
        host_code=nw.col(f"ccode{host}"),
        level=nw.col(f"DR_at_{host}"),
        back=nw.col(f"DR_at_{sender}"),
    )


def _told(rows: Frame) -> Frame:
    """Statements with why they give nothing; of two that say the same the first row's stands."""
    key = ["sender_code", "host_code", "year"]
    both = rows.group_by(key).agg(
        least=nw.col("level").min(), most=nw.col("level").max(), first=nw.col("row").min()
    )
    no_exchange = nw.col("DE") == 0
    told = nw.col("level").is_in([1, 2, 3])
    refused = (
        nw.when(nw.col("least") != nw.col("most"))
        .then(nw.lit("a rank that differs between the two orders of the pair"))
        .when(nw.col("row") != nw.col("first"))
        .then(nw.lit("said before, in the other order of the pair"))
        .when(nw.col("sender_key").is_null() | nw.col("host_key").is_null())
        .then(nw.lit("a COW code that meant no one state in that year"))
        .when(nw.col("sender_key") == nw.col("host_key"))
        .then(nw.lit("two COW codes of one state in that year"))
        .when(nw.col("apart"))
        .then(nw.lit("two states that were not there on one same day of that year"))
        .when((nw.col("level") == 0) & (nw.col("back") == 0) & ~no_exchange)
        .then(nw.lit("an exchange of which neither side has a rank"))
        .when(told & no_exchange)
        .then(nw.lit("a rank beside the statement that there was no exchange"))
        .when(nw.col("level") == 0)
        .then(nw.lit("no representation, which is what the coverage says of no tie"))
    )
    return rows.join(both, on=key, how="left").with_columns(refused=refused)


def _ties(told: Frame) -> Frame:
    rank = nw.when(nw.col("level") != 0).then(nw.col("level"))
    return told.select(
        "year",
        "refused",
        iri=path(TIE, nw.col("sender_code"), nw.col("host_code"), nw.col("year")),
        kind=nw.lit("DiplomaticRepresentation"),
        dyad=dyad(nw.col("sender_key"), nw.col("host_key")),
        rank=rank.replace_strict(RANKS, default=None, return_dtype=nw.String),
        locator=row_locator(nw.col("file")),
    )


def _gaps(unknown: Frame) -> Frame:
    one, december, last = nw.lit(1), nw.lit(12), nw.lit(31)
    return unknown.select(
        iri=path(GAP, nw.col("sender_code"), nw.col("host_code"), nw.col("year")),
        kind=nw.lit("Gap"),
        lacks=nw.lit("cm:DiplomaticRepresentation"),
        silence=nw.lit("cm:Missing"),
        dyad=dyad(nw.col("sender_key"), nw.col("host_key")),
        start=day(nw.col("year"), one, one),
        end=day(nw.col("year"), december, last),
        precision=nw.lit("year"),
        note=nw.lit("Another rank or one that is not told (9), and no exchange."),
        locator=row_locator(nw.col("file")),
    )
