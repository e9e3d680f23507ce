"""Checks in a real browser: run by make test-browser, with Chromium, axe-core and the Nu HTML checker."""
