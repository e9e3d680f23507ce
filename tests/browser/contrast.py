"""Contrast of text measured in the picture, where axe cannot tell what stands behind it: charts above all."""

import base64
import io
import itertools
import math

import numpy as np
from PIL import Image

ENOUGH, ENOUGH_WHEN_LARGE = 4.5, 3.0
# a line or a mark may touch the box of a text without standing behind its letters
TOUCHED = 0.25
STRIP = 4000  # px of the page in one picture
BARE = """
*, *::before, *::after { color: transparent !important; text-decoration-color: transparent !important }
svg text, svg tspan { fill: transparent !important; stroke: transparent !important }
"""
PLACES = """
targets => targets.map(target => {
  const element = document.querySelector(target), own = getComputedStyle(element);
  const inChart = element.closest("svg") !== null, range = document.createRange();
  range.selectNodeContents(element);
  const size = parseFloat(own.fontSize) * (inChart ? element.getScreenCTM().a : 1);
  const box = [...range.getClientRects()].find(one => one.width && one.height) || element.getBoundingClientRect();
  return {target, colour: inChart ? own.fill : own.color, size, bold: Number(own.fontWeight) >= 700,
    x: box.left + scrollX, y: box.top + scrollY, width: box.width, height: box.height};
})
"""


def luminance(colours):
    """Return the relative luminance of colours, as WCAG 2.2 defines it.

    Parameters
    ----------
    colours : array
        Red, green and blue from 0 to 255 in the last dimension.

    Returns
    -------
    array

    Examples
    --------
    >>> round(float(luminance([255, 255, 255])), 3), round(float(luminance([0, 0, 0])), 3)
    (1.0, 0.0)
    """
    parts = np.asarray(colours, dtype=float) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def ratio(one, other):
    """Return the contrast of two colours, or of one with each of many.

    Examples
    --------
    >>> round(float(ratio([0, 0, 0], [255, 255, 255])), 1)
    21.0
    """
    lighter, darker = np.maximum(luminance(one), luminance(other)), np.minimum(luminance(one), luminance(other))
    return (lighter + 0.05) / (darker + 0.05)


def too_little(page, targets):
    """Return the texts whose contrast with what stands behind them is too little.

    The page is drawn without its texts; the box of each is then compared with the colour of its letters.

    Parameters
    ----------
    page : playwright.sync_api.Page
        Loaded, with look.js in it.
    targets : list of str
        Selectors of elements that hold text.

    Returns
    -------
    list of str
    """
    places = [place for place in page.evaluate(PLACES, targets) if place["width"] and place["height"]]
    page.evaluate("sheet => look.restyle(sheet)", BARE)
    faults = []
    for top, group in itertools.groupby(
        sorted(places, key=lambda one: one["y"]), lambda one: one["y"] // STRIP * STRIP
    ):
        picture = _strip(page, top)
        for place in group:
            x, y = int(place["x"]), int(place["y"] - top)
            behind = picture[y : y + math.ceil(place["height"]), x : x + math.ceil(place["width"])]
            faults += _judged(place, behind.reshape(-1, 3))
    page.evaluate("look.restyle('')")
    return faults


def _strip(page, top):
    """Return the pixels of a strip of the page, with room below for a text that begins at its end."""
    clip = {"x": 0, "y": top, "width": page.viewport_size["width"], "height": STRIP + 100, "scale": 1}
    asked = {"clip": clip, "captureBeyondViewport": True, "optimizeForSpeed": True}
    shot = page.context.new_cdp_session(page).send("Page.captureScreenshot", asked)
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(shot["data"]))).convert("RGB"))


def _judged(place, behind):
    """Return what is wrong with one text, given the colours behind it."""
    letters = [float(part) for part in place["colour"].partition("(")[2].rstrip(")").split(",")[:3]]
    is_large = place["size"] >= 24 or (place["bold"] and place["size"] >= 18.66)
    found = float(np.quantile(ratio(behind, letters), TOUCHED)) if len(behind) else 0.0
    if found >= (ENOUGH_WHEN_LARGE if is_large else ENOUGH):
        return []
    return [f"contrast {found:.1f} of {place['colour']} at {place['target']}"]
