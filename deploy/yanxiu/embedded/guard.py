"""Runs a program that ends when its starter ends: ``guard.py PARENT SIGNAL UID GID PROGRAM ARGUMENTS...``.

This is a program of its own, started as ``python -I -S guard.py``, because what it does must happen in the
child: a ``preexec_fn`` would run between fork and exec, where a process with threads may hang for ever.
Linux sends the signal when the starting *thread* ends, so start children from the main thread. Elsewhere
the program simply runs on, and the next start finds and ends it.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h


def main() -> None:
    """Give up root where UID is not ``-``, ask for SIGNAL at the parent's death, become the program.

    The order matters: the kernel forgets the death signal when a process changes its user.
    """
    parent, number, uid, gid, *program = sys.argv[1:]
    if uid != "-":
        os.setgroups([])
        os.setgid(int(gid))
        os.setuid(int(uid))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(number))
    if os.getppid() == int(parent):  # otherwise the parent died before we asked
        os.execvp(program[0], program)  # noqa: S606 - no shell is the point


if __name__ == "__main__":
    main()
