"""Tables of dyad-years and state-years, read from the Parquet that a build leaves in the store."""
