"""How wide words are and where to break them, from a table, so that every machine lays a picture out alike."""

import re

# Advance widths of Helvetica in thousandths of the text size; Arial and Liberation Sans share them.
_WIDTHS = {
    222: "'`ijl",
    278: " !,./:;I[\\]ft|",
    333: "()-r{}",
    355: '"',
    389: "*",
    500: "Jcksvxyz^",
    556: "#$0123456789?L_abdeghnopqu–",
    584: "+<=>~",
    611: "FTZ",
    667: "&ABEKPSVXY",
    722: "CDHNRUw",
    778: "GOQ",
    833: "Mm",
    889: "%",
    944: "W",
    1015: "@—…",
}
_WIDTH = {character: width / 1000 for width, characters in _WIDTHS.items() for character in characters}
_GENEROUS = 1.08  # room for a reader whose device has a wider typeface in Arial's place

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def readable(text: str) -> str:
    """Return the text without characters that XML does not allow (they come with pasted text).

    Parameters
    ----------
    text : str

    Returns
    -------
    str

    Examples
    --------
    >>> readable("Fife" + chr(0))
    'Fife'
    """
    return _NOT_XML.sub("", text)


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Return about how wide a text is in Arial, rather too wide than too narrow.

    From a table, not from a font file, so that every machine lays a picture out alike.

    Parameters
    ----------
    text : str
    size : float
        Text size in the units of the picture.
    bold : bool

    Returns
    -------
    float
        Width in the units of the picture.

    Examples
    --------
    >>> round(text_width("Fife", 13), 1)
    23.4
    """
    advance = sum(_WIDTH.get(character, 0.7) for character in text)
    return advance * size * _GENEROUS * (1.15 if bold else 1)


def wrap(text: str, width: float, size: float, bold: bool = False) -> list[str]:
    """Return the text in lines that are no wider than the room there is.

    Parameters
    ----------
    text : str
    width, size : float
        Room and text size in the units of the picture.
    bold : bool

    Returns
    -------
    list of str
        At least one line; a word wider than the room is cut.

    Examples
    --------
    >>> wrap("Na h-Eileanan Siar", 80, 13)
    ['Na', 'h-Eileanan', 'Siar']
    >>> wrap("Dumfries and Galloway", 100, 13)
    ['Dumfries and', 'Galloway']
    """
    lines = [""]
    for word in readable(text).split():
        while word:
            longer = f"{lines[-1]} {word}".strip()
            if text_width(longer, size, bold) <= width:
                lines[-1], word = longer, ""
            elif lines[-1]:
                lines.append("")
            else:
                lines[-1], word = _cut(word, width, size, bold)
    return lines if lines[-1] or len(lines) == 1 else lines[:-1]


def _cut(word, width, size, bold):
    """Return the part of a word that fits (one character at least) and the rest."""
    room, count = width / (size * _GENEROUS * (1.15 if bold else 1)), 0
    for character in word:  # from its beginning: a word may have thousands of characters
        room -= _WIDTH.get(character, 0.7)
        if room < 0 and count:
            break
        count += 1
    return word[:count], word[count:]
