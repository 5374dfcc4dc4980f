"""What can be asked for, read from the catalog file; and the words people ask in."""
