// What the parts have in common: the chosen row, the keys, the search.
const at = (id) => document.getElementById(id);
let chosen = 0;

function choose(i, focus = true) {
  if (!count) return;
  chosen = Math.max(0, Math.min(count - 1, i));
  list.show(chosen);
  chart.show(chosen);
  inspect(at("inspector"), chosen);
  if (focus) at("list").focus({ preventScroll: true });
}

const list = new List(at("list"), choose);
const chart = new Chart(at("chart"), choose);

// ------------------------------------------------------------------ moving

function move(by) {
  const shown = list.shown;
  if (!shown.length) return;
  let n = shown.findIndex((row) => row >= chosen);
  if (n < 0) n = shown.length;
  if (by > 0 && shown[n] !== chosen) n -= 1;
  choose(shown[Math.max(0, Math.min(shown.length - 1, n + by))]);
}

const servedTurns = [...new Set(serving.flatMap((lane) => Array.from({ length: count }, (_, i) => i).filter((i) => i && spanOf[lane][i] !== spanOf[lane][i - 1])))].sort((a, b) => a - b);
const stepStarts = Array.from({ length: count }, (_, i) => i).filter((i) => kind(i) === "effect" && (i === 0 || step(i) !== step(i - 1)));
const JUMPS = [
  ["f", "⚡", "Fault", data.marks.fault],
  ["d", "≠", "Difference", data.marks.divergence],
  ["s", "▮", "Served", servedTurns],
  ["p", "◆", "Phase", data.marks.phase],
  ["v", "⚑", "Verdict", data.marks.verdict],
  ["x", "✗", "Violation", data.marks.violation],
  ["n", "", "Step", stepStarts],
];

// To the next of its kind, the first again after the last; backwards with Shift.
function jump([, , name, targets], backwards) {
  if (!targets.length) return say(`No ${name.toLowerCase()} in this run`);
  const next = backwards ? targets.findLast((row) => row < chosen) ?? targets.at(-1) : targets.find((row) => row > chosen) ?? targets[0];
  if (list.place[next] < 0) clear();
  choose(next);
  return say(`${name} ${targets.indexOf(next) + 1} of ${targets.length}, row ${next}`);
}

function say(text) { at("status").textContent = text; }

for (const entry of JUMPS) {
  const [key, glyph, name, targets] = entry;
  if (!targets.length && name === "Violation") continue;
  const button = make("button");
  button.type = "button";
  button.disabled = !targets.length;
  button.setAttribute("aria-keyshortcuts", key);
  button.append(`${glyph} ${name} `.trimStart(), make("kbd", "", key));
  button.addEventListener("click", (event) => jump(entry, event.shiftKey));
  at("jumps").append(button);
}

// ------------------------------------------------------------------ finding

function find() {
  list.filter(at("find").value, at("only").checked);
  list.show(chosen);
  const of = list.shown.length;
  say(of === count ? `${count} rows` : `${of} of ${count} rows`);
}

function clear() {
  at("find").value = "";
  at("only").checked = false;
  find();
}

at("find").addEventListener("input", find);
at("only").addEventListener("change", find);
at("find").addEventListener("keydown", (event) => {
  if (event.key === "Escape") { clear(); at("list").focus(); event.stopPropagation(); }
  if (["Enter", "ArrowDown"].includes(event.key) && list.shown.length) {
    event.preventDefault();
    event.stopPropagation();
    choose(list.shown.find((row) => row >= chosen) ?? list.shown[0]);
  }
});

// ------------------------------------------------------------------ keys

const page = () => Math.max(1, Math.floor(at("list").clientHeight / HEIGHT) - 2);
const KEYS = [
  ["↑ ↓ or k j", "the effect before, the effect after", { ArrowUp: () => move(-1), ArrowDown: () => move(1), k: () => move(-1), j: () => move(1) }],
  ["Page ↑ ↓", "a screen further", { PageUp: () => move(-page()), PageDown: () => move(page()) }],
  ["Home End", "the first, the last", { Home: () => move(-count), End: () => move(count) }],
  ...JUMPS.map((entry) => [`${entry[0]} ⇧${entry[0].toUpperCase()}`, `the next ${entry[2].toLowerCase()}, the one before`, { [entry[0]]: () => jump(entry, false), [entry[0].toUpperCase()]: () => jump(entry, true) }]),
  ["/", "find", { "/": () => at("find").focus() }],
  ["c", "changes only", { c: () => at("only").click() }],
  ["i", "to the state after the effect", { i: () => at("inspector").focus() }],
  ["Esc", "clear the search, back to the list", { Escape: () => { clear(); at("list").focus(); } }],
  ["?", "this list", { "?": () => at("keys").showModal() }],
];
const ACTS = Object.assign({}, ...KEYS.map(([, , acts]) => acts));
const IN_LIST = ["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End"];

for (const [keys, does] of KEYS) {
  const row = make("tr"), cell = make("td");
  for (const key of keys.split(" ")) cell.append(key === "or" ? " or " : make("kbd", "", key));
  row.append(cell, make("td", "", does));
  at("keytable").tBodies[0].append(row);
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input[type=search], dialog *");
  const act = ACTS[event.key];
  if (!act || typing || event.ctrlKey || event.metaKey || event.altKey || at("keys").open) return;
  if (IN_LIST.includes(event.key) && event.target !== at("list")) return;
  event.preventDefault();
  act();
});
at("help").addEventListener("click", () => at("keys").showModal());

// ------------------------------------------------------------------ the head

for (const link of document.querySelectorAll("a.to")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    choose(Number(link.dataset.row));
    at("list").scrollIntoView({ block: "nearest" });
  });
}
for (const line of document.querySelectorAll(".span")) {
  line.querySelector(".swatch").classList.add(...tone(line.dataset.state, line.dataset.label).split(" "));
}
at("copy").addEventListener("click", async () => {
  const command = at("command");
  try {
    await navigator.clipboard.writeText(command.textContent);
    at("copied").textContent = "copied";
  } catch {
    getSelection().selectAllChildren(command);
    at("copied").textContent = "selected: copy it with your keys";
  }
});

at("listhead").style.gridTemplateColumns = columns;
for (const lane of serving) at("listhead").append(make("span", "", serving.length > 1 ? data.lanes[lane].name.slice(-2) : ""));
for (const name of ["seconds", "", "operation", "what", ""]) at("listhead").append(make("span", name === "seconds" ? "at" : "", name));
legend(at("legend"));
const named = /^#row-(\d+)$/.exec(location.hash);
choose(named ? Number(named[1]) : (data.marks.violation[0] ?? data.marks.fault[0] ?? 0), false);
say(`${count} rows`);
