"""Comity's own tables of states, as things with dated identifiers and names."""

from collections.abc import Iterator

import narwhals as nw

from comity.files.terms import Frame, path

WIKIDATA = "http://www.wikidata.org/entity/"
GEONAMES = "https://sws.geonames.org/"


def records(polities: Frame, identifiers: Frame, labels: Frame) -> Iterator[Frame]:
    """States and territories, what they are linked to, their names and their identifiers."""
    yield _polities(polities)
    succeeds = _led(polities.explode("succeeds"), "succeeds", polities)
    yield succeeds.select("succeeds", iri=nw.col("path"), kind=_class())
    yield labels.filter(nw.col("current")).select(
        iri=nw.col("path"), kind=_class(), label=nw.col("label"), lang=nw.col("lang")
    )
    dated = ~nw.col("start").is_null() | ~nw.col("end").is_null()
    names = labels.filter(dated | ~nw.col("current"))
    name = path("name", nw.col("key"), nw.col("lang"), nw.col("number"))
    yield names.select(iri=nw.col("path"), kind=_class(), name=name)
    yield names.select(
        "lang", "label", "start", "end", iri=name, kind=nw.lit("Name"), locator=_row("names")
    )
    code = path("identifier", nw.col("scheme"), nw.col("code"), nw.col("key"), nw.col("spell"))
    yield identifiers.select(iri=nw.col("path"), kind=_class(), identifier=code)
    yield identifiers.select("scheme", "code", "start", "end", iri=code, kind=nw.lit("Identifier"))


def _polities(polities: Frame) -> Frame:
    geonames = nw.concat_str([nw.lit(GEONAMES), nw.col("geonames"), nw.lit("/")])
    wikidata = nw.concat_str([nw.lit(WIKIDATA), nw.col("wikidata")])
    both = nw.concat_str([wikidata, geonames], separator=" ", ignore_nulls=True)
    linked = _led(_led(polities, "continues", polities), "parent", polities)
    return linked.select(
        "start",
        "end",
        "note",
        "continues",
        iri=nw.col("path"),
        kind=_class(),
        dependency_of=nw.col("parent"),
        exact_match=nw.when(both != "").then(both).str.split(" "),
        locator=_row("polities"),
    )


def _class() -> nw.Expr:
    state = nw.col("path").str.starts_with("state/")
    return nw.when(state).then(nw.lit("State")).otherwise(nw.lit("Territory"))


def _led(rows: Frame, column: str, polities: Frame) -> Frame:
    """Rows with the path of a polity in the place of its key."""
    others = polities.select(nw.col("key").alias(column), nw.col("path").alias("other"))
    led = rows.join(others, on=column, how="left")
    return led.with_columns(nw.col("other").alias(column)).drop("other")


def _row(table: str) -> nw.Expr:
    return nw.concat_str([nw.lit(f"{table}.csv#key="), nw.col("key")])
