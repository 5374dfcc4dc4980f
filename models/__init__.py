"""What Leasehold knows: one table per file, and the life cycles as literal tables beside them."""
