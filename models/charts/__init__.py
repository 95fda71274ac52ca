"""PICTURES: charts as data (spec, catalogue) and their drawing (draw, by matplotlib, imported when asked)."""
