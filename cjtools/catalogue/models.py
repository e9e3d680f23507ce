"""The shapes of the catalogue's YAML files; an unknown or missing key is a fault with its path."""

from typing import Literal

from pydantic import Field

from cjtools.catalogue.checklist import Answer, ChecklistAnswer, ChecklistSection
from cjtools.catalogue.strict import Strict

Level = Literal["council", "scotland", "police division", "custody centre", "health board"]


class Term(Strict):
    """One summand of a numerator or denominator."""

    measure: str = Field(description="What is counted: an id of measures.csv.")
    breakdown: str = Field("total", description="What it is split by; the plain total when left out.")
    category: str = Field("Total", description="Which category of the breakdown; the plain total when left out.")
    sign: Literal[1, -1] = Field(1, description="-1 subtracts.")


class Weight(Strict):
    """The count that a mean is over, so that means can be pooled."""

    measure: str = Field(description="The count: an id of measures.csv.")
    breakdown: str = Field("total", description="What the count is split by; the plain total when left out.")
    category: str = Field("Total", description="Which category of the breakdown; the plain total when left out.")


class Words(Strict):
    """The words that sentences are built from."""

    subject: str = Field(description='What is spoken of, such as "community payback orders".')
    verb: str = Field(description='What happened, such as "were imposed".')
    counted: str = Field(description='What one of the count is, in the plural, such as "orders".')


class Indicator(Strict):
    """One indicator: what it is for, how it is calculated, how it is read. One file each."""

    id: str = Field(description="The file's name without .yaml.")
    name: str = Field(description="As it stands over charts and tables.")
    outcomes: list[str] = Field(
        description='Outcomes that it belongs to, first the one it stands for; ["all"] for context of every outcome.'
    )
    national: str | None = Field(None, description='Number of the national indicator, such as "4a".')
    context: bool = Field(False, description="true for background about the area, shown in the table of context.")
    why_it_matters: str = Field(description="One or two sentences in plain words.")
    how_it_is_calculated: str = Field(description="One or two sentences in plain words.")
    statistic: Literal["count", "rate", "proportion", "share", "mean", "published"] = Field(
        description="rate is per head, proportion a part of a whole, share every category of a breakdown."
    )
    numerator: list[Term] = Field(description="What is counted, added up.")
    denominator: list[Term] = Field([], description="What it is divided by, added up.")
    per: int = Field(100, description="100 for per cent, 10000 for a rate.")
    breakdown: str | None = Field(
        None, description='For shares, the breakdown; for a rate, what gives one rate for each part, such as "sex".'
    )
    overlapping: bool = Field(
        False,
        description="For shares: true where one case can be in several categories, so that they do not add to 100.",
    )
    parts: list[str] = Field([], description="Categories of the breakdown in order; a rate has one figure for each.")
    chart_groups: dict[str, list[str]] = Field(
        {}, description="For shares: how charts join categories. Words of the chart, then the categories joined."
    )
    weight: Weight | None = Field(
        None, description="For a mean: the count that it is over, so that family groups can be pooled."
    )
    unit: str = Field(description='Such as "per cent" or "per 10,000 aged 16 to 70".')
    words: Words = Field(description="The words of its sentence.")
    better: Literal["higher", "lower", "neither"] = Field(
        description="With neither, a report never says better or worse."
    )
    level: Level = Field("council", description="The kind of place that it is published for.")
    population_year: Literal["start"] | None = Field(
        None, description="start when the denominator is a population: the newest one held at the start of the year."
    )
    baseline_period: str | None = Field(None, description='The year that change is counted from, such as "2018-19".')
    source: str = Field(description="The publication: a source of sources.csv.")
    shared_caveats: list[str] = Field([], description="Ids of caveats.yaml.")
    caveats: list[str] = Field([], description="Caveats in words that only this indicator needs.")
    covid_years: list[str] = Field([], description="Years that charts mark as those of the pandemic.")
    breaks: dict[str, str] = Field(
        {}, description="First period of a new series, and what changed, in a word or two; charts mark it."
    )
    authored_by: str = Field(description="Who wrote it.")
    checked_by: str = Field(description="Who else checked it; empty while it is a draft.")
    next_review: str = Field(description='Day by which to look at it again, such as "2027-03-31".')
    status: Literal["draft", "published", "retired"] = Field(description="draft until somebody else has checked it.")

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

    number: str = Field(description="Its number.")
    title: str = Field(description="Its title as published.")
    provenance: str = Field(description="Where the wording is from: see framework.yaml, provenance_meanings.")


