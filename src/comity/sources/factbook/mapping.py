"""The Factbook's prose lists of organisations, trade partners and neighbours, as ties."""

import datetime as dt
from collections.abc import Iterator

import narwhals as nw

from comity.files.terms import BLANKS, Frame, dyad, pair, path, word

EDITION = dt.date(2026, 2, 4)
EU_PAGE = "EUE"
CLASSES = {
    "organisation": "IntergovernmentalOrganization",
    "group": "IntergovernmentalGroup",
    "treaty": "IntergovernmentalGroup",
    "mission": "PeaceOperation",
}
ITEM = r"^(.+?)\s+<?([\d.]+)%$"
LENGTH = r"^(.+?)\s+([\d.,]+) km$"


def records(
    factbook: Frame, organisations: Frame, names: Frame, pages: Frame, roles: Frame, polities: Frame
) -> Iterator[Frame]:
    """Bodies, memberships, land borders, export shares and import shares."""
    entries = _entries(factbook, pages, polities)
    yield from _bodies(organisations)
    yield _memberships(entries, organisations, roles)
    yield _borders(entries, names)
    yield _shares(entries, names, "exports", "ExportShare")
    yield _shares(entries, names, "imports", "ImportShare")


def _entries(factbook: Frame, pages: Frame, polities: Frame) -> Frame:
    """Pages of polities, with columns page, key (end of a dyad) and actor (path)."""
    known = pages.filter(nw.col("key") != "").join(
        polities.select("key", actor="path"), on="key", how="left"
    )
    union = nw.col("key") == EU_PAGE
    known = known.select(
        "page",
        key=nw.when(union).then(nw.lit("body.EU")).otherwise(nw.col("key")),
        actor=nw.when(union).then(nw.lit("body/EU")).otherwise(nw.col("actor")),
    )
    stem = nw.col("file").str.replace_all(r"^.*/(\w\w)\.json$", "$1")
    return factbook.with_columns(page=stem).join(known, on="page", how="inner")


def _plain(text: nw.Expr) -> nw.Expr:
    """Text without the remnants of HTML."""
    bare = text.str.replace_all(r"</?[a-zA-Z][^>]*>", "").str.replace_all("&nbsp;|\u00a0", " ")
    return bare.str.replace_all("&amp;", "&").str.strip_chars(BLANKS)


def _note(column: str) -> nw.Expr:
    """A field's remark, where it says more than that the partners are the five largest."""
    usual = r"^top five (ex|im)port partners based on percentage share of (ex|im)ports(; )?"
    said = _plain(nw.col(column)).str.replace_all(r"^note:\s*", "").str.replace_all(usual, "")
    return nw.when(said != "").then(said)


def _locator(pointer: str) -> nw.Expr:
    return nw.concat_str([nw.col("file"), nw.lit(f"#{pointer}")])


def _bodies(organisations: Frame) -> Iterator[Frame]:
    bodies = organisations.filter(nw.col("kind") != "nongovernmental")
    kind = word(nw.col("kind"), CLASSES)
    named = bodies.with_columns(iri=path("body", nw.col("key")), kind=kind, lang=nw.lit("en"))
    yield named.select("iri", "kind", "lang", label=nw.col("name")).unique()
    wikidata = nw.concat_str([nw.lit("http://www.wikidata.org/entity/"), nw.col("wikidata")])
    linked = nw.when(nw.col("wikidata") != "").then(wikidata)
    yield named.select("iri", "kind", "lang", alt_label=nw.col("abbreviation"), exact_match=linked)


def _memberships(entries: Frame, organisations: Frame, roles: Frame) -> Frame:
    listed = _plain(nw.col("organisations")).str.replace_all(r"^[^:]*:\s*", "")
    # A comma inside brackets does not part two organisations.
    listed = listed.str.replace_all(r"\(([^(),]*),([^()]*)\)", "($1;$2)")
    items = entries.with_columns(item=listed.str.split(",")).explode("item")
    items = items.with_columns(item=nw.col("item").str.strip_chars(BLANKS)).filter(
        ~nw.col("item").is_null() & ~nw.col("item").is_in(["", "none"])
    )
    items = items.with_columns(
        abbreviation=nw.col("item").str.replace_all(r"\s*\(.*$", ""), bracket=_bracket()
    )
    bodies = organisations.select("abbreviation", body_key="key", body_kind="kind")
    rows = items.join(bodies, on="abbreviation", how="left").join(roles, on="bracket", how="left")
    return _as_memberships(rows.join(_hosts(organisations), on=["abbreviation", "key"], how="left"))


def _bracket() -> nw.Expr:
    """What stands in brackets in column item; empty where nothing does."""
    inner = nw.col("item").str.replace_all(r"^[^(]*\(?(.*?)\)?$", "$1")
    return inner.str.replace_all(";", ",")


def _hosts(organisations: Frame) -> Frame:
    """Peace operations by the polities that they work in; hosts is what marks a joined row."""
    each = organisations.with_columns(key=nw.col("hosts").str.split(" ")).explode("key")
    return each.filter(nw.col("key") != "").select("abbreviation", "key", "hosts")


