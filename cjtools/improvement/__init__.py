"""From a priority to a tested change: aims, tasks and measures, and how they stand on a day."""
