"use strict";
/* Looks up, sorts and draws what experiments/explorer/contents.py has worked out. A cell is level * size + mask. */

const given = JSON.parse(document.getElementById("given").textContent);
const { data, words, sureness } = given;
const { about, posts, measures } = data;
const K = measures.length, SIZE = 1 << K, CELLS = posts.length * SIZE, DOTS = 20, NOTHING = 255;
const HEADLINE = Object.keys(data.headline), WHO = Object.keys(data.who), PAYERS = Object.keys(data.kroner);
const FEW = matchMedia("(max-width: 40rem)").matches ? 6 : 15; // rows of the table at first
const BLUE = "#005a8f", RED = "#a63c00", GREY = "#767676";
const at = (id) => document.getElementById(id);

// --- numbers --------------------------------------------------------------------------------------------------------

function bytes(text) {
  const raw = atob(text), result = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i++) result[i] = raw.charCodeAt(i);
  return result;
}

function unpacked({ step, bits, data: text }) {
  const raw = new DataView(bytes(text).buffer), width = bits / 8;
  return Float32Array.from({ length: raw.byteLength / width },
    (_, i) => step * (bits === 8 ? raw.getInt8(i) : raw.getInt16(2 * i, true)));
}

const arrays = (group) => Object.fromEntries(Object.entries(group).map(([name, value]) =>
  [name, typeof value === "string" ? bytes(value) : value && value.data ? unpacked(value) : value]));
const groups = (some) => Object.fromEntries(Object.entries(some).map(([name, group]) => [name, arrays(group)]));

const headline = groups(data.headline), who = groups(data.who), kroner = groups(data.kroner);
const workMonths = arrays(data.work_months), hours = arrays(data.hours);
const steps = Object.fromEntries(Object.entries(data.steps).map(([name, text]) => [name, bytes(text)]));
kroner.all = { value: Float32Array.from({ length: CELLS }, (_, i) => PAYERS.reduce((sum, payer) => sum + kroner[payer].value[i], 0)) };
const count = Uint8Array.from({ length: SIZE }, (_, mask) => mask.toString(2).replaceAll("0", "").length);
const levelOf = (cell) => Math.floor(cell / SIZE), maskOf = (cell) => cell % SIZE;

// --- what is chosen ---------------------------------------------------------------------------------------------------

const state = { mask: 0, level: 0, language: given.first, aim: HEADLINE[0], payer: PAYERS[0], sort: HEADLINE[0], down: true, rows: FEW };
const here = () => state.level * SIZE + state.mask;

function read() {
  const asked = new URLSearchParams(location.hash.slice(1));
  const whole = (name, below) => { const value = Number(asked.get(name)); return Number.isInteger(value) && value >= 0 && value < below ? value : 0; };
  state.mask = whole("m", SIZE);
  state.level = whole("p", posts.length);
  const spoken = [asked.get("l"), ...(navigator.languages || [])].map((item) => String(item).slice(0, 2).replace(/^(no|nn)$/, "nb"));
  state.language = spoken.find((item) => item in words) || given.first;
}

function choose(cell) {
  state.mask = maskOf(cell);
  state.level = levelOf(cell);
  show();
}

// --- words --------------------------------------------------------------------------------------------------------------

function say(key, values = {}) {
  let text = words[state.language];
  for (const name of key.split(".")) text = text[name];
  return typeof text === "string" ? filled(text, values) : text;
}

const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

