"""What packages offer by name is never hidden by a module of the same name."""

import importlib.util

import pytest

import cjtools
from cjtools import charts


@pytest.mark.parametrize("package", [cjtools, charts], ids=lambda package: package.__name__)
def test_no_offered_name_is_that_of_a_module(package):
    """A module that is imported becomes an attribute of its package: the next call would find it, not the function."""
    offered = package.__all__
    assert len(offered) > 5
    assert [name for name in offered if importlib.util.find_spec(f"{package.__name__}.{name}")] == []
