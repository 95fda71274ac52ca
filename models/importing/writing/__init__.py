"""WRITING: the one transaction of an import, its batch, and taking it back."""
