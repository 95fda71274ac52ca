"""The child process of an import: sheets opened, recognised, described and streamed."""
