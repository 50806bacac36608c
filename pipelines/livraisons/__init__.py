"""Deliveries of registers: what was delivered for which slice, what is refused, what waits, what is in force.

Reading files belongs to `pipelines.registres`, verdicts to `pipelines.validation`; contracts come later.
"""
