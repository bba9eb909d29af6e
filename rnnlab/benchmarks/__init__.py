"""How fast it is: measurements side by side with a yardstick, on the machine at hand.

Nothing is re-exported here: `catalogue`, `results` and `timing` load without torch.
"""
