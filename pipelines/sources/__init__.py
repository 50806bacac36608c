"""Bytes in: what data.gouv.fr, a platform or a folder publishes, brought whole into the raw store. Records: `decp`."""
