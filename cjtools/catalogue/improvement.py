"""The shape of improvement.yaml: what is asked of a SMART objective, and the rules by which charts are read."""

from typing import Annotated, Literal

from pydantic import Field

from cjtools.catalogue.strict import Strict
from cjtools.errors import Problem

FILE = "improvement.yaml"
RUN_CHART, XMR, P_CHART, U_CHART = "run chart", "XmR chart", "p chart", "u chart"
CHARTS = (RUN_CHART, XMR, P_CHART, U_CHART)
SKIPPED, ENDS = "skipped", "ends the run"  # what a point on the centre line does to a run
RUNS_TABLE, ANHOEJ = "table", "anhoej"  # how the number of runs is judged
RUNS_ALLOWED = "a number of points, with the fewest and the most runs among them"
ChartKind = Literal["run chart", "XmR chart", "p chart", "u chart"]


class Prompts(Strict):
    """What to ask of an objective for one letter of SMART."""

    id: str = Field(description="The letter of SMART.")
    title: str = Field(description="What it stands for.")
    prompts: list[str] = Field(min_length=1, description="What to ask of an objective.")


class RuleSet(Strict):
    """Rules by which a chart over time is read; a rule that is 0, empty or false is not in the set."""

    id: str = Field(description="What workbooks name it by: leave it once one holds it.")
    title: str = Field(description="Its name.")
    charts: list[ChartKind] = Field(
        min_length=1, description="Kinds of chart that it is for; the first set for a kind is the usual one."
    )
    in_words: str = Field(description="The rules in words; stands under every chart.")
    source: str = Field(description="Where the rules are from.")
    on_line: Literal["skipped", "ends the run"] = Field(description="What a point on the centre line does to a run.")
    shift: int = Field(
        0, ge=0, description="How many points in a row on one side of the centre line are a signal; 0 for no such rule."
    )
    trend: int = Field(
        0, ge=0, description="How many points in a row that all rise or all fall are a signal; 0 for no such rule."
    )
    equal_skipped: bool = Field(
        False, description="true where a point equal to the one before is passed over when a trend is counted."
    )
    runs: Literal["", "table", "anhoej"] = Field(
        "",
        description="How the number of runs is judged: the table of expected runs, or Anhøj's limits; empty: not.",
    )
    outside: bool = Field(False, description="true where a point beyond a limit is a signal.")
    two_of_three: bool = Field(
        False, description="true where two of three points in the outer third on one side are a signal."
    )
    fewest: int = Field(ge=3, description="How many figures have to be there before anything is judged.")
    trial_under: int = Field(0, ge=0, description="Under how many figures limits are called trial limits.")


class Improvement(Strict):
    """What helps with improvement work."""

    smart: list[Prompts] = Field(min_length=1, description="What to ask of an objective, letter by letter.")
    rule_sets: list[RuleSet] = Field(min_length=1, description="Rules by which charts over time are read.")
    runs_expected: dict[str, Annotated[list[int], Field(min_length=2, max_length=2)]] = Field(
        description="Points off the line, with the fewest and the most runs that chance would usually make."
    )

    @property
    def runs_table(self):
        """Points off the line -> (fewest, most) runs that chance would usually make."""
        return {int(points): tuple(runs) for points, runs in self.runs_expected.items()}

    def rule_set(self, name):
        """Return the rule set with an id, or None."""
        return next((one for one in self.rule_sets if one.id == name), None)

    def usual(self, chart):
        """Return the first rule set for a kind of chart: the one that is used unless another is named."""
        return next(one for one in self.rule_sets if chart in one.charts)


def improvement_problems(improvement):
    """Return which rule sets stand twice, and which kinds of chart have none.

    Parameters
    ----------
    improvement : Improvement

    Returns
    -------
    list of Problem
    """
    names = [one.id for one in improvement.rule_sets]
    problems = [
        Problem(f"rule set '{name}' stands more than once", FILE, cell="key rule_sets", todo="take one of them out")
        for name in sorted({name for name in names if names.count(name) > 1})
    ]
    problems += [
        Problem(f"runs_expected has '{points}': {list(runs)}", FILE, cell="key runs_expected", allowed=RUNS_ALLOWED)
        for points, runs in improvement.runs_expected.items()
        if not points.isdecimal() or not 0 < runs[0] < runs[1] <= int(points)
    ]
    charts = {chart for one in improvement.rule_sets for chart in one.charts}
    return problems + [
        Problem(f"no rule set is for the {chart}", FILE, cell="key rule_sets", todo=f"add {chart} to charts of one")
        for chart in CHARTS
        if chart not in charts
    ]
