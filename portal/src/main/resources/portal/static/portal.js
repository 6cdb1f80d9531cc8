// What a page gains where scripts run: times in the reader's zone, and changes as they happen.
"use strict";
(() => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

  const parts = (instant, options) =>
    Object.fromEntries(new Intl.DateTimeFormat("en-GB", {
      timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit",
      hour: "2-digit", minute: "2-digit", second: "2-digit", ...options,
    }).formatToParts(instant).map((part) => [part.type, part.value]));

  function localise(root) {
    for (const time of root.querySelectorAll("time[datetime]")) {
      const p = parts(new Date(time.dateTime), { timeZoneName: "short" });
      time.textContent = `${p.year}-${p.month}-${p.day} ${p.hour}:${p.minute}:${p.second} ${p.timeZoneName}`;
    }
  }

  // A proposed time comes in UTC: shown as the reader's own clock has it.
  function localiseField(field) {
    const zoneField = document.getElementById(field.dataset.local);
    if (field.value && zoneField.value === "UTC") {
      const p = parts(new Date(field.value + "Z"), {});
      field.value = `${p.year}-${p.month}-${p.day}T${p.hour}:${p.minute}:${p.second}`;
      zoneField.value = zone;
    }
  }

  function trouble(text) {
    const place = document.getElementById("trouble");
    if (place) {
      place.textContent = text;
      place.hidden = !text;
    }
  }

  // What the reader has opened, scrolled or focused stays so, where it has an id.
  function replace(id, html) {
    const region = document.getElementById(id);
    const focused = region.contains(document.activeElement) && document.activeElement.id;
    const kept = [...region.querySelectorAll("[id]")]
      .map(({ id, open, scrollLeft, scrollTop }) => ({ id, open, scrollLeft, scrollTop }));
    htmx.swap(`#${id}`, html, { swapStyle: "outerHTML", swapDelay: 0, settleDelay: 0 });
    localise(document);
    for (const { id: part, open, scrollLeft, scrollTop } of kept) {
      const now = document.getElementById(part);
      if (now) {
        if (open) {
          now.open = true;
        }
        now.scrollTo(scrollLeft, scrollTop);
      }
    }
    if (focused) {
      // htmx has tried, while what was open was closed.
      document.getElementById(focused)?.focus({ preventScroll: true });
    }
  }

  function follow(path) {
    const source = new EventSource(path);
    const listen = (name, act) => source.addEventListener(name, (event) => act(event.data));
    for (const region of document.querySelectorAll("main [id]")) {
      if (region.id !== "trouble") {
        listen(region.id, (html) => replace(region.id, html));
      }
    }
    listen("trouble", trouble);
    listen("go", (next) => { source.close(); location.assign(next); });
    source.onerror = () => trouble("The portal can't be reached; this page shows what was known before.");
    source.onopen = () => trouble("");
    addEventListener("pagehide", () => source.close());
  }

  // Browsers let a page write to the clipboard over HTTPS, or on the reader's own machine, only.
  async function copy(source, label) {
    const status = document.getElementById("copied");
    try {
      await navigator.clipboard.writeText(source.textContent);
      label.textContent = "Copied";
      status.textContent = "Copied.";
    } catch {
      getSelection().selectAllChildren(source);
      label.textContent = "Selected";
      status.textContent = "This browser doesn't let the page copy it. It is selected: press Ctrl+C, or ⌘C.";
    }
    setTimeout(() => { label.textContent = "Copy"; }, 2000);
  }

  document.addEventListener("input", (event) => {
    const mirrored = event.target.dataset.mirrors;
    if (mirrored) {
      document.getElementById(mirrored).value = event.target.value;
    }
    for (const slider of document.querySelectorAll(`[data-mirrors="${event.target.id}"]`)) {
      slider.value = event.target.value;
    }
    if (event.target.id === "time" || event.target.id === "zone") {
      document.querySelector('input[name="target"][value="time"]').checked = true;
    }
  });

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) {
      await copy(document.getElementById(button.dataset.copy), button.firstElementChild);
    }
  });

  document.documentElement.classList.add("js");
  localise(document);
  document.querySelectorAll("[data-local]").forEach(localiseField);
  document.querySelector('[aria-invalid="true"], #panel input:not([type="hidden"]):not([type="radio"])')?.focus();
  if (document.body.dataset.live) {
    follow(document.body.dataset.live);
  }
})();
