"use strict";
// The page around the program: it opens files, asks, and shows what the program says. Nothing is
// worked out here. Every part stands inside this file; the page's own policy lets it connect nowhere.

const element = (id) => document.getElementById(id);
let program = null; // what Python offers: call(verb, arguments) -> {ok, words, ...}
let tracker = null; // {name, handle}: the file that is open, and where it may be saved in place

// ---- The parts held in this file ----------------------------------------------------------

async function part(name) {
  const node = document.querySelector(`script[data-part="${name}"]`);
  const packed = Uint8Array.from(atob(node.textContent), (letter) => letter.charCodeAt(0));
  node.remove();
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

window.fetch = async (address) => {
  const name = String(address.url || address).split("/").pop();
  const kind = name.endsWith(".wasm") ? "application/wasm" : "application/octet-stream";
  return new Response(await part(name), { headers: { "Content-Type": kind } });
};

async function start() {
  progress(10, "Starting. This takes a few seconds, once.");
  const python = await loadPyodide({ indexURL: "https://inside.invalid/" });
  progress(60, "Starting: the numbers.");
  await python.loadPackage("numpy", { checkIntegrity: false, messageCallback: () => {} });
  progress(80, "Starting: the practice.");
  const site = python.runPython("import site; site.getsitepackages()[0]");
  python.unpackArchive(await part("packages.zip"), "zip", { extractDir: site });
  const call = python.runPython("from practice_xl.browser import call; call");
  program = {
    files: python.FS,
    call: (verb, given) => JSON.parse(call(verb, JSON.stringify({ today: today(), ...given }))),
  };
  for (const button of document.querySelectorAll("#welcome button")) button.disabled = false;
  progress(100, "");
  document.body.dataset.ready = String(Math.round(performance.now()));
}

function today() {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
}

// ---- Saying and asking ----------------------------------------------------------------------

function progress(percent, words) {
  const bar = element("progress");
  bar.hidden = percent >= 100;
  bar.value = percent;
  say(words);
}

function say(words, failed = false) {
  const status = element("status");
  status.textContent = words;
  status.classList.toggle("failed", failed);
}

function ask(title, text, yes, note = "", no = "Cancel") {
  element("question-title").textContent = title;
  element("question-text").textContent = text;
  element("question-yes").textContent = yes;
  element("question-no").textContent = no;
  element("question-note").textContent = note;
  const dialog = element("question");
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((answer) => {
    dialog.addEventListener("close", () => answer(dialog.returnValue === "yes"), { once: true });
  });
}

// Works on the open tracker, and shows how it ended. The page is drawn before work begins.
async function work(words, verb, given = {}) {
  say(words);
  await new Promise((drawn) => setTimeout(drawn, 30));
  const answer = program.call(verb, { file: tracker && tracker.name, ...given });
  say(answer.words, !answer.ok);
  showProblems(answer.problems || []);
  if (answer.friday) showFriday(answer.friday);
  return answer;
}

// ---- Files ------------------------------------------------------------------------------------

function chosen(id) {
  const input = element(id);
  input.value = "";
  input.click();
  return new Promise((files) => {
    input.addEventListener("change", () => files([...input.files]), { once: true });
  });
}

async function put(file, name = file.name) {
  program.files.writeFile(`/home/pyodide/${name}`, new Uint8Array(await file.arrayBuffer()));
  return name;
}

async function open(file, handle = null) {
  tracker = { name: await put(file), handle };
  const answer = await work(`Reading ${file.name}.`, "recalculate");
  element("welcome").hidden = answer.ok;
  element("friday").hidden = !answer.ok;
  if (answer.ok) element("week-title").focus();
  else tracker = null;
}

async function choose() {
  if (!window.showOpenFilePicker) {
    const [file] = await chosen("one-file");
    return open(file);
  }
  const types = [{ description: "Tracker", accept: { "application/vnd.ms-excel": [".xlsx", ".xlsm"] } }];
  try {
    const [handle] = await window.showOpenFilePicker({ types });
    return open(await handle.getFile(), handle);
  } catch (failure) {
    if (failure.name !== "AbortError") throw failure;
    return undefined;
  }
}

async function save() {
  const data = program.files.readFile(`/home/pyodide/${tracker.name}`);
  if (tracker.handle) {
    try {
      const stream = await tracker.handle.createWritable();
      await stream.write(data);
      await stream.close();
      return say(`${tracker.name} is saved where you opened it.`);
    } catch (failure) {
      if (failure.name === "AbortError") return undefined;
    }
  }
  download(tracker.name, data);
  return say(`${tracker.name} is in your downloads. Put it where your tracker lives; keep the old one until you have looked at it.`);
}

function download(name, data) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([data]));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

function downloadAll(answer) {
  for (const name of answer.files || []) download(name, program.files.readFile(`/home/pyodide/${name}`));
}

// ---- The Friday page --------------------------------------------------------------------------

