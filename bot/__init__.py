"""START HERE: the processes, and what they are made of."""
