"""Everything that a folder shows, as a reader who has nothing else finds it: figures, and how they are worked out.

It uses no code of cjtools. Figures are gathered from pages (tables, sentences, descriptions of pictures, coordinates in
them), tables, documents and notebooks; how indicators are worked out stands there in words.
"""

import csv
import io
import json
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
from folder_files import Node, ods, pdf, tree_of, xlsx

CHANNELS = ("table", "sentence", "picture", "csv", "xlsx", "ods", "docx", "pdf", "notebook", "json")
PERIOD = r"(?:19|20)\d\d-\d\d(?: Q\d)?"
WHOLE = 1e-6
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
HOW = r"Count: (\w+)(?: less (\w+))?(?:, shared out by ([\w ]+?))?(?:; out of: (\w+))?(?:; for each ([\w ]+))?\."


@dataclass(frozen=True)
class How:
    """How an indicator is worked out, in measures: what is counted, less what, out of what, by which breakdown.

    ``shares`` are what a whole is shared out into; else there is a figure for each category, out of that category.
    """

    count: str
    less: str
    shares: str
    out_of: str
    each: str

    @property
    def breakdown(self):
        return self.shares or self.each


@dataclass(frozen=True)
class Fact:
    """One figure as it was found: that a count, base or percentage is at least and at most something."""

    channel: str
    indicator: str
    part: str
    period: str
    field: str
    low: float
    high: float


@dataclass
class Seen:
    """Everything that some folders show: indicator -> How, facts, and which (indicator, part, period) are [c]."""

    how: dict = field(default_factory=dict)
    ids: dict = field(default_factory=dict)
    facts: list = field(default_factory=list)
    hidden: set = field(default_factory=set)
    series: dict = field(default_factory=dict)  # (name, period) -> count; None where it is [c]
    files: int = 0

    def __add__(self, other):
        ids, how, series = self.ids | other.ids, self.how | other.how, dict(self.series)
        for key, value in other.series.items():
            series[key] = series.get(key) if value is None else value
        hidden, files = self.hidden | other.hidden, self.files + other.files
        return Seen(how, ids, self.facts + other.facts, hidden, series, files)


def read(folder, channels=CHANNELS):
    """Return what a folder shows; of some channels alone the figures, but all words."""
    seen, texts = Seen(), {}
    for path in sorted(path for path in Path(folder).rglob("*") if path.is_file()):
        seen.files += 1
        texts[path] = path.read_bytes()
        if path.suffix == ".html":
            _learn(seen, path, tree_of(texts[path].decode("utf-8")))
    if "json" in channels:
        for path, content in texts.items():
            if path.suffix in (".json", ".csv-metadata"):
                _of_json(seen, json.loads(content))
    for path, content in texts.items():
        if path.suffix == ".html":
            _of_page(seen, content.decode("utf-8"), channels)
        elif path.suffix == ".csv" and "csv" in channels:
            _of_csv(seen, content.decode("utf-8"))
        elif path.suffix == ".xlsx" and "xlsx" in channels:
            _of_sheets(seen, "xlsx", xlsx(content))
        elif path.suffix == ".ods" and "ods" in channels:
            _of_sheets(seen, "ods", ods(content))
        elif path.suffix == ".docx" and "docx" in channels:
            _of_docx(seen, content)
        elif path.suffix == ".pdf" and "pdf" in channels:
            _of_lines(seen, "pdf", pdf(content))
        elif path.suffix == ".ipynb" and "notebook" in channels:
            for cell in json.loads(content).get("cells", ()):
                for output in cell.get("outputs", ()):
                    for kind, text in output.get("data", {}).items():
                        text = "".join(text) if isinstance(text, list) else text
                        if kind == "text/html":
                            _of_page(seen, text, ("table", "sentence", "picture"), "notebook")
                        elif isinstance(text, str):
                            _of_lines(seen, "notebook", text)
    seen.facts = list(dict.fromkeys(seen.facts))
    return seen


def _learn(seen, path, tree):
    """Learn what indicators there are and how they are worked out."""
    for node in tree.walk():
        if node.tag == "details" and node.text.startswith("How it is worked out"):
            name = re.search(r"How it is worked out ?: (.*)", next(n for n in node.walk() if n.tag == "summary").text)
            words = " ".join(n.text for n in node.walk() if n.tag == "p")
            found = re.match(HOW, words)
            if name and found:
                seen.how[name[1].strip()] = How(*(each or "" for each in found.groups()))
        if node.tag == "h2" and path.name.endswith("-data.html") and node.attrs.get("id"):
            seen.ids[node.attrs["id"].replace("-", "_")] = node.text


