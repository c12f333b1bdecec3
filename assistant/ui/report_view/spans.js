// Places in the text. Python counts code points, the browser counts UTF-16 units.

/** Return a function from code-point offsets of `text` to UTF-16 offsets. */
function unitsOf(text) {
  if (!/[\ud800-\udbff]/.test(text)) return (offset) => offset;
  const units = [0];
  for (const point of text) units.push(units[units.length - 1] + point.length);
  return (offset) => units[Math.min(offset, units.length - 1)];
}

/** Return every object of `data` again, with its code-point places turned into UTF-16 places. */
function inUnits(data, toUnit) {
  if (Array.isArray(data)) return data.map((item) => inUnits(item, toUnit));
  if (data === null || typeof data !== "object") return data;
  const copy = {};
  for (const [key, value] of Object.entries(data)) {
    if (key === "span") copy[key] = value.map(toUnit);
    else if (key === "spans") copy[key] = value.map((span) => span.map(toUnit));
    else copy[key] = inUnits(value, toUnit);
  }
  return copy;
}

/** How much two texts share at their beginning and at their end. */
function sharedEnds(before, after) {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < most - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  return { head, tail };
}

/** Return a function that moves a place of `before` to its place in `after`, or to null where the edit touched it. */
function mover(before, after) {
  if (before === after) return (span) => span;
  const { head, tail } = sharedEnds(before, after);
  const shift = after.length - before.length;
  return ([start, end]) => {
    if (end <= head) return [start, end];
    if (start >= before.length - tail) return [start + shift, end + shift];
    return null;
  };
}

function overlap(one, other) {
  return one[0] < other[1] && other[0] < one[1];
}

/** Cut [0, length) at every end of the spans. */
function cuts(length, spans) {
  const ends = new Set([0, length]);
  for (const [start, end] of spans) {
    if (start < length) ends.add(start);
    if (end < length) ends.add(end);
  }
  return [...ends].sort((one, other) => one - other);
}

/** Give each mention the first line under the text that no mention before it still uses; `hidden` kinds use none. */
function underlineLevels(mentions, hidden) {
  const freeFrom = [];
  return mentions.map(({ span, kind }) => {
    if (hidden.has(kind)) return 0;
    let level = freeFrom.findIndex((offset) => offset <= span[0]);
    if (level < 0) level = freeFrom.length;
    freeFrom[level] = span[1];
    return level;
  });
}