def _as_memberships(rows: Frame) -> Frame:
    plain = nw.col("bracket") == ""
    mission = nw.col("body_kind") == "mission"
    role = (
        nw.when(plain & ~nw.col("hosts").is_null())
        .then(nw.lit("Host"))
        .when(plain & mission)
        .then(nw.lit("Contributor"))
        .when(plain)
        .then(nw.lit("Member"))
    )
    unknown = nw.concat_str([nw.lit("unknown organisation "), nw.col("abbreviation")])
    odd = nw.concat_str([nw.lit("unknown role ("), nw.col("bracket"), nw.lit(")")])
    refused = (
        nw.when(nw.col("body_key").is_null())
        .then(unknown)
        .when(nw.col("body_kind") == "nongovernmental")
        .then(nw.lit("members are national bodies, not states"))
        .when(~plain & nw.col("role").is_null())
        .then(odd)
        .when(~plain & (nw.col("role") == ""))
        .then(nw.lit("members are national bodies, not states"))
    )
    rows = rows.with_columns(role=role.otherwise(nw.col("role")), refused=refused)
    # A body named twice on one page, in other words or by slip, is one membership.
    once = rows.group_by("file", "page", "actor", "body_key", "role", "refused").agg(
        nw.col("item").min()
    )
    return once.select(
        "refused",
        iri=path("tie/factbook/membership", nw.col("page"), nw.col("body_key"), nw.col("role")),
        kind=nw.lit("Membership"),
        member=nw.col("actor"),
        body=path("body", nw.col("body_key")),
        role=nw.concat_str([nw.lit("cm:"), nw.col("role")]),
        role_as_given=nw.when(_bracket() != "").then(_bracket()),
        quote=nw.col("item").str.replace_all(";", ","),
        as_of=nw.lit(EDITION),
        locator=_locator("/Government/International organization participation/text"),
    )


def _borders(entries: Frame, names: Frame) -> Frame:
    listed = nw.coalesce(nw.col("borders"), nw.col("regional"))
    # A few pages part neighbours by a comma.
    listed = _plain(listed).str.replace_all(r" km, ", " km; ")
    stretches = entries.with_columns(quote=listed.str.split(";")).explode("quote")
    stretches = stretches.with_columns(quote=nw.col("quote").str.strip_chars(BLANKS))
    pieces = stretches.with_columns(
        piece=nw.col("quote").str.replace_all(" km and ", " km; ").str.split(";")
    ).explode("piece")
    bare = nw.col("piece").str.replace_all(r"\s*\([^)]*\)", "").str.strip_chars(BLANKS)
    pieces = pieces.with_columns(piece=bare).filter(~nw.col("piece").is_null())
    number = nw.col("piece").str.replace_all(LENGTH, "$2").str.replace_all(",", "")
    parsed = pieces.with_columns(
        name=nw.col("piece").str.replace_all(LENGTH, "$1"),
        length=nw.when(nw.col("piece").str.contains(LENGTH)).then(number).cast(nw.Float64),
    )
    known = parsed.join(names.select("name", partner="key"), on="name", how="left")
    by = ["file", "page", "key", "actor", "quote", "name", "partner"]
    whole = known.group_by(*by).agg(nw.col("length").sum(), nw.col("length").count().alias("n"))
    lost = nw.concat_str([nw.lit("no neighbour and length in: "), nw.col("quote")])
    # By name, not by key: the Gaza Strip and the West Bank are two borders of Israel.
    neighbour = nw.col("name").str.replace_all(" ", "-")
    return whole.select(
        iri=path("tie/factbook/land-border", nw.col("page"), neighbour),
        kind=nw.lit("LandBorder"),
        dyad=pair(nw.col("key"), nw.col("partner")),
        value=nw.col("length"),
        unit=nw.lit("km"),
        derivation=nw.when(nw.col("n") > 1).then(nw.lit("sum of the stretches in the quote")),
        quote=nw.col("quote"),
        reported_by=nw.col("actor"),
        as_of=nw.lit(EDITION),
        locator=_locator("/Geography/Land boundaries"),
        refused=nw.when(nw.col("partner").is_null() | (nw.col("n") == 0)).then(lost),
    )


def _shares(entries: Frame, names: Frame, column: str, kind: str) -> Frame:
    text = _plain(nw.col(column))
    items = entries.filter(~nw.col(column).is_null()).with_columns(
        year=text.str.replace_all(r"^.*\((\d{4})(?: est\.)?\)$", "$1"),
        item=text.str.replace_all(r"\s*\(\d{4}[^)]*\)$", "")
        .str.replace_all(r"%,\s*", "%;")
        .str.split(";"),
    )
    items = items.explode("item").with_columns(item=nw.col("item").str.strip_chars(BLANKS))
    fits = nw.col("item").str.contains(ITEM) & nw.col("year").str.contains(r"^\d{4}$")
    parsed = items.with_columns(
        name=nw.col("item").str.replace_all(ITEM, "$1"),
        share=nw.when(fits).then(nw.col("item").str.replace_all(ITEM, "$2")).cast(nw.Float64),
        year=nw.when(fits).then(nw.col("year")).cast(nw.Int64),
    )
    known = parsed.join(names.select("name", partner="key"), on="name", how="left")
    here, there = nw.col("key"), nw.col("partner")
    lost = nw.concat_str([nw.lit("no partner and share in: "), nw.col("item")])
    return known.select(
        "year",
        iri=path(f"tie/factbook/{column}", nw.col("page"), there, nw.col("year")),
        kind=nw.lit(kind),
        dyad=dyad(here, there) if kind == "ExportShare" else dyad(there, here),
        value=nw.col("share"),
        unit=nw.lit("percent"),
        up_to=nw.when(nw.col("item").str.contains("<")).then(nw.lit(value=True)),
        quote=nw.col("item"),
        note=_note(f"{column}_note"),
        reported_by=nw.col("actor"),
        locator=_locator(f"/Economy/{column.capitalize()} - partners/text"),
        refused=nw.when(there.is_null() | nw.col("share").is_null()).then(lost),
    )
