"""Which improvement activities and outcomes come first, by the partners' own scores; plain numbers in and out.

The partners decide. What is worked out here is the mean of what they gave, and how much it would take to change the
order.
"""
