"""Load the whole catalogue, check that every name in it resolves, and report all faults at once."""

import difflib
from dataclasses import dataclass
from functools import cached_property, lru_cache

from pydantic import ValidationError

from cjtools.areas import SCOTLAND, AreaNames
from cjtools.catalogue.models import Indicator, Outcome
from cjtools.errors import CatalogueError, Problem, UnknownName
from cjtools.extract.layouts import load_layouts
from cjtools.paths import folders
from cjtools.strict_files import read_csv, read_yaml

AREA_COLUMNS = ["area_code", "area_name", "slug", "people_group", "place_group", "health_board", "former_codes"]
GROUP_COLUMNS = ["group", "scheme", "number", "name", "similar_in"]
MEASURE_COLUMNS = ["measure", "title", "unit", "period_type", "councils_add_up", "parts_add_up", "definition"]
SOURCE_COLUMNS = ["source", "edition", "title", "publisher", "published_on", "url", "licence", "note"]
MARKER_COLUMNS = ["symbol", "marker", "kind", "meaning", "adds_as"]
MARKER_KINDS = ("nil", "suppressed", "not available", "not applicable", "rounds to zero", "unreliable", "other")


@dataclass(frozen=True)
class Catalogue:
    """The words of the project: areas, measures, markers, sources, indicators, outcomes and layouts.

    Tables are lists of dicts as read; ``indicators`` and ``outcomes`` are models by id.
    """

    areas: list
    aliases: dict
    groups: list
    measures: dict
    sources: list
    markers: list
    known_differences: list
    indicators: dict
    outcomes: dict
    layouts: list

    @property
    def councils(self):
        """The 32 councils in order of name."""
        return [area for area in self.areas if area["area_code"] != SCOTLAND]

    @cached_property
    def area_names(self):
        """The lookup of every spelling."""
        return AreaNames(self.aliases)

    @cached_property
    def marker_symbols(self):
        """Symbol as found in files -> standard marker."""
        return {row["symbol"]: row["marker"] for row in self.markers}

    def area(self, text):
        """Return the row of an area named by any spelling in the alias list, its code or its slug.

        Raises
        ------
        UnknownName
            With the nearest names.
        """
        slugs = {area["slug"]: area["area_code"] for area in self.areas}
        code = slugs.get(text.strip().casefold()) or self.area_names.code(text)
        for area in self.areas:
            if area["area_code"] == code:
                return area
        near = self.area_names.nearest(text, [area["area_name"] for area in self.councils])
        allowed = ", ".join(near) if near else "see: cjtools list areas"
        raise UnknownName(Problem(f"area '{text}' is not known", allowed=allowed, todo="choose one of these"))

    def outcome(self, text):
        """Return the outcome named by id, number, title or alias.

        Raises
        ------
        UnknownName
            With the nearest names.
        """
        names = {}
        for outcome in self.outcomes.values():
            for name in (outcome.id, outcome.number, outcome.title, outcome.short_title, *outcome.aliases):
                names[name.casefold()] = outcome
        found = names.get(text.strip().casefold())
        if found:
            return found
        near = difflib.get_close_matches(text.casefold(), names, 3, cutoff=0.5)
        allowed = ", ".join(dict.fromkeys(names[name].id for name in near)) or ", ".join(sorted(self.outcomes))
        raise UnknownName(Problem(f"outcome '{text}' is not known", allowed=allowed, todo="choose one of these"))

    def group_of(self, area_code, scheme="people"):
        """Return the family group of an area, with the codes of its members, or None for Scotland."""
        key = f"{scheme}_group"
        own = next(area for area in self.areas if area["area_code"] == area_code)
        for group in self.groups:
            if group["group"] == own[key]:
                members = [area["area_code"] for area in self.councils if area[key] == own[key]]
                return {**group, "members": members}
        return None

    def source(self, source, edition=""):
        """Return the row of a source in an edition, else the row of its family (empty edition), else None."""
        rows = [row for row in self.sources if row["source"] == source]
        exact = [row for row in rows if row["edition"] == edition]
        family = [row for row in rows if not row["edition"]]
        return (exact or family or [None])[0]


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

    areas = table("areas.csv", AREA_COLUMNS)
    aliases = {row["alias"]: row["area_code"] for row in table("area_aliases.csv", ["alias", "area_code", "source"])}
    catalogue = Catalogue(
        areas=areas,
        aliases={**aliases, **{row["area_name"]: row["area_code"] for row in areas}},
        groups=table("family_groups.csv", GROUP_COLUMNS),
        measures={row["measure"]: row for row in table("measures.csv", MEASURE_COLUMNS)},
        sources=table("sources.csv", SOURCE_COLUMNS),
        markers=table("markers.csv", MARKER_COLUMNS),
        known_differences=table("known_differences.csv", ["measure", "area_code", "period", "breakdown", "reason"]),
        indicators=_models(folder / "indicators", Indicator, problems),
        outcomes=_models(folder / "outcomes", Outcome, problems),
        layouts=_layouts(folder / "layouts", problems),
    )
    problems += _unresolved(catalogue)
    if problems:
        raise CatalogueError(problems)
    return catalogue


