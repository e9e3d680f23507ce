"""Outputs -> a folder for readers: chosen, checked, told what changed, replaced."""

import json
import re
from collections import Counter
from dataclasses import dataclass

from cjtools import clock
from cjtools.batch.inputs import Inputs
from cjtools.batch.ledger import Ledger
from cjtools.batch.site import write_indexes
from cjtools.errors import CjtoolsError, Problem
from cjtools.paths import is_within
from cjtools.publish import checks, crawlers, feed
from cjtools.publish.changes import NEW, RECORDED, WITHDRAWN, Change, changes_csv, told_by
from cjtools.publish.chosen import choose
from cjtools.publish.folder import CHANGES, File, changed, read_before, replace, require_unchanged
from cjtools.results.export import with_formula
from cjtools.show.published import NOINDEX, WHAT_CHANGED
from cjtools.writing import lock

# no folder of it is . or .., which a browser would take as the way up
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(:\d+)?(/(?!\.{1,2}/)[A-Za-z0-9._~-]+)*/")
_MAIN = re.compile(r"<main\b.*</main>", re.DOTALL)
_LEAD = '<li data-find=""><a href="changes.html">What changed from one version of these pages to the next</a></li>'
_FEED = '<link rel="alternate" type="application/atom+xml" title="What changed" href="feed.xml">'


@dataclass(frozen=True)
class Publication:
    """What was published.

    Attributes
    ----------
    files, size, written, removed : int
        Files in the folder and their bytes; those that were written because they are new or others; those withdrawn.
    stays : Counter
        Why files of the outputs stay behind -> how many.
    changes : list of Change
        What changed since the publication before.
    notes : list of str
        What was not made, and which pages search engines are asked to leave out.
    """

    files: int
    size: int
    written: int
    removed: int
    stays: Counter
    changes: list
    notes: list


def read_address(address):
    """Return a web address that ends in a slash; empty for none.

    Raises
    ------
    CjtoolsError

    Examples
    --------
    >>> read_address("https://example.org/justice"), read_address("")
    ('https://example.org/justice/', '')
    """
    whole = address if not address or address.endswith("/") else f"{address}/"
    if whole and not _ADDRESS.fullmatch(whole):
        allowed = "https://, a host and folders of letters and digits, such as https://example.org/justice/"
        raise CjtoolsError(Problem(f"{address!r} is not the address of a folder", "--address", allowed=allowed))
    return whole


def publish(words, root, out, to, extra=(), address=""):
    """Publish what of a year's outputs is for readers.

    Parameters
    ----------
    words : Catalogue
    root : Folders
    out : Path
        ``outputs/<year>``; the pages above its reports are brought up to date.
    to : Path
        The folder for readers.
    extra : iterable of str
        Ids of working papers that are to be published too.
    address : str
        Where the folder will stand on the web, as :func:`read_address` returns it; empty where that is not known.

    Returns
    -------
    Publication

    Raises
    ------
    CjtoolsError
        Everything that is not as it should be, at once; then nothing in the folder was touched.
    """
    one, other = to.resolve(), out.resolve()
    if one.is_relative_to(other) or other.is_relative_to(one):
        raise CjtoolsError(Problem("holds the outputs, or stands in them", str(to), todo="name another folder: --to"))
    before = read_before(to)
    with lock(out):
        ledger = Ledger(out)
        unrecorded = ledger.unrecorded(root.outputs)
        if ledger.is_torn:
            todo = "make again what has lost its record" if unrecorded else "make any report: it is written anew then"
            damaged = Problem("is damaged: reports would be withdrawn", str(ledger.path), todo=todo)
            raise CjtoolsError([damaged, *unrecorded])
        if not ledger.rows:
            none = Problem("no report is recorded here", str(out), todo="cjtools report --area ...")
            raise CjtoolsError(unrecorded or none)
        site = write_indexes(words, ledger, out, Inputs(root), root)
        chosen = choose(site, ledger, extra)
        files = _files(chosen, out)
        _refuse([*site.not_written, *chosen.faults, *unrecorded, *checks.name_faults(files)])
        changes = _changes(chosen, files, before, to)
        _add_changes(files, changes, before, out.name, address)
        # a page that is not there would make many links lead nowhere: they are looked at when all are
        faults, marked = _page_faults(files)
        notes = _of_last_run(out) + _add_crawlers(files, marked, before, out.name, address)
        strangers = _strangers(to, files, before)
        if strangers:
            require_unchanged(to, before)  # else they are of a publication that was made meanwhile
        _refuse([*faults, *strangers])
        written, removed = replace(to, files, before)
    size = sum((to / name).stat().st_size for name in files)
    return Publication(len(files) + 1, size, written, removed, chosen.stays, changes, notes)


def _of_last_run(out):
    """Return that the last run was ended before it was done: what it did not come to is not published."""
    try:
        record = json.loads((out / "run.json").read_text(encoding="utf-8"))
        is_whole = bool(record["ended"]) and not record["not reached"]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return [] if is_whole else ["the last run was ended before it had made all; the same command makes the others"]


