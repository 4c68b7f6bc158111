"""Folders of embedded servers: who holds one, where its socket lies, and which OS user may enter."""

import fcntl
import hashlib
import os
import pwd
import stat
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from signal import Signals

from yanxiu.embedded.errors import EmbeddedServerError, FolderInUseError

_GUARD = Path(__file__).with_name("guard.py")
_SOCKET_PATH_BYTES = 100  # sun_path holds 104 bytes on macOS and 108 on Linux, with the closing zero


@dataclass(frozen=True)
class ServerUser:
    """The OS user a server runs as, by number."""

    uid: int
    gid: int


def unprivileged_user(folder: Path) -> ServerUser | None:
    """Who runs PostgreSQL, which refuses root: ``None`` (ourselves) unless we are root.

    As root it is the folder's owner, so that data stay readable to the next start, and ``nobody`` for a new
    folder: that user exists everywhere, so none has to be created on somebody's machine.
    """
    if os.geteuid() != 0:
        return None
    owner = folder.stat()
    if owner.st_uid != 0:
        return ServerUser(owner.st_uid, owner.st_gid)
    nobody = pwd.getpwnam("nobody")
    return ServerUser(nobody.pw_uid, nobody.pw_gid)


def allow_passage(path: Path) -> None:
    """Let other users pass through (not list) the folders above ``path``; only root needs and may do this."""
    for folder in path.parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(stat.S_IMODE(mode) | stat.S_IXOTH)


def allow_use(tree: Path) -> None:
    """Let other users read and run what its owner may, if a strict umask kept them out at installation."""
    if not tree.exists() or tree.stat().st_mode & stat.S_IXOTH:
        return
    for path in (tree, *tree.rglob("*")):
        mode = stat.S_IMODE(path.stat().st_mode)
        path.chmod(mode | (mode & (stat.S_IRUSR | stat.S_IXUSR)) >> 6)


def claim(folder: Path) -> int:
    """Take the folder for this process until the returned descriptor is closed or the process ends.

    Raises FolderInUseError. A lock of the kernel is used because it cannot be left behind by a killed process.
    """
    descriptor = os.open(folder / "claim.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        zh = f"文件夹 {folder} 正被另一个研修程序使用。请先停止它(例如另一个 make demo),或换一个文件夹。"
        en = f"The folder {folder} is in use by another yanxiu process. Stop it first (another `make demo`?) or use another folder."
        raise FolderInUseError(zh, en, folder=str(folder)) from error
    return descriptor


def socket_folder(folder: Path, socket_name: str) -> Path:
    """Where a server puts its socket: its own folder, or a short private one when that path is too long.

    The kernel allows about 100 bytes; libpq reads a comma as the start of a second host.
    """
    if len(os.fsencode(folder / socket_name)) <= _SOCKET_PATH_BYTES and "," not in str(folder):
        return folder
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"yanxiu-{digest}"


def make_private(folder: Path, user: ServerUser | None) -> None:
    """Create ``folder``, or check that nobody else did, readable by ``user`` (default: ourselves) alone.

    Raises EmbeddedServerError if it belongs to somebody else: a socket there could be theirs.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = os.geteuid() if user is None else user.uid
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {wanted, os.geteuid()}:
        zh = f"{folder} 属于其他用户,不能用作数据库的文件夹。请删除它或换一个文件夹。"
        en = f"{folder} belongs to another user and cannot hold the server. Remove it or use another folder."
        raise EmbeddedServerError(zh, en, folder=str(folder))
    if user is not None:
        os.chown(folder, user.uid, user.gid)
    folder.chmod(0o700)


def guarded(argv: list[str], death_signal: Signals, user: ServerUser | None = None) -> list[str]:
    """The command line that runs ``argv`` as ``user`` and sends it ``death_signal`` when we die, even by -9.

    For another user the program must be named by its whole path: Python's own library may be out of reach then.
    """
    ids = ["-", "-"] if user is None else [str(user.uid), str(user.gid)]
    return [sys.executable, "-I", "-S", str(_GUARD), str(os.getpid()), str(int(death_signal)), *ids, *argv]
