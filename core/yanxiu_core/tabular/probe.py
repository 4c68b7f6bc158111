"""Opens an old .xls in a process of its own: `python -m yanxiu_core.tabular.probe FILE`.

A damaged .xls can make calamine ask for more memory than there is, which ends the whole process. Here it ends this
one, which holds no work. The exit status is 0 if the file may be opened; an ordinary refusal counts as that, since
the caller meets it again and words it.
"""

import contextlib
import resource
import sys
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

_MEMORY = 2 << 30  # bytes of address space: a full sheet of 65536 x 256 cells needs about a third


def main(path: str) -> None:
    """Load every sheet once under the memory limit."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with Path(path).open("rb") as file, contextlib.suppress(CalamineError):
        book = CalamineWorkbook.from_filelike(file)
        for name in book.sheet_names:
            book.get_sheet_by_name(name)


if __name__ == "__main__":
    main(sys.argv[1])
