// The inspector: one row in words, what it changed, and the state of its lane after it.
const opened = new Set();
const closed = new Set();

function inspect(box, i) {
  const lane = rows.lane[i], now = state.go(i).now, was = state.replaced(i);
  const changed = pairsOf(changes(i)).map(([place, value]) => ({ place, value, before: was.get(place) }));
  box.replaceChildren(...story(i), ...difference(changed), ...host(now, lane, changed), ...tables(now, lane, changed), ...tree(box, i, now, lane, changed));
}

function story(i) {
  const said = isSaid(i);
  const made = [make("h2", "", said ? kind(i) : kind(i) === "own" ? detail(i) : data.operations[op(i)] || op(i))];
  if (kind(i) === "effect") made.push(make("p", "site mono", site(i)));
  if (kind(i) !== "own") made.push(make(said ? "pre" : "p", said ? "quote" : "mono", detail(i)));
  made.push(make("p", "", `At ${clock(rows.at[i])} s${whose(i) && `, ${whose(i).slice(0, -2)}`}, row ${i} of ${count - 1}${outcome(i) === "ok" ? "" : `: ${outcome(i)}`}.`));
  if (data.faults[i]) made.push(make("p", "alarm", `⚡ Fault: ${data.faults[i]}.`));
  if (marked.violation.has(i)) made.push(make("p", "alarm", "✗ After this an oracle objected: see the top of the page."));
  if (marked.divergence.has(i)) made.push(make("p", "differs", "≠ The clean run has here instead:"), make("p", "mono", data.instead));
  return made;
}

function difference(changed) {
  const made = [make("h3", "", changed.length ? "Changed by it" : "It changed nothing")];
  const list = make("ul", "diff mono");
  for (const { place, value, before } of changed) {
    const item = make("li"), { part, path, name } = places[place];
    const sign = value < 0 ? ["minus", "−"] : before < 0 ? ["plus", "+"] : ["tilde", "~"];
    item.append(make("span", sign[0], sign[1]), ` ${part === "disk" ? relative(place) : part === "host" ? name : `${part} ${path.slice(1)}`} `);
    item.append(make("span", "meta", value < 0 ? shortly(part, before) : before < 0 ? shortly(part, value) : `${shortly(part, value)}, was ${shortly(part, before)}`));
    list.append(item);
  }
  return changed.length ? [...made, list] : made;
}

function shortly(part, value) {
  const text = word(value) || "";
  if (part === "disk") return described(text);
  return text.split("\t").filter((each, n) => each && n < 4).join(" ");
}

function described(text) {
  const [sort, ...rest] = text.split(" "), waits = " ◌ not flushed";
  if (sort.startsWith("l")) return `→ ${rest.join(" ")}${sort === "l~" ? waits : ""}`;
  if (sort === "d") return rest.length ? waits.trim() : "";
  const [size, digest, flags] = rest;
  return `${size} B ${digest}${flags && flags.includes("~") ? waits : ""}`;
}

function relative(place) {
  const base = `${data.lanes[places[place].lane].base}/`;
  return places[place].path.startsWith(base) ? places[place].path.slice(base.length) : places[place].path;
}

function host(now, lane, changed) {
  if (!data.lanes[lane].serves) return [];
  const facts = make("dl", "facts"), touched = new Set(changed.map(({ place }) => place));
  const fact = (name, value, is) => facts.append(make("dt", "", name), make("dd", is ? "changed" : "", value));
  const spans = data.lanes[lane].spans, at = spans[spanOf[lane][state.row]];
  fact("Served", at[4]);
  const known = { phase: "no deployment is open", journal: "", lock: "free", daemon: "", proxy: "", free: "", unflushed: "none", lasting: "none" };
  const found = {};
  for (const [place, value] of now) {
    if (places[place].lane === lane && places[place].part === "host") found[places[place].name] = [word(value), touched.has(place)];
  }
  const gone = new Set(changed.filter(({ value }) => value < 0).map(({ place }) => places[place].name));
  const say = (name, title, shape = (x) => x) => {
    const [value, is] = found[name] || [known[name], gone.has(name)];
    if (value) fact(title, shape(value), is);
  };
  say("phase", "Phase");
  say("journal", "Journal", (x) => x.split("\t").filter(Boolean).join("; failed: "));
  say("lock", "Lock", (x) => (x === "free" ? x : `held by ${x}`));
  say("daemon", "PM2's daemon");
  say("proxy", "Proxy");
  say("unflushed", "Unflushed writes");
  say("free", "Free on the disk", (x) => `${(Number(x) / 2 ** 30).toFixed(2)} GiB`);
  say("lasting", "Lasting faults");
  return [make("h3", "", "The host after it"), facts];
}

