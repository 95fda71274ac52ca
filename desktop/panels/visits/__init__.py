"""The parts of the page 现场检查."""
