"""Notebooks run as Jupyter runs them: in a kernel of their own."""

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook


def executed(notebook: NotebookNode, home: Path) -> NotebookNode:
    """The notebook with its outputs, of the graph in a folder; raises where a cell does."""
    with (
        TemporaryDirectory() as own,
        patch.dict(os.environ, {"COMITY_HOME": str(home), "IPYTHONDIR": own}),
    ):
        done: NotebookNode = NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    return done


def of_cells(*codes: str) -> NotebookNode:
    """A notebook of these cells."""
    made: NotebookNode = new_notebook(cells=[new_code_cell(code) for code in codes])  # type: ignore[no-untyped-call]
    return made


def shown(notebook: NotebookNode, form: str) -> Iterator[str]:
    """What its cells show or print in one form, such as ``text/html``."""
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            if form in output.get("data", {}):
                yield output["data"][form]
