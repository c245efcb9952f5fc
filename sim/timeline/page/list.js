// The list of effects: only the rows in sight are in the page, so ten thousand scroll like ten.
const HEIGHT = 24, SPARE = 12, OP = 178, AT = Math.max(66, clock(data.length).length * 7.8);
const serving = data.lanes.map((lane, number) => (lane.serves ? number : -1)).filter((number) => number >= 0);
const columns = `${serving.map(() => "16px").join(" ")} ${AT}px 18px ${OP}px minmax(0, 1fr) max-content`;

class List {
  constructor(box, choose) {
    this.box = box;
    this.choose = choose;
    this.room = make("div");
    this.room.setAttribute("role", "presentation");
    box.append(this.room);
    box.addEventListener("scroll", () => this.later());
    new ResizeObserver(() => this.resized()).observe(box);
    this.room.addEventListener("click", (event) => {
      const found = event.target.closest(".row[data-row]");
      if (found) choose(Number(found.dataset.row));
    });
    this.made = new Map();
    this.filter("", false);
    this.resized();
  }
  // Headlines stand wherever another step begins; what is filtered out leaves none behind.
  filter(wanted, only) {
    const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
    this.items = [];
    this.place = new Int32Array(count).fill(-1);
    let under = "";
    for (let i = 0; i < count; i++) {
      if (only && !changes(i).length && !outcome(i).match(/^(?!ok$)/) && !isSaid(i)) continue;
      if (words.length && !words.every((each) => text(i).includes(each))) continue;
      const here = `${rows.lane[i]} ${rows.actor[i]} ${rows.command[i]} ${step(i)}`;
      if (!isSaid(i) && here !== under) { this.items.push(-1 - i); under = here; }
      this.place[i] = this.items.length;
      this.items.push(i);
    }
    this.shown = this.items.filter((item) => item >= 0);
    this.room.style.height = `${this.items.length * HEIGHT}px`;
    this.forget();
    this.paint();
  }
  later() {
    if (this.waits) return;
    this.waits = true;
    requestAnimationFrame(() => { this.waits = false; this.paint(); });
  }
  paint() {
    const first = Math.max(0, Math.floor(this.box.scrollTop / HEIGHT) - SPARE);
    const last = Math.min(this.items.length, Math.ceil((this.box.scrollTop + this.box.clientHeight) / HEIGHT) + SPARE);
    for (const [n, row] of this.made) {
      if (n < first || n >= last) { row.remove(); this.made.delete(n); }
    }
    for (let n = first; n < last; n++) {
      if (this.made.has(n)) continue;
      const item = this.items[n], row = item < 0 ? headline(-1 - item) : this.row(item);
      row.style.transform = `translateY(${n * HEIGHT}px)`;
      this.made.set(n, row);
      this.room.append(row);
    }
  }
  // Forget what was made: all of it where it would look another way, or a single row.
  forget(n) {
    for (const [each, row] of this.made) {
      if (n === undefined || each === n) { row.remove(); this.made.delete(each); }
    }
  }
  resized() {
    this.letter ??= measured(this.room);
    this.letters = Math.floor((this.box.clientWidth - serving.length * 24 - 18 - AT - OP - 62) / this.letter);
    this.forget();
    this.later();
  }
  row(i) {
    const made = make("div", `row mono ${looks(i)}`);
    made.id = `row-${i}`;
    made.dataset.row = i;
    made.setAttribute("role", "option");
    made.setAttribute("aria-selected", i === this.chosen);
    made.setAttribute("aria-posinset", i + 1);
    made.setAttribute("aria-setsize", count);
    if (i === this.chosen) made.classList.add("chosen");
    made.style.gridTemplateColumns = columns;
    for (const lane of serving) {
      const [, , how, label, words] = data.lanes[lane].spans[spanOf[lane][i]];
      const cell = make("span", `served ${tone(how, label)}`, letter(how, label));
      cell.title = words;
      made.append(cell);
    }
    const said = isSaid(i);
    made.append(make("span", "at", clock(rows.at[i])), mark(i));
    made.append(make("span", "op", said ? kind(i) : kind(i) === "own" ? op(i) : `${op(i)}#${rows.number[i]}`));
    const room = outcome(i) === "ok" ? this.letters : this.letters - outcome(i).length;
    const shown = make("span", "detail", middle(detail(i).split("\n")[0], said ? 400 : Math.max(16, room)));
    shown.title = detail(i);
    made.append(shown, make("span", "outcome", outcome(i) === "ok" ? "" : outcome(i)));
    return made;
  }
  show(i) {
    if (this.chosen !== undefined) this.forget(this.place[this.chosen]);
    this.chosen = i;
    const n = this.place[i];
    this.forget(n);
    if (n < 0) { this.box.removeAttribute("aria-activedescendant"); this.paint(); return; }
    const top = n * HEIGHT, { scrollTop, clientHeight } = this.box;
    const far = top < scrollTop - 2 * HEIGHT || top > scrollTop + clientHeight + HEIGHT;
    if (far) this.box.scrollTop = top - clientHeight * 0.4;
    else if (top < scrollTop + HEIGHT) this.box.scrollTop = top - 2 * HEIGHT;
    else if (top + 2 * HEIGHT > scrollTop + clientHeight) this.box.scrollTop = top + 3 * HEIGHT - clientHeight;
    this.paint();
    this.box.setAttribute("aria-activedescendant", `row-${i}`);
  }
}

function measured(room) {
  const probe = make("span", "row mono", "0".repeat(50));
  probe.style.right = "auto";
  probe.style.padding = "0";
  room.append(probe);
  const width = probe.getBoundingClientRect().width / 50;
  probe.remove();
  return width || 7.6;
}

const texts = new Array(count);
function text(i) {
  texts[i] ??= `${kind(i)} ${op(i)}#${rows.number[i]} ${step(i)} ${detail(i)} ${outcome(i)} ${whose(i)}`.toLowerCase();
  return texts[i];
}

function looks(i) {
  const names = [];
  if (marked.fault.has(i) || marked.violation.has(i)) names.push("is-fault");
  if (marked.divergence.has(i)) names.push("is-divergence");
  if (isSaid(i)) names.push("said");
  else if (kind(i) === "own") names.push("own");
  else if (!changes(i).length) names.push("look");
  return names.join(" ");
}

function mark(i) {
  const [glyph, said] = marked.fault.has(i) ? ["⚡", "fault"] : marked.violation.has(i) ? ["✗", "violation"]
    : marked.divergence.has(i) ? ["≠", "differs from the clean run"] : marked.phase.has(i) ? ["◆", "another phase"]
    : kind(i) === "asked" ? ["▶", "asked"] : kind(i) === "told" ? ["⚑", "told"] : ["", ""];
  const made = make("span", "mark");
  if (!glyph) return made;
  const sign = make("span", "", glyph);
  sign.setAttribute("aria-hidden", "true");
  made.append(sign, make("span", "unseen", said));
  made.title = said;
  return made;
}

function headline(i) {
  const made = make("div", "row step");
  made.setAttribute("aria-hidden", "true");
  made.style.gridTemplateColumns = `${serving.map(() => "16px").join(" ")} max-content minmax(0, 1fr)`;
  for (const lane of serving) {
    const [, , how, label] = data.lanes[lane].spans[spanOf[lane][i]];
    made.append(make("span", `served ${tone(how, label)}`));
  }
  made.append(make("b", "", `${whose(i)}${step(i)}`), make("span", "doing", data.steps[step(i)] || ""));
  return made;
}
