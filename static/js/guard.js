// Loaded first, before anything is painted: a page that the browser kept for its Back button is
// thrown away and asked for again, so that nobody sees it after the sign-out (S-44).
"use strict";
addEventListener("pageshow", (event) => {
  if (event.persisted) {
    document.documentElement.innerHTML = "";
    location.reload();
  }
});
