"""Tables as files for other programs, each with a codebook and BibTeX of its sources beside it."""

import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from comity.atomic import write_all
from comity.errors import TableError
from comity.files.source import Source
from comity.query.cite import cite
from comity.query.written import bibtex_of
from comity.tables import codebook, stata
from comity.tables.column import MEANING, Column
from comity.tables.workbook import xlsx

LOADERS = {
    ".csv": "read.csv({}) in R, polars.read_csv({}) in Python",
    ".parquet": "arrow::read_parquet({}) in R, polars.read_parquet({}) in Python",
    ".feather": "arrow::read_feather({}) in R, polars.read_ipc({}) in Python",
    ".xlsx": "readxl::read_excel({}) in R, polars.read_excel({}) in Python",
    ".dta": "use {} in Stata, haven::read_dta({}) in R",
}
"""What reads a file, by its ending; a table can have these."""


def form_of(path: Path) -> str:
    """The ending that says in which form a table is written.

    Raises:
        TableError: no form has it.
    """
    form = path.suffix.lower()
    if form not in LOADERS:
        raise TableError(f"no table is written as {path.name!r}; it can be {', '.join(LOADERS)}")
    return form


def write(
    path: Path,
    frame: pl.DataFrame,
    columns: Sequence[Column],
    about: Mapping[str, str],
    sources: Sequence[Source],
) -> tuple[Path, ...]:
    """Writes a table, ``<stem>.codebook.md`` and ``<stem>.bib``; see ``Table.write``.

    Raises:
        TableError: no form has that ending, or it cannot hold the table.
        OSError: the disk is full, or the folder may not be written.
    """
    form = form_of(path)
    in_stata = form == ".dta"
    named = stata.variables(frame, columns) if in_stata else {one.name: one for one in columns}
    said = {
        name: ({"Column": one.name} if one.name != name else {}) | codebook.facts(one, frame)
        for name, one in named.items()
    }
    load = LOADERS[form].replace("{}", json.dumps(path.name, ensure_ascii=False))
    beside = stata.BESIDE if in_stata else codebook.BESIDE
    text = codebook.markdown(path.name, {**about, "Read by": load}, said, beside)
    if in_stata:
        content: bytes | memoryview = stata.dta(frame, named, said, about)
    elif form == ".xlsx":
        content = xlsx(frame, said, about)
    else:
        content = _plainly(form, frame, text)
    made = {
        path: content,
        path.with_suffix(".codebook.md"): text.encode(),
        path.with_suffix(".bib"): bibtex_of(path.name, content, about, cite(*sources)),
    }
    write_all(made)
    return tuple(made)


def _plainly(form: str, frame: pl.DataFrame, text: str) -> memoryview:
    """CSV, Parquet with the codebook in it, or an Arrow file that older readers take."""
    content = io.BytesIO()
    if form == ".csv":
        frame.write_csv(content)
    elif form == ".parquet":
        frame.write_parquet(content, metadata={"codebook": text})
    else:
        # R's arrow takes no factor whose levels are of the type large_string (apache/arrow#39603).
        told = frame.with_columns(pl.col(MEANING).cast(pl.String))
        told.write_ipc(content, compression="zstd", compat_level=pl.CompatLevel.oldest())
    return content.getbuffer()
