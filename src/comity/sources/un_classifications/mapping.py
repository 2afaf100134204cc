"""HS 2017, SITC and ISIC as concept schemes, and how two revisions of ISIC correspond."""

from collections.abc import Iterator

import narwhals as nw

from comity.files.terms import BLANKS, Frame, classification, concept, path, row_locator

WHOLE = "TOTAL"
ISIC = "International Standard Industrial Classification of All Economic Activities (ISIC), Rev. "
SITC = "Standard International Trade Classification (SITC), Rev. "
FIXED = "Code          Description"
WIDTH = len("Code          ")


def records(
    hs_2017: Frame,
    sitc_3: Frame,
    sitc_4: Frame,
    isic_3: Frame,
    isic_3_1: Frame,
    isic_4: Frame,
    concordance: Frame,
) -> Iterator[Frame]:
    """Six editions of three classifications, each a concept scheme, and one concordance."""
    for rows, scheme, title in [
        (hs_2017, "hs-2017", "Harmonized System 2017"),
        (sitc_3, "sitc-3", f"{SITC}3"),
        (sitc_4, "sitc-4", f"{SITC}4"),
    ]:
        yield from classification(_comtrade(rows), scheme=scheme, title=title)
    for rows, revision in [(_parted(isic_3), "3"), (isic_3_1, "3.1"), (isic_4, "4")]:
        yield from classification(
            _activities(rows), scheme=f"isic-{revision}", title=f"{ISIC}{revision}"
        )
    yield from _correspondences(concordance)


def _comtrade(rows: Frame) -> Frame:
    """Columns of ``classification`` from a reference list of Comtrade."""
    code, parent = nw.col("id"), nw.col("parent")
    return rows.select(
        code=code,
        label=nw.col("text").str.replace_all(r"^\S+ - ", ""),
        broader=nw.when(parent != WHOLE).then(parent),
        top=parent == WHOLE,
        locator=row_locator(nw.col("file")),
        refused=nw.when(code == WHOLE)
        .then(nw.lit("the total, which is no class"))
        .when(code.str.ends_with("X"))
        .then(nw.lit("a memorandum item of Comtrade, which is no class")),
    )


def _parted(lines: Frame) -> Frame:
    """Code and name of lines in which blanks stand between the two."""
    return lines.select(
        "row",
        "file",
        Code=nw.col(FIXED).str.slice(0, WIDTH).str.strip_chars(BLANKS),
        Description=nw.col(FIXED).str.slice(WIDTH).str.strip_chars(BLANKS),
    )


def _activities(rows: Frame) -> Frame:
    """Columns of ``classification`` from a structure of ISIC, whose divisions follow a section."""
    code = nw.col("Code")
    digits = code.str.len_chars()
    sections = rows.filter(digits == 1).select(_at="row", section="Code")
    before = rows.filter(digits == 2).select("row").join(sections, how="cross")  # noqa: PLR2004
    last = before.filter(nw.col("_at") < nw.col("row")).group_by("row").agg(nw.col("_at").max())
    above = last.join(sections, on="_at", how="left").select("row", "section")
    return rows.join(above, on="row", how="left").select(
        code=code,
        label=nw.col("Description"),
        broader=nw.when(digits == 4)  # noqa: PLR2004
        .then(code.str.head(3))
        .when(digits == 3)  # noqa: PLR2004
        .then(code.str.head(2))
        .otherwise(nw.col("section")),
        top=digits == 1,
        locator=row_locator(nw.col("file")),
        refused=nw.when(code.is_null()).then(nw.lit("an empty line")),
    )


def _correspondences(rows: Frame) -> Iterator[Frame]:
    new, old = nw.col("ISIC4code"), nw.col("ISIC31code")
    from_class, to_class = concept("isic-4", new), concept("isic-3.1", old)
    from_whole, to_whole = ~nw.col("partialISIC4"), ~nw.col("partialISIC31")
    yield rows.select(
        iri=path("correspondence/isic-4", new, "isic-3.1", old),
        kind=nw.lit("Correspondence"),
        from_class=from_class,
        to_class=to_class,
        from_whole=from_whole,
        to_whole=to_whole,
        note=nw.col("Detail"),
        locator=row_locator("ISIC4_ISIC31.txt"),
    )
    yield rows.select(
        iri=from_class,
        kind=nw.lit("Concept"),
        exact_match=nw.when(from_whole & to_whole).then(to_class),
        broad_match=nw.when(from_whole & ~to_whole).then(to_class),
        narrow_match=nw.when(~from_whole & to_whole).then(to_class),
        related_match=nw.when(~from_whole & ~to_whole).then(to_class),
    )