function number(value, decimals = 0, sign = false) {
  const rounded = Number(value.toFixed(decimals)) + 0;
  const text = new Intl.NumberFormat(state.language === "nb" ? "nb-NO" : "en-GB",
    { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(Math.abs(rounded));
  return (rounded < 0 ? "\u2212" : sign && rounded > 0 ? "+" : "") + text;
}

function three(value) { // three figures count
  const unit = value ? 10 ** Math.max(0, Math.floor(Math.log10(Math.abs(value))) - 2) : 1;
  return Math.round(value / unit) * unit;
}

const money = (thousands, sign = true) => say("kr", { n: number(three(1000 * thousands), 0, sign) });
const capital = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);
const span = (group, cell, decimals) => ({ low: number(group.low[cell], decimals, true), high: number(group.high[cell], decimals, true) });
const unit = (name) => say(`unit.${name}`);
const amount = (name, value) => `${number(value, 1, true)} ${unit(name)}`;
const { least } = sureness, provisional = about.provisional;
const certainty = (n) => Object.keys(least).find((level) => n >= least[level]); // key of a word, of so many of 100
const share = (n) => say(`sureness.${n === 100 ? "nearly_all" : n === 0 ? "hardly_any" : "of"}`, { n }); // never all or none
const evidenceWord = (evidence) => say(`sureness.evidence_word.${evidence}`);
const towards = (n, firm) => (n >= least[firm] ? "gain" : n <= 100 - least[firm] ? "loss" : "");

function sure(name, cell) { // as experiments/display/sureness.py writes it
  if (cell === 0) return say("sure_nothing");
  const { better, more, less } = headline[name], up = better[cell] >= 50, n = up ? better[cell] : 100 - better[cell];
  const side = (is) => say(`sureness.side.${is ? "better" : "worse"}`), smallest = say(`smallest.${name}`);
  const part = (before, is) => ({ [`${before}level`]: say(`sureness.level.${certainty((is ? more : less)[cell])}`),
    [`${before}side`]: side(is), [`${before}of`]: share((is ? more : less)[cell]) });
  const size = up ? more[cell] : less[cell];
  if (provisional) return say("sureness.so_far", { side: side(up), of: share(n), smallest, size_of: share(size) }).trim();
  const level = certainty(n), even = level === "as_likely_as_not";
  const first = { side: side(even || up), of: share(even ? better[cell] : n) };
  const text = say("sureness.direction", { ...first, text: say(`sureness.towards.${level}`, first) });
  if (even) return text + say("sureness.size_even", { smallest, ...part("", true), ...part("other_", false) });
  return text + say(`sureness.size${size < least.as_likely_as_not ? "_but" : ""}`, { smallest, ...part("", up) });
}

function named(cell) {
  const parts = measures.flatMap((_, i) => (maskOf(cell) >> i & 1 ? [i + 1] : []));
  const first = parts.length ? parts.join(" + ") : say("empty");
  return levelOf(cell) ? `${first}, ${say("post")[levelOf(cell)]}` : first;
}

// --- parts of the page ----------------------------------------------------------------------------------------------------

function element(tag, values = {}, ...children) {
  const result = document.createElement(tag);
  for (const [name, value] of Object.entries(values)) {
    if (name === "press") result.addEventListener("click", value);
    else if (value !== null && value !== undefined && value !== false) result.setAttribute(name, value);
  }
  result.append(...children);
  return result;
}

function drawing(width, height, label) {
  const result = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [name, value] of Object.entries({ viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label })) result.setAttribute(name, value);
  result.put = (tag, values, text = "") => {
    const item = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(values)) item.setAttribute(name, value);
    item.textContent = text;
    result.append(item);
  };
  return result;
}

function extent(name) { // of the dots of all cells, so that they move and the axis does not
  const dots = headline[name].dots, sorted = Float32Array.from(dots).sort();
  return [Math.min(0, sorted[Math.floor(0.002 * sorted.length)]), Math.max(0, sorted[Math.floor(0.998 * sorted.length)])];
}
const extents = Object.fromEntries(HEADLINE.map((name) => [name, extent(name)]));

