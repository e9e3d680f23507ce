"""Everything that a report shows as one table: records of its indicators, and the numbers counted from them."""

import re

import pandas as pd
from pandas.api.types import is_numeric_dtype

from cjtools.areas import SCOTLAND
from cjtools.results import local_measures
from cjtools.results.facts import facts
from cjtools.results.indicators import RESULT

# a cell that begins so is worked out, not read, by spreadsheet programs (OWASP ASVS 5, 1.2.10), some of which pass over
# blanks before it and take the wide signs of East Asian keyboards too; a number or a lone sign, such as the marker for
# none, is not
_FORMULA = re.compile(r"[\t\r\0]|\s*[=+\-@＝＋－＠](?!\Z)")
_BREAK = re.compile(r"\r\n?")
_NUMBER = re.compile(r"[+\-]?\d[\d,]*(\.\d+)?(e[+\-]?\d+)?%?")


def everything(study, revisions):
    """Return the records of a report, the numbers that it works out from them, and the partnership's own measures.

    Parameters
    ----------
    study : Study
    revisions : pandas.DataFrame
        What the build found that editions give differently.

    Returns
    -------
    pandas.DataFrame
        Columns ``RESULT``.
    """
    records = shown(study)
    words = [name for name in RESULT if not is_numeric_dtype(records[name])]
    worked_out = pd.DataFrame([*facts(study, revisions), *local_measures.records(study)]).reindex(columns=RESULT)
    worked_out = worked_out.assign(**{name: worked_out[name].astype(object).fillna("") for name in words})
    worked_out = worked_out.assign(part_label=worked_out["part"], cells=worked_out["cells"].map(compact))
    return pd.concat([records, worked_out], ignore_index=True)


def to_csv(records):
    """Return result records as CSV text: 12 digits, as :func:`cjtools.rounding.round_half_up` reads them."""
    # a carriage return inside a cell would end its row: as a line break the cell is quoted
    records = _changed(without_formulas(records), lambda text: _BREAK.sub("\n", text))
    return records.to_csv(index=False, lineterminator="\n", float_format="%.12g")


def without_formulas(frame):
    """Return a table whose text no spreadsheet program takes for a formula.

    Parameters
    ----------
    frame : pandas.DataFrame

    Returns
    -------
    pandas.DataFrame
        Text that such a program would work out begins with an apostrophe; numbers, also those written as text, and all
        other text are as they were.

    Examples
    --------
    >>> frame = pd.DataFrame({"text": ["=1+1", "-2.5", "-", "@home", "1=1"], "value": [-1, 2, 3, 4, 5]})
    >>> without_formulas(frame).to_numpy().tolist()
    [["'=1+1", -1], ['-2.5', 2], ['-', 3], ["'@home", 4], ['1=1', 5]]
    """
    return _changed(frame, without_formula)


def without_formula(text):
    """Return a text that no spreadsheet program takes for a formula.

    Parameters
    ----------
    text : str

    Returns
    -------
    str

    Examples
    --------
    >>> [without_formula(text) for text in ("=1+1", " ＋1+1", "-2.5", "-", "x=1")]
    ["'=1+1", "' ＋1+1", '-2.5', '-', 'x=1']
    """
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def with_formula(text):
    """Return a text as it was before :func:`without_formula`.

    Parameters
    ----------
    text : str

    Returns
    -------
    str

    Examples
    --------
    >>> [with_formula(without_formula(text)) for text in ("=1+1", "-2.5", "'t was")]
    ['=1+1', '-2.5', "'t was"]
    """
    return text[1:] if text.startswith("'") and without_formula(text[1:]) == text else text


def _changed(frame, change):
    """Return a table with each text in it changed by a function; a column that stays as it is keeps its type."""
    columns = {}
    for name in frame:
        if is_numeric_dtype(frame[name]):
            continue
        cells = frame[name].astype(object)
        texts = [cell for cell in cells.unique() if isinstance(cell, str)]
        other = {text: change(text) for text in texts if change(text) != text}
        if other:
            columns[name] = cells.map(lambda cell, other=other: other.get(cell, cell))
    return frame.assign(**columns)


def shown(study):
    """Return every record that a report draws on, for the data beside it.

    Parameters
    ----------
    study : Study

    Returns
    -------
    pandas.DataFrame
        Columns ``RESULT``: the area's, Scotland's, its peers' and serving places' records of every year, and all
        councils' of the newest.
    """
    if study.exported is None:
        study.exported = _shown(study)
    return study.exported


def _shown(study):
    """Select the records that :func:`shown` returns."""
    frames = []
    for name in study.export_ids():
        records = study.records(name)
        beside = {study.area["area_code"], study.code_of(name), SCOTLAND, study.peers.code}
        compared = [*study.places(name).index, *study.centres(name).index]
        parts = [part for part in dict.fromkeys(records["part"]) if part != "Total"]
        for part in parts:
            compared += list(study.centres(name, part).index)
        keep = records["area_code"].isin(beside) | records.index.isin(compared)
        frames.append(_with_group_cells(study, records, records[keep]))
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=RESULT)


def _with_group_cells(study, records, kept):
    """Return the kept records with the cells of pooled figures: those of all that they are pooled of."""
    cells = kept["cells"].tolist()
    where = ["area_code", "part", "period"]
    for code, members in study.pooled(kept["indicator"].iloc[0] if len(kept) else "").items():
        of_members = {}
        rows = records[records["area_code"].isin(members)]
        for *place, of_one in zip(rows["part"], rows["period"], rows["cells"], strict=True):
            of_members.setdefault(tuple(place), []).append(of_one)
        for number, (area, *place) in enumerate(zip(*(kept[name] for name in where), strict=True)):
            if area == code and not cells[number]:
                cells[number] = "; ".join(of_members.get(tuple(place), []))
    return kept.assign(cells=[compact(text) for text in cells])


def compact(cells):
    """Return a list of cells with the file and sheet said once.

    Parameters
    ----------
    cells : str
        ``file#sheet!cell`` entries separated by '; '.

    Returns
    -------
    str

    Examples
    --------
    >>> compact("a.xlsx#CPO_23!D17; a.xlsx#CPO_23!E17; a.xlsx#CPO_4!C17; b.csv#G4 (Table 8)")
    'a.xlsx#CPO_23!D17,E17; a.xlsx#CPO_4!C17; b.csv#G4 (Table 8)'
    """
    places = {}
    for entry in dict.fromkeys(filter(None, cells.split("; "))):
        sheet, mark, cell = entry.rpartition("!")
        # cells of a sheet are listed behind it; an own table's cell stands by itself
        places.setdefault(sheet + mark if mark else entry, []).append(cell if mark else "")
    return "; ".join(place + ",".join(found) for place, found in places.items())
