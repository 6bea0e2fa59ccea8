// A draft that is older than what the form is filled with: minutes saved by a colleague, a point noted in the room
// meanwhile. What stands in the form stays there, what was typed stands beside it, and she chooses, field by field.
// Until she has, the form is not sent, and neither of the two goes.
"use strict";
(() => {
  const support = (window.support = window.support || {});
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  const isBlank = (value) => !value?.some((text) => text.trim());
  const isTicked = (control) => control.type === "radio" || control.type === "checkbox";

  support.putIn = (control, value) => {
    if (isTicked(control)) control.checked = value.includes(control.value);
    else if (control.type === "select-multiple") [...control.options].forEach((o) => { o.selected = value.includes(o.value); });
    else control.value = value[0] ?? "";
  };

  support.Choosing = class {
    constructor(drafts) {
      this.drafts = drafts;
      this.form = drafts.form;
      this.defaults = (this.form.dataset.draftDefaults || "").split(" ");
      this.waiting = new Map(); // what was typed in fields of which she has not chosen yet
      this.aside = new Set(); // of these, fields in which she goes on typing meanwhile
    }
    controls(name) { return [...this.form.elements].filter((control) => control.name === name && control.type !== "hidden"); }

    // Fields that stay as they are: what was typed there is taken back again, or she is asked.
    begin(draft) {
      this.waiting.clear();
      this.aside.clear();
      this.note?.remove();
      const stays = new Set();
      for (const [name, typed] of Object.entries(draft.values)) {
        const [now, before] = [this.drafts.begun[name], draft.begun?.[name]];
        const isAsItWas = before ? same(before, now) : isBlank(now);
        if (!this.controls(name).length || isAsItWas || same(now, typed) || this.defaults.includes(name)) continue;
        stays.add(name);
        if (!before || !same(before, typed)) this.waiting.set(name, typed);
      }
      if (this.waiting.size) this.show();
      return stays;
    }

    show() {
      const note = this.note = document.getElementById("draft-choose").content.firstElementChild.cloneNode(true);
      const list = note.querySelector("[data-list]");
      const row = list.firstElementChild;
      list.replaceChildren(...[...this.waiting].map(([name, typed]) => this.asked(row.cloneNode(true), name, typed)));
      this.form.before(note);
    }
    asked(row, name, typed) {
      const controls = this.controls(name);
      row.querySelector("[data-label]").textContent = this.label(controls[0]);
      row.querySelector("[data-now]").textContent = this.words(controls, this.drafts.begun[name] || []);
      row.querySelector("[data-words]").textContent = this.words(controls, typed);
      for (const button of row.querySelectorAll("[data-use]")) {
        if (button.dataset.use === "both" && controls[0].type !== "textarea") button.remove();
        else button.addEventListener("click", () => this.choose(name, button.dataset.use, row));
      }
      return row;
    }
    label(control) {
      const head = (isTicked(control) && control.closest("fieldset")?.querySelector("legend")) || control.labels?.[0];
      return (head?.textContent || control.ariaLabel || "").replace(/\s*※(必須|任意)\s*/g, "").trim();
    }
    words(controls, value) {
      if (controls.length === 1 && isTicked(controls[0])) return value.length ? "チェックあり" : "チェックなし";
      const chosen = isTicked(controls[0]) ? controls.filter((c) => value.includes(c.value)).map((c) => c.labels?.[0]?.textContent.trim())
        : controls[0].options ? [...controls[0].options].filter((o) => value.includes(o.value)).map((o) => o.text) : value;
      return chosen.join("、").trim() ? chosen.join("、") : "（なし）";
    }

    choose(name, use, row) {
      const typed = this.waiting.get(name);
      const controls = this.controls(name);
      const now = controls[0].value;
      this.waiting.delete(name);
      this.drafts.chosen(name);
      if (use === "draft") controls.forEach((control) => support.putIn(control, typed));
      if (use === "both") support.putIn(controls[0], [[now, typed[0]].filter(Boolean).join("\n")]);
      row.remove();
      if (!this.waiting.size) this.note.remove();
      controls[0].dispatchEvent(new Event("input", { bubbles: true }));
      (this.waiting.size ? this.note.querySelector("[data-use]") : controls[0]).focus();
    }
    ask() {
      this.note.querySelector("[tabindex]").focus();
      document.getElementById("live").textContent = "まだ送っていません。いまの内容と書きかけの、どちらを使うかを選んでください";
    }

    // She types in a field before she chooses: what was typed in it before is kept beside it in the draft, and her
    // choice ends that.
    besides(values) {
      for (const name of this.waiting.keys()) if (name in values) this.aside.add(name);
      return Object.fromEntries([...this.aside].map((name) => [`${name}--before`, this.waiting.get(name) ?? [""]]));
    }
  };
})();
