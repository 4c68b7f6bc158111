"""A plugin of each kind as `yanxiu plugin new` writes it, found by entry point beside the platform: its own tests pass.

They run in a process of their own with servers of their own, and ask for their fields over HTTP. `soak` installs them
with pip (see tests/e2e).
"""

import os
import subprocess
import sys

import pytest

from yanxiu.scaffold.writing import write
from yanxiu_core.errors import Conflict, Invalid

KINDS = {"policy": "jihua", "feature": "suibi", "exporter": "mingdan"}


def test_the_tests_of_each_kind_pass(tmp_path, installed_plugin):
    folders = [installed_plugin(name, kind) for kind, name in KINDS.items()]
    for folder in folders:
        texts = [path.read_text(encoding="utf-8") for path in folder.rglob("*") if path.is_file()]
        assert not any("sample" in text.lower() for text in texts), folder
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("YANXIU_", "PYTEST"))}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--import-mode=importlib", "-W", "error",
         "-W", "ignore:XDG_RUNTIME_DIR is not set", "--rootdir", tmp_path, *(folder / "tests" for folder in folders)],
        env={**clean, "PYTHONPATH": os.pathsep.join(map(str, folders))},
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "9 passed" in done.stdout


@pytest.mark.parametrize("name", ["Bad", "bad_name", "bad-name", "../out", "x", "1a"])
def test_a_name_that_would_not_do_is_refused(tmp_path, name):
    with pytest.raises(Invalid, match="不合要求"):
        write(name, "feature", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_is_left_alone(tmp_path):
    (tmp_path / "yanxiu-suibi").mkdir()
    with pytest.raises(Conflict, match="已存在"):
        write("suibi", "feature", tmp_path)
    assert list((tmp_path / "yanxiu-suibi").iterdir()) == []
