// In place of the library's script of this name, which wrote into the browser's storage which filters of a list of masters
// stand open (S-45). They are all open, and what somebody closes is closed until the next page.
"use strict";
