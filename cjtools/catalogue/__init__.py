"""The words: what the project measures, for whom, from where. Files edited by people, loaded and checked here."""

from cjtools.catalogue.load import load
from cjtools.catalogue.words import Catalogue

__all__ = ["Catalogue", "load"]
