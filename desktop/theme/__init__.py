"""Colours by meaning, stylesheet, icons and fonts."""
