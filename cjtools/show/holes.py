"""Where partners write down what is still missing: the sheet, and the workbook that is there or is to be made."""

import html

from cjtools.show.fragments import Fragment
from cjtools.words import join


def place_for(evidence, slug, *sheets):
    """Return where something is to be recorded, as a sentence.

    Parameters
    ----------
    evidence : Evidence
        What the area has recorded.
    slug : str
        The area's.
    *sheets : str
        Titles of sheets.

    Returns
    -------
    str

    Examples
    --------
    >>> from cjtools.evidence.check import Evidence
    >>> place_for(Evidence(), "fife", "Quality")
    'Its place is the sheet Quality of the evidence workbook; to make one: cjtools evidence new fife'
    >>> place_for(Evidence("data/raw/local/fife/evidence.xlsx"), "fife", "Criteria", "Scores")
    'Its places are the sheets Criteria and Scores of data/raw/local/fife/evidence.xlsx.'
    """
    which = f"Its {'places are the sheets' if len(sheets) > 1 else 'place is the sheet'} {join(list(sheets))}"
    if evidence.file:
        return f"{which} of {evidence.file}."
    return f"{which} of the evidence workbook; to make one: cjtools evidence new {slug}"


def hole(said, evidence, slug, *sheets):
    """Return that nothing is recorded, and where to record it.

    Parameters
    ----------
    said : str
        What is missing, as a sentence.
    evidence, slug, *sheets
        As for :func:`place_for`.

    Returns
    -------
    Fragment
    """
    return Fragment(f'<p class="gap">{html.escape(f"{said} {place_for(evidence, slug, *sheets)}")}</p>')
