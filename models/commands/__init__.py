"""Headless commands, one file each with add_arguments(parser) and run(arguments, terminal); imported when asked."""
