"""The explorer's controls: what is chosen becomes a view; sentence, chart, table, source, code and files follow it."""

import html
import subprocess
import sys
from dataclasses import dataclass, field

import ipywidgets as widgets

from cjtools.errors import CjtoolsError
from cjtools.explorer import shown
from cjtools.explorer.downloads import downloads, report_of
from cjtools.explorer.subjects import BACKGROUND, EVERY, RATE, TOTAL
from cjtools.explorer.view import ALONE, MOST_AREAS, ONLY_SCOTLAND, figures_of, view_of
from cjtools.levels import COUNCIL
from cjtools.results.peers import DEFAULT, SCHEMES

COMPARISONS = [
    *((f"Scotland and similar councils (by {scheme})", scheme) for scheme in SCHEMES),
    ("Scotland alone", ONLY_SCOTLAND),
    ("Nothing", ALONE),
]
STYLE = """
.cj-explore,.cj-explore .widget-box{overflow:visible}
.cj-explore .cj-choose>*{margin:.25rem 1rem .25rem 0}
.cj-explore .widget-label{white-space:normal;overflow:visible;height:auto;line-height:1.3;text-align:left;color:#1a1a1a}
.cj-explore select,.cj-explore input{min-height:2rem;height:auto;border:1px solid #595959;background-color:#fff;
color:#1a1a1a}
.cj-explore .widget-inline-hbox{height:auto;min-width:0}
.cj-explore .jupyter-button{min-height:2rem;height:auto;white-space:normal;line-height:1.3;border:1px solid #595959;
background:#fff;color:#1a1a1a}
.cj-explore select:focus,.cj-explore input:focus,.cj-explore button:focus,.cj-explore pre:focus,.cj-explore a:focus,
.cj-explore .scroll:focus{outline:3px solid #002d54;outline-offset:2px}
.cj-explore h2,.cj-explore h3{margin:.75rem 0 .25rem;line-height:1.3}
.cj-explore .widget-html-content{line-height:1.5;font-size:1rem;overflow-wrap:anywhere;max-width:100%}
.cj-explore a{color:#0b4a99;text-decoration:underline}
.cj-explore .cj-problem{border-left:4px solid #d4351c;padding:.25rem .75rem}
.cj-explore pre{white-space:pre-wrap;overflow-wrap:anywhere;border:1px solid #767676;padding:.5rem;margin:.25rem 0;
background:#fff;color:#1a1a1a}
@media (max-width:40em){.cj-explore .widget-inline-hbox{flex-wrap:wrap}
.cj-explore .widget-label{width:100%!important}}
"""
# JupyterLab takes arrow keys, Enter and letters for itself unless what has the focus tells it not to: without this, the
# lists could not be used by keyboard
KEYS = (
    "this.closest('.cj-explore').addEventListener('focusin', "
    "event => event.target.setAttribute('data-lm-suppress-shortcuts', 'true'))"
)
WIDE = widgets.Layout(width="min(100%, 24rem)", flex="1 1 24rem")
LABELS = {"description_width": "7rem"}


@dataclass
class Chosen:
    """What is chosen now, and what was chosen where somebody may come back to.

    Attributes
    ----------
    outcome : str
    areas : list of str
        Names; the first is the one that the others are set beside.
    compare, first, last : str
        As a view takes them; first and last are empty where all years are shown.
    subject_of : dict
        Outcome -> the measure that was chosen last.
    split_of : dict
        Measure -> (breakdown, category) that were chosen last.
    shown_of : dict
        (measure, breakdown, category) -> as what it was shown last.
    """

    outcome: str
    areas: list
    compare: str = DEFAULT
    first: str = ""
    last: str = ""
    subject_of: dict = field(default_factory=dict)
    split_of: dict = field(default_factory=dict)
    shown_of: dict = field(default_factory=dict)


