"""Workbooks of text, made of tables: the same bytes each time, and small enough to be read."""

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
RELATIONS = "application/vnd.openxmlformats-package.relationships+xml"
LONG_AGO = (1980, 1, 1, 0, 0, 0)


def write_workbook(path: Path, sheets: Mapping[str, Sequence[Sequence[str]]]) -> None:
    """Writes sheets of rows of cells; what reads as a number is one, and an empty cell is none."""
    numbered = list(enumerate(sheets.items(), start=1))
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="{RELATIONS}"/>'
        + _part("workbook", "sheet.main")
        + "".join(_part(f"worksheets/sheet{n}", "worksheet") for n, _ in numbered)
        + "</Types>",
        "_rels/.rels": _relations([(1, "officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        + "".join(
            f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>'
            for n, (name, _) in numbered
        )
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _relations(
            [(n, "worksheet", f"worksheets/sheet{n}.xml") for n, _ in numbered]
        ),
    }
    parts |= {f"xl/worksheets/sheet{n}.xml": _sheet(rows) for n, (_, rows) in numbered}
    with zipfile.ZipFile(path, "w") as book:
        for name, content in parts.items():
            book.writestr(
                zipfile.ZipInfo(name, LONG_AGO), HEAD + content, compress_type=zipfile.ZIP_DEFLATED
            )


def _part(name: str, kind: str) -> str:
    return f'<Override PartName="/xl/{name}.xml" ContentType="{TYPES}.{kind}+xml"/>'


def _relations(targets: Sequence[tuple[int, str, str]]) -> str:
    each = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for n, kind, target in targets
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{each}</Relationships>'


def _sheet(rows: Sequence[Sequence[str]]) -> str:
    lines = "".join(
        f'<row r="{n}">{"".join(_cell(f"{chr(64 + m)}{n}", c) for m, c in enumerate(row, 1))}</row>'
        for n, row in enumerate(rows, start=1)
    )
    return f'<worksheet xmlns="{MAIN}"><sheetData>{lines}</sheetData></worksheet>'


def _cell(place: str, text: str) -> str:
    if not text:
        return ""
    if text.replace(".", "", 1).isdecimal():
        return f'<c r="{place}"><v>{text}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'
