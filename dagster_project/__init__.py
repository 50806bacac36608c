"""The wiring: pipelines.etapes as Dagster assets, one graph per SPASER. No computation belongs here."""