function dotPlot(name, cell) {
  const { dots, threshold } = headline[name], its = [...dots.slice(cell * DOTS, (cell + 1) * DOTS)];
  const width = 300, height = 92, base = 70, size = 5, [low, high] = extents[name];
  const x = (value) => 8 + (width - 16) * Math.min(1, Math.max(0, (value - low) / (high - low)));
  const kind = (value) => (value > threshold ? BLUE : value < -threshold ? RED : GREY);
  const up = its.filter((value) => value > threshold).length, down = its.filter((value) => value < -threshold).length;
  const label = say("dots", { up, down, threshold: `${number(threshold, threshold % 1 ? 1 : 0)} ${unit(name)}` });
  const result = drawing(width, height, label), piles = {};
  result.put("rect", { x: x(-threshold), y: 4, width: x(threshold) - x(-threshold), height: base - 4, fill: "#e9e9e9" });
  result.put("line", { x1: 0, x2: width, y1: base, y2: base, stroke: "#999" });
  result.put("line", { x1: x(0), x2: x(0), y1: 4, y2: base, stroke: "#222" });
  const columns = its.map((value) => Math.round(x(value) / (2 * size)));
  const highest = Math.max(...columns.map((column) => columns.filter((one) => one === column).length)), rise = Math.min(2 * size, (base - 8) / highest);
  its.forEach((value, i) => {
    const pile = piles[columns[i]] = (piles[columns[i]] || 0) + 1;
    result.put("circle", { cx: 2 * size * columns[i], cy: base - size - rise * (pile - 1), r: size - 0.5, fill: kind(value), stroke: "#fff", "stroke-width": 0.6 });
  });
  for (const value of [low, 0, high]) {
    if (value && Math.abs(x(value) - x(0)) < 40) continue;
    result.put("text", { x: x(value), y: 86, "text-anchor": value === 0 && x(0) > 20 && x(0) < width - 20 ? "middle" : x(value) > width / 2 ? "end" : "start" }, number(value, 0, true));
  }
  return result;
}

function card(name) {
  const cell = here(), group = headline[name], value = group.value[cell];
  const kind = cell === 0 ? "" : towards(group.better[cell], "likely");
  const result = element("div", { class: `card ${kind} ${provisional ? "provisional" : ""}`, "data-outcome": name }, element("h3", {}, say(`headline.${name}`)));
  result.append(element("p", { class: "big" }, number(value, 1, true), " ", element("small", {}, unit(name))));
  result.append(element("p", { class: "sure" }, sure(name, cell)));
  if (cell) {
    const text = say("interval", span(group, cell, 1));
    result.append(element("p", { class: "note interval" }, text));
    if (name !== "months_in_work_60") {
      result.append(element("p", { class: "note" }, capital(say("people", { n: number(value * about.adults / 100, 1, true), adults: number(about.adults) }))));
    }
    result.append(dotPlot(name, cell));
  }
  result.append(element("p", { class: "note" }, say("today", { value: number(about.base[name], 1), unit: unit(name) })));
  return result;
}

function showMoney() {
  const cell = here(), months = workMonths.value[cell];
  at("money").replaceChildren(...[...PAYERS, "all"].flatMap((payer) => {
    const value = kroner[payer].value[cell];
    const lines = [element("div", {}, say("a_year", { kr: money(value) }))];
    if (kroner[payer].low && cell) lines.push(element("div", { class: "note" }, say("interval", { low: money(kroner[payer].low[cell]), high: money(kroner[payer].high[cell]) })));
    if (["kr_municipality", "all"].includes(payer) && cell && value > 0) {
      const clear = workMonths.low[cell] > 0;
      lines.push(element("div", { class: "note" }, clear ? say("per_month", { kr: money(value / months, false) }) : say("per_month_unclear")));
    }
    return [element("dt", {}, say(`kroner.${payer}`)), element("dd", {}, ...lines)];
  }));
}

