"""What would be wrong with a published folder: links that lead nowhere, names that hosts refuse, figures not marked."""

import csv
import io
import re
from html import unescape
from posixpath import normpath
from urllib.parse import unquote

from cjtools.errors import Problem
from cjtools.show.published import BANNER, NOINDEX

_LINK = re.compile(r"""\s(?:href|src)=["']([^"']*)["']""")
_ID = re.compile(r"""\sid=["']([^"']+)["']""")
_OUTSIDE = re.compile(r"https?://|mailto:")
_SCRIPTED = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL)
# Windows and SharePoint: https://learn.microsoft.com/windows/win32/fileio/naming-a-file,
# https://support.microsoft.com/office/restrictions-and-limitations-in-onedrive-and-sharepoint
_SAFE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*(?<!\.)")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?|desktop\.ini|.*_vti_.*", re.IGNORECASE)
_AGAIN = "make it again with --force; if it stays, it is a fault of cjtools: report it"
_LONGEST = 200  # characters below the folder: SharePoint takes 400 with all that stands before it, Windows often 260


def name_faults(names):
    """Return which names of files Windows, SharePoint or a web host would not take as they are.

    Parameters
    ----------
    names : iterable of str
        Below the folder, with ``/`` between.

    Returns
    -------
    list of Problem

    Examples
    --------
    >>> [problem.found for problem in name_faults(["fife/a b.csv", "x.csv", "X.csv"])]
    ['differs from x.csv in case only', "'a b.csv' has other signs"]
    """
    faults, seen = [], {}
    for name in sorted(names, reverse=True):
        other = seen.setdefault(name.casefold(), name)
        if other != name:
            faults.append(_rename(f"differs from {other} in case only", name))
    for name in sorted(names):
        for part in name.split("/"):
            if _RESERVED.fullmatch(part):
                faults.append(_rename(f"{part!r} is a name that Windows keeps for itself", name))
            elif not _SAFE.fullmatch(part):
                faults.append(_rename(f"{part!r} has other signs", name, "letters without accents, digits, . - and _"))
        if len(name) > _LONGEST:
            faults.append(_rename(f"the name has {len(name)} characters; {_LONGEST} can be told to work", name))
    return faults


def _rename(found, name, allowed=""):
    """Return the fault of a name."""
    return Problem(found, name, allowed=allowed, todo="give the outcome another id: it is the name of its files")


def page_faults(texts, names):
    """Return which links of pages lead nowhere or out of the folder.

    Parameters
    ----------
    texts : iterable of (str, str)
        Name of each page and its text.
    names : collection of str
        All files of the folder.

    Returns
    -------
    list of Problem
    """
    ids, wanted, faults = {}, [], []
    for name, text in texts:
        text = _SCRIPTED.sub("", text)
        ids[name] = {unescape(found) for found in _ID.findall(text)}
        for link in dict.fromkeys(map(unescape, _LINK.findall(text))):
            if _OUTSIDE.match(link) or link.startswith("data:"):
                continue
            target, _, part = link.partition("#")
            path = _below(name, target)
            if path not in names:
                faults.append(_astray(f"leads to {link}, which is not published", name))
            elif part:
                wanted.append((name, link, path, unquote(part)))
    faults += [
        _astray(f"leads to {link}: there is no such place on that page", name)
        for name, link, path, part in wanted
        if path in ids and part not in ids[path]
    ]
    return faults


def _below(name, target):
    """Return the file that a link of a page leads to, below the folder; empty where it leads out of it."""
    if not target:
        return name
    if target.startswith("/") or ":" in target or "\\" in target:
        return ""
    path = normpath(f"{name.rpartition('/')[0]}/{unquote(target)}".lstrip("/"))
    return "" if path.startswith("..") else path


def _astray(found, name):
    """Return the fault of a link."""
    return Problem(found, name, todo=_AGAIN)


def made_up_faults(name, text, table):
    """Return whether a page shows made-up figures by its table, and does not say so.

    Parameters
    ----------
    name, text : str
        The page.
    table : bytes
        The CSV beside it.

    Returns
    -------
    list of Problem
    """
    if b"illustrative" not in table:
        return []
    rows = csv.DictReader(io.StringIO(table.decode("utf-8"), newline=""))
    if not any(row.get("status") == "illustrative" for row in rows):
        return []
    lacking = [words for mark, words in ((BANNER, "banner"), (NOINDEX, "word to search engines")) if mark not in text]
    if not lacking:
        return []
    found = f"shows made-up figures, as its table says, without {' and '.join(lacking)}"
    return [Problem(found, name, todo=_AGAIN)]
