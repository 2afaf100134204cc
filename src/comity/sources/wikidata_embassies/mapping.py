"""Missions of Wikidata: each an institution, and its ties to where it is accredited."""

import datetime as dt
from collections.abc import Iterator

import narwhals as nw

from comity.files.terms import Frame, dyad, path, row_locator

AS_OF = dt.date(2022, 11, 16)
ITEM = "http://www.wikidata.org/entity/"
HOLY_SEE, ITALY = "VAT", "ITA"
"""Missions to the Holy See stand in Rome, as Vatican City has no room for them."""

DEGREES = r"^-?\d+(\.\d+)?$"


def records(
    missions: Frame, kinds: Frame, items: Frame, curated: Frame, identifiers: Frame
) -> Iterator[Frame]:
    """Missions, resident representations, and what else each mission is accredited to."""
    ends = _ends(items, identifiers)
    rows = _accredited(_placed(missions, kinds, curated, ends), ends)
    yield _missions(rows)
    known = rows.filter(nw.col("refused").is_null())
    yield _resident(known)
    yield _elsewhere(known, ends)


def _ends(items: Frame, identifiers: Frame) -> Frame:
    """Actors by Wikidata item (a whole IRI): item, key and path, such as PAK and state/PAK."""
    held = (nw.col("scheme") == "wikidata") & (nw.col("end").is_null() | (nw.col("end") >= AS_OF))
    polities = identifiers.filter(held).select(item=_item("code"), path=nw.col("path"))
    others = items.select(item=_item("item"), path=nw.col("path"))
    return nw.concat([polities, others]).with_columns(
        key=nw.col("path").str.replace_all(r"^\w+/", "")
    )


def _item(column: str) -> nw.Expr:
    return nw.concat_str([nw.lit(ITEM), nw.col(column)])


def _placed(missions: Frame, kinds: Frame, curated: Frame, ends: Frame) -> Frame:
    """Missions with their kind, sender, host and IRI; null where they have none."""
    operators = missions.group_by("QID").agg(operators=nw.len())
    kind = kinds.select(
        "consular", typeQID=_item("item"), mission_kind=nw.col("kind"), name="label"
    )
    own = curated.select("institution", QID=_item("item"))
    bare = nw.col("QID").str.replace_all(ITEM, "", literal=True)
    return (
        missions.join(operators, on="QID", how="left")
        .join(kind, on="typeQID", how="left")
        .join(own, on="QID", how="left")
        .join(_end(ends, "operatorQID", "sender"), on="operatorQID", how="left")
        .join(_end(ends, "countryQID", "host"), on="countryQID", how="left")
        .with_columns(
            item=bare, mission=path("institution", nw.coalesce(nw.col("institution"), bare))
        )
    )


def _end(ends: Frame, column: str, name: str) -> Frame:
    found = {column: "item", f"{name}_key": "key", f"{name}_path": "path"}
    return ends.select(**{new: nw.col(old) for new, old in found.items()})


def _accredited(rows: Frame, ends: Frame) -> Frame:
    """Rows with ``resident``: whether the mission represents its sender where it stands.

    A consular post always does. Another mission does unless it is accredited elsewhere alone.
    ``rome``: whether it is one to the Holy See.
    """
    places = _places(rows, ends)
    here = nw.col("to_key") == nw.col("host_key")
    elsewhere = ~nw.col("to_key").is_null() & (nw.col("to_key") != nw.col("sender_key")) & ~here
    rome = (nw.col("to_key") == HOLY_SEE) & (nw.col("host_key") == ITALY)
    flags = places.with_columns(here=here, elsewhere=elsewhere, rome=rome)
    told = flags.group_by("row").agg(nw.col("here", "elsewhere", "rome").max())
    known = [
        nw.coalesce(nw.col(flag), nw.lit(value=False)) for flag in ("here", "elsewhere", "rome")
    ]
    joined = rows.join(told, on="row", how="left").with_columns(*known)
    here_too = (nw.col("consular") == "yes") | nw.col("here") | ~nw.col("elsewhere")
    return joined.with_columns(resident=here_too, refused=_refused())


def _places(rows: Frame, ends: Frame) -> Frame:
    """One row for each thing that a mission is accredited to; its key is null if it is unknown."""
    split = rows.filter(~nw.col("jurisdictionQIDs").is_null()).with_columns(
        to=nw.col("jurisdictionQIDs").str.replace_all("|", " ", literal=True).str.split(" ")
    )
    known = split.explode("to").join(_end(ends, "to", "to"), on="to", how="left")
    # Denmark stands in some rows twice, as the Kingdom and as the country in Europe.
    thing = known.with_columns(thing=nw.coalesce(nw.col("to_path"), nw.col("to"))).drop("to")
    return thing.unique(["row", "thing"], keep="any")


