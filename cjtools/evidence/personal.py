"""What looks like personal data in words of partners. It cannot find all of it: people have to read, too."""

import datetime
import re
import unicodedata
from dataclasses import dataclass

from cjtools.errors import Problem
from cjtools.evidence.choices import plain
from cjtools.evidence.values import MAX_TEXT
from cjtools.signs import without_unseen

_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_POSTCODE = r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}"
_TITLES = (
    r"Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Rev|Sir|Lady|Lord|PC|Sgt|Constable|Sergeant|Councillor|Cllr"
    r"|Sheriff(?! Court| Clerk| Officer| Principal\b(?! [A-Z]))"
)


@dataclass(frozen=True)
class Kind:
    """One kind of personal data.

    Attributes
    ----------
    name : str
        What it looks like, in words.
    pattern : re.Pattern
    holds : function
        The match -> whether it is one after all.
    """

    name: str
    pattern: re.Pattern
    holds: object = bool


def _begins_with_a_day(match):
    """Return whether ten digits begin with a day of birth, as a CHI number does."""
    digits = re.sub(r"\D", "", match[0])
    day, month = int(digits[:2]), int(digits[2:4])
    try:
        # any year of the century: 29 February is a day in one of four
        datetime.date(2000 if month == 2 else 2001, month, day)
    except ValueError:
        return False
    return True


# check digits are not looked at: what is one digit off still points to a person
KINDS = (
    Kind("a CHI number", re.compile(r"(?<![\d/-])\d{6}[ -]?\d{4}(?![\d/-])"), _begins_with_a_day),
    Kind(
        "a National Insurance number",
        re.compile(r"(?<![A-Za-z])[A-Za-z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-Da-d](?![A-Za-z0-9])"),
    ),
    Kind(
        "a date of birth",
        re.compile(
            r"(?:\bborn(?: on)?|\bd\.? ?o\.? ?b\.?|\bdate of birth)\W{0,3}(?:the )?"
            rf"(?:\d{{1,2}}[/.\- ]\d{{1,2}}[/.\- ]\d{{2,4}}|\d{{1,2}}(?:st|nd|rd|th)? (?:{_MONTHS})(?: \d{{4}})?)",
            re.IGNORECASE,
        ),
    ),
    Kind("a telephone number", re.compile(r"(?<![\d.,£])(?:\+44 ?\(?0?\)?|\(?0)(?:[ ()-]*\d){9,10}(?![\d])")),
    # begun where a word begins: a long word without an @ would be looked through anew from each of its letters
    Kind("an e-mail address", re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    Kind(
        "an address with a postcode",
        re.compile(rf"\b\d{{1,4}}[A-Za-z]?(?:/\d{{1,3}})?,? [A-Z][^\n;]{{0,60}}?\b{_POSTCODE}\b"),
    ),
    Kind("a postcode", re.compile(rf"\b{_POSTCODE}\b")),
    Kind("a name with a title", re.compile(rf"\b(?:{_TITLES})\b\.? (?:[A-Z]\. ?)*[A-Z][a-z'’-]+(?: [A-Z][a-z'’-]+)*")),
    Kind(
        "a case reference",
        re.compile(
            r"\b(?:case|ref(?:erence)?|CRO|SCRO|PNC|PF|URN)\b\.?:?(?: (?:no|number)\.?:?)? ?[A-Z]{0,4}\d[\dA-Z/-]{5,}",
            re.IGNORECASE,
        ),
    ),
)
_OF_A_NAME = "a name with a title"
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))


def found_in(text, may_name=False):
    """Return what looks like personal data in a text.

    Parameters
    ----------
    text : str
    may_name : bool
        Names of people are in order here.

    Returns
    -------
    list of (str, str)
        What it looks like, and the words.

    Examples
    --------
    >>> found_in("Ring 0131 496 0000 and ask for Ms Example.")
    [('a telephone number', '0131 496 0000'), ('a name with a title', 'Ms Example')]
    >>> found_in("30 of 1,250 orders in 2024-25 ended within 180 days; contact is weekly.")
    []
    """
    found, taken, text = [], [], _searched(text)
    for kind in KINDS:
        if may_name and kind.name == _OF_A_NAME:
            continue
        for match in kind.pattern.finditer(text):
            start, end = match.span()
            # ten digits are not told as a CHI number and as a telephone number
            if kind.holds(match) and not any(start < other_end and end > other for other, other_end in taken):
                taken.append((start, end))
                found.append((kind.name, match[0].strip()))
    return found


def _searched(text):
    """Return a text as it is searched: as a reader sees it, with plain digits, blanks and dashes.

    A sign that no eye can see, or a blank that does not break, would else hide a number that pages then show.
    """
    return unicodedata.normalize("NFKC", without_unseen(text)).translate(_DASHES)


def unsigned(form, tables, evidence):
    """Return a problem for each piece of text that looks like personal data and that nobody has signed for.

    Parameters
    ----------
    form : EvidenceForm
    tables : dict
        Sheet id -> Table; rows with other faults are searched too.
    evidence : Evidence
        Its sheet of sign-offs holds the words that may stand.

    Returns
    -------
    list of Problem
    """
    signed = {plain(_searched(row.get("text"))) for row in evidence.rows.get("sign_off", [])}
    todo = "take it out; or sign for these words in the sheet Sign-off, with reason, name and date"
    problems = []
    for sheet in form.sheets:
        table = tables.get(sheet.id)
        if table is None or sheet.id == "sign_off":
            continue
        may_name = {column.id for column in sheet.columns if column.names}
        for line in table.lines:
            places = [(name, cell.name, cell.text) for name, cell in line.cells.items()]
            places += [("", f"row {line.number}", str(value)) for value in line.extra.values()]
            for name, place, text in [] if line.is_example else places:
                problems += [
                    Problem(f"'{words}' looks like {kind}", table.file, table.title, place, todo=todo)
                    # what is longer is refused, or stands in no report: it would be looked through for minutes
                    for kind, words in found_in(text[:MAX_TEXT], name in may_name)
                    if plain(words) not in signed
                ]
    return problems
