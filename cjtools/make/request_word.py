"""A data request as a Word file that can be filled in."""

from cjtools.make.word import WordFile

WIDTHS = (5.0, 2.6, 3.2, 2.8, 3.4)  # cm, of the answer table's columns
ROOM = 1.6  # cm, to write an answer


def word_bytes(letter):
    """Return a request as the bytes of a Word file; the same letter gives the same bytes.

    Parameters
    ----------
    letter : Letter

    Returns
    -------
    bytes
    """
    file = WordFile(letter.title, letter.sender, "Data request", letter.warning)
    file.labelled("To:", letter.to)
    file.labelled("From:", letter.sender)
    for label, blank in letter.blanks:
        file.labelled(f"{label}:", f"[{blank}]", is_blank=True)
    file.heading("Who asks for what, and why", 2)
    for text in letter.why:
        file.paragraph(text)
    for heading, lines in (("What is not asked for", letter.not_asked), ("How to answer", letter.how)):
        file.heading(heading, 2)
        for text in lines:
            file.bullet(text)
    is_one = len(letter.sections) == 1
    for section in letter.sections:
        file.heading("The data items" if is_one else section.partner, 2)
        for item in section.items:
            _item(file, item)
        file.heading("Your answer" if is_one else f"Your answer: {section.partner}", 2 if is_one else 3)
        caption = f"To be filled in by {section.partner}"
        file.table(caption, letter.answer_heads, section.answer_rows, WIDTHS, ROOM)
    return file.as_bytes()


def _item(file, item):
    """Add a data item and the questions that need it."""
    file.heading(f"{item.number}. {item.title}", 3)
    for label, text in (*item.facts, ("Its id", item.ref)):
        file.labelled(f"{label}:", text)
    file.paragraph("Questions that it would help to answer:", keeps_with_next=True)
    for need in item.needs:
        question = need.question
        asked = f"{need.outcome.short_title}, {question.id}. {question.text}"
        line = file.paragraph(asked, "List Bullet", is_bold=True)
        line.add_run(f" ({'; '.join(filter(None, (need.state, need.judged_by)))})")
        file.paragraph(f"Why it matters: {question.why_it_matters}", "List Continue")
        file.paragraph(f"What would close the gap: {question.to_close}", "List Continue")
