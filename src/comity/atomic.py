"""Files that are whole or not there: written beside their place and then put in it."""

import os
import tempfile
from contextlib import ExitStack
from pathlib import Path


def write(path: Path, content: bytes) -> None:
    """Puts the content in the path's place; whatever fails before, what was there stays.

    Raises:
        OSError: the disk is full, or the folder may not be written.
    """
    try:
        _write(path, content)
    except OSError as error:
        message = (
            f"{path} was not written, and what was there is as it was: {error.strerror}; "
            "see that the disk has room and the folder may be written"
        )
        raise OSError(message) from error


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with ExitStack() as undo:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        beside = Path(name)
        undo.callback(beside.unlink, missing_ok=True)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        beside.chmod(0o644)
        beside.replace(path)
        undo.pop_all()
