"""Networks of states as data: layers of ties, measures of them, and files for other programs."""