def _name_in(seen, text):
    """The indicator that a text speaks of: the longest name in it."""
    names = [name for name in seen.how if re.search(rf"{re.escape(name)}(?!\w)", text)]
    return max(names, key=len, default="")


def _add(seen, channel, indicator, part, period, **figures):
    """Note figures: (least, greatest) by field."""
    part = "" if part in ("Total", "all", "") else part
    if indicator in seen.how:
        for name, limits in figures.items():
            if limits is not None:
                seen.facts.append(Fact(channel, indicator, part, period, name, *limits))


def _number(text, whole=False):
    """Between which numbers a printed one lies; None for no number."""
    text = str(text).replace(",", "").strip()
    found = re.fullmatch(r"-?(\d+)(?:\.(\d+))?(?:e[+-]?\d+)?%?", text)
    if not found:
        return None
    value = float(text.rstrip("%"))
    if whole:
        return None if value % 1 else (value, value)
    half = 0.5 * 10.0 ** -len(found[2] or "")
    if len(found[2] or "") > 4 or (not found[2] and "%" not in text):
        half = 1e-6 * max(1.0, abs(value))  # as many places as a machine has, or a number of a machine
    return value - half, value + half


def _is_percent(how):
    return bool(how.out_of)


def _figure(seen, channel, name, part, period, text, interval=""):
    """Note the figure of an indicator as its table shows it: a count, or a percentage; and its interval."""
    how = seen.how.get(name)
    if how is None:
        return
    if "[c]" in str(text):
        seen.hidden.add((name, "" if part in ("Total", "all") else part, period))
    kind = "percent" if _is_percent(how) else "count"
    _add(seen, channel, name, part, period, **{kind: _number(text, kind == "count")})
    ends = re.fullmatch(r"(-?[\d.,]+)%? to (-?[\d.,]+)%?", str(interval).strip())
    if ends:
        lower, upper = (_loose(end) for end in ends.groups())
        _add(seen, channel, name, part, period, lower=lower, upper=upper)


def _loose(text):
    """Between which numbers a printed limit lies."""
    text = str(text).replace(",", "").rstrip("%")
    places = len(text.partition(".")[2])
    half = 0.5 * 10.0**-places if places <= 4 else 1e-6 * max(1.0, abs(float(text)))
    return float(text) - half, float(text) + half


def _note(seen, name, period, text):
    """Note one figure of a series of the partnership's own; ``period`` as 'April 2024' or '2024-25 quarter 1'."""
    month = re.fullmatch(r"(\w+) (\d{4})", period)
    if month and month[1] in MONTHS:
        period = f"{month[2]}-{MONTHS.index(month[1]) + 1:02d}"
    key, limits = (name, period.replace("quarter ", "Q")), _number(text, True)
    seen.series[key] = limits[0] if limits else seen.series.get(key)


def _table(seen, channel, title, head, rows):
    """Read a table by its title and headings."""
    if head[:1] == ["Period"]:
        for row in rows:
            _note(seen, title.partition(", by ")[0], *map(str, row[:2]))
    name = _name_in(seen, title)
    year = (re.findall(PERIOD, title) or [""])[-1]
    for row in rows:
        cells = dict(zip(head, row, strict=False))
        mine = _name_in(seen, cells["Indicator"]) if "Indicator" in cells else name
        if not mine or cells.get("Place", "Fife") != "Fife" or cells.get("Area", "Fife") != "Fife":
            continue
        period = cells.get("Year", year)
        if not re.fullmatch(PERIOD, str(period)):
            continue
        part = cells.get("Part", cells.get("Category", ""))
        interval = cells.get("95% interval", "")
        if "Lower limit" in cells:
            interval = f"{cells['Lower limit']} to {cells['Upper limit']}"
        for heading in ("Fife", "Value", "Figure"):
            if heading in cells:
                text = re.sub(r" (cases|per cent)$", "", str(cells[heading]))
                _figure(seen, channel, mine, part, period, text, interval)
        for heading, kind in (("Fife: count", "count"), ("Count", "count"), ("Base", "base"), ("Out of", "base")):
            if heading in cells:
                _add(seen, channel, mine, part, period, **{kind: _number(cells[heading], True)})
        both = re.fullmatch(r"(\S+) of (\S+)", str(cells.get("Count and base", "")))
        if both:
            _add(seen, channel, mine, part, period, count=_number(both[1], True), base=_number(both[2], True))
        kind = "percent" if _is_percent(seen.how[mine]) else "count"
        for when, what in (("Year before", "Figure of the year before"), ("Baseline year", "Figure of the baseline")):
            if what in cells:
                _add(seen, channel, mine, part, cells[when], **{kind: _number(cells[what], kind == "count")})


