// The reference page: reads /openapi.json and /matrix.json and shows one method at a time.

const SERVED = new Set(["native", "emulated"]);
const WORDS = { native: "Native", emulated: "Emulated", absent: "Not available", "not yet": "Not yet" };
const MOST_SHOWN = 200_000;

const at = (id) => document.getElementById(id);
const state = { doc: null, methods: new Map(), matrix: {}, details: {}, cartId: "", now: "" };

// -- building elements ------------------------------------------------------------------------------------------------

/** Make an element; text goes in as text, so nothing of the document or of an answer is ever read as HTML. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

// -- reading schemas --------------------------------------------------------------------------------------------------

/** The schema behind a reference, with what stands beside the reference, and whether null is a value. */
function resolve(schema) {
  if (schema.$ref) {
    const target = state.doc.components.schemas[schema.$ref.split("/").pop()];
    const { $ref, ...beside } = schema;
    return { ...resolve(target), ...beside };
  }
  const options = (schema.anyOf || []).filter((one) => one.type !== "null");
  if (options.length === 1) {
    const { anyOf, ...beside } = schema;
    return { ...resolve(options[0]), nullable: true, ...beside };
  }
  if (Array.isArray(schema.type)) {
    const types = schema.type.filter((one) => one !== "null");
    return { ...schema, type: types.length === 1 ? types[0] : types, nullable: types.length < schema.type.length };
  }
  return schema;
}

function typeOf(schema) {
  const real = resolve(schema);
  if (real.type === "array") return `array of ${typeOf(real.items || {})}`;
  if (real.anyOf) return real.anyOf.map(typeOf).join(" or ");
  return [real.type].flat().filter(Boolean).join(" or ") || "anything";
}

/** The fields below a schema: those of an object, or of the objects in an array. */
function fieldsOf(schema) {
  const real = resolve(schema);
  if (real.type === "array") return fieldsOf(real.items || {});
  return real.properties ? { fields: real.properties, required: new Set(real.required || []) } : null;
}

function limitsOf(schema) {
  const real = resolve(schema);
  const limits = [];
  if (real.enum) limits.push(`one of ${real.enum.filter((one) => one !== null).join(", ")}`);
  if (real.minimum !== undefined && real.maximum !== undefined) limits.push(`${real.minimum} to ${real.maximum}`);
  else if (real.minimum !== undefined) limits.push(`${real.minimum} or more`);
  else if (real.maximum !== undefined) limits.push(`${real.maximum} or less`);
  if (real.exclusiveMinimum !== undefined) limits.push(`greater than ${real.exclusiveMinimum}`);
  if (real.maxLength !== undefined) limits.push(`at most ${real.maxLength} characters`);
  if (real.maxItems !== undefined) limits.push(`at most ${real.maxItems} items`);
  if (real["x-format"]) limits.push(real["x-format"]);
  if (real["x-conflictWith"]) limits.push(`not together with ${real["x-conflictWith"].join(", ")}`);
  if (schema.default !== undefined) limits.push(`default ${JSON.stringify(schema.default)}`);
  return limits.join(" · ");
}

/** A method's parameters, in the query or in the body, as rows of one shape. */
function parametersOf(method) {
  const body = method.requestBody?.content["application/json"].schema;
  if (body) {
    const { fields, required } = fieldsOf(body) || { fields: {}, required: new Set() };
    return Object.entries(fields).map(([name, schema]) => ({
      name, schema, required: required.has(name), description: resolve(schema).description,
      deprecated: schema.deprecated, example: schema.examples?.[0],
    }));
  }
  return (method.parameters || []).map((row) => ({ ...row, schema: { ...row.schema } }));
}

// -- list of methods --------------------------------------------------------------------------------------------------

function supportOf(name) {
  return state.cartId ? state.matrix[state.cartId]?.methods[name] || "not yet" : "";
}

