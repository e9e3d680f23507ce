"""What notebook 07 shows, in parts that make page and Word file alike: aims, action plan, measures, cycles, impact."""
