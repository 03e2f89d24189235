// Follows the system's light or dark setting before the page is drawn, so that nothing flashes.
(function () {
  "use strict";
  var dark = window.matchMedia("(prefers-color-scheme: dark)");
  function apply() {
    document.documentElement.setAttribute("data-bs-theme", dark.matches ? "dark" : "light");
  }
  document.documentElement.classList.add("has-js");
  dark.addEventListener("change", apply);
  apply();
})();