function showList() {
  const words = at("search").value.toLowerCase().split(/[\s.]+/).filter(Boolean);
  const only = state.cartId && at("only").checked;
  const groups = new Map();
  for (const [name, method] of state.methods) {
    const support = supportOf(name);
    const text = `${name} ${method.description}`.toLowerCase();
    if (!words.every((word) => text.includes(word)) || (only && !SERVED.has(support))) continue;
    const group = method.tags[0];
    if (!groups.has(group)) groups.set(group, []);
    groups.get(group).push(entry(name, method, support));
  }
  const lists = [...groups].map(([group, rows]) => [make("h2", {}, group), make("ul", {}, rows)]);
  at("methods").replaceChildren(...(lists.length ? lists.flat() : [make("p", { class: "nothing" }, "No method is called so.")]));
}

function entry(name, method, support) {
  const classes = [method.deprecated && "deprecated", support && !SERVED.has(support) && "unserved"].filter(Boolean);
  const dot = support && make("span", { class: `dot ${support}`, role: "img", "aria-label": WORDS[support], title: WORDS[support] });
  return make("li", { class: classes.join(" ") },
    make("a", { href: `#${name}`, "aria-current": name === state.now ? "page" : null },
      make("span", { class: `verb ${method.verb}` }, method.verb === "DELETE" ? "DEL" : method.verb),
      make("span", {}, make("i", {}, `${method.tags[0]}.`), name.slice(name.indexOf(".") + 1)), dot || null));
}

// -- one method -------------------------------------------------------------------------------------------------------

function showMethod(name) {
  const method = state.methods.get(name);
  state.now = method ? name : "";
  document.title = method ? `${name} · polycart` : "polycart API reference";
  const inList = at("methods").contains(document.activeElement);
  showList();
  const chosen = at("methods").querySelector("[aria-current]");
  chosen?.scrollIntoView({ block: "nearest" });
  if (inList) chosen?.focus({ preventScroll: true });
  if (!method) return showWelcome();
  const rows = parametersOf(method).sort((a, b) => b.required - a.required);
  const inputs = new Map();
  const answer = make("div", { id: "answer", "aria-live": "polite" });
  const curl = make("pre", { id: "curl" });
  const send = make("button", { class: `send ${method.verb === "DELETE" ? "removes" : ""}`, type: "submit" }, `Send ${method.verb}`);
  const form = make("form", { id: "try", novalidate: true },
    make("h2", {}, "Parameters"),
    rows.length
      ? make("div", { class: "fields" }, rows.map((row) => field(row, inputs, capability(name))))
      : make("p", { class: "quiet" }, "None."),
    make("div", { class: "try" }, send,
      make("span", { class: "quiet" }, method.verb === "GET" ? "Ctrl+Enter sends too." : "This changes the shop. Ctrl+Enter sends too.")),
    make("div", { class: "code" }, curl, copyButton(() => curl.textContent)));
  const request = () => requestOf(name, method, rows, inputs);
  const refresh = () => { curl.textContent = curlOf(request()); };
  form.addEventListener("input", refresh);
  form.addEventListener("submit", (event) => { event.preventDefault(); run(request, send, answer); });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); }
  });
  at("main").replaceChildren(head(name, method), ...support(name), form, answer,
    make("h2", {}, "Answer"), answerTree(method));
  refresh();
  at("main").scrollTop = 0;
}

function head(name, method) {
  const account = !("StoreKeyAuth" in method.security[0]);
  return make("div", {},
    make("h1", {}, name),
    make("p", { class: "lead" }, method.description),
    make("div", { class: "call" },
      make("span", { class: `verb ${method.verb}` }, method.verb), make("span", {}, `/v1.1${method.path}`),
      make("span", { class: "badge" }, account ? "API key" : "API key and store key"),
      method.deprecated && make("span", { class: "badge warn" }, "deprecated")));
}

function capability(name) {
  return state.cartId ? state.details[state.cartId]?.methods[name] : null;
}

function support(name) {
  if (!state.cartId) return [];
  const known = supportOf(name);
  const reason = capability(name)?.reason;
  return [make("p", { class: `support ${known}`, id: "support" },
    make("b", {}, `${state.matrix[state.cartId].title}: ${WORDS[known]}.`), ` ${reason || ""}`)];
}

