"""Measurements, run by `make bench`: a module here that offers `measure() -> list[Row]` takes part."""
