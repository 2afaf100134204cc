"""ICEWS: who is coded to have done what to whom, as claims, and the types of CAMEO and PLOVER."""

from collections.abc import Iterator

import narwhals as nw

from comity.files.terms import Frame, dyad, path, row_locator, vocabulary

CAMEO = "concept/cameo"
PLOVER = "concept/plover"
ROOT = 2
"""Digits of a code that has no broader one; each digit more makes a narrower one."""


def records(events: Frame, codes: Frame, names: Frame, plover: Frame) -> Iterator[Frame]:
    """Types of event and coded events."""
    yield from _types(codes, plover)
    yield _coded(events, names, codes)


def _types(codes: Frame, plover: Frame) -> Iterator[Frame]:
    roots = plover.select(code="plover", label="plover").unique()
    yield from vocabulary(roots, scheme=PLOVER, title="PLOVER")
    code, known = nw.col("code"), ~nw.col("plover").is_null()
    above = path(CAMEO, code.str.replace_all(r".$", ""))
    types = codes.join(plover, left_on="code", right_on="cameo", how="left").select(
        "code",
        label="name",
        broader=nw.when(code.str.len_chars() > ROOT).then(above),
        broad_match=nw.when(known).then(path(PLOVER, nw.col("plover"))),
    )
    yield from vocabulary(types, scheme=CAMEO, title="CAMEO")


def _coded(events: Frame, names: Frame, codes: Frame) -> Frame:
    sides = [("Source Country", "here"), ("Target Country", "there")]
    for country, side in sides:
        keys = names.select("country", nw.col("key").alias(side))
        events = events.join(keys, left_on=country, right_on="country", how="left")
    listed = codes.select("code", listed="code")
    rows = events.join(listed, left_on="CAMEO Code", right_on="code", how="left")
    source, target = (nw.col(country) for country, _ in sides)
    here, there = nw.col("here"), nw.col("there")
    unknown = nw.lit("no state or territory of that name: ")
    refused = (
        nw.when(source.is_null() | target.is_null())
        .then(nw.lit("an actor whose country is not given"))
        .when(source == target)
        .then(nw.lit("inside one country"))
        .when(here.is_null())
        .then(nw.concat_str([unknown, source]))
        .when(there.is_null())
        .then(nw.concat_str([unknown, target]))
        .when(nw.col("listed").is_null())
        .then(nw.concat_str([nw.lit("no code of CAMEO: "), nw.col("CAMEO Code")]))
    )
    place = [nw.col("City"), nw.col("Province"), nw.col("Country")]
    where = nw.concat_str(place, separator=", ", ignore_nulls=True)
    return rows.select(
        iri=path("claim/icews", nw.col("Event ID")),
        kind=nw.lit("CodedEvent"),
        dyad=dyad(here, there),
        start=nw.col("Event Date"),
        end=nw.col("Event Date"),
        event_type=path(CAMEO, nw.col("CAMEO Code")),
        intensity=nw.col("Intensity"),
        quote=nw.col("Event Text"),
        from_as_given=nw.col("Source Name"),
        to_as_given=nw.col("Target Name"),
        story_publisher=nw.col("Publisher"),
        story=nw.col("Story ID"),
        number=nw.col("Sentence Number"),
        place=nw.when(where != "").then(where),
        locator=row_locator("events.2018.sample.tab"),
        refused=refused,
    )
