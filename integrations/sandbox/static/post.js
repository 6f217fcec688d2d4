// Sends the page's one form at once.
"use strict";
document.querySelector("form[data-auto]").submit();