function showHours() {
  const cell = here(), asked = hours.hours_asked[cell], there = hours.hours_had[cell], most = 1.05 * Math.max(asked, there, about.base.hours_asked);
  const line = say("hours_line", { asked: number(three(asked)), there: number(three(there)) });
  const width = Math.min(540, at("hours").clientWidth || 540), room = width - 160, result = drawing(width, 70, line);
  for (const [i, [key, value, colour]] of [["asked", asked, asked > 1.05 * there ? RED : BLUE], ["there", there, GREY]].entries()) {
    result.put("rect", { x: 90, y: 6 + 30 * i, width: room * value / most, height: 22, fill: colour });
    result.put("text", { x: 84, y: 22 + 30 * i, "text-anchor": "end", style: "font-size:14px" }, say(key));
    result.put("text", { x: 96 + room * value / most, y: 22 + 30 * i, style: "font-size:14px" }, number(three(value)));
  }
  const gap = asked - there, much = 0.05 * Math.max(there, 1);
  const judged = gap > much ? say("hours_short", { n: number(three(gap)) }) : gap < -3 * much ? say("hours_spare", { n: number(three(-gap)) }) : say("hours_fit");
  result.style.maxWidth = `${width}px`;
  at("hours").replaceChildren(element("p", {}, line), result, element("p", { class: "sure" }, judged));
}

function showWho() {
  const cell = here(), rows = [HEADLINE[0], ...WHO].map((name) => [name, headline[name] || who[name]]);
  const ends = rows.flatMap(([, group]) => [group.low[cell], group.high[cell], 5, -5]);
  const width = Math.min(730, at("who").clientWidth || 730), narrow = width < 500, left = narrow ? 158 : 175, right = narrow ? 84 : 250;
  const low = Math.min(...ends), high = Math.max(...ends);
  const x = (value) => left + (width - left - right) * (value - low) / (high - low);
  const text = (name) => say(`groups.${name}`);
  const told = (group) => `${number(group.value[cell], 1, true)} (${span(group, cell, 0).low} … ${span(group, cell, 0).high}), ${say("step_sure", { n: share(group.better[cell]) })}`;
  const result = drawing(width, 24 * rows.length + 26, rows.map(([name, group]) => `${text(name)}: ${told(group)}`).join("; "));
  result.put("line", { x1: x(0), x2: x(0), y1: 2, y2: 24 * rows.length + 4, stroke: "#222" });
  rows.forEach(([name, group], i) => {
    const y = 16 + 24 * i, colour = { gain: BLUE, loss: RED, "": GREY }[towards(group.better[cell], "very_likely")];
    result.put("text", { x: left - 10, y: y + 4, "text-anchor": "end", "font-weight": i ? 400 : 600 }, text(name));
    if (cell) {
      result.put("line", { x1: x(group.low[cell]), x2: x(group.high[cell]), y1: y, y2: y, stroke: colour, "stroke-width": 3 });
      result.put("circle", { cx: x(group.value[cell]), cy: y, r: 5, fill: colour });
      const value = number(group.value[cell], 1, true);
      result.put("text", { x: width - right + 12, y: y + 4 }, narrow ? `${value} (${group.better[cell]})` : `${value}, ${say("step_sure", { n: share(group.better[cell]) })}`);
    }
  });
  for (const value of [low, 0, high]) result.put("text", { x: x(value), y: 24 * rows.length + 20, "text-anchor": "middle" }, number(value, 0, true));
  result.style.maxWidth = `${width}px`;
  at("who").replaceChildren(result);
}

function candidates(adding) {
  const result = [];
  for (let i = 0; i < K; i++) {
    if (Boolean(state.mask >> i & 1) === adding) continue;
    const other = here() ^ (1 << i);
    result.push({ other, title: `${i + 1} ${measures[i].title[state.language]}`, share: steps[state.aim][here() * (K + 1) + i] });
  }
  const level = state.level + (adding ? 1 : -1);
  if (level >= 0 && level < posts.length) {
    const other = level * SIZE + state.mask;
    result.push({ other, title: capital(say("post")[adding ? level : state.level]), share: steps[state.aim][Math.min(here(), other) * (K + 1) + K] });
  }
  const values = headline[state.aim].value;
  for (const item of result) {
    item.gain = (values[item.other] - values[here()]) * (adding ? 1 : -1);
    item.cost = (kroner.kr_municipality.value[item.other] - kroner.kr_municipality.value[here()]) * (adding ? 1 : -1);
  }
  return result.sort((one, two) => (adding ? two.gain - one.gain : one.gain - two.gain));
}

