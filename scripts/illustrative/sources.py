"""Reads what the generator needs: areas, places, layouts, published figures, and the assumptions."""

import csv
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

EDITION = "2024-25"
SCOTLAND = "S92000003"
# How a rate per 10,000 people aged 16 to 70 is named in data/raw/published -> the count it belongs to.
PRINTED_RATES = {
    "cpo_imposed_rate": "cpo_imposed",
    "dtto_imposed_rate": "dtto_imposed",
    "diversion_commenced_rate": "diversion_commenced",
}
# Own tables of published figures that the workbooks are fitted to.
PUBLISHED_FILES = (
    "jsw_scotland.csv",
    "jsw_councils.csv",
    "jsw_services_scotland.csv",
    "jsw_services_councils.csv",
    "homelessness.csv",
)
# What tables.csv calls the areas of a table -> the kind of places.csv.
KINDS = {"health boards": "health board", "custody centres": "custody centre"}


@dataclass(frozen=True)
class Published:
    """One published figure.

    Attributes
    ----------
    value : float
    edition : str
    digits : int
        Digits of the figure as printed, noughts at the end left out: how exact it is.
    decimals : int
        Decimals of the figure as printed.
    """

    value: float
    edition: str
    digits: int
    decimals: int

    @property
    def rank(self):
        """What makes one figure stand before another of the same thing."""
        return self.edition, self.digits


@dataclass
class World:
    """Everything the generator reads.

    Attributes
    ----------
    councils : list of str
        Codes of the 32 councils.
    places : dict
        Code -> row of places.csv: health boards, police divisions and custody centres.
    labels : dict
        Code -> name as the workbooks spell it.
    published : dict
        (measure, breakdown, category, area, year) -> Published; the newest edition, and of two of the same
        edition the less rounded one.
    population : dict
        (area, year as int) -> people aged 16 to 70, for councils and the places made of them.
    crime : dict
        Area -> crimes recorded, all years together, for councils and the places made of them.
    assumptions : dict
        assumptions*.yaml.
    """

    councils: list
    places: dict
    labels: dict
    published: dict
    population: dict
    crime: dict
    assumptions: dict

    @property
    def years(self):
        """The financial years of the workbooks, oldest first."""
        return self.assumptions["years"]

    def years_of(self, measure):
        """The years in which a measure was collected."""
        return [year for year in self.years if year >= self.assumptions["first_year"].get(measure, "")]

    def places_of(self, kind):
        """The codes of the places of a kind, in the order of places.csv."""
        return [code for code, row in self.places.items() if row["kind"] == kind]

    def areas_of(self, measure):
        """The areas that add up to Scotland for a measure: councils, unless the assumptions name another kind."""
        kind = self.assumptions["areas"].get(measure)
        return self.places_of(kind) if kind else self.councils

    def has_scotland(self, measure):
        """Whether a measure has a figure for Scotland: there is none where it stands by custody centre."""
        return self.assumptions["areas"].get(measure) != "custody centre"

    def people(self, area, year):
        """Return the mid-year population aged 16 to 70, of the newest earlier year where one is missing."""
        start = int(year[:4])
        return self.population[area, max(y for a, y in self.population if a == area and y <= start)]

    def scotland(self, measure, breakdown, category, year):
        """Return the published Scotland figure (the newest of the ones that mean the same), or None."""
        found = [self.published.get((measure, breakdown, category, SCOTLAND, year))]
        for pair in self.assumptions["same_figure"]:
            other = pair["as"]
            names = {(pair["measure"], "total", "Total"), (*other.values(),)}
            if (measure, breakdown, category) in names:
                found += [self.published.get((*name, SCOTLAND, year)) for name in sorted(names)]
        found = [figure for figure in found if figure]
        return max(found, key=lambda figure: figure.rank) if found else None

    def printed_share(self, measure, breakdown, category, year):
        """Return the published percentage that stands for a Scotland count, or None."""
        for entry in self.assumptions["printed_shares"]:
            own = (entry["of"], entry["breakdown"], entry.get("category", category))
            if own == (measure, breakdown, category):
                there = entry["printed"]
                key = (there["measure"], there["breakdown"], there.get("category", category))
                return self.published.get((*key, SCOTLAND, year))
        return None

    def council_figures(self, measure, breakdown, category, year):
        """Return council -> published count; printed rates become the number that rounds to the print."""
        counts = {}
        rates = {rate for rate, count in PRINTED_RATES.items() if count == measure}
        for name in (*sorted(rates), measure):
            for area in self.councils:
                figure = self.published.get((name, breakdown, category, area, year))
                if figure and name == measure:
                    counts[area] = int(figure.value)
                elif figure:
                    counts[area] = count_behind_rate(figure, self.people(area, year))
        return counts

    def council_averages(self, measure, year):
        """Return council -> published average, as printed."""
        found = {area: self.published.get((measure, "total", "Total", area, year)) for area in self.councils}
        return {area: figure.value for area, figure in found.items() if figure}

    def orders_behind_hours(self, year):
        """Return council -> unpaid work orders, where both the hours imposed and their average are published."""
        hours = self.council_averages("cpo_unpaid_work_hours_imposed", year)
        average = self.council_averages("cpo_unpaid_work_hours_average", year)
        return {area: int(hours[area] / average[area] + 0.5) for area in hours if area in average}


