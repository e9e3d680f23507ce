"""From a file as published to a table as published: every value with its sheet and cell, none of them changed."""

from cjtools.extract.layouts import load_layouts, recognise
from cjtools.extract.tables import read_tables
from cjtools.extract.workbook import open_file

__all__ = ["load_layouts", "open_file", "read_tables", "recognise"]
