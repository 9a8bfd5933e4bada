"""Fitting models. Only here is torch imported, and only when something is trained."""
