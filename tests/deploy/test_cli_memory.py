"""A large attendance list takes bounded memory: measured on the command line's own process."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from yanxiu.demo.generator import generate_county

FORMS = ("roster", "activities", "attendance")
SMALL, LARGE = 300, 2_500
"""Teachers; with 50 sessions each about 15,000 and 120,000 attendance rows."""


def peak_memory(argv: list[str], env: dict[str, str]) -> int:
    """The largest resident size of a command that must succeed, in MiB."""
    child = subprocess.Popen([sys.executable, "-m", "yanxiu", *argv], env=env, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0
    return usage.ru_maxrss // 1024


@pytest.fixture
def environment(settings):
    """What the command needs to find the servers."""
    key = settings.signing_key.get_secret_value()
    return os.environ | {
        "YANXIU_DATABASE_URL": settings.database_url,
        "YANXIU_REDIS_URL": settings.redis_url,
        "YANXIU_FILES_URL": settings.files_url,
        "YANXIU_SIGNING_KEY": key,
    }


@pytest.mark.soak
@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_memory_does_not_grow_with_the_list(platform, environment, tmp_path: Path, extension: str) -> None:
    peaks, rows = [], []
    for teachers in (SMALL, LARGE):
        slug = f"memory-{extension}-{teachers}"
        files = generate_county(
            tmp_path / slug, slug=slug, name="大县", seed=5, schools=10, teachers=teachers, activities=teachers,
            year=2025, sessions=50, format=extension,
        )  # fmt: skip
        platform.create_tenant(slug, "大县", ["shaanxi.yuyang"])
        sizes = [
            peak_memory(["import", form, str(getattr(files, form)), "--tenant", slug, "--json"], environment)
            for form in FORMS
        ]
        peaks.append(sizes[-1])
        rows.append(files.attendance_count)
    assert rows[1] > 100_000
    # .csv is streamed; of an .xlsx the reader holds the cells' values, about 40 bytes each.
    allowed = 20 if extension == "csv" else 120
    assert peaks[1] - peaks[0] < allowed, f"{rows[0]} rows took {peaks[0]} MiB, {rows[1]} rows {peaks[1]} MiB"
