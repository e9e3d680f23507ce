"""Tasks over time as a picture: when each is planned, how much is done, what slipped and what waits for what."""

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from datetime import date

from cjtools.drawing import colours, svg
from cjtools.drawing.lettering import text_width, wrap

WIDTH, LEFT, RIGHT = 400, 12, 384  # right of the axis there is room for the tick of a task that ends on the last day
TEXT, LINE = 14, 18
HIGH, ABOVE, GAP = 14, 9, 10  # of a bar, of the room above it in which arrows arrive, and below it
SHORTEST, STUB = 6, 8  # a bar of one day in thirty years is still seen, and so is its delay
LANE = 4  # how far two arrows stand apart
MANY = 8  # tasks from which on the axis is repeated below
NEAR = 0.2  # of the span: so far outside, today still moves the axis
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

HEAD = "l-4-3m4 3l-4 3"  # of an arrow to the right
ARROW = {"fill": "none", "stroke": colours.QUIET, "stroke-width": 1.2}
TODAY = {"stroke": colours.SCOTLAND, "stroke-width": 2, "stroke-dasharray": "6 3"}

# how far apart ticks may be, finest first
_UNITS = {"day": (1, 2, 7, 14), "month": (1, 3), "year": (1, 2, 5, 10, 20, 50, 100, 1000)}


@dataclass(frozen=True)
class Bar:
    """A task: planned from one day to another (both included), done or expected on a third.

    Attributes
    ----------
    name, words : str
        Such as "T1", and what is to be done.
    start, end, ends : datetime.date
        As planned; and when it was done or is now expected to be, the planned end where nothing slipped.
    progress : float
        Per cent done, 0 to 100.
    after : tuple of str
        Names of the tasks it waits for.
    is_done, is_late : bool
    """

    name: str
    words: str
    start: date
    end: date
    ends: date
    progress: float
    after: tuple[str, ...]
    is_done: bool
    is_late: bool

    def __post_init__(self):
        if self.end < self.start:
            raise ValueError(f"task {self.name} ends on {self.end}, before it starts on {self.start}: mend the dates")
        if not 0 <= self.progress <= 100:
            raise ValueError(f"task {self.name}: progress is {self.progress}; it must be between 0 and 100")

    @property
    def slipped(self):
        """Whether it took or takes longer than planned."""
        return self.is_late or self.ends > self.end


@dataclass(frozen=True)
class _Row:
    """Where a task stands: its label's lines, the top of its bar, and from left to right its start, progress, ends."""

    bar: Bar
    lines: list
    y: float
    start: float
    done: float
    planned: float
    finish: float

    @property
    def middle(self):
        return self.y + HIGH / 2

    @property
    def arrive(self):
        """Where arrows to it turn, above its start."""
        return complex(self.start + SHORTEST / 2, self.y - ABOVE)


def gantt_order(bars):
    """Return tasks by planned start, then planned end, then name, T2 before T10.

    Parameters
    ----------
    bars : iterable of Bar

    Returns
    -------
    list of Bar

    Examples
    --------
    >>> day = date(2026, 11, 30)
    >>> bars = [Bar(name, "", day, day, day, 0, (), False, False) for name in ("T10", "T2")]
    >>> [bar.name for bar in gantt_order(bars)]
    ['T2', 'T10']
    """
    return sorted(bars, key=lambda bar: (bar.start, bar.end, re.sub(r"\d+", _padded, bar.name.casefold()), bar.name))


def _padded(digits):
    """Return a number in a name so that it sorts as a number."""
    return digits[0].zfill(12)


