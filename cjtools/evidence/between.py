"""Telling faults that lie between the rows of an evidence workbook, each with its sheet and cell."""

from cjtools.errors import Problem, cut


class Teller:
    """Rows of a workbook, and what is found to be wrong with them."""

    def __init__(self, words, tables, rows):
        self.words, self._form = words, words.evidence_form
        self._tables, self._rows = tables, rows
        self.problems = []

    def of(self, sheet):
        """Return the rows of a sheet."""
        return self._rows.get(sheet, [])

    def by_id(self, sheet):
        """Return the rows of a sheet by their number; of several with one number the first."""
        found = {}
        for row in self.of(sheet):
            found.setdefault(row.get("id"), row)
        return found

    def tell(self, sheet, row, column, found, allowed="", todo=""):
        """Note a fault of a cell."""
        table, heading = self._tables[sheet], self._form.sheet(sheet).column(column).heading
        where = row.cells.get(column) or f"{table.letters.get(column, 'row ')}{row.number}"
        self.problems.append(Problem(f"{heading} {found}", table.file, table.title, where, allowed, todo))

    def in_order(self, sheet, row, first, last):
        """Note a day that comes before another one that it cannot come before."""
        if row.get(first, None) and row.get(last, None) and row.get(last) < row.get(first):
            heading = self._form.sheet(sheet).column(first).heading
            said = f"is {row.get(last):%d/%m/%Y}, before {heading} ({row.get(first):%d/%m/%Y})"
            self.tell(sheet, row, last, said, "the same day or later")

    def same_aim(self, sheet, row, column, other):
        """Note a row that names one of another aim."""
        if other is not None and other.get("aim") != row.get("aim"):
            found = f"names {cut(other.get('id'))}, which is of aim {cut(other.get('aim'))}"
            self.tell(sheet, row, column, found, f"one of aim {cut(row.get('aim'))}")