def count_behind_rate(figure, people):
    """Return the whole number whose rate per 10,000 people is nearest to the printed one.

    Examples
    --------
    >>> count_behind_rate(Published(67.2, "2017-18", 3, 1), 63668)
    428
    """
    return int(figure.value * people / 10_000 + 0.5)


def read_rows(path):
    """Read a CSV file as a list of dict, every cell as text."""
    with Path(path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _in_edition(column):
    """Return whether a column stands in the edition that is written (a heading may hold for some editions only)."""
    return column["from_edition"] <= EDITION <= (column["to_edition"] or EDITION)


def read_layout(folder):
    """Read one layout folder.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    dict
        ``id``, ``title`` and the other keys of layout.yaml, and ``tables``: the rows of tables.csv, each with
        its ``columns``.
    """
    head = yaml.safe_load((folder / "layout.yaml").read_text(encoding="utf-8"))
    columns = [column for column in read_rows(folder / "columns.csv") if _in_edition(column)]
    tables = [
        {**row, "columns": [column for column in columns if column["table"] == row["table"]]}
        for row in read_rows(folder / "tables.csv")
    ]
    return {**head, "tables": tables}


def read_world(root):
    """Read areas, published figures, population, crime and the assumptions of the project.

    Parameters
    ----------
    root : Path
        The project's folder.

    Returns
    -------
    World
    """
    assumptions = read_assumptions(Path(__file__).parent)
    folder = root / "data" / "raw" / "published"
    areas = read_rows(root / "data" / "catalogue" / "areas.csv")
    places = {row["place_code"]: row for row in read_rows(root / "data" / "catalogue" / "places.csv")}
    labels = {row["area_code"]: row["area_name"] for row in areas} | assumptions["area_labels"]
    labels |= {code: row["place_name"] for code, row in places.items()}
    labels[SCOTLAND] = "Scotland"
    published = _newest([row for name in PUBLISHED_FILES for row in read_rows(folder / name)])
    for entry in assumptions["closer_prints"]:
        key = (entry["measure"], "total", "Total", entry["area"], entry["year"])
        published[key] = replace(published[key], value=entry["value"])
    population = _population(read_rows(folder / "population.csv"))
    crime = _crime(read_rows(folder / "recorded_crime.csv"))
    _add_places(places, population, crime)
    return World(
        councils=sorted(row["area_code"] for row in areas if row["area_code"] != SCOTLAND),
        places=places,
        labels=labels,
        published=published,
        population=population,
        crime=crime,
        assumptions=assumptions,
    )


def read_assumptions(folder):
    """Read the files assumptions*.yaml of a folder as one.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    dict
        Mappings and lists of the same name are put together.

    Raises
    ------
    ValueError
        When two files say something about the same thing.
    """
    found = {}
    for path in sorted(folder.glob("assumptions*.yaml")):
        for name, value in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            if isinstance(value, list) and name != "years":
                found[name] = found.get(name, []) + value
                continue
            twice = sorted(set(found.get(name, {})) & set(value))
            if twice:
                raise ValueError(f"{path.name} says again what another file says: {name}, {twice}")
            found[name] = {**found.get(name, {}), **value} if isinstance(value, dict) else value
    return found


def _add_places(places, population, crime):
    """Add the people and the crimes of places made of councils: the sums of their councils."""
    for code, row in places.items():
        councils = [name for name in row["councils"].split("; ") if name]
        if councils:
            crime[code] = sum(crime[name] for name in councils)
            years = {year for area, year in population if area == councils[0]}
            population |= {(code, year): sum(population[name, year] for name in councils) for year in years}


def _newest(rows):
    """Keep the newest edition of every published figure."""
    newest = {}
    for row in rows:
        if row["value"] == "":
            continue
        key = (row["measure"], row["breakdown"], row["category"], row["area_code"], row["period"])
        digits = len(row["value"].replace(".", "").strip("0"))
        decimals = len(row["value"].partition(".")[2])
        figure = Published(float(row["value"]), row["edition"], digits, decimals)
        if key not in newest or figure.rank >= newest[key].rank:
            newest[key] = figure
    return newest


def _population(rows):
    """Return (area, year) -> people aged 16 to 70."""
    return {
        (row["area_code"], int(row["period"][:4])): int(float(row["value"]))
        for row in rows
        if row["measure"] == "population_16_70" and row["breakdown"] == "total" and row["value"]
    }


def _crime(rows):
    """Return area -> crimes recorded, all years together."""
    crime = {}
    for row in rows:
        if row["measure"] == "recorded_crime" and row["breakdown"] == "total" and row["value"]:
            crime[row["area_code"]] = crime.get(row["area_code"], 0) + int(float(row["value"]))
    return crime
