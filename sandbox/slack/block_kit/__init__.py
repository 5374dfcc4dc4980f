"""The limits of Block Kit as tables, and the rules by which they are judged."""
