"use strict";
/* Comfort for the page on which a chair edits an agenda: entries can be dragged by their number, and Alt with the arrow keys
   moves the one that is marked or has the focus. Both press what the buttons press, so what is typed in a row goes along. */
(() => {
  const list = document.getElementById("entries");
  if (!list) return;
  const rows = () => [...list.querySelectorAll(".edit-entry")];

  const moveTo = (row, place) => {
    const form = row.querySelector("form");
    for (const [name, value] of [["value", String(place)], ["verb", "move"]]) {
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = name;
      field.value = value;
      form.append(field);
    }
    form.submit();
  };

  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey) return;
    const step = { ArrowUp: "up", ArrowDown: "down" }[event.key];
    const row = document.activeElement.closest(".edit-entry") ?? list.querySelector(".marked-row");
    if (!step || !row) return;
    event.preventDefault();
    const button = row.querySelector(`[data-move="${step}"]`);
    if (button) button.click();
  });

  let dragged = null;
  for (const row of rows()) {
    const handle = row.querySelector(".ordinal");
    handle.draggable = true;
    handle.addEventListener("dragstart", (event) => {
      dragged = row;
      event.dataTransfer.setDragImage(row, 8, 8);
      row.classList.add("dragged");
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", row.dataset.entry);
    });
    handle.addEventListener("dragend", () => {
      dragged = null;
      for (const each of rows()) each.classList.remove("dragged", "drop-here");
    });
    row.addEventListener("dragover", (event) => {
      if (!dragged || dragged === row) return;
      event.preventDefault();
      for (const each of rows()) each.classList.toggle("drop-here", each === row);
    });
    row.addEventListener("drop", (event) => {
      if (!dragged || dragged === row) return;
      event.preventDefault();
      moveTo(dragged, rows().indexOf(row) + 1);
    });
  }

  /* After a move the entry has the focus again, so that a key can be pressed twice. */
  const moved = location.hash && document.querySelector(location.hash.replace(/[^#\w-]/g, ""));
  if (moved && moved.classList.contains("edit-entry")) {
    moved.classList.add("marked-row");
    const stop = moved.querySelector("input:not([type=hidden]), button");
    /* Going to a fragment takes the focus away once more when the page is there. */
    const give = () => requestAnimationFrame(() => { if (stop) stop.focus({ preventScroll: true }); });
    if (document.readyState === "complete") give();
    else addEventListener("load", give);
  }
})();
