"""Everything that needs a screen: the window, its pages, dialogs, tables and charts."""
