"""How Sphinx makes the documentation: Markdown pages, parts of which are filled in from the project itself."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(ROOT))

from fill import fill_in  # noqa: E402

import cjtools  # noqa: E402

project = "cjtools"
author = "The cjtools contributors"
project_copyright = "The cjtools contributors; published figures are those of their publishers"
version = release = cjtools.__version__
language = "en-GB"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build", "README.md", "examples"]
myst_enable_extensions = ["deflist", "colon_fence"]
myst_heading_anchors = 4
nitpicky = True
# words that docstrings use for a type; they are no names of Python that could be linked
nitpick_ignore_regex = [("py:.*", r".*")]
napoleon_google_docstring = False
napoleon_use_rtype = False
autodoc_member_order = "bysource"
autodoc_typehints = "none"
add_module_names = False

html_theme = "theme"
html_theme_path = ["."]
html_title = "cjtools documentation"
html_static_path = [str(ROOT / "cjtools" / "templates" / "page.css")]
html_css_files = ["page.css", "docs.css"]
html_show_sourcelink = False
html_copy_source = False
html_use_index = True
html_permalinks = False
pygments_style = "bw"
highlight_language = "none"

# addresses are looked at by `make docs-links` alone: the checks of every change have no network
linkcheck_timeout = 20
linkcheck_retries = 2
linkcheck_ignore = [r"tcp://.*", r"http://127\.0\.0\.1.*"]


def setup(app):
    """Fill in what a page asks for when it is read."""
    app.connect("source-read", lambda _app, page, content: content.__setitem__(0, fill_in(page, content[0])))
