"""What reports and national pages say alike of how they were made: the methods, and the publications behind them."""

import html

from cjtools.show import tables

METHODS = (
    "A 95% interval tells how far chance alone may have moved a figure; that of a small place is wide. Percentages and "
    "shares have Wilson's, which holds for small numbers too. Counts and rates have limits from the Poisson "
    "distribution, which tells how counts vary by chance: exact ones under 10 events, else Byar's approximation. "
    "Averages and percentages that are published as they stand have none, so nothing is read into their differences.",
    "An area is better, worse, higher or lower than Scotland or its peers when its own interval lies wholly to one "
    'side of that figure; otherwise it is similar. "Clearly" says that this holds at the 99.8% level too. With '
    "under 10 events it is too few to tell, unless 20 or more would be expected at the other's figure and the "
    "difference is clear. No quarter is given with under 10 events.",
    "A change counts when the 95% interval of the difference of two percentages (Newcombe's, made of the Wilson "
    "intervals of both) or of the ratio of two counts or rates (exact) leaves out no change; "
    '"clearly" as above. With under 10 events in both years it is too few to tell, and the change that would have '
    "shown is given.",
    "A trend is rising or falling when a test for a steady rise or fall over the last five years (chi-square for "
    "linear trend) passes the 99.8% level and points the same way with any one year left out.",
    "Funnel limits are where an area's own interval would just reach Scotland's figure. Where areas differ more than "
    "chance alone would have it (overdispersion), the limits are widened by the spread between them (Spiegelhalter "
    "2005): it is added to the spread by chance (additive), and worked out with the highest and the lowest tenth of "
    "areas pulled in to the rest (winsorised), so that a few of them do not widen the limits for all. Readings beside "
    "Scotland allow for chance alone, so an area can be clearly higher or lower and lie inside widened limits.",
    "Quarters are of the councils in order of their figures; a cut between two councils lies in proportion (linear "
    "interpolation). A report names a quarter only where the whole 95% interval lies in it.",
    "Differences are worked out before rounding, so they can be a tenth off those of the figures shown.",
)
UNCHECKED = "Indicators marked draft have not been checked by a second person yet."


def method_items():
    """Return the methods as items of a list, in HTML."""
    return "".join(f"<li>{html.escape(words)}</li>" for words in METHODS)


def sources_table(catalogue, records, made_up):
    """Return the table of publications that some records were read in.

    Parameters
    ----------
    catalogue : Catalogue
    records : pandas.DataFrame
        Result records.
    made_up : set of (str, str)
        Source and edition of what a script made up.

    Returns
    -------
    str
        HTML.
    """
    shown = records[records["value"].notna()]
    used = set()
    for sources, editions in set(zip(shown["source"], shown["edition"], strict=True)):
        used |= set(zip(sources.split("; "), editions.split("; "), strict=True))
    lines = []
    for pair in sorted(used):
        row = catalogue.source(*pair)
        if row and pair in made_up:
            lines.append([f"Made up by a script, in the layout of: {row['title']}", "not published", pair[1], "never"])
        elif row:
            lines.append([row["title"], row["publisher"], pair[1], row["published_on"] or "not known"])
    heads = ("Publication", "Publisher", "Edition", "Published on")
    columns = [tables.Column(heading, False) for heading in heads]
    return tables.table_html("sources-table", "Publications that the figures here were read in", columns, lines)
