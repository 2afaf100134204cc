"""Expressions that mappings build their columns from, and the names of engines' frames.

A mapping yields *record frames*: one row a record, columns named by the ontology in snake case
(``start``, ``end``, ``year``, ``value``, ``unit``, ``member``, ``body`` …), plus

- ``iri``: the record's IRI below ``https://w3id.org/comity/id/``, such as ``tie/atop/3150/770``;
- ``kind``: the local name of its class, such as ``Membership``;
- ``refused`` (optional): why the row gives no record; null where it gives one;
- ``label`` with ``lang`` (optional): a name, and its language; concepts and their schemes take
  ``pref_label``, ``notation``, ``broader`` and other terms of SKOS, see ``vocabulary``.

A column of an object property holds paths below ``id/`` (``state/PAK``), local names of the
ontology (``cm:Observer``), whole IRIs (``http…``), or lists of these.
"""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

import narwhals as nw

Frame: TypeAlias = nw.LazyFrame[Any]

YEARS = (1, 9999)
"""First and last year of a date: those that an xsd:date names by four digits and no sign."""

BLANKS = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
"""Unicode's blanks, for ``strip_chars``: of itself Polars strips these, PySpark ASCII's alone."""


def path(*parts: str | nw.Expr) -> nw.Expr:
    """Parts joined by ``/``: strings are literal, expressions are columns cast to text."""
    cast = [nw.lit(part) if isinstance(part, str) else part.cast(nw.String) for part in parts]
    return nw.concat_str(cast, separator="/")


def pair(a: nw.Expr, b: nw.Expr) -> nw.Expr:
    """Undirected dyad of two polity keys, in alphabetical order."""
    return nw.when(a <= b).then(path("pair", a, b)).otherwise(path("pair", b, a))


def dyad(a: nw.Expr, b: nw.Expr) -> nw.Expr:
    """Directed dyad from one polity key to another."""
    return path("dyad", a, b)


def row_locator(file: str | nw.Expr) -> nw.Expr:
    """Place of a record in a table: ``file#row=12``, the header being row 1 (RFC 7111)."""
    name = nw.lit(file) if isinstance(file, str) else file
    return nw.concat_str([name, nw.lit("#row="), nw.col("row").cast(nw.String)])


def day(year: nw.Expr, month: nw.Expr | int, day_of_month: nw.Expr | int) -> nw.Expr:
    """Date of three whole numbers; null where one of them is null."""
    months, days = (nw.lit(n) if isinstance(n, int) else n for n in (month, day_of_month))
    years = year.cast(nw.Int64)
    number = years * 10_000 + months * 100 + days
    # A day of three digits would carry over into the month, and digits move up into a short year.
    carries = (months < 1) | (months > 12) | (days < 1) | (days > 31)  # noqa: PLR2004
    short = years < 1000  # noqa: PLR2004
    whole = nw.when(carries | short).then(nw.lit(-1)).otherwise(number)
    return whole.cast(nw.String).str.to_date(format="%Y%m%d")


def written_day(column: str) -> nw.Expr:
    """Date of a crosswalk's text, such as ``1991-12-26``; null where it is empty."""
    text = nw.when(nw.col(column) != "").then(nw.col(column))
    return text.str.to_date(format="%Y-%m-%d")


def last_of_month(first: nw.Expr) -> nw.Expr:
    """Last day of the month whose first day is given."""
    return first.dt.offset_by("1mo").dt.offset_by("-1d").cast(nw.Date)


def end_of_spell(start: nw.Expr, last: nw.Expr, data_end: nw.Expr) -> nw.Expr:
    """Last day of a spell; null where it is the day on which the data end, as it may go on.

    A spell that starts only after that day keeps it: it is a mistake, and no spell without an end.
    """
    return nw.when((last != data_end) | (start > last)).then(last)


def listed(**flags: nw.Expr) -> nw.Expr:
    """List of the values whose flag is true: ``listed(a=is_a, b=is_b)`` gives ``["cm:a"]``."""
    words = [nw.when(flag).then(nw.lit(f"cm:{name}")) for name, flag in flags.items()]
    text = nw.concat_str(words, separator=" ", ignore_nulls=True)
    return nw.when(text != "").then(text).str.split(" ")


