"""Words by which the parts of an evidence workbook are known, to who writes it and to who reads it."""

MARK, MARK_HEADING = "EXAMPLE", "Example row"
COVER, LISTS = "Cover", "Lists"
VERSION, AREA, KIND = "Version of this form", "Area", "What it holds"
OWN, WORKED_EXAMPLE = "The partnership's own evidence", "A worked example: made up"
