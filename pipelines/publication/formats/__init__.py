"""The forms of a published table other than CSV and JSON: Parquet, French Excel CSV, XLSX, ODS.

Every one is written from the table already judged and in order, and tells the same rows, columns and values. CSV and
JSON are in `pipelines.validation.export`; which files a release holds is decided by `pipelines.publication.publier`.
"""
