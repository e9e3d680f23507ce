"""The logic model of an outcome as a picture and as a list that says the same."""

import html
import xml.etree.ElementTree as ET
from dataclasses import dataclass

from cjtools.drawing import colours, svg
from cjtools.drawing.lettering import readable, wrap

TEXT = 14
LINE_HEIGHT = 19
PADDING = 10
GAP = 10
STRONG = {"fill": colours.OWN, "ink": colours.WHITE, "bold": True}
MARK = "*"  # behind an activity that is not published
HEADS = ("Inputs", "Activities by partner", "National outcome")
STEPS_HEAD = "What they lead to"


@dataclass(frozen=True)
class _Column:
    """Where a column stands, and how wide it is."""

    x: float
    width: float

    @property
    def end(self):
        return self.x + self.width


INPUTS, PARTNERS, OUTCOME = _Column(4, 190), _Column(236, 428), _Column(706, 190)
STEPS, AFTER_STEPS = OUTCOME, _Column(938, 190)  # with steps between, the outcome stands further right


def logic_model_svg(model: dict, *, name: str, title: str, alt: str) -> str:
    """Return the logic model as a picture: inputs, then each partner's activities, then the outcome.

    At 900 units across, or 1,132 with steps, it needs a wide screen or paper; give :func:`logic_model_list` beside it.

    Parameters
    ----------
    model : dict
        ``goal`` (text), ``inputs`` (list of texts), ``partners`` (list of ``partner`` and ``activities``, each
        activity with ``text`` and, where it has one, ``delivery_plan_action``), ``outcome`` (text); and, where it
        has them, ``steps``: what activities lead to on the way, a list of (when, text), soonest first.
    name, title, alt : str
        Start of the picture's ids, its short name, and what it shows in words.

    Returns
    -------
    str
        Inline SVG.

    Raises
    ------
    ValueError
        The model lacks a part, or has no partner or no input.

    Examples
    --------
    >>> model = {"goal": "Fewer people reoffend", "inputs": ["Staff"], "outcome": "More people finish their order",
    ...          "partners": [{"partner": "Council", "activities": [{"id": "a1", "text": "Run unpaid work"}]}]}
    >>> "Run unpaid work" in logic_model_svg(model, name="lm", title="Logic model", alt="From staff to outcome.")
    True
    """
    _check(model)
    picture = svg.opening("", name, title, alt)
    picture.set("font-size", str(TEXT))
    has_steps = bool(model.get("steps"))
    last = AFTER_STEPS if has_steps else OUTCOME
    width = last.end + 4
    goal = wrap(f"Goal: {model['goal']}", width - 8 - 2 * PADDING, TEXT, bold=True)
    top = _box(picture, INPUTS.x, 4, width - 8, goal, **STRONG) + 30
    columns = {INPUTS: HEADS[0], PARTNERS: HEADS[1], **({STEPS: STEPS_HEAD} if has_steps else {}), last: HEADS[2]}
    for column, head in columns.items():
        _write(picture, column.x, top - 8, head, bold=True)
    blocks = [_partner_lines(partner) for partner in model["partners"]]
    inputs = [wrap(text, INPUTS.width - 4 * PADDING, TEXT) for text in model["inputs"]]
    steps = [wrap(f"{when}: {text}", STEPS.width - 4 * PADDING, TEXT) for when, text in model.get("steps") or ()]
    outcome = wrap(model["outcome"], last.width - 4 * PADDING, TEXT, bold=True)
    heights = [_block_height(block) for block in blocks]
    tall = max(
        sum(heights) + GAP * (len(heights) - 1),
        *(sum(map(_box_height, boxes)) + GAP * (len(boxes) + 1) for boxes in (inputs, steps)),
        _box_height(outcome) + 2 * GAP,
    )
    _draw_column(picture, INPUTS, top, tall, inputs)
    if has_steps:
        _draw_column(picture, STEPS, top, tall, steps)
        _arrow(picture, STEPS.end, last.x, top + tall / 2)
    _draw_column(picture, last, top, tall, [outcome], **STRONG)
    y = top
    for block, height in zip(blocks, heights, strict=True):
        _draw_block(picture, y, block, height)
        _arrow(picture, INPUTS.end, PARTNERS.x, y + height / 2)
        _arrow(picture, PARTNERS.end, STEPS.x, y + height / 2)
        y += height + GAP
    picture.set("viewBox", f"0 0 {width:g} {top + tall + 4:g}")
    return svg.to_text(picture)


def logic_model_list(model: dict) -> str:
    """Return the logic model as a nested list, for readers who do not see the picture, and for phones.

    Parameters
    ----------
    model : dict
        As for :func:`logic_model_svg`.

    Returns
    -------
    str
        HTML ``<ul>``; every text is escaped.

    Raises
    ------
    ValueError
        The model lacks a part, or has no partner or no input.

    Examples
    --------
    >>> model = {"goal": "Safe & well", "inputs": ["Staff"], "outcome": "More people finish their order",
    ...          "partners": [{"partner": "Council", "activities": [{"id": "a1", "text": "Run unpaid work"}]}]}
    >>> "<li>Goal: Safe &amp; well</li>" in logic_model_list(model)
    True
    """
    _check(model)
    partners = [
        _item(_escape(partner["partner"]), [_item(_escape(_words(each))) for each in partner.get("activities", [])])
        for partner in model["partners"]
    ]
    steps = model.get("steps")
    items = [
        _item("Goal: " + _escape(model["goal"])),
        _item(HEADS[0], [_item(_escape(text)) for text in model["inputs"]]),
        _item(HEADS[1], partners),
        *([_item(STEPS_HEAD, [_item(_escape(f"{when}: {text}")) for when, text in model["steps"]])] if steps else []),
        _item(f"{HEADS[2]}: " + _escape(model["outcome"])),
    ]
    return '<ul class="logic-model">\n' + "\n".join(items) + "\n</ul>"


