"""From observations to result records, and what is counted from them."""
