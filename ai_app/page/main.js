// The page: its parts begin here, and say all anew where another language is chosen.

import { beginCohort } from "./cohort.js";
import { beginPeople } from "./people.js";
import { beginRecommending } from "./recommending.js";
import { begin, choose } from "./words.js";

begin();
let cohort = null;
const people = beginPeople(() => cohort?.drawWho());
const recommending = beginRecommending();
cohort = beginCohort(people.state);

for (const button of document.querySelectorAll("[data-language]")) {
  button.addEventListener("click", () => {
    choose(button.dataset.language);
    for (const part of [people, recommending, cohort]) part.draw();
  });
}
