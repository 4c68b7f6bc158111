"""How a process of yanxiu starts: `yanxiu`, and `python -m yanxiu`.

Almost everything that a start makes is there to stay. With Python's own thresholds the collector goes through it again
and again: a quarter of the time until a command does anything.
"""

import gc
import sys
from importlib import import_module

PROCESSES = ("serve", "worker", "relay", "scheduler")
"""What an installation runs all the time; these load none of the other commands."""


def main() -> None:
    """Run the command line."""
    gc.set_threshold(100_000, 50, 100)
    alone = sys.argv[1:2] and sys.argv[1] in PROCESSES
    import_module("yanxiu.cli.process" if alone else "yanxiu.cli.main").main()


if __name__ == "__main__":
    main()
