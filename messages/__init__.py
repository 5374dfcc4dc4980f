"""What the bot says: a row goes in, a message comes out; and the mirror that makes Slack agree with the rows."""
