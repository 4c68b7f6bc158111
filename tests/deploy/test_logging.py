"""Log lines in both forms; neither shows local variables."""

import json
import subprocess
import sys

PROGRAM = """
import logging, sys, structlog
from yanxiu.logging import configure
configure("info", sys.argv[1])
def work():
    name = "机密" + "姓名"
    raise ValueError("broken")
try:
    work()
except ValueError:
    structlog.get_logger("ours").exception("failed", job="7")
logging.getLogger("theirs").warning("slow %s", "disk")
structlog.get_logger("ours").debug("unseen")
logging.getLogger("rq.worker").info("chatter")
"""


def lines(form):
    run = subprocess.run([sys.executable, "-c", PROGRAM, form], capture_output=True, text=True, check=True)
    assert run.stdout == ""
    assert "机密姓名" not in run.stderr
    assert "chatter" not in run.stderr
    return run.stderr


def test_json_is_one_object_a_line():
    failed, slow = map(json.loads, lines("json").splitlines())
    assert (failed["event"], failed["level"], failed["logger"], failed["job"]) == (
        "failed",
        "error",
        "ours",
        "7",
    )
    assert failed["exception"].endswith("ValueError: broken")
    assert (slow["event"], slow["level"], slow["logger"]) == ("slow disk", "warning", "theirs")
    assert failed["timestamp"].endswith("Z")


def test_console_is_plain_text_without_colours_in_a_file():
    text = lines("console")
    assert "\x1b[" not in text
    assert "ValueError: broken" in text
    assert "slow disk" in text
