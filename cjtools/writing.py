"""Files written whole or not at all, one writer at a time, and who that is."""

import errno
import os
import platform
import re
import secrets
import sys
import time
from contextlib import contextmanager, suppress

from filelock import FileLock, Timeout

from cjtools import clock
from cjtools.errors import CjtoolsError, Problem
from cjtools.paths import is_within

PART = ".part"  # ends the name of a file that is being written
_A_PART = re.compile(rf"\..+\.[0-9a-f]{{8}}{re.escape(PART)}")
LOCK, HOLDER = ".lock", ".holder"
TRIES_TO_READ = 10
SECONDS_TO_WAIT = 60  # for whoever holds a lock for a moment only
# what is wrong with the place of one file and with no other: a folder stands there, a program has the file open
OF_ONE_PLACE = frozenset(
    (errno.EISDIR, errno.ENOTDIR, errno.EEXIST, errno.ENOTEMPTY, errno.EACCES, errno.EPERM, errno.ELOOP)
)
IN_THE_WAY = OF_ONE_PLACE - {errno.EACCES, errno.EPERM}
# a spreadsheet program, a virus scanner or OneDrive may have a file open for a moment, which Windows refuses to replace
SECONDS_BETWEEN_TRIES = (0.1, 0.3, 1, 2)
HAS_FILES_TAKEN = sys.platform == "win32"


def write_atomically(path, content):
    """Write a file so that a reader sees the old one or the new one, never a half.

    Parameters
    ----------
    path : Path
    content : str or bytes
        Text is written as UTF-8, with the line ends that it has.

    Raises
    ------
    OSError
        Names the file that was to be written, not what stood for it meanwhile.
    """
    _write_all({path: content})


def write_below(folder, contents):
    """Write several files below a folder; none is touched before all are written out beside their places.

    So a disk that is full leaves what was there as it was. Nothing is written through a link into another folder.

    Parameters
    ----------
    folder : Path
    contents : dict
        Name below the folder -> str or bytes, in the order in which they are to be seen.

    Raises
    ------
    OSError
        Names the file that could not be written.
    """
    for name in contents:
        if not is_within(folder, name):
            raise OSError(errno.ELOOP, "a link leads out of the folder: take it away", str(folder / name))
    _write_all({folder / name: content for name, content in contents.items()})


def _write_all(contents):
    """Write files: path -> content; when one cannot be written, none is, and what was made for it is gone."""
    parts, path = {}, None
    try:
        for path in contents:
            if path.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        for path, content in contents.items():
            # named before it is there: who is stopped just when it has been made knows what to remove
            parts[path] = path.with_name(f".{path.name}.{secrets.token_hex(4)}{PART}")
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(parts[path], content)
        for path, part in parts.items():
            _replace(part, path)
    except BaseException as error:
        for part in parts.values():
            with suppress(OSError):
                part.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.errno:
            raise OSError(error.errno, _said(error), str(path)) from error
        raise


def _write(part, content):
    """Write a new file, and have it on the disk."""
    with part.open("xb") as stream:
        stream.write(content.encode("utf-8") if isinstance(content, str) else content)
        stream.flush()
        os.fsync(stream.fileno())


def _replace(part, path):
    """Put a file that is written into its place; wait a little for a program that has the older one open."""
    for seconds in SECONDS_BETWEEN_TRIES if HAS_FILES_TAKEN else ():
        try:
            os.replace(part, path)
            return
        except PermissionError:
            time.sleep(seconds)
    os.replace(part, path)


def _said(error):
    """Return what is wrong with a file that cannot be written, and what to do about it where that is known."""
    if isinstance(error, IsADirectoryError):
        return "a folder stands where this file is to be written: take it away"
    if isinstance(error, (FileExistsError, NotADirectoryError)):
        return "a file stands where its folder has to be: take it away"
    if isinstance(error, PermissionError) and HAS_FILES_TAKEN:
        return "cannot be replaced: it is open in another program, or may not be written; close it there"
    return error.strerror


def told(error, folder=None):
    """Return an error of the system as a Problem.

    Parameters
    ----------
    error : OSError
    folder : Path, optional
        Files below it are named without it.

    Returns
    -------
    Problem

    Examples
    --------
    >>> print(told(OSError(28, "No space left on device", "outputs/index.html")))
    outputs/index.html: No space left on device
    """
    name = str(error.filename or "file")
    return Problem(error.strerror or str(error), name if folder is None else name.removeprefix(f"{folder}{os.sep}"))


def remove_parts(folder):
    """Remove what writers that were killed have left below a folder; who is writing there now loses what is half done.

    Parameters
    ----------
    folder : Path
    """
    for path in folder.rglob(f".*{PART}"):
        if is_part(path):
            path.unlink(missing_ok=True)


def is_part(path):
    """Return whether a file is one that was being written here: of others' that end alike, as of downloads, none is.

    Parameters
    ----------
    path : Path

    Returns
    -------
    bool

    Examples
    --------
    >>> from pathlib import Path
    >>> is_part(Path(".index.html.0a1b2c3d.part")), is_part(Path(".film.part"))
    (True, False)
    """
    return bool(_A_PART.fullmatch(path.name)) and not path.is_dir()


@contextmanager
def lock(folder, seconds=0, is_for_readers=False):
    """Hold the lock on a folder, or say who does; what writers that were killed have left there is removed.

    Parameters
    ----------
    folder : Path
        Made when it is not there.
    seconds : float
        How long to wait for whoever holds it.
    is_for_readers : bool
        Leave no file of the lock behind: the folder is handed on as it is.

    Raises
    ------
    CjtoolsError
        When another process holds it.
    OSError
        When something else stands in the place of the folder or of its lock.
    """
    held, holder = FileLock(folder / LOCK), folder / HOLDER
    with _in_the_way_of(folder):
        folder.mkdir(parents=True, exist_ok=True)
    try:
        with _in_the_way_of(folder / LOCK):
            held.acquire(timeout=seconds)
    except Timeout:
        found = f"another run of cjtools is writing here{_who(holder)}"
        raise CjtoolsError(Problem(found, str(folder), todo="wait for it to finish, or end it")) from None
    try:
        remove_parts(folder)
        with suppress(OSError):  # a full disk: then the lock alone says that somebody is there
            since = clock.now().strftime("%Y-%m-%d %H:%M:%S")
            write_atomically(holder, f"process {os.getpid()} on {platform.node()}, since {since} UTC\n")
        yield
    finally:
        with suppress(OSError):
            holder.unlink(missing_ok=True)
        if is_for_readers:
            # while it is held: whoever waits for it sees that what they got hold of is no file of the folder any more
            with suppress(OSError):
                (folder / LOCK).unlink(missing_ok=True)
        held.release()


@contextmanager
def _in_the_way_of(path):
    """Say what to do where something stands in the place of a folder or a lock, such as a link."""
    try:
        yield
    except OSError as error:
        if error.errno not in IN_THE_WAY:
            raise
        is_above = isinstance(error, NotADirectoryError)
        said = _said(error) if is_above else "something stands in its place, such as a link: take it away"
        raise OSError(error.errno, said, str(path)) from error


def _who(holder):
    """Return who holds a lock, as they wrote it down; empty when they could not."""
    for _ in range(TRIES_TO_READ):
        with suppress(OSError, UnicodeDecodeError):
            if holder.is_file():
                return f" ({holder.read_text(encoding='utf-8').strip()[:200]})"
        time.sleep(0.1)  # they may be at it just now
    return ""
