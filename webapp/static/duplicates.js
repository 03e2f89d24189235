// One key for each decision about a pair; the buttons and links do the same.
(function () {
  "use strict";

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    var at = event.target;
    if (at.closest("input:not([type=radio]), select, textarea, [contenteditable]")) return;
    var wanted = document.querySelector('[data-key="' + CSS.escape(event.key.toLowerCase()) + '"]');
    if (wanted) {
      event.preventDefault();
      wanted.click();
    }
  });
})();
