// The report: a text field whose words are drawn by the layer behind it, so that marks never change the text.

/** Characters after which a block of the layer ends with its line: an edit draws anew the blocks that it touches. */
const BLOCK_LENGTH = 1500;

class ReportText {
  constructor(root) {
    this.root = root;
    this.field = root.querySelector(".text");
    this.layer = root.querySelector(".marks");
    this.scroller = root.querySelector(".scroll");
    this.mentions = [];
    this.places = [];
    this.hits = [];
    this.hidden = new Set();
    this.drawn = "";
    this.blocks = [];
    this.lights = new Map();
    // A last line feed opens no line in a block, but does in a text field.
    this.end = document.createTextNode("\u200b");
    this.layer.append(this.end);
  }

  /** Draw the field's text with `mentions` and, cut free, every place that an answer rests on. */
  draw(mentions, places) {
    const text = this.field.value;
    this.mentions = [...mentions].sort((one, other) => one.span[0] - other.span[0] || other.span[1] - one.span[1]);
    this.places = places;
    const levels = underlineLevels(this.mentions, this.hidden);
    this.blocks = this.cut(text);
    this.drawn = text;
    for (const block of this.blocks) Object.assign(block, { marks: [], cuts: [] });
    this.mentions.forEach(({ span, kind, assertion }, place) => {
      const shown = this.hidden.has(kind) ? "unmarked" : assertion;
      const mark = { class: `m ${kind} ${shown}`, level: levels[place] };
      for (const block of this.blocksAt(span)) block.marks.push({ ...mark, span: within(block, span) });
    });
    for (const [spans, isHit] of [[places, 0], [this.hits, 1]]) {
      for (const span of spans) for (const block of this.blocksAt(span)) block.cuts.push([...within(block, span), isHit]);
    }
    for (const block of this.blocks) drawBlock(block);
    const nodes = this.blocks.map((block) => block.node);
    const last = this.blocks.at(-1)?.text.endsWith("\n") === false ? this.blocks.at(-1).node : this.layer;
    const kept = new Set(nodes);
    for (const node of [...this.layer.children]) if (!kept.has(node)) node.remove();
    nodes.forEach((node, place) => { if (this.layer.children[place] !== node) this.layer.insertBefore(node, this.layer.children[place] ?? null); });
    last.append(this.end);
  }

  /** Return the blocks of `text`: those before and after an edit are the ones that were drawn. */
  cut(text) {
    const { head, tail } = sharedEnds(this.drawn, text);
    const shift = text.length - this.drawn.length;
    const before = this.blocks.filter((block) => block.end <= head && block.text.endsWith("\n"));
    const from = before.at(-1)?.end ?? 0;
    const after = this.blocks.filter(({ start }) => start >= this.drawn.length - tail && start + shift >= from && text[start + shift - 1] === "\n");
    const moved = after.filter((block) => !before.includes(block));
    const to = moved.length ? moved[0].start + shift : text.length;
    for (const block of moved) {
      block.start += shift;
      block.end += shift;
    }
    const between = [];
    for (let start = from; start < to;) {
      const line = text.indexOf("\n", start + BLOCK_LENGTH);
      const end = line < 0 || line >= to ? to : line + 1;
      between.push({ start, end, text: text.slice(start, end), drawn: null });
      start = end;
    }
    return [...before, ...between, ...moved];
  }

  /** Return the blocks that hold a part of `span`. */
  blocksAt([start, end]) {
    let [low, high] = [0, this.blocks.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.blocks[middle].end <= start) low = middle + 1;
      else high = middle;
    }
    const found = [];
    for (let at = low; at < this.blocks.length && this.blocks[at].start < end; at += 1) found.push(this.blocks[at]);
    return found;
  }

  piecesAt(span) {
    return this.blocksAt(span).flatMap((block) => {
      const inner = within(block, span);
      return block.pieces.filter((piece) => overlap(piece.span, inner));
    });
  }

  /** Leave the mentions of these kinds without their lines. */
  hide(kinds) {
    if (kinds.size === this.hidden.size && [...kinds].every((kind) => this.hidden.has(kind))) return;
    this.hidden = new Set(kinds);
    this.draw(this.mentions, this.places);
  }

  /** Put the class `name` on the words of `spans`, and take it from all others. */
  light(spans, name) {
    const lit = new Set(spans.flatMap((span) => this.piecesAt(span)));
    for (const piece of this.lights.get(name) ?? []) if (!lit.has(piece)) piece.node.classList.remove(name);
    for (const piece of lit) piece.node.classList.add(name);
    this.lights.set(name, lit);
  }

  /** Return the mentions at a point of the screen. */
  mentionsAt(x, y) {
    const nodes = this.root.elementsFromPoint(x, y);
    const block = this.blocks.find((candidate) => nodes.includes(candidate.node));
    const piece = block?.pieces.find((candidate) => nodes.includes(candidate.node));
    if (!piece) return [];
    const span = piece.span.map((offset) => block.start + offset);
    return this.mentions.filter((mention) => overlap(mention.span, span));
  }

  scrollTo(span) {
    const [piece] = this.piecesAt(span);
    if (!piece) return;
    const box = piece.node.getBoundingClientRect();
    const frame = this.scroller.getBoundingClientRect();
    if (box.top > frame.top + 24 && box.bottom < frame.bottom - 24) return;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const top = this.scroller.scrollTop + box.top - frame.top - frame.height / 3;
    this.scroller.scrollTo({ top, behavior: calm ? "auto" : "smooth" });
  }

  /** Mark every place of `words` and return how many there are. */
  search(words) {
    const text = this.field.value.toLowerCase();
    const wanted = words.trim().toLowerCase();
    this.hits = [];
    for (let at = wanted ? text.indexOf(wanted) : -1; at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
      this.hits.push([at, at + wanted.length]);
    }
    this.draw(this.mentions, this.places);
    return this.hits.length;
  }
}

/** Return the part of `span` in a block, counted from the block's start. */
function within(block, [start, end]) {
  return [Math.max(start, block.start) - block.start, Math.min(end, block.end) - block.start];
}

/** Make the node and the pieces of a block anew where its text, its marks or its cuts are others. */
function drawBlock(block) {
  const wanted = JSON.stringify([block.marks, block.cuts]);
  if (block.drawn === wanted) return;
  block.drawn = wanted;
  block.pieces = piecesOf(block);
  block.node ??= el("div", { class: "block" });
  block.node.replaceChildren(...block.pieces.map((piece) => piece.node));
}

/** Return the words of a block between all ends of its marks and cuts, each in the underlines that it lies in. */
function piecesOf({ text, marks, cuts: places }) {
  const hits = places.filter(([, , isHit]) => isHit);
  const ends = cuts(text.length, [...marks.map((mark) => mark.span), ...places]);
  const pieces = [];
  let next = 0;
  let open = [];
  for (let index = 0; index + 1 < ends.length; index += 1) {
    const [start, end] = [ends[index], ends[index + 1]];
    open = open.filter((mark) => mark.span[1] > start);
    for (; next < marks.length && marks[next].span[0] <= start; next += 1) {
      if (marks[next].span[1] > start) open.push(marks[next]);
    }
    let inner = document.createTextNode(text.slice(start, end));
    for (const mark of open) inner = el("span", { class: mark.class, style: `--level:${mark.level}` }, inner);
    const isHit = hits.some((hit) => overlap(hit, [start, end]));
    pieces.push({ node: el("span", { class: isHit ? "piece hit" : "piece" }, inner), span: [start, end] });
  }
  return pieces;
}
