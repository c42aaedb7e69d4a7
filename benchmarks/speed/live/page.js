// Times what a live component shows, inside the page: no clock of a test, no polling is in it.
// An expression, (selector) -> undefined, for Playwright's evaluate; it puts `ganwatch` on window.
(selector) => {
  const parent = document.querySelector(selector).parentElement;
  const view = parent.ganplayer ?? parent.ganlatent;
  const drawn = []; // a line for each drawing: when it was done, and what it showed
  let waiting = null;

  /** Calls back in the first task after the frame under way, when the page has been painted. */
  const painted = new MessageChannel();
  const lines = [];
  painted.port1.onmessage = () => {
    const now = performance.now();
    for (const line of lines.splice(0)) {
      line.at = now;
      drawn.push(line);
      waiting?.(line);
    }
  };
  const own = view.draw;
  view.draw = function watched() {
    const started = performance.now();
    own.call(view);
    lines.push({
      script: performance.now() - started,
      state: view.run?.state,
      live: view.store?.newest,
      step: view.store ? view.shownFrame()?.report.step : null,
      answer: view.seen,
    });
    painted.port2.postMessage(null);
  };

  const click = (at) => document.querySelector(`${at} button`).click();
  const move = (at, index, value) => {
    const slider = document.querySelectorAll(at)[index];
    slider.value = value;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  };

  /** Does something; the milliseconds from then to the drawing that `accept` takes. */
  function time(act, accept, patience = 30000) {
    return new Promise((resolve, reject) => {
      const tooLong = setTimeout(() => reject(new Error(`waited in vain: ${accept}`)), patience);
      const started = performance.now();
      waiting = (line) => {
        if (!accept(line)) return;
        waiting = null;
        clearTimeout(tooLong);
        resolve(line.at - started);
      };
      act();
    });
  }

  const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
  const showsAnother = (line) => line.live && line.live !== window.ganwatch.before;
  window.ganwatch = {
    drawn,
    before: null,
    /** A button, until the state that it leads to is drawn. */
    state: (at, state) => time(() => click(at), (line) => line.state === state),
    /** A button, until the first picture of a run that trains is drawn. */
    picture(at, patience) {
      window.ganwatch.before = view.store.newest;
      const trains = (line) => line.state === "running" && line.step > 0;
      return time(
        () => click(at),
        (line) => trains(line) && showsAnother(line),
        patience,
      );
    },
    /** Pause, until it is drawn, and until the picture of the last step is. */
    async pause(at) {
      const started = performance.now();
      const shown = await window.ganwatch.state(at, "paused");
      let last = null;
      for (; last !== view.store.newest || drawn.at(-1).live !== last; await wait(400))
        last = view.store.newest;
      const line = drawn.find((one) => one.state === "paused" && one.live === last);
      return [shown, line.at - started];
    },
    /** A snapshot of the timeline, until exactly that is drawn. */
    scrub(index) {
      const step = view.steps[index];
      return time(
        () => move(".ganlab-slider", 0, index),
        (line) => line.step === step,
      );
    },
    name: () => view.run.id,
    snapshots: () => view.steps.length,
    /** A latent, until the picture of it is drawn. */
    latent(index, value) {
      const before = view.seen;
      return time(
        () => move(".ganlatent-row input", index, value),
        (line) => line.answer !== before,
      );
    },
    /** The pictures of a run that came in the last so many milliseconds, and our scripts' part. */
    since(milliseconds) {
      const from = performance.now() - milliseconds;
      const late = drawn.filter((line) => line.at >= from);
      const pictures = late.filter((line, i) => line.live !== (late[i - 1] ?? {}).live);
      const script = late.reduce((sum, line) => sum + line.script, 0);
      return { pictures: pictures.length, drawings: late.length, script };
    },
    /** Leaves the run to itself: nothing is asked or drawn until `look`. */
    leave: () => view.feed.stop(),
    look() {
      view.feed.stopped = false;
      view.feed.look();
    },
  };
};
