"""Work off the window's thread, one lane for writing and one for reading."""
