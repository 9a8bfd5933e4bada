"""Public data → the neutral JSON Lines formats of `chat-rec evaluate` and `chat-rec train`."""
