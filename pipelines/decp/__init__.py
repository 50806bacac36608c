"""From published DECP files (2019, 2022, JSON, XML, flat CSV) to staging Parquet, one folder a file.

What a contract is belongs to `contrats`.
"""
