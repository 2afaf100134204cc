"""Files that are whole or not there: written beside their place and then put in it."""

import os
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path


def write(path: Path, content: bytes) -> None:
    """Puts the content in the path's place; whatever fails before, what was there stays.

    Raises:
        OSError: the disk is full, or the folder may not be written.
    """
    write_all({path: content})


def write_all(contents: Mapping[Path, bytes | memoryview]) -> None:
    """Puts files in their places once all of them are written beside these.

    Raises:
        OSError: as above; no place has changed if one of the files could not be written.
    """
    with ExitStack() as undo:
        made = {path: _beside(path, content, undo) for path, content in contents.items()}
        for path, beside in made.items():
            try:
                beside.replace(path)
            except OSError as error:
                raise _unwritten(path, error) from error


def _beside(path: Path, content: bytes | memoryview, undo: ExitStack) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        beside = Path(name)
        undo.callback(beside.unlink, missing_ok=True)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        beside.chmod(0o644)
    except OSError as error:
        raise _unwritten(path, error) from error
    return beside


def _unwritten(path: Path, error: OSError) -> OSError:
    return OSError(
        f"{path} was not written, and what was there is as it was: {error.strerror}; "
        "see that the disk has room and the folder may be written"
    )
