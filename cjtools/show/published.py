"""What of a page goes with it when it is published: parts that lead to files which stay behind are left out."""

import re

WHAT_CHANGED = "<!--what changed-->"  # where the index leads to what changed, once there is a publication to tell of
NOINDEX = '<meta name="robots" content="noindex">'
BANNER = '<div class="banner"'
_MADE_UP = (BANNER, 'class="made-up"')  # over a page, and over a part of one
_PART = re.compile(r"<!--only with ([^>]*?)-->(.*?)<!--/only-->", re.DOTALL)


def only_with(inside, name):
    """Return a part of a page that is published only together with another file, or with a recorded run.

    Parameters
    ----------
    inside : str
        HTML. It holds no such part itself.
    name : str
        The file, as seen from the page: what the part leads to, or ``ledger.csv`` for what is said to those who make
        the pages.

    Returns
    -------
    str

    Examples
    --------
    >>> only_with("<p>For us.</p>", "ledger.csv")
    '<!--only with ledger.csv--><p>For us.</p><!--/only-->'
    """
    return f"<!--only with {name}-->{inside}<!--/only-->"


def published(text, is_there):
    """Return a page as readers get it.

    Text of others is escaped in pages, so no mark can come from it.

    Parameters
    ----------
    text : str
        The page as it stands in the outputs.
    is_there : function
        Name of a file as seen from the page -> whether it is published too.

    Returns
    -------
    str

    Examples
    --------
    >>> page = "a" + only_with("b", "b.html") + only_with("c", "c.html")
    >>> published(page, lambda name: name == "c.html")
    'ac'
    """
    return _PART.sub(lambda part: part[2] if is_there(part[1]) else "", text)


def shows_made_up(body):
    """Return whether a page says that it shows something made up: figures, or a worked example of evidence.

    Parameters
    ----------
    body : str
        HTML.

    Returns
    -------
    bool
    """
    return any(mark in body for mark in _MADE_UP)


def is_kept_out(page):
    """Return whether a page that stands there asks search engines to leave it out, because of made-up figures.

    Parameters
    ----------
    page : Path

    Returns
    -------
    bool
        False where there is no such page.
    """
    try:
        with page.open(encoding="utf-8") as stream:
            return NOINDEX in stream.read(2_000)  # it stands before the style sheet
    except OSError:
        return False
