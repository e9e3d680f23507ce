"""Charts and tables, counted: a run whose charts have silently become text would only look fast."""

from html.parser import HTMLParser

from cjtools.make.runner import read_notebook

PICTURES = ("image/svg+xml", "image/png")


class _Counter(HTMLParser):
    """Counts the pictures and tables of HTML; what stands in styles and scripts is no element."""

    def __init__(self):
        super().__init__()
        self.charts = self.tables = 0

    def handle_starttag(self, tag, attrs):
        self.charts += tag in ("svg", "img")
        self.tables += tag == "table"


def count_html(text):
    """Return how many charts and tables HTML shows.

    Parameters
    ----------
    text : str

    Returns
    -------
    tuple of int
        (charts, tables)

    Examples
    --------
    >>> count_html('<style>a{b:url("<svg>")}</style><svg></svg><img src="x.png"><table></table>')
    (2, 1)
    """
    counter = _Counter()
    counter.feed(text)
    counter.close()
    return counter.charts, counter.tables


def count_notebook(path):
    """Return how many charts and tables the outputs of an executed notebook show.

    Parameters
    ----------
    path : Path

    Returns
    -------
    tuple of int
        (charts, tables)
    """
    charts = tables = 0
    for cell in read_notebook(path).cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            inside = count_html(data.get("text/html", ""))
            charts += inside[0] + any(kind in data for kind in PICTURES)
            tables += inside[1]
    return charts, tables


def count_all(paths, count, label):
    """Return what files show together.

    Parameters
    ----------
    paths : iterable of Path
    count : function
        Path -> (charts, tables).
    label : str
        What the files are called, in the plural.

    Returns
    -------
    dict
        Names that say what was counted -> counts.
    """
    counted = [count(path) for path in paths]
    charts, tables = (sum(pair[place] for pair in counted) for place in (0, 1))
    return {label: len(counted), f"charts in {label}": charts, f"tables in {label}": tables}


def notebooks_in(folder):
    """Return what the executed notebooks below a folder show; see :func:`count_all`."""
    return count_all(sorted(folder.rglob("*.ipynb")), count_notebook, "notebooks")


def count_page(path):
    """Return how many charts and tables a page shows."""
    return count_html(path.read_text(encoding="utf-8"))
