"""Whether a page still fits when narrow, large or printed: nothing sideways, nothing cut off, no text upon text."""

OPEN_ALL = "document.querySelectorAll('details').forEach(one => { one.open = true; })"
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def at_width(page, width, height=900):
    """Return what does not fit at a width: the page may not scroll sideways (WCAG 1.4.10).

    Parameters
    ----------
    page : playwright.sync_api.Page
    width, height : int
        In CSS pixels.

    Returns
    -------
    list of str
    """
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate(OPEN_ALL)
    beyond = page.evaluate(SIDEWAYS)
    return [f"scrolls {beyond} px sideways at a width of {width} px"] if beyond > 0 else []
