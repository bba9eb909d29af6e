"""Small models that each have to find one needle: who takes part, training, what came out.

Nothing is re-exported here: all but `point` and `mixed` load without torch.
"""
