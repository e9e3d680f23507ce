"""What changed, as a feed (Atom, RFC 4287) and as a page: both from the same changes, with no time of their own."""

import uuid
from datetime import datetime
from xml.etree import ElementTree as ET

from cjtools.publish.changes import WITHDRAWN, by_version, in_words
from cjtools.show.page import page, render
from cjtools.show.recorded import day

ATOM, XHTML = "http://www.w3.org/2005/Atom", "http://www.w3.org/1999/xhtml"
MOST_ENTRIES = 200  # a feed is read by its newest entries; the page and the table hold all
AUTHOR = "Community justice partnerships, with cjtools"


def feed_xml(changes, year, address):
    """Return the newest changes as an Atom feed: an entry for each area of each version.

    Parameters
    ----------
    changes : list of Change
    year : str
    address : str
        Where the folder will stand, ending in a slash; empty where that is not known: then links are relative, and
        the id of the feed is one for all such folders of the year.

    Returns
    -------
    str
        The same changes give the same bytes.
    """
    ET.register_namespace("", ATOM)
    feed = ET.Element(f"{{{ATOM}}}feed")
    _text(feed, "id", _stable_id(address or "cjtools", year))
    _text(feed, "title", f"Community justice in Scotland, {year}: what changed")
    _text(feed, "updated", max(change.changed for change in changes))
    _text(ET.SubElement(feed, f"{{{ATOM}}}author"), "name", AUTHOR)
    _link(feed, f"{address}feed.xml", "self")
    _link(feed, f"{address}changes.html", "alternate")
    entries = [(number, area, some) for number, areas in by_version(changes) for area, some in areas]
    for number, area, some in entries[:MOST_ENTRIES]:
        entry = ET.SubElement(feed, f"{{{ATOM}}}entry")
        _text(entry, "id", _stable_id(address or "cjtools", year, str(number), area))
        _text(entry, "title", f"{area}: {in_words(some)}")
        _text(entry, "updated", max(change.changed for change in some))
        _link(entry, f"{address}changes.html#{anchor(number)}", "alternate")
        _content(entry, some, address)
    ET.indent(feed)
    return f"<?xml version='1.0' encoding='utf-8'?>\n{ET.tostring(feed, encoding='unicode')}\n"


def _content(entry, changes, address):
    """Add what changed as a list."""
    content = ET.SubElement(entry, f"{{{ATOM}}}content", type="xhtml")
    items = ET.SubElement(ET.SubElement(content, f"{{{XHTML}}}div"), f"{{{XHTML}}}ul")
    for change in changes:
        item = ET.SubElement(items, f"{{{XHTML}}}li")
        said = f": {said_of(change)}"
        if change.what != WITHDRAWN:
            link = ET.SubElement(item, f"{{{XHTML}}}a", href=f"{address}{change.page}")
            link.text, link.tail = change.title, said
        else:
            item.text = f"{change.title}{said}"


def said_of(change):
    """Return what became of a page, in words."""
    return f"{change.what}{f' ({change.more})' if change.more else ''}"


def anchor(number):
    """Return where a version stands on the page."""
    return f"version-{number}"


def changes_page(changes, year, names, is_kept_out):
    """Return all changes as a page.

    Parameters
    ----------
    changes : list of Change
    year : str
    names : collection of str
        All files of the folder: a page that was withdrawn later is not led to.
    is_kept_out : bool
        Search engines are asked to leave it out, as the index is.

    Returns
    -------
    str
    """
    versions = [
        {
            "id": anchor(number),
            "number": number,
            "day": _day(max(change.changed for _, some in areas for change in some)),
            "areas": [
                (
                    area,
                    in_words(some),
                    [(change.page if change.page in names else "", change.title, said_of(change)) for change in some],
                )
                for area, some in areas
            ],
        }
        for number, areas in by_version(changes)
    ]
    body = render("changes.html.j2", year=year, versions=versions)
    trail = [(f"All areas, {year}", "index.html"), ("What changed", "")]
    return page(f"What changed, {year}", body, trail, is_kept_out=is_kept_out)


def _day(moment):
    """Return the day of a moment in words."""
    return day(datetime.fromisoformat(moment))


def _stable_id(*parts):
    """Return an id that stays the same while what it is of does."""
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, '/'.join(parts))}"


def _text(parent, name, text):
    """Add an element that holds text."""
    ET.SubElement(parent, f"{{{ATOM}}}{name}").text = text


def _link(parent, address, relation):
    """Add a link."""
    ET.SubElement(parent, f"{{{ATOM}}}link", href=address, rel=relation)
