"""What pages of the documentation take from the project when they are built, so that nothing is written twice.

A page asks with a line of its own, such as ``<!-- fill: commands -->`` or ``<!-- fill: file GLOSSARY.md -->``.
"""

import re

from fill import catalogue, columns, commands, evidence, functions, notebook, texts

MAKERS = {
    "file": texts.file_text,
    "models": catalogue.models_text,
    "csv": catalogue.csv_text,
    "commands": commands.commands_text,
    "columns": columns.columns_text,
    "evidence": evidence.sheets_text,
    "functions": functions.functions_text,
    "methods": texts.methods_text,
    "notebook": notebook.notebook_text,
    "titles": notebook.titles_text,
}
# what stands behind it in the line is for who reads the page in the repository, such as a link to the file
_ASKED = re.compile(r"^<!-- fill: (\w+)(?: (.+?))? -->.*$", re.MULTILINE)


def fill_in(page, text):
    """Return a page with everything that it asks for.

    Parameters
    ----------
    page : str
        Its name, such as 'reference/commands'; links are made from where it stands.
    text : str
        Markdown.

    Returns
    -------
    str

    Raises
    ------
    KeyError
        When a page asks for what there is none of.
    """
    return _ASKED.sub(lambda asked: MAKERS[asked[1]](page, asked[2] or ""), text)
