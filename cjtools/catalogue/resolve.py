"""Names in the catalogue that lead nowhere, words that are none of those allowed, and ids that stand twice."""

from dataclasses import replace

from cjtools.catalogue.faults import unknown
from cjtools.errors import Problem
from cjtools.extract.layout_checks import PERIOD_TYPES
from cjtools.extract.periods import parse_period
from cjtools.levels import BOARD, CENTRE, DIVISION

MARKER_KINDS = ("nil", "suppressed", "not available", "not applicable", "rounds to zero", "unreliable", "other")
PARTNER_KINDS = ("national", "local")
SCHEMES = ("people", "place")
FEW_PLACES = 3  # that a name which leads nowhere is told of
# how a period of each kind is written, as observations have it
PERIOD_FORMS = {
    "financial year": "a financial year, such as 2018-19",
    "cohort": "the years of a cohort, such as 2018-19",
    "mid-year": "a year, such as 2018",
    "calendar year": "a year, such as 2018",
}


def unresolved(catalogue, unread=frozenset()):
    """Return a problem for every name of a catalogue that leads nowhere, and every word that is none of a fixed list.

    Parameters
    ----------
    catalogue : Catalogue
    unread : set of str
        Files that could not be read, such as 'measures.csv' or 'outcomes/diversion': their faults are told already, and
        what names something in them is no fault of its own.

    Returns
    -------
    list of Problem
    """
    found = _Names(catalogue, unread)
    found.areas()
    found.items()
    found.measures()
    for indicator in catalogue.indicators.values():
        found.indicator(indicator)
    for layout in catalogue.layouts:
        found.layout(layout)
    for outcome in catalogue.outcomes.values():
        found.outcome(outcome)
    return [*found.problems, *found.nowhere()]


