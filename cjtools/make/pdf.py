"""A page as a PDF file: tagged for screen readers (PDF/UA), with language, title and outline; nothing is loaded."""

import logging

from cjtools.errors import CjtoolsError, Problem

VARIANT = "pdf/ua-1"


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
    from weasyprint import HTML

    # it tells of every style that is for screens alone
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    return HTML(string=page, url_fetcher=_refuse).write_pdf(pdf_variant=VARIANT, pdf_identifier=b"cjtools")


def _refuse(url, *_, **__):
    """Load nothing: a page has all in itself, and partners' words must not make this machine read files or the web."""
    raise CjtoolsError(Problem(f"the page asks for {url[:80]}", todo="take it out: a page holds all in itself"))
