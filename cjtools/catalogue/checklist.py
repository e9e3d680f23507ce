"""The shapes of the progress-report checklist, shared and of an outcome: what answers each line."""

from typing import Literal

from pydantic import Field

from cjtools.catalogue.strict import Strict

Show = Literal["trend", "composition", "profile", "comparison", "inequality", "table"]


class Answer(Strict):
    """An indicator that answers a question, and how it is shown."""

    indicator: str = Field(description="Id of the indicator.")
    show: Show = Field(
        "table",
        description="comparison: all councils in a funnel; inequality: rates of groups; composition, profile: shares.",
    )


class ChecklistLine(Strict):
    """One line of the progress-report checklist."""

    id: str = Field(description="C1, C2 and so on.")
    text: str = Field(description="What the report should say.")
    answered_by: list[Answer] = Field([], description="Indicators that answer the line.")
    evidence: list[str] = Field([], description="Questions of the outcome whose answers belong here.")
    recorded: list[str] = Field(
        [], description="What of the evidence workbook says something to it, and leaves it open in part."
    )
    settled: list[str] = Field([], description="What of the evidence workbook answers it wholly.")
    open: str = Field("", description="What is still needed; empty for nothing.")
    note: str = Field("", description="A remark that is shown.")


class ChecklistSection(Strict):
    """A section of the progress-report checklist."""

    section: str = Field(description="Its letter or number.")
    title: str = Field(description="Its heading.")
    lines: list[ChecklistLine] = Field(description="Its lines.")


class ChecklistAnswer(Strict):
    """What an outcome says to a line of the shared checklist; an open part left out keeps the shared words."""

    answered_by: list[Answer] = Field([], description="Indicators that answer the line.")
    evidence: list[str] = Field([], description="Questions of this outcome.")
    open: str | None = Field(
        None, description='What is still needed; "" for nothing more; left out to keep the shared words.'
    )
    note: str = Field("", description="A remark that is shown.")


class SharedLine(Strict):
    """A line of the checklist that holds for every outcome."""

    id: str = Field(description="C1, C2 and so on.")
    text: str = Field(description="What the report should say.")
    recorded: list[str] = Field([], description="What of the evidence workbook says something to it.")
    settled: list[str] = Field([], description="What of the evidence workbook answers it wholly.")
    open: str = Field(description="What is still needed where an outcome says nothing.")


class SharedSection(Strict):
    """A section of the shared checklist."""

    section: str = Field(description="Its letter or number.")
    title: str = Field(description="Its heading.")
    lines: list[SharedLine] = Field(description="Its lines.")


class SharedChecklist(Strict):
    """The checklist for outcomes that have no resource of their own."""

    sections: list[SharedSection] = Field(description="Sections in order.")
