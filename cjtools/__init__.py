"""cjtools: from published workbooks and a partnership's evidence to outcome progress reports."""

import importlib

__version__ = "0.1.0"

# names offered to notebooks, loaded when first used so that `import cjtools` stays cheap
_OFFERED = {
    "open_study": "study",
    **dict.fromkeys(
        (
            "assessment", "checklist", "context", "evaluation_plan", "gaps", "indicators_table", "logic_model",
            "needs_for_services", "policy_landscape", "questions",
        ),
        "pages",
    ),
}  # fmt: skip

__all__ = sorted(_OFFERED)


def __getattr__(name):
    if name in _OFFERED:
        return getattr(importlib.import_module(f"cjtools.{_OFFERED[name]}"), name)
    raise AttributeError(f"module 'cjtools' has no attribute '{name}'")
