"""Finds the phrases that say that images were, or were not, kept.

A phrase runs from an image word to a storage word of the same sentence, in either order, and on to the place of
storage ("pictures with measurements saved in the OB module"). `find.py` looks at each word that may make one: `verbs.py` for
verbs of keeping, `archives.py` for places without one, `clauses.py` for clauses of their own. The words are data:
`knowledge/image-storage.yaml`.
"""

from assistant.language.image_storage.find import find_image_storage
from assistant.language.image_storage.words import IMAGE_STORAGE, storage_words

__all__ = ["IMAGE_STORAGE", "find_image_storage", "storage_words"]
