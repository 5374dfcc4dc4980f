"""Every way of saying no to a person: a file a chapter, one class a reason; its docstring is what they read."""
