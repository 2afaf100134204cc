"""Tables as workbooks of Excel: a sheet of rows, and one of what the columns are."""

import datetime as dt
import io
from collections.abc import Mapping

import polars as pl

from comity.errors import TableError
from comity.tables.codebook import BESIDE

ROWS = 1_048_575
"""Rows of a sheet below its header."""
CELLS = 10_000_000
"""Cells for which there is likely to be memory: making a workbook takes some 300 bytes for each."""
LETTERS = 32_767
"""Letters of a cell."""
NO_DAY = dt.datetime(2000, 1, 1)  # noqa: DTZ001
"""What stands for the time at which a workbook was made, as it may not be left out."""


def xlsx(
    frame: pl.DataFrame,
    said: Mapping[str, Mapping[str, str]],
    about: Mapping[str, str],
) -> memoryview:
    """A table as a workbook with the sheets ``data`` and ``codebook``, the same at any time.

    Args:
        frame: the rows.
        said: facts of the columns, by name.
        about: what made the table.

    Raises:
        TableError: a workbook has not as many rows or cells, or a cell not as many letters.
    """
    texts = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    lengths = frame.select(pl.col(texts).str.len_chars().max()).row(0) if texts else ()
    letters = max((one or 0 for one in lengths), default=0)
    cells = frame.height * frame.width
    if frame.height > ROWS or cells > CELLS or letters > LETTERS:
        raise TableError(
            f"the table has {frame.height:,} rows, {cells:,} cells and texts of up to {letters:,} "
            f"letters, and a workbook takes {ROWS:,}, {CELLS:,} and {LETTERS:,}; write .parquet, "
            ".csv or .dta"
        )
    # Takes an eighth of a second, for one form of file.
    from xlsxwriter import Workbook  # type: ignore[import-untyped]  # noqa: PLC0415

    content = io.BytesIO()
    options = {
        "in_memory": True,
        "nan_inf_to_errors": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with Workbook(content, options) as workbook:
        workbook.set_properties({"created": NO_DAY})
        frame.write_excel(workbook, "data", freeze_panes=(1, 0))
        lines = [*(f"{name}: {text}" for name, text in about.items() if text), BESIDE]
        sheet = workbook.add_worksheet("codebook")
        for row, line in enumerate(lines):
            sheet.write_string(row, 0, line)
        rows = [{"Column": name, **facts} for name, facts in said.items()]
        told = pl.DataFrame(rows, infer_schema_length=None)
        told.write_excel(workbook, sheet, position=(len(lines) + 1, 0))
    return content.getbuffer()
