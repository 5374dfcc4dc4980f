"""What access means in AWS: reversible steps, the snapshot they are checked against, and AWS's answers."""
