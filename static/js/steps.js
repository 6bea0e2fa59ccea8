// Figures between two buttons: a tap changes the figure here; without this file the server does it.
"use strict";
(() => {
  const most = 500;
  const read = (input) => Number.parseInt(input.value.normalize("NFKC"), 10) || 0;

  function sum(form) {
    const line = form.querySelector("[data-steps-sum]");
    if (!line) return;
    const figures = line.closest("section").querySelectorAll(".step input");
    line.querySelector("b").textContent = String([...figures].reduce((all, one) => all + read(one), 0));
    line.hidden = false;
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-step]");
    if (!button) return;
    event.preventDefault();
    const input = button.closest(".step").querySelector("input");
    input.value = String(Math.min(Math.max(read(input) + Number(button.dataset.step), 0), most));
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
  document.addEventListener("input", (event) => {
    const form = event.target.closest(".step")?.closest(".form--steps");
    if (form) sum(form);
  });
  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll(".form--steps").forEach(sum);
  });
})();
