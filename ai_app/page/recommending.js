// Finding mentors for a text, with filters.

import { card } from "./card.js";
import { byId, element } from "./element.js";
import { EXAMPLES, JOBS, TOP_K, TOP_K_FIRST } from "./examples.js";
import { isStopped, showProblem } from "./problem.js";
import { ask } from "./service.js";
import { count, language, say } from "./words.js";

const LENGTH_MAX = 4_000;

/** Let the form find mentors; `draw` says all anew, in the language of now. */
export function beginRecommending() {
  const form = byId("ask");
  const state = { asked: null, found: null, problem: null, busy: false };
  let going = null;
  let cards = [];

  async function search() {
    going?.abort();
    going = new AbortController();
    const asked = read(form);
    Object.assign(state, { asked, problem: null, busy: true });
    drawStatus();
    try {
      const body = { ...asked, language: language() };
      const { recommendations } = await ask("/mentors/recommend", { body, signal: going.signal });
      state.found = recommendations;
    } catch (error) {
      if (isStopped(error)) return;
      Object.assign(state, { found: null, problem: error });
    }
    state.busy = false;
    drawStatus();
    drawCards();
  }

  function drawStatus() {
    const { found, problem, busy } = state;
    const number = found?.length;
    const said = busy ? say("searching")
      : problem ? ""
        : found === null ? say("results_empty")
          : number ? `${say("results_found", number)} ${say("results_calibrated")}`
            : say("results_none");
    byId("results-said").textContent = said;
    byId("results-said").classList.toggle("empty", !busy && !problem && !number);
    byId("results").setAttribute("aria-busy", String(busy));
    showProblem(byId("results-problem"), problem);
    const wrong = problem?.errors?.some((each) => each.pointer === "/text");
    byId("text").setAttribute("aria-invalid", String(Boolean(wrong)));
  }

  function drawCards() {
    cards.forEach((each) => each.stop());
    const all = (state.found ?? []).flatMap((each) => each.reasons.contributions);
    const scale = Math.max(1, ...all.map((each) => Math.abs(each.logits)));
    cards = (state.found ?? []).map((each) => card(each, state.asked, scale));
    byId("results").replaceChildren(...cards.map((each) => each.made));
  }

  function drawExamples() { // those of the page's language first
    const own = EXAMPLES.filter((each) => each.lang === language());
    const others = EXAMPLES.filter((each) => each.lang !== language());
    byId("examples").replaceChildren(...[...own, ...others].map(({ lang, label, text }) =>
      element("li", {}, element("button",
        { type: "button", lang, class: "chip", on: { click: () => take(text) } }, label))));
  }

  function take(text) {
    byId("text").value = text;
    drawLength();
    searchAndShow();
  }

  async function searchAndShow() { // in a narrow window what was found is below the form
    await search();
    const heading = byId("results-heading");
    if (heading.getBoundingClientRect().top > innerHeight / 2) heading.scrollIntoView();
  }

  function drawForm() {
    drawExamples();
    drawChoices(byId("jobs"), JOBS);
    const select = byId("top-k");
    const chosen = Number(select.value || TOP_K_FIRST);
    select.replaceChildren(...TOP_K.map((number) =>
      element("option", { value: number, selected: number === chosen },
        say("top_k_mentors", number))));
    drawLength();
  }

  function drawLength() {
    const { length } = byId("text").value;
    const place = byId("length");
    place.textContent = `${count(length)} / ${count(LENGTH_MAX)}`;
    place.classList.toggle("over", length > LENGTH_MAX);
  }

  function draw() {
    drawForm();
    drawStatus();
    if (state.found) search(); // the reasons come in the language of the page
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    searchAndShow();
  });
  byId("text").addEventListener("input", drawLength);
  byId("text").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  form.addEventListener("change", (event) => {
    if (state.found && event.target.id !== "text") search(); // a filter acts at once
  });
  draw();
  return { draw };
}

function drawChoices(place, jobs) {
  const chosen = new Set([...place.querySelectorAll("input:checked")].map((each) => each.value));
  place.replaceChildren(...jobs.map((job) => element("label", { class: "chip" },
    element("input",
      { type: "checkbox", name: "jobs", value: job.en, checked: chosen.has(job.en) }),
    element("span", {}, job[language()]))));
}

function read(form) {
  const told = new FormData(form);
  return {
    text: told.get("text"),
    top_k: Number(told.get("top_k")),
    filters: {
      only_verified: told.has("only_verified"),
      only_available: told.has("only_available"),
      jobs: told.getAll("jobs"),
    },
  };
}
