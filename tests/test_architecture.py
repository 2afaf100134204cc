"""The layering, and the size of things."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import comity

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "src").rglob("*.py"))


def test_data_flows_one_way() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT / "src")))
def test_a_module_is_short_and_so_are_its_functions(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    functions = (n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.FunctionDef))
    long = [f.name for f in functions if (f.end_lineno or f.lineno) - f.lineno >= 60]
    assert long == []


def test_the_front_door_is_what_it_says() -> None:
    assert comity.__all__ == sorted(comity.__all__)
    assert all(getattr(comity, name).__doc__ for name in comity.__all__)


def test_importing_comity_loads_no_views() -> None:
    heavy = "('pyvis', 'owlready2', 'networkx', 'xlsxwriter')"
    code = f"import sys, comity; print(any(m in sys.modules for m in {heavy}))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert ran.stdout.strip() == "False"
