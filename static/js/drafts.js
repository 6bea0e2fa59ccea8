// Drafts live on the server, encrypted, and nowhere in the browser's storage. Every form with
// data-draft is saved a second after the last key; a draft of earlier is offered, never put in
// by itself: it may be about somebody else.
"use strict";
(() => {
  const said = (document.getElementById("session") ?? document.body).dataset;
  const saveUrl = said.drafts;
  const support = (window.support = window.support || {});
  const forms = new Map();
  const PAUSE = 1000, LONGEST = 8000, AGAIN = 15000;
  const WORDS = {
    saving: "下書きを保存しています",
    unsaved: "まだ保存できていません。書いたものはこの画面に残っています。つながりしだい、もう一度保存します",
    signedOut: "ログインが切れました。別の窓でログインし直すと、続けて保存します",
  };

  const csrf = () => document.querySelector('meta[name="csrf-token"]')?.content || "";
  async function renewToken() {
    const answer = await fetch(said.token, { redirect: "manual", cache: "no-store" });
    if (!answer.ok) return false;
    const { token, user } = await answer.json();
    if (user !== said.user) { // another person at this terminal: a clean start
      document.documentElement.innerHTML = "";
      location.replace("/");
      return false;
    }
    support.hasSignedInAgain = true;
    const meta = document.querySelector('meta[name="csrf-token"]');
    if (meta) meta.content = token;
    document.querySelectorAll('input[name="csrfmiddlewaretoken"]').forEach((i) => { i.value = token; });
    return true;
  }
  // POST with the token; once more with a fresh one after signing in again in another window.
  support.post = async (url, content = null, keepalive = false) => {
    const ask = () => fetch(url, {
      method: "POST", redirect: "manual", keepalive,
      headers: { "X-CSRFToken": csrf(), ...(content ? { "Content-Type": "application/json" } : {}) },
      body: content ? JSON.stringify(content) : null,
    });
    let answer = await ask();
    if (answer.status === 403 && !keepalive && (await renewToken())) answer = await ask();
    return answer;
  };

  // No window of a session ends it while another one holds text that is not on the server yet.
  // (Locks between windows exist where the page came over HTTPS or from this machine.)
  support.together = (mode, work) => navigator.locks ? navigator.locks.request("unsaved", { mode }, work) : work();

  class DraftForm {
    constructor(form) {
      this.form = form;
      // Each filling-in has a draft of its own: neither a second window nor the next note on the same
      // case takes the place of what waits.
      this.about = form.dataset.draftObject;
      this.key = form.elements.namedItem(form.dataset.draftKey);
      this.object = this.key ? `new-${this.key.value}` : this.about;
      this.window = this.object;
      this.seen = 0;
      this.seq = Date.now();
      this.begun = this.read();
      this.sent = { ...this.begun };
      // What the form was filled with lies with the draft, once a field; what came back from the server was typed.
      this.told = new Set();
      this.choosing = new support.Choosing(this);
      this.running = Promise.resolve(true);
      form.addEventListener("input", () => this.typed());
      form.addEventListener("change", () => this.typed());
      form.addEventListener("support:filled", () => this.typed());
      form.addEventListener("submit", (event) => this.submitting(event), true);
      // A page of many forms knows where nothing waits; what came back from the server is the draft itself.
      if (form.dataset.draftEarlier !== "none" && !("draftKept" in form.dataset)) this.lookForEarlier();
    }

    say(text, state) {
      const line = this.form.querySelector("[data-draft-status]");
      if (!line || line.textContent === text) return;
      line.textContent = text;
      line.dataset.state = state;
    }

    // What people fill in, by name; each value as a list.
    read() {
      const values = {};
      for (const control of this.form.elements) {
        const { name, type } = control;
        if (!name || "noDraft" in control.dataset || control.disabled) continue;
        if (["hidden", "password", "file", "submit", "button", "reset"].includes(type) || control.tagName === "OUTPUT") continue;
        values[name] = values[name] || [];
        if (type === "radio" || type === "checkbox") { if (control.checked) values[name].push(control.value); }
        else if (type === "select-multiple") values[name].push(...[...control.selectedOptions].map((o) => o.value));
        else values[name].push(control.value);
      }
      return values;
    }
    changed() {
      return Object.fromEntries(Object.entries(this.read()).filter(
        ([name, value]) => JSON.stringify(value) !== JSON.stringify(this.sent[name])));
    }
    // Hidden fields that say what the form was filled with go along with its draft.
    get frame() { return [...this.form.elements].filter((control) => "withDraft" in control.dataset); }
    get isDirty() { return Object.keys(this.changed()).length > 0; }

    // From the first key until all of it lies on the server.
    hold() {
      if (this.letGo) return;
      const saved = new Promise((done) => { this.letGo = done; });
      support.together("shared", () => saved);
    }
    release() { this.letGo?.(); this.letGo = null; }

    typed() {
      this.isLeaving = false;
      this.hold();
      clearTimeout(this.timer);
      this.since = this.since || Date.now();
      const rest = Math.max(0, LONGEST - (Date.now() - this.since));
      this.timer = setTimeout(() => this.save(), Math.min(PAUSE, rest));
    }

    // One after the other; true when everything typed so far lies on the server.
    save(keepalive = false) {
      clearTimeout(this.timer);
      if (keepalive) return this.send(true); // the page goes: there is no time to wait
      this.running = this.running.then(() => this.send(false));
      return this.running;
    }
    async send(keepalive) {
      const values = this.changed();
      this.since = 0;
      if (!Object.keys(values).length) { this.release(); return true; }
      this.seq = Math.max(this.seq + 1, Date.now());
      const begun = Object.fromEntries(Object.keys(values).filter((name) => this.begun[name] && !this.told.has(name)
        && !this.choosing.waiting.has(name) && !("draftKept" in this.form.dataset)).map((name) => [name, this.begun[name]]));
      Object.assign(values, this.choosing.besides(values), Object.fromEntries(this.frame.map((control) => [control.name, [control.value]])));
      const of = this.about === "new" || !this.key ? "" : this.about;
      const draft = { form: this.form.dataset.draft, object: this.object, of, seq: this.seq, page: location.pathname, values, begun, window: this.key ? this.window : "", seen: this.seen };
      const fits = JSON.stringify(draft).length < 20000; // browsers limit what may outlive a page
      try {
        const answer = await support.post(saveUrl, draft, keepalive && fits);
        this.isStuck = answer.type === "opaqueredirect";
        if (!answer.ok) {
          this.say(this.isStuck ? WORDS.signedOut : WORDS.unsaved, "unsaved");
          return this.later();
        }
        const { saved, left, object } = await answer.json();
        if (object && object !== draft.object) this.goApart(object);
        this.seen = Math.max(this.seen, draft.seq);
        Object.assign(this.sent, values);
        Object.keys(begun).forEach((name) => this.told.add(name));
        support.contacted?.(left);
        if (!this.isDirty) this.release();
        this.say(`下書きを保存しました ${saved}`, "saved");
        return true;
      } catch {
        this.isStuck = true;
        this.say(WORDS.unsaved, "unsaved");
        return this.later();
      }
    }
    // Somebody went on with the same draft in another window: each has its own from now on, and both are offered.
    goApart(object) {
      this.object = this.resumed = object;
      this.key.value = object.slice(4);
    }
    later() {
      this.timer = setTimeout(() => this.save(), AGAIN);
      return false;
    }

    // What is typed is kept first and sent then. Without a line, a server or a session the page that follows
    // could not bring it back: it stays on the screen until it can be sent. A server that answers, and be it
    // that its database is away, gives back what it was sent.
    async submitting(event) {
      if (this.choosing.waiting.size) {
        event.preventDefault();
        event.stopImmediatePropagation();
        this.choosing.ask();
        return;
      }
      if (this.isLeaving || !this.isDirty) { this.isLeaving = true; clearTimeout(this.timer); return; }
      event.preventDefault();
      event.stopImmediatePropagation();
      if (this.isWaiting) return;
      this.isWaiting = true;
      const kept = await Promise.race([this.save(), new Promise((done) => setTimeout(done, 4000, null))]);
      this.isWaiting = false;
      if (kept === false && (this.isStuck || !navigator.onLine)) {
        document.getElementById("live").textContent = this.form.querySelector("[data-draft-status]")?.textContent || WORDS.unsaved;
        return;
      }
      this.isLeaving = true;
      this.form.requestSubmit(event.submitter?.form === this.form ? event.submitter : undefined);
    }

    addressOf(object) { return `${saveUrl.replace(/save\/$/, "")}${this.form.dataset.draft}/${object}/`; }
    async lookForEarlier() {
      try {
        const answer = await fetch(this.addressOf(this.about), { redirect: "manual", cache: "no-store" });
        if (!answer.ok) return;
        const { drafts } = await answer.json();
        for (const draft of drafts) if (draft.object === this.object) this.seq = Math.max(this.seq, draft.seq);
        this.offer(drafts.filter((draft) => draft.object !== this.resumed && this.differs(draft.values)));
      } catch { /* no line: there is nothing to offer */ }
    }
    differs(values) {
      const now = this.read();
      const frame = this.frame.map((control) => control.name);
      return Object.entries(values).some(([name, value]) => !frame.includes(name)
        && (name in now ? JSON.stringify(now[name]) !== JSON.stringify(value) : value.some(Boolean)));
    }
    // All that wait, the latest first; none is put in by itself, and none goes before she says so.
    offer(drafts) {
      this.note?.remove();
      this.note = null;
      if (!drafts.length) return;
      const note = this.note = document.getElementById("draft-offer").content.firstElementChild.cloneNode(true);
      note.querySelector("[data-count]").textContent = drafts.length;
      note.querySelector("[data-of-new]").hidden = this.about !== "new"; // a form about a known thing: the same thing
      const list = note.querySelector("[data-list]");
      const row = list.firstElementChild;
      list.replaceChildren(...drafts.map((draft) => this.offered(row.cloneNode(true), draft)));
      this.form.before(note);
    }
    offered(row, draft) {
      row.querySelector("[data-when]").textContent = draft.saved;
      // Words tell drafts about one case apart. Of somebody new, they may be about who came before.
      const words = Object.values(draft.values).flat().filter((text) => text.trim() && !/^[\w-]*$/.test(text));
      const longest = words.sort((a, b) => b.length - a.length)[0];
      if (this.about !== "new" && longest) row.querySelector("[data-words]").textContent = `「${longest.slice(0, 30)}${longest.length > 30 ? "…" : ""}」`;
      row.querySelector("[data-resume]").addEventListener("click", () => this.resume(draft));
      row.querySelector("[data-discard]").addEventListener("click", async () => {
        if (!(await this.discard(draft))) return;
        row.remove();
        if (this.note?.querySelector("[data-resume]")) this.note.querySelector("[data-count]").textContent = this.note.querySelectorAll("[data-resume]").length;
        else { this.offer([]); this.focusFirst(); }
      });
      return row;
    }
    async discard(draft) {
      const answer = await support.post(`${this.addressOf(draft.object)}discard/`).catch(() => null);
      return Boolean(answer?.ok);
    }
    // What stands in the form is kept in its own draft first, and offered in its turn: two never mix.
    async resume(draft) {
      if (!(await this.save())) return;
      if (JSON.stringify(this.read()) !== JSON.stringify(this.begun)) this.form.reset();
      this.makeRowsFor(draft.values);
      const stays = this.choosing.begin(draft);
      for (const control of this.form.elements) {
        const value = draft.values[control.name];
        if (value && "withDraft" in control.dataset) control.value = value[0];
        if (!value || control.type === "hidden" || stays.has(control.name)) continue;
        const folded = control.closest("details");
        if (folded && value.some(Boolean)) folded.open = true; // what was typed is seen
        support.putIn(control, value);
      }
      this.sayWhatHasNoPlace(draft.values);
      this.goOnWith(draft);
      this.form.dispatchEvent(new CustomEvent("support:resumed", { bubbles: true }));
      this.form.querySelectorAll("[data-wareki],[data-search]").forEach((f) => f.dispatchEvent(new Event("change", { bubbles: true })));
      this.say(`${draft.saved} の下書きの続きです`, "saved");
      if (this.choosing.waiting.size) this.choosing.ask();
      else this.focusFirst();
      this.lookForEarlier();
    }
    // The draft keeps its own key, so that it ends when it is sent. One without a key (of an earlier version
    // of these pages), or with one that was sent before, is carried over to the key of this form.
    goOnWith(draft) {
      this.sent = { ...this.begun };
      this.resumed = draft.object;
      this.carried = null;
      const hasItsKey = this.key && draft.object.startsWith("new-") && !draft.spent;
      if (hasItsKey) {
        this.object = draft.object;
        this.key.value = draft.object.slice(4);
        this.seen = draft.seq;
      } else if (this.key) {
        this.carried = draft;
        this.carryOver();
        return;
      }
      this.seq = Math.max(this.seq, draft.seq);
      Object.assign(this.sent, draft.values);
      // While she has not chosen, the draft keeps what she typed then.
      for (const name of this.choosing.waiting.keys()) this.sent[name] = this.begun[name];
    }
    // It goes when all of it lies under the key of this form: what she has not chosen yet lies there alone.
    async carryOver() {
      const draft = this.carried;
      if (!draft || this.choosing.waiting.size || !(await this.save()) || this.carried !== draft) return;
      this.carried = null;
      await this.discard(draft);
    }
    // Of a field that was filled anew she has chosen: from now on it counts as filled with what stands there now.
    chosen(name) {
      this.told.delete(name);
      delete this.sent[name];
      this.carryOver();
    }
    // Rows that were added on the page on which it was typed: made after the first, with the next numbers.
    makeRowsFor(values) {
      for (const list of this.form.querySelectorAll("[data-rows]")) {
        const { rows, rowsMost } = list.dataset;
        const total = this.form.elements.namedItem(`${rows}-TOTAL_FORMS`);
        const numbers = Object.keys(values).map((name) => Number(name.match(`^${rows}-(\\d+)-`)?.[1] ?? -1));
        const needed = Math.min(Math.max(...numbers) + 1, Number(rowsMost));
        for (let number = Number(total.value); number < needed; number += 1) {
          const row = list.firstElementChild.cloneNode(true);
          for (const part of row.querySelectorAll("*")) {
            part.removeAttribute("value");
            for (const { name, value } of part.attributes) part.setAttribute(name, value.replace(`${rows}-0-`, `${rows}-${number}-`));
            if (part.ariaLabel) part.ariaLabel = part.ariaLabel.replace(/^1/, number + 1);
            if ("value" in part) part.value = "";
          }
          list.append(row);
          total.value = number + 1;
        }
      }
    }
    // A field that is not on the page any more: its words are shown, to be copied.
    sayWhatHasNoPlace(values) {
      this.form.parentElement.querySelector("[data-homeless]")?.remove();
      const known = new Set([...this.form.elements].map((control) => control.name));
      const words = Object.entries(values).filter(([name]) => !known.has(name)).flatMap(([, texts]) => texts.filter((text) => /[^\w-]/.test(text)));
      if (!words.length) return;
      const note = document.getElementById("draft-homeless").content.firstElementChild.cloneNode(true);
      note.querySelector("[data-words]").textContent = words.join("\n");
      this.form.before(note);
    }
    focusFirst() {
      [...this.form.elements].find((c) => c.matches("input:not([type=hidden]),select,textarea") && !c.disabled && c.offsetParent)?.focus();
    }
  }

  support.flushDrafts = async (keepalive = false) => {
    const all = await Promise.all([...forms.values()].map((f) => f.save(keepalive)));
    return all.every(Boolean);
  };
  const start = (root) => root.querySelectorAll("form[data-draft]").forEach((form) => {
    if (!forms.has(form)) forms.set(form, new DraftForm(form));
  });
  // From the home page to a page that has no place for the draft any more, or cannot be seen: its words are
  // shown, to be copied. They are her own, and nothing else of the page is.
  async function showWithoutForm() {
    const [, form, object, about] = location.hash.match(/^#draft\.([\w-]+)\.([\w-]+)\.([\w-]+)$/) ?? [];
    const main = document.querySelector("main");
    if (!form || !main) return;
    const belongs = (one) => one.dataset.draft === form && one.dataset.draftObject === about;
    if ([...document.querySelectorAll("form[data-draft]")].some(belongs)) return;
    const address = `${saveUrl.replace(/save\/$/, "")}${form}/${object}/`;
    const answer = await fetch(address, { redirect: "manual", cache: "no-store" }).catch(() => null);
    const draft = answer?.ok && (await answer.json()).drafts.find((one) => one.object === object);
    if (!draft) return;
    const note = document.getElementById("draft-alone").content.firstElementChild.cloneNode(true);
    note.querySelector("[data-when]").textContent = draft.saved;
    note.querySelector("[data-words]").textContent = Object.values(draft.values).flat().filter((text) => /[^\w-]/.test(text)).join("\n");
    note.querySelector("[data-discard]").addEventListener("click", async () => {
      const thrown = await support.post(`${address}discard/`).catch(() => null);
      if (thrown?.ok) note.remove();
    });
    main.prepend(note);
    note.querySelector("[tabindex]").focus();
  }
  if (saveUrl) {
    start(document);
    showWithoutForm();
    addEventListener("hashchange", showWithoutForm);
    document.addEventListener("htmx:afterSwap", () => {
      for (const [form, drafts] of forms) if (!form.isConnected) { drafts.release(); forms.delete(form); }
      start(document);
    });
    addEventListener("pagehide", () => forms.forEach((f) => { if (!f.isLeaving) f.save(true); }));
    document.addEventListener("visibilitychange", () => { if (document.hidden) forms.forEach((f) => { if (!f.isLeaving) f.save(); }); });
    addEventListener("online", () => forms.forEach((f) => f.save()));
  }
})();
