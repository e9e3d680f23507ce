"""Load the whole catalogue, check that every name in it resolves, and report all faults at once."""

from functools import lru_cache

from pydantic import ValidationError

from cjtools.catalogue.checklist import ChecklistAnswer, ChecklistLine, ChecklistSection, SharedChecklist
from cjtools.catalogue.columns import FILE as COLUMNS_FILE
from cjtools.catalogue.columns import column_problems
from cjtools.catalogue.evidence_form import FILE as EVIDENCE_FILE
from cjtools.catalogue.evidence_form import EvidenceForm, form_problems
from cjtools.catalogue.faults import model_problems, unknown
from cjtools.catalogue.framework2016 import FILE as FILE_2016
from cjtools.catalogue.framework2016 import Framework2016, framework2016_problems
from cjtools.catalogue.improvement import FILE as IMPROVEMENT_FILE
from cjtools.catalogue.improvement import Improvement, improvement_problems
from cjtools.catalogue.models import Caveats, Framework, Indicator, Outcome
from cjtools.catalogue.monitoring import FILE as MONITORING_FILE
from cjtools.catalogue.monitoring import (
    PARTNERSHIPS_FILE,
    QUALITY_FILE,
    RETURN_FILE,
    Monitoring,
    Quality,
    Return,
    monitoring_problems,
    partnerships_of,
)
from cjtools.catalogue.priorities import FILE as PRIORITIES_FILE
from cjtools.catalogue.priorities import Priorities, priority_problems
from cjtools.catalogue.resolve import unresolved
from cjtools.catalogue.statutory import FILE as STATUTORY_FILE
from cjtools.catalogue.statutory import Statutory, statutory_problems
from cjtools.catalogue.words import Catalogue
from cjtools.csv_files import columns_of
from cjtools.errors import CatalogueError, Problem
from cjtools.extract.layouts import load_layouts
from cjtools.paths import folders, stamps_below
from cjtools.strict_files import read_csv, read_yaml

ALL = "all"


def load(root=None):
    """Load and check the catalogue of a project.

    Parameters
    ----------
    root : Path, optional
        ``data/catalogue`` of another project; the project in use by default.

    Returns
    -------
    Catalogue

    Raises
    ------
    CatalogueError
        With every fault found in any file.
    """
    folder = root or folders().catalogue
    return _load(folder, stamps_below(folder, ".csv", ".yaml"))


@lru_cache(maxsize=4)
def _load(folder, _stamps):
    """Load the catalogue of a folder; again when one of its files was written since."""
    problems, unread = [], set()

    def table(name):
        return read_table(folder / name, columns_of(name), problems, unread)

    def model(name, shape):
        return _model(folder / name, shape, problems, name, unread)

    areas = table("areas.csv")
    aliases = {row["alias"]: row["area_code"] for row in table("area_aliases.csv")}
    caveats = model("caveats.yaml", Caveats)
    checklist = model("checklist.yaml", SharedChecklist)
    outcomes = {
        name: with_checklist(outcome, checklist, problems)
        for name, outcome in read_models(folder / "outcomes", Outcome, problems, unread).items()
    }
    indicators = read_models(folder / "indicators", Indicator, problems, unread)
    catalogue = Catalogue(
        areas=areas,
        aliases={**aliases, **{row["area_name"]: row["area_code"] for row in areas}},
        groups=table("family_groups.csv"),
        measures={row["measure"]: row for row in table("measures.csv")},
        sources=table("sources.csv"),
        markers=table("markers.csv"),
        known_differences=table("known_differences.csv"),
        indicators={name: completed(item, caveats, outcomes, problems) for name, item in indicators.items()},
        outcomes=dict(sorted(outcomes.items(), key=lambda pair: _rank(pair[1].number))),
        layouts=_layouts(folder / "layouts", problems, unread),
        places=table("places.csv"),
        framework=model("framework.yaml", Framework),
        checklist=checklist,
        caveats=caveats,
        partners={row["partner"]: row for row in table("partners.csv")},
        data_items={row["item"]: row for row in table("data_items.csv")},
        evidence_form=model(EVIDENCE_FILE, EvidenceForm),
        statutory=model(STATUTORY_FILE, Statutory),
        priorities=model(PRIORITIES_FILE, Priorities),
        improvement=model(IMPROVEMENT_FILE, Improvement),
        framework2016=model(FILE_2016, Framework2016),
        monitoring=model(MONITORING_FILE, Monitoring),
        quality=model(QUALITY_FILE, Quality),
        yearly_return=model(RETURN_FILE, Return),
        partnerships=partnerships_of(table(PARTNERSHIPS_FILE), areas, problems, outcomes) if areas else {},
        columns=table(COLUMNS_FILE),
    )
    problems += column_problems(catalogue.columns)
    problems += _wrong_numbers(outcomes) + unresolved(catalogue, unread)
    problems += form_problems(catalogue.evidence_form) if catalogue.evidence_form else []
    problems += improvement_problems(catalogue.improvement) if catalogue.improvement else []
    problems += priority_problems(catalogue.priorities, indicators, unread) if catalogue.priorities else []
    if catalogue.framework2016:
        problems += framework2016_problems(catalogue.framework2016, outcomes, indicators, unread)
    if catalogue.evidence_form:
        of_monitoring = catalogue.monitoring, catalogue.quality, catalogue.yearly_return
        problems += monitoring_problems(*of_monitoring, catalogue.evidence_form)
    if catalogue.evidence_form and catalogue.statutory:
        problems += statutory_problems(catalogue.statutory, catalogue.evidence_form)
    if problems:
        raise CatalogueError(problems)
    return catalogue


