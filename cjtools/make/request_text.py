"""The words of a data request: the letter that a page and a Word file both show."""

from dataclasses import dataclass

from cjtools.levels import BOARD, CENTRE, DIVISION
from cjtools.results.study import OPEN
from cjtools.words import counted, in_place, join

NATIONAL, NOT_KNOWN = "national", "not known"
FILL = "to be filled in"
BLANKS = (
    ("Contact at the partnership", f"{FILL}: name, role, email, telephone"),
    ("Date of this request", FILL),
    ("Answer wanted by", FILL),
)
# what the Act is said to ask for is what was read in it, section by section
ACT = (
    "This is asked because of the Community Justice (Scotland) Act 2016. The community justice partners for an area "
    "publish a plan. For each national outcome it says whether the outcome is being achieved in the area and, if not, "
    "how near it is (section 19(2)); the national indicators are used to tell (section 19(3)). Each year the partners "
    "report what was done and whether each outcome was achieved (section 23).",
    "The Act names the partners for an area, who act jointly (section 13): the local authority, the health board, the "
    "chief constable, the Scottish Fire and Rescue Service, Skills Development Scotland, the integration joint board, "
    "the Scottish Courts and Tribunals Service and the Scottish Ministers, in practice the Scottish Prison Service and "
    "the Crown Office and Procurator Fiscal Service. This is a request: each decides what it can give.",
)
NOT_ASKED = (
    "No names, no dates of birth, addresses or case numbers, and no data on single people or cases. Only counts and "
    "summaries, such as a median, are asked for.",
    "Small numbers will be protected: before the partnership shows a figure, small counts are hidden or rounded, and "
    "so are others from which they could be worked out. If your own rules ask for that before you send figures, please "
    "apply them, and put [c] where a figure is hidden. Several years together are welcome where numbers are small.",
    "Nothing that is published already: the address of the table is answer enough.",
    "Nothing that no open question needs.",
)
ANSWER_HEADS = (
    "Data item",
    "Do you hold it (yes, in part, no)?",
    "Which years and breakdowns can be given?",
    "When, and in which form?",
    "What stands in the way, or what to know?",
)


@dataclass(frozen=True)
class Item:
    """A data item as a letter shows it.

    Attributes
    ----------
    number : int
        Through the whole letter.
    title, ref : str
        ``ref`` is the id of data_items.csv.
    facts : tuple of (str, str)
        What it is, level, frequency, breakdown, what is published and why that is not enough.
    needs : tuple of Need
    """

    number: int
    title: str
    ref: str
    facts: tuple
    needs: tuple


@dataclass(frozen=True)
class Section:
    """The items of one partner, and the table for its answer."""

    partner: str
    items: tuple

    @property
    def answer_rows(self):
        """The rows of the answer table: the item, then cells to fill in."""
        blanks = [""] * (len(ANSWER_HEADS) - 1)
        return [[f"{item.number}. {item.title} ({item.ref})", *blanks] for item in self.items]


@dataclass(frozen=True)
class Letter:
    """A request as it is shown: page and Word file draw on nothing else.

    Attributes
    ----------
    name : str
        File name without its end.
    title, to, sender : str
    why, not_asked, how : tuple of str
        Paragraphs, list and list of the covering text.
    sections : tuple of Section
        One for each partner that is asked.
    """

    name: str
    title: str
    to: str
    sender: str
    why: tuple
    not_asked: tuple
    how: tuple
    sections: tuple

    blanks = BLANKS
    answer_heads = ANSWER_HEADS

    @property
    def items(self):
        """Every item of the letter."""
        return [item for section in self.sections for item in section.items]

    @property
    def question_count(self):
        """How many different questions stand behind the items."""
        return len({(need.outcome.id, need.question.id) for item in self.items for need in item.needs})

    @property
    def asks_for(self):
        """How much it asks for, in words."""
        items = "1 data item" if len(self.items) == 1 else f"{len(self.items)} data items"
        return f"{items} for {counted(self.question_count, 'questions')}"

    @property
    def warning(self):
        """What to know before it is sent, where states were judged by made-up figures; empty otherwise."""
        made_up = {(n.outcome.id, n.question.id) for item in self.items for n in item.needs if n.is_made_up}
        if not made_up:
            return ""
        return (
            f"Not to be sent yet. For {len(made_up)} of {counted(self.question_count, 'questions')} behind this "
            "request, made-up figures were used to judge what is answered. Put the published workbooks into data/raw "
            "and make the request again."
        )


def to_partner(study, request):
    """Return the letter to one national partner.

    Parameters
    ----------
    study : Study
        Any of the area.
    request : Request

    Returns
    -------
    Letter
    """
    return _letter(study, request.partner["partner"], request.partner["name"], [request])


def to_local_partners(study, requests, name):
    """Return the one list for all partners in the area itself.

    Parameters
    ----------
    study : Study
        Any of the area.
    requests : list of Request
    name : str
        File name without its end.

    Returns
    -------
    Letter
    """
    return _letter(study, name, "Local partners", requests)


