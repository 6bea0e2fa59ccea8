// Nobody at the screen: after a while a question, then the page is taken out of the window and
// the session ends. Alt+H hides the screen at once and keeps everything (ui.md 8.4). And however busy
// somebody is, a session ends after a working day (S-47): said before, and what is typed is kept first.
"use strict";
(() => {
  const body = document.body;
  const said = (document.getElementById("session") ?? body).dataset; // pages of the masters have a body of the library's
  const idle = Number(said.idle || 0) * 1000;
  if (!idle) return;
  const support = (window.support = window.support || {});
  const warnAt = idle * 0.8;
  const EARLY = 5000; // drafts are kept while the session still goes on
  let ends = Infinity; // known once it comes near: from the page, and from each answer while somebody is at work
  const marks = new Set([Number(said.lifeTold || 0) * 1000, 120000]); // said when so much is left
  const channel = new BroadcastChannel("session"); // carries no content, only what happened
  const ask = document.getElementById("idle-ask");
  const cover = document.getElementById("cover");
  const title = document.title;
  const neutral = title.split("｜").pop();
  let active = Date.now(), contact = Date.now(), told = 0, isGone = false;

  // The server was spoken to; `left`: seconds until the session ends, as it says.
  support.contacted = (left) => {
    contact = Date.now();
    if (left !== undefined) ends = Date.now() + left * 1000;
  };
  if (said.life) {
    support.contacted(Number(said.life));
    for (const mark of marks) if (ends - Date.now() <= mark) marks.delete(mark); // stands on the page itself
  }
  async function stay() {
    support.contacted();
    const answer = await support.post(said.stay).catch(() => null);
    if (answer?.ok) support.contacted((await answer.json()).left);
    if (answer && answer.type === "opaqueredirect") leaveScreen(); // ended elsewhere
  }
  function noticed(fromOtherWindow = false) {
    active = Date.now();
    if (fromOtherWindow) { if (ask.open) ask.close(); return; }
    if (active - told > 5000) { told = active; channel.postMessage("active"); }
    if (active - contact > 60000) stay();
  }
  for (const kind of ["keydown", "pointerdown", "wheel", "touchstart"])
    addEventListener(kind, () => { if (!ask.open && !cover.open && !isGone) noticed(); }, { passive: true });

  const inWords = (left) => left >= 60 ? `${Math.floor(left / 60)}分${left % 60 ? `${left % 60}秒` : ""}` : `${left}秒`;
  // Beside what is being typed, and never in its way: it takes no focus.
  const note = document.getElementById("ends");
  const sayLength = (root) => root.querySelectorAll("[data-length]").forEach((words) => { words.textContent = said.lifeWords; });
  sayLength(note);
  function sayEnd() {
    const due = [...marks].filter((mark) => ends - Date.now() <= mark);
    if (!due.length) return;
    due.forEach((mark) => marks.delete(mark));
    support.flushDrafts();
    note.querySelector("[data-ends-left]").textContent = inWords(Math.max(0, Math.round((ends - Date.now()) / 1000)));
    note.hidden = false;
  }
  note.querySelector("[data-ends-close]").addEventListener("click", () => { note.hidden = true; });

  // The question, spoken every 30 seconds and in the last 10.
  function showLeft() {
    const left = Math.max(0, Math.round((idle - (Date.now() - active)) / 1000));
    const words = inWords(left);
    ask.querySelector("[data-idle-left]").textContent = words;
    if (left % 30 === 0 || left === 10) ask.querySelector("[data-idle-said]").textContent = `あと${words}で画面を隠します`;
  }
  function check() {
    if (isGone) return;
    const rested = Date.now() - active;
    if (Date.now() >= ends - EARLY) { leaveScreen("day"); return; }
    sayEnd();
    if (rested >= idle) leaveScreen();
    else if (rested >= warnAt) {
      if (!ask.open) { support.flushDrafts(); if (cover.open) cover.close(); ask.showModal(); }
      showLeft();
    }
  }
  setInterval(check, 1000);
  document.addEventListener("visibilitychange", check);
  ask.addEventListener("cancel", (event) => { event.preventDefault(); keepOn(); });
  const keepOn = () => { ask.close(); contact = 0; noticed(); channel.postMessage("active"); };
  ask.querySelector("[data-idle-stay]").addEventListener("click", keepOn);
  ask.querySelector("[data-idle-leave]").addEventListener("click", () => signOutForm()?.requestSubmit());

  // The page is taken away. What could not be saved stays in memory and is tried again.
  async function leaveScreen(why = "rest") {
    if (isGone) return;
    isGone = true;
    channel.postMessage(why);
    const page = document.getElementById("cover-page").content.cloneNode(true);
    sayLength(page);
    page.querySelectorAll("[data-why]").forEach((words) => { words.hidden = words.dataset.why !== why; });
    const login = page.querySelector("[data-cover-login]");
    login.href = `${said.login}?next=${encodeURIComponent(location.pathname)}`;
    const saving = support.flushDrafts().catch(() => false);
    body.replaceChildren(page);
    document.title = neutral;
    login.focus();
    const tell = (isSaved) => {
      document.querySelector("[data-cover-saving]").hidden = true;
      document.querySelector("[data-cover-saved]").hidden = !isSaved;
      document.querySelector("[data-cover-unsaved]").hidden = isSaved;
      login.target = isSaved ? "" : "_blank";
    };
    let isSaved = await saving;
    tell(isSaved);
    while (!isSaved) {
      await new Promise((done) => setTimeout(done, 5000));
      isSaved = await support.flushDrafts().catch(() => false);
      tell(isSaved);
    }
    // Signed in again meanwhile in another window: that session stays. Another window that still
    // saves is waited for; who comes second finds the session ended and is told nothing new.
    await support.together("exclusive", async () => {
      if (!support.hasSignedInAgain) await support.post(said.logout).catch(() => null);
    });
  }

  // Signing out: what is typed is kept first; the other windows go too.
  const signOutForm = () => document.querySelector("form[data-logout]");
  signOutForm()?.addEventListener("submit", async (event) => {
    event.preventDefault();
    await Promise.race([support.flushDrafts(), new Promise((done) => setTimeout(done, 3000))]);
    channel.postMessage("gone");
    isGone = true;
    event.target.submit();
  });
  channel.addEventListener("message", ({ data }) => {
    if (data === "active") noticed(true);
    if (data === "rest" || data === "day") leaveScreen(data);
    if (data === "gone") {
      isGone = true;
      body.replaceChildren();
      document.title = neutral;
      location.replace(said.login);
    }
  });

  // Hidden by hand: neutral, nothing is lost, the same key brings it back.
  function hide() { if (!cover.open && !isGone) { cover.showModal(); document.title = neutral; } }
  cover.addEventListener("close", () => { document.title = title; noticed(); });
  document.querySelectorAll("[data-cover]").forEach((b) => { b.hidden = false; b.addEventListener("click", hide); });
  cover.querySelector("[data-uncover]").addEventListener("click", () => cover.close());
  addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || !event.altKey || event.ctrlKey) return;
    if (event.code !== "KeyH") return;
    event.preventDefault();
    if (cover.open) cover.close(); else hide();
  });
})();
