"""A page as a PDF file: tagged for screen readers (PDF/UA), with language, title and outline; nothing is loaded."""

import logging

from weasyprint import CSS, HTML
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from cjtools.errors import CjtoolsError, Problem

VARIANT = "pdf/ua-1"
# a page that is printed from a browser has no list of contents; here its lines lead to their places. To name the sheets
# of paper there would take twice as long.
CONTENTS = """
.contents { display: block !important; break-after: page }
.contents ul { columns: 1 !important; list-style: none; padding-left: 1em }
.contents li { break-inside: auto !important }
"""


class _Nothing(URLFetcher):
    """Loads nothing: a page has all in itself, and words on it must not make this machine read files or the web."""

    def fetch(self, url, headers=None):
        raise FatalURLFetchingError(url)


def page_pdf(page):
    """Return a page as the bytes of a PDF file.

    Parameters
    ----------
    page : str
        HTML; everything it needs is in it.

    Returns
    -------
    bytes
        The same page gives the same bytes.

    Raises
    ------
    CjtoolsError
        When the page asks for anything from elsewhere.
    """
    # it tells of every style that is for screens alone
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    try:
        return HTML(string=page, url_fetcher=_Nothing()).write_pdf(
            stylesheets=[CSS(string=CONTENTS)], pdf_variant=VARIANT, pdf_identifier=b"cjtools"
        )
    except FatalURLFetchingError as error:
        found, todo = f"the page asks for {str(error)[:80]}", "take it out: a page holds all in itself"
        raise CjtoolsError(Problem(found, todo=todo)) from error
