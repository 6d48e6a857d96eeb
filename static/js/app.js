// Small helps on top of pages that work without script. No case text is ever kept in the browser.
"use strict";

const page = document.body;
const line = (id) => document.getElementById(id);
const show = (id, visible) => {
  const element = line(id);
  if (element && element.hidden === visible) element.hidden = !visible;
};

// --- a form with errors: the summary first --------------------------------------------------
const focusSummary = (root) => root.querySelector("[data-fejloversigt]")?.focus();
focusSummary(document);

// A link of the summary lands in the field, also when it points to a group of choices.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-fejloversigt] a[href^='#']");
  const target = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  const field = target?.matches("input, select, textarea") ? target : target?.querySelector("input, select, textarea");
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.closest(".form-group")?.scrollIntoView({ block: "center" });
});

// --- the menu on a phone --------------------------------------------------------------------
const menu = document.querySelector(".mobmenu");
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menu?.open) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  if (menu?.open && !menu.contains(event.target)) menu.open = false;
});

// --- "Nu": fill a time of day ---------------------------------------------------------------
const danishClock = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/Copenhagen", hour: "2-digit", minute: "2-digit" });
const clock = () => danishClock.format(new Date()).replace(":", ".");
function addNowButtons(root) {
  for (const input of root.querySelectorAll("input[data-nu]")) {
    if (input.parentElement.classList.contains("nu")) continue;
    const wrapper = document.createElement("div");
    wrapper.className = "nu";
    input.replaceWith(wrapper);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-secondary";
    button.textContent = "Nu";
    wrapper.append(input, button);
    button.setAttribute("aria-label", `Nu: ${input.labels[0]?.textContent.trim() ?? ""}`);
    button.addEventListener("click", () => {
      input.value = clock();
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
}
addNowButtons(document);

// --- copy what is shown once ----------------------------------------------------------------
for (const button of document.querySelectorAll("[data-kopi]")) {
  const field = document.getElementById(button.dataset.kopi);
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    await navigator.clipboard?.writeText(field.value);
    button.textContent = navigator.clipboard ? "Adressen er kopieret" : "Markeret: kopiér den nu";
  });
}

// --- one press is one press -----------------------------------------------------------------
const PRESS_LASTS = 10000;
function release(form) {
  delete form.dataset.sendt;
  for (const button of form.querySelectorAll("[type='submit'][aria-disabled]")) button.removeAttribute("aria-disabled");
}
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "post" && (navigator.onLine === false || sessionEnded())) {
    event.preventDefault();
    show(navigator.onLine === false ? "linje-forbindelse" : "linje-logget-af", true);
    return;
  }
  if (!("once" in form.dataset)) return;
  if (form.dataset.sendt) {
    event.preventDefault();
    return;
  }
  form.dataset.sendt = "1";
  for (const button of form.querySelectorAll("[type='submit']")) button.setAttribute("aria-disabled", "true");
  setTimeout(() => release(form), PRESS_LASTS);
});
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-once]").forEach(release));
window.addEventListener("online", () => show("linje-forbindelse", false));

// --- htmx: the token, the lost connection and the ended session -----------------------------
const RETRY_AFTER = 10000;
const loggedOut = (xhr) => {
  const address = xhr?.responseURL && new URL(xhr.responseURL).pathname;
  return [401, 403].includes(xhr?.status) || (page.dataset.login && address === page.dataset.login);
};
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector("[name='csrfmiddlewaretoken']");
  if (event.detail.verb !== "get" && token) event.detail.headers["X-CSRFToken"] = token.value;
});
document.addEventListener("htmx:beforeSwap", (event) => {
  // somebody else saved first: the answer holds both texts
  if (event.detail.xhr.status === 409 && event.detail.requestConfig.elt.closest("[data-ret]")) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
  if (!loggedOut(event.detail.xhr)) return;
  event.detail.shouldSwap = false;
  show("linje-logget-af", true);
});
for (const failure of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(failure, (event) => {
    const status = event.detail.xhr?.status ?? 0;
    if (loggedOut(event.detail.xhr)) {
      show("linje-logget-af", true);
      return;
    }
    if (status >= 400 && status < 500) return;
    show("linje-forbindelse", true);
    const element = event.detail.elt;
    setTimeout(() => element.isConnected && window.htmx.trigger(element, "igen"), RETRY_AFTER);
  });
}
document.addEventListener("htmx:afterRequest", (event) => {
  if (!event.detail.successful || loggedOut(event.detail.xhr)) return;
  show("linje-forbindelse", false);
  show("linje-logget-af", false);
  if (!event.detail.elt.closest("[data-stille]")) touched(); // a page that renews itself is nobody's touch
});
document.addEventListener("htmx:load", (event) => {
  addNowButtons(event.detail.elt);
  if (event.detail.elt !== page) focusSummary(event.detail.elt);
});

