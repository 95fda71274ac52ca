"""Paper on screen: preview of a PDF and the printer."""
