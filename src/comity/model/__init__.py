"""What the graph speaks of: its vocabulary, states through time, and what answers are made of."""
