"""The shape of statutory.yaml: what the law asks of a partnership, section by section."""

from typing import Literal

from pydantic import Field

from cjtools.catalogue.models import Strict
from cjtools.errors import Problem

FILE = "statutory.yaml"
PLAN, REPORT, BOTH = "plan", "report", "both"
AREA = "area"


class Duty(Strict):
    """One thing that the law asks for.

    ``shown_by`` names what of the evidence workbook holds it: columns (``sheet.column``) or whole sheets; without it
    the sheet Duties does. ``unless`` names a column of the same row: where it says yes, this is not asked. ``after``
    names a duty without which this one is not asked yet. With ``with_indicators`` the outcome must have some.
    """

    id: str
    section: str
    document: Literal["plan", "report", "both"]
    each: Literal["area", "national outcome", "local outcome", "outcome"]
    text: str
    shown_by: list[str] = Field(default=[])
    unless: str = ""
    after: str = ""
    with_indicators: bool = False
    todo: str


class Statutory(Strict):
    """The duties, with the Act that they stand in, and who has them together."""

    act: str
    url: str
    partners: list[str] = Field(min_length=1)
    duties: list[Duty] = Field(min_length=1)

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
