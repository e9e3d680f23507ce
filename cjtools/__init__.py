"""cjtools: from published workbooks and a partnership's evidence to outcome progress reports."""

import importlib

__version__ = "0.1.0"

# names offered to notebooks, loaded when first used so that `import cjtools` stays cheap
_OFFERED = {
    **dict.fromkeys(("open_nation", "open_plan", "open_study"), "results.doors"),
    **dict.fromkeys(("comparison", "matrix", "national_sources"), "show.national"),
    **dict.fromkeys(("context", "gaps", "needs_for_services", "questions"), "show.pages"),
    **dict.fromkeys(("logic_model", "plan_actions", "policy_landscape"), "show.vision"),
    **dict.fromkeys(("checklist", "indicators_table"), "show.evaluation"),
    **dict.fromkeys(("evaluation_plan", "quality", "what_works"), "show.evaluation_plan"),
    **dict.fromkeys(("how_safe", "scores", "standing"), "show.priorities"),
    "assessment": "show.assessment",
    "services": "show.recorded",
}

__all__ = sorted(_OFFERED)


def __getattr__(name):
    if name in _OFFERED:
        return getattr(importlib.import_module(f"cjtools.{_OFFERED[name]}"), name)
    raise AttributeError(f"module 'cjtools' has no attribute '{name}'")
