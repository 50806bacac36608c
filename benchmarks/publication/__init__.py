"""Benchmarks of what a publish does."""
