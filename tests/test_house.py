"""The rules of the house: sizes, first lines, rooms, imports, mirrored tests, no partner's name in the code."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CODE = ROOT / "edigw"
SOURCES = sorted(path for path in CODE.rglob("*.py") if "migrations/versions" not in path.as_posix())
MODULES = [path for path in SOURCES if path.read_text("utf-8").strip()]

CORE = ("model", "tree.py", "carrier.py", "structure", "formats", "protocols", "mapping", "validation", "lifecycle")
IO = {
    "asyncio", "datetime.now", "glob", "http", "logging", "multiprocessing", "os", "pathlib", "random", "shutil",
    "signal", "socket", "sqlalchemy", "sqlite3", "sqlmodel", "subprocess", "tempfile", "threading", "time", "urllib",
}  # fmt: skip
CLOCKS = re.compile(r"\b(datetime\.now|datetime\.utcnow|date\.today|time\.time|open)\(")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_file_has_at_most_400_lines_and_a_function_at_most_40(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= 400
    functions = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    long = {f.name: f.end_lineno - f.lineno + 1 for f in functions if (f.end_lineno or 0) - f.lineno + 1 > 40}
    assert not long


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_the_first_line_says_what_the_module_is(path: Path) -> None:
    doc = ast.get_docstring(ast.parse(path.read_text("utf-8")))
    assert doc and len(doc.splitlines()[0]) > 15


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", [p for p in SOURCES if p.relative_to(CODE).parts[0] in CORE], ids=name)
def test_the_core_does_no_input_or_output(path: Path) -> None:
    touched = {imported for imported in imports(path) if imported.split(".")[0] in IO}
    assert not {imported for imported in touched if not imported.startswith("urllib.parse")}  # text alone
    assert not CLOCKS.search(path.read_text("utf-8"))


def test_imports_point_down() -> None:
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [sys.executable, "-c", code, "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_import_goes_in_a_circle() -> None:
    modules = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in MODULES}
    graph = {module: imports(path) & modules.keys() for module, path in modules.items()}
    TopologicalSorter(graph).prepare()  # raises CycleError and names the circle


@pytest.mark.parametrize("path", [p for p in MODULES if p.name not in ("__init__.py", "__main__.py")], ids=name)
def test_every_source_has_its_test_file(path: Path) -> None:
    inside = path.relative_to(CODE)
    mirror = ROOT / "tests" / inside.parent / f"test_{inside.name}"
    assert mirror.exists(), f"{name(path)} has no {name(mirror)}"


def test_no_partner_is_named_in_the_code() -> None:
    partners = {p.name for base in ("partners", "samples/partners") for p in (ROOT / base).glob("[a-z]*") if p.is_dir()}
    assert partners
    for path in SOURCES:
        words = set(re.findall(r"[a-z0-9_-]+", path.read_text("utf-8").lower()))
        assert not words & partners, path


def test_ci_runs_the_readmes_second_command() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    commands = re.findall(r"```sh\n(.+?)\n```", readme, re.DOTALL)
    assert commands[1] in (ROOT / ".ci" / "run").read_text("utf-8")


def test_the_tree_and_the_readme_name_the_same_rooms() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    rooms = {p.name for p in CODE.iterdir() if p.is_dir() and (p / "__init__.py").exists()}
    assert not {room for room in rooms if f"{room}/" not in readme}
