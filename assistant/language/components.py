"""The pipeline's components as spaCy factories: thin wrappers, the work is in the module of the same name."""

from __future__ import annotations

from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc, Span

from assistant.language.abbreviations import expand_abbreviations
from assistant.language.assertion import find_assertions
from assistant.language.laterality import find_sides, repeat_lists
from assistant.language.layout import Mention, Reading
from assistant.language.mentions import find_mentions
from assistant.language.phrases import find_phrases
from assistant.language.sections import find_sections
from assistant.language.sentences import find_sentences
from assistant.language.spelling import correct_spelling
from assistant.language.tables import find_tables
from assistant.language.tokens import read_tokens

Step = Callable[[Reading], None]
Factory = Callable[[Language, str], Callable[[Doc], Doc]]


def _register(name: str, step: Step, assigns: list[str]) -> Factory:
    """Register a step that works on the reading alone as a factory, and return the factory for the entry point."""

    def component(doc: Doc) -> Doc:
        step(doc.user_data["reading"])
        return doc

    @Language.factory(name, assigns=assigns)
    def create(nlp: Language, name: str) -> Callable[[Doc], Doc]:
        return component

    return create


@Language.factory("sonocode_tokens")
def create_tokens(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """Return the component that lays out the normalised tokens in `doc.user_data["reading"]`."""

    def component(doc: Doc) -> Doc:
        doc.user_data["reading"] = read_tokens(doc.user_data["text"])
        return doc

    return component


@Language.factory("sonocode_spans", assigns=["doc.spans"])
def create_spans(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """Return the component that publishes the reading as span groups and attributes of the `Doc`.

    `doc.spans["mentions"]`, `["context"]`, `["sections"]`; `span._.assertion`, `span._.side`, `span._.concept`,
    `span._.section`.
    """
    for attribute in ("assertion", "side", "concept", "section"):
        Span.set_extension(attribute, getter=_getter(attribute), force=True)
    return publish_spans


def publish_spans(doc: Doc) -> Doc:
    """Fill `doc.spans` from the reading; token boundaries are those of the tokenizer."""
    reading: Reading = doc.user_data["reading"]
    numbers = [token.i for token in doc if not token.is_space and token.text != "-"]  # of the reading's tokens
    for group, mentions in (("mentions", reading.mentions), ("context", reading.context)):
        doc.spans[group] = [_span(doc, numbers, mention) for mention in mentions]
    doc.spans["sections"] = [
        span
        for section in reading.sections
        if (span := doc.char_span(section.start, section.end, label=section.kind.upper(), alignment_mode="contract"))
        is not None
    ]
    return doc


def _span(doc: Doc, numbers: list[int], mention: Mention) -> Span:
    return Span(
        doc,
        numbers[mention.first],
        numbers[mention.last - 1] + 1,
        label=mention.concept.label,
        kb_id=mention.concept.id,
    )


def _mention_of(span: Span) -> Mention | None:
    reading: Reading = span.doc.user_data["reading"]
    start, end = span.start_char, span.end_char
    same_place = [m for m in (*reading.mentions, *reading.context) if m.start == start and m.end == end]
    return next((m for m in same_place if m.concept.id == span.kb_id_), same_place[0] if same_place else None)


def _getter(attribute: str) -> Callable[[Span], object]:
    def value(span: Span) -> object:
        if attribute == "section":
            reading: Reading = span.doc.user_data["reading"]
            return reading.sections[reading.section_at(span.start_char)].kind
        mention = _mention_of(span)
        if mention is None:
            return None
        return mention.concept.id if attribute == "concept" else getattr(mention, attribute)

    return value


def _judge(reading: Reading) -> None:
    find_assertions(reading)
    repeat_lists(reading)


create_sections = _register("sonocode_sections", find_sections, ["doc.spans"])
create_sentences = _register("sonocode_sentences", find_sentences, [])
create_spelling = _register("sonocode_spelling", correct_spelling, [])
create_abbreviations = _register("sonocode_abbreviations", expand_abbreviations, [])
create_mentions = _register("sonocode_mentions", find_mentions, ["doc.spans"])
create_image_storage = _register("sonocode_image_storage", find_phrases, ["doc.spans"])
create_tables = _register("sonocode_tables", find_tables, [])
create_laterality = _register("sonocode_laterality", find_sides, ["span._.side"])
create_assertion = _register("sonocode_assertion", _judge, ["span._.assertion", "span._.side"])
