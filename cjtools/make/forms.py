"""A report in other forms than a page: PDF of the page, Word of the same text, workbooks of the same figures."""

from cjtools.kinds import EXCEL, FORMS, ODS, PDF, WORD
from cjtools.make import can_write

NAMES = {WORD: "Word", PDF: "PDF", EXCEL: "Excel", ODS: "OpenDocument spreadsheet"}


def forms_of(kind, forms):
    """Return the forms that a report is to be made in here.

    Parameters
    ----------
    kind : Kind
    forms : tuple of str
        Those that are asked for beside the ones that its kind has anyway.

    Returns
    -------
    list of str
        Ends of file names, without those that cannot be made on this machine.
    """
    return [form for form in FORMS if (form in kind.suffixes or form in forms) and can_write(form)]


def in_forms(page, forms, document, book):
    """Return a page in other forms.

    Parameters
    ----------
    page : str
        HTML.
    forms : list of str
        What :func:`forms_of` returns.
    document, book : function
        Return what Word files and workbooks are made of; called only where one is asked for.

    Returns
    -------
    dict
        End of the file's name -> bytes.
    """
    made = {}
    # what writes a form takes a while to load, and its package may not be there
    if WORD in forms:
        from cjtools.make.word import document_word

        made[WORD] = document_word(document())
    if PDF in forms:
        from cjtools.make.pdf import page_pdf

        made[PDF] = page_pdf(page)
    if EXCEL in forms or ODS in forms:
        from cjtools.make.excel import excel
        from cjtools.make.opendocument import opendocument

        sheets = book()
        made |= {form: write(sheets) for form, write in ((EXCEL, excel), (ODS, opendocument)) if form in forms}
    return made
