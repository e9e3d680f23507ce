"""Where figures come from: the publications behind some records, named and linked."""

import html

MOST_SOURCES = 2  # named under a figure; the rest stand in the table of sources


def source_line(study, rows):
    """Return the source line of some records: publications with edition and link, the made-up ones apart.

    Parameters
    ----------
    study : Study
    rows : pandas.DataFrame

    Returns
    -------
    str
    """
    known = rows[rows["value"].notna()]
    is_made_up = study.known.made_up_sources()
    said = []
    layouts = [row["title"] for row in publications(study, known, lambda pair: pair in is_made_up)]
    if layouts:
        named = html.escape("; ".join(layouts[:MOST_SOURCES]))
        said.append(f"Made up by a script, in the layout of: {named}.")
    # a partnership's own figures are named like published ones: by the return or file they are from
    links = [publication_html(row) for row in publications(study, known, lambda pair: pair not in is_made_up)]
    if links:
        rest = " and others, listed under <a href='#sources'>Sources</a>" if len(links) > MOST_SOURCES else ""
        said.append(f"{'Together with' if layouts else 'Source'}: {'; '.join(links[:MOST_SOURCES])}{rest}.")
    return " ".join(said)


def publication_html(row):
    """Return a publication with its edition, linked where its address is known; a row of sources.csv."""
    named = "" if not row["edition"] or row["edition"] in row["title"] else f", edition {row['edition']}"
    title = html.escape(row["title"] + named)
    return f'<a href="{html.escape(row["url"])}">{title}</a>' if row["url"].startswith("https://") else title


def publications(study, rows, is_wanted):
    """Return the rows of sources.csv behind some records, those of the newest figures first, each once.

    Parameters
    ----------
    study : Study or Nation
    rows : pandas.DataFrame
    is_wanted : function
        (source, edition) -> whether it is taken in.

    Returns
    -------
    list of dict
    """
    found = []
    newest_first = rows.sort_values("period", ascending=False, kind="stable")
    for sources, editions in dict.fromkeys(zip(newest_first["source"], newest_first["edition"], strict=True)):
        for pair in zip(sources.split("; "), editions.split("; "), strict=True):
            row = study.catalogue.source(*pair)
            if row is not None and row not in found and is_wanted(pair):
                found.append(row)
    return found
