// Who is kept, and the sample people, who are sent as batches like anybody else.

import { byId } from "./element.js";
import { showProblem } from "./problem.js";
import { hideProgress, showProgress } from "./progress.js";
import { LINES_TYPE, Refused, counters, everybody, lines, send } from "./service.js";
import { say } from "./words.js";

const KINDS = ["mentors", "mentees"];
const READ_EVERY_MS = 1_000;
const READ_TIMES_MAX = 600;
const MENTEES_PAGES_MAX = 1;

/** Count and load people; `state` has them by id, and `changed` is called when others are there. */
export function beginPeople(changed) {
  const state = { mentors: new Map(), mentees: new Map(), more: {}, counted: false };
  const shown = { outcome: null, loading: null, reading: null, problem: null };
  let reading = false;

  async function countPeople() {
    for (const kind of KINDS) {
      const pages = kind === "mentees" ? MENTEES_PAGES_MAX : undefined;
      const { items, more } = await everybody(kind, pages);
      state[kind] = new Map(items.map((person) => [person.user_id, person]));
      state.more[kind] = more;
    }
    state.counted = true;
  }

  async function follow() { // how many profiles the service has read so far
    if (reading) return;
    reading = true;
    try {
      for (let time = 0; time < READ_TIMES_MAX; time += 1) {
        const found = await counters();
        const waiting = found.get("refit_mentors_without_vector") ?? 0;
        const all = state.mentors.size;
        const known = waiting && !state.more.mentors;
        shown.reading = known ? { done: Math.max(0, all - waiting), all } : null;
        draw();
        if (!waiting) break;
        await new Promise((later) => setTimeout(later, READ_EVERY_MS));
      }
    } finally {
      reading = false;
    }
  }

  async function load() {
    Object.assign(shown, { outcome: null, problem: null, loading: { done: 0, all: 0 } });
    draw();
    try {
      const files = [];
      for (const kind of KINDS) {
        files.push(await (await send(`/sample/${kind}.ndjson`, { accept: LINES_TYPE })).text());
      }
      shown.loading.all = files.join("").split("\n").filter(Boolean).length;
      const sum = { created: 0, unchanged: 0, refused: 0 };
      for (const [place, kind] of KINDS.entries()) await loadBatch(kind, files[place], sum);
      shown.outcome = sum;
      await countPeople();
    } catch (error) {
      shown.problem = error;
    }
    shown.loading = null;
    draw();
    changed();
    await watched(follow);
  }

  async function loadBatch(kind, body, sum) {
    let done = false;
    const options = { method: "POST", body, type: LINES_TYPE, accept: LINES_TYPE };
    for await (const line of lines(`/${kind}/batch`, options)) {
      if (line.done) {
        done = true;
        sum.created += line.created;
        sum.unchanged += line.unchanged + line.replaced;
        sum.refused += line.refused;
      } else if (line.line) {
        shown.loading.done += 1;
        draw();
      }
    }
    if (!done) throw new Refused({ code: "SERVICE_UNAVAILABLE", detail: say("loading_cut") });
  }

  async function watched(work) {
    try {
      await work();
    } catch (error) {
      shown.problem = error;
      draw();
    }
  }

  function draw() {
    const { mentors, mentees, more } = state;
    const some = mentors.size + mentees.size > 0;
    const are = some
      ? say("people_are", say("mentors_counted", mentors.size, more.mentors),
        say("mentees_counted", mentees.size, more.mentees))
      : say("people_none");
    const { outcome } = shown;
    const loaded = outcome
      ? say("loaded", outcome.created, outcome.unchanged, outcome.refused) : "";
    put(byId("people-said"), state.counted ? `${are} ${loaded}`.trim() : say("people_asking"));
    const button = byId("load");
    put(button, say(some ? "load_again" : "load"));
    button.classList.toggle("primary", state.counted && !some);
    button.disabled = Boolean(shown.loading);
    const place = byId("people-progress");
    const bar = shown.loading ?? shown.reading;
    if (!bar) hideProgress(place);
    else if (shown.loading) showProgress(place, say("loading"), bar);
    else showProgress(place, say("reading", bar.done, bar.all), bar);
    showProblem(byId("people-problem"), shown.problem);
  }

  byId("load").addEventListener("click", load);
  draw();
  watched(async () => {
    await countPeople();
    draw();
    changed();
    await follow();
  });
  return { state, draw };
}

function put(place, text) { // a status that says the same again is read aloud again
  if (place.textContent !== text) place.textContent = text;
}
