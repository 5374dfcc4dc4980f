"""Measurements, all side by side in one run: `make bench`."""
