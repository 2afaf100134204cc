"""The data sets: one folder each, found by its ``source.toml``."""
