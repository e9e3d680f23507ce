"""The shape of statutory.yaml: what the law asks of a partnership, section by section."""

from typing import Literal

from pydantic import Field

from cjtools.catalogue.strict import Strict
from cjtools.errors import Problem

FILE = "statutory.yaml"
PLAN, REPORT, BOTH = "plan", "report", "both"
AREA = "area"


class Duty(Strict):
    """One thing that the law asks for."""

    id: str = Field(description="What the sheet Duties and other duties name it by.")
    section: str = Field(description="Section of the Act.")
    document: Literal["plan", "report", "both"] = Field(
        description="Whether the plan, the yearly report or both have to say it."
    )
    each: Literal["area", "national outcome", "local outcome", "outcome"] = Field(
        description="For what it is asked anew: the area, each outcome, or some of them."
    )
    text: str = Field(description="What the law asks, in plain words.")
    shown_by: list[str] = Field(
        default=[],
        description="Sheets or sheet.columns of the evidence workbook, one of which holds it; else the sheet Duties.",
    )
    unless: str = Field("", description="A column of the same row: where it says yes, this is not asked.")
    after: str = Field("", description="Another duty, without which this one is not asked yet.")
    with_indicators: bool = Field(False, description="true where it is asked only of outcomes that have indicators.")
    todo: str = Field(description="What to do where it is not recorded.")


class Statutory(Strict):
    """The duties, with the Act that they stand in, and who has them together."""

    act: str = Field(description="The Act, by its title.")
    url: str = Field(description="Where it is to be read.")
    partners: list[str] = Field(min_length=1, description="Who has the duties together.")
    duties: list[Duty] = Field(min_length=1, description="The duties, in the order of the Act.")

    def of(self, document):
        """Return the duties on a plan or a report.

        Parameters
        ----------
        document : str
            ``PLAN`` or ``REPORT``.

        Returns
        -------
        list of Duty
        """
        return [duty for duty in self.duties if duty.document in (document, BOTH)]


def statutory_problems(statutory, form):
    """Return what of the duties stands twice, or names what the evidence workbook does not have.

    Parameters
    ----------
    statutory : Statutory
    form : EvidenceForm

    Returns
    -------
    list of Problem
    """
    names = [duty.id for duty in statutory.duties]
    problems = [
        Problem(f"duty '{name}' stands twice", FILE, cell="key duties", todo="choose another")
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    problems += [
        Problem(f"after is '{duty.after}'", FILE, cell=f"duty {duty.id}", allowed="the id of another duty")
        for duty in statutory.duties
        if duty.after and duty.after not in names
    ]
    problems += [
        Problem(
            f"{key} is '{name}'",
            FILE,
            cell=f"duty {duty.id}",
            allowed="a sheet of evidence.yaml, or a sheet with a dot and one of its columns",
        )
        for duty in statutory.duties
        for key, name in [*(("shown_by", name) for name in duty.shown_by), *_unless(duty)]
        if name not in form.names
    ]
    return problems


def _unless(duty):
    """Yield the column that a duty's ``unless`` names, with its sheet, as (key, name)."""
    if duty.unless:
        sheet = duty.shown_by[0].partition(".")[0] if duty.shown_by else ""
        yield "unless", f"{sheet}.{duty.unless}"
