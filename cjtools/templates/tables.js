(function () {
  "use strict";
  /* Without this script every table is complete and in order of name, and every page is linked; with it, tables can be
     sorted and filtered, and pages looked for by any spelling. Nothing is fetched: what is found stands in the page. */
  function list(found) { return Array.prototype.slice.call(found); }
  /* as cjtools.areas.fold has it */
  function fold(text) {
    return text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/&/g, " and ")
      .replace(/[^a-z0-9]+/g, " ").trim();
  }
  function fits(wanted, text) {
    var words = " " + fold(text);
    return fold(wanted).split(" ").every(function (word) { return words.indexOf(" " + word) >= 0; });
  }
  function keyOf(row, column) {
    var cell = row.cells[column];
    if (!cell.hasAttribute("data-v")) { return cell.textContent.trim(); }
    var value = cell.getAttribute("data-v");
    return value === "" ? null : Number(value);
  }
  function compare(one, other, turn) {
    if (one === null || other === null) { return (one === null) - (other === null); }
    return turn * (typeof one === "number" ? one - other : one.localeCompare(other, "en-GB"));
  }
  function say(name, words) {
    var status = document.getElementById(name + "-status");
    if (status) { status.textContent = words; }
  }
  function sort(table, column, label) {
    var heads = table.tHead.rows[0].cells, head = heads[column], body = table.tBodies[0];
    var falls = head.getAttribute("aria-sort") === "ascending";
    list(body.rows).map(function (row, place) { return [keyOf(row, column), place, row]; })
      .sort(function (a, b) { return compare(a[0], b[0], falls ? -1 : 1) || a[1] - b[1]; })
      .forEach(function (entry) { body.appendChild(entry[2]); });
    list(heads).forEach(function (each) { each.removeAttribute("aria-sort"); });
    head.setAttribute("aria-sort", falls ? "descending" : "ascending");
    say(table.id, "Sorted by " + label + (falls ? ", descending." : ", ascending."));
  }
  function addButton(table, head, column) {
    var label = head.querySelector(".label"), button = document.createElement("button");
    if (!label) { return; }
    var words = label.textContent;
    button.type = "button";
    button.className = "sort";
    button.textContent = words;
    button.addEventListener("click", function () { sort(table, column, words); });
    label.replaceChildren(button);
  }
  function filter(table, fields) {
    var shown = 0, rows = table.tBodies[0].rows;
    list(rows).forEach(function (row) {
      var is = fields.every(function (field) {
        var own = field.getAttribute("data-key");
        return !field.value || (own ? row.getAttribute("data-" + own) === field.value
          : fits(field.value, row.textContent + " " + (row.getAttribute("data-find") || "")));
      });
      row.hidden = !is;
      shown += is ? 1 : 0;
    });
    say(table.id, shown + " of " + rows.length + " shown.");
  }
  list(document.querySelectorAll("table.sortable")).forEach(function (table) {
    list(table.tHead.rows[0].cells).forEach(function (head, column) { addButton(table, head, column); });
    table.tHead.rows[0].cells[0].setAttribute("aria-sort", "ascending");
    var controls = document.getElementById(table.id + "-filter");
    if (!controls) { return; }
    var fields = list(controls.querySelectorAll("input, select"));
    controls.hidden = false;
    fields.forEach(function (field) {
      field.addEventListener("input", function () { filter(table, fields); });
    });
    controls.querySelector("button").addEventListener("click", function () {
      fields.forEach(function (field) { field.value = ""; });
      filter(table, fields);
    });
  });
  /* Pages that can be found: links of the lists marked for it. A report is found by the words of its area and outcome. */
  function known() {
    var links = list(document.querySelectorAll("li[data-find] a")), words = {};
    links.forEach(function (link) {
      var name = link.getAttribute("href").replace(/(\/index)?\.html$/, "");
      if (name.indexOf("/") < 0) { words[name] = link.textContent + " " + link.closest("li").dataset.find; }
    });
    return links.map(function (link) {
      var parts = link.getAttribute("href").replace(/(\/index)?\.html$/, "").split("/");
      var own = parts.map(function (part) { return words[part] || ""; });
      return {link: link, depth: parts.length, words: link.textContent + " " + own.join(" ")};
    }).sort(function (a, b) { return a.depth - b.depth; });
  }
  var box = document.getElementById("find"), most = 20;
  if (!box) { return; }
  var field = box.querySelector("input"), results = document.getElementById("find-results"), pages = known();
  function find() {
    var found = fold(field.value) ? pages.filter(function (page) { return fits(field.value, page.words); }) : [];
    var items = found.slice(0, most).map(function (page) {
      var item = document.createElement("li"), link = document.createElement("a");
      link.href = page.link.getAttribute("href");
      link.textContent = page.link.textContent;
      item.appendChild(link);
      return item;
    });
    results.replaceChildren.apply(results, items);
    results.hidden = !items.length;
    say("find", !fold(field.value) ? "" : !found.length ? "No page found. A council has pages here when a report of it was made. Try fewer words, or an outcome."
      : found.length > most ? "The first " + most + " of " + found.length + " pages found; another word finds fewer."
      : found.length === 1 ? "1 page found." : found.length + " pages found.");
  }
  box.hidden = false;
  field.addEventListener("input", find);
  field.addEventListener("keydown", function (event) {
    if (event.key === "Enter" && results.firstChild) { results.querySelector("a").focus(); }
  });
  box.querySelector("button").addEventListener("click", function () {
    field.value = "";
    find();
    field.focus();
  });
}());
