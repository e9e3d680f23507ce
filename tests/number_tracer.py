"""Every number that a report shows, each with the place it stands in, and the numbers that its CSV allows there.

A number counts as found only where it belongs: in a sentence on an indicator among the newest figures of the area, in a
cell of a table among the figures of that row and column, in the words of a chart among the indicator's figures.
"""

import re
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from html_lint import Node

INLINE = {"a", "b", "em", "i", "span", "strong", "abbr", "sub", "sup", "small", "time", "code"}
SKIPPED = {"style", "script", "meta"}
SHORT_YEAR = re.compile(r"\d\d-\d\d")  # a financial year as axes and bars name it
NUMBER = re.compile(r"(?<![\d.,])\d[\d,]*(?:\.\d+)?")
PLAIN = re.compile(r"[\d,.\-–%k]+")
SCOTLAND = "S92000003"

# figures of result records as they are shown in the record's own unit
VALUES = (
    "value", "lower", "upper", "comparator_value", "group_value", "lower_quartile", "upper_quartile", "previous_value",
    "baseline_value",
)  # fmt: skip
COUNTS = ("numerator", "denominator")
CHANGES = (("change", "change_unit"), ("baseline_change", "change_unit"))
NEEDED = ("change_needed", "baseline_needed", "comparator_expected")

# fixed words of the templates that hold numbers: of methods, of headings, of years and ids; none is a finding
FIXED = [
    r"\b(?:19|20)\d\d-\d\d\b",  # a financial year
    r"\b(?:19|20)\d\d\b",  # a calendar year; counts of that size have a comma
    r"\b(?:95|99\.8)% (?:intervals?|level|limits)\b",
    r"(?<=Outside the )99\.8%",
    r"\b[PNSCEATQ]\d+[a-z]?\b",  # ids of questions, activities, lines of the checklist
    r"(?:Under|under|from) 10 events|from 10\. (?=Published)|under 10\b",  # the rule for few cases
    r"are under 10,|no group has 10 or more",
    r"unless 20 or more would be expected",  # the same rule
    r"COVID-19",
    r"axis starts at [\d.,]+",  # the ends of an axis are ticks
    r"fewer than 1(?= would be expected)",  # what is nought when rounded
    r"Priority action \d+|National outcome L?\d+|Performance framework, indicator \d+",
    r"delivery plan actions? [\d, ]+",
    r"Made with cjtools [\d.]+",
    r"less than 0\.1(?= months| hours| percentage)",  # what rounds to nought
]


@dataclass(frozen=True)
class Place:
    """Where some text of a page stands."""

    indicator: str = ""
    kind: str = "text"  # finding, picture, cell, text
    row: str = ""
    column: str = ""
    line: str = ""


def chunks(node, place=Place(), ids=None):
    """Yield (text, place) of each piece of text below a node, in reading order; inline elements stay in their piece."""
    said = []
    for child in node.children:
        if isinstance(child, str):
            said.append(child)
        elif child.tag in INLINE:
            said.append(child.text)
        elif child.tag == "table":
            yield from _cells(child, place)
        elif child.tag == "svg":
            yield from _picture(child, replace(place, kind="picture"))
        elif child.tag not in SKIPPED:
            yield from chunks(child, _entered(child, place, ids or {}), ids)
    text = _closed_up(" ".join(said))
    if text:
        yield text, place
    if node.attrs.get("aria-label"):
        yield node.attrs["aria-label"], place


def _closed_up(text):
    """Return a text with single blanks, and none before what closes a clause."""
    return re.sub(r" (?=[,.;:)])", "", " ".join(text.split()))


def _entered(node, place, ids):
    """Return the place of what stands in an element."""
    classes = node.attrs.get("class", "").split()
    if "indicator" in classes:
        names = [ids[summary.text] for summary in node.all("summary") if summary.text in ids]
        return replace(place, indicator=names[0])
    if "finding" in classes:
        return replace(place, kind="finding")
    if node.tag in ("figcaption",):
        return replace(place, kind="picture")
    return place


def _picture(svg, place):
    """Yield the title, the words and the labels of a picture; single numbers along its axes are left out."""
    for node in svg.all("title", "desc"):
        yield node.text, place
    words = [node.text for node in svg.all("text") if not PLAIN.fullmatch(node.text)]
    if svg.parent.attrs.get("class", "").startswith("wide"):  # the logic model: its texts are wrapped over lines
        words = [" ".join(words)]
    for text in words:
        yield text, place
    for number in _values_drawn(svg):
        yield number, place


