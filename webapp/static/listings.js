// Conveniences on the pages of listings; the pages also work without them.
(function () {
  "use strict";

  // Monday's hours for the other working days.
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-copy-day]");
    if (!button) return;
    var days = button.closest("fieldset").querySelectorAll(".listing-day");
    var monday = days[0].querySelectorAll("input");
    for (var day = 1; day < 5; day += 1) {
      var inputs = days[day].querySelectorAll("input");
      for (var n = 0; n < inputs.length; n += 1) {
        // The last of each day is "24 hours", however many openings it has.
        var from = n === inputs.length - 1 ? monday[monday.length - 1] : n < monday.length - 1 ? monday[n] : null;
        if (inputs[n].type === "checkbox") inputs[n].checked = from.checked;
        else inputs[n].value = from ? from.value : "";
      }
    }
  });

  // What two people differ about comes into view.
  var differences = document.getElementById("differences");
  if (differences) differences.focus();

  // What was typed is not lost by a slip.
  var form = document.querySelector(".listing-form");
  if (form) {
    var changed = false;
    form.addEventListener("input", function () { changed = true; });
    form.addEventListener("submit", function () { changed = false; });
    window.addEventListener("beforeunload", function (event) {
      if (changed) event.preventDefault();
    });
  }
})();
