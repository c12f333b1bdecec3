// The report: a text field whose words are drawn by the layer behind it, so that marks never change the text.

class ReportText {
  constructor(root) {
    this.root = root;
    this.field = root.querySelector(".text");
    this.layer = root.querySelector(".marks");
    this.scroller = root.querySelector(".scroll");
    this.mentions = [];
    this.pieces = [];
    this.hits = [];
  }

  /** Draw the field's text with `mentions` and, cut free, every place that an answer rests on. */
  draw(mentions, places) {
    const text = this.field.value;
    this.mentions = [...mentions].sort((one, other) => one.span[0] - other.span[0] || other.span[1] - one.span[1]);
    this.places = places;
    const levels = underlineLevels(this.mentions);
    const ends = cuts(text.length, [...this.mentions.map((mention) => mention.span), ...places, ...this.hits]);
    this.pieces = [];
    let next = 0;
    let open = [];
    for (let index = 0; index + 1 < ends.length; index += 1) {
      const [start, end] = [ends[index], ends[index + 1]];
      open = open.filter((entry) => entry.mention.span[1] > start);
      while (next < this.mentions.length && this.mentions[next].span[0] <= start) {
        if (this.mentions[next].span[1] > start) open.push({ mention: this.mentions[next], level: levels[next] });
        next += 1;
      }
      this.pieces.push(this.piece(text.slice(start, end), start, end, open));
    }
    // A last line feed opens no line in a div, but does in a text field.
    this.layer.replaceChildren(...this.pieces.map((piece) => piece.node), "\u200b");
  }

  piece(words, start, end, open) {
    let inner = document.createTextNode(words);
    for (const { mention, level } of open) {
      inner = el("span", { class: `m ${mention.kind} ${mention.assertion}`, style: `--level:${level}` }, inner);
    }
    const node = el("span", { class: "piece" }, inner);
    const hit = this.hits.some((span) => overlap(span, [start, end]));
    node.classList.toggle("hit", hit);
    return { node, span: [start, end] };
  }

  /** Put the class `name` on the words of `spans`, and take it from all others. */
  light(spans, name) {
    for (const piece of this.pieces) {
      piece.node.classList.toggle(name, spans.some((span) => overlap(span, piece.span)));
    }
  }

  /** Return the mentions at a point of the screen. */
  mentionsAt(x, y) {
    const nodes = this.root.elementsFromPoint(x, y);
    const piece = this.pieces.find((candidate) => nodes.includes(candidate.node));
    return piece ? this.mentions.filter((mention) => overlap(mention.span, piece.span)) : [];
  }

  scrollTo(span) {
    const piece = this.pieces.find((candidate) => overlap(candidate.span, span));
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
