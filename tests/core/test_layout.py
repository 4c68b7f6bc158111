"""The repository keeps to its layout: what may lie where, how long a file is, and what the lock file holds."""

import ast
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DISTRIBUTIONS = [
    "core",
    "tenants",
    "graphql",
    "workers",
    "deploy",
    *sorted(str(p.relative_to(ROOT)) for p in ROOT.glob("plugins/*/")),
]
SOURCES = sorted(
    path
    for top in ("core", "tenants", "graphql", "workers", "deploy", "plugins", "tests")
    for path in ROOT.glob(f"{top}/**/*.py")
)
LONGEST = 400


def relative(paths) -> list[str]:
    return sorted(str(path.relative_to(ROOT)) for path in paths)


def test_there_are_sources_to_look_at():
    assert len(SOURCES) > 50
    assert [top for top in DISTRIBUTIONS if not (ROOT / top / "pyproject.toml").exists()] == []


@pytest.mark.parametrize("top", [*DISTRIBUTIONS, "plugins"])
def test_a_distributions_folder_is_no_package(top):
    assert not (ROOT / top / "__init__.py").exists()


def test_test_folders_are_no_packages():
    assert relative((ROOT / "tests").rglob("__init__.py")) == []


def test_graphql_is_the_library_in_a_process_started_at_the_root():
    code = "import graphql; print(graphql.__file__); print(graphql.version)"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    location, version = run.stdout.splitlines()
    assert "site-packages" in location
    assert re.fullmatch(r"3\.\d+\.\d+.*", version)


def test_no_file_is_a_drawer_for_odds_and_ends():
    drawers = {"utils", "util", "helpers", "helper", "misc", "common"}
    assert relative(path for path in SOURCES if path.stem in drawers) == []


def test_init_files_hold_a_docstring_only():
    def is_docstring_alone(path: Path) -> bool:
        match ast.parse(path.read_text(encoding="utf-8")).body:
            case [ast.Expr(ast.Constant(str()))]:
                return True
        return False

    assert (
        relative(path for path in SOURCES if path.name == "__init__.py" and not is_docstring_alone(path))
        == []
    )


def test_every_package_folder_has_an_init_file():
    """Without one a folder is silently left out of wheels and of type checking."""
    folders = {path.parent for path in SOURCES if "tests" not in path.relative_to(ROOT).parts[:1]}
    without = {
        f for f in folders if not (f / "__init__.py").exists() and f.parts[-2:] != ("migrations", "versions")
    }
    assert relative(without) == []


def test_names_of_test_files_are_unique():
    counts = Counter(path.name for path in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name, count in counts.items() if count > 1] == []


def test_files_are_short():
    """Migrations apart: one is a single step, never edited again, and not split for looks."""
    read = [path for path in SOURCES if path.parts[-3:-1] != ("migrations", "versions")]
    long = {path: path.read_text(encoding="utf-8").count("\n") for path in read}
    assert {str(path.relative_to(ROOT)): lines for path, lines in long.items() if lines > LONGEST} == {}


def test_uv_lock_is_not_tracked():
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    run = subprocess.run(
        ["git", "ls-files", "*uv.lock"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout == ""


def test_the_lock_has_a_hash_for_every_package_and_no_address():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert [
        line
        for line in text.splitlines()
        if re.search(r"https?:|--(extra-)?index-url|--find-links|git\+", line)
    ] == []
    entries = re.findall(
        r"^(\S+)==\S+.*\\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", text, re.MULTILINE
    )
    assert [name for name, _ in entries] == re.findall(r"^([A-Za-z0-9][^\s=]*)", text, re.MULTILINE)
    assert len(entries) > 50
