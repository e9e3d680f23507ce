"""How long the explorer takes to follow a choice, beside a plain chart and table of the same series.

    python -m benchmarks.explorer

The plain way is what an analyst would write by hand: the rows of the observations, matplotlib's usual line chart as PNG
and pandas' HTML table; without interval, comparison, words or source. Both run in one process, in turns.
"""

import base64
import io
import statistics
import time

from benchmarks.__main__ import about_here
from benchmarks.table import put_into, table
from benchmarks.workspace import CHECKOUT
from cjtools.writing import write_atomically

PAGE = CHECKOUT / "benchmarks" / "README.md"
BEGIN, END = "<!-- explorer: written by python -m benchmarks.explorer -->", "<!-- end of explorer -->"
REPEATS = 5
# control, what is chosen in it, and the measure whose series is then shown
CHOICES = (
    ("measure", "cpo_imposed", "cpo_imposed"),
    ("shown", "count", "cpo_imposed"),
    ("shown", "rate", "cpo_imposed"),
    ("breakdown", "sex", "cpo_imposed"),
    ("category", "Female", "cpo_imposed"),
    ("measure", "cpo_ended", "cpo_ended"),
    ("outcome", "bail-supervision", "bail_assessment_reports"),
    ("outcome", "accommodation", "homeless_from_prison"),
    ("outcome", "community-sentences", "cpo_ended"),
    ("measure", "dtto_imposed", "dtto_imposed"),
)
HEAD = ["what", "median s", "longest s", "ratio of medians"]


def plain(observations, measure):
    """Return chart and table of one series as an analyst would write them by hand, as HTML."""
    import matplotlib.pyplot as plt

    rows = observations[(observations["measure"] == measure) & (observations["breakdown"] == "total")]
    wide = rows[rows["area_code"].isin(["S12000047", "S92000003"])].pivot_table(
        index="period", columns="area_code", values="value", observed=True
    )
    figure, axes = plt.subplots()
    wide.plot(ax=axes)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png")
    plt.close(figure)
    return f'<img src="data:image/png;base64,{base64.b64encode(buffer.getvalue()).decode()}">{wide.to_html()}'


def compare():
    """Follow every choice in turns with the plain way; return the table."""
    from cjtools.explorer.panel import Explorer

    explorer = Explorer("fife", "community-sentences")
    observations = explorer.figures.nation.observations
    first, seconds = [], {"explorer": [], "plain": []}
    for turn in range(REPEATS + 1):
        for control, choice, measure in CHOICES:
            start = time.perf_counter()
            getattr(explorer, control).value = choice
            took = time.perf_counter() - start
            start = time.perf_counter()
            plain(observations, measure)
            by_hand = time.perf_counter() - start
            if turn == 0:
                first.append(took)
            else:
                seconds["explorer"].append(took)
                seconds["plain"].append(by_hand)
    base = statistics.median(seconds["plain"])
    rows = [
        _row("explorer, a choice made for the first time", first, base),
        _row("explorer, a choice made before", seconds["explorer"], base),
        _row("plain chart and table by hand", seconds["plain"], base),
    ]
    here = about_here(REPEATS)
    what = f"{len(CHOICES)} choices, {REPEATS} turns, one process; measured {here['date']} on {here['machine']}."
    return f"{what}\n\n{table(HEAD, rows)}"


def _row(name, seconds, base):
    """Return one row of the table."""
    median = statistics.median(seconds)
    return [name, f"{median:.2f}", f"{max(seconds):.2f}", f"{median / base:.2f}"]


if __name__ == "__main__":
    measured = compare()
    print(measured)
    write_atomically(PAGE, put_into(PAGE.read_text(encoding="utf-8"), measured, BEGIN, END))