def gantt_svg(bars, today: date, *, name: str, title: str, alt: str) -> str:
    """Return tasks over time as a picture, 400 units wide: each task's label, and below it its bar.

    Parameters
    ----------
    bars : iterable of Bar
        From top to bottom; :func:`gantt_order` puts them in order.
    today : datetime.date
        Drawn as a line. Where it lies far outside the tasks' dates, words say so instead.
    name, title, alt : str
        Start of the picture's ids, its short name, and what it shows in words.

    Returns
    -------
    str
        Inline SVG.

    Raises
    ------
    ValueError
        There is no task, two have the same name, or one waits for a task that is not among them.

    Examples
    --------
    >>> bar = Bar("T1", "Train staff", date(2026, 9, 1), date(2026, 11, 30), date(2026, 12, 4), 50, (), False, True)
    >>> picture = gantt_svg([bar], date(2026, 10, 1), name="plan", title="Tasks", alt="One task, four days late.")
    >>> "T1. Train staff" in picture, "later than planned" in picture, "waits for" in picture
    (True, True, False)
    """
    bars = list(bars)
    _check(bars)
    axis = _axis(bars, today)
    picture = svg.opening("", name, title, alt)
    picture.set("font-size", str(TEXT))
    picture.set("text-anchor", "middle")
    pattern = _add_hatching(picture, name) if any(bar.slipped for bar in bars) else None
    grid = _add(picture, "path", stroke=colours.GRID)
    ticks = _ticks(axis)
    base = _draw_ticks(picture, ticks, 2)
    now = _x(axis, today.toordinal() + 0.5)
    is_inside, day = LEFT < now < RIGHT, f"{today.day} {MONTHS[today.month - 1]} {today.year}"
    # the word stands in a row of its own: it cannot hide the date of a tick
    top = _draw_word(picture, day, now, base + 3)
    rows = _rows(bars, axis, top + GAP)
    bottom = rows[-1].y + HIGH + GAP
    grid.set("d", "".join(f"M{_at(complex(x, base))}V{_short(bottom)}" for x, *_ in ticks))
    for path in _arrows(rows):
        _add(picture, "path", d=path, **ARROW)
    for row in rows:
        _draw_bar(picture, row.y, row.start, row.done, row.planned, row.finish, pattern)
    if is_inside:
        _add(picture, "path", d=f"M{_at(complex(now, top))}V{_short(bottom)}", **TODAY)
    for row in rows:
        _draw_signs(picture, row)
    if len(bars) >= MANY:
        bottom = _draw_ticks(picture, ticks, bottom)
    bottom = _draw_legend(picture, rows, day if is_inside else "", bottom + 8, pattern)
    picture.set("viewBox", f"0 0 {WIDTH} {_short(bottom)}")
    return svg.to_text(picture)


def _check(bars):
    """Refuse a plan that cannot be drawn."""
    names = [bar.name for bar in bars]
    if not bars:
        raise ValueError("there is no task to draw: give at least one")
    if twice := sorted({each for each in names if names.count(each) > 1}):
        raise ValueError(f"more than one task is called {', '.join(twice)}: give each a name of its own")
    unknown = [f"{bar.name} waits for {each}" for bar in bars for each in bar.after if each not in names]
    if unknown:
        raise ValueError(f"{'; '.join(unknown)}: no such task. Expected one of: {', '.join(names)}")


def _axis(bars, today):
    """Return the days in the picture, as a range of ordinals: those of all tasks, and today where it is near."""
    first = min(bar.start for bar in bars).toordinal()
    last = max(max(bar.end, bar.ends) for bar in bars).toordinal()
    near = NEAR * (last + 1 - first)
    if first - near <= today.toordinal() <= last + near:
        first, last = min(first, today.toordinal()), max(last, today.toordinal())
    return range(first, last + 1)


def _x(axis, ordinal):
    """Return where a day starts."""
    return LEFT + (ordinal - axis.start) / len(axis) * (RIGHT - LEFT)


def _ticks(axis):
    """Return the finest ticks whose labels stand apart: (x, label, year below it or nothing)."""
    return next(ticks for unit, steps in _UNITS.items() for step in steps if (ticks := _labelled(axis, unit, step)))


def _labelled(axis, unit, step):
    """Return ticks with their labels, or nothing where labels would touch."""
    ticks, year, ends = [], None, [-8, -8]
    for day in _dates(axis, unit, step):
        month, x = MONTHS[day.month - 1], _x(axis, day.toordinal())
        label = {"day": f"{day.day} {month}", "month": month, "year": str(day.year)}[unit]
        below = "" if unit == "year" or day.year == year else str(day.year)
        year = day.year
        ticks.append((x, label, below))
        for row, words in enumerate(filter(None, (label, below))):
            half = text_width(words, TEXT) / 2
            if _within(x, words) - half < ends[row] + 8:
                return []
            ends[row] = _within(x, words) + half
    return ticks


