"""Names in the catalogue that lead nowhere, and ids that stand twice: each a problem with its file."""

import difflib

from cjtools.errors import Problem
from cjtools.levels import BOARD, CENTRE, DIVISION

MARKER_KINDS = ("nil", "suppressed", "not available", "not applicable", "rounds to zero", "unreliable", "other")
PARTNER_KINDS = ("national", "local")


def unresolved(catalogue):
    """Return a problem for every name of a catalogue that leads nowhere.

    Parameters
    ----------
    catalogue : Catalogue

    Returns
    -------
    list of Problem
    """
    found = _Names(catalogue)
    found.areas()
    found.items()
    for indicator in catalogue.indicators.values():
        found.indicator(indicator)
    for layout in catalogue.layouts:
        found.layout(layout)
    for outcome in catalogue.outcomes.values():
        found.outcome(outcome)
    return found.problems


class _Names:
    """What names lead to, and the problems of those that lead nowhere."""

    def __init__(self, catalogue):
        self.catalogue = catalogue
        self.families = {row["source"] for row in catalogue.sources}
        self.problems = []

    def expect(self, name, known, what, file):
        """Note a name that is not among the known ones."""
        if name not in known:
            near = difflib.get_close_matches(name, [k for k in known if k], 3)
            self.problems.append(Problem(f"{what} '{name}' does not exist", file, allowed=", ".join(near)))

    def areas(self):
        """Areas, groups, markers and places."""
        words = self.catalogue
        codes = {area["area_code"] for area in words.areas}
        groups = {group["group"] for group in words.groups}
        for alias, code in words.aliases.items():
            self.expect(code, codes, f"area code of alias '{alias}':", "area_aliases.csv")
        for area in words.councils:
            self.expect(area["people_group"], groups, "group", "areas.csv")
            self.expect(area["place_group"], groups, "group", "areas.csv")
        for row in words.markers:
            self.expect(row["kind"], MARKER_KINDS, "kind of marker", f"markers.csv, line {row['line']}")
        divisions = {place["place_code"] for place in words.places if place["kind"] == DIVISION}
        for place in words.places:
            file = f"places.csv, line {place['line']}"
            self.expect(place["kind"], (DIVISION, CENTRE, BOARD), "kind of place", file)
            if place["kind"] == CENTRE:
                self.expect(place["parent"], divisions, "police division", file)
            for code in filter(None, place["councils"].split("; ")):
                self.expect(code, codes, "area code", file)

    def items(self):
        """Partners and what they can be asked for."""
        for name, row in self.catalogue.partners.items():
            self.expect(row["kind"], PARTNER_KINDS, f"kind of partner {name}:", "partners.csv")
        for row in self.catalogue.data_items.values():
            self.expect(row["partner"], self.catalogue.partners, "partner", f"data_items.csv, line {row['line']}")

    def indicator(self, indicator):
        """Measures, source and outcomes of an indicator."""
        file = f"indicators/{indicator.id}.yaml"
        self.expect(indicator.source, self.families, "source", file)
        for term in indicator.terms:
            self.expect(term.measure, self.catalogue.measures, "measure", file)
        for outcome in indicator.outcomes:
            self.expect(outcome, self.catalogue.outcomes, "outcome", file)
        if indicator.status == "published" and not indicator.checked_by:
            found = "status is published but checked_by is empty"
            self.problems.append(Problem(found, file, allowed="a named checker"))

    def layout(self, layout):
        """Source and measures of a layout."""
        file = f"layouts/{layout.id}"
        self.expect(layout.source, self.families, "source", file)
        for table in layout.tables:
            for column in table.columns:
                if column.measure:
                    self.expect(column.measure, self.catalogue.measures, "measure", f"{file}/columns.csv")

    def outcome(self, outcome):
        """Indicators, themes, data items, questions and activities of an outcome, and ids that stand twice."""
        file = f"outcomes/{outcome.id}.yaml"
        questions = [question.id for question in outcome.all_questions]
        activities = [activity.id for partner in outcome.logic_model.partners for activity in partner.activities]
        evaluation = [question.id for group in outcome.evaluation_questions for question in group.questions]
        lines = [line for section in outcome.checklist for line in section.lines]
        for name in outcome.indicator_ids:
            self.expect(name, self.catalogue.indicators, "indicator", file)
        for group in ("people", "needs", "services"):
            themes = [theme.id for theme in getattr(outcome.themes, group)]
            for question in getattr(outcome.questions, group):
                self.expect(question.theme, themes, f"theme of {question.id}:", file)
                for item in question.items:
                    self.expect(item, self.catalogue.data_items, f"data item of {question.id}:", file)
        for line in lines:
            for question in line.evidence:
                self.expect(question, [*questions, *evaluation], "question", file)
        for group in outcome.evaluation_questions:
            self.expect(group.activity, activities, "activity", file)
        ids = [*questions, *evaluation, *activities, *(line.id for line in lines)]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        self.problems += [Problem(f"id '{name}' is used twice", file) for name in twice]
