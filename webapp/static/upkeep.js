// The call sheet by keyboard alone. Every key does what a button on the page does; without this the buttons work.
(function () {
  "use strict";

  var sheet = document.getElementById("call-sheet");
  if (!sheet) return;
  var questions = Array.prototype.slice.call(sheet.querySelectorAll("[data-question]"));
  var ROOM = { "1": "open", "2": "limited", "3": "waitlist", "4": "full", "0": "none" };

  function current() {
    var held = document.activeElement && document.activeElement.closest("[data-question]");
    return held ? questions.indexOf(held) : -1;
  }

  function show(element) {
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block: "center" });
  }

  // Beyond the last question come the name and the title, where they are still missing, and the button.
  function go(to) {
    if (to < 0) return;
    if (to < questions.length) return show(questions[to]);
    var missing = ["provider_name", "provider_title"]
      .map(function (id) { return document.getElementById(id); })
      .filter(function (input) { return !input.value.trim(); })[0];
    show(missing || document.getElementById("save"));
  }

  function fold(question) {
    var changed = question.querySelector("input[value=changed]");
    var fields = question.querySelector(".question-fields");
    if (changed && fields) fields.open = changed.checked;
  }

  function answer(question, value) {
    var choice = question.querySelector('input[type=radio][value="' + value + '"]');
    if (!choice) return false;
    choice.checked = true;
    fold(question);
    return true;
  }

  sheet.addEventListener("change", function (event) {
    var question = event.target.closest("[data-question]");
    if (question && event.target.type === "radio") fold(question);
  });

  function isTyping(element) {
    return element && (element.tagName === "TEXTAREA" || element.tagName === "SELECT" ||
      (element.tagName === "INPUT" && !/^(radio|checkbox|hidden|submit|button)$/.test(element.type)));
  }

  function press(id) {
    document.getElementById(id).click();
  }

  function inField(event, element) {
    if (event.key === "Escape") {
      event.preventDefault();
      var question = element.closest("[data-question]");
      show(question || document.getElementById("save"));
    } else if (event.key === "Enter" && (element.tagName !== "TEXTAREA" || event.ctrlKey || event.metaKey)) {
      // Enter goes on as on paper; only from the last field does it save.
      event.preventDefault();
      var here = current();
      if (here >= 0) go(here + 1);
      else if (element.id === "provider_name" && !document.getElementById("provider_title").value.trim())
        show(document.getElementById("provider_title"));
      else press("save");
    }
  }

  document.addEventListener("keydown", function (event) {
    var element = document.activeElement;
    if (event.defaultPrevented || event.altKey) return;
    if (isTyping(element)) return inField(event, element);
    if (event.ctrlKey || event.metaKey) return;
    if (element && element.closest("a, summary, button") && event.key === "Enter") return;
    var here = current();
    var question = questions[here];
    var isRoom = question && question.hasAttribute("data-room");
    var key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (key === "y" || key === "Enter") {
      event.preventDefault();
      if (here < 0) return go(0);
      if (key === "y" && !isRoom) answer(question, "yes");
      go(here + 1);
    } else if (key === "n" && question && !isRoom) {
      event.preventDefault();
      answer(question, "changed");
      var first = question.querySelector(".question-fields input:not([type=hidden]), .question-fields textarea, .question-fields select");
      if (first) { show(first); if (first.select) first.select(); }
    } else if (isRoom && ROOM[key] !== undefined) {
      event.preventDefault();
      document.getElementById("room-" + ROOM[key]).checked = true;
      if (key === "1" || key === "2") show(document.getElementById("room_places"));
      else if (key === "3") show(document.getElementById("room_wait"));
      else go(here + 1);
    } else if (key === "t") {
      event.preventDefault();
      questions.forEach(function (each) {
        if (!each.querySelector("input[value=yes]:checked, input[value=changed]:checked")) answer(each, "yes");
      });
      go(questions.length);
    } else if (key === "ArrowDown" || key === "ArrowUp") {
      event.preventDefault();
      go(key === "ArrowDown" ? here + 1 : Math.max(0, (here < 0 ? questions.length : here) - 1));
    } else if (key === "a") {
      event.preventDefault();
      press("no-answer");
    } else if (key === "s") {
      event.preventDefault();
      press("skip");
    } else if (key === "r" && document.getElementById("settles")) {
      event.preventDefault();
      press("settles");
    } else if (key === "u") {
      var undo = document.querySelector(".notice form button");
      if (undo) { event.preventDefault(); undo.click(); }
    }
  });

  // What needs another look comes first, else the first question.
  var wrong = sheet.querySelector(".field-error");
  if (wrong) {
    var at = wrong.closest("[data-question]");
    var input = wrong.closest(".field") && wrong.closest(".field").querySelector("input, textarea, select");
    show(input || at || document.getElementById("save"));
  } else if (questions.length) {
    questions[0].focus({ preventScroll: true });
  }
})();