def _dates(axis, unit, step):
    """Return days, so many days (weeks from Monday on), months or years apart."""
    if unit == "day":
        monday = (1 - axis.start) % 7 if step >= 7 else 0
        return map(date.fromordinal, axis[monday::step])
    months = step * (12 if unit == "year" else 1)
    years = range(date.fromordinal(axis[0]).year, date.fromordinal(axis[-1]).year + 1)
    firsts = (date(year, month, 1) for year in years for month in range(1, 13) if (12 * year + month - 1) % months == 0)
    return (day for day in firsts if day.toordinal() in axis)


def _within(x, words, bold=False):
    """Return the middle of words that should stand at x, so that they stay in the picture."""
    half = text_width(words, TEXT, bold) / 2
    return min(max(x, half + 2), WIDTH - half - 2)


def _rows(bars, axis, y):
    """Return where each task stands, one below the other."""
    rows = []
    for bar in bars:
        waits = f" (after {', '.join(bar.after)})" if bar.after else ""
        lines = wrap(f"{bar.name}. {bar.words}{waits}", RIGHT - LEFT, TEXT)
        y += LINE * len(lines) + 3 + ABOVE
        start = min(_x(axis, bar.start.toordinal()), RIGHT - SHORTEST)
        planned = max(_x(axis, bar.end.toordinal() + 1), start + SHORTEST)
        finish, done = planned, start + (planned - start) * bar.progress / 100
        if bar.slipped:
            finish = max(_x(axis, bar.ends.toordinal() + 1), planned + STUB)
        elif bar.is_done:  # perhaps sooner than planned, even before it should have started
            finish = max(_x(axis, bar.ends.toordinal() + 1), start + SHORTEST)
        rows.append(_Row(bar, lines, y, start, min(planned, finish) if bar.is_done else done, planned, finish))
        y += HIGH + GAP
    return rows


def _arrows(rows):
    """Yield the outline of each arrow, from the end of a task down its own lane to the start of one that waits."""
    by_name, lanes = {row.bar.name: row for row in rows}, _lanes(rows)
    for row in rows:
        for each in row.bar.after:
            earlier, lane, arrive = by_name[each], lanes[each], row.arrive
            out = complex(min(lane, earlier.finish), earlier.middle)
            corners = out, complex(lane, out.imag), complex(lane, arrive.imag), arrive, arrive + (ABOVE - 1) * 1j
            yield _rounded(corners) + "l-3-4m3 4l3-4"


def _lanes(rows):
    """Return where the arrows of each task go down: near its end, and apart from all others they pass."""
    taken, lanes = [], {}
    for row in rows:
        waiting = [other.arrive for other in rows if row.bar.name in other.bar.after]
        if not waiting:
            continue
        heights = [row.middle, *(arrive.imag for arrive in waiting)]
        top, bottom = min(heights), max(heights)
        # where arrows of others arrive, this one must not pass
        arrived = (other.arrive for other in rows if other.bar.after and row.bar.name not in other.bar.after)
        heads = [(arrive.real, arrive.imag, arrive.imag + ABOVE) for arrive in arrived]
        passed = [x for x, above, below in taken + heads if above <= bottom and top <= below]
        first = row.finish + 3
        places = sorted((first + LANE * step for step in range(99, -99, -1)), key=lambda x: abs(x - first))
        free = (x for x in places if row.start <= x <= WIDTH - 3 and all(abs(x - other) >= LANE for other in passed))
        lanes[row.bar.name] = next(free, first)
        taken.append((lanes[row.bar.name], top, bottom))
    return lanes


def _rounded(corners):
    """Return a line with rounded corners: where lines meet they bend, where they cross they do not."""
    points = list(dict.fromkeys(corners))
    path = f"M{_at(points[0])}"
    for before, at, after in zip(points, points[1:], points[2:], strict=False):
        radius = min(4, abs(before - at) / 2, abs(after - at) / 2)
        bend = [at + (end - at) / abs(end - at) * radius for end in (before, after)]
        path += f"L{_at(bend[0])}Q{_at(at)} {_at(bend[1])}"
    return path + f"L{_at(points[-1])}"


def _draw_ticks(picture, ticks, y):
    """Write the dates of the axis below y; return where they end."""
    for x, *labels in ticks:
        for row, words in enumerate(filter(None, labels)):
            _write(picture, _within(x, words), y + 14 + LINE * row, words, fill=colours.QUIET)
    return y + (2 if ticks[0][2] else 1) * LINE + 2


