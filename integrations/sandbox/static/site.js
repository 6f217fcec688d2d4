// The teacher's live table, the news that proctoring was set up in another window, and times in the reader's own zone.
"use strict";
(() => {
  const REFRESH_MS = 3000;
  const news = new BroadcastChannel("sandbox-quiz");

  function localTimes(root) {
    for (const time of root.querySelectorAll("time[data-local]")) {
      time.textContent = new Date(time.dateTime).toLocaleString([], { dateStyle: "medium", timeStyle: "medium" });
    }
  }
  localTimes(document);

  const changed = document.querySelector("[data-changed-quiz]");
  if (changed) news.postMessage({ quiz: changed.dataset.changedQuiz });

  const table = document.getElementById("attempts");
  if (!table) return;
  news.addEventListener("message", (event) => {
    if (event.data.quiz === table.dataset.quiz) location.reload();
  });

  let shown = "";
  async function refresh() {
    try {
      const answer = await fetch(table.dataset.refresh, { headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected) return;
      const html = await answer.text();
      if (html === shown || document.hidden) return;
      const kept = keepFocus();
      table.innerHTML = html; // rendered and escaped by our own server
      shown = html;
      localTimes(table);
      kept();
    } catch {
      // The server is away; the next turn tries again.
    }
  }

  function keepFocus() {
    const at = document.activeElement;
    const scroller = table.querySelector(".scroll");
    const left = scroller ? scroller.scrollLeft : 0;
    const href = table.contains(at) ? at.getAttribute("href") : null;
    return () => {
      const next = table.querySelector(".scroll");
      if (next) next.scrollLeft = left;
      if (href) [...table.querySelectorAll("a")].find((a) => a.getAttribute("href") === href)?.focus();
    };
  }
  setInterval(refresh, REFRESH_MS);
})();