function showSteps() {
  for (const [id, adding] of [["next", true], ["drop", false]]) {
    const rows = candidates(adding).map((item) => element("li", {},
      element("p", {}, element("b", {}, item.title), element("br"),
        `${amount(state.aim, item.gain)}; ${say("step_sure", { n: share(item.share) })}; ${say("step_cost", { kr: money(item.cost) })}`),
      element("button", { type: "button", "aria-label": `${say(adding ? "add" : "remove")}: ${item.title}`, press: () => choose(item.other) }, say(adding ? "add" : "remove"))));
    at(id).replaceChildren(...(rows.length ? rows : [element("li", {}, element("p", { class: "note" }, say(adding ? "all_in" : "repeat_nothing")))]));
  }
}

// --- effect against kroner ----------------------------------------------------------------------------------------------

let points = [];

function showFrontier() {
  const canvas = at("plot"), ratio = window.devicePixelRatio || 1, width = canvas.clientWidth, height = canvas.clientHeight;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  const pen = canvas.getContext("2d"), effects = headline[state.aim].value, costs = kroner[state.payer].value;
  const ends = (values) => { let low = 0, high = 0; for (const value of values) { if (value < low) low = value; if (value > high) high = value; } return [low, high]; };
  const [lowX, highX] = ends(costs), [lowY, highY] = ends(effects), left = 46, bottom = 44;
  const x = (value) => left + (width - left - 14) * (value - lowX) / (highX - lowX || 1);
  const y = (value) => height - bottom - (height - bottom - 16) * (value - lowY) / (highY - lowY || 1);
  pen.scale(ratio, ratio);
  pen.font = "13px system-ui, 'Segoe UI', Roboto, Arial, sans-serif";
  pen.fillStyle = "rgba(110,110,110,.35)";
  points = Array.from({ length: CELLS }, (_, cell) => [x(costs[cell]), y(effects[cell])]);
  for (const [px, py] of points) { pen.beginPath(); pen.arc(px, py, 2, 0, 7); pen.fill(); }
  pen.strokeStyle = "#999";
  pen.beginPath(); pen.moveTo(left, y(0)); pen.lineTo(width, y(0)); pen.moveTo(x(0), 8); pen.lineTo(x(0), height - bottom); pen.stroke();
  pen.fillStyle = "#222";
  const nice = (low, high, many) => { const raw = (high - low) / many, power = 10 ** Math.floor(Math.log10(raw)), step = power * [1, 2, 5, 10].find((one) => one * power >= raw); const result = []; for (let value = Math.ceil(low / step) * step; value <= high + 1e-9; value += step) result.push(value); return result; };
  pen.textAlign = "right";
  for (const value of nice(lowY, highY, 6)) pen.fillText(number(value, Math.abs(highY - lowY) < 6 ? 1 : 0, true), left - 6, y(value) + 4);
  pen.textAlign = "center";
  for (const value of nice(lowX, highX, width < 500 ? 4 : 8)) pen.fillText(number(value), x(value), height - bottom + 18);
  pen.textAlign = "right";
  pen.fillText(`${say(`kroner.${state.payer}`)}, ${say("on_axis")}`, width - 4, height - 6);
  pen.textAlign = "left";
  pen.fillText(`${say(`short_outcome.${state.aim}`)}, ${unit(state.aim)}`, left + 6, 14);
  const line = data.frontier[state.aim][state.payer];
  pen.strokeStyle = pen.fillStyle = BLUE;
  pen.lineWidth = 2;
  pen.beginPath();
  line.forEach((cell, i) => { const [px, py] = points[cell]; if (i) { pen.lineTo(px, points[line[i - 1]][1]); pen.lineTo(px, py); } else pen.moveTo(px, py); });
  pen.stroke();
  for (const cell of line) { pen.beginPath(); pen.arc(...points[cell], 3.5, 0, 7); pen.fill(); }
  pen.strokeStyle = "#d55e00";
  pen.lineWidth = 3.5;
  pen.beginPath(); pen.arc(...points[here()], 9, 0, 7); pen.stroke();
  canvas.setAttribute("aria-label", say("frontier_alt", { cells: number(CELLS) }));
  const luck = data.quality[state.aim].optimism;
  at("luck").textContent = luck < 0.05 ? "" : say("frontier_luck", { cells: number(CELLS), optimism: number(luck, 1), unit: unit(state.aim) });
  at("front").replaceChildren(...line.map((cell) => element("li", {},
    element("p", {}, element("b", {}, named(cell)), element("br"), `${amount(state.aim, effects[cell])}; ${say("a_year", { kr: money(costs[cell]) })}`),
    element("button", { type: "button", "aria-label": `${say("pick")}: ${named(cell)}`, press: () => choose(cell) }, say("pick")))));
}

