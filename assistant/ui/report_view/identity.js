// Whom and when a text is about, as its labels tell: a paste about another patient or day is not taken for an edit.

/** Return what stands after each kind of label; `labels` is kind to words. */
function identitiesOf(text, labels) {
  return Object.entries(labels).map(([kind, words]) => {
    const named = words.map((word) => word.replace(/ /g, "\\s+")).join("|");
    const line = new RegExp(`(?<![\\w'])(?:${named})\\s*(?:#\\s*:?|no\\.?\\s*:|:)[ \\t]*([^\\n|;]{2,40})`, "gi");
    const values = [...text.matchAll(line)].map((match) => match[1].split(/\s{2,}|\t/)[0].toLowerCase().replace(/[^a-z0-9]/g, ""));
    return [kind, values.filter(Boolean)];
  });
}

/** Whether `words` tells another patient or day than `text`, where both tell one. */
function tellsAnother(words, text, labels) {
  const known = new Map(identitiesOf(text, labels));
  return identitiesOf(words, labels).some(([kind, values]) => {
    const before = known.get(kind);
    return values.length > 0 && before.length > 0 && !values.some((value) => before.includes(value));
  });
}
