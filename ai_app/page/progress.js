// Shows how far something is.

import { element } from "./element.js";

/** Show `said` and a bar at `done` of `all`; an unknown `all` shows a bar that only moves. */
export function showProgress(place, said, { done = 0, all = 0, stop = null } = {}) {
  const id = `${place.id}-said`;
  const known = all ? { value: done, max: all } : {};
  const [old] = place.getElementsByTagName("progress");
  if (old && Boolean(all) === old.hasAttribute("value")) { // the bar stays, so that it moves
    Object.assign(old, known);
    place.querySelector(`#${id}`).textContent = said;
  } else {
    place.replaceChildren(
      element("p", { id }, said),
      element("progress", { "aria-labelledby": id, ...known }),
      ...(stop ? [stop] : []));
  }
  place.hidden = false;
}

/** Show nothing any more. */
export function hideProgress(place) {
  place.replaceChildren();
  place.hidden = true;
}
