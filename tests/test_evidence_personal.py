"""What looks like personal data is found, and ordinary words of justice social work are not."""

import pytest

from cjtools import catalogue
from cjtools.evidence.personal import KINDS, found_in
from cjtools.paths import folders

# numbers that no person has: Ofcom keeps these telephone numbers for films; QQ begins no National Insurance number
PLANTED = {
    "a CHI number": ["0101801234", "010180 1234", "CHI: 2902961234."],
    "a National Insurance number": ["QQ 12 34 56 C", "qq123456c"],
    "a date of birth": ["born on 3 May 1990", "DOB 03/05/1990", "d.o.b: 3-5-90", "Date of birth 03.05.1990"],
    "a telephone number": ["0131 496 0000", "(0131) 496 0000", "+44 7700 900123", "07700900123", "01632-960-001"],
    "an e-mail address": ["a.example@example.org", "write to first.last+x@mail.example.co.uk."],
    "an address with a postcode": ["12 High Street, Kirkcaldy KY1 1AA", "flat at 4/2 Leith Walk EH6 5AA"],
    "a postcode": ["Smithy Cottage, Stromness KW16 3AA", "Home is in KW16 3AA"],
    "a name with a title": ["Mr Example", "Dr. A. B. Example-Smith", "Sheriff Example", "Miss O'Example"],
    "a case reference": ["case 2024/00123", "PF ref: ED24001234", "Reference number AB123456", "CRO 123456/24A"],
}  # fmt: skip
ORDINARY = [
    "Sheriffs and PCs told us that Mr and Mrs are not used.", "the Sheriff Court in Kirkcaldy",
    "In 2024-25, 1,250 of 3,400.", "Orders of 0 to 12 months; 30 places a year, 200 hours.", "case management",
    "The service opened on 3 May 2021 in KY1.", "He was born in Fife.", "section 19(6) of the 2016 Act",
    "references to 12 documents", "£1,234,567 over 2023/24", "CPO 1234 hours", "12 High Street",
    "between 10.00 and 16.30 on 01/02/2025", "Dr and nurse at the surgery",
]  # fmt: skip


@pytest.mark.parametrize("kind, text", [(kind, text) for kind, texts in PLANTED.items() for text in texts])
def test_planted_personal_data_is_found(kind, text):
    assert [name for name, _ in found_in(f"They said: {text} and more")] == [kind]


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_words_are_not_taken_for_it(text):
    assert found_in(text) == []


def test_no_words_of_the_catalogue_are_taken_for_it():
    """2,000 lines on community justice, written by people who name nobody."""
    lines = [
        line
        for path in sorted((folders().catalogue / "outcomes").glob("*.yaml"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if "http" not in line
    ]
    for sheet in catalogue.load().evidence_form.sheets:
        lines += [column.about for column in sheet.columns]
        # the example of a signature is of words that were found
        lines += [str(column.example) for column in sheet.columns if sheet.id != "sign_off"]
    assert len(lines) > 2000
    assert [(line, found_in(line)) for line in lines if found_in(line)] == []


def test_names_are_in_order_where_people_act_for_the_partnership():
    assert found_in("Cllr Example, 0131 496 0000", may_name=True) == [("a telephone number", "0131 496 0000")]


def test_a_long_word_is_looked_through_once():
    """Without a place to begin, each letter of a long word would begin a search of its own: counted, not timed."""
    email = next(kind.pattern for kind in KINDS if kind.name == "an e-mail address")
    assert email.match("x" * 50 + "@example.org", 1) is None
    assert email.search("Write to x.y+z@example.org.uk, please.")[0] == "x.y+z@example.org.uk"
