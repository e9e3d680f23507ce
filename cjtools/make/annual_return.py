"""The return to Community Justice Scotland as a workbook: a cover, then one table on each sheet, in its order."""

from cjtools.make.book import Book, Table
from cjtools.show.recorded import EXAMPLE


def return_book(year, sections):
    """Return the return as a workbook.

    Parameters
    ----------
    year : Year
    sections : list of Section
        From :func:`cjtools.results.annual_return.annual_return`.

    Returns
    -------
    Book
    """
    about, warning = year.words.yearly_return, return_warning(year, sections)
    tables = [
        Table(f"{number} {section.short}", section.title, section.heads, section.rows, (warning,))
        for number, section in enumerate(sections, 1)
    ]
    title, author = f"{about.title}: {year.place}, {year.period}", f"Community justice partnership, {year.place}"
    return Book(title, year.place, author, (warning, about.note), tables, year.words.markers)


def return_warning(year, sections):
    """Return what to know before the return is sent: that it is a worked example, or that figures are made up.

    Parameters
    ----------
    year : Year
    sections : list of Section

    Returns
    -------
    str
    """
    made_up = any("illustrative" in str(cell) for section in sections for row in section.rows for cell in row[-1:])
    figures = "Figures with the status illustrative are made up: take them out before you send this." if made_up else ""
    return " ".join(filter(None, [EXAMPLE if year.evidence.is_example else "", figures]))
