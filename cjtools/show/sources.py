"""Where figures come from: the publications behind some records, named and linked."""

import html

from cjtools.intake.tidy import ILLUSTRATIVE_FOLDER

MOST_SOURCES = 2  # named under a figure; the rest stand in the table of sources


def source_line(study, rows, most=MOST_SOURCES):
    """Return the source line of some records: publications with edition and link, the made-up ones apart.

    Parameters
    ----------
    study : Study
    rows : pandas.DataFrame
    most : int, optional
        Publications named; a link leads to the rest. All where it is None.

    Returns
    -------
    str
    """
    known = rows[rows["value"].notna()]
    is_made_up = study.known.made_up_sources()
    said = []
    layouts = [row["title"] for row in publications(study, known, lambda pair: pair in is_made_up)]
    if layouts:
        named = html.escape("; ".join(layouts[:most]))
        said.append(f"Made up by a script, in the layout of: {named}.")
    # a partnership's own figures are named like published ones: by the return or file they are from
    links = [publication_html(row) for row in publications(study, known, lambda pair: pair not in is_made_up)]
    if links:
        rest = " and others, listed under <a href='#sources'>Sources</a>" if most and len(links) > most else ""
        said.append(f"{'Together with' if layouts else 'Source'}: {'; '.join(links[:most])}{rest}.")
    return " ".join(said)


def publication_html(row):
    """Return a publication with its edition, linked where its address is known; a row of sources.csv."""
    title = html.escape(publication_title(row))
    return f'<a href="{html.escape(row["url"])}">{title}</a>' if row["url"].startswith("https://") else title


def publication_title(row):
    """Return the title of a publication with its edition; a row of sources.csv."""
    named = "" if not row["edition"] or row["edition"] in row["title"] else f", edition {row['edition']}"
    return row["title"] + named


LOCAL_FOLDER = "local/"  # below data/raw


class Origins:
    """Where the figures of a study were read, in words: what is made up, what is published, what is an area's own.

    Parameters
    ----------
    study : Study
    """

    def __init__(self, study):
        self._catalogue = study.catalogue
        columns = ["file", "source", "edition", "status"]
        rows = study.known.observations[columns].drop_duplicates().astype(str)
        self._status = {(row["source"], row["edition"]): row["status"] for row in rows.to_dict("records")}
        made_up = rows[rows["status"] == "illustrative"]
        self._made_up = {
            file: list(zip(of["source"], of["edition"], strict=True)) for file, of in made_up.groupby("file")
        }

    def html(self, sources, editions, status, files, method):
        """Return where one figure was read.

        Parameters
        ----------
        sources, editions : str
            Those of a result record, separated by '; '.
        status : str
            'illustrative' when any part of the figure is made up.
        files : sequence of str
            Files of data/raw.
        method : str
            How the figure was counted, where no file holds it.

        Returns
        -------
        str
            HTML. A publication whose figures are real is never named as the layout of made-up ones.
        """
        if files and all(file.startswith(LOCAL_FOLDER) for file in files) and not editions:
            whose = "Worked example, made up" if status == "illustrative" else "The partnership's own"
            return html.escape(f"{whose}: {sources} (data/raw: {', '.join(files)})")
        pairs = list(dict.fromkeys(zip(sources.split("; "), editions.split("; "), strict=True)))
        if status != "illustrative":
            return self._named(pairs, files) or html.escape(method)
        invented = [file for file in files if file.startswith(ILLUSTRATIVE_FOLDER)]
        read = [file for file in files if file not in invented]
        of_files = [pair for file in invented for pair in self._made_up.get(file, [])]
        layouts = [pair for pair in pairs if self._status.get(pair) == "illustrative"]
        layouts += [pair for pair in of_files if pair not in layouts]
        if not layouts and not invented:
            # a record has the status of what it is compared with too
            compared = f"Published, but compared with a made-up figure: {self._named(pairs, files)}"
            return compared if files else f"Made up in part: {html.escape(method)}"
        said = f"Made up by a script (illustrative), in the layout of: {self._named(dict.fromkeys(layouts), invented)}"
        if not read:
            return said
        kinds = {"Published": "published", "The partnership's own": "local"}
        parts = {
            label: self._named(
                [pair for pair in pairs if self._status.get(pair) == kind],
                [file for file in read if file.startswith("local/") == (kind == "local")],
            )
            for label, kind in kinds.items()
        }
        return f"Partly made up. {said}. " + ". ".join(f"{label}: {part}" for label, part in parts.items() if part)

    def _named(self, pairs, files):
        """Return publications with edition and link, and the files of data/raw behind them."""
        rows = [self._catalogue.source(*pair) for pair in pairs]
        named = "; ".join(publication_html(row) for row in rows if row is not None)
        where = f"data/raw: {html.escape(', '.join(files))}" if files else ""
        return f"{named} ({where})" if named and where else named or where


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
    newest_first = rows[["period", "source", "edition"]].sort_values("period", ascending=False, kind="stable")
    for sources, editions in dict.fromkeys(zip(newest_first["source"], newest_first["edition"], strict=True)):
        for pair in zip(sources.split("; "), editions.split("; "), strict=True):
            row = study.catalogue.source(*pair)
            if row is not None and row not in found and is_wanted(pair):
                found.append(row)
    return found
