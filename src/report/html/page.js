"use strict";
// A click on a head sorts its table; a second one turns the order round. Cells
// without a figure stay last; a flash figure's star is no part of it.
for (const table of document.querySelectorAll("table")) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => head.firstElementChild.addEventListener("click", () => {
    const down = head.getAttribute("aria-sort") === "ascending";
    for (const other of heads) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const key = (row) => {
      const cell = row.cells[column];
      if (cell.dataset.order) return Number(cell.dataset.order);
      const text = cell.textContent.trim();
      if (text === "—" || text === "") return null;
      const number = Number(text.replace(/[,*]/g, "").replace(/（.*$/, "").replace(/^[前超]|以上$|以内$|左右$|位$/g, ""));
      return Number.isNaN(number) ? text : number;
    };
    const compare = (a, b) => typeof a !== typeof b ? (typeof a === "string") - (typeof b === "string")
      : typeof a === "number" ? a - b : String(a).localeCompare(String(b), "zh");
    const rows = [...table.tBodies[0].rows].map((row) => [key(row), row]);
    rows.sort(([a], [b]) => a === null || b === null ? (a === null) - (b === null) : down ? compare(b, a) : compare(a, b));
    for (const [, row] of rows) table.tBodies[0].append(row);
  }));
}
