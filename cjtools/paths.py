"""Where things stand: every folder of the project, from one place."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from cjtools.errors import CjtoolsError, Problem


@dataclass(frozen=True)
class Folders:
    """The folders of one project root.

    Parameters
    ----------
    root : Path
        Folder that holds ``data``, ``notebooks`` and ``outputs``.

    Examples
    --------
    >>> Folders(Path("project")).catalogue.as_posix()
    'project/data/catalogue'
    """

    root: Path

    @property
    def catalogue(self):
        """The words: areas, measures, layouts, indicators, outcomes."""
        return self.root / "data" / "catalogue"

    @property
    def raw(self):
        """Files as published, never edited."""
        return self.root / "data" / "raw"

    @property
    def local(self):
        """What only a partnership knows, one folder per area."""
        return self.raw / "local"

    @property
    def processed(self):
        """Tidy tables, rebuilt by ``cjtools build``."""
        return self.root / "data" / "processed"

    @property
    def notebooks(self):
        """The parameterised notebooks."""
        return self.root / "notebooks"

    @property
    def outputs(self):
        """Reports and the data behind them."""
        return self.root / "outputs"


def folders():
    """Return the folders of the project that is in use.

    The environment variable ``CJTOOLS_HOME`` names another root; otherwise it is the folder the package stands in.

    Returns
    -------
    Folders
        With an absolute root, so that a change of working folder leads nowhere else.

    Raises
    ------
    CjtoolsError
        When that folder holds no catalogue: then it is not a project.
    """
    home = os.environ.get("CJTOOLS_HOME")
    found = Folders(Path(home).expanduser().resolve() if home else Path(__file__).resolve().parent.parent)
    if not found.catalogue.is_dir():
        todo = "set the environment variable CJTOOLS_HOME to the folder of the project"
        raise CjtoolsError(Problem("there is no folder data/catalogue", str(found.root), todo=todo))
    return found


# what stands there and is none: whoever opens a pipe waits for ever
NO_FILE = "is no file that can be read, but a folder, a pipe or a link that leads nowhere"


def is_no_file(path):
    """Return whether something stands at a path that is no file which can be read.

    Parameters
    ----------
    path : Path

    Returns
    -------
    bool
        False where nothing stands there.

    Examples
    --------
    >>> is_no_file(Path(".")), is_no_file(Path("nowhere"))
    (True, False)
    """
    return os.path.lexists(path) and not path.is_file()


def require_connected(folder):
    """Raise where an area's folder, or that of all areas, is a link that leads nowhere: that is not the same as none.

    Parameters
    ----------
    folder : Path
        ``data/raw/local/<area>``; it need not exist.

    Raises
    ------
    CjtoolsError
    """
    for path, name in ((folder.parent, "data/raw/local"), (folder, f"data/raw/local/{folder.name}")):
        if path.is_symlink() and not path.exists():
            todo = "connect the drive that it leads to, or take the link away"
            raise CjtoolsError(Problem("is a link that leads nowhere, so nothing in it can be read", name, todo=todo))


def is_hidden(path, folder):
    """Return whether a file below a folder is none of a person's: hidden, or a spreadsheet program's lock file.

    Parameters
    ----------
    path, folder : Path

    Returns
    -------
    bool

    Examples
    --------
    >>> home = Path("home")
    >>> [is_hidden(home / name, home) for name in ("a.xlsx", ".DS_Store", "~$a.xlsx", ".~lock.a.xlsx#", ".git/a.xlsx")]
    [False, True, True, True, True]
    """
    return any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)


def is_within(folder, name):
    """Return whether a name leads to a file of a folder itself: not up, not elsewhere, not through a link.

    Parameters
    ----------
    folder : Path
    name : str
        With slashes between, wherever it is read.

    Returns
    -------
    bool

    Examples
    --------
    >>> [is_within(Path("home"), name) for name in ("fife/index.html", "../index.html", "/etc/hosts", "c:x.html")]
    [True, False, False, False]
    """
    parts = name.split("/")
    is_plain = all(parts) and not any(part in (".", "..") for part in parts) and not re.search(r"[\\:\0]", name)
    return is_plain and (folder / name).parent.resolve() == folder.resolve().joinpath(*parts[:-1])


def stamp_of(path):
    """Return what changes whenever a file is written: its number, time and size.

    Parameters
    ----------
    path : Path

    Returns
    -------
    tuple of int or None
        None when it is not there.
    """
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def files_below(folder, *suffixes):
    """Return the files below a folder that end in one of some suffixes.

    Parameters
    ----------
    folder : Path
    *suffixes : str

    Returns
    -------
    list of str
        Their paths, in order; plain text, because a Path for each of 200 files would take longer than looking at them.
    """
    paths = [f"{place}/{name}" for place, _, names in os.walk(folder) for name in names if name.endswith(suffixes)]
    return sorted(paths)


def stamps_below(folder, *suffixes):
    """Return what changes whenever a file below a folder is written, added or removed.

    Parameters
    ----------
    folder : Path
    *suffixes : str
        Only files that end so count.

    Returns
    -------
    tuple of (str, tuple)
        Path and stamp of each, in order.
    """
    return tuple((path, stamp_of(path)) for path in files_below(folder, *suffixes))
