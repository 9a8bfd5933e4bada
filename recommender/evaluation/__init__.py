"""How good rankings are: splits of a log, metrics, and the protocols that put both together."""