def _values_drawn(svg):
    """Return the numbers written into a picture that are no ticks: those that share neither their x nor their y."""
    texts = [node for node in svg.all("text") if PLAIN.fullmatch(node.text) and not SHORT_YEAR.fullmatch(node.text)]
    for node in texts:
        others = [other for other in texts if other is not node]
        if not any(other.attrs.get(at) == node.attrs.get(at) for other in others for at in ("x", "y")):
            yield node.text


def _cells(table, place):
    """Yield the caption, the heads and each cell of a table with the head of its row and column."""
    for caption in table.all("caption"):
        yield caption.text, replace(place, kind="picture")
    heads = [head.text for head in table.all("thead")[0].all("th")]
    for head in heads:
        yield head, place
    for row in table.all("tbody")[0].all("tr"):
        cells = [cell for cell in row.children if isinstance(cell, Node)]
        name, line = cells[0].text, " | ".join(cell.text for cell in cells)
        for head, cell in zip(heads, cells, strict=True):
            yield cell.text, replace(place, kind="cell", row=name, column=head, line=line)


@dataclass(frozen=True)
class Shown:
    """A number as shown: its digits, and whether it is a percentage."""

    digits: str
    is_percent: bool

    def fits(self, value):
        """Whether a number, rounded half up as often as this one is, shows these digits."""
        try:
            exact = abs(Decimal(value))
        except InvalidOperation:
            return False
        plain = Decimal(self.digits.replace(",", ""))
        return exact.quantize(Decimal(1).scaleb(plain.as_tuple().exponent), ROUND_HALF_UP) == plain


def numbers(text):
    """Return the numbers that a text shows."""
    return [Shown(match[0].rstrip(","), text.startswith("%", match.end())) for match in NUMBER.finditer(text)]


def allowed(row, shown):
    """Whether a row of the CSV holds a number as it is shown."""
    is_percent = row["unit"] == "per cent"
    values = [row[name] for name in VALUES] if is_percent == shown.is_percent else []
    if not shown.is_percent:
        values += [row[name] for name in (*COUNTS, *NEEDED)]
    for name, unit in CHANGES:
        if (row[unit] == "per cent") == shown.is_percent:
            values.append(row[name])
    return any(value and shown.fits(value) for value in values)


