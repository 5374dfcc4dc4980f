"""How the schema came to be, and how a database gets there."""
