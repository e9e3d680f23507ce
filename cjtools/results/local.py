"""A partnership's own outcomes, indicators and figures (data/raw/local), in the same form as the national ones."""

from dataclasses import dataclass, replace

import pandas as pd

from cjtools.catalogue.load import (
    completed,
    read_models,
    read_table,
    with_checklist,
)
from cjtools.catalogue.models import Indicator, Outcome
from cjtools.catalogue.resolve import unresolved
from cjtools.csv_files import columns_of
from cjtools.errors import CatalogueError, LayoutError, Problem
from cjtools.extract import open_file
from cjtools.extract.layouts import OWN_TABLE, is_own_table
from cjtools.intake.own_tables import looks_like_own_table, read_own_table
from cjtools.intake.tidy import KEY, OBSERVATION
from cjtools.paths import is_hidden
from cjtools.results import distance, distance_editions, local_measures
from cjtools.results.local_measures import LOCAL
from cjtools.results.local_names import not_local, taken_names
from cjtools.strict_files import read_yaml
from cjtools.writing import SECONDS_TO_WAIT, lock, write_atomically

FIGURES, PROFILE, RELEASED = "figures.csv", "disclosure.yaml", "released.csv"
WARNINGS = "warnings.csv"  # what disclosure control cannot put right; it stays with the partnership
USUAL_PROFILE = "local-default"
UNLISTED = "(not listed)"
BESIDE = {"marker": "", "source": "", "edition": "", "status": LOCAL}


def with_local(words, area, folder):
    """Return the catalogue with an area's own outcomes, indicators, measures and sources added.

    Parameters
    ----------
    words : Catalogue
    area : dict
        Row of areas.csv.
    folder : Path
        ``data/raw/local/<area>``; it need not exist.

    Returns
    -------
    Catalogue

    Raises
    ------
    CatalogueError
        With every fault of the area's files: a name that leads nowhere, an id that the national catalogue has.
    """
    if not (folder / "outcomes").is_dir():
        return words
    problems, unread = [], set()
    measures = _table(folder / "measures.csv", columns_of("measures.csv"), problems, unread)
    outcomes = read_models(folder / "outcomes", Outcome, problems, unread)
    indicators = read_models(folder / "indicators", Indicator, problems, unread)
    tables = {
        "measures": {row["measure"]: row for row in measures},
        "indicators": {name: completed(each, words.caveats, outcomes, problems) for name, each in indicators.items()},
        "outcomes": {name: with_checklist(each, words.checklist, problems) for name, each in outcomes.items()},
    }
    for kind, own in tables.items():
        taken = sorted(set(own) & set(getattr(words, kind)))
        files = {name: "measures.csv" if kind == "measures" else f"{kind}/{name}.yaml" for name in taken}
        problems += [
            Problem(f"{name} is in the national catalogue already", file, todo="choose another id")
            for name, file in files.items()
        ]
    problems += taken_names(words, tables["outcomes"].values())
    sources = [*words.sources, *_table(folder / "sources.csv", columns_of("sources.csv"), problems, unread)]
    for indicator in tables["indicators"].values():
        problems += not_local(indicator, words, tables, unread)
    merged = {kind: {**getattr(words, kind), **own} for kind, own in tables.items()}
    merged["indicators"] = {
        name: _in_all(each, words, tables["outcomes"]) for name, each in merged["indicators"].items()
    }
    together = replace(words, sources=sources, **merged)
    problems += unresolved(together, unread)
    if problems:
        raise CatalogueError([replace(p, file=f"data/raw/local/{area['slug']}/{p.file}") for p in problems])
    return together


def _in_all(indicator, words, own):
    """Return an indicator that belongs to every national outcome as one that belongs to the area's own too."""
    if not set(words.outcomes) <= set(indicator.outcomes):
        return indicator
    return indicator.model_copy(update={"outcomes": [*indicator.outcomes, *own]})


def _table(path, columns, problems, unread):
    """Return the rows of a CSV file that need not exist; add its faults to ``problems``."""
    return read_table(path, columns, problems, unread) if path.is_file() else []


def with_figures(observations, words, area, folder):
    """Return the observations with an area's own figures added, after disclosure control.

    Only what is protected leaves this function: what is hidden is in no frame, message or file that comes after.

    Parameters
    ----------
    observations : pandas.DataFrame
        Processed observations.
    words : Catalogue
        With the area's own measures; see :func:`with_local`.
    area : dict
        Row of areas.csv.
    folder : Path
        ``data/raw/local/<area>``.

    Returns
    -------
    pandas.DataFrame

    Raises
    ------
    LayoutError
        With every fault of the file; it names cells, not figures.
    """
    if not (folder / FIGURES).is_file():
        return observations
    safe = _own_figures(words, area, folder).safe
    # categories join only with the same categories: as text, then back
    text = {name: str for name in OBSERVATION if name != "value"}
    both = pd.concat([observations.astype(text), safe.astype(text)], ignore_index=True)
    return both.astype({name: "category" for name in text if name != "cell"})


