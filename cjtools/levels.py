"""For which kind of place a figure is published: a figure is shown at that level and never as one of another."""

COUNCIL, NATION = "council", "scotland"
# kinds of places, other than councils and Scotland, that figures are published for
DIVISION, CENTRE, BOARD = "police division", "custody centre", "health board"
# what a layout table's 'areas' column says -> the kind of places that its rows name
PLACE_KINDS = {"police divisions": DIVISION, "custody centres": CENTRE, "health boards": BOARD}
# stands for a custody centre that the catalogue does not know: of which division it is nobody can tell, so that the
# sum of any division may lack it
UNPLACED = "CC-unplaced"
