"""The schema of a site's `site.yaml`: a hospital's switches, its own policy, and its payers.

samples/site/README.md shows a whole site folder; its other files have the schemas of the shipped files.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import Field

from assistant.errors import InputError
from assistant.knowledge.code_registry import CodeOrRange, CodeSet
from assistant.knowledge.element_schema import ElementEntry
from assistant.knowledge.service_schema import CodeSpec, ServiceFile, StudySpec
from assistant.knowledge.yaml_file import Strict

SITE_FILE = "site.yaml"
#: The files that a site folder may hold, as patterns below the folder.
PLACES = (
    SITE_FILE, "named-conditions.yaml", "shared-forms.yaml", "sources.yaml", "services/*.yaml", "lexicon/*.yaml",
    "documentation/elements.yaml", "documentation/queries.yaml",
)  # fmt: skip


class Ask(Strict):
    """One more element that is asked for.

    Attributes:
        element: The documentation element.
        codes: Codes, or ranges of codes, for which it is asked.
        studies: Kinds of study for which it is asked, whatever their code.
        waits: Whether the codes wait for it; otherwise it is a gap that holds nothing back.
        because: Why, in a sentence for the coder.
        source: Id of a source.
    """

    element: str
    codes: tuple[CodeOrRange, ...] = ()
    studies: tuple[str, ...] = ()
    waits: bool = False
    because: str
    source: str = "own"


class Payer(Strict):
    """A payer, and what it asks for beyond the shipped rules."""

    label: str
    asks: tuple[Ask, ...] = ()


class SiteFile(Strict):
    """The site's own settings.

    Attributes:
        name: The hospital.
        switched_off: Families (file names without ending) that do not exist here.
        asks: What the hospital's policy asks for, whoever pays.
        payers: The payers by the id that `--payer` takes.
    """

    name: str
    switched_off: tuple[str, ...] = ()
    asks: tuple[Ask, ...] = ()
    payers: dict[str, Payer] = Field(default_factory=dict)

    def asks_of(self, payer: str | None) -> tuple[Ask, ...]:
        """Return what is asked for where `payer` pays; None is nobody in particular.

        Raises:
            InputError: The site has no such payer.
        """
        if payer is None:
            return self.asks
        if payer not in self.payers:
            raise InputError(f"{SITE_FILE} has no payer '{payer}'; its payers are {', '.join(self.payers) or 'none'}")
        return (*self.asks, *self.payers[payer].asks)


def site_file(site: Path) -> Path:
    """Return the settings file of a site folder.

    Raises:
        InputError: There is no such folder, or it is no site folder.
    """
    if not site.is_dir():
        raise InputError(f"{site}: no such site folder")
    if not (site / SITE_FILE).is_file():
        raise InputError(f"{site}: no site folder, it holds no {SITE_FILE}; one line is enough: 'name: OUR HOSPITAL'")
    return site / SITE_FILE


def with_asks(families: Iterable[ServiceFile], asks: tuple[Ask, ...]) -> tuple[ServiceFile, ...]:
    """Return the families with each ask added to its codes and studies."""
    return tuple(_family_with(family, asks) for family in families) if asks else tuple(families)


def elements_with(elements: Mapping[str, ElementEntry], asks: tuple[Ask, ...]) -> dict[str, ElementEntry]:
    """Return the elements; where one that is asked for lacks, the coder also reads why it is."""
    changed = dict(elements)
    for ask in asks:
        entry = changed[ask.element]
        told = {
            name: f"{words} {ask.because}" for name in ("missing", "denied_message") if (words := getattr(entry, name))
        }
        changed[ask.element] = entry.model_copy(update={**told, "source": ask.source})
    return changed


def _family_with(family: ServiceFile, asks: tuple[Ask, ...]) -> ServiceFile:
    return family.model_copy(
        update={
            "studies": [_study_with(study, asks) for study in family.studies],
            "codes": [_code_with(code, asks) for code in family.codes],
        }
    )


def _study_with(study: StudySpec, asks: tuple[Ask, ...]) -> StudySpec:
    added = [ask.element for ask in asks if study.kind in ask.studies]
    return study.model_copy(update={"elements": list(dict.fromkeys([*study.elements, *added]))}) if added else study


def _code_with(code: CodeSpec, asks: tuple[Ask, ...]) -> CodeSpec:
    of_code = [ask for ask in asks if code.code in CodeSet(ask.codes)]
    if not of_code:
        return code
    hold = dict.fromkeys([*code.hold, *(ask.element for ask in of_code if ask.waits)])
    open_asks = dict.fromkeys([*code.asks, *(ask.element for ask in of_code if not ask.waits)])
    return code.model_copy(update={"hold": list(hold), "asks": list(open_asks)})
