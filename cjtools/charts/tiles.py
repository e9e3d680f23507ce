"""The tile map: one tile of equal size for each council, so that islands and cities can be read alike."""

import numpy as np
import pandas as pd
from matplotlib.colors import to_hex, to_rgb
from matplotlib.patches import Polygon

from cjtools.charts import canvas
from cjtools.drawing import colours
from cjtools.drawing.lettering import text_width, wrap

TILE = 46  # widest width of a tile
KEY_TILE = 32  # holds two symbols side by side, clear of its edge
KEY_ROW = 39
KEY_MIDDLE, KEY_START = 20, 42  # where its tiles and their words stand, from the left
KEY_WORDS = 230  # so that the key leaves the islands of the first rows where they are
LIGHTEST = 0.12  # share of the darkest colour in the first class
MOST_CLASSES = 5
NO_FIGURE = "No figure"
NO_LOOK = {"facecolor": colours.WHITE, "edgecolor": colours.QUIET, "linewidth": 1, "linestyle": (0, (2, 2))}
UNREAD_LOOK = {"facecolor": colours.WHITE, "edgecolor": colours.QUIET, "linewidth": 1, "linestyle": "-"}
OWN_LOOK = {"facecolor": "none", "edgecolor": colours.INK, "linewidth": 3.5, "linestyle": "-"}
# a dark outline is lost on a dark tile without a light one inside it
INNER_LOOK = {"facecolor": "none", "edgecolor": colours.WHITE, "linewidth": 1.5, "linestyle": "-"}
_CORNERS = np.array([(np.sin(turn), np.cos(turn)) for turn in np.arange(6) * np.pi / 3]) / np.sqrt(3)


def tile_map(tiles, *, name, title, alt, classes, own_code="", symbols=None, unread=None) -> str:
    """Return a map in which every area is a hexagon that holds its short name and its class.

    Each class has a fill, from light to dark, and a symbol of its own in every tile, so that the map can be read in
    grey and without colours. Tiles stand about where the areas lie; their size means nothing.

    Parameters
    ----------
    tiles : pandas.DataFrame
        ``area_code``, ``area_name``, ``short`` (about three letters), ``q`` and ``r`` (column and row of the grid,
        rows counted from the south, odd rows half a tile to the east), ``level`` (0 for the first class; missing
        where there is no figure), and, where there is one, ``marker`` (such as [c]).
    name, title, alt : str
        Start of the picture's ids, its short name, and what it shows in words.
    classes : list of str
        What each class means, from the lightest fill on; one to five.
    own_code : str
        Code of the own area, which gets a heavy outline and is named in the key.
    symbols : list of str, optional
        One or two characters for each class; otherwise 1, 2, 3 ...
    unread : dict, optional
        Symbol -> what it means, for tiles that have a figure but no class, such as those with too few cases; a tile is
        one of them when its ``marker`` is the symbol.

    Returns
    -------
    str
        Inline SVG.

    Raises
    ------
    ValueError
        There is no row, an area or a place twice, a level without a class, or not one to five classes.

    Examples
    --------
    >>> import pandas as pd
    >>> tiles = pd.DataFrame({"area_code": ["A", "B"], "area_name": ["Fife", "Angus"], "short": ["FIF", "ANG"],
    ...                       "q": [2, 2], "r": [23, 24], "level": [1, None]})
    >>> picture = tile_map(tiles, name="m", title="Map", alt="Fife is in the higher half.",
    ...                    classes=["Lower half", "Higher half"], own_code="A")
    >>> "FIF" in picture, "No figure" in picture
    (True, True)
    """
    symbols = [str(number + 1) for number in range(len(classes))] if symbols is None else list(symbols)
    unread = unread or {}
    tiles = _prepare(tiles, classes, symbols)
    looks = [_look(number, len(classes)) for number in range(len(classes))]
    size, tiles = _lay_out(tiles)
    entries = _key_entries(tiles, list(zip(looks, symbols, map(str, classes), strict=True)), unread, own_code)
    down = _room_for_key(tiles, entries, size)
    tiles = tiles.assign(y=tiles["y"] + down)
    height = float(tiles["y"].max()) + size / np.sqrt(3) + 4
    with canvas.canvas(height, left=0, right=0, top=0, bottom=0) as (figure, axes):
        axes.set_axis_off()
        ordered = list(tiles.sort_values(["level", "area_code"]).itertuples())  # those alike become one outline
        _draw_key(figure, entries)
        for tile in ordered:
            look = _look_of(tile, looks, unread)
            _hexagon(figure, tile.x, tile.y, size * 0.95, **look)
        for tile in tiles[tiles["area_code"] == own_code].itertuples():
            _hexagon(figure, tile.x, tile.y, size * 0.98, **OWN_LOOK)
            _hexagon(figure, tile.x, tile.y, size * 0.87, **INNER_LOOK)
        for tile in ordered:
            look = _look_of(tile, looks, unread)
            symbol = symbols[int(tile.level)] if tile.level >= 0 else tile.marker
            _write_tile(figure, tile, symbol, look["facecolor"])
        return canvas.finish(figure, name, title, alt)


