"""Looking inside: gates, states and gradients through time."""
