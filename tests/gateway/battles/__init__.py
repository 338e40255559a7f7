"""Battles: everything is killed at random moments, the database too, while work goes on; then what became of it is
counted.

By hand as often as one likes: ``python -m tests.gateway.battles batches 200 --engine postgresql``.
"""
