(function () {
  "use strict";
  /* Without this script every table is complete and in order of name; with it, it can be sorted and filtered. */
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
  function say(table, words) {
    var status = document.getElementById(table.id + "-status");
    if (status) { status.textContent = words; }
  }
  function sort(table, column, label) {
    var heads = table.tHead.rows[0].cells, head = heads[column], body = table.tBodies[0];
    var falls = head.getAttribute("aria-sort") === "ascending";
    var rows = Array.prototype.slice.call(body.rows);
    rows.map(function (row, place) { return [keyOf(row, column), place, row]; })
      .sort(function (a, b) { return compare(a[0], b[0], falls ? -1 : 1) || a[1] - b[1]; })
      .forEach(function (entry) { body.appendChild(entry[2]); });
    Array.prototype.forEach.call(heads, function (each) { each.removeAttribute("aria-sort"); });
    head.setAttribute("aria-sort", falls ? "descending" : "ascending");
    say(table, "Sorted by " + label + (falls ? ", descending." : ", ascending."));
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
    Array.prototype.forEach.call(rows, function (row) {
      var fits = fields.every(function (field) {
        var wanted = field.value.trim().toLowerCase();
        if (!wanted) { return true; }
        var own = field.getAttribute("data-key");
        return own ? row.getAttribute("data-" + own).toLowerCase() === wanted
          : row.textContent.toLowerCase().indexOf(wanted) >= 0;
      });
      row.hidden = !fits;
      shown += fits ? 1 : 0;
    });
    say(table, shown + " of " + rows.length + " shown.");
  }
  document.querySelectorAll("table.sortable").forEach(function (table) {
    Array.prototype.forEach.call(table.tHead.rows[0].cells, function (head, column) { addButton(table, head, column); });
    table.tHead.rows[0].cells[0].setAttribute("aria-sort", "ascending");
    var controls = document.getElementById(table.id + "-filter");
    if (!controls) { return; }
    var fields = Array.prototype.slice.call(controls.querySelectorAll("input, select"));
    controls.hidden = false;
    fields.forEach(function (field) {
      field.addEventListener("input", function () { filter(table, fields); });
    });
    controls.querySelector("button").addEventListener("click", function () {
      fields.forEach(function (field) { field.value = ""; });
      filter(table, fields);
    });
  });
}());
