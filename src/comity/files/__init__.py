"""Publishers' files: what is in each, how to get them, and how they become frames."""