def word(code: nw.Expr, words: Mapping[Any, str]) -> nw.Expr:
    """What a code stands for; the mapping fails at a code that is none of these."""
    other = nw.concat_str([nw.lit("no word for "), code.cast(nw.String)])
    # Narwhals has no way to fail that PySpark knows; both fail to read such a text as a number.
    fails = nw.when(~code.is_in(list(words))).then(other).cast(nw.Int64)
    found = code.replace_strict(words, default=None, return_dtype=nw.String)
    return nw.coalesce(found, fails.cast(nw.String))


def resolve(rows: Frame, identifiers: Frame, *, scheme: str, code: str, to: str) -> Frame:
    """Rows with the polities that a code meant while they held, one row for each polity.

    A spell over which a code passes from one polity to another is cut at that day: contiguity of
    COW 365 from 1945 to 2016 becomes one row of the USSR and one of the Russian Federation.

    Args:
        rows: has the columns ``row``, ``code`` (text), ``start`` and ``end`` (dates, inclusive; no
            end means that it is open).
        identifiers: the crosswalk (columns key, path, scheme, code, start, end).
        scheme: code system to look in.
        code: column of ``rows`` that holds the code.
        to: name of the new columns ``{to}_key`` (``PAK``) and ``{to}_path`` (``state/PAK``); null
            where the code meant nothing at any time of the row.

    Returns:
        The rows, with start and end cut to the days on which the code meant the polity.
    """
    holders = identifiers.filter(nw.col("scheme") == scheme).select(
        nw.col("code").alias("_code"),
        nw.col("key").alias(f"{to}_key"),
        nw.col("path").alias(f"{to}_path"),
        nw.col("start").alias("_from"),
        nw.col("end").alias("_to"),
    )
    start, end = nw.col("start"), nw.col("end")
    begins_in_time = nw.col("_to").is_null() | (start <= nw.col("_to"))
    ends_in_time = nw.col("_from").is_null() | end.is_null() | (end >= nw.col("_from"))
    key, place = nw.col(f"{to}_key"), nw.col(f"{to}_path")
    held = ~key.is_null()
    # Rows are told apart by their start too, as another code may have cut them before.
    spell = ["row", "_since"]
    return (
        rows.join(holders, left_on=code, right_on="_code", how="left")
        .with_columns(_since=start, _fits=begins_in_time & ends_in_time)
        .with_columns(
            nw.when(nw.col("_fits")).then(key).alias(f"{to}_key"),
            nw.when(nw.col("_fits")).then(place).alias(f"{to}_path"),
        )
        .with_columns(
            start=nw.when(held).then(nw.max_horizontal("start", "_from")).otherwise(start),
            end=nw.when(held).then(nw.min_horizontal("end", "_to")).otherwise(end),
            _holders=key.count().over(*spell),
        )
        .filter(held | (nw.col("_holders") == 0))
        .drop("_from", "_to", "_fits", "_holders")
        .unique([*spell, f"{to}_key", "start"])
        .drop("_since")
    )


def resolve_year(rows: Frame, identifiers: Frame, *, scheme: str, code: str, to: str) -> Frame:
    """Rows of annual data with the one polity that a code meant in their year.

    That is who held the code on 1 July; where nobody did, the only one that held it in the year.

    Args:
        rows: has the columns ``code`` (text) and ``year``.
        identifiers: the crosswalk; see ``resolve``.
        scheme: code system to look in.
        code: column of ``rows`` that holds the code.
        to: name of the new columns ``{to}_key`` and ``{to}_path``; null where the code meant
            nothing in the year, or two polities and neither on 1 July.

    Returns:
        The rows, as many as they were.
    """
    years = rows.select(code, "year").unique()
    spells = years.with_columns(
        row=path(nw.col(code), nw.col("year")),
        start=day(nw.col("year"), 1, 1),
        end=day(nw.col("year"), 12, 31),
    )
    holders = resolve(spells, identifiers, scheme=scheme, code=code, to=to)
    july = day(nw.col("year"), 7, 1)
    on_the_day = (nw.col("start") <= july) & (nw.col("end") >= july)
    alone = nw.col(f"{to}_key").count().over("row") == 1
    holder = holders.filter(on_the_day | alone).select(code, "year", f"{to}_key", f"{to}_path")
    return rows.join(holder, on=[code, "year"], how="left")