def _rank(number):
    """Return by what outcomes are put in order; a number that is none comes last, and is told."""
    return int(number) if number.isdecimal() else len(number) + 1_000


def _wrong_numbers(outcomes):
    """Return a problem for each number of a national outcome that is none, or another's."""
    problems, taken = [], {}
    for outcome in outcomes.values():
        file = f"outcomes/{outcome.id}.yaml"
        if not outcome.number.isdecimal():
            problems.append(Problem(f"number is '{outcome.number}'", file, cell="key number", allowed="1, 2 and so on"))
        elif outcome.number in taken:
            found = f"number is '{outcome.number}', as in outcomes/{taken[outcome.number]}.yaml"
            problems.append(Problem(found, file, cell="key number", todo="give each outcome a number of its own"))
        taken.setdefault(outcome.number, outcome.id)
    return problems


def read_table(path, columns, problems, unread):
    """Return the rows of a CSV file, or none with its faults added to ``problems`` and its name to ``unread``."""
    try:
        return read_csv(path, columns)
    except CatalogueError as error:
        problems.extend(error.problems)
        unread.add(path.name)
        return []


def with_checklist(outcome, shared, problems):
    """Return an outcome with the shared checklist filled in by what it answers, unless it has a list of its own.

    Parameters
    ----------
    outcome : Outcome
    shared : SharedChecklist or None
    problems : list of Problem
        An answer to a line that is not in the list is added.

    Returns
    -------
    Outcome
    """
    if outcome.checklist or shared is None:
        return outcome
    lines = {line.id for section in shared.sections for line in section.lines}
    for name in sorted(set(outcome.checklist_answers) - lines):
        found, allowed = unknown("checklist line", name, sorted(lines), "a line of checklist.yaml")
        file = f"outcomes/{outcome.id}.yaml"
        problems.append(Problem(f"{found} does not exist", file, cell="key checklist_answers", allowed=allowed))
    sections = [
        ChecklistSection(
            section=section.section,
            title=section.title,
            lines=[_line(line, outcome.checklist_answers.get(line.id)) for line in section.lines],
        )
        for section in shared.sections
    ]
    return outcome.model_copy(update={"checklist": sections})


def _line(shared, answer):
    """Return a line of the shared checklist with an outcome's answer to it."""
    answer = answer or ChecklistAnswer()
    still_open = shared.open if answer.open is None else answer.open
    said = {"answered_by": answer.answered_by, "evidence": answer.evidence, "note": answer.note}
    said |= {"recorded": shared.recorded, "settled": shared.settled}
    return ChecklistLine(id=shared.id, text=shared.text, open=still_open, **said)


def completed(indicator, caveats, outcomes, problems):
    """Return an indicator with its shared caveats in words, and 'all' outcomes named.

    Parameters
    ----------
    indicator : Indicator
    caveats : Caveats or None
        None where their file could not be read; then none is missed.
    outcomes : iterable of str
        What 'all' stands for.
    problems : list of Problem
        A caveat that does not exist is added.

    Returns
    -------
    Indicator
    """
    known = caveats.caveats if caveats else {}
    for name in indicator.shared_caveats:
        if caveats and name not in known:
            found, allowed = unknown("caveat", name, known, "an id of caveats.yaml")
            file = f"indicators/{indicator.id}.yaml"
            problems.append(Problem(f"{found} does not exist", file, cell="key shared_caveats", allowed=allowed))
    shared = [known[name] for name in indicator.shared_caveats if name in known]
    named = list(outcomes) if indicator.outcomes == [ALL] else indicator.outcomes
    return indicator.model_copy(update={"caveats": [*indicator.caveats, *shared], "outcomes": named})


def read_models(folder, model, problems, unread):
    """Return the models of a folder of YAML files by id; add faults to ``problems``, and to ``unread`` what they hide.

    Parameters
    ----------
    folder : Path
    model : type
    problems : list of Problem
    unread : set of str
        ``<folder>/<id>`` of each file that could not be read, so that nothing that names it is a fault as well.

    Returns
    -------
    dict
    """
    found = {}
    for path in sorted(folder.glob("*.yaml")):
        place = f"{folder.name}/{path.name}"
        item = _model(path, model, problems, place, unread)
        if item is None:
            continue
        if item.id != path.stem:
            problems.append(Problem(f"id is '{item.id}'", place, cell="key id", allowed=path.stem))
            unread.add(f"{folder.name}/{path.stem}")
        found[item.id] = item
    return found


def _model(path, model, problems, place, unread):
    """Return the model of one YAML file, or None with its faults added to ``problems``."""
    try:
        return model.model_validate(read_yaml(path))
    except CatalogueError as error:
        problems += [Problem(p.found, place, p.sheet, p.cell, p.allowed, p.todo) for p in error.problems]
    except ValidationError as error:
        problems += model_problems(error, model, path, place)
    unread.add(place.removesuffix(".yaml"))
    return None


def _layouts(folder, problems, unread):
    """Return the layouts; add faults to ``problems``."""
    try:
        return load_layouts(folder)
    except CatalogueError as error:
        problems.extend(error.problems)
        unread.add(folder.name)
        return []
