// The meeting room: how much time is left, and keys that need no mouse while people talk.
"use strict";
(() => {
  const clock = document.querySelector("[data-until]");
  function tick() {
    const left = Math.round((new Date(clock.dataset.until) - Date.now()) / 1000);
    const minutes = Math.floor(Math.abs(left) / 60), seconds = String(Math.abs(left) % 60).padStart(2, "0");
    clock.textContent = left >= 0 ? `残り ${minutes}:${seconds}` : `${minutes}分過ぎ`;
    clock.classList.toggle("is-over", left < 0);
  }
  if (clock) { tick(); setInterval(tick, 1000); }

  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    const wanted = event.key === "ArrowDown" ? "ArrowDown" : event.code.replace("Key", "").toLowerCase();
    const place = document.querySelector(`[data-alt="${wanted}"]`);
    if (!place) return;
    event.preventDefault();
    if (place.matches("button")) place.click();
    else {
      const field = place.querySelector("input:not([type=hidden]),textarea");
      const chosen = String(getSelection() || "").trim();
      if (chosen && !field.value) field.value = chosen.slice(0, 300);
      field.focus();
    }
  });
})();
