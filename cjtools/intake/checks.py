"""Do the figures agree with each other? Every contradiction of a table is found before any of it is used."""

import pandas as pd

from cjtools.areas import SCOTLAND
from cjtools.errors import Problem
from cjtools.extract.suggestions import LAYOUTS, tables_line

TOLERANCE = 0.51  # published counts are whole; half a unit allows for a total rounded on its own
ENOUGH = 20  # so many percentages that are all 1 or less are fractions
ANY = "*"  # in known_differences.csv: every area, period or breakdown
EXCUSED = ("measure", "area_code", "period", "breakdown")
SAME = ["measure", "area_code", "period", "period_type", "breakdown", "category", "source", "edition"]


def check_table(observations, catalogue, is_partial=False):
    """Return every contradiction inside one table (or own table) as published.

    Parameters
    ----------
    observations : pandas.DataFrame
        Observations of one table.
    catalogue : Catalogue
        Its measures say which councils and parts must add up; known differences are passed over.
    is_partial : bool
        Something of the table was not read: parts may then add to less than their total, but not to more.

    Returns
    -------
    list of Problem
        The same contradiction in many places is one problem with the first place and the number of places.
    """
    return check_tables([(observations, is_partial)], catalogue)


def check_tables(tables, catalogue):
    """Return every contradiction inside each of some tables, as ``check_table`` does for one.

    Parameters
    ----------
    tables : list of (pandas.DataFrame, bool)
        Observations of each table, and whether something of it was not read.
    catalogue : Catalogue

    Returns
    -------
    list of Problem
    """
    numbered = [frame.assign(table=number) for number, (frame, _) in enumerate(tables) if len(frame)]
    if not numbered:
        return []
    observations = pd.concat(numbered, ignore_index=True)
    partial = {number for number, (_, is_partial) in enumerate(tables) if is_partial}
    standing = {row["marker"]: float(row["adds_as"]) for row in catalogue.markers if row["adds_as"]}
    frame = observations.assign(
        # a marked figure that stands for a known number (nil: 0) adds as that; other gaps are unknown
        adds=observations["value"].where(observations["value"].notna(), observations["marker"].map(standing))
    )
    found = _Contradictions(catalogue)
    _repeated(frame, found, ["table", *SAME], partial)
    _impossible(frame, catalogue, found)
    _parts(frame, catalogue, found, partial)
    _councils(frame, catalogue, found, partial)
    return found.problems()


class _Contradictions:
    """Collects contradictions; those that differ only in area, period and figures are told as one."""

    def __init__(self, catalogue):
        self._known = [tuple(row[key] for key in EXCUSED) for row in catalogue.known_differences]
        self._names = catalogue.place_names
        self._found = {}

    def add(self, kind, row, found, todo="", allowed="", excuse=None):
        """Add one, seen in the observation ``row``; ``excuse`` is what known_differences.csv would say of it."""
        self._found.setdefault(kind, []).append((row, found, todo, allowed, excuse))

    def name(self, area_code):
        """Return the name of an area."""
        return self._names.get(area_code, area_code)

    def is_known(self, *difference):
        """Return whether known_differences.csv explains a difference (measure, area, period, breakdown)."""
        return any(
            all(said in (ANY, here) for said, here in zip(line, difference, strict=True)) for line in self._known
        )

    def problems(self):
        """Return them as problems."""
        problems = []
        for places in self._found.values():
            row, found, todo, allowed, excuse = places[0]
            sheet, _, cell = row["cell"].rpartition("!")
            more = f" (and {len(places) - 1:,} more like it)" if len(places) > 1 else ""
            if excuse is not None:
                # one line for all of them: * where they differ
                said = [
                    cells[0] if len(set(cells)) == 1 else ANY for cells in zip(*(p[4] for p in places), strict=True)
                ]
                todo = (
                    "mend the figure in a copy of the file; if the publication itself has it so, "
                    f"add to data/catalogue/known_differences.csv the line: {','.join(said)},so in the source"
                )
            problems.append(Problem(f"{found}{more}", row["file"], sheet, cell, allowed, todo))
        return problems


