"""Arms transfers: one tie a deal, from the supplier to the recipient."""

from collections.abc import Iterator

import narwhals as nw

from comity.files.terms import (
    BLANKS,
    Frame,
    day,
    dyad,
    listed,
    path,
    resolve_year,
    row_locator,
    word,
    written_day,
)

ORDERED, DELIVERED, DELIVERY = "Number ordered", "Number delivered", "Year(s) of delivery"
CONDITIONS = {
    "New": "cm:NewlyMade",
    "Second hand": "cm:SecondHand",
    "Second hand but modernized": "cm:SecondHandModernized",
}
UNKNOWN = ["unknown supplier(s)", "unknown recipient(s)", "unknown rebel group*"]
REBELS = r"^[^*]+\*$"


def records(register: Frame, names: Frame, polities: Frame) -> Iterator[Frame]:
    """The arms transfers, and the actors among their ends that are the source's own."""
    rows = _deals(register, names, polities)
    ends = nw.concat([_end(rows, "Supplier"), _end(rows, "Recipient")])
    yield _actors(ends, names)
    yield _transfers(rows)


def _deals(register: Frame, names: Frame, polities: Frame) -> Frame:
    """The rows with the keys and days of both ends, first and last year, and why one is no tie.

    Column year is that of the first delivery or, where there was none, of the order.
    """
    ordered = nw.col("Year of order")
    rows = register.with_columns(
        year=nw.coalesce(nw.col(DELIVERY).str.slice(0, 4).cast(nw.Int64), ordered),
        last=nw.col(DELIVERY).str.slice(-4, 4).cast(nw.Int64),
    )
    lives = _lives(names, polities)
    for end in ("Supplier", "Recipient"):
        rows = resolve_year(rows, lives, scheme="name", code=end, to=end)
        rebels = nw.col(end).str.contains(REBELS)
        key = nw.when(rebels).then(_own(end)).otherwise(nw.col(f"{end}_key"))
        days = lives.select(
            nw.col("code").alias(end),
            nw.col("key").alias(f"{end}_key"),
            nw.col("start").alias(f"{end}_start"),
            nw.col("end").alias(f"{end}_end"),
        )
        rows = rows.with_columns(key.alias(f"{end}_key"))
        rows = rows.join(days, on=[end, f"{end}_key"], how="left")
    supplier, recipient = nw.col("Supplier"), nw.col("Recipient")
    return rows.with_columns(
        refused=nw.when(supplier.is_in(UNKNOWN) & recipient.is_in(UNKNOWN))
        .then(nw.lit("neither supplier nor recipient is known"))
        .when(supplier.is_in(UNKNOWN))
        .then(nw.lit("the supplier is not known"))
        .when(recipient.is_in(UNKNOWN))
        .then(nw.lit("the recipient is not known"))
        .when(nw.col("Supplier_key").is_null() | nw.col("Recipient_key").is_null())
        .then(nw.lit("a name that meant no actor in the year of the first delivery"))
    )


def _lives(names: Frame, polities: Frame) -> Frame:
    """Names as a code scheme: whom each means, while it means it and that one exists."""
    lived = polities.select("key", "path", born="start", died="end")
    return (
        names.with_columns(start=written_day("start"), end=written_day("end"))
        .join(lived, on="key", how="left")
        .select(
            "key",
            "path",
            scheme=nw.lit("name"),
            code=nw.col("name"),
            start=nw.max_horizontal("start", "born"),
            end=nw.min_horizontal("end", "died"),
        )
    )


def _own(end: str) -> nw.Expr:
    """Key of a rebel group by its name."""
    return nw.concat_str([nw.lit("nonstate."), _slug(_bare(end))])


def _bare(column: str) -> nw.Expr:
    return nw.col(column).str.replace_all(r"\*+$", "")


def _slug(text: nw.Expr) -> nw.Expr:
    return text.str.replace_all("[^A-Za-z0-9]+", "-").str.replace_all("^-|-$", "")


def _end(rows: Frame, end: str) -> Frame:
    return rows.filter(nw.col("refused").is_null()).select(
        key=nw.col(f"{end}_key"), name=nw.col(end), label=_bare(end)
    )


def _actors(ends: Frame, names: Frame) -> Frame:
    own = names.filter(nw.col("kind") != "").select("key", "kind")
    rebels = nw.when(nw.col("name").str.contains(REBELS)).then(nw.lit("NonStateActor"))
    described = ends.unique().join(own, on="key", how="left")
    described = described.with_columns(kind=nw.coalesce(rebels, nw.col("kind")))
    return described.filter(~nw.col("kind").is_null()).select(
        "kind", "label", iri=nw.col("key").str.replace_all(r"^(\w+)\.", "$1/"), lang=nw.lit("en")
    )


def _transfers(rows: Frame) -> Frame:
    supplier, recipient = nw.col("Supplier_key"), nw.col("Recipient_key")
    weapon = nw.col("Weapon designation").str.strip_chars(BLANKS)
    rows = rows.with_columns(weapon=_slug(weapon))
    # The publisher numbers no deal and promises no order, so like deals are told apart by content.
    content = [DELIVERY, ORDERED, DELIVERED, "Weapon description", "status", "Comments", "row"]
    words = nw.concat_str([nw.col(c).cast(nw.String).fill_null("") for c in content], separator="|")
    alike = ["Supplier_key", "Recipient_key", "Year of order", "weapon"]
    rows = rows.with_columns(words=words)
    rows = rows.with_columns(number=nw.col("words").rank("ordinal").over(*alike).cast(nw.Int64))
    done = nw.col(DELIVERED) >= nw.coalesce(nw.col(ORDERED), nw.col(DELIVERED))
    before_order = nw.col("last") < nw.col("Year of order")
    begins = nw.max_horizontal(
        day(nw.col("Year of order"), nw.lit(1), nw.lit(1)), "Supplier_start", "Recipient_start"
    )
    ends = nw.min_horizontal(
        nw.when(done | before_order).then(day(nw.col("last"), nw.lit(12), nw.lit(31))),
        "Supplier_end",
        "Recipient_end",
    )
    return rows.select(
        "refused",
        iri=path(
            "tie/sipri_arms",
            supplier,
            recipient,
            nw.col("Year of order"),
            nw.col("weapon"),
            nw.col("number"),
        ),
        kind=nw.lit("ArmsTransfer"),
        dyad=dyad(supplier, recipient),
        start=begins,
        end=ends,
        precision=nw.lit("year"),
        order_year=nw.col("Year of order"),
        delivery_year=nw.col(DELIVERY).str.split("; ").cast(nw.List(nw.Int64)),
        number_ordered=nw.col(ORDERED),
        number_delivered=nw.col(DELIVERED),
        weapon_designation=weapon,
        weapon_description=nw.col("Weapon description"),
        condition=word(nw.col("status"), CONDITIONS),
        value=nw.col("SIPRI TIV of delivered weapons"),
        value_per_unit=_known("SIPRI TIV per unit"),
        value_of_order=_known("SIPRI TIV for total order"),
        unit=nw.lit("TIV"),
        uncertain=listed(
            orderYear=nw.col(" ") == "?",
            numberOrdered=nw.col(" #2") == "?",
            numberDelivered=nw.col(" #3") == "?",
        ),
        note=nw.col("Comments").str.strip_chars(BLANKS),
        locator=row_locator("trade-register.csv"),
    )


def _known(column: str) -> nw.Expr:
    return nw.when(nw.col(column) > 0).then(nw.col(column))