function node(tag, text, attributes = {}) {
  const made = document.createElement(tag);
  if (text) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function card(title, text, look = "card") {
  const made = node("article", "", { class: look });
  made.append(node("h2", title), node("p", text));
  return made;
}

function tiles(items) {
  const list = node("dl", "", { class: "tiles" });
  for (const { label, value, note } of items) {
    const tile = node("div");
    tile.append(node("dt", label), node("dd", value, { class: "value" }), node("dd", note, { class: "note" }));
    list.append(tile);
  }
  return list;
}

function lines(title, texts) {
  if (!texts.length) return [];
  const list = node("ul");
  for (const text of texts) list.append(node("li", text));
  return [node("h2", title), list];
}

function showFriday(friday) {
  element("week-title").textContent = friday.title;
  const readings = node("div", "", { class: "pair" });
  for (const { title, text } of friday.readings) readings.append(card(title, text));
  const page = [readings, card(friday.next.title, friday.next.text, "card next")];
  page.push(node("h2", "The week in numbers"), tiles(friday.tiles));
  page.push(...lines("Overdue", friday.overdue));
  page.push(node("h2", "The day you are full"), tiles(friday.full));
  if (friday.full_words) page.push(node("p", friday.full_words));
  page.push(...lines("The quarter", friday.quarter));
  page.push(...lines("What you decided", friday.decisions));
  if (friday.income) page.push(figure(friday.income.title, fan(friday.income)));
  if (friday.scores.weeks.length > 1) page.push(figure(friday.scores.title, scores(friday.scores)));
  element("page").replaceChildren(...page);
}

function showProblems(problems) {
  element("problems").hidden = !problems.length;
  element("problem-list").replaceChildren(
    ...problems.map(({ where, found, expected, todo, blocking }) => {
      const item = node("li");
      item.append(node("strong", where + (blocking ? " (this stops the work)" : "")));
      item.append(node("div", `Found ${found}; expected ${expected}.`), node("div", todo));
      return item;
    }),
  );
}

// ---- Charts -------------------------------------------------------------------------------------

const WIDE = 760, HIGH = 300, LEFT = 70, RIGHT = 110, TOP = 20, BOTTOM = 34;

function drawn(tag, attributes, text) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

function figure(title, picture) {
  const made = node("figure");
  made.append(node("figcaption", title), picture);
  return made;
}

function frame(count, most, title, ticks, weeks) {
  const across = (place) => LEFT + (place / Math.max(1, count - 1)) * (WIDE - LEFT - RIGHT);
  const up = (value) => HIGH - BOTTOM - (value / most) * (HIGH - TOP - BOTTOM);
  const picture = drawn("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, role: "img", "aria-label": title });
  for (const [value, words] of ticks) {
    picture.append(drawn("line", { class: "axis", x1: LEFT, x2: WIDE - RIGHT, y1: up(value), y2: up(value) }));
    picture.append(drawn("text", { x: LEFT - 8, y: up(value) + 4, "text-anchor": "end" }, words));
  }
  for (const place of [0, Math.floor((count - 1) / 2), count - 1]) {
    const anchor = place === 0 ? "start" : place === count - 1 ? "end" : "middle";
    picture.append(drawn("text", { x: across(place), y: HIGH - 10, "text-anchor": anchor }, weeks[place]));
  }
  return { picture, across, up };
}

function path(values, across, up) {
  let text = "", pen = false;
  values.forEach((value, place) => {
    if (value === null) { pen = false; return; }
    text += `${pen ? "L" : "M"}${across(place).toFixed(1)} ${up(value).toFixed(1)}`;
    pen = true;
  });
  return text;
}

// Names the ends of the lines, from the top down, none nearer to the next than a line of text.
function labels(picture, across, up, named) {
  const ends = named.map(([values, words]) => {
    const place = values.reduce((last, value, index) => (value === null ? last : index), 0);
    return { x: across(place) + 6, y: up(values[place]) + 4, words };
  });
  ends.sort((one, other) => one.y - other.y);
  ends.forEach((end, index) => {
    if (index) end.y = Math.max(end.y, ends[index - 1].y + 15);
    picture.append(drawn("text", { x: end.x, y: end.y }, end.words));
  });
}

function fan({ title, weeks, came, low, likely, high, goal, ticks }) {
  const most = Math.max(ticks[ticks.length - 1][0], ...came, ...high, ...goal);
  const { picture, across, up } = frame(weeks.length, most, title, ticks, weeks);
  const known = low.map((value, place) => [place, value]).filter(([, value]) => value !== null);
  const back = [...known].reverse().map(([place]) => `${across(place)},${up(low[place])}`);
  const forth = known.map(([place]) => `${across(place)},${up(high[place])}`);
  picture.append(drawn("polygon", { class: "band", points: [...forth, ...back].join(" ") }));
  picture.append(drawn("path", { class: "goal", d: path(goal, across, up) }));
  came.forEach((value, place) => {
    if (value !== null) picture.append(drawn("circle", { class: "dots", cx: across(place), cy: up(value), r: 3.5 }));
  });
  picture.append(drawn("path", { class: "line", d: path(likely, across, up) }));
  const named = [[likely, "likely"], [high, "8 in 10"], [goal, "goal"]];
  labels(picture, across, up, named.filter(([values]) => values.some((value) => value !== null)));
  return picture;
}

function scores({ title, weeks, manager, leader }) {
  const ticks = [0, 25, 50, 75, 100].map((value) => [value, String(value)]);
  const { picture, across, up } = frame(weeks.length, 100, title, ticks, weeks);
  picture.append(drawn("path", { class: "second", d: path(manager, across, up) }));
  picture.append(drawn("path", { class: "line", d: path(leader, across, up) }));
  labels(picture, across, up, [[manager, "manager"], [leader, "leader"]]);
  return picture;
}

// ---- What the buttons do --------------------------------------------------------------------------

function boxes(form, week) {
  const shown = form.weeks.find((one) => one.week === week);
  element("boxes").replaceChildren(
    ...form.columns.map(({ key, label: words, unit, help }) => {
      const box = node("div");
      const input = node("input", "", { id: `box-${key}`, name: key, "aria-describedby": `help-${key}`, autocomplete: "off" });
      input.value = shown.values[key] ?? "";
      box.append(node("label", `${words} (${unit})`, { for: `box-${key}` }), input, node("div", help, { class: "note", id: `help-${key}` }));
      return box;
    }),
  );
}

async function typeWeek() {
  const answer = await work("Reading the weeks.", "week_form");
  if (!answer.ok) return;
  const { form } = answer;
  element("week-form-title").textContent = "Type this week";
  const choice = element("week-choice");
  choice.replaceChildren(...form.weeks.map(({ week, words }) => {
    const option = node("option", words);
    option.value = week;
    return option;
  }));
  choice.value = form.week;
  choice.onchange = () => boxes(form, choice.value);
  boxes(form, form.week);
  element("week-write").onclick = async () => {
    const values = Object.fromEntries([...element("boxes").querySelectorAll("input")].map(({ name, value }) => [name, value]));
    element("week-form").close();
    await work("Writing the week, and recalculating.", "type_week", { week: choice.value, values });
  };
  element("week-form").showModal();
}

async function share() {
  const note = "A password cannot be set on this page: the copy is a plain file. The program that is installed can lock it.";
  const answers = [];
  let answer = await work("Making the copy.", "share", { answers });
  while (answer.question) {
    answers.push(await ask(answer.question.title, answer.question.text, "Yes", note, "No"));
    answer = await work("Making the copy.", "share", { answers });
  }
  downloadAll(answer);
}

async function merge() {
  const [file] = await chosen("one-file");
  await work("Reading your coach's notes.", "merge", { copy: await put(file, `from coach ${file.name}`) });
}

async function bring() {
  const files = await chosen("many-files");
  const sources = [];
  for (const file of files) sources.push(await put(file));
  const preview = await work("Reading the files.", "import", { sources });
  if (!preview.ok || !preview.changes) return;
  if (await ask("What this import would type", preview.inside, "Type these")) {
    await work("Typing, and recalculating.", "import", { sources, yes: true });
  }
}

async function make(verb) {
  const answer = await work("Making it.", verb);
  if (!answer.ok) return;
  tracker = { name: answer.files[0], handle: null };
  if (verb === "new") return downloadAll(answer);
  element("welcome").hidden = true;
  element("friday").hidden = false;
  return element("week-title").focus();
}

async function overview() {
  const copies = [];
  for (const file of await chosen("folder")) copies.push(await put(file));
  downloadAll(await work("Reading the copies.", "roster", { copies }));
}

function close() {
  tracker = null;
  element("friday").hidden = true;
  element("problems").hidden = true;
  element("welcome").hidden = false;
  say("");
  element("choose").focus();
}

function onClick(id, does) {
  element(id).addEventListener("click", () => does().catch((failure) => say(failed(failure), true)));
}

function failed(failure) {
  return failure.name === "NotReadableError"
    ? "The browser could not read that file. Close it elsewhere, or copy it to your own folder."
    : `The page stopped at something it does not know (${failure.name}). Your file is as it was.`;
}

onClick("choose", choose);
onClick("save", save);
onClick("type-week", typeWeek);
onClick("share", share);
onClick("merge", merge);
onClick("import", bring);
onClick("coach-folder", overview);
onClick("close", async () => close());
for (const button of document.querySelectorAll("[data-verb]")) {
  button.addEventListener("click", () => make(button.dataset.verb).catch((failure) => say(failed(failure), true)));
}
const drop = element("drop");
for (const kind of ["dragover", "dragleave", "drop"]) {
  window.addEventListener(kind, (event) => {
    event.preventDefault();
    drop.classList.toggle("over", kind === "dragover");
    const file = kind === "drop" && event.dataTransfer.files[0];
    if (file && program) open(file).catch((failure) => say(failed(failure), true));
  });
}
start().catch((failure) => say(`The page could not start in this browser (${failure.name}). A current Chrome, Edge, Firefox or Safari can.`, true));
