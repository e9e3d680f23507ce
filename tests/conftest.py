"""What many tests share: the project's own catalogue, and its observations built once for the whole run."""

import signal
from pathlib import Path

import pytest

from cjtools import catalogue as catalogue_module
from cjtools.intake.build import build
from cjtools.intake.store import read_observations
from cjtools.results.indicators import calculate
from cjtools.results.peers import DEFAULT, peers_by_council
from cjtools.results.records import Records

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session", autouse=True)
def ctrl_c_counts():
    """Commands that tests start heed Ctrl-C: run in the background of a script, tests would hand down to ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session")
def catalogue():
    """The catalogue in data/catalogue."""
    return catalogue_module.load(ROOT / "data" / "catalogue")


@pytest.fixture(scope="session")
def processed(catalogue, tmp_path_factory):
    """A folder with the processed tables of data/raw, built once."""
    folder = tmp_path_factory.mktemp("processed")
    build(catalogue, [ROOT / "data" / "raw"], folder, ROOT / "data" / "catalogue")
    return folder


@pytest.fixture(scope="session")
def observations(processed):
    """The observations built from data/raw."""
    return read_observations(processed)


@pytest.fixture(scope="session")
def records(catalogue, observations):
    """The records of 2024-25 and the usual comparison, each worked out when first asked for, for all tests.

    A study or a national view takes them as ``known``; one without works them out by itself, which takes long.
    """
    return Records(catalogue, observations, "2024-25", peers_by_council(DEFAULT, catalogue))


@pytest.fixture(scope="session")
def results(catalogue, observations):
    """The result records of every indicator of the catalogue, by id."""
    return {name: calculate(indicator, observations, catalogue) for name, indicator in catalogue.indicators.items()}


@pytest.fixture
def tries(request):
    """How often a test is to try what its mark ``reliability`` says that it tries."""
    return request.node.get_closest_marker("reliability").kwargs["tries"]
