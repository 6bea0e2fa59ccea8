// Forms for hurried hands: Enter goes on to the next field, numbers and letters choose among the
// buttons of the group that has the focus. Enter never sends; Ctrl+Enter does (page.js). Keys
// work only where the focus is (WCAG 2.1.4) and never while an IME composes.
"use strict";
(() => {
  const isComposing = (event) => event.isComposing || event.keyCode === 229;
  const isChoice = (control) => control.matches("input[type=radio],input[type=checkbox]");
  const groupOf = (control) => (isChoice(control) && control.closest("fieldset .seg")) || control;
  const choices = (group) => [...group.querySelectorAll("input[type=radio],input[type=checkbox]")];

  const isShown = (control) => (control.checkVisibility ? control.checkVisibility() : Boolean(control.offsetParent));

  // Where Enter goes: one stop a field, one a group of buttons, at last the button that sends.
  function stops(form) {
    const found = new Set();
    for (const control of form.elements) {
      if (control.disabled || control.type === "hidden" || !isShown(control)) continue;
      if (control.matches("input,select,textarea") || control.matches("[data-main]")) found.add(groupOf(control));
    }
    return [...found];
  }
  function enter(stop) {
    const inside = stop.matches(".seg") ? choices(stop) : [stop];
    (inside.find((control) => control.checked) || inside[0]).focus();
  }
  function goOn(control) {
    const all = stops(control.form);
    const next = all[all.indexOf(groupOf(control)) + 1];
    if (next) enter(next);
  }

  function choose(control, key) {
    const group = control.closest("fieldset .seg");
    if (!group) return false;
    const all = choices(group);
    const letter = /^[a-z]$/i.test(key) && all.find((one) => one.value === key.toUpperCase());
    const chosen = letter || (/^[1-9]$/.test(key) && all[Number(key) - 1]);
    if (!chosen) return false;
    chosen.focus();
    if (chosen.type === "checkbox" || !chosen.checked) chosen.click();
    return true;
  }
  // Among boxes to tick the arrows only move, as among radio buttons they move and choose.
  function move(control, key) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[key];
    const group = step && control.type === "checkbox" && control.closest("fieldset .seg");
    if (!group) return false;
    const all = choices(group);
    all[(all.indexOf(control) + step + all.length) % all.length].focus();
    return true;
  }

  document.addEventListener("keydown", (event) => {
    const control = event.target;
    if (isComposing(event) || event.altKey || event.ctrlKey || event.metaKey) return;
    if (!control.matches?.("form[data-form] input") || !control.form) return;
    if (event.key === "Enter" && !event.shiftKey && control.type !== "submit") {
      event.preventDefault();
      goOn(control);
    } else if (isChoice(control) && control.closest(".form--keys") && (choose(control, event.key) || move(control, event.key))) {
      event.preventDefault();
    }
  });

  // A form that somebody opened in order to write begins at its first field, unless there is
  // something to read first.
  document.addEventListener("DOMContentLoaded", () => {
    const form = document.querySelector("form[data-start]");
    if (form && !document.querySelector("#errors, [autofocus]")) enter(stops(form)[0]);
  });
})();