function field(row, inputs, cell) {
  const off = cell && SERVED.has(cell.state) && cell.parameters?.length && !row.required && !cell.parameters.includes(row.name);
  const limits = limitsOf(row.schema);
  const below = fieldsOf(row.schema);
  const id = `p-${row.name}`;
  const input = inputFor(row, id);
  inputs.set(row.name, input);
  return make("div", { class: `field ${off ? "off" : ""}` },
    make("div", {},
      make("label", { class: "name", for: id }, row.name, row.required && make("span", { class: "star", title: "required" }, " *")),
      make("span", { class: "type" }, typeOf(row.schema))),
    make("div", { class: "what" }, row.description || "",
      limits && make("small", {}, limits),
      row.deprecated && make("small", {}, "Deprecated."),
      off && make("small", {}, `Not supported by ${state.matrix[state.cartId].title}.`),
      below && make("details", { class: "more" }, make("summary", {}, "Fields"), make("div", { class: "tree" }, tree(below)))),
    make("div", { class: "value" }, input));
}

function inputFor(row, id) {
  const real = resolve(row.schema);
  const example = row.example === undefined ? "" : typeof row.example === "string" ? row.example : JSON.stringify(row.example);
  const common = { id, name: row.name, autocomplete: "off", spellcheck: "false" };
  if (real.type === "boolean" || real.enum) {
    const values = real.enum || [true, false];
    return make("select", common, make("option", { value: "" }, ""), values.map((one) => make("option", { value: String(one) }, String(one))));
  }
  if (real.type === "object" || (real.type === "array" && fieldsOf(real)) || !real.type)
    return make("textarea", { ...common, placeholder: example || "JSON" });
  return make("input", { ...common, type: real.format === "password" ? "password" : "text", placeholder: example && `e.g. ${example}` });
}

// -- trees ------------------------------------------------------------------------------------------------------------

function tree({ fields, required }) {
  return make("ul", {}, Object.entries(fields).map(([name, schema]) => leaf(name, schema, required.has(name))));
}

function leaf(name, schema, required, open = false) {
  const below = fieldsOf(schema);
  const real = resolve(schema);
  const limits = real.enum ? ` (${limitsOf({ enum: real.enum })})` : "";
  const line = [
    make("span", { class: "name" }, name, required && make("span", { class: "star" }, " *")),
    make("span", { class: "type" }, typeOf(schema) + (real.nullable ? " or null" : "")),
    make("span", { class: "what" }, (schema.description || real.description || "") + limits),
  ];
  if (!below) return make("li", {}, line);
  // Fields below are made when they are first opened: the types refer to each other without end.
  const details = make("details", { ontoggle: () => { if (details.open && details.childElementCount === 1) details.append(tree(below)); } },
    make("summary", {}, line));
  details.open = open;
  return make("li", {}, details);
}

function answerTree(method) {
  const content = method.responses["200"].content;
  const schema = content["application/json"]?.schema;
  if (!schema) return make("p", { class: "quiet" }, `A file (${Object.keys(content)[0]}); an error is an envelope in JSON.`);
  const { fields } = fieldsOf(schema);
  return make("div", { class: "tree", id: "tree" },
    make("ul", {}, Object.entries(fields).map(([name, below]) => leaf(name, below, false, name === "result"))));
}

// -- trying it out ----------------------------------------------------------------------------------------------------

/** What the form says, as a request; ``wrong`` counts the inputs that cannot be read. */
function requestOf(name, method, rows, inputs) {
  const values = {};
  let wrong = 0;
  for (const row of rows) {
    const input = inputs.get(row.name);
    input.parentElement.querySelector(".wrong")?.remove();
    input.removeAttribute("aria-invalid");
    if (input.value === "") continue;
    try {
      values[row.name] = valueOf(input.value, resolve(row.schema), Boolean(method.requestBody));
    } catch (error) {
      wrong += 1;
      input.setAttribute("aria-invalid", "true");
      input.after(make("span", { class: "wrong" }, error.message));
    }
  }
  const account = !("StoreKeyAuth" in method.security[0]);
  const query = method.requestBody ? "" : spell(values);
  return {
    verb: method.verb, wrong, account,
    url: `${location.origin}/v1.1${method.path}${query && `?${query}`}`,
    body: method.requestBody ? JSON.stringify(values, null, 2) : null,
  };
}

