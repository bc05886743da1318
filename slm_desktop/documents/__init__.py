"""Documents as text: a child of its own reads their files, which are strangers'."""