// --- two minutes before the session ends, and after it ---------------------------------------
// The server notes the use of a session once a minute, so it may end a minute earlier than it seems.
const WARN_SECONDS = 120;
const idleSeconds = Number(page.dataset.session) - 60;
const otherTabs = new BroadcastChannel("samspil");
let lastTouch = Date.now();
const secondsLeft = () => Math.round(idleSeconds - (Date.now() - lastTouch) / 1000);
const sessionEnded = () => idleSeconds > 0 && (secondsLeft() <= 0 || line("linje-logget-af")?.hidden === false);
function touched() {
  lastTouch = Date.now();
  show("linje-session", false);
  otherTabs.postMessage("i brug");
}
otherTabs.addEventListener("message", () => {
  lastTouch = Date.now();
  show("linje-session", false);
});
function watchSession() {
  const left = secondsLeft();
  if (left > WARN_SECONDS) return;
  show("linje-session", left > 0);
  show("linje-logget-af", left <= 0);
  const text = left > 60 ? "2 minutter" : "under 1 minut";
  const time = line("linje-session").querySelector("[data-tid]");
  if (time.textContent !== text) time.textContent = text;
}
async function stay() {
  const token = document.querySelector("[name='csrfmiddlewaretoken']");
  try {
    const answer = await fetch(page.dataset.forlaeng, { method: "POST", headers: { "X-CSRFToken": token?.value ?? "" } });
    if (answer.ok && !answer.redirected) {
      touched();
      return;
    }
    lastTouch = 0;
    watchSession();
  } catch {
    show("linje-forbindelse", true);
  }
}
// Back from logging on in another tab: that login made a new token, without which nothing can be saved.
async function comeBack() {
  if (document.visibilityState !== "visible" || line("linje-logget-af").hidden) return;
  const answer = await fetch(page.dataset.frisk).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const other = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = other.querySelector("[name='csrfmiddlewaretoken']");
  if (!token || !other.body.dataset.session) return;
  for (const input of document.querySelectorAll("[name='csrfmiddlewaretoken']")) input.value = token.value;
  show("linje-logget-af", false);
  touched();
  document.dispatchEvent(new Event("tilbage"));
}
if (page.dataset.session) {
  otherTabs.postMessage("i brug");
  setInterval(watchSession, 5000);
  line("linje-session").querySelector("[data-bliv]").addEventListener("click", stay);
  document.addEventListener("visibilitychange", comeBack);
  window.addEventListener("focus", comeBack);
}

// --- a draft of what is typed, on the server ---------------------------------------------------
// Saved after a pause, at least every LONGEST_WAIT while somebody types without one, at every choice,
// and when the page is left. One save at a time; each has a number, so that none overtakes another.
const PAUSE = 1200, LONGEST_WAIT = 3000;
const MOST_AT_PARTING = 60000; // bytes a browser sends for a page that is gone
const draft = document.querySelector("[data-kladde]");
if (draft) {
  const form = draft.closest("form");
  const number = form.elements.nr;
  let changes = 0, saved = 0, parted = 0, sent = 0, failed = false, shown = "";
  let pause, longest;
  const next = () => (number.value = String(Number(number.value) + 1));
  const save = () => {
    clearTimeout(pause);
    clearTimeout(longest);
    longest = undefined;
    if (changes > saved) window.htmx.trigger(draft, "gem");
  };
  form.addEventListener("input", () => {
    changes += 1;
    clearTimeout(pause);
    pause = setTimeout(save, PAUSE);
    longest ??= setTimeout(save, LONGEST_WAIT);
  });
  form.addEventListener("change", save);
  form.addEventListener("submit", next);
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.type === "search") event.preventDefault();
  });
  draft.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.elt !== draft) return;
    event.detail.parameters.nr = next();
    sent = changes;
  });
  draft.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.serverResponse === shown) event.detail.shouldSwap = false;
    else if (event.detail.shouldSwap) shown = event.detail.serverResponse;
  });
  draft.addEventListener("htmx:afterRequest", (event) => {
    failed = !event.detail.successful || Boolean(loggedOut(event.detail.xhr));
    if (!failed) saved = Math.max(saved, sent);
    else if (event.detail.xhr?.status === 400) draft.textContent = "Kladden er ikke gemt. Der er skrevet mere, end der er plads til.";
  });
  const part = () => {
    if (changes <= Math.max(saved, parted)) return;
    parted = changes;
    next();
    const body = new URLSearchParams(new FormData(form));
    const keepalive = body.toString().length < MOST_AT_PARTING;
    fetch(draft.dataset.hxPost, { method: "POST", body, keepalive, headers: { "HX-Request": "true" } }).catch(() => {});
  };
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && part());
  window.addEventListener("pagehide", part);
  window.addEventListener("beforeunload", (event) => {
    if (failed && changes > saved && !form.dataset.sendt) event.preventDefault();
  });
  for (const back of ["tilbage", "online"]) {
    (back === "online" ? window : document).addEventListener(back, save);
  }
}

// --- yesterday, for a call that was not written down the same night ---------------------------
const danishDay = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/Copenhagen", day: "2-digit", month: "2-digit", year: "numeric" });
for (const input of document.querySelectorAll("input[data-igaar]")) {
  const wrapper = document.createElement("div");
  wrapper.className = "nu";
  input.replaceWith(wrapper);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-secondary";
  button.textContent = "I går";
  wrapper.append(input, button);
  button.addEventListener("click", () => {
    input.value = danishDay.format(new Date(Date.now() - 24 * 3600 * 1000)).replaceAll("/", "-");
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
