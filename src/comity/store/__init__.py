"""Where the graph is kept, and the build that fills it."""
