"""A world small enough to work out by hand: four councils in two family groups, and Scotland."""

import pandas as pd

from cjtools.areas import SCOTLAND
from cjtools.catalogue import Catalogue
from cjtools.catalogue.models import Indicator
from cjtools.intake.tidy import OBSERVATION
from cjtools.results.indicators import calculate
from cjtools.results.peers import Peers

ALBA, BRAE, CORRAN, DUNE = "S12000001", "S12000002", "S12000003", "S12000004"
NAMES = {ALBA: "Alba", BRAE: "Brae", CORRAN: "Corran", DUNE: "Dune", SCOTLAND: "Scotland"}
GROUP = {ALBA: "people-1", BRAE: "people-1", CORRAN: "people-2", DUNE: "people-2", SCOTLAND: ""}
GROUP_NAMES = {"people-1": "Family group 1 (least deprived)", "people-2": "Family group 2 (most deprived)"}
MARKERS = {"-": "nil", "[c]": "suppressed", "[x]": "not available", "[z]": "not applicable", "[low]": "rounds to zero"}

# whole groups, so that what is pooled can be added up by heart
PEERS = {
    area: Peers(group, GROUP_NAMES[group], f"Group {group[-1]}", "", tuple(a for a in GROUP if GROUP[a] == group))
    for area, group in GROUP.items()
    if group
}


def world():
    """The catalogue of the small world."""
    return Catalogue(
        areas=[
            {"area_code": code, "area_name": name, "people_group": GROUP[code], "place_group": ""}
            for code, name in NAMES.items()
        ],
        aliases={},
        groups=[
            {"group": group, "scheme": "people", "number": group[-1], "name": name, "similar_in": "deprivation"}
            for group, name in GROUP_NAMES.items()
        ],
        measures={
            "people": {"councils_add_up": "yes"},
            "deprived": {"councils_add_up": "no"},
        },
        sources=[],
        markers=[{"marker": marker, "kind": kind} for marker, kind in MARKERS.items()],
        known_differences=[],
        indicators={},
        outcomes={},
        layouts=[],
    )


def seen(measure, period, values, category="Total", **more):
    """Observations of one measure, category and period: area -> number, or a marker where there is none."""
    rows = []
    for area, value in values.items():
        number, marker = (None, value) if isinstance(value, str) else (value, "")
        breakdown = more.get("breakdown", "total" if category == "Total" else "kind")
        rows.append(
            {
                "measure": measure,
                "area_code": area,
                "period": period,
                "period_type": more.get("period_type", "financial year"),
                "breakdown": breakdown,
                "category": category,
                "value": number,
                "marker": more.get("marker", marker),
                "source": more.get("source", "book"),
                "edition": more.get("edition", "2023-24"),
                "file": "published/book.xlsx",
                "cell": f"{measure}!{category}-{area}-{period}",
                "status": more.get("status", "published"),
            }
        )
    return rows


def frame(*rows):
    """Observations as they are read from data/processed."""
    return pd.DataFrame([row for some in rows for row in some], columns=OBSERVATION).astype({"value": float})


def indicator(statistic, numerator, denominator=(), **more):
    """An indicator; terms are (measure, category, sign) with the breakdown 'kind'."""

    def term(measure, category="Total", sign=1):
        return {
            "measure": measure,
            "breakdown": "total" if category == "Total" else "kind",
            "category": category,
            "sign": sign,
        }

    words = {"subject": "orders", "verb": "were completed", "counted": "orders", **more.pop("words", {})}
    units = {"count": "orders", "rate": "per 10,000 people", "mean": "months"}
    return Indicator.model_validate(
        {
            "id": "made",
            "name": "Orders completed",
            "outcomes": ["one"],
            "why_it_matters": "It does.",
            "how_it_is_calculated": "By hand.",
            "statistic": statistic,
            "numerator": [term(*one) for one in numerator],
            "denominator": [term(*one) for one in denominator],
            "unit": units.get(statistic, "per cent"),
            "words": words,
            "better": "higher",
            "source": "book",
            "authored_by": "a test",
            "checked_by": "",
            "next_review": "2030-01-01",
            "status": "draft",
            **more,
        }
    )


def worked_out(made, *rows):
    """The result records of an indicator, by area, part and period."""
    records = calculate(made, frame(*rows), world(), PEERS)
    return records.set_index(["area_code", "part", "period"], drop=False)


def at(records, area, period, part="Total"):
    """One result record."""
    return records.loc[(area, part, period)]
