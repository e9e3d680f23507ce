"""Strict reading of catalogue files: a slip of the pen is an error with a line, never a silent change of meaning."""

import csv
import difflib
import io

import yaml

from cjtools.errors import CatalogueError, Problem, cut, did_you_mean
from cjtools.paths import NO_FILE, is_no_file
from cjtools.signs import unseen_in

MAX_BYTES = 2_000_000
MAX_TEXT = 5_000  # characters of one text; the longest of the project's own has under 600
MAX_DEPTH = 50


# libyaml reads ten times faster than the loader written in Python; both give the same nodes
_Safe = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _StrictLoader(_Safe):
    """Safe loader that refuses repeated keys, and values that are not what they look like, such as 2024-02-31."""

    def construct_object(self, node, deep=False):
        try:
            return super().construct_object(node, deep=deep)
        except (ValueError, KeyError, AttributeError, OverflowError) as error:  # what the constructors of values raise
            found = f"'{node.value}' is not a value that can be read" if isinstance(node.value, str) else str(error)
            raise yaml.MarkedYAMLError(problem=found, problem_mark=node.start_mark) from error

    def construct_mapping(self, node, deep=False):
        seen = set()
        for key_node, _ in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise yaml.MarkedYAMLError(problem="a key is not a word", problem_mark=key_node.start_mark)
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.MarkedYAMLError(problem=f"key {key!r} stands twice", problem_mark=key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


def text_fault(text):
    """Return what is wrong with one text of a file that people edit, whatever it is for; empty when nothing is.

    Parameters
    ----------
    text : str

    Returns
    -------
    str

    Examples
    --------
    >>> text_fault("Aims"), text_fault("A" * 6_000).partition("has")[2]
    ('', ' 6,000 characters, and a text may have 5,000')
    """
    begins = cut(text, 31)
    if len(text) > MAX_TEXT:
        return f"'{begins}' has {len(text):,} characters, and a text may have {MAX_TEXT:,}"
    hidden = unseen_in(text)
    return f"'{begins}' holds a sign that no eye can see ({hidden})" if hidden else ""


def _refuse_unfit(text):
    """Raise for an alias (*name), which hides what an entry says, nesting that would overrun the loader, and texts."""
    depth = 0
    for event in yaml.parse(text, Loader=_Safe):
        if isinstance(event, yaml.AliasEvent):
            raise yaml.MarkedYAMLError(problem="aliases (*name) are not used here", problem_mark=event.start_mark)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            raise yaml.MarkedYAMLError(problem="is nested too deeply", problem_mark=event.start_mark)
        fault = text_fault(event.value) if isinstance(event, yaml.ScalarEvent) else ""
        if fault:
            raise yaml.MarkedYAMLError(problem=fault, problem_mark=event.start_mark)


def read_yaml(path):
    """Read one YAML file whose keys are unique and which uses no aliases.

    Parameters
    ----------
    path : Path

    Returns
    -------
    dict

    Raises
    ------
    CatalogueError
        Not readable, too large, a repeated key, an alias, or not a mapping; names file and line.
    """
    try:
        text = _text(path)
        _refuse_unfit(text)
        content = yaml.load(text, Loader=_StrictLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"line {mark.line + 1}" if mark else ""
        said = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise CatalogueError(Problem(said, path.name, cell=line)) from error
    if not isinstance(content, dict):
        raise CatalogueError(Problem("holds no 'key: value' lines", path.name))
    return content


def line_of(path, steps):
    """Return the line of a YAML file that keys and positions in lists lead to.

    Parameters
    ----------
    path : Path
        A file that :func:`read_yaml` has read.
    steps : sequence of str or int
        What is not there ends the way: then the line of what it should stand in.

    Returns
    -------
    int
        Counted from 1.
    """
    node = yaml.compose(_text(path), Loader=_Safe)
    line = node.start_mark.line
    for step in steps:
        if isinstance(node, yaml.MappingNode):
            pairs = [pair for pair in node.value if pair[0].value == str(step)]
            if not pairs:
                break
            line, node = pairs[0][0].start_mark.line, pairs[0][1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line
    return line + 1


def read_csv(path, columns, optional=(), most=MAX_BYTES):
    """Read a small CSV of text cells with a fixed header.

    Nothing is interpreted: "NA" stays "NA", "012" stays "012".

    Parameters
    ----------
    path : Path
    columns : sequence of str
        Columns that must be there.
    optional : sequence of str
        Columns that may be there; missing ones read as empty text.
    most : int
        Bytes; a larger file is refused.

    Returns
    -------
    list of dict
        One per row, with the key ``line`` (1-based line in the file) added.

    Raises
    ------
    CatalogueError
        With every fault of the file: missing or unknown columns, rows with too many or too few cells.
    """
    reader = csv.reader(io.StringIO(_text(path, most), newline=""), strict=True)
    try:
        return _rows(reader, path.name, columns, optional)
    except csv.Error as error:
        place = f"line {reader.line_num}"
        raise CatalogueError(Problem(f"cannot be read ({error})", path.name, cell=place)) from error


def _text(path, most=MAX_BYTES):
    """Return the text of a catalogue file."""
    if is_no_file(path):
        raise CatalogueError(Problem(NO_FILE, path.name, todo="put the file itself in its place"))
    try:
        if path.stat().st_size > most:
            raise CatalogueError(Problem(f"is larger than {most:,} bytes", path.name))
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise CatalogueError(Problem("is not UTF-8 text", path.name, todo="save it as UTF-8")) from error
    except OSError as error:
        raise CatalogueError(Problem(f"cannot be read ({error.strerror})", path.name)) from error


def _rows(reader, name, columns, optional):
    """Return the rows of a CSV file, or raise with all its faults."""
    header = [heading.strip() for heading in next(reader, [])]
    problems = _header_problems(header, name, columns, optional)
    if problems:
        raise CatalogueError(problems)
    rows = []
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            found = f"has {len(cells)} cells where the header has {len(header)}"
            problems.append(Problem(found, name, cell=f"line {reader.line_num}"))
            continue
        faults = filter(None, map(text_fault, cells))
        problems += [Problem(fault, name, cell=f"line {reader.line_num}") for fault in faults]
        row = dict(zip(header, (cell.strip() for cell in cells), strict=True))
        rows.append({**dict.fromkeys(optional, ""), **row, "line": reader.line_num})
    if problems:
        raise CatalogueError(problems)
    return rows


def _header_problems(header, name, columns, optional):
    """Return the faults of a header; a misspelt heading is one of them, not one that is missing and one too many."""
    lacking = [column for column in columns if column not in header]
    if len(lacking) == len(columns) > 1:
        return [Problem("is not the header: it holds none of the columns", name, "", "line 1", ", ".join(columns))]
    problems = []
    for heading in header:
        if heading not in columns and heading not in optional:
            meant = difflib.get_close_matches(heading, lacking, 1)
            lacking = [column for column in lacking if column not in meant]
            allowed = did_you_mean(meant) or ", ".join([*columns, *optional])
            problems.append(Problem(f"column '{heading}' is not known", name, cell="line 1", allowed=allowed))
    missing = [
        Problem(f"column '{column}' is missing", name, cell="line 1", allowed=", ".join(columns)) for column in lacking
    ]
    twice = [
        Problem(f"column '{heading}' stands twice", name, cell="line 1", todo="take one of them away")
        for heading in dict.fromkeys(header)
        if header.count(heading) > 1
    ]
    return [*missing, *problems, *twice]