function tables(now, lane, changed) {
  const touched = new Set(changed.map(({ place }) => place));
  const lines = { process: [], pm2: [] };
  for (const [place, value] of now) {
    const { part, lane: of, name } = places[place];
    if (of === lane && lines[part] && value >= 0) lines[part].push({ id: name, words: word(value).split("\t"), is: touched.has(place) });
  }
  for (const part of Object.values(lines)) part.sort((a, b) => Number(a.id) - Number(b.id));
  const processes = lines.process.map(({ id, words: [name, port, does, label, cwd, parent], is }) => [[id, is], [name], [does ? `${port} ${does}` : ""], [label], [parent], [cwd]]);
  const entries = lines.pm2.filter(({ words }) => words.length > 1).map(({ id, words: [name, status, pid, restarts, cwd], is }) => [[id, is], [name], [status], [pid], [restarts], [cwd]]);
  return [
    ...table("Processes, and who holds which port", ["pid", "name", "port", "release", "parent", "directory"], processes),
    ...table("PM2's table", ["id", "name", "status", "pid", "restarts", "directory"], entries),
  ];
}

function table(title, heads, lines) {
  if (!lines.length) return [];
  const made = make("table"), head = make("tr"), body = make("tbody"), top = make("thead");
  for (const each of heads) { const cell = make("th", "", each); cell.scope = "col"; head.append(cell); }
  top.append(head);
  for (const line of lines) {
    const row = make("tr");
    for (const [n, [text, is]] of line.entries()) row.append(make("td", heads[n] === "directory" ? "wide" : is ? "changed" : "", text));
    body.append(row);
  }
  made.append(top, body);
  return [make("h3", "", title), made];
}

// ------------------------------------------------------------------ the tree

function tree(box, i, now, lane, changed) {
  const below = new Map(), signs = new Map(), lit = new Set();
  const add = (place) => {
    const { parent } = places[place];
    if (!below.has(parent)) below.set(parent, new Set());
    below.get(parent).add(place);
  };
  let root = -1;
  for (const place of now.keys()) if (places[place].part === "disk" && places[place].lane === lane) add(place);
  for (const { place, value, before } of changed) {
    if (places[place].part !== "disk") continue;
    signs.set(place, value < 0 ? "−" : before < 0 ? "+" : "~");
    for (let at = place; at >= 0; at = places[at].parent) lit.add(at);
    if (value < 0) add(place);
  }
  places.forEach(({ lane: of, part, path }, number) => { if (of === lane && part === "disk" && path === "") root = number; });
  if (!below.has(root)) return [];
  const list = branch(root, { below, signs, lit, now, redraw: () => inspect(box, i), base: data.lanes[lane].base });
  list.className = "tree mono";
  return [make("h3", "", "The disk after it"), list];
}

function branch(place, view) {
  const list = make("ul");
  const found = [...(view.below.get(place) || [])].sort((a, b) => (places[a].name < places[b].name ? -1 : 1));
  for (const each of found) list.append(leaf(each, view));
  return list;
}

function leaf(place, view) {
  const item = make("li"), sign = view.signs.get(place), value = view.now.get(place);
  const name = make("span", sign === "−" ? "gone" : sign ? "changed" : "", places[place].name);
  const signed = sign ? make("span", { "+": "plus", "−": "minus", "~": "tilde" }[sign], `${sign} `) : "";
  const text = value === undefined ? "" : word(value);
  if (!view.below.has(place) && !text.startsWith("d")) {
    const line = make("div", "file");
    line.append(signed, name, " ", make("span", "meta", described(text)));
    item.append(line);
    return item;
  }
  const folder = make("details"), title = make("summary");
  folder.open = !closed.has(place) && (opened.has(place) || view.lit.has(place) || isUsual(place, view.base));
  title.append(signed, name, "/");
  if (!folder.open) title.append(" ", make("span", "meta", `${tally(place, view)} below`));
  folder.append(title);
  if (folder.open) folder.append(branch(place, view));
  title.addEventListener("click", (event) => {
    event.preventDefault();
    (folder.open ? closed : opened).add(place);
    (folder.open ? opened : closed).delete(place);
    view.redraw();
  });
  item.append(folder);
  return item;
}

// The service's own places are open from the start, down to the names of releases and backups.
function isUsual(place, base) {
  const { path } = places[place];
  return [`${base}/app/ai/releases`, `${base}/backups/ai`].some((usual) => usual === path || usual.startsWith(`${path}/`));
}

function tally(place, view) {
  let sum = 0;
  for (const each of view.below.get(place) || []) sum += 1 + tally(each, view);
  return sum;
}
