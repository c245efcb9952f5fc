// The index: tables that sort by the head of a column, and a search over their rows.
const value = (row, n) => row.cells[n].dataset.sort ?? row.cells[n].textContent.trim();
const order = new Intl.Collator("en", { numeric: true }).compare;

for (const table of document.querySelectorAll("table.sortable")) {
  const heads = [...table.tHead.rows[0].cells];
  heads[0].dataset.ready = "";
  heads.forEach((head, n) => head.querySelector("button")?.addEventListener("click", () => {
    const up = head.getAttribute("aria-sort") !== "ascending";
    for (const each of heads) each.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const sorted = [...table.tBodies[0].rows].sort((a, b) => order(value(a, n), value(b, n)) * (up ? 1 : -1));
    table.tBodies[0].append(...sorted);
  }));
}

const find = document.getElementById("find");
find.addEventListener("input", () => {
  const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
  const all = [...document.querySelectorAll("tbody tr:has(a)")];
  for (const row of all) row.hidden = !words.every((word) => row.textContent.toLowerCase().includes(word));
  document.getElementById("status").textContent = words.length ? `${all.filter((row) => !row.hidden).length} of ${all.length}` : "";
});
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && event.target !== find) { event.preventDefault(); find.focus(); }
  if (event.key === "Escape" && event.target === find) { find.value = ""; find.dispatchEvent(new Event("input")); }
});
