"""Names of areas: every spelling that publications use leads to one code."""

import difflib
import re
import unicodedata

from cjtools.extract.headings import plain

SCOTLAND = "S92000003"

_GLUED_FOOTNOTES = re.compile(r"(?<=\D)\d{1,2}(?:,\d{1,2})*$")


def without_footnotes(text):
    """Return a label without footnote numbers glued to its end.

    Use it only to look a label up; a label may end in a number of its own ('Under 21').

    Examples
    --------
    >>> without_footnotes("Aberdeen City and Aberdeenshire2,13")
    'Aberdeen City and Aberdeenshire'
    """
    return _GLUED_FOOTNOTES.sub("", text).strip()


_DASHES = re.compile("[\u2010-\u2015\u2212]")  # pasted from Word, where they look like a hyphen


def fold(text):
    """Return a name without case, accents, punctuation and '&', for looking it up.

    Examples
    --------
    >>> fold("Argyll & Bute") == fold("argyll and  Bute"), fold("Edinburgh, City of")
    (True, 'edinburgh city of')
    """
    text = unicodedata.normalize("NFKD", _DASHES.sub("-", str(text))).encode("ascii", "ignore").decode()
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text.casefold().replace("&", " and ")).split())


class AreaNames:
    """Every spelling of an area that the alias list holds.

    Parameters
    ----------
    aliases : dict
        Spelling or code -> area code.
    """

    def __init__(self, aliases):
        self._codes = {fold(alias): code for alias, code in aliases.items()}

    def code(self, text):
        """Return the area code of a name, code or address, or None.

        A footnote number glued to a name ('Fife7', 'Edinburgh, City of2,13') is dropped only when the rest is known.
        """
        text = plain(text).rsplit("/", 1)[-1] if "://" in str(text) else plain(text)
        for candidate in (text, without_footnotes(text)):
            code = self._codes.get(fold(candidate))
            if code:
                return code
        return None

    def nearest(self, text, names):
        """Return the names among ``names`` of which any spelling looks like the text, at most three, nearest first."""
        named = {self._codes.get(fold(name), name): name for name in names}
        spellings = {fold(name): name for name in names}
        # a spelling with digits is a code: a wrong code is as like to all others
        spellings |= {
            alias: named[code] for alias, code in self._codes.items() if code in named and not re.search(r"\d", alias)
        }
        typed = fold(text)
        # half a name is like it only by what it holds
        near = [spelling for spelling in spellings if len(typed) > 3 and typed in spelling]
        near += difflib.get_close_matches(typed, spellings, len(spellings) or 1, cutoff=0.5)
        return list(dict.fromkeys(spellings[spelling] for spelling in near))[:3]
