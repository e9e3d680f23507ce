"""How hard words are to read: sentences, words and syllables, and the reading age that they come to."""

import re
from dataclasses import dataclass
from functools import lru_cache

LANGUAGE = "en_US"  # its dictionary divides nearly every syllable; that of British English leaves out many
YEARS_BEFORE_SCHOOL = 5  # a grade of the formula is a year of American school; a child of the first is six
LONG_WORD = 4  # syllables
_SENTENCE = re.compile(r"(?<=[.!?:;])\s+|\n+")
_SILENT = re.compile(r"(?<=[^aeiouyl])e$|(?<=[^aeiouytd])ed$")
_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?")


@dataclass(frozen=True)
class Reading:
    """How hard a text is to read.

    Attributes
    ----------
    words, sentences, syllables : int
    """

    words: int
    sentences: int
    syllables: int

    @property
    def grade(self):
        """The grade of Flesch and Kincaid (1975): years of school; NaN without a word."""
        if not self.words:
            return float("nan")
        return 0.39 * self.words / self.sentences + 11.8 * self.syllables / self.words - 15.59

    @property
    def age(self):
        """The reading age in years: the grade, from the age at which school begins on."""
        return self.grade + YEARS_BEFORE_SCHOOL


def reading_of(*texts):
    """Return how hard some texts are to read, taken together.

    Parameters
    ----------
    *texts : str
        In English. Numbers count as no words.

    Returns
    -------
    Reading

    Examples
    --------
    >>> reading_of("The cat sat on the mat.")
    Reading(words=6, sentences=1, syllables=6)
    """
    parts = [words for text in texts for sentence in sentences_of(text) if (words := _WORD.findall(sentence))]
    return Reading(
        sum(len(words) for words in parts), len(parts), sum(syllables(word) for words in parts for word in words)
    )


def sentences_of(text):
    """Return the sentences of a text; a colon, a semicolon or a new line ends one too.

    Examples
    --------
    >>> sentences_of("Two posts are vacant. They will be filled; nobody left.")
    ['Two posts are vacant.', 'They will be filled;', 'nobody left.']
    """
    return [part.strip() for part in _SENTENCE.split(text) if part.strip()]


@lru_cache(maxsize=4096)
def syllables(word):
    """Return about how many syllables a word has: where it may be divided, with vowels at its ends.

    Examples
    --------
    >>> syllables("order"), syllables("accommodation"), syllables("the")
    (2, 5, 1)
    """
    pieces = [piece for piece in _dictionary().inserted(word.lower()).split("-") if piece]
    # a line is not divided after one letter or before two, so that syllables there are missed
    return max(1, sum(max(1, len(_vowels(piece))) for piece in pieces))


def _vowels(piece):
    """Return the groups of vowels of a piece of a word; a silent e at its end is none."""
    return re.findall(r"[aeiouy]+", _SILENT.sub("", piece))


@lru_cache(maxsize=1)
def _dictionary():
    """Return the dictionary of places where words may be divided."""
    from pyphen import Pyphen

    return Pyphen(lang=LANGUAGE)


def long_words(*texts):
    """Return words of four syllables and more with how often they come, most often first.

    Parameters
    ----------
    *texts : str

    Returns
    -------
    list of (str, int)

    Examples
    --------
    >>> long_words("Accommodation is a priority. Accommodation helps.")
    [('accommodation', 2), ('priority', 1)]
    """
    found = {}
    for word in (word.lower() for text in texts for word in _WORD.findall(text)):
        if syllables(word) >= LONG_WORD:
            found[word] = found.get(word, 0) + 1
    return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
