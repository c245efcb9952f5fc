// Words that are written while one looks on: a first message, or why these two.

import { element } from "./element.js";
import { isStopped, showProblem } from "./problem.js";
import { Refused, events } from "./service.js";
import { say } from "./words.js";

/** Make a place in which words for `body` appear; `begin` writes them, `stop` leaves off. */
export function wordsPlace(purpose, body, { copied = false } = {}) {
  const text = element("p", { class: "written" });
  const by = element("p", { class: "help", role: "status" });
  const problem = element("div");
  const copy = element("button", { type: "button", hidden: true, on: { click: take } },
    say("copy"));
  const place = element("div", { class: "words" }, text, problem,
    element("div", { class: "row" }, copied ? copy : null, by));
  let going = null;

  async function begin() {
    going?.abort();
    going = new AbortController();
    const { signal } = going;
    showProblem(problem, null);
    text.textContent = "";
    by.textContent = say("writing");
    copy.hidden = true;
    place.setAttribute("aria-busy", "true");
    try {
      await write(signal);
    } catch (error) {
      if (isStopped(error)) return;
      by.textContent = "";
      showProblem(problem, error);
    }
    place.removeAttribute("aria-busy");
  }

  async function write(signal) {
    for await (const { event, data } of events(`/words/${purpose}`, body, signal)) {
      if (event === "piece") {
        text.textContent += data.text;
      } else if (event === "done") {
        text.lang = data.language;
        text.textContent = data.text;
        by.textContent = say(`by_${data.written_by}`);
        copy.hidden = false;
        return;
      }
    }
    throw new Refused({ code: "SERVICE_UNAVAILABLE", detail: say("words_cut") });
  }

  async function take() {
    try {
      await navigator.clipboard.writeText(text.textContent);
      by.textContent = say("copied");
    } catch {
      by.textContent = say("copy_failed");
    }
  }

  return { place, begin, stop: () => going?.abort() };
}
