"use strict";
/* Follows a running meeting: when the server says that something changed, the parts marked data-live are taken from a fresh copy of
   the page. Forms are sent without leaving the page; what was typed stays until the server has said that it is stored. */
(() => {
  const follow = document.getElementById("follow");
  if (!follow) return;
  let busy = false, again = false;

  /* What was chosen and not sent yet stays chosen. */
  const keepChosen = (part, now) => {
    for (const select of part.querySelectorAll("select")) {
      const other = select.id && now.querySelector(`#${select.id}`);
      const changed = [...select.options].some((option) => option.selected !== option.defaultSelected);
      if (other && changed && [...other.options].some((option) => option.value === select.value)) other.value = select.value;
    }
  };

  const refresh = async () => {
    if (busy) { again = true; return; }
    busy = true;
    try {
      const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
      if (answer.ok) {
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
        const here = document.activeElement && document.activeElement.id;
        for (const part of document.querySelectorAll("[data-live]")) {
          const now = fresh.getElementById(part.id);
          const typing = part.contains(document.activeElement) && document.activeElement.matches("select");
          if (!now || typing || now.innerHTML === part.innerHTML) continue;
          keepChosen(part, now);
          part.replaceChildren(...now.childNodes);
        }
        if (here && document.activeElement === document.body) {
          const back = document.getElementById(here);
          if (back) back.focus({ preventScroll: true });
        }
        const runs = fresh.getElementById("say") !== null;
        if (runs !== (document.getElementById("say") !== null)) location.reload();
        tick();
      }
    } catch {
      /* the next change, or the connection coming back, asks again */
    }
    busy = false;
    if (again) { again = false; refresh(); }
  };

  /* --- the clock of the current entry --- */
  const started = Number(follow.dataset.now) - Date.now() / 1000;
  const tick = () => {
    for (const clock of document.querySelectorAll("[data-clock]")) {
      const now = Date.now() / 1000 + started;
      const spent = Math.max(0, Math.floor(Number(clock.dataset.spent) + now - Number(clock.dataset.clock)));
      const minutes = Number(clock.dataset.minutes);
      const shown = `${Math.floor(spent / 60)}:${String(spent % 60).padStart(2, "0")}`;
      clock.textContent = minutes > 0 ? `${shown} of ${minutes} min` : shown;
      clock.classList.toggle("over", minutes > 0 && spent > minutes * 60);
    }
  };
  setInterval(tick, 1000);
  tick();

  /* --- a meeting that nobody has touched yet has no stream: look now and then whether it has one --- */
  if (follow.dataset.waits !== undefined) {
    follow.textContent = "Waiting for the meeting to begin.";
    setInterval(async () => {
      const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } }).catch(() => null);
      const fresh = answer && answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
      const now = fresh && fresh.getElementById("follow");
      if (now && now.dataset.waits === undefined) location.reload();
    }, 3000);
    return;
  }

  /* --- the stream --- */
  const events = new EventSource(`${location.pathname.replace(/live$/, "events")}?since=${follow.dataset.stamp}`);
  events.addEventListener("open", () => {
    follow.textContent = "Following live.";
    follow.classList.remove("lost");
    refresh();
  });
  events.addEventListener("change", refresh);
  /* A stream that was refused (so many follow already) does not come back by itself: look now and then instead. */
  let looking = 0;
  events.addEventListener("error", () => {
    const refused = events.readyState === EventSource.CLOSED;
    follow.textContent = refused ? "Not live: this page looks every 15 seconds." : "The connection is lost; trying again.";
    follow.classList.add("lost");
    if (refused && !looking) looking = setInterval(refresh, 15000);
  });

  /* --- forms --- */
  const fresh = () => [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
  const state = document.getElementById("say-state");

  const send = async (form, button) => {
    const body = new URLSearchParams(new FormData(form));
    if (button && button.name) body.set(button.name, button.value);
    const said = form.id === "say";
    if (said && state) state.textContent = "Storing…";
    let answer;
    try {
      answer = await fetch(form.action, { method: "POST", body, redirect: "manual" });
    } catch {
      if (said && state) { state.textContent = "Not stored: no connection. Your text is kept; send it again."; state.classList.add("lost"); }
      return;
    }
    if (answer.type === "opaqueredirect" || answer.ok) {
      if (said) {
        form.querySelector("textarea").value = "";
        form.elements.owner.value = "";
        form.elements.due.value = "";
        document.getElementById("say-token").value = fresh();
        if (state) { state.textContent = "Stored."; state.classList.remove("lost"); }
        form.querySelector("textarea").focus();
      } else if (form.elements.value && form.elements.value.type === "text") {
        form.elements.value.value = "";
      }
      refresh();
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const why = page.querySelector(".notice, main p");
    const place = state ?? follow;
    place.textContent = why ? why.textContent.trim() : `Not stored (${answer.status}).`;
    place.classList.add("lost");
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method !== "post" || !form.closest("main")) return;
    event.preventDefault();
    send(form, event.submitter);
  });

  document.addEventListener("keydown", (event) => {
    const form = document.getElementById("say");
    if (!form || document.activeElement.id !== "say-text") return;
    const verb = event.key === "Enter" && !event.shiftKey && !event.altKey ? "note"
      : event.altKey && event.key === "d" ? "decision"
      : event.altKey && event.key === "a" ? "action" : null;
    if (!verb) return;
    event.preventDefault();
    form.querySelector(`button[value="${verb}"]`).click();
  });
})();