class Tracer:
    """Finds the numbers of a report in its CSV.

    Parameters
    ----------
    made : Made
        See :mod:`report_maker`.
    """

    def __init__(self, made):
        self.study, self.tree = made.study, made.tree
        self.rows = made.rows
        self.by_indicator = {}
        for row in made.rows:
            self.by_indicator.setdefault(row["indicator"], []).append(row)
        catalogue = self.study.catalogue
        self.names = {
            name: catalogue.indicators[name].name for name in self.by_indicator if name in catalogue.indicators
        }
        self.titles = {
            item.shown_title: item.indicator for item in self.study.outcome.national_indicators if item.indicator
        }
        suite = catalogue.framework.overarching_indicator
        self.titles |= {title: suite.indicator for title in (suite.title, getattr(suite, "shown_title", suite.title))}
        self.own = {name: self.study.code_of(name) for name in self.names}
        self.subjects = {
            f"{indicator.words.subject} {indicator.unit}": name
            for name in self.names
            if (indicator := catalogue.indicators[name]).is_split and indicator.statistic == "rate"
        }
        words = self._words()
        self.words, self.every_word = _pattern(words), " | ".join(words).casefold()
        self.fixed = re.compile("|".join(FIXED))

    def _words(self):
        """Return every text of the catalogue, and notes of records, as they may stand in the page."""
        catalogue, outcome = self.study.catalogue, self.study.outcome
        texts = set(_texts(outcome.model_dump()))
        for name in self.names:
            texts |= set(_texts(catalogue.indicators[name].model_dump()))
        for table in (catalogue.sources, catalogue.markers, catalogue.groups, catalogue.places, catalogue.areas):
            texts |= set(_texts(table))
        texts |= set(_texts([list(catalogue.measures.values()), catalogue.caveats.model_dump()]))
        texts |= set(_texts(catalogue.framework.model_dump()))
        texts |= {row[name] for row in self.rows for name in ("note", "part_label", "group", "area_name")}
        texts |= {f"{item.number} {item.title}" for item in outcome.quality_indicators}
        texts |= {f"{action.number}. {action.summary}" for action in outcome.delivery_plan_actions}
        texts |= {self.study.peers.label, self.study.peers.name, self.study.peers.similar_in}
        # names of groups in sentences are cut off at their bracket
        texts |= {text.split(" (")[0] for text in texts if text.startswith("Family group")}
        texts |= {singular for text in texts for singular in _singular(text)}
        return {text for text in texts if re.search(r"\d", text) and not re.fullmatch(r"[\d.,]+", text)}

    def left_over(self):
        """Return (number, text, place) of each number that the CSV does not hold where it is shown."""
        ids = {f"How it is worked out : {name}": code for code, name in self.names.items()}
        says = [indicator.id for indicator, _ in self.study.headline_rows()]
        told = self._front_sentences()
        left, looked = [], 0
        for text, place in chunks(self.tree, ids=ids):
            if text in told:
                place = replace(place, indicator=says[told.index(text)], kind="finding")
            if place.kind == "picture" and " " in text and text.casefold() in self.every_word:
                continue  # a name that a picture breaks over two lines
            bare = self.fixed.sub(" ", self.words.sub(" ", text))
            rows = None
            for shown in numbers(bare):
                looked += 1
                rows = self._rows(text, place) if rows is None else rows
                if not any(allowed(row, shown) for row in rows):
                    left.append((shown.digits + "%" * shown.is_percent, text, place))
        return left, looked

    def _front_sentences(self):
        """Return the texts of the findings on the first page, in order."""
        (says,) = [node for node in self.tree.walk() if "says" in node.attrs.get("class", "").split()]
        return [_closed_up(item.text) for item in says.all("li")]

    def _rows(self, text, place):
        """Return the rows of the CSV that a number in a place may come from."""
        if place.column.startswith("Year, earlier figure"):
            return [row for row in self.by_indicator.get("this report", []) if row["part"].startswith("revision")]
        names = [place.indicator] if place.indicator else self._named(text, place)
        if not names:
            return self.by_indicator.get("this report", [])
        rows = [row for name in names for row in self.by_indicator.get(name, [])]
        if place.kind == "cell" and place.indicator:
            return self._of_cell(rows, place)
        if place.kind == "finding" or not place.indicator:
            return [row for row in rows if self._is_newest(row)]
        return rows

    def _named(self, text, place):
        """Return the indicators that a text outside of any indicator's block is on: those that it names."""
        where = place.line or text
        national = [code for title, code in self.titles.items() if place.column == "Reading" and title in where]
        if national:
            return national
        split = [code for subject, code in self.subjects.items() if subject in where]
        if split:
            return split
        found = [code for code, name in self.names.items() if name in where]
        # a name may be the start of a longer one
        return [
            code
            for code in found
            if not any(self.names[code] in self.names[other] != self.names[code] for other in found)
        ]

    def _is_newest(self, row):
        """Whether a row is of the area's newest figures, or worked out for this report."""
        name = row["indicator"]
        if row["area_code"] not in (self.own.get(name), self.study.area["area_code"]):
            return row["area_code"] in (SCOTLAND, self.study.peers.code) and row["period"] == self._newest(name)
        return row["period"] == self._newest(name) or row["method"].startswith(
            ("exact interval of the ratio", "sum of")
        )

    def _newest(self, name):
        periods = [
            row["period"] for row in self.by_indicator[name] if row["area_code"] == self.own[name] and row["value"]
        ]
        return max(periods, default="")

    def _of_cell(self, rows, place):
        """Return the rows of a cell of an indicator's table: those of the year, category or area at its head."""
        if place.column == place.row:
            return rows
        named = [row for row in rows if place.row in (row["period"], row["part_label"], row["area_name"])]
        if any(row["part_label"] == place.row for row in named) or any(row["area_name"] == place.row for row in named):
            periods = {row["period"] for row in named}
            at = place.column if place.column in periods else None  # a table of centres by year
            named = [row for row in named if row["period"] == (at or self._newest(row["indicator"]))]
        code = {"Scotland": SCOTLAND, self.study.peers.label: self.study.peers.code}.get(place.column)
        if code:
            return [row for row in named if row["area_code"] == code]
        parts = {row["part_label"] for row in rows} | {row["part_label"].removeprefix("joined: ") for row in rows}
        if place.column in parts and place.row in {row["period"] for row in rows}:
            return [
                row for row in named if place.column in (row["part_label"], row["part_label"].removeprefix("joined: "))
            ]
        own = {self.own[row["indicator"]] for row in rows} | {self.study.area["area_code"]}
        return [row for row in named if row["area_code"] in own or row["area_name"] == place.row]


def _texts(value):
    """Yield every text in nested lists and dicts."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
        yield from (key for key in value if isinstance(key, str))
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, str):
        yield " ".join(value.split())


def _singular(text):
    """Yield a text for one instead of many, where it starts with what is counted."""
    if text.startswith("people"):
        yield text.replace("people", "person", 1)
    match = re.match(r"(\w+?)s\b", text)
    if match:
        yield match[1] + text[match.end() :]


def _pattern(texts):
    """Return a pattern of some texts as whole words in any case, the longest first."""
    ordered = sorted(texts, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, ordered)) + r")(?!\w)", re.IGNORECASE)
