"""How studies are run and kept: folders, parts, workers, stopping."""
