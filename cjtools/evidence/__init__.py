"""A partnership's evidence workbook: a form to fill in, read back with every cell's place, checked all at once.

What its sheets and columns are is data (``data/catalogue/evidence.yaml``).

================  ====================================================================
:mod:`.choices`   what may stand in a cell that is of a list, for one area
:mod:`.marks`     words by which the parts of a workbook are known
:mod:`.template`  the form as a workbook
:mod:`.cells`     the cells of a workbook, or of a folder of CSV files, by sheet and column
:mod:`.values`    a cell's text as a number, a date, a period, an id
:mod:`.check`     cells become rows of evidence; every fault with sheet, row and column
:mod:`.personal`  what looks like personal data
:mod:`.upgrade`   an older workbook moved into the form as it is now
================  ====================================================================
"""
