"""A view to take away: its figures as CSV, its charts as SVG and PNG, its code, and the report it belongs to."""

import base64
import html
import os
import re
from dataclasses import dataclass
from urllib.parse import quote

from cjtools.charts.canvas import LINE_HEIGHT, TEXT
from cjtools.drawing.lettering import wrap
from cjtools.explorer.subjects import BACKGROUND
from cjtools.paths import folders
from cjtools.results.export import to_csv

_BOX = re.compile(r'viewBox="([^"]+)"')
_TYPES = {".csv": "text/csv;charset=utf-8", ".svg": "image/svg+xml", ".png": "image/png"}


@dataclass(frozen=True)
class Download:
    """One file to take away.

    Attributes
    ----------
    name : str
        Of the file, with its ending.
    label : str
        As it stands in the list.
    content : bytes
    """

    name: str
    label: str
    content: bytes

    @property
    def link(self):
        """The link that saves it, in HTML: the file is in the link, so it works wherever the notebook runs."""
        kind = _TYPES[self.name[-4:]]
        address = f"data:{kind};base64,{base64.b64encode(self.content).decode()}"
        size = f"{len(self.content) / 1000:.0f} kB" if len(self.content) >= 1000 else f"{len(self.content)} bytes"
        return f'<a download="{self.name}" href="{address}">{html.escape(self.label)} ({size})</a>'


def downloads(view, drawn):
    """Return what can be taken away of a view: the figures, then each chart as SVG and PNG.

    Parameters
    ----------
    view : View
    drawn : list of Chart
        Its charts, with PNG.

    Returns
    -------
    list of Download
    """
    name = file_name(view)
    files = [Download(f"{name}.csv", "The figures as CSV", to_csv(view.records).encode("utf-8-sig"))]
    for number, chart in enumerate(drawn, 1):
        more, named = (f"-{number}", f": {chart.title}") if len(drawn) > 1 else ("", "")
        files.append(Download(f"{name}{more}.svg", f"The chart as SVG{named}", _alone(chart).encode()))
        files.append(Download(f"{name}{more}.png", f"The chart as PNG{named}", chart.png))
    return files


def _alone(chart):
    """Return a chart as an SVG file that has its title above it, as it goes away without the page around it."""
    width, height = (float(part) for part in _BOX.search(chart.svg)[1].split()[2:])
    rows = wrap(chart.title, width - 8, TEXT, True)
    above = LINE_HEIGHT * len(rows) + 8
    words = "".join(
        f'<text x="4" y="{LINE_HEIGHT * (number + 1)}">{html.escape(row)}</text>' for number, row in enumerate(rows)
    )
    inside = chart.svg.replace("<svg ", f'<svg y="{above}" width="{width:g}" height="{height:g}" ', 1)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" '
        f'viewBox="0 0 {width:g} {height + above:g}"><rect width="100%" height="100%" fill="#fff"/>'
        f'<g font-family="Arial, Helvetica, sans-serif" font-size="{TEXT}" font-weight="bold">{words}</g>'
        f"{inside}</svg>"
    )


def file_name(view):
    """Return what the files of a view are called, without their ending.

    Parameters
    ----------
    view : View

    Returns
    -------
    str
    """
    areas = "-".join(area["slug"] for area in view.areas)
    said = "-".join(filter(None, [view.subject.id, view.shown, view.breakdown, view.category, areas]))
    made_up = "illustrative-" if view.is_made_up else ""
    return made_up + re.sub(r"[^a-z0-9]+", "-", said.lower()).strip("-")[:120]


@dataclass(frozen=True)
class Report:
    """The report that a view belongs to.

    Attributes
    ----------
    place, slug, outcome, title, year : str
        Of the area, of the outcome, and the financial year.
    """

    place: str
    slug: str
    outcome: str
    title: str
    year: str

    @property
    def path(self):
        """Where it stands, from the project's root."""
        return f"outputs/{self.year}/{self.slug}/{self.outcome}.html"

    @property
    def is_there(self):
        """Whether it has been made."""
        return (folders().root / self.path).is_file()

    @property
    def link(self):
        """The link that opens it from JupyterLab or the explorer's page, in HTML."""
        address = html.escape(f"{files_address()}{quote(self.path)}")
        label = html.escape(f"Open the report: {self.title}, {self.place}, {self.year}")
        return f'<a href="{address}" target="_blank" rel="noopener">{label} (opens in a new tab)</a>'


def report_of(view):
    """Return the report that a view belongs to: its first area's on its outcome; None for background figures.

    Parameters
    ----------
    view : View

    Returns
    -------
    Report or None
    """
    if view.subject.outcome == BACKGROUND:
        return None
    outcome = view.figures.words.outcomes[view.subject.outcome]
    area = view.areas[0]
    return Report(area["area_name"], area["slug"], outcome.id, outcome.numbered, view.figures.nation.year)


def files_address():
    """Return where the server that runs this notebook offers the files of the project.

    Returns
    -------
    str
        JupyterLab's own address, or that of the explorer's page; on a JupyterHub below the person's.
    """
    prefix = os.environ.get("JUPYTERHUB_SERVICE_PREFIX", "/")
    return f"{prefix}voila/files/" if os.environ.get("SERVER_SOFTWARE", "").startswith("voila") else f"{prefix}files/"
