"""What a partnership has recorded on one outcome, beside its figures."""

from dataclasses import dataclass, field

from cjtools.evidence.check import Evidence

NEARNESS = ("achieved", "nearly there", "part of the way", "far away")
ACTIVITY, ADDED, CHANGED, DROPPED = "activity", "added", "changed", "dropped"


@dataclass(frozen=True)
class Recorded:
    """The rows of an area's evidence that are of one outcome.

    Attributes
    ----------
    outcome : Outcome
    evidence : Evidence
    """

    outcome: object
    evidence: Evidence = field(repr=False)

    @property
    def is_example(self):
        """Whether it is a worked example: made up, and to be marked as that wherever it shows."""
        return self.evidence.is_example

    def key(self, name):
        """Return what the workbook calls a question, activity or checklist line of this outcome."""
        return f"{self.outcome.number}-{name}"

    def answers(self, name):
        """Return the answers to a question, an item of the improvement tool or a line of the checklist, oldest first.

        Parameters
        ----------
        name : str
            Its id, such as 'P16'.

        Returns
        -------
        list of Row
        """
        return sorted(self.evidence.of("answers", question=self.key(name)), key=lambda row: row.get("date"))

    def services(self):
        """Return the services that help to reach the outcome."""
        return [row for row in self.evidence.of("services") if self.outcome.id in row.get("outcomes", ())]

    def model(self, **wanted):
        """Return the lines of this area's own logic model, of those values alone that are asked for."""
        return self.evidence.of("logic_model", outcome=self.outcome.id, **wanted)

    def own_activities(self):
        """Return the activities that this area adds: its own number -> Row."""
        return {row.get("id"): row for row in self.model(part=ACTIVITY, change=ADDED)}

    def evaluation(self, activity):
        """Return what was asked and answered about an activity.

        Parameters
        ----------
        activity : str
            Id in the national model, such as 'A5', or the area's own number.

        Returns
        -------
        list of Row
        """
        own = activity in self.own_activities()
        return self.evidence.of("evaluation", activity=activity if own else self.key(activity))

    def quality(self):
        """Return the evaluations of quality."""
        return self.evidence.of("quality", outcome=self.outcome.id)

    def decision(self, indicator):
        """Return the row that says whether an indicator is used or set aside, or None.

        Parameters
        ----------
        indicator : str
            The framework's number, such as '4a', or an item of the improvement tool, such as '4-T1'.
        """
        return next(iter(self.evidence.of("indicators", indicator=indicator)), None)

    def improvements(self):
        """Return the improvement activities that serve the outcome."""
        return self.evidence.of("improvement", outcome=self.outcome.id)

    def holds(self, named):
        """Return whether something is recorded on the outcome.

        Parameters
        ----------
        named : str
            A sheet of the evidence workbook, or a column of one (``sheet.column``) that has to be filled in.

        Returns
        -------
        bool
        """
        sheet, _, column = named.partition(".")
        return any(not column or row.get(column, None) is not None for row in self._rows(sheet))

    def _rows(self, sheet):
        """Return the rows of a sheet that are of this outcome."""
        if sheet == "services":
            return self.services()
        if sheet == "evaluation":
            own = self.own_activities()
            return [row for row in self.evidence.of(sheet) if row.get("activity") in own or self._is_own(row)]
        return self.evidence.of(sheet, outcome=self.outcome.id)

    def _is_own(self, row):
        """Return whether a row of the evaluation is of an activity of this outcome's national model."""
        return row.get("activity").startswith(f"{self.outcome.number}-")

    def assessment(self):
        """Return what the partners decided on the outcome, or None."""
        return next(iter(self.evidence.of("assessment", outcome=self.outcome.id)), None)