class Explorer:
    """The explorer: controls above, the view that they choose below.

    Parameters
    ----------
    area, outcome : str
        What it begins with, in any spelling.

    Raises
    ------
    UnknownName
        For an area or outcome that the catalogue does not hold.
    """

    def __init__(self, area, outcome):
        self.figures = figures_of()
        words = self.figures.words
        self.chosen = Chosen(words.outcome(outcome).id, [words.area(area)["area_name"]])
        self.view = None
        self._is_filling = False
        self._make_controls()
        self._make_places()
        self.box = widgets.VBox(self._laid_out())
        self.box.add_class("cj-explore")
        self._fill()

    def _make_controls(self):
        """Make every control with its label; what each offers is filled in by what is chosen."""
        outcomes = [(each.numbered, each.id) for each in self.figures.words.outcomes.values()]
        self.outcome = self._dropdown("Outcome", [*outcomes, ("Background and all else", BACKGROUND)])
        self.measure = self._dropdown("Measure")
        self.breakdown = self._dropdown("Breakdown")
        self.category = self._dropdown("Category")
        self.shown = self._dropdown("Shown as")
        self.compare = self._dropdown("Compare with", COMPARISONS)
        self.first, self.last = self._dropdown("From year"), self._dropdown("To year")
        names = [area["area_name"] for area in self.figures.words.councils]
        self.add_area = widgets.Combobox(
            description="Add an area", options=names, placeholder="any spelling, then Enter", continuous_update=False,
            layout=WIDE, style=LABELS,
        )  # fmt: skip
        self.add_area.observe(self._on_area, "value")
        self.areas = widgets.HBox(layout=widgets.Layout(flex_flow="row wrap"))

    def _dropdown(self, label, options=()):
        """Return a list to choose from, with its label; what is chosen changes the view."""
        control = widgets.Dropdown(description=label, options=options, layout=WIDE, style=LABELS)
        control.observe(lambda _: self._on_choice(control), "value")
        return control

    def _make_places(self):
        """Make the places that the view is shown in; each is filled anew, so that a screen reader keeps its place."""
        self.message, self.said, self.picture, self.table, self.source, self.take_away, self.report = (
            widgets.HTML() for _ in range(7)
        )
        self.make_report = widgets.Button(layout=widgets.Layout(width="auto"))
        self.make_report.on_click(self._on_report)

    def _laid_out(self):
        """Return all parts in reading order."""
        in_rows = widgets.Layout(flex_flow="row wrap", width="100%")
        controls = [
            widgets.Box([self.outcome, self.measure, self.breakdown, self.category, self.shown, self.compare,
                         self.first, self.last], layout=in_rows),
            widgets.Box([self.add_area, self.areas], layout=in_rows),
        ]  # fmt: skip
        for row in controls:
            row.add_class("cj-choose")
        view = [self.said, self.picture, self.table, self.source]
        heading = widgets.HTML(f'<style onload="{KEYS}">{STYLE}{shown.STYLE}</style><h2>Choose</h2>')
        below = [widgets.HTML("<h2>Take it away</h2>"), self.take_away, self.report, self.make_report]
        for place in view:
            place.add_class("cj-view")
        return [heading, *controls, self.message, widgets.HTML("<h2>What the figures say</h2>"), *view, *below]

    def _on_choice(self, control):
        """Take over what was chosen, and show it."""
        if self._is_filling or control.value is None:
            return
        chosen = self.chosen
        subject = chosen.subject_of.get(chosen.outcome)
        if control is self.outcome:
            chosen.outcome = control.value
        elif control is self.measure:
            chosen.subject_of[chosen.outcome] = control.value
        elif control is self.breakdown:
            chosen.split_of[subject] = control.value, EVERY if control.value else TOTAL
        elif control is self.category:
            chosen.split_of[subject] = self.breakdown.value, control.value
        elif control is self.shown:
            chosen.shown_of[subject, self.breakdown.value, self.category.value or TOTAL] = control.value
        elif control is self.compare:
            chosen.compare = control.value
        else:
            self._take_years(control)
        self._fill()

    def _take_years(self, control):
        """Take over the first or last year; the other end moves with it where they would cross."""
        periods = [value for _, value in self.first.options]
        first, last = self.first.value, self.last.value
        if first > last:
            first = last = control.value
        self.chosen.first = "" if first == periods[0] else first
        self.chosen.last = "" if last == periods[-1] else last

    def _on_area(self, change):
        """Add the area that was typed, in any spelling; say so when it is none, or one too many."""
        typed = change["new"].strip()
        if not typed or self._is_filling:
            return
        try:
            name = self.figures.words.area(typed)["area_name"]
        except CjtoolsError as error:
            return self._tell(str(error), is_problem=True)
        if name == "Scotland":
            return self._tell("Scotland stands beside every rate and percentage already.", is_problem=True)
        if name not in self.chosen.areas and len(self.chosen.areas) == MOST_AREAS:
            said = f"{MOST_AREAS} areas are shown, and more cannot be told apart: remove one first."
            return self._tell(said, is_problem=True)
        if name not in self.chosen.areas:
            self.chosen.areas.append(name)
        self.add_area.value = ""
        self._fill()
        return self._tell(f"{name} is shown.")

    def _remove(self, name):
        """Take an area away; the last one stays."""
        if len(self.chosen.areas) > 1:
            self.chosen.areas.remove(name)
            self._fill()
            self._tell(f"{name} is no longer shown.")
        else:
            self._tell("One area has to stay: add another first.", is_problem=True)

    def _tell(self, words, is_problem=False):
        """Say something below the areas, so that a screen reader reads it out."""
        kind = ' class="cj-problem"' if is_problem else ""
        self.message.value = f'<p role="status"{kind}>{html.escape(words)}</p>'

    def _fill(self):
        """Offer in each control what goes with what is chosen, then show the view."""
        self._is_filling = True
        try:
            self._fill_controls()
        finally:
            self._is_filling = False
        self._show()

    def _fill_controls(self):
        """Set what each control offers and holds, from the outcome to the years."""
        chosen, subjects = self.chosen, self.figures.subjects
        self.outcome.value = chosen.outcome
        offered = subjects.of_outcome(chosen.outcome)
        name = self._set(
            self.measure, [(each.title, each.id) for each in offered], chosen.subject_of.get(chosen.outcome)
        )
        chosen.subject_of[chosen.outcome] = name
        subject = subjects.all[name]
        breakdown, category = chosen.split_of.get(name, (TOTAL, TOTAL))
        together = [("All together", TOTAL)] if subjects.ways(subject) else []
        kinds = [(f"By {kind}", kind) for kind in subject.breakdowns]
        breakdown = self._set(self.breakdown, together + kinds, breakdown)
        categories = [(one, one) for one in subject.breakdowns.get(breakdown, [])]
        every = [("Every category", EVERY)] if categories else []
        category = self._set(self.category, every + categories or [("All", TOTAL)], category)
        self.category.disabled = not categories
        chosen.split_of[name] = breakdown, category
        ways = subjects.ways(subject, breakdown, category)
        before = chosen.shown_of.get((name, breakdown, category), self.shown.value or RATE)
        ways = [(way.label, way.id) for way in ways]
        chosen.shown_of[name, breakdown, category] = self._set(self.shown, ways, before)
        self.compare.value = chosen.compare
        self.areas.children = [self._chosen_area(area) for area in chosen.areas]

    def _title(self, subject):
        """Return the title of a measure as the list has it: where the first area has no figure of it, so it says."""
        area = self.figures.words.area(self.chosen.areas[0])
        is_own = self.figures.subjects.level(subject) == COUNCIL
        if is_own and not self.figures.subjects.is_known(subject, area["area_code"]):
            return f"{subject.title} (none for {area['area_name']})"
        return subject.title

    def _set(self, control, options, value):
        """Offer some options, choose one, and return it: the one wanted where it is among them, else the first."""
        values = [each for _, each in options]
        control.options = options
        control.value = value if value in values else values[0]
        return control.value

    def _chosen_area(self, name):
        """Return the button that takes an area away."""
        button = widgets.Button(description=f"Remove {name}", icon="", layout=widgets.Layout(width="auto"))
        button.on_click(lambda _: self._remove(name))
        return button

    def _show(self):
        """Show the view that is chosen; a choice that cannot be shown is told in words."""
        chosen = self.chosen
        try:
            figures = figures_of(chosen.compare)
            given = (self.measure.value, ", ".join(chosen.areas), self.shown.value, self.breakdown.value)
            every = view_of(figures, *given, self.category.value, chosen.compare, "")
            self.view = view_of(figures, *given, self.category.value, chosen.compare, self._years(every.periods))
        except CjtoolsError as error:
            self._tell(str(error), is_problem=True)
            return
        drawn = shown.charts_of(self.view, with_png=True)
        self.said.value = f'<div role="status">{shown.said_html(self.view)}</div>'
        self.picture.value = shown.picture_html(drawn)
        self.table.value = shown.table_html(self.view)
        self.source.value = shown.source_html(self.view)
        self._show_files(drawn)

    def _years(self, periods):
        """Offer the years that there are figures for; return those of the view, empty for all."""
        if not periods:
            return ""
        self._is_filling = True
        first = self._set(self.first, [(one, one) for one in periods], self.chosen.first)
        last = self._set(self.last, [(one, one) for one in reversed(periods)], self.chosen.last)
        self._is_filling = False
        return "" if (first, last) == (periods[0], periods[-1]) else f"{first} to {last}"

    def _show_files(self, drawn):
        """Show the code and the files of the view, and the report it belongs to."""
        listed = "".join(f"<li>{each.link}</li>" for each in downloads(self.view, drawn))
        code = html.escape(self.view.code)
        self.take_away.value = (
            "<h3>The same view in any notebook</h3>"
            f'<pre tabindex="0" role="region" aria-label="Code of this view"><code>{code}</code></pre>'
            '<button type="button" class="jupyter-button" onclick="const b=this;navigator.clipboard.writeText('
            "b.previousElementSibling.textContent).then(()=>{b.nextElementSibling.textContent='Copied.'})\">"
            'Copy the code</button> <span role="status"></span>'
            f"<h3>Files</h3><ul>{listed}</ul>"
        )
        self._show_report()

    def _show_report(self):
        """Show the way to the report that the view belongs to, or to make it."""
        report = report_of(self.view)
        is_there = report is not None and report.is_there
        self.report.value = f"<h3>Report</h3><p>{_told(report)}</p>"
        self.make_report.layout.display = "none" if report is None or is_there else ""
        self.make_report.description = "" if report is None else f"Make the report of {report.place}"

    def _on_report(self, _):
        """Make the report of what is shown, and offer it."""
        report = report_of(self.view)
        self.report.value = f'<h3>Report</h3><p role="status">Making the report of {html.escape(report.place)} …</p>'
        asked = ["report", "--area", report.slug, "--outcome", report.outcome, "--year", report.year]
        done = subprocess.run([sys.executable, "-m", "cjtools", *asked], capture_output=True, text=True, check=False)
        self._show_report()
        if not report.is_there:
            self.report.value = f'<h3>Report</h3><pre role="status">{html.escape(done.stderr or done.stdout)}</pre>'


def _told(report):
    """Return what is told of a report: the link that opens it, or that there is none yet; HTML."""
    if report is None:
        return "Background figures have no report of their own."
    return (
        report.link if report.is_there else f"{html.escape(report.title)}, {html.escape(report.place)}: not made yet."
    )


def explore(area="Fife", outcome="community-sentences"):
    """Show the explorer: every figure by outcome, measure, area, comparison, year and breakdown.

    Parameters
    ----------
    area, outcome : str
        What it begins with, in any spelling.

    Returns
    -------
    ipywidgets.VBox
        A notebook shows it where it stands last in a cell.

    Raises
    ------
    UnknownName
        For an area or outcome that the catalogue does not hold.
    """
    return Explorer(area, outcome).box
