"""Pictures of a page for files that want points: the SVG of the page, drawn with the typeface of matplotlib."""

import re
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

WIDTH = 1000  # points across, sharp enough for paper
NARROWER = 0.88  # the typeface that comes along is wider than Arial, for which room is measured
_SIZE = re.compile(r'font-size="([\d.]+)"')


def can_draw():
    """Return whether pictures can be drawn here: the package for it is an extra."""
    return find_spec("resvg_py") is not None


def drawn(svg):
    """Return a picture of a page as the bytes of a PNG file.

    Parameters
    ----------
    svg : str
        As it stands in the page.

    Returns
    -------
    bytes
        The same on every machine: no typeface of the system is used.
    """
    import resvg_py

    narrower = _SIZE.sub(lambda found: f'font-size="{float(found[1]) * NARROWER:.2f}"', svg)
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=narrower,
            width=WIDTH,
            background="#ffffff",
            skip_system_fonts=True,
            font_files=_typefaces(),
            font_family="DejaVu Sans",
            sans_serif_family="DejaVu Sans",
        )
    )


@lru_cache(maxsize=1)
def _typefaces():
    """Return where the typeface that comes with matplotlib stands, plain and bold."""
    import matplotlib

    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    return [str(folder / name) for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")]
