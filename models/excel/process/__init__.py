"""The child process in which untrusted files are read: limits, wire, life and death."""
