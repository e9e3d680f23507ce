"""What search engines and web hosts are told: robots.txt, sitemap.xml, 404.html."""

from xml.etree import ElementTree as ET

from cjtools.show.page import page

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
MOST_URLS = 50_000  # of one sitemap


def robots_txt(address, made_up, has_sitemap):
    """Return robots.txt: files that cannot say themselves that their figures are made up are not to be read.

    Pages are not forbidden: they ask to be left out in their own head, which only who reads them can see
    (https://developers.google.com/search/docs/crawling-indexing/block-indexing).

    Parameters
    ----------
    address : str
        Where the folder will stand; empty for the top of a host.
    made_up : iterable of str
        Ends of the names of files that may hold made-up figures, such as ``.csv``; empty once none does.
    has_sitemap : bool

    Returns
    -------
    str

    Examples
    --------
    >>> print(robots_txt("https://example.org/cj/", [".csv"], False), end="")
    # Read by search engines at the top of a host only. Pages with made-up figures ask in themselves to be left out.
    User-agent: *
    Disallow: /cj/*.csv$
    """
    path = "/" + "/".join(address.split("/")[3:]) if address else "/"
    why = "# Read by search engines at the top of a host only."
    marked = " Pages with made-up figures ask in themselves to be left out." if made_up else ""
    lines = [why + marked, "User-agent: *", *(f"Disallow: {path}*{suffix}$" for suffix in sorted(made_up))]
    lines += [] if made_up else ["Disallow:"]
    return "\n".join([*lines, *([f"Sitemap: {address}sitemap.xml"] if has_sitemap else [])]) + "\n"


def sitemap_xml(address, pages):
    """Return the sitemap of the pages that search engines may show; empty without any.

    Parameters
    ----------
    address : str
        Where the folder will stand, ending in a slash.
    pages : dict
        Name -> when the page last changed, as the records say.

    Returns
    -------
    str
    """
    if not pages:
        return ""
    ET.register_namespace("", SITEMAP)
    top = ET.Element(f"{{{SITEMAP}}}urlset")
    for name, changed in sorted(pages.items())[:MOST_URLS]:
        url = ET.SubElement(top, f"{{{SITEMAP}}}url")
        ET.SubElement(url, f"{{{SITEMAP}}}loc").text = address + name.removesuffix("index.html")
        ET.SubElement(url, f"{{{SITEMAP}}}lastmod").text = changed
    ET.indent(top)
    return f"<?xml version='1.0' encoding='utf-8'?>\n{ET.tostring(top, encoding='unicode')}\n"


def not_found_page(address, year):
    """Return the page that hosts show for addresses that are not there; it leads to the start by its full address.

    Hosts show it at the address that was asked for, from where a relative link would lead anywhere.
    """
    body = (
        "<h1>This page is not here</h1><p>It may have been withdrawn, or the address has a slip of the pen. "
        f'<a href="{address}index.html">All areas and outcomes, {year}</a>.</p>'
    )
    return page("This page is not here", body, is_kept_out=True)
