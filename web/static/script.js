"use strict";
/* Comfort only: every page does its job without this file. "/" goes to the search box; j and k walk through the rows of a
   list, o opens the marked one; a chair's keys press the buttons of the marked row (a accept, x dismiss, e edit), s chooses it,
   + 0 - vote in a queue,
   u takes the last change back; a button folds and unfolds all quotes of a mail or thread. */
(() => {
  // Hits and neighbours are many on pages that are asked for often: they do without the attributes.
  const rows = () => [...document.querySelectorAll("[data-row], .hits > li, .around li")].filter((row) => row.offsetParent !== null);
  const opener = (row) => row.querySelector("[data-open], .hits > li > a, .around li > a");
  let marked = null;

  const mark = (row) => {
    if (marked) marked.classList.remove("marked-row");
    marked = row;
    row.classList.add("marked-row");
    const link = opener(row);
    if (link) link.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  };

  const walk = (step) => {
    const all = rows();
    if (all.length === 0) return;
    const at = marked ? all.indexOf(marked) : -1;
    mark(all[Math.min(Math.max(at + step, 0), all.length - 1)]);
  };

  const keys = {
    "/": () => {
      const box = document.getElementById("q");
      if (box) { box.focus(); box.select(); }
    },
    j: () => walk(1),
    k: () => walk(-1),
    o: () => {
      const link = marked && opener(marked);
      if (link) link.click();
    },
  };

  const press = (key) => {
    const button = key === "u" ? document.querySelector('[data-key="u"]') : marked && marked.querySelector(`[data-key="${key}"]`);
    if (button) button.click();
  };
  for (const key of ["a", "x", "e", "u", "+", "0", "-"]) keys[key] = () => press(key);
  keys.s = () => {
    const box = marked && marked.querySelector('input[type="checkbox"]');
    if (box) box.checked = !box.checked;
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const act = Object.hasOwn(keys, event.key) ? keys[event.key] : null;
    if (!act) return;
    event.preventDefault();
    act();
  });

  const folds = [...document.querySelectorAll("details.fold")];
  const place = document.querySelector(".tools");
  if (folds.length > 1 && place) {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "unfold";
    const name = () => {
      button.textContent = folds.every((fold) => fold.open) ? "Fold all quotes" : "Unfold all quotes";
    };
    button.addEventListener("click", () => {
      const open = !folds.every((fold) => fold.open);
      for (const fold of folds) fold.open = open;
      name();
    });
    name();
    item.append(button);
    place.append(item);
  }
})();