class NationalIndicator(Strict):
    """A national indicator part as the framework words it."""

    id: str = Field(description='Its number in the framework, such as "4a".')
    title: str = Field(description="Its title, letter by letter where title_exact says so.")
    title_exact: bool = Field(
        description='false while the wording was not read in the framework; pages then add "wording to be confirmed".'
    )
    unit: str = Field(description="What it is counted in.")
    level: str = Field(description="For which places it is published.")
    indicator: str | None = Field(
        description="The indicator file that holds it; null while none does, and it is shown without a figure."
    )
    definition: str = Field(description="What is counted, in plain words.")
    source: str = Field("", description="The publication, in words.")
    frequency: str = Field("", description="How often and when it is published.")
    caveats: list[str] = Field([], description="What to heed when it is read.")
    provenance: str = Field(description="Where the wording is from: published:<address>, seed or derived.")
    verification: str = Field("", description="Where and when the wording was read.")

    @property
    def shown_title(self):
        """The title as it may be shown: one that was not read in the framework says so."""
        return self.title if self.title_exact else f"{self.title} (wording to be confirmed)"


class ToolItem(Strict):
    """An item of the improvement tool."""

    id: str = Field(description="Its number in the improvement tool.")
    title: str = Field(description="Its words.")
    provenance: str = Field(description="Where the wording is from.")


class Question(Strict):
    """One question of the data-collection plan."""

    id: str = Field(description="P1, P2 for people, N1 for needs, S1 for services; once in the file.")
    text: str = Field(description="The question in plain words.")
    kind: Literal["quantitative", "qualitative"] = Field(
        description="quantitative when figures answer it, qualitative when people do."
    )
    theme: str = Field(description="One of the themes of its group, which give the headings.")
    partner: str = Field(description='Who holds the answer; several with "; " between.')
    source: str = Field(description="Where the answer is to be found.")
    answered_by: list[Answer] = Field(
        [], description="Indicators that answer it and how they are shown; [] where none does."
    )
    why_it_matters: str = Field(description="Why it is asked.")
    to_close: str = Field(description='What is still needed; "" when the figures answer it in full.')
    items: list[str] = Field([], description="What to ask for: items of data_items.csv; [] for nothing.")
    provenance: str = Field(
        description="seed (guidance that the project was given), published:<address>, derived or local."
    )


class Questions(Strict):
    """The questions of step 1, by what they help to understand."""

    people: list[Question] = Field(description="Questions about people.")
    needs: list[Question] = Field(description="Questions about needs.")
    services: list[Question] = Field(description="Questions about services.")


class Theme(Strict):
    """A heading under which some questions of a group stand."""

    id: str = Field(description="What questions name it by.")
    title: str = Field(description="The heading.")
    intro: str = Field("", description="A sentence under the heading.")


class Themes(Strict):
    """The headings of each group of questions, in order."""

    people: list[Theme] = Field(description="Headings for questions about people.")
    needs: list[Theme] = Field(description="Headings for questions about needs.")
    services: list[Theme] = Field(description="Headings for questions about services.")


class PlanAction(Strict):
    """An action of the national delivery plan."""

    number: str = Field(description="Its number in the national delivery plan.")
    summary: str = Field(description="What is to be done.")
    status: str = Field(description="How far it has come, as published.")
    provenance: str = Field(description="Where that was read.")


class Headline(Strict):
    """An indicator part whose sentence opens the report."""

    indicator: str = Field(description="Id of the indicator.")
    part: str = Field("", description="Which part of it; the whole when left out.")


class Activity(Strict):
    """Something a partner does towards the outcome."""

    id: str = Field(description="What evidence names it by.")
    text: str = Field(description="What is done.")
    delivery_plan_action: str | None = Field(
        None, description="Number of the national action that it belongs to; null for none."
    )
    provenance: str = Field(description="Where it is from.")


class Partner(Strict):
    """A partner and its activities in the logic model."""

    partner: str = Field(description="Name of the partner.")
    activities: list[Activity] = Field(description="What the partner does.")


