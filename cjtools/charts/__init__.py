"""One result record in, one picture out: lines over time, make-up, categories side by side, and the funnel."""

from cjtools.charts.compositions import composition
from cjtools.charts.funnels import funnel
from cjtools.charts.profiles import profile
from cjtools.charts.scales import periods
from cjtools.charts.trends import trend

__all__ = ["composition", "funnel", "periods", "profile", "trend"]
