"""更正表: the rows that an import kept out, back in the layout of their file, and recognised when they return."""
