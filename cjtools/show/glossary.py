"""GLOSSARY.md as part of a page, so that the words stand in one file."""

import html
import re

_ENTRY = re.compile(r"\*\*(.+?)\*\*(.*)", re.DOTALL)
_BOLD, _ITALIC = re.compile(r"\*\*(.+?)\*\*"), re.compile(r"\*(.+?)\*")


def glossary_html(path):
    """Return the glossary as headings and lists of terms.

    Parameters
    ----------
    path : Path
        GLOSSARY.md: a title, an introduction, then headings and paragraphs that begin with a term in bold.

    Returns
    -------
    str
        HTML with headings of the third level; empty when the file is not there.
    """
    if not path.is_file():
        return ""
    pieces, is_open = [], False
    # what stands before the first heading is about the file, not a term
    for part in re.split(r"\n\s*\n", path.read_text(encoding="utf-8").partition("\n## ")[2]):
        heading, _, words = part.strip().partition("\n") if not pieces else ("", "", part.strip())
        if not pieces or words.startswith("## "):
            heading = heading or words.removeprefix("## ")
            pieces.append(f"{'</dl>' if is_open else ''}<h3>{html.escape(heading)}</h3>")
            is_open = False
            continue
        entry = _ENTRY.match(words)
        if entry is None:
            continue
        pieces.append(f"{'' if is_open else '<dl>'}<dt>{_inline(entry[1])}</dt><dd>{_inline(_said(entry[2]))}</dd>")
        is_open = True
    return "".join(pieces) + ("</dl>" if is_open else "")


def _said(words):
    """Return what is said of a term, on one line and with a capital at the start."""
    words = " ".join(words.split()).lstrip(": ")
    return words[:1].upper() + words[1:]


def _inline(words):
    """Return Markdown's bold and italics as HTML."""
    return _ITALIC.sub(r"<em>\1</em>", _BOLD.sub(r"<strong>\1</strong>", html.escape(words)))
