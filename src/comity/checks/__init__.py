"""Whether the graph and a data set's folder hold what they promise."""