def _letter(study, name, to, requests):
    """Return the letter for some requests."""
    sections, number = [], 0
    for request in requests:
        items = []
        for wanted in request.wanted:
            number += 1
            items.append(_item(study, wanted, number))
        sections.append(Section(request.partner["name"], tuple(items)))
    questions = len(set().union(*(request.questions for request in requests)))
    place = in_place(study.place)
    return Letter(
        name=name,
        title=f"Request for data on community justice in {place}: {to}",
        to=to,
        sender=f"The community justice partnership for {place}",
        why=_why(study, number, questions, len(requests)),
        not_asked=NOT_ASKED,
        how=_how(study, is_national=requests[0].partner["kind"] == NATIONAL),
        sections=tuple(sections),
    )


def _why(study, items, questions, partners):
    """Return who asks for what and why."""
    what = "1 data item" if items == 1 else f"{items} data items"
    helped = "1 question that is" if questions == 1 else f"{questions} questions that are"
    each = "you" if partners == 1 else "partners in the area itself, each with a part of its own,"
    return (
        f"The community justice partnership for {in_place(study.place)} has gone through the questions of its "
        f"data-collection plan for all {len(study.catalogue.outcomes)} outcomes for {study.year}. It asks {each} for "
        f"{what}, which would help to answer {helped} open or answered only in part. Each item is asked for once, "
        "whichever outcomes need it.",
        *ACT,
    )


def _how(study, is_national):
    """Return how to answer; only national partners hold what other councils can be set beside."""
    place, peers = in_place(study.place), study.peers
    others = join(
        in_place(study.catalogue.place_names[code]) for code in peers.members if code != study.area["area_code"]
    )
    beside = f"for Scotland and for {others}" if others else "for Scotland"
    comparison = f"Figures {beside} let {place} be set beside others. They are welcome where they are no extra work."
    return (
        "Fill in the table at the end, one row for each item. A part of an item is better than nothing, and it helps "
        "to know what is not held.",
        "Send figures as a spreadsheet or CSV file, one row for each figure: item (the id in brackets), place, year, "
        "breakdown, category, figure, remark.",
        f"Please give {study.year} or the newest year, and earlier years where they are held in the same way.",
        *([comparison] if is_national else []),
        "Say how the figures may be used: inside the partnership only, or in its published plan and report too.",
    )


def _item(study, wanted, number):
    """Return a data item as the letter shows it."""
    row = wanted.item
    facts = [
        ("What it is", row["definition"]),
        ("Level", level_words(study, row["level"])),
        ("How often", row["frequency"]),
        ("Broken down by", row["breakdown"]),
        ("Published already", row["published"]),
        ("Why that is not enough", not_enough(row["published"], wanted.needs)),
    ]
    shown = tuple((label, text[:1].upper() + text[1:]) for label, text in facts if text)
    return Item(number, row["title"], row["item"], shown, wanted.needs)


def level_words(study, level):
    """Return the level of a data item with the place of that level that serves the area.

    Parameters
    ----------
    study : Study
    level : str

    Returns
    -------
    str
    """
    if level == "council":
        return f"{level} ({study.place})"
    if level not in (DIVISION, CENTRE, BOARD):
        return level
    place = study.catalogue.place_of(study.area["area_code"], level)
    if place is None:
        return level
    served = in_place(place["place_name"])
    return f"each custody centre of {served}" if level == CENTRE else f"{level} ({place['place_name']})"


def not_enough(published, needs):
    """Return why what is published does not do: how it leaves the questions.

    Parameters
    ----------
    published : str
        As data_items.csv says it.
    needs : sequence of Need

    Returns
    -------
    str

    Examples
    --------
    >>> from types import SimpleNamespace as Need
    >>> not_enough("not published", [Need(state="open"), Need(state="open"), Need(state="answered for Scotland only")])
    'Of the 3 questions below, 2 are still open and 1 is answered for Scotland only.'
    >>> not_enough("not known", [Need(state="no recorded answer")])
    'If any of it is published, please say where. The question below has no recorded answer.'
    """
    states = [need.state for need in needs]
    counts = {state: states.count(state) for state in dict.fromkeys(states)}
    if len(states) == 1:
        says = f"The question below {_predicate(states[0], 1)}."
    elif len(counts) == 1:
        says = f"All {len(states)} questions below {_predicate(states[0], 2)}."
    else:
        says = join(f"{count} {_predicate(state, count)}" for state, count in counts.items())
        says = f"Of the {len(states)} questions below, {says}."
    return f"If any of it is published, please say where. {says}" if published == NOT_KNOWN else says


def _predicate(state, count):
    """Return a state as the end of a sentence."""
    if state == OPEN:
        state = f"still {state}"
    if state.startswith("no "):
        return f"{'has' if count == 1 else 'have'} {state}"
    return f"{'is' if count == 1 else 'are'} {state}"
