/* What a page looks like where it is read: run in the page by the checks in this folder, which the page's own policy
   does not concern. Every function gives a list of faults in words. */
(() => {
  const SLACK = 2;  /* px: boxes are rounded, and letters do not fill theirs */

  const style = element => getComputedStyle(element);
  const name = element => {
    const words = element.textContent.trim().replace(/\s+/g, " ").slice(0, 50);
    const more = (element.id ? "#" + element.id : "") + (element.className.baseVal === undefined && element.className
      ? "." + element.className.trim().split(/\s+/).join(".") : "");
    return `<${element.tagName.toLowerCase()}${more}> ${words}`;
  };
  /* hidden from sight on purpose: kept for screen readers by clipping, or beside the page until it has the focus */
  const onlyForEars = element => {
    for (let one = element; one; one = one.parentElement) {
      if (style(one).clipPath.startsWith("inset(50%") || one.matches(".skip:not(:focus)")) return true;
    }
    return false;
  };
  const seen = element => element.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true})
    && !onlyForEars(element);

  function texts() {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
    const known = new Map();
    while (walker.nextNode()) {
      const node = walker.currentNode, element = node.parentElement;
      if (!node.data.trim() || element.closest("svg, script, style, select, option")) continue;
      if (!known.has(element)) known.set(element, seen(element));
      if (!known.get(element)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const box of range.getClientRects()) {
        if (box.width > 0 && box.height > 0) found.push({node, element, box});
      }
    }
    return found;
  }

  /* every word that is seen, without those of charts, which are pictures */
  function words() {
    return [...new Set(texts().flatMap(({node}) => node.data.trim().split(/\s+/)))];
  }

  function sideways() {
    const root = document.documentElement, beyond = root.scrollWidth - root.clientWidth;
    if (beyond <= 0) return [];
    const widest = [...document.body.querySelectorAll("*")]
      .filter(one => one.getBoundingClientRect().right > root.clientWidth + 1 && seen(one) && !one.closest("svg")).slice(0, 3);
    return [`the page scrolls ${beyond} px sideways: ${widest.map(name).join(" | ")}`];
  }

  function beside(found = texts()) {
    const width = document.documentElement.clientWidth;
    return found.filter(({element, box}) => (box.left < -SLACK || box.right > width + SLACK) && !element.closest(".scroll"))
      .map(({element}) => `outside the page: ${name(element)}`);
  }

  function clipped() {
    return [...document.body.querySelectorAll("*")].filter(element => {
      if (element.closest("svg, select, input") || !element.clientWidth) return false;
      const {overflowX, overflowY} = style(element), cuts = ["hidden", "clip"];
      const across = cuts.includes(overflowX) && element.scrollWidth > element.clientWidth + SLACK;
      const down = cuts.includes(overflowY) && element.scrollHeight > element.clientHeight + SLACK;
      return (across || down) && seen(element);
    }).map(element => `cut off: ${name(element)}`);
  }

  function overlaps(found = texts()) {
    const faults = [];
    let open = [];
    found.sort((one, other) => one.box.top - other.box.top);
    for (const one of found) {
      open = open.filter(other => other.box.bottom - SLACK > one.box.top + SLACK);
      for (const other of open) {
        const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
        const down = Math.min(one.box.bottom, other.box.bottom) - one.box.top;
        /* lines of text may come nearer than their boxes: a quarter of the lower one counts */
        if (one.node !== other.node && across > SLACK && down > SLACK + one.box.height / 4) {
          faults.push(`text upon text: ${name(one.element)} | ${name(other.element)}`);
        }
      }
      open.push(one);
    }
    return faults;
  }

  function fit() {
    const found = texts();
    return [...sideways(), ...beside(found), ...clipped(), ...overlaps(found)];
  }

  /* the sheet of a check comes after the page's own; an empty one takes the last away */
  function restyle(css) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = css ? [sheet] : [];
  }

  function open() {
    document.querySelectorAll("details").forEach(one => { one.open = true; });
  }

  function parts(colour) {
    const [red, green, blue, alpha = 1] = colour.match(/[\d.]+/g).map(Number);
    return {rgb: [red, green, blue], alpha};
  }
  function luminance(rgb) {
    const [red, green, blue] = rgb.map(part => part / 255)
      .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }
  function contrast(one, other) {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  }

  const over = (below, above, alpha) => below.map((part, place) => part + alpha * (above[place] - part));

  /* what stands behind an element, from its first opaque ancestor up */
  function ground(element) {
    if (!element) return [255, 255, 255];
    const {rgb, alpha} = parts(style(element).backgroundColor);
    return alpha === 1 ? rgb : over(ground(element.parentElement), rgb, alpha);
  }

  /* what stands behind a text of a chart, at points all over its box: shapes drawn before it, one upon the other;
     null where a shape is filled with a pattern or a picture, whose colour nobody can tell */
  function chartGround(text) {
    const svg = text.closest("svg"), box = text.getBBox(), toScreen = text.getScreenCTM();
    const shapes = [...svg.querySelectorAll("path, rect, circle, ellipse, polygon, image, use")].filter(shape =>
      style(shape).fill !== "none" && shape.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING);
    const points = [0.1, 0.3, 0.5, 0.7, 0.9].flatMap(x => [0.2, 0.5, 0.8].map(y =>
      new DOMPoint(box.x + x * box.width, box.y + y * box.height).matrixTransform(toScreen)));
    return points.map(point => {
      let colour = ground(svg);
      for (const shape of shapes) {
        const around = shape.getBoundingClientRect(), own = style(shape);
        if (point.x < around.left || point.x > around.right || point.y < around.top || point.y > around.bottom) continue;
        if (shape.matches("image") || own.fill.startsWith("url")) return null;
        /* a mark that stands in many places counts as its whole box */
        const isMark = shape.matches("use");
        if (!isMark && !shape.isPointInFill(point.matrixTransform(shape.getScreenCTM().inverse()))) continue;
        const {rgb, alpha} = parts(own.fill);
        colour = over(colour, rgb, alpha * own.fillOpacity * own.opacity);
      }
      return colour;
    });
  }

  /* texts with too little contrast; a quarter of a box may be touched by what does not stand behind its letters */
  function pale(targets) {
    return targets.flatMap(target => {
      const element = document.querySelector(target), own = style(element), inChart = element.closest("svg") !== null;
      const grounds = inChart ? chartGround(element) : [ground(element)];
      if (grounds.includes(null)) return [`contrast cannot be told: ${name(element)}`];
      const letters = parts(inChart ? own.fill : own.color).rgb;
      const found = grounds.map(one => contrast(one, letters)).sort((a, b) => a - b)[Math.floor(grounds.length / 4)];
      const size = parseFloat(own.fontSize) * (inChart ? element.getScreenCTM().a : 1);
      const enough = size >= 24 || (size >= 18.66 && own.fontWeight >= 700) ? 3 : 4.5;
      return found < enough ? [`contrast ${found.toFixed(1)}: ${name(element)}`] : [];
    });
  }

  /* on paper: no surface that drinks ink, links that are dark and underlined, heads of tables that come again */
  function printed() {
    const faults = [], white = [255, 255, 255];
    for (const element of document.querySelectorAll("html, body, body *:not(svg *)")) {
      if (!element.checkVisibility() || onlyForEars(element)) continue;
      const own = style(element), surface = parts(own.backgroundColor);
      if (surface.alpha > 0 && luminance(surface.rgb) < 0.7) faults.push(`dark on paper: ${name(element)}`);
      if (own.backgroundImage !== "none") faults.push(`a picture behind text on paper: ${name(element)}`);
      if (element.tagName === "A" && contrast(parts(own.color).rgb, white) < 7) faults.push(`pale link: ${name(element)}`);
      if (element.tagName === "A" && own.textDecorationLine !== "underline") faults.push(`link like text: ${name(element)}`);
      if (element.tagName === "THEAD" && own.display !== "table-header-group") faults.push(`head comes once: ${name(element)}`);
      if (element.matches(".scroll, .scroll *") && /auto|scroll/.test(own.overflowX)) faults.push(`scrolls on paper: ${name(element)}`);
    }
    return faults;
  }

  /* where the reader's own colours rule, charts keep theirs, on white: they mean something there */
  const CHART = "svg[role=img], svg[role=img] :is(path, rect, line, circle, ellipse, polygon, polyline, text, tspan, use)";
  function forced() {
    return [...document.querySelectorAll(CHART)].flatMap(element => {
      const own = style(element), faults = [];
      if (own.forcedColorAdjust !== "none") faults.push(`another colour when colours are forced: ${name(element)}`);
      if (element.matches("svg") && own.backgroundColor !== "rgb(255, 255, 255)") {
        faults.push(`no white behind the chart when colours are forced: ${name(element)}`);
      }
      return faults;
    });
  }

  /* keyboard */
  const STOPS = "a[href], button, input, select, textarea, summary, [tabindex='0']";
  function stops() {
    return [...document.querySelectorAll(STOPS)].filter(one => !one.disabled && !one.closest("[hidden]")
      && one.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true}));
  }
  function watchKeys() {
    const all = stops();
    window.keys = {all, at: [], faults: []};
    /* the key comes down when the last step has been drawn and scrolled to */
    window.addEventListener("keydown", () => {
      const one = document.activeElement;
      if (!one || one === document.body) return;
      window.keys.at.push(all.indexOf(one));
      const own = style(one), boxes = [...one.getClientRects()];
      if (own.outlineStyle === "none" || parseFloat(own.outlineWidth) < 2) window.keys.faults.push(`focus is not seen: ${name(one)}`);
      const inSight = boxes.some(part => {
        const [left, right] = [Math.max(part.left, 0), Math.min(part.right, innerWidth)];
        const [top, bottom] = [Math.max(part.top, 0), Math.min(part.bottom, innerHeight)];
        return left < right && top < bottom && one.contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2));
      });
      if (!inSight) window.keys.faults.push(`focus is out of sight: ${name(one)}`);
    }, true);
    return all.length;
  }
  function keysPressed() {
    const {all, at, faults} = window.keys;
    const missed = all.filter((_, place) => !at.includes(place)).map(one => `not reached by Tab: ${name(one)}`);
    const orderly = at.every((place, step) => step === 0 || place > at[step - 1]);
    return [...faults, ...missed, ...(orderly ? [] : [`the focus jumps: ${at.join(" ")}`])];
  }

  window.look = {fit, words, restyle, open, pale, printed, forced, watchKeys, keysPressed};
})();
