"""Benchmarks: see conftest.py for how to run them."""
