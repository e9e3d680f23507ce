"""Figures of a return under the framework of 2016: of the catalogue, or of the partnership's own, in one form."""

from dataclasses import dataclass, replace

from cjtools.areas import SCOTLAND
from cjtools.evidence.choices import plain
from cjtools.evidence.measures import PERCENT, SHEET
from cjtools.evidence.periods import YEAR, first_month, kind_of, last_month
from cjtools.levels import NATION
from cjtools.markers import NOT_AVAILABLE
from cjtools.results.indicators import TOTAL
from cjtools.results.local_measures import series_in
from cjtools.rounding import round_half_up
from cjtools.stats import difference_of_proportions, wilson

NAN = float("nan")
MONTHS = 12  # of a year
REACHED, NOT_REACHED, NOT_JUDGED = "reached", "not reached", "not judged"
ABOVE, BELOW, WITHIN = "above", "below", "within"  # where the interval of a figure lies, beside a standard


@dataclass(frozen=True)
class Figure:
    """One figure with what stands beside it.

    Attributes
    ----------
    id, title, unit : str
    period : str
        Of the newest figure; empty where none is recorded.
    value : float
        Missing where there is none, or it is hidden.
    marker : str
    base, count : float
        What a percentage is out of, where that may be shown; and of a published one how many.
    lower, upper : float
        95% interval.
    before, before_period, before_marker
        The figure a year before.
    scotland : float
        Scotland's figure of the same period.
    change : str
        How it changed since the year before, in a few words; empty where nothing can be said.
    status, source, note, indicator : str
        ``indicator`` is that of the catalogue; empty for the partnership's own.
    is_scotland : bool
        Whether it is published for Scotland only.
    method : str
        Of the result record; for how many decimals are shown.
    standard : float
        To be reached.
    standard_words : str
    """

    id: str
    title: str
    unit: str = ""
    period: str = ""
    value: float = NAN
    marker: str = ""
    base: float = NAN
    count: float = NAN
    lower: float = NAN
    upper: float = NAN
    before: float = NAN
    before_period: str = ""
    before_marker: str = ""
    scotland: float = NAN
    change: str = ""
    status: str = ""
    source: str = ""
    note: str = ""
    indicator: str = ""
    is_scotland: bool = False
    method: str = ""
    standard: float = NAN
    standard_words: str = ""

    @property
    def is_there(self):
        """Whether a figure is recorded or published, be it shown or hidden."""
        return bool(self.period) and (self.value == self.value or self.marker not in ("", NOT_AVAILABLE))

    @property
    def standing(self):
        """Whether the standard is reached; not judged without a figure that is shown."""
        if self.value != self.value or self.standard != self.standard:
            return NOT_JUDGED
        return REACHED if self.value >= self.standard else NOT_REACHED

    @property
    def interval_is(self):
        """Where the interval lies beside the standard; empty where there is no interval."""
        if self.lower != self.lower:
            return ""
        return ABOVE if self.lower >= self.standard else BELOW if self.upper < self.standard else WITHIN


def of_indicator(name, study):
    """Return the newest figure of an indicator of the catalogue for an area.

    Parameters
    ----------
    name : str
        Its id.
    study : Study
        Of the area; on which outcome is all the same.

    Returns
    -------
    Figure
    """
    indicator, row = study.indicator(name), study.latest(name)
    about = {
        "id": name,
        "title": indicator.name,
        "indicator": name,
        "unit": indicator.unit,
        "is_scotland": indicator.level == NATION,
        "source": _source(study, indicator),
        "note": " ".join(indicator.caveats[:1]),
    }
    if row is None:
        return Figure(**about)
    beside = study.of(name, SCOTLAND, TOTAL)
    beside = beside[beside["period"] == row["period"]]
    has_before = row["previous_value"] == row["previous_value"]
    return Figure(
        **about,
        period=row["period"],
        value=float(row["value"]),
        marker=row["marker"] or "",
        base=float(row["denominator"]),
        count=float(row["numerator"]),
        lower=float(row["lower"]),
        upper=float(row["upper"]),
        before=float(row["previous_value"]),
        before_period=row["previous_period"] if has_before else "",
        scotland=NAN if about["is_scotland"] or beside.empty else float(beside["value"].iloc[0]),
        change=row["change_reading"] or "",
        status=row["status"],
        method=row["method"],
    )


