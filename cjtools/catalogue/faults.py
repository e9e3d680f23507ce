"""What is wrong with a YAML file of the catalogue, in plain words: one problem for each slip, with its line."""

import difflib
from types import NoneType, UnionType
from typing import Union, get_args, get_origin

from cjtools.errors import Problem, did_you_mean
from cjtools.strict_files import line_of

FEW = 12  # a list this short is told whole; of a longer one, what is near
WANTED = {
    "string_type": "text; put it into quotation marks",
    "list_type": "a list",
    "dict_type": "lines of 'key: value'",
    "model_type": "lines of 'key: value'",
    "bool_type": "true or false",
    "int_type": "a whole number",
}


def unknown(what, name, known, otherwise=""):
    """Return (found, allowed) for a word that is none of those known.

    Allowed is the whole list where it is short, else the question whether what is near was meant.

    Parameters
    ----------
    what : str
        What the word says, such as 'kind of place'.
    name : str
        The word found.
    known : iterable of str
    otherwise : str
        What is allowed, in words, where the list is long and nothing is near.

    Returns
    -------
    tuple of str

    Examples
    --------
    >>> unknown("show is", "trnd", ["trend", "table"])
    ("show is 'trnd' (nearest: trend)", 'trend, table')
    >>> unknown("measure", "x", [f"measure_{n}" for n in range(20)], "an id of measures.csv")
    ("measure 'x'", 'an id of measures.csv')
    """
    known = [word for word in dict.fromkeys(map(str, known)) if word]
    near = difflib.get_close_matches(str(name), known, 3)
    if len(known) > FEW:
        return f"{what} '{name}'", did_you_mean(near) or otherwise
    hint = f" (nearest: {near[0]})" if near else ""
    return f"{what} '{name}'{hint}", ", ".join(known)


def model_problems(error, model, path, place):
    """Return what a file says other than its model wants.

    A misspelt key is one problem, not two: pydantic tells of the key that is not known and of the one that is missing.

    Parameters
    ----------
    error : pydantic.ValidationError
    model : type
        The model that the file was held against.
    path, place : Path, str
        The file, and its name as it is told.

    Returns
    -------
    list of Problem
    """
    faults = error.errors(include_url=False)
    missing = [fault["loc"] for fault in faults if fault["type"] == "missing"]
    problems = []
    for fault in faults:
        if fault["type"] == "extra_forbidden":
            *above, key = fault["loc"]
            known = list(_keys(_kind_at(model, above)))
            lacking = {loc[-1]: loc for loc in missing if list(loc[:-1]) == above}
            meant = difflib.get_close_matches(str(key), lacking, 1)
            if meant:
                missing.remove(lacking[meant[0]])
            near = meant or difflib.get_close_matches(str(key), known, 3)
            found, allowed = f"key '{key}' is not known", did_you_mean(near) or ", ".join(known)
            problems.append(_problem(found, allowed, path, place, fault["loc"]))
        elif fault["type"] != "missing":
            problems.append(_problem(*_wrong_value(fault, model), path, place, fault["loc"]))
    for loc in missing:
        where = f" in {_named(loc[:-1])}" if len(loc) > 1 else ""
        problems.append(_problem(f"key '{loc[-1]}' is missing{where}", "", path, place, loc[:-1], "add it"))
    return problems


def _problem(found, allowed, path, place, steps, todo=""):
    """Return a problem with the line that some steps lead to."""
    return Problem(found, place, cell=f"line {line_of(path, steps)}", allowed=allowed, todo=todo)


def _wrong_value(fault, model):
    """Return (found, allowed) for a value that is of another kind, or none of a fixed list."""
    name, value = _named(fault["loc"]), fault["input"]
    if fault["type"] == "literal_error":
        return unknown(f"{name} is", value, get_args(_kind_at(model, fault["loc"])))
    found = f"{name} is empty" if value is None else f"{name} is {_short(value)}"
    return (found, WANTED[fault["type"]]) if fault["type"] in WANTED else (f"{found}: {fault['msg']}", "")


def _short(value):
    """Return a value as it is told: text in quotation marks, what is long by its kind."""
    if isinstance(value, dict | list):
        return "lines of 'key: value'" if isinstance(value, dict) else "a list"
    return f"'{value}'" if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)


def _named(steps):
    """Return the last key of some steps in words, with the number of the entry where it is one of a list."""
    if steps and isinstance(steps[-1], int):
        return f"entry {steps[-1] + 1} of {_named(steps[:-1])}"
    return str(steps[-1]) if steps else "the file"


def _kind_at(kind, steps):
    """Return the model, Literal or type that stands at some steps of a model."""
    for step in steps:
        kind = get_args(kind)[-1] if get_origin(kind) in (list, dict) else _keys(kind).get(step)
        if get_origin(kind) in (UnionType, Union):
            kind = next(one for one in get_args(kind) if one is not NoneType)
    return kind


def _keys(kind):
    """Return the keys of a model with their kinds; none for what is no model."""
    fields = getattr(kind, "model_fields", {})
    return {field.alias or name: field.annotation for name, field in fields.items()}