def input_files(folder):
    """Return the files of an area's folder that its reports are made of, in order: all but what cjtools writes there.

    Parameters
    ----------
    folder : Path
        ``data/raw/local/<area>``; it need not exist.

    Returns
    -------
    list of Path
    """
    files = (path for path in folder.rglob("*") if path.is_file() and not is_hidden(path, folder))
    written = (RELEASED, local_measures.RELEASED, distance.RELEASED, distance_editions.RELEASED, WARNINGS)
    return sorted(path for path in files if path.name not in written)


def record_release(words, area, folder, more=()):
    """Write down what of an area's own figures has been shown, so that later reports do not give away what was hidden.

    Parameters
    ----------
    words : Catalogue
        With the area's own measures.
    area : dict
        Row of areas.csv.
    folder : Path
        ``data/raw/local/<area>``; the ledger is its ``released.csv``, which holds no hidden figure. What disclosure
        control cannot put right is written beside it as ``warnings.csv``.
    more : iterable of Problem
        Warnings on the area's local measures, to be written with the others.
    """
    warnings = list(more)
    if (folder / FIGURES).is_file():
        with lock(folder, SECONDS_TO_WAIT):  # another batch may add to it
            own = _own_figures(words, area, folder)
            warnings += own.warnings()
            own.ledger.with_release(own.safe, own.profile).write(folder / RELEASED)
    if warnings:
        rows = pd.DataFrame([vars(problem) for problem in warnings])
        write_atomically(folder / WARNINGS, rows.to_csv(index=False, lineterminator="\n"))
    else:
        (folder / WARNINGS).unlink(missing_ok=True)


def release_warnings(words, area, folder):
    """Return what disclosure control cannot put right in an area's own figures, such as what was shown before.

    Parameters
    ----------
    words : Catalogue
        With the area's own measures.
    area : dict
        Row of areas.csv.
    folder : Path
        ``data/raw/local/<area>``.

    Returns
    -------
    list of Problem
        With file and cell; they tell which figures can be found out, so they are for the partnership, not for reports.

    Raises
    ------
    CjtoolsError
        With every fault of the file.
    """
    return _own_figures(words, area, folder).warnings() if (folder / FIGURES).is_file() else []


@dataclass(frozen=True)
class _Own:
    """An area's own figures fit to be shown, with what it takes to hold them against earlier releases."""

    safe: pd.DataFrame
    together: pd.DataFrame
    report: object
    profile: object
    ledger: object
    sums: list
    measures: dict

    def warnings(self):
        """Return the warnings of the protection, and what the check against earlier releases adds to them."""
        from cjtools.disclosure import check_release

        told = list(self.report.warnings)
        known = {_figure_of(problem) for problem in told}
        found = check_release(self.together, self.ledger, self.profile, sums=self.sums, measures=self.measures)
        return told + [problem for problem in found if _figure_of(problem) not in known]


def _figure_of(problem):
    """Return which figure a problem of disclosure control is of."""
    return problem.file, problem.cell, problem.found.rpartition(": ")[0]


def _own_figures(words, area, folder):
    """Return an area's own figures fit to be shown, as _Own, or raise with every fault of their file."""
    name = f"local/{area['slug']}/{FIGURES}"
    raw = open_file(folder / FIGURES, name)
    if not is_own_table(raw):
        found = looks_like_own_table(raw) or "is no table of figures"
        raise LayoutError(Problem(found, f"data/raw/{name}", todo=f"the header must be: {','.join(OWN_TABLE)}"))
    rows, problems = read_own_table(raw, words, name)
    problems += _of_other_areas(rows, words, area, f"data/raw/{name}")
    for row in rows:
        if row["value"] is not None and row["value"] < 0:
            problems.append(Problem("the figure is below 0", f"data/raw/{name}", cell=row["cell"]))
    if problems:
        raise LayoutError(problems)
    own = pd.DataFrame(rows, columns=OBSERVATION).assign(status=LOCAL).astype({"value": float})
    return _protected(own, words, profile_of(folder), folder / RELEASED)


