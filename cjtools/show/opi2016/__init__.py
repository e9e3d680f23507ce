"""What notebook 09 shows, in parts that make page and Word file alike: the framework of 2016, outcome by outcome."""
