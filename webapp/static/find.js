// The map beside the list: the same numbers on both, and each lights up the other.
(function () {
  "use strict";

  var map = null;

  function read() {
    var block = document.getElementById("find-map-data");
    return block ? JSON.parse(block.textContent) : null;
  }

  function lit(number, on) {
    document.querySelectorAll('[data-number="' + number + '"], [data-numbers~="' + number + '"]').forEach(function (element) {
      element.classList.toggle("is-lit", on);
    });
  }

  function light(numbers, on) {
    numbers.forEach(function (number) { lit(number, on); });
  }

  // One pin for one or several places; several are told apart by zooming in.
  function pin(group) {
    var box = document.createElement("span");
    var eligible = group.some(function (point) { return point.eligibility === "eligible"; });
    var numbers = [].concat.apply([], group.map(function (point) { return point.numbers; }));
    box.className = "pin pin-" + (eligible ? "eligible" : "may_be");
    box.textContent = numbers.length > 2 ? numbers[0] + " +" + (numbers.length - 1) : numbers.join(" · ");
    var names = [].concat.apply([], group.map(function (point) { return point.names; })).join("; ");
    var width = 16 + 9 * box.textContent.length;
    var marker = L.marker([group[0].latitude, group[0].longitude], {
      icon: L.divIcon({ className: "map-pin", html: box, iconSize: [width, 28], iconAnchor: [width / 2, 14] }),
      title: names, alt: names, riseOnHover: true, zIndexOffset: 1000 - numbers[0]
    });
    marker.numbers = numbers;
    marker.on("mouseover", function () { light(numbers, true); });
    marker.on("mouseout", function () { light(numbers, false); });
    marker.on("click keypress", function (event) {
      if (event.originalEvent && event.originalEvent.key && event.originalEvent.key !== "Enter") return;
      if (group.length > 1 && map.getZoom() < map.getMaxZoom()) {
        map.fitBounds(L.latLngBounds(group.map(function (point) { return [point.latitude, point.longitude]; })), { padding: [48, 48], maxZoom: map.getMaxZoom() });
        return;
      }
      var card = document.getElementById("match-" + numbers[0]);
      if (!card) return;
      card.scrollIntoView({ block: "center" });
      card.focus({ preventScroll: true });
    });
    return marker;
  }

  // Places that would cover each other at this zoom share a pin, the best match first.
  function grouped(points) {
    var groups = [];
    points.forEach(function (point) {
      var at = map.latLngToContainerPoint([point.latitude, point.longitude]);
      var home = groups.find(function (group) { return group.at.distanceTo(at) < 30; });
      if (home) home.points.push(point);
      else groups.push({ at: at, points: [point] });
    });
    return groups.map(function (group) { return pin(group.points); });
  }

  function label(town) {
    var words = document.createElement("span");
    words.textContent = town.name;
    return L.marker([town.latitude, town.longitude], {
      icon: L.divIcon({ className: "map-town", html: words, iconSize: [0, 0] }),
      interactive: false, keyboard: false, zIndexOffset: -1000
    });
  }

  // Names of towns that would cover each other or a pin are left out at this zoom, nearest to the centre first.
  function thin(labels, pins) {
    var taken = pins.map(function (marker) {
      var at = map.latLngToContainerPoint(marker.getLatLng());
      return [at.x - 16, at.y - 16, at.x + 16, at.y + 16];
    });
    labels.forEach(function (town) {
      var at = map.latLngToContainerPoint(town.marker.getLatLng());
      var half = town.name.length * 3.6 + 4;
      var box = [at.x - half, at.y - 9, at.x + half, at.y + 9];
      var free = taken.every(function (other) {
        return box[2] < other[0] || box[0] > other[2] || box[3] < other[1] || box[1] > other[3];
      });
      if (free) {
        taken.push(box);
        town.marker.addTo(map);
      } else {
        town.marker.remove();
      }
    });
  }

  function takeDown() {
    if (!map) return;
    var frame = map.getContainer();
    map.remove();
    map = null;
    frame.removeAttribute("style");
    frame.className = "find-map";
  }

  function draw() {
    var frame = document.getElementById("find-map");
    var data = read();
    takeDown();
    if (!frame || !data || !window.L) return;
    map = L.map(frame, { zoomSnap: 0.25, maxZoom: data.tiles ? 18 : 14, attributionControl: !!data.tiles });
    if (data.tiles) {
      map.attributionControl.setPrefix(false);
      L.tileLayer(data.tiles, { attribution: data.attribution, maxZoom: 18 }).addTo(map);
    }
    L.control.scale({ metric: false }).addTo(map);
    var bounds = L.latLngBounds([]);
    if (data.centre) {
      var centre = [data.centre.latitude, data.centre.longitude];
      bounds.extend(centre);
      if (data.radius_miles) {
        var circle = L.circle(centre, { radius: data.radius_miles * 1609.344, className: "map-circle", weight: 1.5, dashArray: "5 5", interactive: false });
        circle.addTo(map);
        if (data.radius_miles <= 10) bounds.extend(L.latLng(centre).toBounds(2 * 1609.344 * data.radius_miles));
      }
      L.circleMarker(centre, { radius: 5, weight: 3, className: "map-centre", interactive: false }).addTo(map);
    }
    // One far away would shrink all others to a heap: three quarters of them decide what is seen first.
    var places = data.points.map(function (point) { return L.latLng(point.latitude, point.longitude); });
    if (data.centre) places.sort(function (a, b) { return a.distanceTo(centre) - b.distanceTo(centre); });
    places.slice(0, Math.max(2, Math.ceil(places.length * 0.75))).forEach(function (place) { bounds.extend(place); });
    if (!bounds.isValid()) return;
    map.fitBounds(bounds, { padding: [32, 32], maxZoom: 13 });
    var labels = data.towns.map(function (town) { return { name: town.name, marker: label(town) }; });
    var pins = [];
    function lay() {
      pins.forEach(function (marker) { marker.remove(); });
      pins = grouped(data.points);
      pins.forEach(function (marker) {
        marker.addTo(map);
        marker.getElement().dataset.numbers = marker.numbers.join(" ");
      });
      thin(labels, pins);
    }
    lay();
    map.on("zoomend resize", lay);
  }

  function over(event, on) {
    var card = event.target.closest && event.target.closest(".find-card");
    if (card) lit(card.dataset.number, on);
  }

  document.addEventListener("mouseover", function (event) { over(event, true); });
  document.addEventListener("mouseout", function (event) { over(event, false); });
  document.addEventListener("focusin", function (event) { over(event, true); });
  document.addEventListener("focusout", function (event) { over(event, false); });

  // Empty fields stay out of the address, so that a search is a link that a person can read.
  function tidy(fields) {
    Array.from(fields.keys()).forEach(function (name) {
      var given = fields.getAll(name).filter(function (value) { return value !== ""; });
      fields.delete(name);
      given.forEach(function (value) { fields.append(name, value); });
    });
  }
  document.addEventListener("htmx:configRequest", function (event) { tidy(event.detail.formData); });

  // The form comes back with the results: what was folded open stays open, and the count is read out.
  var open = [];
  // The page is copied before it changes, and a copy of the map's styles is what the policy forbids.
  document.addEventListener("htmx:beforeHistorySave", takeDown);
  document.addEventListener("htmx:beforeSwap", function () {
    open = Array.from(document.querySelectorAll("#find-form details[open]"), function (fold) { return fold.id; });
  });
  document.addEventListener("htmx:afterSettle", function () {
    open.forEach(function (id) {
      var fold = document.getElementById(id);
      if (fold) fold.open = true;
    });
    var found = document.querySelector("#results h2, #results h3");
    document.getElementById("find-status").textContent = found ? found.textContent : "";
    draw();
  });
  document.addEventListener("DOMContentLoaded", draw);
})();
