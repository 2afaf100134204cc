"""Questions in SPARQL: their parameters, and limits on those that anybody may ask."""
