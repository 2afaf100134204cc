"""Pages: networks, dossiers, profiles and the rest, each a file of its own."""
