"""The project's own small tables of published figures: one observation per row, with page and source."""

from cjtools.errors import Problem
from cjtools.extract.layouts import OWN_TABLE
from cjtools.extract.periods import parse_period
from cjtools.extract.workbook import column_letter
from cjtools.intake.tidy import ILLUSTRATIVE_FOLDER, read_value
from cjtools.levels import CENTRE, UNPLACED
from cjtools.markers import NOT_AVAILABLE
from cjtools.strict_files import text_fault

ROUNDED = "rounded in the source"
MAX_TOLD = 1_000  # faults of one file; a file of another kind under the same header would else make millions


def read_own_table(raw, catalogue, file):
    """Return the observations of an own table and the problems met.

    Parameters
    ----------
    raw : RawFile
        A CSV file with the header of ``OWN_TABLE``.
    catalogue : Catalogue
    file : str
        The file's path relative to data/raw.

    Returns
    -------
    tuple
        (list of observation dicts, list of Problem). Each observation has ``rounded`` set when the note says that the
        source printed a rounded figure; an exact figure then goes before it.
    """
    observations, problems = [], []
    known = _Known(catalogue)
    for number, cells in enumerate(raw.sheets[""].rows[1:], 2):
        cells = [cell.strip() for cell in cells]
        if not any(cells):
            continue
        if len(problems) >= MAX_TOLD:
            found = f"rows from here on are not read: {len(problems):,} faults were found before"
            problems.append(Problem(found, file, cell=f"row {number}", todo="mend those first"))
            break
        faults = known.faults(cells)
        problems += [
            Problem(found, file, cell=place.format(number), allowed=allowed) for place, found, allowed in faults
        ]
        row = dict(zip(OWN_TABLE, cells, strict=False))
        if not faults:
            observations.append(_observation(row, f"{VALUE_COLUMN}{number}", file))
        elif row.get("measure") in known.of_centres and all(place.startswith(AREA_COLUMN) for place, _, _ in faults):
            # its division's sum must not be short unsaid
            trace = {"area_code": UNPLACED, "value": None, "marker": NOT_AVAILABLE}
            observations.append({**_observation(row, f"{VALUE_COLUMN}{number}", file), **trace})
    return observations, problems


def looks_like_own_table(raw):
    """Return what is wrong with the header of a file that seems meant as an own table; empty when it does not.

    Parameters
    ----------
    raw : RawFile

    Returns
    -------
    str
    """
    sheet = raw.sheets.get("") if raw.is_csv else None
    header = [cell.strip() for cell in sheet.rows[0]] if sheet is not None and sheet.rows else []
    if len(set(header) & set(OWN_TABLE)) < len(OWN_TABLE) // 2:
        return ""
    missing = [f"'{name}' is missing" for name in OWN_TABLE if name not in header]
    unknown = [f"'{name}' is not known" for name in header if name not in OWN_TABLE]
    return "looks like an own table, but its header is not: " + (", ".join(missing + unknown) or "another order")


def _observation(row, cell, file):
    """Return the observation of a faultless row."""
    return {
        **{key: row[key] for key in ("measure", "area_code", "period", "period_type", "breakdown", "category")},
        "value": read_value(row["value"], "", {})[0] if row["value"] else None,
        "marker": row["marker"],
        "source": row["source"],
        "edition": row["edition"],
        "file": file,
        "cell": f"{cell} ({row['page']})" if row["page"] else cell,
        "status": "illustrative" if file.startswith(ILLUSTRATIVE_FOLDER) else "published",
        "rounded": ROUNDED in row["note"],
    }


class _Known:
    """What the cells of a row are looked up in."""

    def __init__(self, catalogue):
        self.catalogue = catalogue
        self.names = {area["area_code"]: area["area_name"] for area in catalogue.areas}
        self.places = {place["place_code"]: place["place_name"] for place in catalogue.places}
        self.markers = {row["marker"] for row in catalogue.markers}
        indicators = catalogue.indicators.values()
        self.of_centres = {term.measure for each in indicators if each.level == CENTRE for term in each.terms}

    def faults(self, cells):
        """Return (place with {} for the row, found, allowed) for each fault of a row."""
        if len(cells) != len(OWN_TABLE):
            return [("row {}", f"has {len(cells)} cells", f"{len(OWN_TABLE)}: {', '.join(OWN_TABLE)}")]
        row = dict(zip(OWN_TABLE, cells, strict=True))
        faults = []

        def expect(holds, column, found, allowed):
            if not holds:
                faults.append((f"{_letter(column)}{{}}", found, allowed))

        for column, cell in row.items():
            fault = text_fault(cell)
            expect(not fault, column, fault, "text that can be seen")
        measure, code, source = self.catalogue.measures.get(row["measure"]), row["area_code"], row["source"]
        expect(measure, "measure", f"measure '{row['measure']}' is not in measures.csv", "an id of measures.csv")
        is_known = code in self.names or code in self.places
        expect(is_known, "area_code", f"area code '{code}' is not in areas.csv or places.csv", "a code of areas.csv")
        if is_known and row["area_name"]:
            is_its_name = self.catalogue.area_names.code(row["area_name"]) == code
            its_name = self.names.get(code) or self.places[code]
            is_its_name = is_its_name or row["area_name"] == its_name
            expect(is_its_name, "area_name", f"'{row['area_name']}' is not {code}", its_name)
        if measure:
            kind = measure["period_type"]
            expect(row["period_type"] == kind, "period_type", f"period_type is '{row['period_type']}'", kind)
        is_period = parse_period(row["period"], row["period_type"]) == row["period"]
        expect(is_period, "period", f"'{row['period']}' is not a {row['period_type']}", "such as 2023-24 or 2023")
        is_pair = bool(row["category"]) and (row["breakdown"] == "total") == (row["category"] == "Total")
        found = f"breakdown is '{row['breakdown']}' and category '{row['category']}'"
        expect(row["breakdown"] and is_pair, "breakdown", found, "total with Total, or a breakdown with its category")
        is_number = read_value(row["value"], "", {})[0] is not None if row["value"] else bool(row["marker"])
        expect(is_number, "value", f"value is '{row['value']}'", "a number; or empty, with a marker beside it")
        is_marker = not row["marker"] or row["marker"] in self.markers
        expect(is_marker, "marker", f"marker '{row['marker']}' is not in markers.csv", "a marker of markers.csv")
        is_source = self.catalogue.source(source, row["edition"]) is not None
        expect(is_source, "source", f"source '{source}' is not in sources.csv", "a source of sources.csv")
        return faults


def _letter(column):
    """Return the letter of a column of an own table."""
    return column_letter(OWN_TABLE.index(column))


VALUE_COLUMN, AREA_COLUMN = _letter("value"), _letter("area_code")
