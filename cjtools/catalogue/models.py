"""The shapes of the catalogue's YAML files; an unknown or missing key is a fault with its path."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Show = Literal["trend", "composition", "profile", "comparison", "inequality", "table"]
Level = Literal["council", "scotland", "police division", "custody centre", "health board"]


class Strict(BaseModel):
    """Base: no unknown keys, no guessing of types, nothing changed afterwards."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Term(Strict):
    """One summand of a numerator or denominator."""

    measure: str
    breakdown: str = "total"
    category: str = "Total"
    sign: Literal[1, -1] = 1


class Weight(Strict):
    """The count that a mean is over, so that means can be pooled."""

    measure: str
    breakdown: str = "total"
    category: str = "Total"


class Words(Strict):
    """The words that sentences are built from."""

    subject: str
    verb: str
    counted: str


class Indicator(Strict):
    """One indicator: what it is for, how it is calculated, how it is read. One file each."""

    id: str
    name: str
    outcomes: list[str]
    national: str | None = None
    context: bool = False
    why_it_matters: str
    how_it_is_calculated: str
    statistic: Literal["count", "rate", "proportion", "share", "mean", "published"]
    numerator: list[Term]
    denominator: list[Term] = []
    per: int = 100
    breakdown: str | None = None
    overlapping: bool = False
    parts: list[str] = []
    chart_groups: dict[str, list[str]] = {}
    weight: Weight | None = None
    unit: str
    words: Words
    better: Literal["higher", "lower", "neither"]
    level: Level = "council"
    population_year: Literal["start"] | None = None
    baseline_period: str | None = None
    source: str
    shared_caveats: list[str] = []
    caveats: list[str] = []
    covid_years: list[str] = []
    breaks: dict[str, str] = {}  # first period of a new series -> what changed, in a word or two
    authored_by: str
    checked_by: str
    next_review: str
    status: Literal["draft", "published", "retired"]

    @property
    def terms(self):
        """Everything it is worked out from."""
        return [*self.numerator, *self.denominator, *([self.weight] if self.weight else [])]

    @property
    def is_split(self):
        """Whether it has one figure for each category of a breakdown: shares, and rates of several groups."""
        return self.statistic == "share" or bool(self.parts)


class Titled(Strict):
    """A numbered title with where its wording comes from."""

    number: str
    title: str
    provenance: str


class NationalIndicator(Strict):
    """A national indicator part as the framework words it."""

    id: str
    title: str
    title_exact: bool
    unit: str
    level: str
    indicator: str | None
    definition: str
    source: str = ""
    frequency: str = ""
    caveats: list[str] = []
    provenance: str
    verification: str = ""

    @property
    def shown_title(self):
        """The title as it may be shown: one that was not read in the framework says so."""
        return self.title if self.title_exact else f"{self.title} (wording to be confirmed)"


class ToolItem(Strict):
    """An item of the improvement tool."""

    id: str
    title: str
    provenance: str


class Answer(Strict):
    """An indicator that answers a question, and how it is shown."""

    indicator: str
    show: Show = "table"


class Question(Strict):
    """One question of the data-collection plan."""

    id: str
    text: str
    kind: Literal["quantitative", "qualitative"]
    theme: str
    partner: str
    source: str
    answered_by: list[Answer] = []
    why_it_matters: str
    to_close: str
    items: list[str] = []
    provenance: str


class Questions(Strict):
    """The questions of step 1, by what they help to understand."""

    people: list[Question]
    needs: list[Question]
    services: list[Question]


class Theme(Strict):
    """A heading under which some questions of a group stand."""

    id: str
    title: str
    intro: str = ""


class Themes(Strict):
    """The headings of each group of questions, in order."""

    people: list[Theme]
    needs: list[Theme]
    services: list[Theme]


class PlanAction(Strict):
    """An action of the national delivery plan."""

    number: str
    summary: str
    status: str
    provenance: str


class Headline(Strict):
    """An indicator part whose sentence opens the report."""

    indicator: str
    part: str = ""


class Activity(Strict):
    """Something a partner does towards the outcome."""

    id: str
    text: str
    delivery_plan_action: str | None = None
    provenance: str


class Partner(Strict):
    """A partner and its activities in the logic model."""

    partner: str
    activities: list[Activity]


