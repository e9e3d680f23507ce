"""One page around any body: language, title, skip link, landmarks, style, and a content security policy."""

import base64
import hashlib
from functools import lru_cache
from importlib.resources import files

import jinja2
from markupsafe import Markup

from cjtools import __version__
from cjtools.show.published import NOINDEX, only_with, shows_made_up


@lru_cache(maxsize=1)
def _environment():
    """Return the Jinja environment: everything escaped, nothing undefined passes silently."""
    loader = jinja2.PackageLoader("cjtools", "templates")
    environment = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["only_with"] = lambda inside, name: Markup(only_with(inside, name))
    return environment


@lru_cache(maxsize=1)
def style():
    """Return the style sheet, without line breaks, as it stands in every page."""
    lines = files("cjtools.templates").joinpath("page.css").read_text(encoding="utf-8").splitlines()
    return "".join(line.strip() for line in lines)


@lru_cache(maxsize=1)
def table_script():
    """Return the script that sorts and filters tables, as it stands in the pages that ask for it."""
    return files("cjtools.templates").joinpath("tables.js").read_text(encoding="utf-8").strip()


def render(template, **values):
    """Return a template filled with values.

    Parameters
    ----------
    template : str
        File of cjtools/templates.
    **values
        Escaped unless the template marks them safe.

    Returns
    -------
    str
    """
    return _environment().get_template(template).render(**values)


def page(title, body, trail=(), script="", is_kept_out=False):
    """Return a whole page that asks for nothing outside itself and runs no script but one of the project's own.

    Parameters
    ----------
    title : str
    body : str
        HTML that has been escaped where it holds text of others.
    trail : sequence of (label, address)
        Where the page stands on the site; the last one is the page itself, with an empty address.
    script : str
        One script, written into the page and allowed by its hash alone; without it none may run.
    is_kept_out : bool
        Ask search engines to leave the page out. A page that shows something made up always does.

    Returns
    -------
    str

    Examples
    --------
    >>> "<title>A &amp; B</title>" in page("A & B", "<h1>A</h1>")
    True
    >>> [NOINDEX in page("A", body) for body in ("<h1>A</h1>", '<div class="banner"><p>Made up.</p></div>')]
    [False, True]
    """
    # only this very style sheet, and this very script if any, are allowed: no style attribute, no other host
    return render(
        "page.html.j2",
        title=title,
        body=body,
        trail=trail,
        style=style(),
        style_hash=_hash(style()),
        script=script,
        script_hash=_hash(script),
        version=__version__,
        is_kept_out=is_kept_out or shows_made_up(body),
        noindex=NOINDEX,
    )


def _hash(text):
    """Return a text's hash as a content security policy names it."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