def _models(folder, model, problems):
    """Return the models of a folder of YAML files by id; add faults to ``problems``."""
    found = {}
    for path in sorted(folder.glob("*.yaml")):
        place = f"{folder.name}/{path.name}"
        try:
            item = model.model_validate(read_yaml(path))
        except CatalogueError as error:
            problems += [Problem(p.found, place, p.sheet, p.cell, p.allowed, p.todo) for p in error.problems]
        except ValidationError as error:
            for fault in error.errors():
                where = ".".join(str(step) for step in fault["loc"])
                problems.append(Problem(fault["msg"], place, cell=where))
        else:
            if item.id != path.stem:
                problems.append(Problem(f"id is '{item.id}'", place, allowed=path.stem))
            found[item.id] = item
    return found


def _layouts(folder, problems):
    """Return the layouts; add faults to ``problems``."""
    try:
        return load_layouts(folder)
    except CatalogueError as error:
        problems.extend(error.problems)
        return []


def _unresolved(catalogue):
    """Return a problem for every name that leads nowhere."""
    codes = {area["area_code"] for area in catalogue.areas}
    groups = {group["group"] for group in catalogue.groups}
    families = {row["source"] for row in catalogue.sources}
    problems = []

    def expect(name, known, what, file):
        if name not in known:
            near = difflib.get_close_matches(name, [k for k in known if k], 3)
            problems.append(Problem(f"{what} '{name}' does not exist", file, allowed=", ".join(near)))

    for alias, code in catalogue.aliases.items():
        expect(code, codes, f"area code of alias '{alias}':", "area_aliases.csv")
    for area in catalogue.councils:
        expect(area["people_group"], groups, "group", "areas.csv")
        expect(area["place_group"], groups, "group", "areas.csv")
    for row in catalogue.markers:
        expect(row["kind"], MARKER_KINDS, "kind of marker", f"markers.csv, line {row['line']}")
    for indicator in catalogue.indicators.values():
        file = f"indicators/{indicator.id}.yaml"
        expect(indicator.source, families, "source", file)
        terms = [*indicator.numerator, *indicator.denominator, *([indicator.weight] if indicator.weight else [])]
        for term in terms:
            expect(term.measure, catalogue.measures, "measure", file)
        for outcome in indicator.outcomes:
            expect(outcome, catalogue.outcomes, "outcome", file)
        if indicator.status == "published" and not indicator.checked_by:
            problems.append(Problem("status is published but checked_by is empty", file, allowed="a named checker"))
    for layout in catalogue.layouts:
        file = f"layouts/{layout.id}"
        expect(layout.source, families, "source", file)
        for table in layout.tables:
            for column in table.columns:
                if column.measure:
                    expect(column.measure, catalogue.measures, "measure", f"{file}/columns.csv")
    for outcome in catalogue.outcomes.values():
        problems += _unresolved_in_outcome(outcome, catalogue, expect)
    return problems


def _unresolved_in_outcome(outcome, catalogue, expect):
    """Return repeated ids of an outcome; names that lead nowhere go through ``expect``."""
    file = f"outcomes/{outcome.id}.yaml"
    questions = [question.id for question in outcome.all_questions]
    activities = [activity.id for partner in outcome.logic_model.partners for activity in partner.activities]
    evaluation = [question.id for group in outcome.evaluation_questions for question in group.questions]
    for name in outcome.indicator_ids:
        expect(name, catalogue.indicators, "indicator", file)
    for section in outcome.checklist:
        for line in section.lines:
            for answer in line.answered_by:
                expect(answer.indicator, catalogue.indicators, "indicator", file)
            for question in line.evidence:
                expect(question, [*questions, *evaluation], "question", file)
    for group in outcome.evaluation_questions:
        expect(group.activity, activities, "activity", file)
    ids = questions + evaluation + activities + [line.id for section in outcome.checklist for line in section.lines]
    return [Problem(f"id '{name}' is used twice", file) for name in sorted({i for i in ids if ids.count(i) > 1})]
