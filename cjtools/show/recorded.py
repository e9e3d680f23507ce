"""What partners have recorded, in their own words: answers, services, quality; each with who said it and when."""

import html

from markupsafe import Markup

from cjtools.evidence.periods import MONTH, kind_of
from cjtools.show import tables, text
from cjtools.show.fragments import Fragment
from cjtools.show.holes import hole

EXAMPLE = "Worked example: made up, not recorded by any partnership."
QUOTED, THEME = "quotation", "theme"
MAY_BE_QUOTED = "may be quoted"
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def day(date):
    """Return a day in words.

    Examples
    --------
    >>> import datetime
    >>> day(datetime.date(2025, 3, 1))
    '1 March 2025'
    """
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}"


def period_words(period):
    """Return a period as a reader sees it.

    Examples
    --------
    >>> period_words("2025-01"), period_words("2024-25 Q4"), period_words("2024-25")
    ('January 2025', '2024-25 quarter 4', '2024-25')
    """
    if kind_of(period) != MONTH:
        return period.replace("Q", "quarter ")
    year, month = period.split("-")
    return f"{MONTHS[int(month) - 1]} {year}"


def partner_words(said):
    """Return what a partner wrote as HTML: text and nothing else, its lines kept.

    Examples
    --------
    >>> str(partner_words("<b>Late</b>\\nreviews"))
    '&lt;b&gt;Late&lt;/b&gt;<br>reviews'
    """
    return Markup("<br>".join(html.escape(line) for line in said.split("\n")))


def yes_no(row, name, otherwise="not recorded"):
    """Return the yes or no of an entry in words; what is given otherwise where it is empty.

    Examples
    --------
    >>> from cjtools.evidence.check import Row
    >>> yes_no(Row(3, {"achieved": False}, {}), "achieved"), yes_no(Row(3, {}, {}), "achieved")
    ('no', 'not recorded')
    """
    return {True: "yes", False: "no"}.get(row.get(name, None), otherwise)


def example_label(recorded):
    """Return the label of what is made up; empty where a partnership has recorded it itself."""
    return f'<p class="made-up">{EXAMPLE}</p>' if recorded.is_example else ""


def example_words(recorded):
    """Return the end of a caption of what is made up; empty where a partnership has recorded it itself."""
    return " (worked example, made up)" if recorded.is_example else ""


def answers_html(recorded, name):
    """Return what was answered to a question: quotations and themes, with who said it and when.

    Words are never counted as a rate: how many voices there are says nothing about how many think so.

    Parameters
    ----------
    recorded : Recorded
    name : str
        Id of the question.

    Returns
    -------
    str
        Empty without an answer.
    """
    rows = recorded.answers(name)
    if not rows:
        return ""
    items, kept_back = [], 0
    for row in rows:
        if row.get("form") == QUOTED and row.get("consent") != MAY_BE_QUOTED:
            kept_back += 1
            continue
        who = ": ".join(filter(None, [row.get("who"), row.get("role")]))
        by = f'<p class="by">{html.escape(who)}, {day(row.get("date"))}</p>'
        if row.get("form") == QUOTED:
            items.append(f"<li><blockquote><p>{partner_words(row.get('answer'))}</p></blockquote>{by}</li>")
        else:
            items.append(f"<li><p>{partner_words(row.get('answer'))}</p>{by}</li>")
    said = f'<ul class="answers">{"".join(items)}</ul>' if items else ""
    if kept_back:
        which = "One answer is" if kept_back == 1 else f"{kept_back} answers are"
        said += f"<p>{which} recorded that may be used, but not quoted.</p>"
    return f'<div class="recorded"><p><strong>Recorded by partners.</strong></p>{example_label(recorded)}{said}</div>'


def services(study):
    """Show the services that partners have recorded for the outcome.

    Parameters
    ----------
    study : Study

    Returns
    -------
    Fragment
    """
    recorded = study.recorded
    rows = recorded.services()
    if not rows:
        return hole("No service is recorded.", study.evidence, study.area["slug"], "Services")
    columns = [
        tables.Column(heading, False)
        for heading in ("Service", "For whom", "Need met", "How people reach it", "Fast track", "Capacity", "Gaps")
    ]
    lines = [[*_service(study, row)] for row in sorted(rows, key=lambda row: (row.get("need_met"), row.get("name")))]
    caption = f"Services recorded for {study.place}, by the need they meet{example_words(recorded)}"
    fast = sum(row.get("fast_track") is True for row in rows)
    said = f"<p>{text.counted(len(rows), 'services')} recorded; {fast or 'none'} with a fast track.</p>"
    return Fragment(said + example_label(recorded) + tables.table_html("services-table", caption, columns, lines))


def _service(study, row):
    """Yield the cells of a service."""
    partner = study.catalogue.partner_name(row.get("partner")) if row.get("partner") else ""
    answers = f"; {partner} answers for it" if partner and partner != row.get("provider") else ""
    yield f"{row.get('name')} ({row.get('provider')}{answers})"
    yield row.get("for_whom", "not recorded")
    yield row.get("need_met")
    yield row.get("access_route", "not recorded")
    yield {True: "yes", False: "no"}.get(row.get("fast_track", None), "not recorded")
    yield row.get("capacity", "not recorded")
    yield row.get("gaps", "none recorded")