def _repeated(frame, found, same, partial):
    """Two different values for the same thing."""
    twice = frame[frame.duplicated(same, keep=False)]
    twice = twice.assign(said=twice["value"].astype(object).where(twice["value"].notna(), twice["marker"]))
    differing = twice[twice.groupby(same, sort=False)["said"].transform("nunique") > 1]
    for _, rows in differing.groupby(same, sort=False):
        first = rows.iloc[0]
        second = rows[rows["said"] != first["said"]].iloc[0]
        if found.is_known(*first[list(EXCUSED)]):
            continue
        said = [f"{one:.10g}" if isinstance(one, float) else one for one in (first["said"], second["said"])]
        what = f"{first['measure']} ({first['category']}, {found.name(first['area_code'])}, {first['period']})"
        words = f"{what} is {said[0]} here and {said[1]} in {_place(second, first)}"
        is_partial = first.get("table") in partial
        todo = "a column that was not read may tell the rows apart (see the other problems)" if is_partial else ""
        excuse = None if is_partial else tuple(first[list(EXCUSED)])
        kind = ("repeated", first.get("table"), first["measure"], first["file"], second["file"])
        found.add(kind, first, words, todo, excuse=excuse)


def _place(row, seen_from):
    """Return where an observation stands, with its file when that is another one."""
    return row["cell"] if row["file"] == seen_from["file"] else f"{row['file']}, {row['cell']}"


def _impossible(frame, catalogue, found):
    """Negative counts, percentages outside 0 to 100, and percentages stored as fractions."""
    is_per_cent = frame["measure"].map(lambda measure: catalogue.measures[measure]["unit"]) == "per cent"
    for _, row in frame[(frame["value"] < 0) | (is_per_cent & (frame["value"] > 100.0001))].iterrows():
        is_share = catalogue.measures[row["measure"]]["unit"] == "per cent"
        allowed = "0 to 100" if is_share else "0 or more"
        todo = (
            "if the file holds per cent and not fractions, empty its scale in columns.csv of the layout"
            if is_share
            else ""
        )
        found.add(
            ("impossible", row["table"], row["measure"]), row, f"{row['measure']} is {row['value']:.10g}", todo, allowed
        )
    for (table, measure), rows in frame[is_per_cent & frame["value"].notna()].groupby(["table", "measure"], sort=False):
        between = rows[(rows["value"] > 0) & (rows["value"] < 1)]
        if len(rows) >= ENOUGH and rows["value"].max() <= 1 and len(between):
            words = f"every {measure} is 1 or less, as if fractions were stored and not per cent"
            found.add(
                ("fraction", table, measure),
                between.iloc[0],
                words,
                "write 100 as its scale in columns.csv of the layout",
            )


def _parts(frame, catalogue, found, partial):
    """Categories of a breakdown that do not add to the total of the same area and period."""
    keys = ["table", "area_code", "period", "source", "edition"]
    for measure, rows in frame.groupby("measure", sort=False):
        for breakdown in filter(None, catalogue.measures[measure]["parts_add_up"].split(";")):
            total = rows[rows["breakdown"] == "total"].drop_duplicates(keys).set_index(keys)["adds"]
            parts = rows[rows["breakdown"] == breakdown].drop_duplicates([*keys, "category"])
            if total.empty or parts.empty:
                continue
            sums = parts.groupby(keys)["adds"].agg(["sum", "count", "size"]).join(total.rename("total"), how="inner")
            for key, row in _wrong(sums, sums["count"] == sums["size"], partial):
                table, area, period = key[:3]
                if found.is_known(measure, area, period, breakdown):
                    continue
                here = parts[(parts[keys] == list(key)).all(axis=1)].iloc[0]
                words = f"{measure} by {breakdown} adds to {row['sum']:.10g}, its total is {row['total']:.10g}"
                words += f" ({found.name(area)}, {period})"
                found.add(("parts", table, measure, breakdown), here, words, excuse=(measure, area, period, breakdown))


def _councils(frame, catalogue, found, partial):
    """Councils that do not add to Scotland."""
    adding = [name for name, measure in catalogue.measures.items() if measure["councils_add_up"] == "yes"]
    keys = ["table", "measure", "period", "breakdown", "category", "source", "edition"]
    rows = frame[frame["measure"].isin(adding)]
    all_scotland = rows[rows["area_code"] == SCOTLAND].drop_duplicates(keys).set_index(keys)
    councils = rows[rows["area_code"] != SCOTLAND].drop_duplicates([*keys, "area_code"])
    if all_scotland.empty or councils.empty:
        return
    sums = councils.groupby(keys)["adds"].agg(["sum", "count"])
    sums = sums.join(all_scotland["adds"].rename("total"), how="inner")
    for key, row in _wrong(sums, sums["count"] == len(catalogue.councils), partial):
        table, measure, period, breakdown, category = key[:5]
        if found.is_known(measure, SCOTLAND, period, breakdown):
            continue
        words = f"{measure} ({category}, {period}) adds to {row['sum']:.10g} over the councils, "
        words += f"Scotland is {row['total']:.10g}"
        excuse = (measure, SCOTLAND, period, breakdown)
        found.add(("councils", table, measure, breakdown), all_scotland.loc[key], words, excuse=excuse)


