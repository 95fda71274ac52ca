"""Tables on screen: id list with page cache, columns, delegates, editors, header filters."""
