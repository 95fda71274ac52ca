"""TABLES: where on a sheet the list is, and what its rows are."""
