// Shows what went wrong, in words: nothing fails silently.

import { element } from "./element.js";
import { Refused } from "./service.js";
import { languageOf, say } from "./words.js";

/** Show a problem in its place; without one, take away what was shown. */
export function showProblem(place, error) {
  place.replaceChildren(...(error ? [drawn(error)] : []));
}

/** Tell whether work was stopped because it was not wanted any more: that is no problem. */
export function isStopped(error) {
  return error?.name === "AbortError";
}

function drawn(error) {
  const ours = !(error instanceof Refused);
  if (ours) console.error(error);
  const detail = ours ? String(error) : error.detail;
  return element("div", { class: "problem", role: "alert" },
    element("p", { class: "strong" }, titleOf(ours ? "PAGE" : error.code)),
    detail ? element("p", { lang: languageOf(detail) }, detail) : null,
    error.requestId
      ? element("p", { class: "help mono" }, say("problem_request", error.requestId)) : null);
}

function titleOf(code) {
  return say(`problem_${code}`) ?? say("problem_INTERNAL_SERVER_ERROR");
}
