"""One result record in, one picture out: over time, make-up, side by side, all areas, and the map of tiles."""

from cjtools.lazily import offer

# a process that puts reports together draws nothing, and matplotlib takes half a second and 40 MB
_OFFERED = {
    "composition": "compositions",
    "distribution": "distributions",
    "funnel": "funnels",
    "inequality": "inequalities",
    "periods": "scales",
    "profile": "profiles",
    "run_chart": "runs",
    "run_chart_png": "runs",
    "series": "lines",
    "tile_map": "tiles",
    "together": "several",
    "trend": "trends",
    "trend_png": "trends",
}

__getattr__, __dir__, __all__ = offer(__name__, _OFFERED)