def never_met(rows: Frame, identifiers: Frame, *, scheme: str, codes: tuple[str, str]) -> Frame:
    """Rows of annual data whose two polities were there in the year, and not on one same day.

    Args:
        rows: has the columns ``row`` and ``year``, and those of the two codes (text).
        identifiers: the crosswalk; see ``resolve``.
        scheme: code system of both codes.
        codes: columns of the two codes.

    Returns:
        The column ``row``, once for each such row.
    """
    held = identifiers.filter(nw.col("scheme") == scheme).select("code", "key", "start", "end")
    # Who held a code all year met everybody of that year, so that few rows are left to look at.
    turns = nw.concat(
        [held.select("code", turn=nw.col(side).dt.year()) for side in ("start", "end")]
    ).unique()
    spells = rows.select("row", "year", *codes)
    for code in codes:
        spells = spells.join(turns, left_on=[code, "year"], right_on=["code", "turn"], how="inner")
    for code in codes:
        spells = resolve_year(spells, identifiers, scheme=scheme, code=code, to=code)
        own = held.rename({"start": f"{code}_from", "end": f"{code}_to"})
        key = [code, f"{code}_key"]
        spells = spells.join(own, left_on=key, right_on=["code", "key"], how="inner")
    first, last = (day(nw.col("year"), *map(nw.lit, of)) for of in ((1, 1), (12, 31)))
    begins = nw.max_horizontal(first, *(f"{code}_from" for code in codes))
    finish = nw.min_horizontal(last, *(f"{code}_to" for code in codes))
    met = spells.filter(begins <= finish).select("row")
    return spells.join(met, on="row", how="anti").select("row").unique()


def concept(scheme: str, code: nw.Expr) -> nw.Expr:
    """Path of a class of a classification: ``class/hs-2022/271019``."""
    return path("class", scheme, code)


def classification(rows: Frame, *, scheme: str, title: str) -> Iterator[Frame]:
    """The classes of one edition of a classification, and the edition, as SKOS concepts and scheme.

    Args:
        rows: has the columns ``code`` and ``label`` (text), ``broader`` (code of the class above,
            null where there is none or none is given), ``top`` (whether it is of the highest
            level), ``locator`` and ``refused``.
        scheme: the classification and its edition, such as ``hs-2022``.
        title: its English name.
    """
    edition = f"class/{scheme}"
    classes = rows.select(
        "code",
        "label",
        "locator",
        "refused",
        broader=concept(scheme, nw.col("broader")),
        top_concept_of=nw.when(nw.col("top")).then(nw.lit(edition)),
    )
    yield from vocabulary(classes, scheme=edition, title=title)
    yield rows.filter(nw.col("top") & nw.col("refused").is_null()).select(
        iri=nw.lit(edition),
        kind=nw.lit("ConceptScheme"),
        title=nw.lit(title),
        lang=nw.lit("en"),
        has_top_concept=concept(scheme, nw.col("code")),
    )


def vocabulary(rows: Frame, *, scheme: str, title: str) -> Iterator[Frame]:
    """The terms of a vocabulary, and the vocabulary, as SKOS concepts and scheme.

    Args:
        rows: has the columns ``code`` and ``label`` (text); others, such as ``broader`` (path), are
            those of the concepts.
        scheme: path of the vocabulary; each concept's is below it, by its code.
        title: its English name.
    """
    code = nw.col("code")
    others = [name for name in rows.collect_schema().names() if name not in ("code", "label")]
    yield rows.select(
        *others,
        iri=path(scheme, code),
        kind=nw.lit("Concept"),
        notation=code,
        pref_label=nw.col("label"),
        lang=nw.lit("en"),
        in_scheme=nw.lit(scheme),
    )
    yield rows.select(
        iri=nw.lit(scheme),
        kind=nw.lit("ConceptScheme"),
        title=nw.lit(title),
        lang=nw.lit("en"),
    ).unique()
