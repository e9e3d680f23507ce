"""The CSV files that people edit: their columns, in order, and what each is for."""

_LAYOUT = "layouts/<id>/"
# file below data/catalogue (the last: below data/raw) -> column -> what to write
CSV_FILES = {
    "areas.csv": {
        "area_code": "The code of a council area, or S92000003 for Scotland.",
        "area_name": "Its name as reports write it.",
        "slug": "Its name in paths and commands, such as na-h-eileanan-siar.",
        "people_group": "Its family group by deprivation: a group of family_groups.csv.",
        "place_group": "Its family group by density: a group of family_groups.csv.",
        "health_board": "The health board that it is part of.",
        "former_codes": "Codes that it had before, with ; between.",
    },
    "area_aliases.csv": {
        "alias": "Another spelling or code. Case, accents, & for and, and punctuation do not matter.",
        "area_code": "The code in areas.csv that it means.",
        "source": "Where it was met.",
    },
    "family_groups.csv": {
        "group": "What areas.csv names it by.",
        "scheme": "people (by deprivation) or place (by density).",
        "number": "Its number in the scheme.",
        "name": "As it stands in reports.",
        "similar_in": "What its councils have in common.",
    },
    "measures.csv": {
        "measure": "What everything else names it by.",
        "title": "What is counted, in a few words.",
        "unit": "What one of the count is, in the plural.",
        "period_type": "financial year, calendar year, mid-year, cohort or edition.",
        "councils_add_up": "yes when the 32 councils must add to Scotland, else no; checked on every build.",
        "parts_add_up": "Breakdowns whose categories must add to the total, with ; between; checked on every build.",
        "definition": "What is counted and what is not.",
    },
    "sources.csv": {
        "source": "What everything else names it by.",
        "edition": "The edition exactly as cjtools build prints it; empty for the publication in general.",
        "title": "As reports name it.",
        "publisher": "Who publishes it.",
        "published_on": "Day of publication; empty when it is not known.",
        "url": "Its address.",
        "licence": "Under which it may be used again.",
        "note": "Anything odd.",
    },
    "markers.csv": {
        "symbol": "What stands in a cell in place of a number.",
        "marker": "The standard shorthand for it, such as [c]; - for none counted.",
        "kind": "What kind of reason it is.",
        "meaning": "In words, as tables explain it.",
        "adds_as": "0 where it may be added up as none; empty where sums with it are not known.",
    },
    "known_differences.csv": {
        "measure": "The measure whose figures do not add up in the source; an id of measures.csv.",
        "area_code": "Where; * for any area, but a line for each is better.",
        "period": "When; * for any.",
        "breakdown": "In which breakdown; * for any.",
        "reason": "Why, as the source says.",
    },
    "places.csv": {
        "place_code": "The official code of a health board; PD- and the letter of a police division; CC-, that letter "
        "and a number for a custody centre.",
        "place_name": "As in the published table, so that its rows are found; it has to read well after 'in'.",
        "kind": "health board, police division or custody centre.",
        "parent": "For a custody centre: the code of its division.",
        "councils": "For a division or board: codes of the councils it serves, with ; between; a council is served by "
        "the first of a kind that lists it.",
        "source": "Where that was read.",
    },
    "hex_grid.csv": {
        "area_code": "The code of a council area.",
        "area_name": "Its name.",
        "short": "What its tile says.",
        "q": "Column of its tile on maps.",
        "r": "Row of its tile on maps.",
    },
    "partners.csv": {
        "partner": "What questions and data items name it by.",
        "name": "As letters and reports write it.",
        "kind": "national partners get a letter each, local ones share one list.",
    },
    "data_items.csv": {
        "item": "What questions name it by.",
        "title": "What is asked for, in a few words.",
        "partner": "Who is asked: a partner of partners.csv.",
        "level": "council, Scotland or a kind of place.",
        "frequency": "How often it is wanted.",
        "breakdown": "By what it is wanted; counts and summaries, never data on single people.",
        "definition": "What is wanted, so that it can be given.",
        "published": "What of it is published already, and why that is not enough; or not known.",
    },
    "partnerships.csv": {
        "slug": "Its name in paths and commands.",
        "name": "As reports write it.",
        "members": "Names of its councils, with ; between.",
        "source": "Where that was read.",
    },
    "columns.csv": {
        "table": "A table that the project writes, as columns of several are told apart; empty for all tables.",
        "column": "Its heading; * stands for anything.",
        "type": "string, number or integer.",
        "allowed": "What may stand there, with ; between; empty for anything.",
        "meaning": "What stands there, for data packages and the reference.",
    },
    f"{_LAYOUT}tables.csv": {
        "table": "A name of ours, once per layout.",
        "sheet": "The sheet; * stands for anything, ; between several; empty for csv.",
        "excel_table": "Name of the Excel table on the sheet, if cjtools inspect shows one: it says where header and "
        "end are; - to search for the header all the same.",
        "header_rows": "1, or 2 when group labels (often merged) stand above the headings.",
        "period_type": "financial year, calendar year, mid-year, cohort or edition.",
        "period": "The year, when neither a column nor a heading says it.",
        "areas": "all (32 councils and Scotland must be there), some, scotland (rows carry no area); or health boards, "
        "police divisions, custody centres: names of places.csv, all of that kind must be there, Scotland may be.",
        "other_areas": "Pattern of areas to pass over, such as ^(Other|Unknown)\\d*$",
        "section": "Name of the breakdown, when a row with a label alone heads the rows below it.",
        "agrees_with": "A measure whose known Scotland figures the table has to meet before it is used.",
        "confirmed": "yes once somebody compared it with a published file, column by column; else no.",
        "title": "For people.",
    },
    f"{_LAYOUT}columns.csv": {
        "table": "The table of tables.csv.",
        "heading": "As published, without [note 1]; {period} for every heading that is a year; * for any text in "
        "columns to ignore; (no heading) for a column without one.",
        "group": "The label above, where a heading occurs twice.",
        "role": "area, area_code, period, value, ignore; breakdown: its cells are categories of the breakdown named; "
        "only: rows whose cell is not category are left out (breakdown: the filter it is for); part: see "
        "sums.csv.",
        "measure": "What a value is: an id of measures.csv.",
        "breakdown": "What it is split by, such as sex; total when it is not.",
        "category": "Which category, such as Male; Total when there is none.",
        "scale": "Multiply by this: 100 for a stored fraction that is shown as a percentage.",
        "from_edition": "First edition with this heading; empty for all.",
        "to_edition": "Last edition with this heading; empty for all.",
    },
    f"{_LAYOUT}categories.csv": {
        "breakdown": "The breakdown; one listed here takes only the labels listed. area turns a label into a code.",
        "label": "As published.",
        "category": "As we call it; - leaves the label out, Total makes it the plain total.",
    },
    f"{_LAYOUT}sums.csv": {
        "table": "The table of tables.csv, whose columns with the role part are added up; each has a column here.",
        "measure": "What the sum is: an id of measures.csv.",
        "breakdown": "What it is split by.",
        "category": "Which category.",
    },
    f"{_LAYOUT}markers.csv": {
        "symbol": "What stands in a cell in place of a number.",
        "marker": "What this publication means by it, in place of what markers.csv says.",
        "meaning": "In words.",
    },
    "raw/published/*.csv": {
        "measure": "An id of measures.csv.",
        "area_code": "The code decides.",
        "area_name": "Checked against the code.",
        "period": "2023-24 for financial years and cohorts, 2023 for mid-years and calendar years.",
        "period_type": "financial year, calendar year, mid-year, cohort or edition.",
        "breakdown": "total, or spelled as elsewhere for this measure.",
        "category": "Total, or spelled as elsewhere for this measure.",
        "value": "The number as printed, or nothing.",
        "marker": "Where there is no value, why: a marker of markers.csv.",
        "source": "A source of sources.csv.",
        "edition": "Its edition.",
        "page": "Table, page or paragraph; the web address where that helps.",
        "note": "Anything odd; 'rounded in the source' lets an exact figure go before this one.",
    },
}


def columns_of(name):
    """Return the columns of a CSV file, in order.

    Parameters
    ----------
    name : str
        A key of ``CSV_FILES``, such as 'areas.csv'; of a layout's file, its name alone after 'layouts/<id>/'.

    Returns
    -------
    list of str

    Examples
    --------
    >>> columns_of("partners.csv")
    ['partner', 'name', 'kind']
    """
    return list(CSV_FILES[name])
