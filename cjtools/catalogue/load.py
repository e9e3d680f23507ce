"""Load the whole catalogue, check that every name in it resolves, and report all faults at once."""

from functools import lru_cache

from pydantic import ValidationError

from cjtools.catalogue.models import (
    Caveats,
    ChecklistAnswer,
    ChecklistLine,
    ChecklistSection,
    Framework,
    Indicator,
    Outcome,
    SharedChecklist,
)
from cjtools.catalogue.resolve import unresolved
from cjtools.catalogue.words import Catalogue
from cjtools.errors import CatalogueError, Problem
from cjtools.extract.layouts import load_layouts
from cjtools.paths import folders
from cjtools.strict_files import read_csv, read_yaml

AREA_COLUMNS = ["area_code", "area_name", "slug", "people_group", "place_group", "health_board", "former_codes"]
GROUP_COLUMNS = ["group", "scheme", "number", "name", "similar_in"]
MEASURE_COLUMNS = ["measure", "title", "unit", "period_type", "councils_add_up", "parts_add_up", "definition"]
SOURCE_COLUMNS = ["source", "edition", "title", "publisher", "published_on", "url", "licence", "note"]
MARKER_COLUMNS = ["symbol", "marker", "kind", "meaning", "adds_as"]
PLACE_COLUMNS = ["place_code", "place_name", "kind", "parent", "councils", "source"]
PARTNER_COLUMNS = ["partner", "name", "kind"]
ITEM_COLUMNS = ["item", "title", "partner", "level", "frequency", "breakdown", "definition", "published"]
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
    return _load(root or folders().catalogue)


@lru_cache(maxsize=4)
def _load(folder):
    problems = []

    def table(name, columns):
        try:
            return read_csv(folder / name, columns)
        except CatalogueError as error:
            problems.extend(error.problems)
            return []

    def model(name, shape):
        return _model(folder / name, shape, problems, name)

    areas = table("areas.csv", AREA_COLUMNS)
    aliases = {row["alias"]: row["area_code"] for row in table("area_aliases.csv", ["alias", "area_code", "source"])}
    caveats = model("caveats.yaml", Caveats)
    checklist = model("checklist.yaml", SharedChecklist)
    outcomes = {
        name: with_checklist(outcome, checklist, problems)
        for name, outcome in read_models(folder / "outcomes", Outcome, problems).items()
    }
    indicators = read_models(folder / "indicators", Indicator, problems)
    catalogue = Catalogue(
        areas=areas,
        aliases={**aliases, **{row["area_name"]: row["area_code"] for row in areas}},
        groups=table("family_groups.csv", GROUP_COLUMNS),
        measures={row["measure"]: row for row in table("measures.csv", MEASURE_COLUMNS)},
        sources=table("sources.csv", SOURCE_COLUMNS),
        markers=table("markers.csv", MARKER_COLUMNS),
        known_differences=table("known_differences.csv", ["measure", "area_code", "period", "breakdown", "reason"]),
        indicators={name: _completed(item, caveats, outcomes, problems) for name, item in indicators.items()},
        outcomes=dict(sorted(outcomes.items(), key=lambda pair: int(pair[1].number))),
        layouts=_layouts(folder / "layouts", problems),
        places=table("places.csv", PLACE_COLUMNS),
        framework=model("framework.yaml", Framework),
        checklist=checklist,
        caveats=caveats,
        partners={row["partner"]: row for row in table("partners.csv", PARTNER_COLUMNS)},
        data_items={row["item"]: row for row in table("data_items.csv", ITEM_COLUMNS)},
    )
    problems += unresolved(catalogue)
    if problems:
        raise CatalogueError(problems)
    return catalogue


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
        found = f"checklist line '{name}' does not exist"
        problems.append(Problem(found, f"outcomes/{outcome.id}.yaml", allowed="a line of checklist.yaml"))
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
    return ChecklistLine(id=shared.id, text=shared.text, open=still_open, **said)


def _completed(indicator, caveats, outcomes, problems):
    """Return an indicator with its shared caveats in words, and 'all' outcomes named."""
    known = caveats.caveats if caveats else {}
    for name in indicator.shared_caveats:
        if name not in known:
            found = f"caveat '{name}' does not exist"
            problems.append(Problem(found, f"indicators/{indicator.id}.yaml", allowed="an id of caveats.yaml"))
    shared = [known[name] for name in indicator.shared_caveats if name in known]
    named = list(outcomes) if indicator.outcomes == [ALL] else indicator.outcomes
    return indicator.model_copy(update={"caveats": [*indicator.caveats, *shared], "outcomes": named})


def read_models(folder, model, problems):
    """Return the models of a folder of YAML files by id; add faults to ``problems``."""
    found = {}
    for path in sorted(folder.glob("*.yaml")):
        place = f"{folder.name}/{path.name}"
        item = _model(path, model, problems, place)
        if item is None:
            continue
        if item.id != path.stem:
            problems.append(Problem(f"id is '{item.id}'", place, allowed=path.stem))
        found[item.id] = item
    return found


def _model(path, model, problems, place):
    """Return the model of one YAML file, or None with its faults added to ``problems``."""
    try:
        return model.model_validate(read_yaml(path))
    except CatalogueError as error:
        problems += [Problem(p.found, place, p.sheet, p.cell, p.allowed, p.todo) for p in error.problems]
    except ValidationError as error:
        for fault in error.errors():
            where = ".".join(str(step) for step in fault["loc"])
            problems.append(Problem(fault["msg"], place, cell=where))
    return None


def _layouts(folder, problems):
    """Return the layouts; add faults to ``problems``."""
    try:
        return load_layouts(folder)
    except CatalogueError as error:
        problems.extend(error.problems)
        return []