def _draw_word(picture, day, x, y):
    """Say where today is, above its line, or that it lies outside; return where the words end."""
    side = "before the first task" if x <= LEFT else "after the last task"
    said = "today" if LEFT < x < RIGHT else f"today ({day}) is {side}"
    _write(picture, _within(x, said, bold=True), y + 13, said, **{"font-weight": "bold"})
    return y + LINE


def _draw_bar(picture, y, start, done, planned, finish, pattern):
    """Draw the bar of a task: as planned, what is done of it, and how far it slipped."""
    edge = {"stroke": colours.OWN, "stroke-width": 1.2}
    late = edge | {"fill": f"url(#{pattern})", "stroke-dasharray": "3 2"}
    light, dark = edge | {"fill": colours.BAND}, {"fill": colours.OWN}
    for left, right, look in ((planned, finish, late), (start, planned, light), (start, done, dark)):
        if left < right:
            _add(picture, "rect", x=left, y=y, width=right - left, height=HIGH, **look)


def _draw_signs(picture, row):
    """Draw the tick of a task that is done, and its label on white, so that lines pass behind it."""
    if row.bar.is_done:
        _draw_tick(picture, row.finish, row.middle)
    for number, line in enumerate(row.lines):
        y = row.y - ABOVE - 3 - LINE * (len(row.lines) - number)
        plate = {"x": LEFT - 2, "y": y + 1, "width": text_width(line, TEXT) + 4, "height": LINE - 3}
        _add(picture, "rect", **plate, fill=colours.WHITE)
        _write(picture, LEFT, y + 13, line, **{"text-anchor": "start"})


def _draw_tick(picture, x, y):
    """Draw a tick in a ring."""
    _add(picture, "circle", cx=x, cy=y, r=7.5, fill=colours.WHITE, stroke=colours.OWN, **{"stroke-width": 1.5})
    look = ARROW | {"stroke": colours.OWN, "stroke-width": 2}
    _add(picture, "path", d=f"M{_short(x - 3.5)} {_short(y)}l2.5 3 4.5-6", **look)


def _draw_legend(picture, rows, day, y, pattern):
    """Say what each sign in the picture means, and of none that is not there; return where this ends."""
    x, far = LEFT, LEFT + 34
    signs = (
        ("planned", any(row.done < row.planned for row in rows), (x, x, far, far)),
        ("done so far", any(row.done > row.start for row in rows), (x, far, far, far)),
        ("later than planned", pattern, (x, x, x, far)),
        ("done", any(row.bar.is_done for row in rows), None),
        (f"today, {day}", day, TODAY),
        ("leads to a task that waits for it", any(row.bar.after for row in rows), ARROW),
    )
    for words, _, sign in (each for each in signs if each[1]):
        middle = y + LINE / 2
        if isinstance(sign, tuple):
            _draw_bar(picture, middle - HIGH / 2, *sign, pattern)
        elif sign is None:
            _draw_tick(picture, (x + far) / 2, middle)
        else:
            _add(picture, "path", d=f"M{x} {_short(middle)}H{far}{HEAD if sign is ARROW else ''}", **sign)
        _write(picture, far + 10, middle + 5, words, **{"text-anchor": "start"})
        y += LINE + 3
    return y + 2


def _add_hatching(picture, name):
    """Add slanting lines to fill a bar with; return the id to name them by."""
    look = {"patternUnits": "userSpaceOnUse", "patternTransform": "rotate(45)", "width": 4, "height": 4}
    pattern = _add(_add(picture, "defs"), "pattern", id=f"{name}-late", **look)
    _add(pattern, "rect", width=4, height=4, fill=colours.WHITE)
    _add(pattern, "path", d="M1 0V4", stroke=colours.OWN, **{"stroke-width": 1.4})
    return f"{name}-late"


def _short(number):
    """Return a number with two decimals at most."""
    return f"{round(number, 2):g}"


def _at(point):
    """Return a point as paths write it."""
    return f"{_short(point.real)} {_short(point.imag)}"


def _write(picture, x, y, words, **look):
    """Write a line with its baseline at y."""
    _add(picture, "text", x=x, y=y, **{"fill": colours.INK} | look).text = words


def _add(picture, tag, **attributes):
    """Add an element and return it."""
    said = {key: value if isinstance(value, str) else _short(value) for key, value in attributes.items()}
    return ET.SubElement(picture, tag, said)