class LogicModel(Strict):
    """Inputs, activities by partner and the outcome they lead to."""

    goal: str
    inputs: list[str]
    partners: list[Partner]
    outcome: str
    provenance: str = "seed"


class Policy(Strict):
    """A document of the policy landscape."""

    title: str
    reference: str
    kind: Literal["legislation", "guidance", "evidence"]
    provenance: str = "seed"


class EvaluationQuestion(Strict):
    """A question for a partner about an activity."""

    id: str
    text: str


class EvaluationQuestions(Strict):
    """What to ask whom about one activity."""

    activity: str
    asked_of: str = Field(alias="for")
    questions: list[EvaluationQuestion]
    provenance: str = "seed"


class ChecklistLine(Strict):
    """One line of the progress-report checklist.

    ``recorded`` names what of the evidence workbook says something to it: a sheet, or a column (``sheet.column``) that
    is filled in for the outcome; it leaves the line open in part. ``settled`` names what answers it wholly.
    """

    id: str
    text: str
    answered_by: list[Answer] = []
    evidence: list[str] = []
    recorded: list[str] = []
    settled: list[str] = []
    open: str = ""
    note: str = ""


class ChecklistSection(Strict):
    """A section of the progress-report checklist."""

    section: str
    title: str
    lines: list[ChecklistLine]


class ChecklistAnswer(Strict):
    """What an outcome says to a line of the shared checklist; an open part left out keeps the shared words."""

    answered_by: list[Answer] = []
    evidence: list[str] = []
    open: str | None = None
    note: str = ""


class SharedLine(Strict):
    """A line of the checklist that holds for every outcome."""

    id: str
    text: str
    recorded: list[str] = []
    settled: list[str] = []
    open: str


class SharedSection(Strict):
    """A section of the shared checklist."""

    section: str
    title: str
    lines: list[SharedLine]


class SharedChecklist(Strict):
    """The checklist for outcomes that have no resource of their own."""

    sections: list[SharedSection]


class Caveats(Strict):
    """Caveats that several indicators share, by id; ``throughout`` are those that a report tells once for all."""

    caveats: dict[str, str]
    throughout: list[str]


class UntiedAction(Strict):
    """A priority action of the strategy without a national outcome."""

    number: str
    title: str
    provenance: str


class Suite(NationalIndicator):
    """The national indicator that stands for all outcomes together."""


class Scale(Strict):
    """A scale that partners judge on."""

    name: str
    levels: list[str]
    provenance: str
    note: str = ""


class Framework(Strict):
    """What holds for the framework as a whole."""

    overarching_indicator: Suite
    priority_actions_without_outcome: list[UntiedAction]
    provenance_meanings: dict[str, str]
    evaluation_scale: Scale


class Outcome(Strict):
    """An outcome, national or local, with everything its planning asks for. One file each."""

    id: str
    number: str
    title: str
    title_provenance: str
    short_title: str
    aliases: list[str]
    about: str
    priority_action: Titled
    aim: Titled
    national_indicators: list[NationalIndicator]
    improvement_tool: list[ToolItem]
    quality_indicators: list[Titled]
    questions_from: str = ""
    themes: Themes
    questions: Questions
    headline: list[Headline]
    logic_model: LogicModel
    policy_landscape: list[Policy]
    delivery_plan_actions: list[PlanAction] = []
    evaluation_questions: list[EvaluationQuestions]
    checklist: list[ChecklistSection] = []
    checklist_answers: dict[str, ChecklistAnswer] = {}

    @property
    def kind(self):
        """National, or Local for one that a partnership added: those are numbered L1, L2 and so on."""
        return "Local" if self.number.startswith("L") else "National"

    @property
    def numbered(self):
        """Its number and short title, as lists over several outcomes name it."""
        return f"{self.number}. {self.short_title}"

    @property
    def all_questions(self):
        """Every question of step 1, in order."""
        return [*self.questions.people, *self.questions.needs, *self.questions.services]

    @property
    def indicator_ids(self):
        """Every indicator the outcome shows, in the order met, each once."""
        named = [answer.indicator for question in self.all_questions for answer in question.answered_by]
        named += [item.indicator for item in self.national_indicators if item.indicator]
        named += [line.indicator for line in self.headline]
        lines = [line for section in self.checklist for line in section.lines]
        named += [answer.indicator for line in lines for answer in line.answered_by]
        return list(dict.fromkeys(named))
