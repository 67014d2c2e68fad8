"""The house rules that a machine can check: direction of imports, size of modules, no hidden clock, no unfinished work."""

import ast
import doctest
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted(path for top in ("tocsin", "services") for path in (ROOT / top).rglob("*.py"))
WITH_EXAMPLES = [path for path in MODULES if path.is_relative_to(ROOT / "services") and ">>> " in path.read_text("utf-8")]

LONGEST = 400
"""Lines of the longest module that is livable."""

WIRING = 60
"""Lines that the file which wires a service stays under: what it does belongs elsewhere."""

CLOCKS = {"now", "utcnow", "today"}

UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK|NotImplementedError)\b")


def test_imports_point_one_way() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports"))], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_is_livable(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= LONGEST, "cut the module where its docstring needs an 'and'"
    assert not UNFINISHED.search(text), "finish it, or leave it out"
    tree = ast.parse(text)
    assert not text.strip() or "migrations" in path.parts or ast.get_docstring(tree), "say in a sentence what the module owns"
    assert not _clocks_at_import(tree), "take `now` as an argument"


@pytest.mark.parametrize("path", sorted((ROOT / "services").glob("*/app.py")), ids=lambda path: path.parent.name)
def test_a_service_is_wired_in_a_few_lines(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) < WIRING


@pytest.mark.parametrize("path", WITH_EXAMPLES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_examples_in_docstrings_hold(path: Path) -> None:
    module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    assert doctest.testmod(module).failed == 0


def _clocks_at_import(tree: ast.Module) -> list[int]:
    """Lines that ask for the time while the module loads: its own statements, class bodies and defaults of arguments."""
    found: list[int] = []

    def visit(node: ast.AST) -> None:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            for default in [*node.args.defaults, *node.args.kw_defaults]:
                if default is not None:
                    visit(default)
            return
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS:
            found.append(node.lineno)
        for child in ast.iter_child_nodes(node):
            visit(child)

    visit(tree)
    return found


def test_the_clock_check_sees_what_it_must() -> None:
    hidden = ast.parse(
        "from datetime import datetime\nNOW = datetime.now()\ndef f(at=datetime.now()):\n    return datetime.now()\n"
    )
    assert _clocks_at_import(hidden) == [2, 3]
