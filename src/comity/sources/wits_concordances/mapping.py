"""Subheadings of three editions of the Harmonized System, and the industry that makes the goods."""

from collections.abc import Iterator

import narwhals as nw

from comity.files.terms import BLANKS, Frame, classification, concept, path, row_locator

EDITIONS = ("1992", "1996", "2002")
CODE = "HS - Combined  Product Code"
DESCRIPTION = "HS - Combined  Product Description"
INDUSTRY = "ISIC Revision 3 Product Code"
NO_INDUSTRY = "9999"
YEARS = r"\(([0-9, -]+)\)"


def records(concordance: Frame, editions: Frame) -> Iterator[Frame]:
    """Each edition as a concept scheme without chapters and headings, and its concordance.

    Goods and the industry that makes them are related, and neither is the broader.
    """
    described = nw.col(DESCRIPTION)
    rows = concordance.with_columns(
        code=nw.col(CODE),
        label=described.str.replace_all(f"^{YEARS}", "").str.strip_chars(BLANKS),
        in_use=nw.when(described.str.contains(f"^{YEARS}"))
        .then(described.str.replace_all(f"^{YEARS}.*$", "$1"))
        .otherwise(nw.lit("")),
        broader=nw.lit(None, nw.String),
        top=nw.lit(value=False),
        locator=row_locator(nw.col("file")),
        refused=nw.lit(None, nw.String),
    ).join(editions, on="in_use", how="left")
    for edition in EDITIONS:
        held = rows.filter(nw.col("edition") == edition)
        yield from classification(
            held, scheme=f"hs-{edition}", title=f"Harmonized System {edition}"
        )
        yield from _correspondences(held, f"hs-{edition}")
    yield rows.filter(nw.col("edition").is_null()).select(
        iri=concept("hs", nw.col("code")),
        kind=nw.lit("Concept"),
        refused=nw.lit("in use in years that editions.csv does not know"),
    )


def _correspondences(rows: Frame, scheme: str) -> Iterator[Frame]:
    goods, industry = concept(scheme, nw.col("code")), concept("isic-3", nw.col(INDUSTRY))
    made = nw.col(INDUSTRY) != NO_INDUSTRY
    yield rows.select(
        "locator",
        iri=path("correspondence", scheme, nw.col("code"), "isic-3", nw.col(INDUSTRY)),
        kind=nw.lit("Correspondence"),
        from_class=goods,
        to_class=industry,
        refused=nw.when(~made).then(nw.lit("goods that no industry of ISIC makes")),
    )
    yield rows.filter(made).select(iri=goods, kind=nw.lit("Concept"), related_match=industry)