function valueOf(text, schema, inBody) {
  if (schema.type === "object" || (schema.type === "array" && /^\s*[[{]/.test(text))) return JSON.parse(text);
  if (schema.type === "array") {
    if (fieldsOf(schema)) throw new Error("A JSON array is needed.");
    return text.split(",").map((part) => part.trim()).filter(Boolean);
  }
  if (!inBody) return text;
  if (schema.type === "boolean") return text === "true";
  if (schema.type === "integer" || schema.type === "number") {
    if (!Number.isFinite(Number(text))) throw new Error("A number is needed.");
    return Number(text);
  }
  return text;
}

/** A query as PHP spells it: x[0][key]=value. */
function spell(value, name = "") {
  if (value !== null && typeof value === "object")
    return Object.entries(value).map(([key, child]) => spell(child, name ? `${name}[${key}]` : key)).join("&");
  return `${encodeURIComponent(name).replaceAll("%5B", "[").replaceAll("%5D", "]")}=${encodeURIComponent(value ?? "")}`;
}

function curlOf(request) {
  const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
  const lines = [`curl ${request.verb === "GET" ? "" : `-X ${request.verb} `}${quoted(request.url)}`, '-H "x-api-key: $API_KEY"'];
  if (!request.account) lines.push('-H "x-store-key: $STORE_KEY"');
  if (request.body) lines.push("-H 'content-type: application/json'", `-d ${quoted(request.body)}`);
  if (request.url.includes("[")) lines.splice(1, 0, "-g");
  return lines.join(" \\\n  ");
}

async function run(asked, send, answer) {
  const request = asked();
  if (request.wrong) return document.querySelector("[aria-invalid]")?.focus();
  const headers = {};
  if (at("api-key").value) headers["x-api-key"] = at("api-key").value;
  if (at("store-key").value && !request.account) headers["x-store-key"] = at("store-key").value;
  if (request.body) headers["content-type"] = "application/json";
  send.disabled = true;
  const started = performance.now();
  try {
    const response = await fetch(request.url, { method: request.verb, headers, body: request.body, credentials: "omit" });
    const bytes = await response.blob();
    const took = Math.round(performance.now() - started);
    await showAnswer(answer, response, bytes, took);
  } catch (error) {
    answer.replaceChildren(make("p", { class: "outcome" }, make("span", { class: "bad" }, "No answer"), String(error.message)));
  } finally {
    send.disabled = false;
  }
}

async function showAnswer(answer, response, bytes, took) {
  const kind = response.headers.get("content-type") || "";
  const facts = [`${took} ms`, `${bytes.size.toLocaleString("en")} bytes`, response.headers.get("x-request-id")].filter(Boolean).join(" · ");
  let ok = response.ok;
  let said = `HTTP ${response.status}`;
  let shown = [`A file of type ${kind}.`];
  if (kind.startsWith("application/json")) {
    const value = JSON.parse(await bytes.text());
    if (value.return_code !== undefined) {
      ok = value.return_code === 0;
      said = `return_code ${value.return_code}`;
    }
    const text = JSON.stringify(value, null, 2);
    shown = highlight(text.slice(0, MOST_SHOWN));
    if (text.length > MOST_SHOWN) shown.push(`\n… ${text.length - MOST_SHOWN} more characters`);
  }
  const block = make("pre", { tabindex: "0" }, shown);
  answer.replaceChildren(
    make("p", { class: "outcome" }, make("span", { class: ok ? "ok" : "bad" }, said), make("span", { class: "quiet" }, facts)),
    make("div", { class: "code" }, block, copyButton(() => block.textContent)));
  answer.scrollIntoView({ block: "nearest" });
}

function highlight(text) {
  const parts = [];
  const token = /("(?:[^"\\]|\\.)*")(\s*:)?|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\b(?:true|false|null)\b/g;
  let last = 0;
  for (const found of text.matchAll(token)) {
    parts.push(text.slice(last, found.index));
    const kind = found[1] ? (found[2] ? "key" : "text") : /^[tfn]/.test(found[0]) ? "word" : "number";
    parts.push(make("span", { class: kind }, found[1] || found[0]), found[2] || "");
    last = found.index + found[0].length;
  }
  return [...parts, text.slice(last)];
}

function copyButton(text) {
  const button = make("button", { class: "copy", type: "button", onclick: async () => {
    await navigator.clipboard.writeText(text());
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 1200);
  } }, "Copy");
  return button;
}

