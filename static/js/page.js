// Keys, focus and the closing of notices. Everything works without it, only less quickly.
"use strict";
(() => {
  const isComposing = (event) => event.isComposing || event.keyCode === 229;
  const isTyping = (target) =>
    target.closest?.("input:not([type=radio]):not([type=checkbox]),textarea,select,[contenteditable]");

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || isComposing(event) || event.altKey) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      // On a page that only asks to confirm, nothing has the focus yet.
      const form = event.target.closest("form") ?? document.querySelector("form[data-confirm]");
      // A form of several parts has a button for each.
      const main = (event.target.closest("[data-part]") ?? form)?.querySelector("[data-main]");
      if (main) { event.preventDefault(); form.requestSubmit(main); }
      return;
    }
    // Keys without a modifier can be switched off (WCAG 2.1.4).
    if (event.ctrlKey || event.metaKey || isTyping(event.target) || document.body.dataset.keys === "off") return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "/") {
      const search = document.getElementById("gs");
      // What was searched stands there still: the next words take its place.
      if (search) { event.preventDefault(); search.focus(); search.select(); }
    }
    if (event.key.toLowerCase() === "n" && document.body.dataset.intake) location.assign(document.body.dataset.intake);
  });

  document.addEventListener("click", (event) => {
    const close = event.target.closest("[data-close]");
    if (close) {
      close.closest(".note").remove();
      (document.querySelector("h1") || document.getElementById("main")).setAttribute("tabindex", "-1");
      (document.querySelector("h1") || document.getElementById("main")).focus();
    }
    // A link of the error summary goes into the field, not only to it.
    const link = event.target.closest("#errors a[href^='#']");
    const control = link && document.getElementById(link.hash.slice(1));
    if (control) { event.preventDefault(); control.focus(); control.scrollIntoView({ block: "center" }); }
  });

  // On a phone a list comes before the many ways to narrow it.
  if (matchMedia("(max-width: 48rem)").matches) {
    document.querySelectorAll("details.narrows").forEach((box) => { box.open = false; });
  }

  // An answer to what was sent is kept nowhere, so the Back button would bring the browser's own page in place of
  // the form that was refused. As a page that is asked for it comes back, with the draft of what was typed.
  if (document.body.dataset.refused !== undefined) history.replaceState(null, "", location.href);

  function ready(root) {
    root.querySelectorAll("[data-close]").forEach((button) => { button.hidden = false; });
    (root.querySelector("#errors") || root.querySelector("[data-focus]"))?.focus();
  }
  ready(document);
  document.addEventListener("htmx:afterSwap", (event) => ready(event.detail.elt || event.target));

  // What was asked for in place and did not come: said where it was asked for, and nothing typed goes.
  function failed(event, words) {
    document.getElementById("live").textContent = words;
    // What asks by itself says nothing beside the words that are there: only a press waits for an answer.
    const asked = event.detail.requestConfig;
    const isPressed = asked?.verb !== "get" || asked.triggeringEvent?.type === "click";
    const at = isPressed ? event.detail.elt?.closest("form") || event.detail.elt : null;
    if (!at || at.previousElementSibling?.matches("[data-failed]")) return;
    const note = document.createElement("p");
    note.className = "note note--err";
    note.dataset.failed = "";
    note.textContent = words;
    at.before(note);
    document.addEventListener("htmx:beforeRequest", () => note.remove(), { once: true });
  }
  document.addEventListener("htmx:sendError", (event) => failed(event, "いまつながっていません。書いたものはこの画面に残っています。"));
  document.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    if (status >= 500) failed(event, "混み合っているため、登録できませんでした。書いたものはこの画面に残っています。1分ほど待ってから、もう一度押してください。");
    else if (status === 404) failed(event, "ここは、もう表示できません。ほかの人が先に進めたか、見られる範囲が変わりました。画面を開き直してください。");
    else if (status === 403 || status === 409) failed(event, "送れませんでした。画面を開き直して、もう一度お願いします。");
  });

  // Whose session has ended elsewhere is asked to sign in on a page, not in a row of this one, and led on from there to what
  // she pressed, where that has a page. What was typed stays before her, and what asks by itself changes nothing: the cover
  // and the drafts say that the session is over.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const login = document.body.dataset.login;
    const came = event.detail.xhr.responseURL;
    if (!login || !came || new URL(came, location.href).pathname !== new URL(login, location.href).pathname) return;
    event.detail.shouldSwap = false;
    const asked = event.detail.requestConfig;
    if (asked?.verb === "get" && asked.triggeringEvent?.type === "click") {
      const page = asked.elt.closest("a[href]")?.href.split("#")[0];
      if (page && page !== location.href.split("#")[0]) location.assign(page);
      else location.reload();
    }
    else if (asked?.triggeringEvent?.type === "submit") failed(event, "ログインが終わっているため、送れませんでした。書いたものはこの画面に残っています。別の画面でログインしてから、もう一度押してください。");
  });
})();
