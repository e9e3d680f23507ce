"""Descriptions of tables for programs: Frictionless' data package (version 2) and W3C's CSV on the Web (CSVW)."""

from cjtools.catalogue.columns import column_of, fields_of, title_of

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
LICENCE = {
    "name": "OGL-UK-3.0",
    "title": "Open Government Licence v3.0",
    "path": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
}
_CSVW_TYPES = {"string": "string", "number": "double", "integer": "integer"}


def resource(columns, table, path, names, name="", title=""):
    """Return one table of a data package.

    Parameters
    ----------
    columns : list of dict
        Rows of columns.csv.
    table : str
        What columns.csv calls it.
    path : str
        Where it stands, from the package.
    names : list of str
        Of its columns, in order.
    name, title : str
        Of the resource; those of the table by default.

    Returns
    -------
    dict
    """
    return {
        "name": name or table,
        "title": title or title_of(table),
        "path": path,
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": fields_of(columns, table, names), "missingValues": [""]},
    }


def package(name, title, resources, catalogue, sources, description=""):
    """Return a data package.

    Parameters
    ----------
    name, title : str
    resources : list of dict
        What :func:`resource` returns.
    catalogue : Catalogue
    sources : iterable of (str, str)
        Ids and editions of publications.
    description : str

    Returns
    -------
    dict
    """
    found = [(source, catalogue.source(source, edition)) for source, edition in sources]
    publications = {row["title"] if row else source: row["url"] if row else "" for source, row in found}
    return {
        "$schema": PROFILE,
        "name": name,
        "title": title,
        **({"description": description} if description else {}),
        "licenses": [LICENCE],
        "sources": [
            {"title": title, **({"path": address} if address.startswith("https://") else {})}
            for title, address in publications.items()
        ],
        "resources": resources,
    }


def pairs_of(sources, editions):
    """Return publications with their editions, as records name several: '; ' between.

    Examples
    --------
    >>> pairs_of("a; b", "2023; 2024")
    [('a', '2023'), ('b', '2024')]
    """
    names, said = sources.split("; "), editions.split("; ")
    # one edition may stand for all
    return list(zip(names, said if len(said) == len(names) else said[:1] * len(names), strict=True))


def csvw(columns, table, path, names, title=""):
    """Return the metadata of one CSV file as W3C's tabular metadata has it.

    Parameters
    ----------
    columns, table, path, names, title
        As for :func:`resource`.

    Returns
    -------
    dict
    """
    described = [(name, column_of(columns, table, name) or {"type": "string", "meaning": ""}) for name in names]
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": path,
        "dc:title": title or title_of(table),
        "dc:license": {"@id": LICENCE["path"]},
        "dialect": {"encoding": "utf-8", "header": True},
        "tableSchema": {
            "columns": [
                {
                    # a title is what stands in the first row of the file
                    "titles": name,
                    "dc:description": row["meaning"],
                    "datatype": _CSVW_TYPES[row["type"]],
                    "null": [""],
                }
                for name, row in described
            ]
        },
    }
