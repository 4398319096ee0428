/* "The rest is present" without a reload, and the count at the foot. Without it the button is a plain submit. */
(() => {
  const { Controller } = window.StimulusModule;

  class Attendance extends Controller {
    static targets = ["row", "hint"];
    static values = { words: String };

    connect() {
      this.count();
    }

    count() {
      if (!this.hasHintTarget) return;
      const marks = this.rowTargets.map((row) => row.querySelector("input[type=radio]:checked")).filter(Boolean);
      const facts = { done: marks.length, all: this.rowTargets.length, away: marks.filter((mark) => mark.value !== "present").length };
      this.hintTarget.textContent = this.wordsValue.replace(/\{(\w+)\}/g, (_whole, name) => facts[name]);
    }

    rest() {
      this.rowTargets.forEach((row) => {
        if (!row.querySelector("input[type=radio]:checked")) row.querySelector("input[value=present]").checked = true;
      });
      this.count();
    }
  }

  window.wagtail.app.register("attendance", Attendance);
})();
