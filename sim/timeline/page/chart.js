// The chart: lanes over time, drawn as SVG so that it follows the theme and stays sharp.
const SVG = "http://www.w3.org/2000/svg";
const LEFT = 104, GUTTER = 32, SERVICE = 24, BAND = 17, TICKS = 13, GAP = 3, MARKS_MAX = 60, WAIT = 1.3;

const GROUPS = [
  ["PM2", (o) => o.startsWith("run.pm2") || o.startsWith("process")],
  ["Proxy, HTTP", (o) => o.startsWith("run.caddy") || o.startsWith("http.")],
  ["uv, Python", (o) => o.startsWith("run.")],
  ["Disk", (o) => o.startsWith("files.") || o.startsWith("uv.")],
  ["Requests", (o) => /^(store|shell|forge|notifier)\./.test(o)],
];

function draw(tag, attributes, parent, text) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text !== undefined) made.textContent = text;
  if (parent) parent.append(made);
  return made;
}

// Each row has a little room, and the time before it a little more: long waits are drawn short.
function warped(width) {
  const weights = new Float64Array(count + 1);
  for (let i = 0; i < count; i++) {
    const passed = (rows.at[i] - (i ? rows.at[i - 1] : 0)) / 1000;
    weights[i + 1] = weights[i] + 1 + WAIT * Math.log2(1 + passed / 0.05);
  }
  const tail = (data.length - (count ? rows.at[count - 1] : 0)) / 1000;
  const whole = weights[count] + 2 + WAIT * Math.log2(1 + tail / 0.05);
  const at = (i) => LEFT + (weights[i + 1] / whole) * (width - LEFT - 8);
  return { at, end: width - 8 };
}

