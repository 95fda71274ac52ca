"""One file for each page; the window makes a page when it is first opened."""
