"""What the national notebook and the national pages show: all councils together, one outcome at a time, sources."""

import html

import pandas as pd

from cjtools.results.indicators import RESULT
from cjtools.show import comparison_page
from cjtools.show.about import UNCHECKED, method_items, sources_table
from cjtools.show.fragments import Fragment, made_up_banner
from cjtools.show.glossary import glossary_html
from cjtools.show.matrix_page import matrix_html


def matrix(nation):
    """Show all councils by all outcomes: how one figure of each reads beside Scotland.

    Parameters
    ----------
    nation : Nation

    Returns
    -------
    Fragment
    """
    return Fragment(matrix_html(nation))


def comparison(nation, outcome):
    """Show where all councils stand on the headline figures of an outcome.

    Parameters
    ----------
    nation : Nation
    outcome : str
        Id, number or title of an outcome.

    Returns
    -------
    Fragment
    """
    return Fragment(comparison_page.comparison_html(nation, nation.catalogue.outcome(outcome)))


def national_sources(nation, outcome=None):
    """Show the publications behind the national figures of one outcome, or of all.

    Parameters
    ----------
    nation : Nation
    outcome : str, optional
        Id, number or title of an outcome.

    Returns
    -------
    Fragment
    """
    return Fragment(sources_table(nation.catalogue, _shown(nation, outcome), nation.known.made_up_sources()))


def _shown(nation, outcome=None):
    """Return every record that the national pages of one outcome, or of all, draw on."""
    chosen = nation.catalogue.outcomes.values() if outcome is None else [nation.catalogue.outcome(outcome)]
    frames = [comparison_page.shown(nation, each) for each in chosen]
    return pd.concat([pd.DataFrame(columns=RESULT), *frames], ignore_index=True) if frames else pd.DataFrame()


def made_up_words(nation, outcome=None):
    """Return the words of the banner where any figure shown is illustrative; empty otherwise.

    Parameters
    ----------
    nation : Nation
    outcome : str, optional

    Returns
    -------
    str
    """
    shown = _shown(nation, outcome)
    made_up = set(shown.loc[shown["status"] == "illustrative", "indicator"])
    return made_up_banner("page", len(made_up), len(set(shown["indicator"]))) if made_up else ""


def methods_html():
    """Return how figures are worked out and read, as a list."""
    return f"<ul>{method_items()}<li>{html.escape(UNCHECKED)}</li></ul>"


def glossary(root):
    """Return the glossary of a project as HTML; empty when it has none."""
    return glossary_html(root.root / "GLOSSARY.md")
