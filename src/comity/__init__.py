"""A knowledge graph of the diplomatic and economic ties between states."""
