"""By which words a reader finds an area or an outcome: every spelling that the catalogue knows."""

from cjtools.areas import fold


def more_words(shown, others):
    """Return the words by which something is found, besides those that are shown of it.

    Parameters
    ----------
    shown : str
        Its name as it stands on the page.
    others : iterable of str
        Other spellings, codes and what else it goes by.

    Returns
    -------
    str
        Each word once, folded, in order.

    Examples
    --------
    >>> more_words("City of Edinburgh", ["Edinburgh, City of", "City of Edinburgh Council", "S12000036"])
    'council s12000036'
    """
    known = set(fold(shown).split())
    return " ".join(sorted({word for other in others for word in fold(other).split()} - known))


def area_words(words):
    """Return by which further words each area is found: slug -> words.

    Parameters
    ----------
    words : Catalogue

    Returns
    -------
    dict
        Councils, and partnerships of several councils, which are found by those too.
    """
    spellings = {}
    for spelling, code in words.aliases.items():
        spellings.setdefault(code, []).append(spelling)
    found = {
        area["slug"]: more_words(area["area_name"], spellings.get(area["area_code"], [])) for area in words.councils
    }
    for slug, row in words.partnerships.items():
        found[slug] = more_words(row["area_name"], [words.place_names[code] for code in row["members"]])
    return found


def outcome_words(words):
    """Return by which further words each national outcome is found: id -> words.

    Parameters
    ----------
    words : Catalogue

    Returns
    -------
    dict
        Of its number, other names, and the names of its headline figures.
    """
    found = {}
    for outcome in words.outcomes.values():
        measured = [words.indicators[line.indicator].name for line in outcome.headline]
        others = ["outcome", outcome.number, outcome.title, *outcome.aliases, *measured]
        found[outcome.id] = more_words(outcome.short_title, others)
    return found
