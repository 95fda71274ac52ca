"""One file per headless command: add_arguments(parser) and run(arguments, terminal) -> exit code; imported only when asked."""
