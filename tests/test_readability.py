"""How plain words are: syllables as dictionaries divide them, and grades that were published for known sentences."""

import math

import pytest

from cjtools.readability import Reading, long_words, reading_of, sentences_of, syllables

PLATYPUS = "The Australian platypus is seemingly a hybrid of a mammal and reptilian creature."
POINT = "This sentence, taken as a reading passage unto itself, is being used to prove a point."


@pytest.mark.parametrize("text, words, syllable_count", [(PLATYPUS, 13, 24), (POINT, 16, 24)])
def test_words_and_syllables_of_the_published_examples(text, words, syllable_count):
    """Two sentences whose counts stand in Wikipedia's article on the formula: 13 words, 24 syllables; 16 and 24."""
    found = reading_of(text)
    assert (found.words, found.sentences) == (words, 1)
    assert abs(found.syllables - syllable_count) <= 1


def test_the_grade_is_that_of_the_formula():
    """0.39 words a sentence + 11.8 syllables a word - 15.59 (Kincaid and others, 1975): 11.3 for the platypus."""
    assert round(Reading(13, 1, 24).grade, 1) == 11.3
    assert round(Reading(6, 1, 6).grade, 2) == -1.45  # the cat sat on the mat
    assert Reading(13, 1, 24).age - Reading(13, 1, 24).grade == 5


def test_nothing_has_no_reading_age():
    assert math.isnan(reading_of("", "12 34").age)


@pytest.mark.parametrize(
    "word, count",
    [("the", 1), ("people", 2), ("police", 2), ("completed", 3), ("achieved", 2), ("supervision", 4), ("priority", 4),
     ("accommodation", 5), ("employability", 6), ("housing", 2), ("release", 2), ("order", 2)],
)  # fmt: skip
def test_syllables_are_those_that_a_dictionary_gives(word, count):
    assert syllables(word) == count


def test_short_sentences_are_plainer_than_one_long_one():
    short = "We met. We agreed. We began."
    assert reading_of(short).age < reading_of(short.replace(".", " and")).age


def test_a_line_or_a_colon_ends_a_sentence_and_an_empty_text_has_none():
    assert sentences_of("Two: one\nthree?  Yes") == ["Two:", "one", "three?", "Yes"]
    assert sentences_of(" \n ") == []


def test_long_words_are_counted_whatever_their_capitals():
    assert long_words("Accommodation, accommodation; a house") == [("accommodation", 2)]
