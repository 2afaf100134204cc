"""Where the ontology and the curated graphs are: in a wheel, or beside ``src``."""

from pathlib import Path


def shipped(name: str) -> Path:
    """Folder ``ontology`` or ``graphs`` as this installation has it.

    Raises:
        FileNotFoundError: neither the wheel nor a checkout holds it; the installation is damaged.
    """
    package = Path(__file__).parents[1]
    for place in (package / "_shared" / name, package.parents[1] / name):
        if place.is_dir():
            return place
    message = f"comity's {name!r} folder is missing from {package}; install comity again"
    raise FileNotFoundError(message)