def _of_csv(seen, text):
    """Read a report's table: every column of it."""
    for row in csv.DictReader(io.StringIO(text)):
        name = seen.ids.get(row.get("indicator", ""), "")
        if row.get("indicator") == "local measures":
            _note(seen, row["part"], row["period"], row["value"])
        if name not in seen.how or row.get("area_name") != "Fife":
            continue
        part, period, how = row["part"], row["period"], seen.how[name]
        interval = f"{row['lower']} to {row['upper']}" if row["lower"] else ""
        _figure(seen, "csv", name, part, period, row["marker"] if row["marker"] == "[c]" else row["value"], interval)
        count, base = _number(row["numerator"], True), _number(row["denominator"], True)
        _add(seen, "csv", name, part, period, count=count, base=base)
        before, change = (float(row[key]) if row[key] else None for key in ("previous_value", "change"))
        kind = "percent" if _is_percent(how) else "count"
        for when, key in (("previous_period", "previous_value"), ("baseline_period", "baseline_value")):
            if row[key]:
                _add(seen, "csv", name, part, row[when], **{kind: _loose(row[key])})
        if before is not None and change is not None:
            now = before + change if kind == "percent" else before * (1 + change / 100)
            _add(seen, "csv", name, part, period, **{kind: (now - 1e-6, now + 1e-6)})


def _of_page(seen, text, channels, channel=""):
    """Read the tables, sentences and pictures of a page."""
    tree, title = tree_of(text), ""
    for node in tree.walk():
        if node.tag == "table" and "table" in channels:
            parts = {tag: [n for n in node.walk() if n.tag == tag] for tag in ("caption", "tr")}
            caption = parts["caption"][0].text if parts["caption"] else ""
            cells = [[n.text for n in row.children if isinstance(n, Node)] for row in parts["tr"]]
            if cells:
                _table(seen, channel or "table", caption, cells[0], cells[1:])
        if node.tag in ("p", "li", "figcaption", "summary", "title", "desc") and "sentence" in channels:
            title = _name_in(seen, node.text) if node.tag != "desc" else title  # a picture's comes before it
            _sentence(seen, channel or "sentence", node.text, title)
        if node.tag == "svg" and "picture" in channels:
            name = _name_in(seen, next((n.text for n in node.walk() if n.tag == "title"), ""))
            if name:
                _picture(seen, channel or "picture", name, node)


def _sentence(seen, channel, text, name=""):
    """Read the figures of a sentence on an indicator."""
    series = re.match(r"(.+?)(?:, by \w+|: [\d,]+ people)", text)
    for found in re.finditer(r"([\d,]+) people, of (\w+ \d{4}|\d{4}-\d\d quarter \d)", text) if series else ():
        _note(seen, series[1], found[2], found[1])
    named = {one for one in seen.how if re.search(rf"{re.escape(one)}(?!\w)", text)}
    name = next(iter(named), name)
    if not name or len(named) > 1:
        return
    kind = "percent" if _is_percent(seen.how[name]) else "count"
    unit = r"([\d,]+\.\d+)%" if kind == "percent" else r"([\d,]+)(?: cases)?"
    last = (re.findall(PERIOD, text) or [""])[-1]
    told, is_split = [], bool(seen.how[name].breakdown)
    for found in re.finditer(rf"{unit} in ({PERIOD})", text):
        told.append((found[2], found[1]))
    for found in re.finditer(rf"({PERIOD}) \({unit}\)", text):
        told.append((found[1], found[2]))
    for found in re.finditer(rf"In \w+ in ({PERIOD}), {unit} ", text):
        told.append((found[1], found[2]))
    for period, number in told if not is_split else ():
        _add(seen, channel, name, "", period, **{kind: _number(number, kind == "count")})
    for found in re.finditer(r"([\d,]+) of ([\d,]+) cases", text) if not is_split else ():
        before = (re.findall(PERIOD, text[: found.start()]) or [last])[-1]
        _add(seen, channel, name, "", before, count=_number(found[1], True), base=_number(found[2], True))
    for found in re.finditer(r"([A-Za-z][\w ,]*?) ([\d.]+%) \(([\d,]+) cases\)", text) if is_split else ():
        part = found[1].removeprefix("and ")
        part = {"women": "Female", "men": "Male"}.get(part, part)
        _add(seen, channel, name, part, last, percent=_number(found[2]), count=_number(found[3], True))
    moved = rf"{re.escape(name)}: (.+?) (?:clearly )?(?:rose|fell) from {unit} in ({PERIOD}) to {unit} in ({PERIOD})"
    for found in re.finditer(moved, text):
        for number, period in (found.group(2, 3), found.group(4, 5)):
            _add(seen, channel, name, found[1], period, **{kind: _number(number, kind == "count")})


