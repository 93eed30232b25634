"use strict";
{
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const panel = document.getElementById("panel");
  const marks = all(".mark, .edge[data-package]");
  let opener = null;

  // Show the details of a package at the bottom of the window, so that the timelines stay visible.
  const show = (link) => {
    const number = link.dataset.package;
    const facts = document.getElementById(`package-${number}`).cloneNode(true);
    facts.removeAttribute("id");
    document.getElementById("panel-title").textContent = facts.querySelector("dd").textContent;
    panel.querySelector(".panel-body").replaceChildren(facts);
    panel.hidden = false;
    opener = link;
    for (const mark of marks) {
      mark.classList.toggle("selected", mark.dataset.package === number || mark.dataset.start === number);
    }
    document.documentElement.classList.add("with-panel");
  };
  const close = () => {
    if (panel.hidden) return;
    panel.hidden = true;
    document.documentElement.classList.remove("with-panel");
    marks.forEach((mark) => mark.classList.remove("selected"));
    opener.focus();
    opener = null;
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-package]");
    if (!link) return;
    event.preventDefault();
    show(link);
    if (event.detail === 0) panel.focus(); // activated by the keyboard
  });
  document.addEventListener("focusin", (event) => {
    if (event.target.matches(".mark:focus-visible") && event.target !== opener) show(event.target);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
  panel.querySelector("button").addEventListener("click", close);

  const table = document.querySelector("table.packages");
  if (table) {
    const body = table.tBodies[0];
    const rows = [...body.rows];

    const filter = document.getElementById("filter");
    const texts = new Map(rows.map((row) => [row.dataset.package, row.textContent.toLowerCase()]));
    filter.parentElement.hidden = false;
    filter.addEventListener("input", () => {
      const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
      const hidden = new Set();
      for (const row of rows) {
        row.hidden = !words.every((word) => texts.get(row.dataset.package).includes(word));
        if (row.hidden) hidden.add(row.dataset.package);
      }
      marks.forEach((mark) => mark.classList.toggle("dim", hidden.has(mark.dataset.package)));
      filter.nextElementSibling.textContent = words.length ? `${rows.length - hidden.size} of ${rows.length}` : "";
    });

    const order = new Intl.Collator("en", { numeric: true });
    const compare = (column) => (one, other) => {
      const [a, b] = [one.cells[column], other.cells[column]];
      return "key" in a.dataset ? a.dataset.key - b.dataset.key : order.compare(a.textContent, b.textContent);
    };
    const titles = [...table.tHead.rows[0].cells];
    titles.forEach((title, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = title.textContent;
      title.replaceChildren(button);
      button.addEventListener("click", () => {
        const isDescending = title.getAttribute("aria-sort") === "ascending";
        titles.forEach((each) => each.removeAttribute("aria-sort"));
        title.setAttribute("aria-sort", isDescending ? "descending" : "ascending");
        rows.sort(compare(column));
        body.append(...(isDescending ? rows.toReversed() : rows));
      });
    });
  }
}
