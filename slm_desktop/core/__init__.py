"""What the app knows: values, verbs and state, with no I/O, no Qt and no clock of its own.

It may import `errors` and `paths` alone, so that every rule here can be tested by applying events.
"""
