"""Texts that stand elsewhere in the project, with their links led to where the documentation shows them."""

import os
import re
from pathlib import Path

from cjtools.show.about import METHODS

# files outside this folder that a page shows whole: a link to the file leads to the page
SHOWN = {
    "GLOSSARY.md": "reference/glossary",
    "data/raw/README.md": "howto/published_files",
    "data/raw/local/README.md": "howto/evidence",
    "docs/examples/evidence/README.md": "howto/evidence_example",
    "docs/examples/local-outcome/README.md": "howto/local_outcome",
    "RAP.md": "methods/reproducible",
    "SECURITY.md": "methods/security",
    "LICENCE-DATA.md": "reference/licences",
    "CHANGELOG.md": "reference/changes",
    "UPDATING.md": "howto/index",
    "README.md": "index",
}
FOLDERS = {"data/raw/local": "howto/evidence", "docs/examples/evidence": "howto/evidence_example"}
_LINK = re.compile(r"\]\((?!https?:|mailto:|#|tcp:)([^)#\s]*)(#[^)\s]*)?\)")
ROOT = Path(__file__).resolve().parents[2]


def file_text(page, name):
    """Return a Markdown file of the project for a page: its links lead to pages, or to the file as it is.

    Parameters
    ----------
    page : str
    name : str
        Path below the project's folder.

    Returns
    -------
    str
    """
    text = (ROOT / name).read_text(encoding="utf-8")
    return _LINK.sub(lambda link: f"]({_led(link[1], link[2] or '', name, page)})", text)


def _led(address, part, name, page):
    """Return where a link of a file leads from a page."""
    target = os.path.normpath(os.path.join(os.path.dirname(name), address))
    shown = SHOWN.get(target) or FOLDERS.get(target)
    place = f"docs/{shown}.md" if shown else target
    return os.path.relpath(place, os.path.dirname(f"docs/{page}")) + part


def methods_text(page, _asked):
    """Return the methods as every national page tells them."""
    return "\n".join(f"- {words}" for words in METHODS)