def _wrong(sums, is_whole, partial):
    """Return (key, row) of sums that are not their total: more than it, or also less where nothing is missing."""
    over = sums["sum"] > sums["total"] + TOLERANCE
    under = is_whole & (sums["sum"] < sums["total"] - TOLERANCE)
    is_read_whole = ~sums.index.get_level_values("table").isin(partial)
    return list(sums[over | (under & is_read_whole)].iterrows())


def missing_areas(tables, catalogue):
    """Return a problem for the areas that tables of all councils leave out.

    Parameters
    ----------
    tables : list of (TidyTable, pandas.DataFrame)
        The tables of one file with their observations; looked at are those that should have all councils. Where an
        area was not recognised, that is told already.
    catalogue : Catalogue

    Returns
    -------
    list of Problem
        One per set of areas, with the sheets, measures and periods concerned.
    """
    lacking = {}
    for table, observations in tables:
        wanted = catalogue.wanted_in(table.read.table.areas)
        if not wanted or table.has_unknown_areas:
            continue
        for (measure, period), rows in observations.groupby(["measure", "period"], sort=False):
            there = set(rows["area_code"])
            missing = tuple(name for code, name in wanted.items() if code not in there)
            if missing:
                sheet = rows["cell"].iloc[0].rpartition("!")[0]
                lacking.setdefault(missing, []).append((table.read, sheet, rows["file"].iloc[0], measure, period))
    return [_missing_area(missing, places) for missing, places in lacking.items()]


def _missing_area(missing, places):
    """Return the problem of some areas that are not there in these tables, measures and periods."""
    read, sheet, file, _, _ = places[0]
    sheets, measures, periods = (list(dict.fromkeys(place[number] for place in places)) for number in (1, 3, 4))
    when = ", ".join(periods) if len(periods) < 4 else f"{periods[0]} and {len(periods) - 1} other years"
    also = f"; also on sheets {', '.join(sheets[1:])}" if len(sheets) > 1 else ""
    found = f"there is no row for {', '.join(missing)} ({', '.join(measures)}; {when}{also})"
    line = f"line {read.table.line} by: {tables_line(read.table, areas='some')}"
    todo = f"if the publication leaves them out, replace in {LAYOUTS}/{read.layout.id}/tables.csv {line}"
    return Problem(found, file, sheet, todo=todo)


def check_between(observations, catalogue):
    """Return where tables or files of one edition of a publication give different values for the same thing.

    Parameters
    ----------
    observations : pandas.DataFrame
        Observations of all tables.
    catalogue : Catalogue
        Its known differences are passed over.

    Returns
    -------
    list of Problem
    """
    exact = observations[~observations["rounded"]]
    found = _Contradictions(catalogue)
    _repeated(exact, found, SAME, ())
    return found.problems()


def check_processed(observations):
    """Return what would make the processed table unfit to use: a missing value without a marker, a repeated key.

    Parameters
    ----------
    observations : pandas.DataFrame
        The merged observations.

    Returns
    -------
    list of Problem
    """
    problems = []
    silent = observations[observations["value"].isna() & (observations["marker"] == "")]
    for _, row in silent.iterrows():
        problems.append(Problem("a value is missing without a marker", row["file"], cell=row["cell"]))
    key = ["measure", "area_code", "period", "period_type", "breakdown", "category"]
    for _, row in observations[observations.duplicated(key)].iterrows():
        problems.append(Problem(f"two observations of {', '.join(row[key])}", row["file"], cell=row["cell"]))
    statuses = set(observations["status"]) - {"published", "illustrative", "local"}
    problems += [Problem(f"status '{status}' is not known") for status in sorted(statuses)]
    return problems


def as_frame(observations):
    """Return observation dicts as a frame whose text columns are text and whose value is a number.

    Parameters
    ----------
    observations : list of dict

    Returns
    -------
    pandas.DataFrame
    """
    from cjtools.intake.tidy import OBSERVATION

    frame = pd.DataFrame(observations, columns=[*OBSERVATION, "rounded"])
    frame["value"] = pd.to_numeric(frame["value"])
    frame["rounded"] = frame["rounded"].eq(True)
    return frame
