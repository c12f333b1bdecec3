"""Which knowledge is in use: the shipped files, or a site's.

Whatever is made from the knowledge asks for it here, so that two of them can live in one process:

    with using(load_knowledge(Path("samples/site"))):
        analyze(text)

Without `using` it is the site that the environment names (`SONOCODE_SITE`, `SONOCODE_PAYER`), or else the shipped files.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from functools import cache, lru_cache, wraps
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from assistant.knowledge.knowledge import Knowledge

SITE_VARIABLE = "SONOCODE_SITE"
PAYER_VARIABLE = "SONOCODE_PAYER"

Arguments = ParamSpec("Arguments")
Made = TypeVar("Made")

_chosen: ContextVar[Knowledge | None] = ContextVar("chosen knowledge", default=None)


def active() -> Knowledge:
    """Return the knowledge in use.

    Raises:
        KnowledgeError: It is loaded now for the first time, and its files have faults.
        InputError: The environment names a site or payer that does not exist.
    """
    return _chosen.get() or _of_the_environment()


@contextmanager
def using(knowledge: Knowledge) -> Iterator[None]:
    """Use `knowledge` inside the block, in this thread."""
    token = _chosen.set(knowledge)
    try:
        yield
    finally:
        _chosen.reset(token)


@cache
def _of_the_environment() -> Knowledge:
    from assistant.knowledge.assembly import load_knowledge  # it imports the schemas, and they this module

    site = os.environ.get(SITE_VARIABLE)
    return load_knowledge(Path(site) if site else None, os.environ.get(PAYER_VARIABLE) or None)


def instead(function: Callable[Arguments, Made], answer: Callable[Arguments, Made]) -> Knowledge:
    """Return a copy of the knowledge in use for which `function`, cached by `per_knowledge`, answers as `answer` does."""
    return replace(active(), made={**active().made, function.__wrapped__: answer})  # type: ignore[attr-defined]


def per_knowledge(maxsize: int = 1) -> Callable[[Callable[Arguments, Made]], Callable[Arguments, Made]]:
    """Cache what a function makes from the active knowledge, in the knowledge itself: `maxsize` results of each."""

    def decorate(make: Callable[Arguments, Made]) -> Callable[Arguments, Made]:
        @wraps(make)
        def made(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Made:
            store = active().made
            cached: Callable[Arguments, Made] = store.get(make) or store.setdefault(
                make, lru_cache(maxsize=maxsize)(make)
            )
            return cached(*args, **kwargs)

        return made

    return decorate
