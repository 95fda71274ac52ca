"""WRITING: workbooks that we make."""
