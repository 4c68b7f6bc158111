"""Try policies: an embedded PostgreSQL in a temporary folder, a county of golden cases, every case and mutation."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from yanxiu.embedded.postgres import EmbeddedPostgres
from yanxiu.platform import Platform, build, migrate
from yanxiu.settings import Settings
from yanxiu_core.errors import NotFound
from yanxiu_core.golden.model import load_cases
from yanxiu_core.golden.runner import Outcome, examine
from yanxiu_core.policies.loader import load_policy
from yanxiu_core.policies.model import Policy

SLUG, NAME = "golden", "C"
NEEDED = ("met", "missed")
"""Every judged rule has a case of each."""


@contextmanager
def opened() -> Iterator[Platform]:
    """A platform on servers of its own, gone at the end."""
    with (
        tempfile.TemporaryDirectory(prefix="yanxiu-") as folder,
        EmbeddedPostgres(Path(folder) / "postgres", fast=True) as server,
    ):
        settings = Settings(
            database_url=server.url,
            redis_url="redis://127.0.0.1:1",
            signing_key="k" * 32,
            files_url=f"{folder}/files",
        )
        migrate(settings)
        platform = build(settings)
        try:
            yield platform
        finally:
            platform.dispose()


def examine_folder(platform: Platform, folder: Path) -> tuple[Policy, list[Outcome]]:
    """The policy of a folder and how each of its judged rules stands its cases. Raises PolicyFileError, CaseInvalid."""
    policy = load_policy(folder)
    cases = load_cases(folder, policy)
    with platform.work(_county(platform)) as work:
        return policy, examine(work, policy, cases)


def lacking(outcome: Outcome) -> list[str]:
    """Of met and missed, what no case of the rule expects."""
    expected = {item.status for case in outcome.cases for item in case.expect.values()}
    return [status for status in NEEDED if status not in expected]


def _county(platform: Platform) -> UUID:
    """The county of cases, made for the first policy and there for all others."""
    try:
        return platform.tenant(SLUG)
    except NotFound:
        return platform.create_tenant(SLUG, NAME, [])
