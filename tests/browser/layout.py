"""Whether a page still fits and can be read: narrow, enlarged, spaced, on paper, in forced colours, by keyboard."""

from functools import lru_cache
from pathlib import Path

WIDE, HALF, NARROW = 1280, 640, 320  # 640 px is a window of 1280 px at 200 per cent, 320 px at 400 per cent
HIGH = 900
UPRIGHT, ACROSS = 643, 971  # px: A4 and A4 landscape, less two margins of 2 cm
LARGE_TEXT = "html { font-size: 200% !important }"
# what a reader may set (WCAG 1.4.12)
SPACED = """
* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
p { margin-bottom: 2em !important }
"""
VIEWS = (
    ("at 1280 px", WIDE, ""),
    ("at 200 per cent", HALF, ""),
    ("at 320 px", NARROW, ""),
    ("with text of 200 per cent", WIDE, LARGE_TEXT),
    ("with spaced text", WIDE, SPACED),
    ("with spaced text at 320 px", NARROW, SPACED),
)


@lru_cache(maxsize=1)
def _script():
    return (Path(__file__).parent / "look.js").read_text(encoding="utf-8")


def look(page):
    """Bring the functions of look.js into a page that is loaded; they are then found as ``look``."""
    page.evaluate(_script())


def does_not_fit(page, views=VIEWS):
    """Return what scrolls the page sideways, is cut off, leaves it, or stands upon other text, in any view.

    Parameters
    ----------
    page : playwright.sync_api.Page
        Loaded; its details are opened.
    views : sequence of (words, width, style sheet)

    Returns
    -------
    list of str
    """
    look(page)
    page.evaluate("look.open()")
    faults = []
    for words, width, sheet in views:
        page.set_viewport_size({"width": width, "height": HIGH})
        page.evaluate("sheet => look.restyle(sheet)", sheet)
        faults += [f"{words}: {fault}" for fault in page.evaluate("look.fit()")]
    page.evaluate("look.restyle('')")
    return faults


def on_paper(page):
    """Return what is cut off, dark, or not to be read when a page is printed on A4."""
    look(page)
    page.emulate_media(media="print")
    is_upright = page.evaluate("getComputedStyle(document.body).page") == "auto"
    page.set_viewport_size({"width": UPRIGHT if is_upright else ACROSS, "height": HIGH})
    faults = page.evaluate("[...look.fit(), ...look.printed()]")
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": WIDE, "height": HIGH})
    return [f"on paper: {fault}" for fault in faults]


def in_forced_colours(page):
    """Return charts that lose their colours, or the white behind them, where the reader's own colours rule."""
    look(page)
    page.emulate_media(forced_colors="active", color_scheme="dark")
    faults = page.evaluate("look.forced()")
    page.emulate_media(forced_colors="none", color_scheme="light")
    return faults


def by_keyboard(page):
    """Return what Tab does not reach in order, where the focus is not seen, and whether the skip link skips.

    Parameters
    ----------
    page : playwright.sync_api.Page
        Just loaded, with nothing in focus.

    Returns
    -------
    list of str
    """
    look(page)
    page.set_viewport_size({"width": WIDE, "height": HIGH})
    count = page.evaluate("look.watchKeys()")
    for _ in range(count + 1):
        page.keyboard.press("Tab")
    faults = page.evaluate("look.keysPressed()")
    page.evaluate("document.activeElement.blur(); document.querySelector('a').focus()")
    page.keyboard.press("Enter")
    if not page.evaluate("document.activeElement.matches('main')"):
        faults.append("the skip link does not move the focus to main")
    return faults