def _of_other_areas(rows, words, area, file):
    """Return one problem for each other area that rows of an area's own file are of, however many rows there are."""
    others = {}
    for row in rows:
        if row["area_code"] != area["area_code"]:
            others.setdefault(row["area_code"], []).append(row["cell"].split(" ")[0])
    here = f"this folder is of {area['area_name']} ({area['area_code']})"
    todo = (
        f"put them into data/raw/local of that area, or write {area['area_code']} in area_code if they are of this one"
    )
    problems = []
    for code, cells in others.items():
        what = "1 row is" if len(cells) == 1 else f"{len(cells)} rows are"
        where = cells[0] if len(cells) == 1 else f"{cells[0]}:{cells[-1]}"
        found = f"{what} of {words.place_names.get(code, code)} ({code}); {here}"
        problems.append(Problem(found, file, cell=where, todo=todo))
    return problems


def profile_of(folder):
    """Return the disclosure rule that an area has chosen for its own figures, or the usual one.

    Parameters
    ----------
    folder : Path
        ``data/raw/local/<area>``; its ``disclosure.yaml`` names a rule of data/catalogue/disclosure.yaml.

    Returns
    -------
    Profile

    Raises
    ------
    CjtoolsError
        When the rule is not known, or not for a partnership's own figures.
    """
    from cjtools.disclosure import profile_for

    path = folder / PROFILE
    said = read_yaml(path) if path.is_file() else {}
    unknown = sorted(set(said) - {"profile"})
    if unknown or not isinstance(said.get("profile", ""), str):
        found = f"{', '.join(unknown)} is not known" if unknown else "profile is not one name"
        raise CatalogueError(
            Problem(found, f"data/raw/local/{folder.name}/{PROFILE}", allowed="profile: a rule's name")
        )
    return profile_for(LOCAL, said.get("profile", USUAL_PROFILE))


def _protected(own, words, profile, ledger):
    """Return an area's own figures fit to be shown, as _Own.

    What a percentage or a breakdown leaves over is protected too: 21 of 22 tells of the one.
    """
    # its linear programming takes half a second to load, which only an area with figures of its own needs
    from cjtools.disclosure import Ledger, protect

    values = {tuple(key): value for *key, value in own[[*KEY, "value"]].itertuples(index=False)}
    places = {tuple(key): place for *key, place in own[[*KEY, "cell"]].itertuples(index=False)}
    rests, sums = _unlisted(values), []
    for indicator in words.indicators.values():
        if indicator.statistic == "proportion":
            _left_over(indicator, values, rests, sums)
    file = own["file"].iloc[0] if len(own) else ""
    rows = [
        # what is left over stands nowhere; messages name the cell of what it is left over of
        {**dict(zip(KEY, key, strict=True)), **BESIDE, "value": value, "file": file, "cell": places[whole]}
        for key, (value, whole) in rests.items()
    ]
    together = pd.concat([own, pd.DataFrame(rows, columns=OBSERVATION)], ignore_index=True) if rows else own
    released = Ledger.read(ledger)
    safe, report = protect(together, profile, sums=sums, measures=words.measures, released=released)
    shown = safe.iloc[: len(own)][OBSERVATION]
    return _Own(shown, safe, report, profile, released, sums, words.measures)


def _unlisted(values):
    """Return what each total leaves over its listed categories, for breakdowns that do not add up.

    By key: the figure, and the key of the total.
    """
    totals, parts = {}, {}
    for (*place, breakdown, _), value in values.items():
        if breakdown == "total":
            totals[tuple(place)] = value
        else:
            parts.setdefault((tuple(place), breakdown), []).append(value)
    rests = {}
    for (place, breakdown), listed in parts.items():
        rest = totals.get(place, float("nan")) - sum(listed)
        if rest > 0:
            rests[(*place, breakdown, UNLISTED)] = rest, (*place, "total", "Total")
    return rests


def _left_over(indicator, values, rests, sums):
    """Add what a percentage leaves over its count: figures to ``rests``, what they add up to to ``sums``."""
    name = f"{indicator.id} left over"
    for place in sorted({(area, period, kind) for _, area, period, kind, _, _ in values}):

        def keyed(terms, sign, place=place):
            return [(t.measure, *place, t.breakdown, t.category) for t in terms if t.sign == sign]

        count, less = keyed(indicator.numerator, 1), keyed(indicator.denominator, -1)
        base = keyed(indicator.denominator, 1)
        if len(base) != 1 or not all(key in values for key in [*count, *less, *base]):
            continue
        rest = values[base[0]] - sum(values[key] for key in [*count, *less])
        # more of the part than of the whole is a fault of the figures, which the indicator tells
        if rest >= 0:
            key = (name, *place, "total", "Total")
            rests[key] = rest, base[0]
            sums.append((base[0], [*count, *less, key]))