def of_catalogue(figure, study):
    """Return a figure of a return that is an indicator of the catalogue.

    Parameters
    ----------
    figure : Figure2016
    study : Study

    Returns
    -------
    Figure
    """
    return _with_standard(replace(of_indicator(figure.indicator, study), id=figure.id), figure)


def _source(study, indicator):
    """Return the title of the publication that an indicator's figures are from."""
    found = study.catalogue.source(indicator.source)
    titles = (row["title"] for row in study.catalogue.sources if row["source"] == indicator.source)
    return found["title"] if found else next(titles)


def rows_of(figure, evidence, year):
    """Return the rows of Measure values that are of a figure, up to the end of a year.

    Parameters
    ----------
    figure : Figure2016
        One with a title.
    evidence : Evidence
    year : str

    Returns
    -------
    list of Row
    """
    end, name = last_month(year), plain(figure.title)
    return [
        row for row in evidence.of(SHEET) if plain(row.get("measure")) == name and last_month(row.get("period")) <= end
    ]


def of_partnership(figure, evidence, year, status):
    """Return the newest figure that the partnership has recorded under a title, and the one a year before.

    Of several kinds of period, years go first: the framework asks for a figure a year.

    Parameters
    ----------
    figure : Figure2016
    evidence : Evidence
        Protected.
    year, status : str

    Returns
    -------
    Figure
    """
    series = sorted(series_in(rows_of(figure, evidence, year)), key=lambda one: (one.kind != YEAR, one.kind))
    if not series:
        return _with_standard(Figure(figure.id, figure.title, figure.unit), figure)
    one = series[0]
    row = one.rows[-1]
    ago = [each for each in one.rows if _is_year_before(each.get("period"), row.get("period"))]
    before = ago[0] if ago else None
    value, base = row.get("value", NAN), row.get("base", NAN)
    lower, upper = _limits(one.unit, value, base)
    found = Figure(
        figure.id,
        figure.title,
        one.unit,
        period=row.get("period"),
        value=value,
        marker=row.get("marker"),
        base=base,
        lower=lower,
        upper=upper,
        before=before.get("value", NAN) if before else NAN,
        before_period=before.get("period") if before else "",
        before_marker=before.get("marker") if before else "",
        change=_change(one.unit, row, before) if before else "",
        status=status,
        source="; ".join(one.sources),
        note=one.definition,
    )
    return _with_standard(found, figure)


def _is_year_before(earlier, later):
    """Return whether a period is the same one a year before."""
    return kind_of(earlier) == kind_of(later) and first_month(later) - first_month(earlier) == MONTHS


def _limits(unit, value, base):
    """Return the Wilson limits of a percentage in per cent; NaN where there is none."""
    if unit != PERCENT or value != value or not base > 0:
        return NAN, NAN
    return tuple(100 * limit for limit in wilson(_count(value, base), base))


def _count(value, base):
    """Return the count behind a percentage."""
    return min(base, float(round_half_up(value * base / 100)))


def _change(unit, row, before):
    """Return how a figure changed; beyond chance only where that can be tested."""
    new, old = row.get("value", NAN), before.get("value", NAN)
    if new != new or old != old:
        return ""
    bases = row.get("base", NAN), before.get("base", NAN)
    if unit == PERCENT and all(base > 0 for base in bases):
        _, lower, upper = difference_of_proportions(_count(new, bases[0]), bases[0], _count(old, bases[1]), bases[1])
        return "up" if lower > 0 else "down" if upper < 0 else "no change beyond chance"
    return "the same" if new == old else f"{'higher' if new > old else 'lower'}; not tested for chance"


def _with_standard(found, figure):
    """Return a figure with the standard that it is held to."""
    if figure.standard is None:
        return found
    return replace(found, standard=figure.standard, standard_words=figure.standard_words)
