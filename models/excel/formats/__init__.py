"""FORMATS: every kind of file in which tables arrive, opened safely."""
