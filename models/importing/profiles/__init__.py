"""方案: remembered ways to read a layout, how they fit a header, and their file."""