class Chart {
  constructor(box, choose) {
    this.box = box;
    this.choose = choose;
    new ResizeObserver(() => this.resize()).observe(box);
  }
  resize() {
    if (this.box.clientWidth === this.width) return;
    this.width = this.box.clientWidth;
    this.paint();
  }
  paint() {
    this.warp = warped(this.width);
    const svg = draw("svg", { role: "img", "aria-label": summary() });
    this.hatch(svg);
    let y = GUTTER;
    data.lanes.forEach((lane, number) => { y = this.lane(svg, lane, number, y) + 5; });
    this.cursor = draw("line", { class: "cursor", y1: GUTTER - 4, y2: y - 4 }, svg);
    this.marks(svg, y - 4);
    this.axis(svg, y);
    svg.setAttribute("height", y + 20);
    svg.setAttribute("viewBox", `0 0 ${this.width} ${y + 20}`);
    svg.addEventListener("click", (event) => this.clicked(event, svg));
    this.box.replaceChildren(svg);
    this.show(this.shown || 0);
  }
  hatch(svg) {
    const defs = draw("defs", {}, svg);
    const pattern = draw("pattern", { id: "nothing", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, defs);
    draw("line", { class: "hatch", x1: 0, y1: 0, x2: 0, y2: 6 }, pattern);
    const bars = draw("pattern", { id: "ill", width: 7, height: 7, patternUnits: "userSpaceOnUse" }, defs);
    draw("line", { class: "bars", x1: 1.5, y1: 0, x2: 1.5, y2: 7 }, bars);
  }
  name(svg, y, text, strong) {
    draw("text", { x: 0, y, class: strong ? "lane-name" : "" }, svg, middle(text, 16));
  }
  lane(svg, lane, number, top) {
    let y = top;
    if (data.lanes.length > 1) { this.name(svg, y + 11, lane.name.replace(/^i-0+/, "host i-…"), true); y += 15; }
    if (lane.serves) {
      this.name(svg, y + 16, "Served", data.lanes.length === 1);
      this.served(svg, lane, number, y);
      y += SERVICE + GAP;
      const phases = this.phases(number);
      if (phases.length) {
        this.name(svg, y + 13, "Phase");
        this.bands(svg, phases, y, (band) => `phase-${band.text}`);
        y += BAND + GAP;
      }
    }
    lane.actors.forEach((actor, who) => {
      const steps = this.steps(number, who);
      if (!steps.length) return;
      this.name(svg, y + 13, lane.actors.length > 1 ? actor : "Step");
      this.bands(svg, steps, y, (_, n) => (n % 2 ? "stepbox other" : "stepbox"));
      y += BAND + GAP;
    });
    const taken = new Set();
    for (const [name, belongs] of GROUPS) {
      const found = [];
      for (let i = 0; i < count; i++) {
        if (rows.lane[i] === number && op(i) && !taken.has(i) && belongs(op(i))) { found.push(i); taken.add(i); }
      }
      if (!found.length) continue;
      this.name(svg, y + 10, name);
      this.ticks(svg, found, y);
      y += TICKS + GAP;
    }
    return y;
  }
  x(ms, lane) {
    let low = 0, high = count;
    while (low < high) { const mid = (low + high) >> 1; if (rows.at[mid] < ms) low = mid + 1; else high = mid; }
    for (let n = low; n < count && rows.at[n] === ms; n++) {
      if (rows.lane[n] === lane && kind(n) === "own") return this.warp.at(n);
    }
    const before = low - 1, from = before < 0 ? LEFT : this.warp.at(before), then = before < 0 ? 0 : rows.at[before];
    const to = low < count ? this.warp.at(low) : this.warp.end, next = low < count ? rows.at[low] : data.length;
    return next > then ? from + ((ms - then) / (next - then)) * (to - from) : to;
  }
  served(svg, lane, number, y) {
    lane.spans.forEach(([begin, end, how, label, words], n) => {
      const from = n ? this.x(begin, number) : LEFT;
      const to = n + 1 < lane.spans.length ? this.x(end, number) : this.warp.end;
      const width = Math.max(1.5, to - from);
      const group = draw("g", {}, svg);
      draw("title", {}, group, `${clock(begin)} to ${clock(end)} s: ${words}`);
      const frame = { x: from, y, width, height: SERVICE, rx: 2 };
      if (how === "nothing") { draw("rect", { ...frame, class: "notground" }, group); draw("rect", { ...frame, class: "nothing" }, group); }
      else draw("rect", { ...frame, class: tone(how, label).split(" ")[0] }, group);
      if (how === "ill" || how === "warming") draw("rect", { ...frame, y: y + SERVICE - 6, height: 6, fill: "url(#ill)" }, group);
      const plain = how === "nothing";
      const long = `${plain ? "nothing" : words} · ${clock(end - begin)} s`;
      const text = [long, plain ? "nothing" : words, letter(how, label)].find((each) => each.length * 6.6 + 8 < width);
      if (!text) return;
      if (plain) draw("rect", { x: from + 3, y: y + 4, width: text.length * 6.5 + 6, height: 16, class: "notground", rx: 2 }, group);
      draw("text", { x: from + 6, y: y + 16, class: plain ? "onground" : "onband" }, group, text);
    });
  }
  phases(number) {
    const bands = [];
    for (let i = 0; i < count; i++) {
      if (rows.lane[i] !== number) continue;
      for (const [place, value] of pairsOf(changes(i))) {
        if (places[place].part !== "host" || places[place].name !== "phase") continue;
        if (bands.length) bands.at(-1).to ??= this.warp.at(i);
        if (value >= 0) bands.push({ from: this.warp.at(i), text: word(value) });
      }
    }
    if (bands.length) bands.at(-1).to ??= this.warp.end;
    return bands;
  }
  steps(number, who) {
    const bands = [];
    for (let i = 0; i < count; i++) {
      if (rows.lane[i] !== number || rows.actor[i] !== who || isSaid(i)) continue;
      const name = `${rows.command[i]} ${step(i)}`, last = bands.at(-1);
      if (last && last.name === name) last.to = this.warp.at(i);
      else bands.push({ name, text: step(i), from: this.warp.at(i) - (this.warp.at(1) - this.warp.at(0) || 1) / 2, to: this.warp.at(i) });
    }
    return bands;
  }
  bands(svg, bands, y, name) {
    bands.forEach((band, n) => {
      const width = Math.max(2, band.to - band.from), group = draw("g", {}, svg);
      draw("title", {}, group, `${band.text}${data.steps[band.text] ? `: ${data.steps[band.text]}` : ""}`);
      const shape = name(band, n);
      draw("rect", { x: band.from, y, width, height: BAND, rx: 2, class: shape }, group);
      const dark = /changing|committed|returned/.test(shape);
      const letters = Math.floor((width - 7) / 6.6), text = letters < band.text.length ? `${band.text.slice(0, letters - 1)}…` : band.text;
      if (letters > 3) draw("text", { x: band.from + 4, y: y + 13, class: dark ? "onband" : "" }, group, text);
    });
  }
  ticks(svg, found, y) {
    let acts = "", looks = "";
    for (const i of found) {
      const line = `M${this.warp.at(i).toFixed(1)} ${y + 1}v${TICKS - 2}`;
      if (changes(i).length) acts += line; else looks += line;
    }
    draw("line", { class: "rule", x1: LEFT, x2: this.warp.end, y1: y + TICKS, y2: y + TICKS }, svg);
    draw("path", { class: "look", d: looks }, svg);
    draw("path", { class: "act", d: acts }, svg);
  }
  marks(svg, bottom) {
    const taken = [];
    // The words beside a sign are left out where they would lie upon others.
    const mark = (i, name, glyph, y, words, back) => {
      const x = this.warp.at(i), text = `${glyph} ${words}`.trim(), width = text.length * 6.6 + 6;
      const full = back ? [x - width, x] : [x, x + width];
      const room = full[0] > 0 && full[1] < this.width && !taken.some(([at, from, to]) => at === y && from < full[1] && full[0] < to);
      draw("line", { class: name, x1: x, x2: x, y1: y + 3, y2: bottom }, svg);
      if (room) draw("text", { class: `${name}mark`, x: back ? x + 5 : x - 5, y, "text-anchor": back ? "end" : "start" }, svg, back ? `${words} ${glyph}`.trim() : text);
      const bare = !room && (words !== "asked" || !taken.some(([at, from, to]) => at === y && from < x + 7 && x - 7 < to));
      if (bare) draw("text", { class: `${name}mark`, x, y, "text-anchor": "middle" }, svg, glyph);
      if (room || bare) taken.push(room ? [y, ...full] : [y, x - 7, x + 7]);
    };
    const faults = data.marks.fault.slice(0, MARKS_MAX);
    faults.forEach((i, n) => mark(i, "fault", "⚡", 12, n ? "" : "fault"));
    for (const i of data.marks.violation) mark(i, "fault", "✗", 12, "violation", true);
    for (const i of data.marks.divergence) mark(i, "divergence", "≠", 27, "differs");
    for (const i of data.marks.asked) mark(i, "told", "▶", 27, "asked");
    for (const i of data.marks.verdict) mark(i, "told", "⚑", 27, outcome(i), true);
  }
  axis(svg, y) {
    let edge = -99;
    for (let i = 0; i <= count; i++) {
      const x = i < count ? this.warp.at(i) : this.warp.end, ms = i < count ? rows.at[i] : data.length;
      const first = i === 0 || ms !== rows.at[i - 1];
      const said = `${clock(ms)} s`, half = said.length * 3.2;
      if (!first || x - half < edge + 8 || (i < count && x + half > this.warp.end - 2 * half - 16)) continue;
      draw("line", { class: "rule", x1: x, x2: x, y1: y - 4, y2: y + 2 }, svg);
      draw("text", { x: i < count ? x : x + 8, y: y + 15, "text-anchor": i < count ? "middle" : "end" }, svg, said);
      edge = x + half;
    }
  }
  clicked(event, svg) {
    const x = ((event.clientX - svg.getBoundingClientRect().left) / svg.clientWidth) * this.width;
    let best = 0;
    for (let i = 0; i < count; i++) if (Math.abs(this.warp.at(i) - x) < Math.abs(this.warp.at(best) - x)) best = i;
    this.choose(best);
  }
  show(row) {
    this.shown = row;
    if (!this.cursor || !count) return;
    this.cursor.setAttribute("x1", this.warp.at(row));
    this.cursor.setAttribute("x2", this.warp.at(row));
  }
}

function summary() {
  return data.lanes.filter((lane) => lane.serves).map((lane) => lane.spans.map(([begin, end, , , words]) => `${clock(begin)} to ${clock(end)} seconds: ${words}`).join("; ")).join(". ");
}

function legend(box) {
  const entry = (shape, text) => {
    const made = make("span");
    if (shape) made.append(make("span", `swatch ${shape}`));
    made.append(text);
    box.append(made);
  };
  labels.forEach((label, n) => entry(`r${n % 6}`, label));
  entry("no", "nothing answers");
  if (data.lanes.some((lane) => lane.spans.some((span) => span[2] === "stranger"))) entry("other", "another program answers");
  if (data.lanes.some((lane) => lane.spans.some((span) => span[2] === "ill" || span[2] === "warming"))) entry("other ill", "answers, but not well");
  for (const text of ["⚡ fault", "≠ first difference from the clean run", "▶ asked", "⚑ told", "dark ticks changed something, pale ones looked", "long waits are drawn short"]) entry("", text);
}
