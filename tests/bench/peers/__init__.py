"""Other people's recommenders on the same splits: each runs in its own environment, made by `make bench-peers`."""
