"""The explorer: all combinations of measures in one HTML file that needs no server and no network."""
