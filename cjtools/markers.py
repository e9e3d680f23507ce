"""The signs that stand where a number is missing or hidden, as data/catalogue/markers.csv explains them."""

NIL, LOW, SUPPRESSED, NOT_AVAILABLE, NOT_APPLICABLE = "-", "[low]", "[c]", "[x]", "[z]"
REPLACES_NUMBER = (LOW, NIL)  # markers that are printed instead of one number: they say nothing of a sum
