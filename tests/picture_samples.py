"""One picture of every kind that the project draws, charts and diagrams, for tests that hold for all of them.

All figures, tasks and names of measures are made up.
"""

from datetime import date

from chart_samples import Pictures, every_chart, every_map

from cjtools import catalogue, charts
from cjtools.charts.runs import RunChart
from cjtools.drawing.chain import Link, chain_svg
from cjtools.drawing.diagrams import logic_model_svg
from cjtools.drawing.drivers import Driver, driver_svg
from cjtools.drawing.gantt import Bar, gantt_svg
from cjtools.drawing.matrix import matrix_svg
from cjtools.drawing.raci import raci_svg
from cjtools.priorities.matrix import Point

NAN = float("nan")
SAID = {"title": "A picture", "alt": "What it shows."}
MEASURE = "People who were offered support within five working days"
KEYS = {
    "centre": "mean", "limits": "limits of what chance alone would do", "target": "target 20%",
    "1": "better than chance would have it", "-1": "worse than chance would have it", "0": "more than chance",
    "events": "start of a cycle",
}  # fmt: skip


def run_chart(name="run"):
    """Return a control chart with everything that one can show."""
    values = [12, 14, 11, 13, 15, 12, NAN, 14, 22, 23, 21, 24, 25, 22, 23, 6, 5, 24, 23, 22]
    data = RunChart(
        places=list(range(20)), words=[f"2024-{at + 1:02d}" if at < 12 else f"2025-{at - 11:02d}" for at in range(20)],
        values=values, centre=[13.0] * 8 + [20.0] * 12, lower=[8.0] * 8 + [14.0] * 12, upper=[18.0] * 8 + [26.0] * 12,
        unit=MEASURE, phases=[(0, 8), (8, 20)], names=KEYS, signals={3: 1, 11: 1, 15: -1, 16: -1, 18: 0}, target=20.0,
        events=[(7.5, "C1"), (8.2, "C2"), (14, "C3")],
    )  # fmt: skip
    return charts.run_chart(data, name=name, **SAID)


def series(name="series"):
    """Return a line of a local measure, with a gap."""
    words = ["2024-04", "2024-05", "2024-06", "2024-07", "2024-08", "2024-09"]
    return charts.series(range(6), [4.0, 6.0, NAN, 5.0, 7.0, 3.0], words, name=name, unit=MEASURE, **SAID)


def logic_model(steps=()):
    """Return a logic model, with steps between or without."""
    activities = [{"text": "Offer unpaid work in the evening", "delivery_plan_action": 4}, {"text": "Train staff"}]
    partners = [{"partner": "Local authority", "activities": activities}, {"partner": "Police Scotland"}]
    model = {"goal": "People are supported in the community", "inputs": ["Staff time", "Money"], "partners": partners}
    return logic_model_svg(model | {"outcome": "More orders are completed", "steps": steps}, name="lm", **SAID)


def chain():
    """Return a chain of outcomes."""
    links = [Link("What is put in", (("Money", ""), ("Staff", "3 entries")), "In our hands."),
             Link("What changes", (("Health and homes", "no entry"),) * 5, "Much has a part in it.", True)]  # fmt: skip
    return chain_svg(links, name="chain", **SAID)


def drivers():
    """Return a driver diagram of three levels."""
    idea = Driver("C1", "Text people the day before", level="change idea")
    second = Driver("D2", "People know what is offered", (idea,), "secondary driver")
    return driver_svg("More orders are completed", [Driver("D1", "Support is near", (second,)), Driver("D3", "Staff")],
                      name="dd", **SAID)  # fmt: skip


def gantt():
    """Return tasks of every state: planned, begun, done, late, waiting, with today among them."""
    june, september, january = date(2026, 6, 30), date(2026, 9, 30), date(2027, 1, 31)
    august = date(2026, 8, 15)
    bars = [
        Bar("T1", "Train staff", date(2026, 4, 1), june, date(2026, 7, 20), 100, (), True, False),
        Bar("T2", "Write the agreement", date(2026, 5, 1), september, september, 60, ("T1",), False, False),
        Bar("T3", "Open the service", date(2026, 7, 1), august, august, 20, ("T1",), False, True),
        Bar("T4", "Tell the courts", date(2026, 10, 1), january, january, 0, ("T2", "T3"), False, False),
    ]
    return gantt_svg(bars, date(2026, 8, 1), name="plan", **SAID)


def raci(count):
    """Return who does what, for a number of people."""
    people = ["Police Scotland", "Council", "Scottish Prison Service", "Victim Support", "NHS", "Courts"][:count]
    tasks = [("T1", "Train staff"), ("T2", "Open the service")]
    roles = {("T1", people[0]): "AR", ("T1", people[1]): "C", ("T2", people[1]): "A", ("T2", people[2]): "R",
             ("T2", people[0]): "I"}  # fmt: skip
    return raci_svg(tasks, people, roles, name="raci", **SAID)


def matrix():
    """Return activities on the first pair of axes of the catalogue, some at one place."""
    points = [Point("I1", 4, 1), Point("I2", 4, 1), Point("Evening unpaid work", 5, 5), Point("I4", 1, 3)]
    return matrix_svg(points, catalogue.load().priorities.axes[0], name="axes", **SAID)


def every_kind(area="Fife"):
    """Return one picture of each kind, and of hard cases, by name."""
    steps = [("in a year", "People keep appointments")]
    diagrams = {
        "run chart": run_chart,
        "series": series,
        "logic model": logic_model,
        "logic model, steps": lambda: logic_model(steps),
        "chain": chain,
        "drivers": drivers,
        "gantt": gantt,
        "matrix": matrix,
        "raci": lambda: raci(3),
        "raci, many": lambda: raci(6),
    }
    return every_chart(area) | every_map(area) | Pictures(diagrams)
