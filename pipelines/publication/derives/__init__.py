"""What is derived from the versions and can be made again from them at any time: index.json, feed.xml.

Nothing here says what is in force: latest.json does. A fault here never un-publishes a version.
"""

from pipelines.publication.derives.refaire import composer, reconstruire

__all__ = ["composer", "reconstruire"]
