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
    made_up = known[known["status"] == "illustrative"]
    said = []
    layouts = [row["title"] for row in publications(study, made_up)]
    if layouts:
        named = html.escape("; ".join(layouts[:MOST_SOURCES]))
        said.append(f"Made up in whole or in part, in the layout of: {named}.")
    # a partnership's own figures are named like published ones: by the return or file they are from
    published = publications(study, known[known["status"] != "illustrative"])
    links = [publication_html(row) for row in published]
    if links:
        rest = " and others, listed under <a href='#sources'>Sources</a>" if len(links) > MOST_SOURCES else ""
        said.append(f"Source: {'; '.join(links[:MOST_SOURCES])}{rest}.")
    return " ".join(said)


def publication_html(row):
    """Return a publication with its edition, linked where its address is known; a row of sources.csv."""
    named = "" if not row["edition"] or row["edition"] in row["title"] else f", edition {row['edition']}"
    title = html.escape(row["title"] + named)
    return f'<a href="{html.escape(row["url"])}">{title}</a>' if row["url"].startswith("https://") else title


def publications(study, rows):
    """Return the rows of sources.csv behind some records, those of the newest figures first, each once."""
    found = []
    newest_first = rows.sort_values("period", ascending=False, kind="stable")
    for sources, editions in dict.fromkeys(zip(newest_first["source"], newest_first["edition"], strict=True)):
        for source, edition in zip(sources.split("; "), editions.split("; "), strict=True):
            row = study.catalogue.source(source, edition)
            if row is not None and row not in found:
                found.append(row)
    return found