def _check(model):
    """Refuse a model that lacks a part."""
    for key in ("goal", "inputs", "partners", "outcome"):
        if not model.get(key):
            raise ValueError(f"the logic model has no {key}: add it to the outcome's logic model file")
    for partner in model["partners"]:
        if not partner.get("partner"):
            raise ValueError("the logic model has a partner without a name: add it under 'partner'")


def _words(activity):
    """Return an activity with the delivery plan action it belongs to, and a mark when it is not published."""
    said, action = activity["text"] + (f" {MARK}" if is_derived(activity) else ""), activity.get("delivery_plan_action")
    if action in (None, "", []):
        return said
    numbers = action if isinstance(action, list | tuple) else [action]
    plural = "s" if len(numbers) > 1 else ""
    return f"{said} (delivery plan action{plural} {', '.join(map(str, numbers))})"


def is_derived(activity):
    """Return whether an activity was worked out by this project rather than published."""
    return activity.get("provenance") == "derived"


def _escape(text):
    """Return the text safe for HTML."""
    return html.escape(readable(str(text)))


def _item(words, below=()):
    """Return a list item with the items below it."""
    inner = "\n<ul>\n" + "\n".join(below) + "\n</ul>\n" if below else ""
    return f"<li>{words}{inner}</li>"


def _partner_lines(partner):
    """Return the wrapped name of a partner and of each activity."""
    inside = PARTNERS.width - 2 * PADDING
    name = wrap(partner["partner"], inside, TEXT, bold=True)
    return name, [wrap(_words(activity), inside - 2 * PADDING, TEXT) for activity in partner.get("activities", [])]


def _box_height(lines):
    """Return the height of a box that holds the lines."""
    return len(lines) * LINE_HEIGHT + PADDING


def _block_height(block):
    """Return the height of a partner's panel with its activities."""
    name, activities = block
    return _box_height(name) + sum(_box_height(lines) + GAP - 4 for lines in activities) + 4


def _draw_block(picture, y, block, height):
    """Draw a partner's panel, its name and its activities."""
    name, activities = block
    _panel(picture, PARTNERS.x, y, PARTNERS.width, height)
    _write_lines(picture, PARTNERS.x + PADDING, y + PADDING / 2, name, bold=True)
    y += _box_height(name)
    for lines in activities:
        y = _box(picture, PARTNERS.x + PADDING, y, PARTNERS.width - 2 * PADDING, lines) + GAP - 4


def _draw_column(picture, column, y, height, texts, **look):
    """Draw a panel with a box for each text."""
    _panel(picture, column.x, y, column.width, height)
    for lines in texts:
        y = _box(picture, column.x + PADDING, y + GAP, column.width - 2 * PADDING, lines, **look)


def _panel(picture, x, y, width, height, fill=colours.PANEL):
    """Draw an empty box with an edge."""
    shape = {"x": x, "y": y, "width": width, "height": height, "rx": 4}
    look = {"fill": fill, "stroke": colours.OWN, "stroke-width": 1}
    ET.SubElement(
        picture, "rect", {key: f"{value:g}" if key in shape else str(value) for key, value in (shape | look).items()}
    )


def _box(picture, x, y, width, lines, *, fill=colours.WHITE, ink=None, bold=False):
    """Draw a box as high as its text; return where it ends."""
    height = _box_height(lines)
    _panel(picture, x, y, width, height, fill)
    _write_lines(picture, x + PADDING, y + PADDING / 2, lines, bold=bold, ink=ink)
    return y + height


def _write_lines(picture, x, y, lines, *, bold=False, ink=None):
    """Write lines of text below y."""
    for number, line in enumerate(lines):
        _write(picture, x, y + number * LINE_HEIGHT + 14, line, bold=bold, ink=ink)


def _write(picture, x, y, line, *, bold=False, ink=None):
    """Write one line with its baseline at y."""
    attributes = {"x": f"{x:g}", "y": f"{y:g}", "fill": ink or colours.INK}
    if bold:
        attributes["font-weight"] = "bold"
    ET.SubElement(picture, "text", attributes).text = line


def _arrow(picture, start, end, y):
    """Draw an arrow to the right."""
    line = f"M{start + 3:g} {y:g}H{end - 9:g}"
    ET.SubElement(picture, "path", {"d": line, "stroke": colours.OWN, "stroke-width": "2", "fill": "none"})
    head = f"M{end - 11:g} {y - 6:g}L{end - 2:g} {y:g}L{end - 11:g} {y + 6:g}z"
    ET.SubElement(picture, "path", {"d": head, "fill": colours.OWN})
