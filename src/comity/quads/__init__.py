"""Frames become records, and records become N-Quads and Parquet."""
