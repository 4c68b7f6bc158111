"""Reference pages that are made from the code: the list of errors and the hooks."""

import inspect
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import yanxiu
import yanxiu_core
import yanxiu_graphql
import yanxiu_tenants
from yanxiu_core import hookspecs
from yanxiu_core.errors import DomainError
from yanxiu_core.events.kinds import EVENTS

PACKAGES = (yanxiu_core, yanxiu_tenants, yanxiu_graphql, yanxiu)


def pages() -> dict[Path, str]:
    """Each generated page under its path in the repository."""
    return {Path("docs/errors.md"): errors_page(), Path("docs/hooks.md"): hooks_page()}


def errors_page() -> str:
    """Every code of the platform that a client may meet, in order, with what it means; plugins tell their own."""
    for package in PACKAGES:
        for module in _modules(package):
            import_module(module)
    ours = {package.__name__ for package in PACKAGES}
    kinds = [kind for kind in _below(DomainError) if kind.__module__.partition(".")[0] in ours]
    found = {kind.code: inspect.getdoc(kind) or "" for kind in kinds}
    rows = [f"| `{code}` | {' '.join(text.split())} |" for code, text in sorted(found.items())]
    return "\n".join(
        (
            "# Errors",
            "",
            "The codes in `extensions.code` and in `userErrors`; messages say what is wrong and what to do, in Chinese and",
            "English. Anything else is `INTERNAL_ERROR` with an id that is in the log.",
            "",
            "| code | meaning |",
            "|---|---|",
            *rows,
            "",
        )
    )


def hooks_page() -> str:
    """Every hook by audience: when it is called, what it returns, what an empty answer means, an example."""
    parts = [
        "# Hooks",
        "",
        "What a plugin may implement. All are specified in `core/yanxiu_core/hookspecs/`.",
        "",
    ]
    for name in sorted(_modules(hookspecs)):
        module = import_module(name)
        hooks = [item for item in vars(module).values() if hasattr(item, "yanxiu_spec")]
        if hooks:
            parts += [f"## {(inspect.getdoc(module) or '').rstrip('.')}", ""]
            for hook in hooks:
                parts += [
                    f"### `{hook.__name__}{inspect.signature(hook)}`",
                    "",
                    inspect.getdoc(hook) or "",
                    "",
                ]
    parts += [
        "## Events",
        "",
        "What `yanxiu_reactions` can name.",
        "",
        "| event | ids of | told when |",
        "|---|---|---|",
        *(f"| `{name}` | {kind.subject} | {kind.told} |" for name, kind in EVENTS.items()),
        "",
    ]
    return "\n".join(parts)


def _modules(package: ModuleType) -> Iterator[str]:
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        # Alembic runs its environment; importing it does nothing good.
        if ".migrations" not in module.name and not module.ispkg:
            yield module.name


def _below(kind: type[DomainError]) -> Iterator[type[DomainError]]:
    for child in kind.__subclasses__():
        if "code" in vars(child):
            yield child
        yield from _below(child)