function pickNear(event) {
  const box = at("plot").getBoundingClientRect(), px = event.clientX - box.left, py = event.clientY - box.top;
  const far = (cell, bonus) => (points[cell][0] - px) ** 2 + (points[cell][1] - py) ** 2 - bonus;
  const line = new Set(data.frontier[state.aim][state.payer]);
  let best = 0;
  for (let cell = 0; cell < CELLS; cell++) if (far(cell, line.has(cell) ? 60 : 0) < far(best, line.has(best) ? 60 : 0)) best = cell;
  choose(best);
}

// --- table ----------------------------------------------------------------------------------------------------------------

const COLUMNS = {};
for (const name of HEADLINE) {
  COLUMNS[name] = { title: () => `${say(`short_outcome.${name}`)}, ${unit(name)}`, value: (cell) => headline[name].value[cell], text: (cell) => element("div", {}, element("span", {}, number(headline[name].value[cell], 1, true)), " ", element("span", { class: "interval" }, `${number(headline[name].low[cell], 1, true)} … ${number(headline[name].high[cell], 1, true)}`)) };
  COLUMNS[`sure_${name}`] = { title: () => `${say("head.sure")}: ${say(`short_outcome.${name}`).toLowerCase()}`, value: (cell) => headline[name].better[cell], text: (cell) => element("span", {}, share(headline[name].better[cell])), folded: name === "months_in_work_60" };
}
for (const payer of [...PAYERS, "all"]) COLUMNS[payer] = { title: () => `${say(`kroner.${payer}`)}, ${say("on_axis")}`, value: (cell) => kroner[payer].value[cell], text: (cell) => number(three(kroner[payer].value[cell]), 0, true), folded: payer === "all" || payer === "kr_employer" };
COLUMNS.hours_asked = { title: () => say("head.hours_asked"), value: (cell) => hours.hours_asked[cell], text: (cell) => number(three(hours.hours_asked[cell])) };
for (const name of WHO) COLUMNS[name] = { title: () => say(`groups.${name}`), value: (cell) => who[name].value[cell], text: (cell) => `${number(who[name].value[cell], 1, true)}; ${share(who[name].better[cell])}`, folded: true };
COLUMNS.measures = { title: () => say("head.measures"), value: (cell) => count[maskOf(cell)], text: (cell) => String(count[maskOf(cell)]), folded: true };
COLUMNS.posts = { title: () => say("head.posts"), value: (cell) => posts[levelOf(cell)], text: (cell) => say("post_short")[levelOf(cell)], folded: true };

