"""The Harmonized System of 2022: sections, chapters, headings and subheadings."""

from collections.abc import Iterator

import narwhals as nw

from comity.files.terms import BLANKS, Frame, classification, row_locator

WHOLE = "TOTAL"
COLUMNS = ("code", "label", "broader", "top", "locator", "refused")


def records(codes: Frame, sections: Frame) -> Iterator[Frame]:
    """The edition as a concept scheme; a chapter is under its section, where it has one."""
    parent, section = nw.col("parent"), nw.col("section")
    above = nw.when(parent == WHOLE).then(section).otherwise(parent)
    classes = codes.with_columns(
        code=nw.col("hscode"),
        label=nw.col("description"),
        broader=nw.when(above != WHOLE).then(above),
        top=above == WHOLE,
        locator=row_locator("harmonized-system.csv"),
        refused=nw.when(nw.col("hscode") == WHOLE).then(nw.lit("the total, which is no class")),
    )
    highest = sections.with_columns(
        code=section,
        label=nw.col("name").str.strip_chars(BLANKS),
        broader=nw.lit(None, nw.String),
        top=nw.lit(value=True),
        locator=row_locator("hs-sections.csv"),
        refused=nw.lit(None, nw.String),
    )
    rows = nw.concat([classes.select(*COLUMNS), highest.select(*COLUMNS)])
    yield from classification(rows, scheme="hs-2022", title="Harmonized System 2022")