def _prepare(tiles, classes, symbols):
    """Return the tiles with numbers, and -1 for the level of those without a figure."""
    what = "areas of the tile map"
    canvas.require(tiles, ["area_code", "area_name", "short", "q", "r", "level"], what)
    canvas.refuse_repeats(tiles, ["area_code"], what)
    canvas.refuse_repeats(tiles, ["q", "r"], what)
    if not 1 <= len(classes) <= MOST_CLASSES or len(symbols) != len(classes):
        raise ValueError(f"the tile map takes one to {MOST_CLASSES} classes with a symbol each, not {len(classes)}")
    columns = {column: canvas.numbers(tiles, column) for column in ("q", "r", "level")}
    tiles = tiles.assign(**columns)
    wrong = tiles[~tiles["level"].isin(range(len(classes))) & tiles["level"].notna()]
    if len(wrong):
        row = wrong.iloc[0]
        raise ValueError(f"level {row['level']:g} of {row['area_name']} has no class: there are {len(classes)}, from 0")
    marker = tiles["marker"] if "marker" in tiles.columns else pd.Series("", index=tiles.index)
    marker = marker.where(marker.astype(str).str.len().between(1, 4), "none")
    return tiles.assign(level=tiles["level"].fillna(-1).astype(int), marker=marker)


def _look(number, count):
    """Return how the tiles of a class are drawn: ever darker shares of one colour, all with an outline."""
    share = LIGHTEST + (1 - LIGHTEST) * (number / (count - 1) if count > 1 else 0)
    mixed = [share * dark + (1 - share) * light for dark, light in zip(to_rgb(colours.OWN), (1, 1, 1), strict=True)]
    return {"facecolor": to_hex(mixed), "edgecolor": colours.QUIET, "linewidth": 1, "linestyle": "-"}


def _look_of(tile, looks, unread):
    """Return how a tile is drawn: by its class; without one by whether there is a figure."""
    if tile.level >= 0:
        return looks[int(tile.level)]
    return UNREAD_LOOK if tile.marker in unread else NO_LOOK


def _lay_out(tiles):
    """Return the width of a tile, and the tiles with the middle of each, the map at the right of the picture."""
    column = tiles["q"] + 0.5 * (tiles["r"] % 2)
    size = min(TILE, (canvas.WIDTH - 12) / (column.max() - column.min() + 1))
    row = tiles["r"].max() - tiles["r"]
    x = canvas.WIDTH - 6 - size / 2 - (column.max() - column) * size
    return size, tiles.assign(x=x, y=row * size * np.sqrt(3) / 2 + size / np.sqrt(3) + 4)


def _key_entries(tiles, of_classes, unread, own_code):
    """Return look, symbol and words of each line of the key; the words leave the tiles of the first rows free."""
    markers = set(tiles.loc[tiles["level"] < 0, "marker"])
    own = tiles.loc[tiles["area_code"] == own_code, "area_name"]
    entries = [(OWN_LOOK, "", str(own.iloc[0]))] if len(own) else []
    entries += of_classes
    entries += [(UNREAD_LOOK, symbol, words) for symbol, words in unread.items() if symbol in markers]
    if markers - set(unread):
        entries.append((NO_LOOK, "", NO_FIGURE))
    return [(look, symbol, wrap(words, KEY_WORDS, canvas.TEXT)) for look, symbol, words in entries]


def _room_for_key(tiles, entries, size):
    """Return how far the map must move down so that the key at the top left touches no tile."""
    down = 0.0
    for (_, right, bottom), _ in _key_boxes(entries):
        near = tiles[tiles["x"] - size / 2 < right + 6]
        if len(near):
            down = max(down, bottom + 4 - float(near["y"].min() - size / np.sqrt(3)))
    return down


def _key_boxes(entries):
    """Return top, right end and bottom of each line of the key, with the line."""
    top = 4.0
    boxes = []
    for entry in entries:
        lines = entry[2]
        bottom = top + max(KEY_ROW, len(lines) * canvas.LINE_HEIGHT + 4)
        boxes.append(((top, KEY_START + max(text_width(line, canvas.TEXT) for line in lines), bottom), entry))
        top = bottom
    return boxes


def _draw_key(figure, entries):
    """Draw a small tile for each class, with its symbol and what it means."""
    for (top, _, bottom), (look, symbol, lines) in _key_boxes(entries):
        middle = (top + bottom) / 2
        _hexagon(figure, KEY_MIDDLE, middle, KEY_TILE - (2 if look is OWN_LOOK else 0), **look)
        if symbol:
            _write_centred(figure, KEY_MIDDLE, middle + 4.5, symbol, _ink(look["facecolor"]))
        first = middle - len(lines) * canvas.LINE_HEIGHT / 2 + canvas.LINE_HEIGHT - 3.5
        for number, line in enumerate(lines):
            canvas.write(
                figure, KEY_START, first + number * canvas.LINE_HEIGHT, line, fontsize=canvas.TEXT, color=colours.INK
            )


def _write_tile(figure, tile, symbol, fill):
    """Write the short name and the symbol of the class into a tile."""
    _write_centred(figure, tile.x, tile.y - 2, str(tile.short), _ink(fill))
    _write_centred(figure, tile.x, tile.y + 12, str(symbol), _ink(fill))  # lower down a tile is narrower than a word


def _write_centred(figure, x, y, words, colour):
    """Write words in the middle of a tile."""
    canvas.write(figure, x, y, words, ha="center", fontsize=canvas.TEXT, color=colour)


def _ink(fill):
    """Return the colour of words that stands out more from a fill."""
    return max((colours.INK, colours.WHITE), key=lambda ink: colours.contrast(ink, fill))


def _hexagon(figure, x, y, width, **look):
    """Draw a hexagon that stands on a corner."""
    corners = (np.array([x, y]) + _CORNERS * width) / [canvas.WIDTH, canvas.height_of(figure)]
    figure.add_artist(Polygon(corners * [1, -1] + [0, 1], closed=True, transform=figure.transFigure, **look))
