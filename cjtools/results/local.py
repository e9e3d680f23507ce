"""A partnership's own outcomes, indicators and figures (data/raw/local), in the same form as the national ones."""

from dataclasses import dataclass, replace
from os.path import lexists

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
from cjtools.intake.store import read_observations
from cjtools.intake.tidy import KEY, OBSERVATION
from cjtools.markers import NIL, NOT_AVAILABLE
from cjtools.paths import folders, is_hidden, require_connected
from cjtools.results import distance, distance_editions, local_measures
from cjtools.results.local_measures import LOCAL
from cjtools.results.local_names import not_local, of_other_areas, other_spellings, taken_names
from cjtools.strict_files import read_yaml
from cjtools.writing import SECONDS_TO_WAIT, lock, write_atomically

FIGURES, PROFILE, RELEASED = "figures.csv", "disclosure.yaml", "released.csv"
WARNINGS = "warnings.csv"  # what disclosure control cannot put right; it stays with the partnership
USUAL_PROFILE = "local-default"
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
    CjtoolsError
        With every fault of the area's files: a name that leads nowhere, an id that the national catalogue has; or the
        folder is on a drive that is not connected.
    """
    require_connected(folder)
    if not lexists(folder / "outcomes"):
        return words
    if not (folder / "outcomes").is_dir():
        place = f"data/raw/local/{area['slug']}/outcomes"
        raise CatalogueError(Problem("is no folder that can be read", place, todo="take it away"))
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
    return read_table(path, columns, problems, unread) if lexists(path) else []


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
    if not lexists(folder / FIGURES):
        return observations
    safe = _own_figures(words, area, folder, observations).safe
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
    # a folder in it may be a link to a drive: that is followed, links below it are not
    entries = list(folder.iterdir()) if folder.is_dir() else []
    below = [path for entry in entries for path in (entry.rglob("*") if entry.is_dir() else [entry])]
    files = (path for path in below if path.is_file() and not is_hidden(path, folder))
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
    if lexists(folder / FIGURES):
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
    return _own_figures(words, area, folder).warnings() if lexists(folder / FIGURES) else []


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


def _own_figures(words, area, folder, observations=None):
    """Return an area's own figures fit to be shown, as _Own, or raise with every fault of their file.

    Processed observations are read where they are not given.
    """
    name = f"local/{area['slug']}/{FIGURES}"
    raw = open_file(folder / FIGURES, name)
    if not is_own_table(raw):
        found = looks_like_own_table(raw) or "is no table of figures"
        raise LayoutError(Problem(found, f"data/raw/{name}", todo=f"the header must be: {','.join(OWN_TABLE)}"))
    rows, problems = read_own_table(raw, words, name)
    problems += of_other_areas(rows, words, area, f"data/raw/{name}")
    for row in rows:
        if row["value"] is not None and row["value"] < 0:
            problems.append(Problem("the figure is below 0", f"data/raw/{name}", cell=row["cell"]))
    problems += other_spellings(rows, folder / RELEASED, f"data/raw/{name}")
    if problems:
        raise LayoutError(problems)
    own = pd.DataFrame(rows, columns=OBSERVATION).assign(status=LOCAL).astype({"value": float})
    public = _public_beside(own, words, folder, observations)
    return _protected(own, words, profile_of(folder), folder / RELEASED, public)


def measures_beside(own, words):
    """Return the measures whose figures by others tell of an area's own: of the same measure, or of one indicator.

    Parameters
    ----------
    own : set of str
        Measures of the area's own figures.
    words : Catalogue
        With the area's own measures.

    Returns
    -------
    set of str
        Those of the area's own figures among them.
    """
    with_own = (each.terms for each in words.indicators.values() if any(term.measure in own for term in each.terms))
    return own | {term.measure for terms in with_own for term in terms}


def _public_beside(own, words, folder, observations):
    """Return what others say of the area in the same years: parts and wholes of its figures that cannot be hidden.

    Figures that the area's own are to be added to come with those of all other places. None where there is nothing.
    """
    mine = set(own["measure"])
    declared = {row["measure"] for row in _table(folder / "measures.csv", columns_of("measures.csv"), [], set())}
    wanted = measures_beside(mine, words) - declared
    if not wanted:
        return None
    seen = read_observations(folders().processed) if observations is None else observations
    if not set(OBSERVATION) <= set(seen.columns):  # no page can be made of a damaged table: it shows nothing
        return None
    seen = seen[seen["measure"].isin(wanted) & seen["period"].isin(own["period"])]
    seen = seen.astype({name: str for name in OBSERVATION if name != "value"}).drop_duplicates(KEY, keep="last")

    def is_in_own(names):
        return pd.MultiIndex.from_frame(seen[names]).isin(pd.MultiIndex.from_frame(own[names]))

    of_all = [name for name in KEY if name != "area_code"]
    seen = seen[seen["area_code"].isin(own["area_code"]) | is_in_own(of_all)]
    is_own = is_in_own(KEY)
    # illustrative ones stand in the same reports
    return seen[~is_own].assign(status="published")[OBSERVATION]


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
    said = read_yaml(path) if lexists(path) else {}
    unknown = sorted(set(said) - {"profile"})
    if unknown or not isinstance(said.get("profile", ""), str):
        found = f"{', '.join(unknown)} is not known" if unknown else "profile is not one name"
        raise CatalogueError(
            Problem(found, f"data/raw/local/{folder.name}/{PROFILE}", allowed="profile: a rule's name")
        )
    return profile_for(LOCAL, said.get("profile", USUAL_PROFILE))


def _protected(own, words, profile, ledger, public=None):
    """Return an area's own figures fit to be shown, as _Own.

    What a percentage or a breakdown leaves over is protected too: 21 of 22 tells of the one. Figures of others that the
    area's are set beside are public.
    """
    # its linear programming takes half a second to load, which only an area with figures of its own needs
    from cjtools.disclosure import Ledger, protect
    from cjtools.results.left_over import amounts

    known = own if public is None else pd.concat([own, public.astype(own.dtypes)], ignore_index=True)
    here = known[known["area_code"].isin(own["area_code"])]
    nil = here["value"].mask(here["marker"] == NIL, 0.0)
    values = dict(zip(here[KEY].itertuples(index=False, name=None), nil, strict=True))
    places = {tuple(key): place for *key, place in own[[*KEY, "cell"]].itertuples(index=False)}
    more = amounts(values, words.indicators.values())
    file = own["file"].iloc[0] if len(own) else ""
    rows = [
        # an amount stands nowhere; messages name the cell of what it is a part of
        {**dict(zip(KEY, key, strict=True)), **BESIDE, "value": value, "file": file, "cell": places.get(whole, "")}
        | {"marker": "" if value == value else NOT_AVAILABLE}
        for key, (value, whole) in more.found.items()
    ]
    together = pd.concat([known, pd.DataFrame(rows, columns=OBSERVATION)], ignore_index=True) if rows else known
    released = Ledger.read(ledger)
    safe, report = protect(together, profile, sums=more.sums, measures=words.measures, released=released)
    shown = safe.iloc[: len(own)][OBSERVATION]
    return _Own(shown, safe, report, profile, released, more.sums, words.measures)