class _Names:
    """What names lead to, and the problems of those that lead nowhere."""

    def __init__(self, catalogue, unread):
        self.catalogue = catalogue
        self.unread = unread
        self.problems = []
        self._nowhere = {}

    def expect(self, name, known, what, file, place="", source="", listed="an id"):
        """Note a name that is not among the known ones; ``source`` is the file that lists those, ``listed`` as what."""
        if source in self.unread or name in known:
            return
        if f"{source}/{name}" in self.unread:
            return
        found, allowed = unknown(what, name, known, f"{listed} of {source}")
        problem = Problem(f"{found} does not exist", file, cell=place, allowed=allowed)
        # a line that is lost where names are listed is one slip, however many files name it
        self._nowhere.setdefault((name, source), []).append(problem)

    def nowhere(self):
        """Return a problem for each name that leads nowhere, with the other places that name it."""
        problems = []
        for first, *others in self._nowhere.values():
            places = list(dict.fromkeys(", ".join(filter(None, (p.file, p.cell))) for p in others))
            more = f" and {len(places) - FEW_PLACES} more" if len(places) > FEW_PLACES else ""
            also = f"; so also in {'; '.join(places[:FEW_PLACES])}{more}" if places else ""
            problems.append(replace(first, found=first.found + also))
        return problems

    def fixed(self, row, key, words, file):
        """Note a cell of a table that holds none of the words allowed in its column."""
        if row[key] not in words:
            found, allowed = unknown(f"{key} is", row[key], words)
            allowed += ", or empty" if "" in words else ""
            self.problems.append(Problem(found, file, cell=f"line {row['line']}", allowed=allowed))

    def areas(self):
        """Areas, groups, markers and places."""
        words = self.catalogue
        codes = [area["area_code"] for area in words.areas]
        groups = [group["group"] for group in words.groups]
        for alias, code in words.aliases.items():
            self.expect(code, codes, f"area code of alias '{alias}':", "area_aliases.csv", source="areas.csv")
        for area in words.councils:
            for key in ("people_group", "place_group"):
                self.expect(area[key], groups, key, "areas.csv", f"line {area['line']}", "family_groups.csv")
        for row in words.groups:
            self.fixed(row, "scheme", SCHEMES, "family_groups.csv")
        for row in words.markers:
            self.fixed(row, "kind", MARKER_KINDS, "markers.csv")
            self.fixed(row, "adds_as", ("", "0"), "markers.csv")
        divisions = [place["place_code"] for place in words.places if place["kind"] == DIVISION]
        for place in words.places:
            where = ("places.csv", f"line {place['line']}")
            self.fixed(place, "kind", (DIVISION, CENTRE, BOARD), "places.csv")
            if place["kind"] == CENTRE:
                self.expect(place["parent"], divisions, "police division", *where, "places.csv")
            for code in filter(None, place["councils"].split("; ")):
                self.expect(code, codes, "area code", *where, "areas.csv")

    def items(self):
        """Partners and what they can be asked for."""
        for row in self.catalogue.partners.values():
            self.fixed(row, "kind", PARTNER_KINDS, "partners.csv")
        for row in self.catalogue.data_items.values():
            where = ("data_items.csv", f"line {row['line']}")
            self.expect(row["partner"], self.catalogue.partners, "partner", *where, "partners.csv")

    def measures(self):
        """The fixed words of measures."""
        for row in self.catalogue.measures.values():
            self.fixed(row, "period_type", PERIOD_TYPES, "measures.csv")
            self.fixed(row, "councils_add_up", ("yes", "no"), "measures.csv")

    def indicator(self, indicator):
        """Measures, source, outcomes and years of an indicator."""
        file = f"indicators/{indicator.id}.yaml"
        families = [row["source"] for row in self.catalogue.sources]
        self.expect(indicator.source, families, "source", file, "key source", "sources.csv")
        for term in indicator.terms:
            self.expect(term.measure, self.catalogue.measures, "measure", file, "key measure", "measures.csv")
        for outcome in indicator.outcomes:
            self.expect(outcome, self.catalogue.outcomes, "outcome", file, "key outcomes", "outcomes")
        if indicator.status == "published" and not indicator.checked_by:
            found = "status is published but checked_by is empty"
            allowed = "a named checker, or status draft"
            self.problems.append(Problem(found, file, cell="key checked_by", allowed=allowed))
        self.periods(indicator, file)

    def periods(self, indicator, file):
        """Note the years of an indicator that are not written as its figures have them."""
        measure = self.catalogue.measures.get(indicator.numerator[0].measure if indicator.numerator else "", {})
        kind = measure.get("period_type")
        if kind not in PERIOD_FORMS:
            return
        named = [("baseline_period", indicator.baseline_period)] if indicator.baseline_period is not None else []
        named += [("covid_years", period) for period in indicator.covid_years]
        named += [("breaks", period) for period in indicator.breaks]
        for key, period in named:
            meant = parse_period(period, kind)
            if meant != period:
                found = f"{key} is '{period}', but figures of {indicator.numerator[0].measure} are by {kind}"
                todo = f"write {meant}" if meant else ""
                problem = Problem(found, file, cell=f"key {key}", allowed=PERIOD_FORMS[kind], todo=todo)
                self.problems.append(problem)

    def layout(self, layout):
        """Source and measures of a layout."""
        file = f"layouts/{layout.id}"
        families = [row["source"] for row in self.catalogue.sources]
        self.expect(layout.source, families, "source", f"{file}/layout.yaml", "key source", "sources.csv")
        for table in layout.tables:
            for column in table.columns:
                if column.measure:
                    where = (f"{file}/columns.csv", f"line {column.line}")
                    self.expect(column.measure, self.catalogue.measures, "measure", *where, "measures.csv")

    def outcome(self, outcome):
        """What an outcome names: indicators, themes, partners, items, questions, activities; ids that stand twice."""
        file = f"outcomes/{outcome.id}.yaml"
        questions = [question.id for question in outcome.all_questions]
        activities = [activity.id for partner in outcome.logic_model.partners for activity in partner.activities]
        evaluation = [question.id for group in outcome.evaluation_questions for question in group.questions]
        lines = [line for section in outcome.checklist for line in section.lines]
        for name in outcome.indicator_ids:
            self.expect(name, self.catalogue.indicators, "indicator", file, "key indicator", "indicators")
        for group in ("people", "needs", "services"):
            themes = [theme.id for theme in getattr(outcome.themes, group)]
            for question in getattr(outcome.questions, group):
                self.expect(question.theme, themes, f"theme of {question.id}:", file, "key theme", "themes")
                self.question(question, file)
        for line in lines:
            for question in line.evidence:
                known = [*questions, *evaluation]
                self.expect(question, known, f"question of {line.id}:", file, "key evidence", "questions")
            for name in [*line.recorded, *line.settled] if self.catalogue.evidence_form else ():
                what = f"what is recorded for {line.id}:"
                self.expect(name, self.catalogue.evidence_form.names, what, file, f"line {line.id}", "evidence.yaml")
        for group in outcome.evaluation_questions:
            self.expect(group.activity, activities, "activity", file, "key activity", "logic_model")
        ids = [*questions, *evaluation, *activities, *(line.id for line in lines)]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        todo = "give each an id of its own"
        self.problems += [Problem(f"id '{name}' is used twice", file, cell="key id", todo=todo) for name in twice]

    def question(self, question, file):
        """Partners and data items of a question."""
        partners = [row["name"] for row in self.catalogue.partners.values()]
        for name in question.partner.split("; "):
            what = f"partner of {question.id}:"
            self.expect(name, partners, what, file, "key partner", "partners.csv", "a name")
        for item in question.items:
            self.expect(
                item, self.catalogue.data_items, f"data item of {question.id}:", file, "key items", "data_items.csv"
            )
