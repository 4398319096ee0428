/* The desk: Stimulus controllers in Wagtail's own application. Everything here also works as plain forms and links. */
(() => {
  document.documentElement.classList.add("desk-script");
  const { Controller } = window.StimulusModule;

  const send = (form, submitter) => {
    const data = new FormData(form);
    if (submitter && submitter.name) data.append(submitter.name, submitter.value);
    return fetch(form.action, { method: "POST", body: data, headers: { Accept: "application/json" } });
  };
  const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;
  const isTyping = (element) =>
    /^(TEXTAREA|SELECT)$/.test(element.tagName) || (element.tagName === "INPUT" && !/^(radio|checkbox)$/.test(element.type));
  const isOff = (event) =>
    event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) ||
    (window.wagtailConfig && window.wagtailConfig.KEYBOARD_SHORTCUTS_ENABLED === false) ||
    document.querySelector("dialog[open]");

  /* One key, one button: data-desk-key names it. Keys rest while somebody types, while a dialog is open, and when
     the person has switched shortcuts off. */
  document.addEventListener("keydown", (event) => {
    if (isOff(event)) return;
    const button = document.querySelector(`[data-desk-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!button || button.disabled) return;
    event.preventDefault();
    button.click();
  });

  /* A button that names a dialog opens it. */
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-desk-dialog]");
    if (button) document.getElementById(button.dataset.deskDialog).showModal();
  });

  class List extends Controller {
    static targets = ["link"];

    connect() {
      this.keys = (event) => this.key(event);
      document.addEventListener("keydown", this.keys);
    }

    disconnect() {
      document.removeEventListener("keydown", this.keys);
    }

    all(event) {
      this.element.querySelectorAll(".desk-pick").forEach((box) => {
        box.checked = event.target.checked;
      });
      this.element.dispatchEvent(new Event("change", { bubbles: true }));
    }

    /* J and K walk through the rows, X ticks the row one stands on, the slash goes to the search. */
    key(event) {
      if (isOff(event)) return;
      const step = { j: 1, k: -1 }[event.key];
      const links = this.linkTargets;
      if (step && links.length) {
        const now = links.indexOf(document.activeElement);
        links[Math.min(Math.max(now + step, 0), links.length - 1)].focus();
        event.preventDefault();
      }
      const row = document.activeElement.closest(".desk-queue tr");
      if (event.key === "x" && row) {
        row.querySelector(".desk-pick").click();
        event.preventDefault();
      }
      const search = document.querySelector("[data-search-form] input[name=q]");
      if (event.key === "/" && search) {
        search.focus();
        event.preventDefault();
      }
    }
  }

  class Bulk extends Controller {
    static targets = ["count", "all"];
    static values = { words: String };

    connect() {
      this.update = () => this.draw();
      document.addEventListener("change", this.update);
      this.draw();
    }

    disconnect() {
      document.removeEventListener("change", this.update);
    }

    draw() {
      const count = document.querySelectorAll(".desk-pick:checked").length;
      this.countTarget.textContent = this.wordsValue.replace("{count}", count);
      if (!count) this.allTarget.checked = false;
    }
  }

  class Viewer extends Controller {
    static targets = ["pane", "image"];

    initialize() {
      Object.assign(this, { scale: 1, angle: 0, x: 0, y: 0 });
    }

    draw() {
      this.imageTarget.style.transform = `translate(${this.x}px, ${this.y}px) rotate(${this.angle}deg) scale(${this.scale})`;
    }

    zoom(factor) {
      this.scale = Math.min(8, Math.max(1, this.scale * factor));
      if (this.scale === 1) Object.assign(this, { x: 0, y: 0 });
      this.draw();
    }

    in() { this.zoom(1.4); }

    out() { this.zoom(1 / 1.4); }

    turn() {
      this.angle = (this.angle + 90) % 360;
      this.draw();
    }

    wheel(event) {
      if (!event.ctrlKey && this.scale === 1) return;
      event.preventDefault();
      this.zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15);
    }

    grab(event) {
      if (this.scale === 1) return;
      this.from = [event.clientX - this.x, event.clientY - this.y];
      this.paneTarget.setPointerCapture(event.pointerId);
    }

    drag(event) {
      if (!this.from) return;
      [this.x, this.y] = [event.clientX - this.from[0], event.clientY - this.from[1]];
      this.draw();
    }

    drop() { this.from = null; }

    key(event) {
      const step = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
      if (!step || this.scale === 1) return;
      this.x += step[0];
      this.y += step[1];
      this.draw();
      event.preventDefault();
    }
  }

  class Reasons extends Controller {
    static targets = ["note", "preview", "text"];

    connect() { this.preview(); }

    preview() {
      const chosen = [...this.element.querySelectorAll("[name=reasons]:checked")].map((box) => box.dataset.text);
      const text = [...chosen, this.noteTarget.value.trim()].filter(Boolean).join("\n");
      this.textTarget.textContent = text;
      this.previewTarget.hidden = !text;
    }
  }

  class Case extends Controller {
    static targets = ["nik", "docs", "tab", "panel", "hint", "pass", "correct", "work"];
    static values = { leaseUrl: String, held: Boolean, since: String, lost: String, unsaved: String };

    connect() {
      this.keys = (event) => this.key(event);
      document.addEventListener("keydown", this.keys);
      if (this.heldValue) this.hold();
      const first = this.tabTargets.find((tab) => tab.dataset.verdict === "pending") || this.tabTargets[0];
      if (first) this.show(first);
      this.summary();
    }

    disconnect() {
      document.removeEventListener("keydown", this.keys);
      window.removeEventListener("pagehide", this.bye);
      clearInterval(this.beat);
    }

    /* The lease is renewed each minute and given back when the page goes; it names itself, so that a late message
       never ends the lease of the page that was opened after it. */
    hold() {
      this.beat = setInterval(() => this.renew(), 60000);
      this.bye = () => {
        const data = new FormData();
        data.append("csrfmiddlewaretoken", token());
        data.append("lepas", this.sinceValue);
        navigator.sendBeacon(this.leaseUrlValue, data);
      };
      window.addEventListener("pagehide", this.bye);
    }

    async renew() {
      const answer = await fetch(this.leaseUrlValue, { method: "POST", headers: { "X-CSRFToken": token() } });
      if (answer.ok) return;
      clearInterval(this.beat);
      this.say(this.lostValue);
    }

    say(text) {
      if (this.hasHintTarget) this.hintTarget.textContent = text;
    }

    key(event) {
      if (isOff(event)) return;
      const panel = this.panelTargets.find((each) => !each.hidden);
      const verdict = panel && panel.querySelectorAll(".desk-seg")["1234".indexOf(event.key)];
      const tool = panel && panel.querySelector(`[data-desk-viewer-key="${CSS.escape(event.key === "=" ? "+" : event.key)}"]`);
      const button = verdict && !verdict.closest("fieldset").disabled ? verdict : tool;
      if (button) button.click();
      else if (event.key === "d") this.step(1);
      else return;
      event.preventDefault();
    }

    choose(event) { this.show(event.currentTarget); }

    show(tab) {
      this.tabTargets.forEach((each) => each.removeAttribute("aria-current"));
      tab.setAttribute("aria-current", "true");
      this.panelTargets.forEach((panel) => {
        panel.hidden = `#${panel.id}` !== tab.getAttribute("href");
      });
    }

    step(by) {
      const tabs = this.tabTargets;
      const now = tabs.findIndex((tab) => tab.hasAttribute("aria-current"));
      if (tabs.length) this.show(tabs[(now + by + tabs.length) % tabs.length]);
    }

    /* Shown at once and then sent, so that the next key meets the next document; taken back when it is refused. */
    async verdict(event) {
      event.preventDefault();
      const [form, button] = [event.currentTarget, event.submitter];
      const panel = form.closest(".desk-doc");
      const tab = this.tabTargets.find((each) => each.getAttribute("href") === `#${panel.id}`);
      const before = tab.dataset.verdict;
      this.mark(panel, tab, button.value);
      const next = this.tabTargets.find((each) => each.dataset.verdict === "pending");
      if (next) this.show(next);
      const answer = await send(form, button).catch(() => null);
      if (answer && answer.ok) return;
      const { text } = answer ? await answer.json().catch(() => ({})) : {};
      this.mark(panel, tab, before);
      this.show(tab);
      this.say(text || this.unsavedValue);
    }

    mark(panel, tab, verdict) {
      panel.querySelectorAll(".desk-seg").forEach((each) => {
        each.setAttribute("aria-pressed", String(each.value === verdict));
        if (each.value === verdict) tab.querySelector("[data-label]").textContent = each.firstChild.textContent;
      });
      tab.dataset.verdict = verdict;
      this.fit(panel.dataset.kind, verdict);
      this.summary();
    }

    /* The reasons that fit the verdict are shown, the first of them is ticked. */
    fit(kind, verdict) {
      document.querySelectorAll(`#desk-correct li[data-kind="${CSS.escape(kind)}"]`).forEach((item) => {
        item.classList.toggle("is-other", item.dataset.verdict !== verdict);
        item.querySelector("input").checked = false;
      });
      const first = document.querySelector(`#desk-correct li[data-kind="${CSS.escape(kind)}"]:not(.is-other) input`);
      if (first) first.checked = true;
      const form = document.querySelector("#desk-correct [data-controller=desk-reasons] textarea");
      if (form) form.dispatchEvent(new Event("input", { bubbles: true }));
    }

    summary() {
      if (!this.hasHintTarget || !this.tabTargets.length) return;
      const verdicts = this.tabTargets.map((tab) => tab.dataset.verdict);
      const open = verdicts.filter((verdict) => verdict === "pending").length;
      const bad = verdicts.filter((verdict) => !["pending", "accepted"].includes(verdict)).length;
      const words = this.hintTarget.dataset;
      const text = open ? words.open : bad ? words.bad : words.good;
      const facts = { done: verdicts.length - open, all: verdicts.length, bad };
      this.say(text.replace(/\{(\w+)\}/g, (_match, name) => facts[name]));
      if (this.hasPassTarget) this.passTarget.classList.toggle("is-quiet", open > 0 || bad > 0);
      if (this.hasCorrectTarget) this.correctTarget.classList.toggle("is-loud", bad > 0 && !open);
    }

    async work(event) {
      const form = event.currentTarget;
      const answer = await send(form);
      const { text } = answer.ok ? { text: "" } : await answer.json().catch(() => ({}));
      this.workTarget.textContent = answer.ok ? form.querySelector("[type=submit]").dataset.saved : text || this.unsavedValue;
    }

    open(event) {
      document.getElementById(event.currentTarget.dataset.dialog).showModal();
    }

    async reveal(event) {
      event.preventDefault();
      const form = event.currentTarget;
      const answer = await send(form);
      if (!answer.ok) return;
      const { nik } = await answer.json();
      const spots = [...this.nikTargets, ...this.element.querySelectorAll("[data-nik]")];
      const masked = spots.map((spot) => spot.textContent);
      spots.forEach((spot) => { spot.textContent = nik; });
      form.closest("details").open = false;
      setTimeout(() => spots.forEach((spot, index) => { spot.textContent = masked[index]; }), 60000);
    }
  }

  const app = window.wagtail.app;
  app.register("desk-list", List);
  app.register("desk-bulk", Bulk);
  app.register("desk-viewer", Viewer);
  app.register("desk-reasons", Reasons);
  app.register("desk-case", Case);
})();
