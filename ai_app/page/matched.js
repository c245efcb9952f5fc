// A cohort that was matched: the proof, the pairs with their reasons, and who has nobody.

import { element } from "./element.js";
import { wordsPlace } from "./message.js";
import { count, language, languageOf, percent, say } from "./words.js";

const PAIRS_FIRST = 8;

/** Make all that is shown of a matching. */
export function matched(matching, people) {
  return [
    element("div", { class: "evidence" }, proof(matching.proof), measures(matching)),
    element("h3", {}, say("pairs")),
    ...pairs(matching.pairs, people),
    element("h3", {}, say("unmatched")),
    unmatched(matching.unmatched, people),
  ];
}

function proof(of) {
  const stable = of.blocking_pairs === 0;
  const points = [
    [of.feasible, say(of.feasible ? "proof_feasible" : "proof_infeasible")],
    [of.same_people_at_both_ends,
      say(of.same_people_at_both_ends ? "proof_same" : "proof_not_same")],
    [true, say(of.only_one_is_stable ? "proof_single" : "proof_several")],
  ];
  return element("section", { class: "proof", "aria-labelledby": "proof" },
    element("h3", { id: "proof" }, say("proof")),
    element("p", { class: stable ? "verdict good" : "verdict bad" },
      say("proof_stable", of.blocking_pairs)),
    element("p", {}, say(stable ? "proof_stable_help" : "proof_unstable_help")),
    element("ul", { class: "points" }, points.map(([good, said]) =>
      element("li", { class: good ? "good" : "bad" }, said))),
    element("p", { class: "help" }, of.theorem));
}

function measures(matching) {
  const extremes = matching.proof.only_one_is_stable ? []
    : [["mentees", matching.best_for_mentees], ["mentors", matching.best_for_mentors]];
  const rows = [["this", matching.measures], ...extremes];
  const heads = ["regret_of_mentees", "regret_of_mentors", "total_score"];
  return element("section", { class: "measures", "aria-labelledby": "measures" },
    element("h3", { id: "measures" }, say("measures")),
    element("table", {},
      element("thead", {}, element("tr", {}, ["measure", ...heads].map((name) =>
        element("th", { scope: "col" }, say(name))))),
      element("tbody", {}, rows.map(([name, of]) => element("tr", {},
        element("th", { scope: "row" }, say(`measure_${name}`)),
        element("td", {}, count(of.regret_of_mentees)),
        element("td", {}, count(of.regret_of_mentors)),
        element("td", {}, of.total_score.toFixed(2)))))),
    element("p", { class: "help" }, say("regret_help")));
}

function pairs(all, people) {
  const list = element("ul", { class: "pairs" },
    all.slice(0, PAIRS_FIRST).map((each) => pair(each, people)));
  if (all.length <= PAIRS_FIRST) return [list];
  const more = element("button", {
    type: "button",
    on: {
      click: () => {
        const rest = all.slice(PAIRS_FIRST).map((each) => pair(each, people));
        list.append(...rest);
        more.remove();
        rest[0].querySelector("button").focus();
      },
    },
  }, say("show_all", all.length));
  return [list, more];
}

function pair(of, people) {
  const mentee = people.mentees.get(of.mentee_id);
  const mentor = people.mentors.get(of.mentor_id);
  const first = of.mentor_rank === 1 && of.mentee_rank === 1;
  const reason = of.required ? say("pair_required")
    : first ? say("pair_first") : say("pair_ranks", of.mentor_rank, of.mentee_rank);
  const id = `pair-${of.mentee_id}`;
  return element("li", {},
    element("p", { class: "strong who", id },
      say("pair", nameOf(mentee, of.mentee_id), nameOf(mentor, of.mentor_id))),
    element("p", { class: "score small" }, element("strong", {}, percent(of.score))),
    element("p", { class: "help" }, wants(mentee), reason),
    why(of, id, mentee, mentor));
}

function why(of, id, mentee, mentor) {
  const words = wordsPlace("reason",
    { mentor_id: of.mentor_id, mentee_id: of.mentee_id, language: language() });
  const place = element("div", { class: "both", hidden: true },
    words.place, said("mentee_says", mentee), said("mentor_says", mentor));
  let begun = false;
  const button = element("button", {
    type: "button", "aria-expanded": "false", "aria-describedby": id,
    on: {
      click: () => {
        place.hidden = !place.hidden;
        button.setAttribute("aria-expanded", String(!place.hidden));
        if (!begun) words.begin();
        begun = true;
      },
    },
  }, say("why"));
  return element("div", { class: "reason" }, button, place);
}

function said(key, person) {
  if (!person?.introduction) return null;
  return element("p", {}, element("span", { class: "strong" }, `${say(key)}: `),
    element("span", { lang: languageOf(person.introduction) }, person.introduction));
}

function wants(mentee) {
  const named = [...(mentee?.jobs ?? []), ...(mentee?.skills ?? [])].slice(0, 3).join(", ");
  return named ? element("span", {}, `${named}. `) : null;
}

function unmatched(all, people) {
  if (!all.length) return element("p", { class: "help" }, say("unmatched_none"));
  return element("ul", { class: "unmatched" }, all.map((each) => element("li", {},
    element("p", { class: "strong" }, nameOf(people.mentees.get(each.mentee_id), each.mentee_id)),
    element("p", {}, each.sentence))));
}

function nameOf(person, id) {
  return person?.nickname ?? `#${id}`;
}