class LogicModel(Strict):
    """Inputs, activities by partner and the outcome they lead to."""

    goal: str = Field(description="What is to be reached.")
    inputs: list[str] = Field(description="What goes in.")
    partners: list[Partner] = Field(description="Partners with what they do.")
    outcome: str = Field(description="What it leads to.")
    provenance: str = Field("seed", description="Where it is from.")


class Policy(Strict):
    """A document of the policy landscape."""

    title: str = Field(description="Title of the document.")
    reference: str = Field(description="Where it is to be found.")
    kind: Literal["legislation", "guidance", "evidence"] = Field(description="What kind of document it is.")
    provenance: str = Field("seed", description="Where it is from.")


class EvaluationQuestion(Strict):
    """A question for a partner about an activity."""

    id: str = Field(description="What evidence names it by.")
    text: str = Field(description="The question.")


class EvaluationQuestions(Strict):
    """What to ask whom about one activity."""

    activity: str = Field(description="Id of the activity in the logic model.")
    asked_of: str = Field(alias="for", description="The partner who is asked.")
    questions: list[EvaluationQuestion] = Field(description="The questions.")
    provenance: str = Field("seed", description="Where they are from.")


class Caveats(Strict):
    """Caveats that several indicators share, by id; ``throughout`` are those that a report tells once for all."""

    caveats: dict[str, str] = Field(description="Id and words of each caveat.")
    throughout: list[str] = Field(
        description="Ids of those that a report tells once for all, and not under each figure."
    )


class UntiedAction(Strict):
    """A priority action of the strategy without a national outcome."""

    number: str = Field(description="Its number in the strategy.")
    title: str = Field(description="Its title as published.")
    provenance: str = Field(description="Where that was read.")


class Suite(NationalIndicator):
    """The national indicator that stands for all outcomes together."""


class Scale(Strict):
    """A scale that partners judge on."""

    name: str = Field(description="What the scale is called.")
    levels: list[str] = Field(description="Its levels, in order.")
    provenance: str = Field(description="Where it is from.")
    note: str = Field("", description="What to say beside it.")


class Framework(Strict):
    """What holds for the framework as a whole."""

    overarching_indicator: Suite = Field(description="The national indicator that stands for all outcomes together.")
    priority_actions_without_outcome: list[UntiedAction] = Field(
        description="Priority actions of the strategy that belong to no outcome."
    )
    provenance_meanings: dict[str, str] = Field(description="What each word for where a wording is from means.")
    evaluation_scale: Scale = Field(description="The scale by which partners judge quality.")


class Outcome(Strict):
    """An outcome, national or local, with everything its planning asks for. One file each."""

    id: str = Field(description="The file's name without .yaml.")
    number: str = Field(description='"1" to "9" for national outcomes, L1, L2 and so on for a partnership\'s own.')
    title: str = Field(description="Its title as published.")
    title_provenance: str = Field(description="Where the title was read.")
    short_title: str = Field(description="A few words, for lists and headings.")
    aliases: list[str] = Field(description="Other names that commands take for it.")
    about: str = Field(description="What it is about, in plain words.")
    priority_action: Titled = Field(description="The priority action of the strategy that it belongs to.")
    aim: Titled = Field(description="The aim of the strategy that it belongs to.")
    national_indicators: list[NationalIndicator] = Field(
        description="The indicators that the framework sets for it; a local outcome may have none ([])."
    )
    improvement_tool: list[ToolItem] = Field(description="Items of the improvement tool.")
    quality_indicators: list[Titled] = Field(description="Quality indicators of self-evaluation.")
    questions_from: str = Field("", description="Where its questions are from, in words.")
    themes: Themes = Field(description="Headings under which questions stand.")
    questions: Questions = Field(description="The questions of the data-collection plan.")
    headline: list[Headline] = Field(description="Indicators whose sentences open the report.")
    logic_model: LogicModel = Field(description="Inputs, activities and what they lead to.")
    policy_landscape: list[Policy] = Field(description="Documents that set the frame.")
    delivery_plan_actions: list[PlanAction] = Field([], description="Actions of the national delivery plan.")
    evaluation_questions: list[EvaluationQuestions] = Field(description="What to ask whom about each activity.")
    checklist: list[ChecklistSection] = Field([], description="A checklist of its own, in place of the shared one.")
    checklist_answers: dict[str, ChecklistAnswer] = Field(
        {}, description="What it says to lines of the shared checklist, by the line's id."
    )

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
