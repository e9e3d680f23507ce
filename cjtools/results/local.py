"""A partnership's own outcomes, indicators and figures (data/raw/local), in the same form as the national ones."""

from dataclasses import replace

import pandas as pd

from cjtools.catalogue.load import MEASURE_COLUMNS, SOURCE_COLUMNS, read_models, with_checklist
from cjtools.catalogue.models import Indicator, Outcome
from cjtools.catalogue.resolve import unresolved
from cjtools.errors import CatalogueError, LayoutError, Problem
from cjtools.extract import open_file
from cjtools.intake.own_tables import read_own_table
from cjtools.intake.tidy import OBSERVATION
from cjtools.strict_files import read_csv, read_yaml

FIGURES, PROFILE, RELEASED = "figures.csv", "disclosure.yaml", "released.csv"
LOCAL, USUAL_PROFILE = "local", "local-default"
SAME = ["area_code", "period", "period_type", "breakdown", "category"]


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
    problems = []
    tables = {
        "measures": {row["measure"]: row for row in _table(folder / "measures.csv", MEASURE_COLUMNS, problems)},
        "indicators": read_models(folder / "indicators", Indicator, problems),
        "outcomes": {
            name: with_checklist(outcome, words.checklist, problems)
            for name, outcome in read_models(folder / "outcomes", Outcome, problems).items()
        },
    }
    for kind, own in tables.items():
        taken = sorted(set(own) & set(getattr(words, kind)))
        problems += [
            Problem(f"{name} is in the national catalogue already", kind, todo="choose another id") for name in taken
        ]
    numbers = {outcome.number for outcome in words.outcomes.values()}
    for outcome in tables["outcomes"].values():
        if outcome.number in numbers or not outcome.number.startswith("L"):
            found = f"number is '{outcome.number}'"
            problems.append(Problem(found, f"outcomes/{outcome.id}.yaml", cell="number", allowed="L1, L2 and so on"))
    sources = [*words.sources, *_table(folder / "sources.csv", SOURCE_COLUMNS, problems)]
    merged = {kind: {**getattr(words, kind), **own} for kind, own in tables.items()}
    merged["indicators"] = {
        name: _in_all(each, words, tables["outcomes"]) for name, each in merged["indicators"].items()
    }
    together = replace(words, sources=sources, **merged)
    problems += unresolved(together)
    if problems:
        raise CatalogueError([replace(p, file=f"data/raw/local/{area['slug']}/{p.file}") for p in problems])
    return together


def _in_all(indicator, words, own):
    """Return an indicator that belongs to every national outcome as one that belongs to the area's own too."""
    if not set(words.outcomes) <= set(indicator.outcomes):
        return indicator
    return indicator.model_copy(update={"outcomes": [*indicator.outcomes, *own]})


def _table(path, columns, problems):
    """Return the rows of a CSV file that need not exist; add its faults to ``problems``."""
    if not path.is_file():
        return []
    try:
        return read_csv(path, columns)
    except CatalogueError as error:
        problems.extend(error.problems)
        return []


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
    safe = _own_figures(words, area, folder)
    # categories join only with the same categories: as text, then back
    text = {name: str for name in OBSERVATION if name != "value"}
    both = pd.concat([observations.astype(text), safe.astype(text)], ignore_index=True)
    return both.astype({name: "category" for name in text if name != "cell"})


def record_release(words, area, folder):
    """Write down what of an area's own figures has been shown, so that later reports do not give away what was hidden.

    Parameters
    ----------
    words : Catalogue
        With the area's own measures.
    area : dict
        Row of areas.csv.
    folder : Path
        ``data/raw/local/<area>``; the ledger is its ``released.csv``, which holds no hidden figure.
    """
    from cjtools.disclosure import Ledger

    if (folder / FIGURES).is_file():
        safe = _own_figures(words, area, folder)
        Ledger.read(folder / RELEASED).with_release(safe, profile_of(folder)).write(folder / RELEASED)


def _own_figures(words, area, folder):
    """Return an area's own figures fit to be shown, or raise with every fault of their file."""
    name = f"local/{area['slug']}/{FIGURES}"
    rows, problems = read_own_table(open_file(folder / FIGURES), words, name)
    for row in rows:
        if row["area_code"] != area["area_code"]:
            todo = f"put it into data/raw/local of that area; here only {area['area_name']}"
            found = f"the row is of {row['area_code']}"
            problems.append(Problem(found, f"data/raw/{name}", cell=row["cell"], todo=todo))
    if problems:
        raise LayoutError(problems)
    own = pd.DataFrame(rows, columns=OBSERVATION).assign(status=LOCAL).astype({"value": float})
    return _protected(own, words, profile_of(folder), folder / RELEASED)[OBSERVATION]


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
    if unknown:
        found = f"{', '.join(unknown)} is not known"
        raise CatalogueError(
            Problem(found, f"data/raw/local/{folder.name}/{PROFILE}", allowed="profile: a rule's name")
        )
    return profile_for(LOCAL, said.get("profile", USUAL_PROFILE))


def _protected(own, words, profile, ledger):
    """Return an area's own figures fit to be shown.

    What a percentage leaves over is protected too: 21 of 22 tells of the one.
    """
    # its linear programming takes half a second to load, which only an area with figures of its own needs
    from cjtools.disclosure import Ledger, protect

    rests, sums = [], []
    for indicator in words.indicators.values():
        pair = [terms[0].measure for terms in (indicator.numerator, indicator.denominator) if len(terms) == 1]
        if indicator.statistic != "proportion" or len(pair) != 2 or not own["measure"].isin(pair).any():
            continue
        rest = f"{indicator.id} left over"
        part, whole = (own[own["measure"] == measure] for measure in pair)
        both = whole.merge(part[[*SAME, "value"]], on=SAME, suffixes=("", "_part"))
        rests.append(both.assign(measure=rest, value=both["value"] - both["value_part"])[OBSERVATION])
        sums.append((pair[1], [pair[0], rest]))
    together = pd.concat([own, *rests], ignore_index=True) if rests else own
    # more of the part than of the whole is a fault of the figures, which the indicator tells; nothing is left over
    together = together[~(together["value"] < 0)].reset_index(drop=True)
    released = Ledger.read(ledger)
    safe, _ = protect(together, profile, sums=sums, measures=words.measures, released=released)
    return safe[safe["measure"].isin(set(own["measure"]))]
