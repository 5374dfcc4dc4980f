"""A stand-in for Slack: a process of its own that speaks Slack's real protocols to an unchanged bot."""
