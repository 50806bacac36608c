"""The push of the release in force to data.gouv.fr: what is wanted there, what is there, and the writes in between.

`execution.pousser` does it, `execution.prevoir` only tells. Making a release belongs to the rest of `publication`.
"""
