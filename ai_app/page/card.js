// A mentor who was found: who they are, how well they fit, and why.

import { element } from "./element.js";
import { wordsPlace } from "./message.js";
import { ago, languageOf, percent, say, signed } from "./words.js";

const SHOWN_LEAST = 0.005; // what rounds to nothing is not shown as something
const WEAK_BELOW = 0.1; // a mentor who hardly fits is not praised

/** Make the card of a recommendation; `asked` is what it answers, `scale` the greatest logit. */
export function card(found, asked, scale) {
  const body = { mentor_id: found.user_id, text: asked.text };
  const words = wordsPlace("first-message", body, { copied: true });
  const id = `mentor-${found.user_id}`;
  const made = element("li", { class: "card", "aria-labelledby": id },
    element("div", { class: "head" },
      element("div", {},
        element("h3", { id }, found.nickname),
        element("p", { class: "help facts" }, ...facts(found))),
      score(found.similarity_score)),
    element("p", { class: "why" }, found.reasons.sentence),
    element("div", { class: "body" },
      element("div", {},
        element("p", { class: "introduction", lang: languageOf(found.introduction) },
          found.introduction),
        named(found)),
      contributions(found, scale)),
    writing(words, id));
  return { made, stop: words.stop };
}

function facts(found) {
  const told = [
    [found.company_name, () => found.company_name],
    [found.verified, () => say("verified"), "verified"],
    [found.rating_count, () => say("rating", found.rating_avg, found.rating_count)],
    [!found.rating_count, () => say("newcomer")],
    [found.response_rate, () => say("answers", found.response_rate)],
    [found.last_active_at, () => say("active", ago(found.last_active_at))],
  ];
  return told.filter(([known]) => known)
    .map(([, words, name]) => element("span", { class: name }, words()));
}

function score(share) {
  const whole = element("span", { class: "of", "aria-hidden": "true" }, element("span"));
  whole.firstChild.style.setProperty("--share", share);
  return element("p", { class: share < WEAK_BELOW ? "score weak" : "score" },
    element("strong", {}, percent(share)), " ", element("span", {}, say("score")), whole);
}

function named(found) {
  const common = new Set([...found.reasons.matched_jobs, ...found.reasons.matched_skills]);
  const list = element("ul", { class: "tags" });
  for (const name of [...found.jobs, ...found.skills]) {
    const shared = common.has(name);
    list.append(element("li", { class: shared ? "shared" : null }, name,
      shared ? element("span", { class: "unseen" }, ` (${say("matched")})`) : null));
  }
  return list;
}

function contributions(found, scale) {
  const { base, contributions: all } = found.reasons;
  const sum = all.reduce((total, each) => total + each.logits, 0);
  const rows = all.filter((each) => Math.abs(each.logits) >= SHOWN_LEAST)
    .sort((one, other) => Math.abs(other.logits) - Math.abs(one.logits));
  const id = `why-${found.user_id}`;
  return element("div", { class: "counted" },
    element("h4", { id }, say("contributions")),
    element("ul", { class: "bars", "aria-labelledby": id }, rows.map((each) => bar(each, scale))),
    element("p", { class: "help number" },
      say("adds_up", signed(base), signed(sum), percent(found.similarity_score))));
}

function bar({ feature, logits }, scale) {
  const kind = logits < 0 ? "bar against" : "bar";
  const drawn = element("span", { class: kind, "aria-hidden": "true" }, element("span"));
  drawn.firstChild.style.setProperty("--share", Math.abs(logits) / scale);
  return element("li", {},
    element("span", {}, say(`feature_${feature}`) ?? feature), drawn,
    element("span", { class: "number" }, signed(logits)));
}

function writing(words, labelledBy) {
  words.place.hidden = true;
  const button = element("button", {
    type: "button", "aria-expanded": "false", "aria-describedby": labelledBy,
    on: {
      click: () => {
        words.place.hidden = false;
        button.setAttribute("aria-expanded", "true");
        button.textContent = say("write_again");
        words.begin();
      },
    },
  }, say("write"));
  return element("div", { class: "message" }, button, words.place);
}
