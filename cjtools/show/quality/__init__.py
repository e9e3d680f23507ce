"""What notebook 12 shows, in parts that make page and Word file alike: the statement, self-evaluation, what follows."""
