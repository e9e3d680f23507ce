"""The words on the first sheet of an illustrative workbook: what it is, and what its figures were fitted to."""

MARK = "ILLUSTRATIVE - made-up figures"
FITTED = (
    "What the figures were fitted to: where a Scotland figure is published, the row 'Scotland' equals it (the newest "
    "edition; figures printed rounded are used as printed). Where a council figure is published, it is met: counts as "
    "they are, rates as the number of {counted} that comes nearest to the printed rate."
)
INVENTED = (
    "Everything else is invented: it follows each council's population aged 16 to 70 and recorded crime, with lasting "
    "differences between councils drawn at random, so that the tables look plausible and add up. Scotland figures "
    "that are not published are invented as well."
)
ADDS = {
    "all": "The 32 councils add up to Scotland, and parts add up to totals, in every row.",
    "health boards": "The 14 health boards add up to Scotland in every year.",
    "custody centres": "The services add up to all referrals in every row. There is no row for Scotland.",
}
MARKERS = (
    "Markers: [x] not available; [z] not applicable (an average or a rate with nothing to rest on). 0 is a true zero."
)
HIDDEN = "Every sheet has a filter that shows only the newest year. The rows of the other years are there, but hidden."


def introduction(layout, assumptions):
    """Return the paragraphs of the first sheet.

    Parameters
    ----------
    layout : dict
        From ``read_layout``.
    assumptions : dict
        Its ``introductions`` hold what a workbook says of itself: ``counted`` (what it counts), ``area`` (whose
        figures they are), ``fitted`` (instead of the usual two paragraphs on how the figures were made), ``special``
        (one more paragraph).

    Returns
    -------
    list of str
    """
    own = assumptions["introductions"].get(layout["id"], {})
    fitted = [own["fitted"]] if "fitted" in own else [FITTED.format(counted=own.get("counted", "orders")), INVENTED]
    kinds = {table["areas"] for table in layout["tables"]}
    adds = next(text for kind, text in reversed(ADDS.items()) if kind in kinds)
    area = own.get("area", "council")
    return [
        "The figures in this workbook are made up. They are not published statistics and say nothing about any "
        f"{area}. They were written by the script scripts/make_illustrative.py of this project.",
        f"The workbook stands in for: {layout['title']}. Nobody in this project has seen the published file, so the "
        "sheets and headings are partly a guess; they come from the layout files in data/catalogue/layouts/"
        f"{layout['id']}. When the published file is at hand, use it and delete this one.",
        *fitted,
        *([own["special"]] if "special" in own else []),
        adds,
        MARKERS,
        *([HIDDEN] if any(table["header_rows"] != "1" for table in layout["tables"]) else []),
    ]
