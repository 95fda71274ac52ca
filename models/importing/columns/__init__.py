"""MAPPING: which column feeds which field, and what stands around the table."""
