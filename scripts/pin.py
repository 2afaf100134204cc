"""Writes the version of every dependency, transitive ones too, into pyproject.toml.

uv's own lock file is not kept, as it names the registry that it was made with. Run
``python scripts/pin.py`` to move to the newest versions, then run the tests.
"""

import re
import subprocess
from pathlib import Path

PROJECT = Path(__file__).parents[1] / "pyproject.toml"
BLOCK = re.compile(r"(?<=constraint-dependencies = \[\n).*?(?=\])", re.DOTALL)


def pinned() -> list[str]:
    """``name==version`` with its marker for every package that comity and its development need."""
    command = ["uv", "export", "--quiet", "--all-extras", "--no-hashes", "--no-emit-project"]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return sorted({line.strip() for line in lines if "==" in line and not line.startswith(" ")})


def main() -> None:
    """Replaces the list in pyproject.toml."""
    text = PROJECT.read_text(encoding="utf-8")
    PROJECT.write_text(BLOCK.sub("", text), encoding="utf-8")
    (PROJECT.parent / "uv.lock").unlink(missing_ok=True)
    lines = "".join(f"  {_quoted(line)},\n" for line in pinned())
    PROJECT.write_text(BLOCK.sub(lambda _: lines, text), encoding="utf-8")


def _quoted(line: str) -> str:
    return '"' + line.replace('"', "'") + '"'


if __name__ == "__main__":
    main()