function showTable() {
  const mine = at("with_mine").checked, limit = at("at_most").value === "" ? Infinity : Number(at("at_most").value), column = COLUMNS[state.sort];
  const cells = [];
  for (let cell = 0; cell < CELLS; cell++) {
    if (kroner.kr_municipality.value[cell] > limit) continue;
    if (mine && ((maskOf(cell) & state.mask) !== state.mask || levelOf(cell) < state.level)) continue;
    cells.push(cell);
  }
  cells.sort((one, two) => (state.down ? column.value(two) - column.value(one) : column.value(one) - column.value(two)) || one - two);
  const shown = Object.entries(COLUMNS).filter(([name, item]) => !item.folded || name === state.sort);
  const head = (name, title) => element("th", { scope: "col", "aria-sort": name === state.sort ? (state.down ? "descending" : "ascending") : null },
    element("button", { type: "button", press: () => { state.down = name === state.sort ? !state.down : true; state.sort = name; lists(); showTable(); } }, title));
  at("head").replaceChildren(element("th", { scope: "col" }, say("head.combination")), ...shown.map(([name, item]) => head(name, item.title())), element("th", { scope: "col" }, say("pick")));
  at("rows").replaceChildren(...cells.slice(0, state.rows).map((cell) => element("tr", { class: cell === here() ? "mine" : null },
    element("th", { scope: "row" }, named(cell)),
    ...shown.map(([, item]) => element("td", { "data-head": `${item.title()}:` }, item.text(cell))),
    element("td", {}, cell === here() ? say("chosen") : element("button", { type: "button", "aria-label": `${say("pick")}: ${named(cell)}`, press: () => choose(cell) }, say("pick"))))));
  at("found").textContent = say("found", { n: number(cells.length), cells: number(CELLS) });
  at("more_rows").hidden = cells.length <= state.rows;
}

// --- the command ----------------------------------------------------------------------------------------------------------

function scenario() {
  const names = measures.flatMap((one, i) => (state.mask >> i & 1 ? [one.name] : []));
  if (state.level) names.push(posts[state.level] === 1 ? "extra_staff" : `extra_staff:${posts[state.level]}`);
  return names.join("+");
}

function showCommand() {
  at("command").textContent = here() ? about.compare.replace("SCENARIOS", scenario()) : say("repeat_nothing");
  at("copy").hidden = !here();
  at("copied").textContent = "";
}

async function copy() {
  try {
    await navigator.clipboard.writeText(at("command").textContent);
  } catch {
    getSelection().selectAllChildren(at("command"));
    document.execCommand("copy");
  }
  at("copied").textContent = say("copied");
}

// --- the whole page ---------------------------------------------------------------------------------------------------------

function options(select, items, chosen) {
  select.replaceChildren(...items.map(([value, text]) => element("option", { value }, text)));
  select.value = chosen;
}

function lists() {
  const aims = HEADLINE.map((name) => [name, say(`headline.${name}`)]);
  options(at("aim"), aims, state.aim);
  options(at("front_aim"), aims, state.aim);
  options(at("payer"), [...PAYERS, "all"].map((payer) => [payer, say(`kroner.${payer}`)]), state.payer);
  options(at("sort"), Object.entries(COLUMNS).map(([name, item]) => [name, item.title()]), state.sort);
  options(at("order"), [["down", say("down")], ["up", say("up")]], state.down ? "down" : "up");
}

