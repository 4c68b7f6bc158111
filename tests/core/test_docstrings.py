"""Every public module, class and function says what it is for."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = sorted(
    path.parent for top in ("*", "plugins/*") for path in ROOT.glob(f"{top}/yanxiu*/__init__.py")
)
DEFINITIONS = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def undocumented(tree: ast.Module) -> Iterator[str]:
    """Names that lack a docstring, dotted; private names, nested functions and overloads are left out."""
    if ast.get_docstring(tree) is None:
        yield "<module>"
    yield from _in_body(tree.body, "")


def _in_body(body: list[ast.stmt], prefix: str) -> Iterator[str]:
    for node in body:
        if not isinstance(node, DEFINITIONS) or not _is_public(node.name) or _is_exempt(node):
            continue
        if ast.get_docstring(node) is None:
            yield prefix + node.name
        if isinstance(node, ast.ClassDef):
            yield from _in_body(node.body, f"{prefix}{node.name}.")


def _is_public(name: str) -> bool:
    return not name.startswith("_")


def _is_exempt(node: ast.AST) -> bool:
    names = {ast.unparse(decorator).rpartition(".")[2] for decorator in getattr(node, "decorator_list", [])}
    return bool(names & {"overload", "override", "setter"})


def sources(package: Path) -> list[Path]:
    return [path for path in sorted(package.rglob("*.py")) if path.parts[-3:-1] != ("migrations", "versions")]


def test_all_packages_are_found():
    names = {package.name for package in PACKAGES}
    assert names >= {
        "yanxiu",
        "yanxiu_core",
        "yanxiu_tenants",
        "yanxiu_graphql",
        "yanxiu_workers",
        "yanxiu_shaanxi",
    }


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)
def test_public_names_have_docstrings(package):
    found = {}
    for path in sources(package):
        missing = list(undocumented(ast.parse(path.read_text(encoding="utf-8"))))
        if missing:
            found[str(path.relative_to(ROOT))] = missing
    assert found == {}


def test_the_check_sees_what_it_should():
    code = """
class A:
    def run(self): ...
    def _own(self): ...
    def __repr__(self): ...
    class B: ...
def go():
    def inside(): ...
async def wait(): "documented"
@typing.overload
def go(): ...
"""
    assert list(undocumented(ast.parse(code))) == ["<module>", "A", "A.run", "A.B", "go"]
