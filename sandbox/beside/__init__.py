"""What stands beside the chat in the practice workspace: the account, the clock, trouble on demand, the tour."""