def _picture(seen, channel, name, svg):
    """Read the points of a line chart, by the numbers at its axes."""
    texts = [(float(n.attrs["x"]), float(n.attrs["y"]), n.text) for n in svg.walk() if n.tag == "text"]
    years = {x: text for x, _, text in texts if re.fullmatch(r"\d\d-\d\d", text)}
    labels = sorted((y, float(text.replace(",", ""))) for x, y, text in texts if re.fullmatch(r"[\d,.]+", text))
    grid = next((n.attrs["d"] for n in svg.walk() if n.tag == "path" and n.attrs.get("stroke") == "#d9d9d9"), "")
    lines = sorted({float(y) for y in re.findall(r"M[\d.]+ ([\d.]+)L", grid)})
    if len(labels) < 2 or len(lines) != len(labels) or not years:
        return
    slope, start = np.polyfit(lines, [value for _, value in labels], 1)
    near = 0.15 * abs(slope)  # coordinates are printed to a tenth
    kind = "percent" if _is_percent(seen.how[name]) else "count"
    points = [(float(n.attrs["x"]), float(n.attrs["y"])) for n in svg.walk() if n.tag == "use" and "x" in n.attrs]
    points += [(float(x), float(y)) for n in svg.walk() if n.tag == "path" and n.attrs.get("stroke-width") == "3"
               for x, y in re.findall(r"[ML]([\d.]+) ([\d.]+)", n.attrs["d"])]  # fmt: skip
    for x, y in points:
        for at, year in years.items():
            if abs(at - x) < 0.2 and min(lines) - 20 < y < max(lines) + 20 and y != 300:
                value = start + slope * y
                _add(seen, channel, name, "", f"20{year}", **{kind: (value - near, value + near)})


def _of_lines(seen, channel, text):
    """Read running text, in which a table is a line of figures for each year or part."""
    name, year, head = "", "", ""
    for line in text.splitlines():
        found = _name_in(seen, line)
        if found:
            name = found
            year = (re.findall(PERIOD, line) or [year])[-1]
        if line.startswith(("Year ", "Category ")):
            head = line
        row = re.fullmatch(rf"({PERIOD}) (\S+)(?: (\S+ to \S+|none))?(?: (\S+) of (\S+))?", line.strip())
        if row and name and head.startswith("Year Fife"):
            _figure(seen, channel, name, "", row[1], row[2], row[3] or "")
            if row[4]:
                _add(seen, channel, name, "", row[1], count=_number(row[4], True), base=_number(row[5], True))
        row = re.fullmatch(r"(\D[\w ,]*?) (\d[\d,]*) (\S+%)(?: (\S+ to \S+|none))?", line.strip())
        if row and name and year and head.startswith("Category Fife"):
            _add(seen, channel, name, row[1], year, count=_number(row[2], True))
    for sentence in re.split(r"(?<=\.)\s+(?=[A-Z])", " ".join(text.split())):
        if len(sentence) < 1000:
            _sentence(seen, channel, sentence)


def _of_sheets(seen, channel, sheets):
    """Read the tables of a workbook."""
    for rows in sheets:
        title, head = str(rows[0][0]) if rows and rows[0] else "", None
        for row in rows:
            texts = ["" if cell is None else str(cell) for cell in row]
            if "Indicator" in texts[:1] or "Year" in texts[:1]:
                head = texts
            elif head:
                _table(seen, channel, title, head, [texts])


def _of_docx(seen, content):
    """Read the paragraphs and tables of a Word file."""
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    body = ET.fromstring(zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml")).find(f"{w}body")
    title = ""
    for part in body:
        if part.tag == f"{w}tbl":
            rows = [["".join(cell.itertext()) for cell in row.iter(f"{w}tc")] for row in part.iter(f"{w}tr")]
            _table(seen, "docx", title, rows[0], rows[1:])
        else:
            title = "".join(part.itertext())
            _sentence(seen, "docx", title)


def _of_json(seen, node):
    """Read whatever looks like a record of an indicator in JSON."""
    if isinstance(node, dict):
        if "indicator" in node and "value" in node:
            name = seen.ids.get(str(node["indicator"]), "")
            _figure(seen, "json", name, str(node.get("part", "")), str(node.get("period", "")), node["value"])
        for each in node.values():
            _of_json(seen, each)
    elif isinstance(node, list):
        for each in node:
            _of_json(seen, each)
