// Loaded first, before anything is painted: a page that the browser kept for its Back button is
// thrown away and asked for again, so that nobody sees it after the sign-out (S-44).
"use strict";
addEventListener("pageshow", (event) => {
  if (event.persisted) {
    document.documentElement.innerHTML = "";
    location.reload();
  }
});

// Nothing is kept in the browser's storage, not even by a library (S-45). Libraries ask first
// whether they may write, and take the refusal for "no storage here".
Storage.prototype.setItem = () => {
  throw new DOMException("nothing is stored in this browser", "SecurityError");
};
