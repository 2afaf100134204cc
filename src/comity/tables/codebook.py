"""The codebook of a table: what made it, and of each column what a reader must know of it."""

import re
from collections.abc import Mapping

import polars as pl

from comity.tables.column import MEANING, Column

ABSENT = {"none": "there was none", "missing": "nothing is known"}
BESIDE = (
    "Beside a column X stands X.missing, which says of each cell whether it is a value, a true "
    "zero, missing, not applicable or outside what the source covers."
)


def facts(column: Column, frame: pl.DataFrame) -> dict[str, str]:
    """What a column holds and who says so, by what that is called; what nobody knows is left out.

    Args:
        column: one of those of the frame.
        frame: the rows, whose cells are counted by what they mean.
    """
    labels = "; ".join(f"{number} {label}" for number, label in column.labels.items())
    said = {"What": column.says, "Unit": column.unit, "Values": labels}
    if column.source:
        told = column.source.description
        covers = [one for one in told.coverage if one.kind == column.kind]
        years = [", ".join(map(str, one.years)) or f"{one.start}–{one.end}" for one in covers]
        said |= {
            "Source": f"{told.title} {told.release}, {told.publisher}, {column.source.graph}",
            "Universe": "; ".join(one.universe for one in covers),
            "Covers": "; ".join(years),
            "Where it has no record": "; ".join(ABSENT[one.absent] for one in covers),
            "Licence": f"{told.licence} {told.licence_link}",
        }
    said["Cells"] = ", ".join(f"{count:,} {name}" for name, count in _counts(column, frame).items())
    return {name: " ".join(text.split()) for name, text in said.items() if text}


def _counts(column: Column, frame: pl.DataFrame) -> dict[str, int]:
    """How many cells mean what; where nothing says so, how many have a value and how many not."""
    if not column.meaning:
        empty = frame.get_column(column.name).null_count()
        counts = {"value": frame.height - empty, "empty": empty}
    else:
        told = frame.get_column(column.meaning)
        counts = {name: (told == name).sum() for name in MEANING.categories}
    return {name: count for name, count in counts.items() if count}


def markdown(
    name: str,
    about: Mapping[str, str],
    said: Mapping[str, Mapping[str, str]],
    beside: str,
) -> str:
    """The codebook as text.

    Args:
        name: that of the table's file.
        about: what made it, by what that is called.
        said: facts of the columns, by their names in the file.
        beside: how the file says what cells mean.
    """
    # A block that is set in is shown as it stands, so that the call can be copied.
    made = [f"    {one}: {' '.join(text.split())}" for one, text in about.items() if text]
    lines = [f"# {_plain(name)}", "", *made, "", _plain(beside), ""]
    for column, told in said.items():
        lines += [f"## {_plain(column)}", "", *_list(told), ""]
    return "\n".join(lines)


def _list(said: Mapping[str, str]) -> list[str]:
    return [f"- {name}: {_plain(text)}" for name, text in said.items() if text]


def _plain(text: str) -> str:
    """Text that Markdown shows as it is, in one line."""
    return re.sub(r"([\\`*\[\]<>|&~$])", r"\\\1", " ".join(text.split()))