function speak() {
  document.documentElement.lang = state.language;
  document.title = say("title", about);
  for (const item of document.querySelectorAll("[data-text]")) item.textContent = say(item.dataset.text, { ...about, members: number(about.members) });
  const basis = about.basis[state.language];
  at("basis").hidden = !basis;
  at("basis").textContent = basis ? say("setting", { basis }) : "";
  at("language").lang = Object.keys(words).find((item) => item !== state.language);
  const notes = [...(provisional ? [say("provisional", about)] : []), ...(about.members_out ? [say("failed", { n: about.members_out })] : [])];
  at("provisional").hidden = !notes.length;
  at("provisional").textContent = notes.join(" ");
  at("ticks").replaceChildren(...say("post_short").map((text) => element("span", {}, text)));
  at("measures").replaceChildren(...measures.map((one, i) => {
    const box = element("input", { type: "checkbox", id: `measure_${i}` });
    box.addEventListener("change", () => { state.mask ^= 1 << i; show(); });
    return element("li", {}, box, element("label", { for: `measure_${i}` }, `${i + 1} ${one.title[state.language]}`),
      element("details", {}, element("summary", {}, say("sureness.evidence", { word: evidenceWord(one.evidence) })), one.text[state.language]));
  }));
  const list = say("how").map((text) => element("li", {}, filled(text, { cells: number(CELLS), members: about.members, further: about.further, runs: number(about.runs), months: about.months, start: about.start, posts: say("post_short").join(", "), unfitted: number(data.quality[HEADLINE[0]].unfitted, 1), unit: unit(HEADLINE[0]) })));
  at("about").replaceChildren(element("ul", {}, ...list), element("p", {}, say("made", { date: about.dated[state.language], version: about.bygd })));
  at("made_by").textContent = about.made_by;
  lists();
}

function show() {
  const cell = here(), name = HEADLINE[0];
  measures.forEach((_, i) => { at(`measure_${i}`).checked = Boolean(state.mask >> i & 1); });
  at("posts").max = posts.length - 1;
  at("posts").value = state.level;
  at("posts").setAttribute("aria-valuetext", say("post")[state.level]);
  at("posts_said").textContent = say("post")[state.level];
  at("short").replaceChildren(element("b", {}, say("short", { effect: amount(name, headline[name].value[cell]) })), ` ${sure(name, cell)} ${say("kroner.kr_municipality")}: ${say("a_year", { kr: money(kroner.kr_municipality.value[cell]) })}.`);
  at("nothing").textContent = cell ? "" : say("nothing");
  at("headline").replaceChildren(...HEADLINE.map(card));
  at("dots").textContent = cell ? say("dots_note") : "";
  const behind = measures.flatMap((one, i) => (state.mask >> i & 1 ? [one.evidence] : []));
  if (state.level) behind.push(about.evidence_of_posts);
  const weakest = sureness.evidence.find((item) => behind.includes(item));
  at("evidence").textContent = weakest ? say("evidence", { word: evidenceWord(weakest) }) : "";
  showMoney(); showHours(); showWho(); showSteps(); showFrontier(); showTable(); showCommand();
  history.replaceState(null, "", `#m=${state.mask}&p=${state.level}&l=${state.language}`);
}

function begin() {
  read();
  speak();
  at("posts").max = posts.length - 1;
  const onChange = (id, done) => at(id).addEventListener("change", (event) => { done(event.target.value); });
  at("language").addEventListener("click", () => { state.language = at("language").lang; speak(); show(); });
  at("posts").addEventListener("input", (event) => { state.level = Number(event.target.value); show(); });
  at("none").addEventListener("click", () => choose(state.level * SIZE));
  at("every").addEventListener("click", () => choose(state.level * SIZE + SIZE - 1));
  for (const id of ["aim", "front_aim"]) onChange(id, (value) => { state.aim = value; lists(); showSteps(); showFrontier(); });
  onChange("payer", (value) => { state.payer = value; showFrontier(); });
  onChange("sort", (value) => { state.sort = value; state.rows = FEW; showTable(); });
  onChange("order", (value) => { state.down = value === "down"; showTable(); });
  at("at_most").addEventListener("input", showTable);
  at("with_mine").addEventListener("change", showTable);
  at("more_rows").addEventListener("click", () => { state.rows += 4 * FEW; showTable(); });
  at("plot").addEventListener("click", pickNear);
  at("copy").addEventListener("click", copy);
  addEventListener("resize", () => { showHours(); showWho(); showFrontier(); });
  addEventListener("hashchange", () => { read(); speak(); show(); });
  show();
}

begin();