def _refuse(faults):
    """Raise faults, if there are any."""
    if faults:
        raise CjtoolsError(faults)


def _files(chosen, out):
    """Return the files that stand in the outputs, pages as readers get them."""
    files = {}
    for name, made in chosen.made.items():
        area, title = chosen.titles.get(name, ("", ""))
        text = chosen.texts.get(name)
        content = (out / name).read_bytes if text is None else text.encode
        files[name] = File(content, made, area, title)
    return files


def _changes(chosen, files, before, to):
    """Return what changed since the publication before; what one that was ended half way has told is not told anew."""
    was = {name for name, row in before.rows.items() if row["sha256"]}
    last = max((change.version for change in before.changes), default=0)
    number = last if before.is_half_done else last + 1
    found = []
    for name in chosen.titles:
        file = files[name]
        what, more = _told(name, files, to) if name in was else (NEW, "")
        if what:
            found.append(Change(number, file.made, file.area, file.title, name, what, more))
    now = clock.stamp()  # of what is not there no record says when it went
    for name in was - files.keys():
        row = before.rows[name]
        if row["title"]:
            found.append(Change(number, now, row["area"], with_formula(row["title"]), name, WITHDRAWN))
    told = {(one.page, one.what, one.more) for one in before.changes if one.version == number}
    return [one for one in found if (one.page, one.what, one.more) not in told]


def _told(name, files, to):
    """Return what changed on a page that was published before."""
    table = f"{name.removesuffix('.html')}.csv"
    if table in files:
        return told_by(_read(to / table), files[table].content().decode("utf-8"))
    was, now = (_MAIN.search(text) for text in (_read(to / name), files[name].content().decode("utf-8")))
    return (RECORDED, "") if was and now and was[0] != now[0] else ("", "")


def _read(path):
    """Return the text of a file; empty when it is not there."""
    return path.read_bytes().decode("utf-8") if path.is_file() else ""


def _add_changes(files, new, before, year, address):
    """Add what changed as table, page and feed, and lead to them from the index."""
    changes = sorted([*before.changes, *new], key=lambda one: (one.version, one.page, one.what))
    made = max(one.changed for one in changes)
    index = files["index.html"]
    text = index.content().decode("utf-8").replace(WHAT_CHANGED, _LEAD)
    text = text.replace("</title>\n", f"</title>\n{_FEED}\n", 1)
    files["index.html"] = File(text.encode, index.made)
    names = {*files, CHANGES, "feed.xml", "changes.html"}
    files[CHANGES] = File(changes_csv(changes).encode, made)
    files["changes.html"] = File(feed.changes_page(changes, year, names, NOINDEX in text).encode, made)
    files["feed.xml"] = File(feed.feed_xml(changes, year, address).encode, made)


def _add_crawlers(files, marked, before, year, address):
    """Add what search engines and hosts are told; return what is not made, and why."""
    made = files[CHANGES].made
    suffixes = {f".{name.rpartition('.')[2]}" for name in files if not name.endswith((".html", ".xml"))}
    pages = [name for name in files if name.endswith(".html") and name not in marked]
    notes = []
    if marked:
        notes.append(f"pages with made-up figures: {len(marked):,}; search engines are asked to leave them out")
    sitemap = ""
    if not address:
        notes.append("no sitemap.xml and no 404.html: they need the address, such as --address https://example.org/")
    else:
        files["404.html"] = File(crawlers.not_found_page(address, year).encode, made)
        sitemap = crawlers.sitemap_xml(address, {name: changed(name, files[name], before) for name in pages})
        files["sitemap.xml"] = File(sitemap.encode, made)
    robots = crawlers.robots_txt(address, suffixes if marked else (), bool(sitemap))
    files["robots.txt"] = File(robots.encode, made)
    if address.count("/") > 3:
        notes.append("search engines read robots.txt at the top of a host only: add its lines to the one that is there")
    return notes


def _strangers(to, files, before):
    """Return which files that others put into the folder would be written over."""
    return [
        Problem("is in the folder and was not published by cjtools", str(to / name), todo="take it out of the folder")
        for name in files
        if name not in before.rows and (to / name).exists()
    ] + [
        Problem("is a folder or a link where a page has to stand", str(to / name), todo="take it out of the folder")
        for name in files
        if (to / name).is_dir() or not is_within(to, name)
    ]


def _page_faults(files):
    """Return what is wrong with pages, and which of them ask search engines to leave them out."""
    faults, marked = [], set()

    def texts():
        for name in [name for name in files if name.endswith(".html")]:
            text = files[name].content().decode("utf-8")
            table = f"{name.removesuffix('.html').removesuffix('-data')}.csv"
            if table in files:
                faults.extend(checks.made_up_faults(name, text, files[table].content()))
            if NOINDEX in text:
                marked.add(name)
            yield name, text

    return checks.page_faults(texts(), files.keys()) + faults, marked
