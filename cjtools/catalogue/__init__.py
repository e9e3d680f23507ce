"""The words: what the project measures, for whom, from where. Files edited by people, loaded and checked here."""

from cjtools.catalogue.load import Catalogue, load

__all__ = ["Catalogue", "load"]
