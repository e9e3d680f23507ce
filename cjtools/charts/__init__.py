"""One result record in, one picture out: over time, make-up, side by side, all areas, and the map of tiles."""

from cjtools.charts.compositions import composition
from cjtools.charts.distributions import distribution
from cjtools.charts.funnels import funnel
from cjtools.charts.inequalities import inequality
from cjtools.charts.profiles import profile
from cjtools.charts.scales import periods
from cjtools.charts.tiles import tile_map
from cjtools.charts.trends import trend

__all__ = ["composition", "distribution", "funnel", "inequality", "periods", "profile", "tile_map", "trend"]
