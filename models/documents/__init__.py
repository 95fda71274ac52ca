"""LETTERS: official documents and forms as Word files, from data."""