def _refused() -> nw.Expr:
    return (
        nw.when(nw.col("operators") > 1)
        .then(nw.lit("one item with several operators"))
        .when(nw.col("sender_key").is_null())
        .then(nw.lit("an operator that is neither state nor territory"))
        .when(nw.col("host_key").is_null())
        .then(nw.lit("a place in no state or territory"))
        .when((nw.col("sender_key") == nw.col("host_key")) & ~nw.col("rome"))
        .then(nw.lit("a place in the operator's own country"))
        .when(nw.col("mission_kind").is_null())
        .then(nw.lit("a kind of mission that kinds.csv does not have"))
    )


def _missions(rows: Frame) -> Frame:
    """Institutions. What the curated graph has of its own says nothing here a second time."""
    new = nw.col("institution").is_null()
    state = nw.col("sender_path").str.starts_with("state/")
    degrees = nw.col("latitude").str.contains(DEGREES) & nw.col("longitude").str.contains(DEGREES)
    return rows.select(
        "refused",
        iri=nw.col("mission"),
        kind=nw.lit("DiplomaticMission"),
        label=nw.when(new).then(_label()),
        lang=nw.lit("en"),
        organ_of=nw.when(new & state).then(nw.col("sender_path")),
        place=nw.when(new).then(nw.col("city")),
        seat=nw.col("cityQID"),
        lat=nw.when(degrees).then(nw.col("latitude")),
        long=nw.when(degrees).then(nw.col("longitude")),
        start=nw.col("creation").str.slice(0, 10).str.to_date(format="%Y-%m-%d"),
        precision=_precision(),
        exact_match=nw.col("QID"),
        locator=row_locator(nw.col("file")),
    )


def _label() -> nw.Expr:
    place = nw.coalesce(nw.col("city"), nw.col("country"))
    plain = nw.concat_str(
        [nw.col("name"), nw.lit(" of "), nw.col("operator"), nw.lit(" in "), place]
    )
    to = nw.col("jurisdictions").str.replace_all("|", ", ", literal=True)
    accredited = nw.concat_str([plain, nw.lit(", accredited to "), to])
    return nw.when(nw.col("resident")).then(plain).otherwise(accredited)


def _precision() -> nw.Expr:
    """A time of 1 January stands for a year in Wikidata, the first of a month for a month."""
    return (
        nw.when(nw.col("creation").str.contains("-01-01T"))
        .then(nw.lit("year"))
        .when(nw.col("creation").str.contains("-01T"))
        .then(nw.lit("month"))
    )


def _resident(rows: Frame) -> Frame:
    """Ties to the host; none of a mission that is accredited elsewhere alone."""
    interests = nw.col("mission_kind") == "InterestsSection"
    kind = nw.when(interests).then(nw.lit("InterestsRepresentation"))
    at_body = nw.col("mission_kind") == "PermanentMission"
    unnamed = nw.col("jurisdictionQIDs").is_null()
    sender, host = nw.col("sender_key"), nw.col("host_key")
    return rows.filter(nw.col("resident") & (~at_body | unnamed)).select(
        iri=path("tie/wikidata_embassies", nw.col("item"), host),
        kind=kind.otherwise(nw.lit("DiplomaticRepresentation")),
        dyad=dyad(sender, host),
        **_said(),
        refused=nw.when(at_body).then(nw.lit("a permanent mission at a body that is not named")),
    )


def _elsewhere(rows: Frame, ends: Frame) -> Frame:
    """Ties to what a mission is accredited to beside its host: bodies, and states from abroad."""
    places = _places(rows, ends)
    here = nw.col("to_key") == nw.col("host_key")
    places = places.filter(nw.col("to_key").is_null() | ~here)
    sender, to = nw.col("sender_key"), nw.col("to_key")
    body = nw.col("to_path").str.starts_with("body/")
    rome = (to == HOLY_SEE) & nw.col("rome")
    kind = (
        nw.when(body)
        .then(nw.lit("PermanentRepresentation"))
        .when(rome)
        .then(nw.lit("DiplomaticRepresentation"))
        .otherwise(nw.lit("NonResidentAccreditation"))
    )
    return places.select(
        iri=path("tie/wikidata_embassies", nw.col("item"), to),
        kind=kind,
        dyad=nw.when(~body).then(dyad(sender, to)),
        member=nw.when(body).then(nw.col("sender_path")),
        body=nw.when(body).then(nw.col("to_path")),
        **_said(),
        refused=nw.when(nw.col("consular") == "yes")
        .then(nw.lit("a consular district beside the host, which is no accreditation"))
        .when(to.is_null())
        .then(nw.lit("accredited to what is neither state, territory nor body"))
        .when(to == sender)
        .then(nw.lit("accredited to its own sender")),
    )


def _said() -> dict[str, nw.Expr]:
    return {
        "mission": nw.col("mission"),
        "mission_kind": nw.concat_str([nw.lit("cm:"), nw.col("mission_kind")]),
        "as_of": nw.lit(AS_OF),
        "locator": row_locator(nw.col("file")),
    }
