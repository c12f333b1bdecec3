"""From the words of a report to its mentions."""

from __future__ import annotations

from assistant.language.courses import fill_courses
from assistant.language.elided_nouns import add_elided
from assistant.language.layout import Mention, Reading
from assistant.language.mentions.letters import same_case
from assistant.language.mentions.readings import Choice, Match, resolve
from assistant.language.mentions.side_words import side_words
from assistant.language.mentions.sized_acts import with_sized_acts
from assistant.language.mentions.twofold import tell_vessels_from_treatments
from assistant.language.vocabulary import Layer, vocabulary

FAR = 1 << 60  # characters: behind any text


def find_mentions(reading: Reading) -> None:
    """Fill `reading.mentions` (labelled kinds) and `reading.context` (findings, procedures, devices, agents, acts)."""
    known = vocabulary()
    told = [
        (first, last, candidate)
        for candidates, first, last in _matches(known.context, reading)
        for candidate in candidates
        if candidate.exact is None or same_case(reading, first, last, candidate.exact)
    ]
    reading.context = with_sized_acts(reading, _mentions(reading, told), known)
    chosen = resolve(reading, _matches(known.primary, reading))
    named = add_elided(reading, _mentions(reading, chosen))
    reading.mentions = side_words(reading, fill_courses(reading, named), known)
    tell_vessels_from_treatments(reading)


def _matches(layer: Layer, reading: Reading) -> list[Match]:
    """Return the forms found, with their first and last token (end exclusive), in the order of the text."""
    readings, inside = layer.readings, layer.inside
    result: list[Match] = []
    for pattern, first, last in reading.found(layer.book):
        if pattern in inside:
            before = readings[pattern][0].before
            found = [(form.candidates, first + form.start, first + form.end) for form in inside[pattern]]
            result += [match for match in found if match[1] < first + before]
            result.append((readings[pattern], first, last))
            result += [match for match in found if match[1] >= first + before]
        else:
            result.append((readings[pattern], first, last))
    return result


def _mentions(reading: Reading, said: list[Choice]) -> list[Mention]:
    """Return what words say as mentions, with the sentence, section and zone of each; they stand in the order of the text."""
    starts, ends, sections, sentences = reading.starts, reading.ends, reading.sections, reading.sentences
    section, sentence = -1, -1
    section_end = sentence_end = -1  # where the next ones begin
    before = 0
    result: list[Mention] = []
    for first, last, (concept, side, _, _, opening, closing, _) in said:
        if last - first > opening + closing:  # one word of another language may stand for all of the form
            first += opening
            last -= closing
        start = starts[first]
        if start < before:  # a name within another one, told behind it
            section = sentence = section_end = sentence_end = -1
        before = start
        while start >= sentence_end:
            sentence += 1
            sentence_end = sentences[sentence + 1][0] if sentence + 1 < len(sentences) else FAR
        while start >= section_end:
            section += 1
            section_end = sections[section + 1].start if section + 1 < len(sections) else FAR
            zone, quoted = sections[section].kind, section in reading.quoted_sections
        result.append(Mention(start, ends[last - 1], first, last, concept, side, sentence, section, zone, quoted))
    return result
