// The document of a run, its columns spelled out again, and the state at any row.
const data = JSON.parse(document.getElementById("data").textContent);

function spelled(runs) {
  const column = [];
  for (let i = 0; i < runs.length; i += 2) {
    for (let n = runs[i + 1]; n > 0; n--) column.push(runs[i]);
  }
  return column;
}

const rows = data.rows;
for (const name of ["lane", "actor", "kind", "command", "step", "outcome"]) rows[name] = spelled(rows[name]);
let sum = 0;
rows.at = rows.at.map((passed) => (sum += passed));
const count = rows.at.length;
const word = (number) => (number < 0 ? null : data.words[number]);
const kind = (i) => data.kinds[rows.kind[i]];
const op = (i) => word(rows.op[i]);
const step = (i) => word(rows.step[i]);
const detail = (i) => word(rows.detail[i]);
const outcome = (i) => word(rows.outcome[i]);
const changes = (i) => rows.changes[i] || [];
const isSaid = (i) => ["asked", "told", "deed", "mended"].includes(kind(i));
// Whose row it is, where there are several hosts, or several deployers on one.
function whose(i) {
  const lane = data.lanes[rows.lane[i]], host = data.lanes.length > 1 ? `${lane.name}: ` : "";
  return lane.actors.length > 1 ? `${host}${lane.actors[rows.actor[i]]}: ` : host;
}
const site = (i) => `${rows.command[i]}.${op(i)}@${step(i)}#${rows.number[i]}`;
const marked = Object.fromEntries(Object.entries(data.marks).map(([name, all]) => [name, new Set(all)]));

// A place is a name below another; its lane, its part of the state and its path follow from that.
const places = data.places.map(([parent, name]) => ({ parent, name, lane: 0, part: "", path: "" }));
for (const place of places) {
  const above = places[place.parent];
  if (!above) { place.lane = Number(place.name); continue; }
  place.lane = above.lane;
  place.part = above.part || place.name;
  place.path = above.part ? `${above.path}/${place.name}` : "";
}

// The state after a row: forwards by its changes, backwards by what they replaced.
class State {
  constructor() {
    this.row = -1;
    this.now = new Map();
    this.before = [];
    for (const lane of data.lanes) this.apply(lane.begin);
  }
  apply(pairs) {
    const replaced = [];
    for (let i = 0; i < pairs.length; i += 2) {
      const [place, value] = [pairs[i], pairs[i + 1]];
      replaced.push(place, this.now.has(place) ? this.now.get(place) : -1);
      if (value < 0) this.now.delete(place); else this.now.set(place, value);
    }
    return replaced;
  }
  go(row) {
    while (this.row < row) { this.row++; this.before[this.row] = this.apply(changes(this.row)); }
    while (this.row > row) { this.apply(this.before[this.row]); this.row--; }
    return this;
  }
  replaced(row) {
    return new Map(pairsOf(this.before[row] || []));
  }
}

function pairsOf(flat) {
  const pairs = [];
  for (let i = 0; i < flat.length; i += 2) pairs.push([flat[i], flat[i + 1]]);
  return pairs;
}

const state = new State();

// ------------------------------------------------------------------ what was served

const labels = [...new Set(data.lanes.flatMap((lane) => lane.spans.filter((s) => s[3] && s[2] !== "stranger").map((s) => s[3])))].sort();

function tone(how, label) {
  if (how === "nothing") return "no";
  if (how === "stranger") return "other";
  const colour = `r${labels.indexOf(label) % 6}`;
  return how === "serves" ? colour : `${colour} ill`;
}

const letter = (how, label) => (how === "nothing" ? "–" : how === "stranger" ? "?" : how === "serves" ? label[0] : "!");

// The span of a lane in which a row lies: at the very moment of a change, what the row itself saw.
const spanOf = data.lanes.map((lane, number) => {
  let at = 0;
  const found = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    const spans = lane.spans;
    while (at + 1 < spans.length && turns(spans[at + 1][0], i, number)) at++;
    found[i] = at;
  }
  return found;
});

function turns(moment, i, lane) {
  if (rows.at[i] !== moment) return rows.at[i] > moment;
  for (let n = i; n < count && rows.at[n] === moment; n++) {
    if (rows.lane[n] === lane && kind(n) === "own") return n === i;
  }
  return true;
}

// ------------------------------------------------------------------ words

function clock(ms) {
  const hundredths = Math.round(ms / 10);
  if (hundredths < 100000) return (hundredths / 100).toFixed(2);
  const minutes = Math.floor(hundredths / 6000), hours = Math.floor(minutes / 60);
  const rest = ((hundredths - minutes * 6000) / 100).toFixed(2).padStart(5, "0");
  return `${hours}:${String(minutes - hours * 60).padStart(2, "0")}:${rest}`;
}

function make(tag, name, text) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text !== undefined) made.textContent = text;
  return made;
}

function middle(text, room) {
  if (text.length <= room) return text;
  const begin = Math.max(8, Math.floor(room / 3));
  return `${text.slice(0, begin)}…${text.slice(text.length - Math.max(8, room - begin - 1))}`;
}
