"""Run charts and control charts: lines, signals by a named rule set, and what cannot be judged."""
