// Matching everybody at once: the order, its progress, and what came of it.

import { byId, element } from "./element.js";
import { OBJECTIVES, SCORES_MIN, SCORE_MIN_FIRST } from "./examples.js";
import { matched } from "./matched.js";
import { isStopped, showProblem } from "./problem.js";
import { hideProgress, showProgress } from "./progress.js";
import { Refused, ask, send } from "./service.js";
import { language, percent, say } from "./words.js";

const WAIT_S = 1;
const ASKED_TIMES_MAX = 600;

/** Let the form match the people of the page. */
export function beginCohort(people) {
  const form = byId("cohort");
  const state = { matching: null, problem: null, said: "", job: null, going: null };

  async function match() {
    state.going?.abort();
    const going = new AbortController();
    Object.assign(state, { going, matching: null, problem: null, said: "" });
    drawOutcome();
    try {
      await run(going.signal);
    } catch (error) {
      if (isStopped(error)) return;
      state.problem = error;
    }
    Object.assign(state, { going: null, job: null });
    drawOutcome();
  }

  async function run(signal) {
    const mentees = [...people.mentees.keys()];
    if (!mentees.length) {
      state.said = say("match_nobody");
      return;
    }
    const told = new FormData(form);
    const body = {
      mentee_ids: mentees,
      objective: told.get("objective"),
      score_min: Number(told.get("score_min")),
      language: language(),
    };
    showStep(null);
    let job = await ask("/matches?wait_s=0", { body, signal });
    for (let time = 0; isGoing(job) && time < ASKED_TIMES_MAX; time += 1) {
      state.job = job.job_id;
      showStep(job.progress);
      await new Promise((later) => setTimeout(later, 100)); // a job that ends soon is seen at work
      job = await ask(`/matches/${job.job_id}?wait_s=${time ? WAIT_S : 0}`, { signal });
    }
    if (isGoing(job)) throw new Refused({ code: "SERVICE_UNAVAILABLE", detail: "" });
    if (job.state === "failed") throw new Refused({ code: "BAD_REQUEST", detail: job.problem });
    if (job.state === "cancelled") state.said = say("cancelled");
    state.matching = job.matching;
  }

  function showStep(progress) {
    const phase = say(`phase_${progress?.phase ?? "queued"}`) ?? progress.phase;
    const said = progress ? say("progress_of", phase, progress.done, progress.total) : phase;
    const stop = element("button", { type: "button", on: { click: cancel } }, say("cancel"));
    showProgress(byId("match-progress"), said,
      { done: progress?.done, all: progress?.total, stop });
  }

  async function cancel() {
    if (!state.job) return;
    try {
      await send(`/api/ai/matches/${state.job}`, { method: "DELETE" });
    } catch (error) {
      state.problem = error;
      drawOutcome();
    }
  }

  function drawOutcome() {
    if (!state.going) hideProgress(byId("match-progress"));
    byId("match-them").disabled = Boolean(state.going);
    showProblem(byId("match-problem"), state.problem);
    const { matching } = state;
    byId("match-said").textContent = matching
      ? say("matched_summary", matching.pairs.length, matching.unmatched.length) : state.said;
    const place = byId("matched");
    place.hidden = !matching;
    place.replaceChildren(...(matching ? matched(matching, people) : []));
  }

  function drawForm() {
    const chosen = new FormData(form).get("objective") ?? OBJECTIVES[0];
    byId("objectives").replaceChildren(
      ...OBJECTIVES.map((name) => objective(name, name === chosen)));
    const select = byId("score-min");
    const least = Number(select.value || SCORE_MIN_FIRST);
    select.replaceChildren(...SCORES_MIN.map((score) =>
      element("option", { value: score, selected: score === least },
        score ? percent(score) : "0%")));
    drawWho();
  }

  function drawWho() {
    byId("match-who").textContent = people.mentees.size
      ? say("match_who", people.mentees.size) : say("match_nobody");
  }

  function draw() {
    drawForm();
    if (state.matching) match(); // its sentences come in the language of the page
    else drawOutcome();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    match();
  });
  draw();
  return { draw, drawWho };
}

function objective(name, checked) {
  const id = `objective-${name}`;
  return element("label", { class: "objective" },
    element("input",
      { type: "radio", name: "objective", value: name, checked, "aria-describedby": id }),
    element("span", { class: "strong" }, say(`objective_${name}`)),
    element("span", { class: "help", id }, say(`objective_${name}_help`)));
}

function isGoing(job) {
  return job.state === "queued" || job.state === "running";
}