// -- the page ---------------------------------------------------------------------------------------------------------

function showWelcome() {
  const groups = new Map();
  for (const method of state.methods.values()) groups.set(method.tags[0], (groups.get(method.tags[0]) || 0) + 1);
  const first = (group) => [...state.methods.keys()].find((name) => name.startsWith(`${group}.`));
  at("main").replaceChildren(
    make("h1", {}, "The polycart API"),
    make("p", { class: "lead" }, state.doc.info.description.replaceAll("`", "")),
    make("p", { class: "quiet" }, `Version ${state.doc.info.version} · `, make("a", { href: "/openapi.json" }, "OpenAPI document")),
    make("ul", { class: "welcome" }, [...groups].map(([group, count]) =>
      make("li", {}, make("a", { href: `#${first(group)}` }, group, make("small", {}, `${count} method${count === 1 ? "" : "s"}`))))));
}

async function choosePlatform(cartId) {
  state.cartId = cartId in state.matrix ? cartId : "";
  at("only-row").hidden = !state.cartId;
  if (state.cartId && !state.details[state.cartId])
    state.details[state.cartId] = await (await fetch(`/matrix.json?cart_id=${encodeURIComponent(state.cartId)}`)).json();
  showMethod(state.now);
}

function rememberKeys() {
  for (const id of ["api-key", "store-key"]) {
    at(id).value = sessionStorage.getItem(`polycart-${id}`) || "";
    at(id).addEventListener("input", () => { sessionStorage.setItem(`polycart-${id}`, at(id).value); mark(); });
  }
  const mark = () => at("keys").classList.toggle("filled", Boolean(at("api-key").value));
  at("keys").querySelector("form").addEventListener("submit", (event) => event.preventDefault());
  mark();
}

function listenToKeyboard() {
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
    if (event.key === "/" && !typing) { event.preventDefault(); at("search").focus(); at("search").select(); }
    if (event.key === "Escape") at("keys").open = false;
    const links = [...at("methods").querySelectorAll("a")];
    const where = links.indexOf(document.activeElement);
    if (event.key === "Enter" && document.activeElement === at("search")) links[0]?.click();
    const inList = where >= 0 || document.activeElement === at("search");
    if (inList && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      const next = where + (event.key === "ArrowDown" ? 1 : -1);
      (next < 0 ? at("search") : links[Math.min(next, links.length - 1)])?.focus();
    }
  });
  document.addEventListener("click", (event) => { if (!at("keys").contains(event.target)) at("keys").open = false; });
}

function listenToTheme() {
  const dark = () => (document.documentElement.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  if (sessionStorage.getItem("polycart-theme")) document.documentElement.dataset.theme = sessionStorage.getItem("polycart-theme");
  at("theme").addEventListener("click", () => {
    document.documentElement.dataset.theme = dark() ? "light" : "dark";
    sessionStorage.setItem("polycart-theme", document.documentElement.dataset.theme);
  });
}

async function start() {
  const [doc, matrix] = await Promise.all(["/openapi.json", "/matrix.json"].map(async (path) => (await fetch(path)).json()));
  state.doc = doc;
  state.matrix = matrix.platforms;
  for (const [path, item] of Object.entries(doc.paths))
    for (const [verb, operation] of Object.entries(item)) state.methods.set(operation.summary, { ...operation, path, verb: verb.toUpperCase() });
  at("platform").append(...Object.entries(state.matrix).map(([id, facts]) => make("option", { value: id }, facts.title)));
  at("platform").addEventListener("change", () => choosePlatform(at("platform").value));
  at("search").addEventListener("input", showList);
  at("only").addEventListener("change", showList);
  addEventListener("hashchange", () => showMethod(decodeURIComponent(location.hash.slice(1))));
  rememberKeys();
  listenToKeyboard();
  listenToTheme();
  showMethod(decodeURIComponent(location.hash.slice(1)));
  document.querySelector("[aria-current]")?.scrollIntoView({ block: "center" });
  document.documentElement.dataset.ready = "true";
}

start().catch((error) => at("main").replaceChildren(make("p", { class: "support absent" }, `The contract cannot be read: ${error.message}`)));
