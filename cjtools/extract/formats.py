"""What a number format prints: sometimes words instead of the number that the cell stores."""

import re

_SECTION = re.compile(r'(?:"[^"]*"|\\.|[^;"\\])*')
_CONDITION = re.compile(r"([<>=]+)(-?\d+(?:\.\d+)?)")
_BRACKETS = re.compile(r'("[^"]*"|\\.)|\[([^\]]*)\]')
_SPACING = re.compile(r'("[^"]*"|\\.)|_.|\*.|\?')
_WORDS = re.compile(r'(?:"[^"]*"|\\.|-|\s)*')


def shown_text(value, number_format):
    """Return the words a number format prints instead of a number, or empty text when it prints the number.

    Published tables use formats such as ``[=0]"-";[<0.5]"[low]";#,##0``: a number is stored, the reader sees a mark.

    Parameters
    ----------
    value : float
    number_format : str
        Excel number format code.

    Returns
    -------
    str

    Examples
    --------
    >>> low = '[=0]"-";[<0.5]"[low]";#,##0'
    >>> shown_text(0, low), shown_text(0.3, low), shown_text(12, low)
    ('-', '[low]', '')
    >>> shown_text(0, '#,##0;-#,##0;"nil"'), shown_text(0, '_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-')
    ('nil', '-')
    """
    sections = _sections(number_format)
    if any(condition for condition, _ in sections):
        # the first section whose condition holds, else the first without one
        fitting = [body for condition, body in sections if condition is None or _holds(value, *condition)]
    else:
        # positive; negative; zero; text, where what is left out falls to the first
        bodies = [body for _, body in sections[:3]]
        place = 0 if value > 0 else 1 if value < 0 else 2
        fitting = [bodies[place] if place < len(bodies) else bodies[0]]
    return _words(fitting[0]) if fitting else ""


def has_words(number_format):
    """Return whether a number format prints words for some numbers.

    Examples
    --------
    >>> has_words('[=0]"-";#,##0'), has_words('#,##0;-#,##0'), has_words('0.0"%"')
    (True, False, False)
    """
    return any(_words(body) for _, body in _sections(number_format)[:3])


def _sections(number_format):
    """Return (condition or None, body) of each section of a format."""
    sections = []
    for text in filter(None, _SECTION.findall(number_format)):
        # colours, conditions and places stand in brackets; brackets inside quotes are words
        brackets = [match[2] for match in _BRACKETS.finditer(text) if match[1] is None]
        condition = next(filter(None, map(_CONDITION.fullmatch, brackets)), None)
        body = _BRACKETS.sub(lambda match: match[1] or "", text)
        sections.append(((condition[1], float(condition[2])) if condition else None, body))
    return sections or [(None, "")]


def _holds(value, operator, limit):
    """Return whether the value satisfies a condition."""
    return {
        "=": value == limit,
        "<": value < limit,
        "<=": value <= limit,
        ">": value > limit,
        ">=": value >= limit,
        "<>": value != limit,
    }.get(operator, False)


def _words(body):
    """Return the words of a section that prints no digit, else empty text."""
    body = _SPACING.sub(lambda match: match[1] or "", body)
    if not _WORDS.fullmatch(body):
        return ""
    return "".join(quoted or plain for quoted, plain in re.findall(r'"([^"]*)"|\\?(.)', body)).strip()
