"""The reference of the catalogue, from the models that its files are held against and the columns of its tables."""

import os
from types import NoneType, UnionType
from typing import Literal, Union, get_args, get_origin

from cjtools.catalogue.checklist import SharedChecklist
from cjtools.catalogue.evidence_form import EvidenceForm
from cjtools.catalogue.framework2016 import Framework2016
from cjtools.catalogue.improvement import Improvement
from cjtools.catalogue.models import Caveats, Framework, Indicator, Outcome
from cjtools.catalogue.monitoring import Monitoring, Quality, Return
from cjtools.catalogue.priorities import Priorities
from cjtools.catalogue.statutory import Statutory
from cjtools.csv_files import CSV_FILES
from cjtools.disclosure.profiles import Profile
from fill.markdown import code, table

# file below data/catalogue -> the model of the whole file (of disclosure.yaml: of one of its entries)
FILES = {
    "indicators/<id>.yaml": Indicator,
    "outcomes/<id>.yaml": Outcome,
    "framework.yaml": Framework,
    "checklist.yaml": SharedChecklist,
    "caveats.yaml": Caveats,
    "disclosure.yaml": Profile,
    "evidence.yaml": EvidenceForm,
    "priorities.yaml": Priorities,
    "improvement.yaml": Improvement,
    "statutory.yaml": Statutory,
    "monitoring.yaml": Monitoring,
    "quality.yaml": Quality,
    "return.yaml": Return,
    "opi2016.yaml": Framework2016,
}
PAGE = "reference/catalogue"  # on which every model has a heading
WORDS = {str: "text", int: "whole number", float: "number", bool: "true or false", NoneType: "null"}


def models_text(page, asked):
    """Return the keys of one YAML file with all that stands below them, or of all files.

    Parameters
    ----------
    asked : str
        Such as 'caveats.yaml', the name of a model alone such as 'Question'; empty for every file.

    Returns
    -------
    str
    """
    by_name = {model.__name__: model for model in every_model()}
    if asked in by_name:
        return keys_table(by_name[asked], page)
    pieces, told = [], set()
    for file, model in FILES.items():
        if asked in ("", file):
            more = " The file has several, each under its name." if model is Profile else ""
            pieces.append(f"## {title_of(model)}\n\n`{file}`. {model.__doc__}{more}\n\n{keys_table(model, page)}")
            told.add(model)
            for below in models_below(model):
                if below not in told:
                    told.add(below)
                    pieces.append(f"### {title_of(below)}\n\n{below.__doc__}\n\n{keys_table(below, page)}")
    return "\n\n".join(pieces)


def every_model():
    """Return every model of a YAML file of the catalogue, each once."""
    return list(dict.fromkeys(one for model in FILES.values() for one in (model, *models_below(model))))


def models_below(model):
    """Return the models that a model is made of, in the order met, each once."""
    found = {}
    for field in model.model_fields.values():
        for part in _parts(field.annotation):
            if hasattr(part, "model_fields") and part not in found:
                found |= dict.fromkeys([part, *models_below(part)])
    return list(found)


def _parts(kind):
    """Yield the types that a type is made of."""
    yield kind
    for inner in get_args(kind):
        if not isinstance(inner, str):
            yield from _parts(inner)


def keys_table(model, page):
    """Return the keys of a model as a table: what may stand there, whether it must, and what for."""
    lines = []
    for name, field in model.model_fields.items():
        needed = "always" if field.is_required() else "may be left out"
        lines.append([code(field.alias or name), in_words(field.annotation, page), needed, field.description or ""])
    return table(["Key", "Holds", "Needed", "What to write"], lines)


def title_of(model):
    """Return a model's name as a heading.

    Examples
    --------
    >>> from cjtools.catalogue.models import NationalIndicator
    >>> title_of(NationalIndicator)
    'National indicator'
    """
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in model.__name__).strip()
    return words[0].upper() + words[1:]


def in_words(kind, page=PAGE):
    """Return what a type lets stand, in words; a model is a link to where a page finds it.

    Examples
    --------
    >>> in_words(list[str]), in_words(Literal["a", "b"]), in_words(int | None)
    ('list of text', '`a` or `b`', 'whole number or null')
    >>> in_words(list[Indicator], "howto/new_indicator")
    'list of [indicator](../reference/catalogue.md#indicator)'
    """
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Literal:
        return " or ".join(code(one) if one != "" else "empty" for one in inner)
    if origin in (Union, UnionType):
        return " or ".join(in_words(one, page) for one in inner)
    if origin is list:
        return f"list of {in_words(inner[0], page)}"
    if origin is dict:
        return f"{in_words(inner[0], page)}: {in_words(inner[1], page)}"
    if hasattr(kind, "__metadata__"):
        return in_words(inner[0], page)
    return WORDS.get(kind) or _link(title_of(kind).lower(), page)


def _link(title, page):
    """Return a link to a heading of the catalogue's page."""
    place = "" if page == PAGE else os.path.relpath(f"{PAGE}.md", os.path.dirname(page))
    return f"[{title}]({place}#{title.replace(' ', '-')})"


def csv_text(_page, asked):
    """Return the columns of one CSV file, or of all.

    Parameters
    ----------
    asked : str
        Such as 'measures.csv'; empty for every file.

    Returns
    -------
    str
    """
    if asked:
        return _csv_table(asked)
    return "\n\n".join(f"## {file}\n\n{_csv_table(file)}" for file in CSV_FILES)


def _csv_table(file):
    return table(["Column", "What to write"], [[code(name), words] for name, words in CSV_FILES[file].items()])
