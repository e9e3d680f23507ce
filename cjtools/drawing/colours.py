"""Every colour of charts and diagrams, in one place: the Scottish Government Design System's chart palette."""

# https://designsystem.gov.scot, data visualisation. Each stands at 3:1 or more on white, and next to its neighbour.
PALETTE = ("#002d54", "#2b9c93", "#6a2063", "#e5682a", "#0b4c0b", "#5d9f3c", "#592c20", "#ca72a2")

OWN = PALETTE[0]
GROUP = PALETTE[2]
# the palette's orange, darker: it crosses the band and the shade, and the own area's dark blue, at 3:1 or more on each
SCOTLAND = "#c4510f"

WHITE = "#ffffff"
INK = "#1a1a1a"
QUIET = "#595959"  # words on the axes
OTHER = "#767676"  # the other areas of a funnel
LIMIT = "#767676"  # control limits
GRID = "#d9d9d9"
BAND = "#ccd6e0"  # the 95 per cent interval around the own area
EDGE = "#5b7590"  # of the band, which is too light to be seen by itself
SHADE = "#ededed"  # periods the pandemic touched, below a bar that says how far it goes
PANEL = "#eef2f6"  # boxes of a diagram


def contrast(one, other):
    """Return how far two colours stand apart, from 1 (the same) to 21 (black on white).

    Words need 4.5, shapes that carry meaning need 3.

    Parameters
    ----------
    one, other : str
        Colours as ``#rrggbb``.

    Returns
    -------
    float
        Contrast ratio.

    References
    ----------
    Web Content Accessibility Guidelines 2.2, "contrast ratio" and "relative luminance".

    Examples
    --------
    >>> contrast("#000000", "#ffffff")
    21.0
    >>> round(contrast("#002d54", "#ffffff"), 1)
    14.0
    """
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(colour):
    """Return the relative luminance of a colour, 0 for black and 1 for white."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return round(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2], 12)
