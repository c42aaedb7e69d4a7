// What a live component shows, read from the view that its mount keeps on the parent of its root.
// An expression, (root) -> {name: text}, for Playwright's evaluate; empty before there is a view.
async (root) => {
  const parent = root.parentElement;
  const view = parent?.ganplayer ?? parent?.ganlatent ?? parent?.gangallery;
  if (!view) return {};
  // a frame that is asked for is drawn first; a page that nobody sees has none
  if (view.pending) {
    await Promise.race([
      new Promise((done) => requestAnimationFrame(done)),
      new Promise((done) => setTimeout(done, 100)),
    ]);
  }
  const count = (list, accept) => list?.filter(accept).length ?? 0;
  const likeliest = (prediction) => prediction.indexOf(Math.max(...prediction));
  const range = ({ range }) => range.map((value) => Number(value.toPrecision(8))).join();

  // from the first look on: when the hand moved last, and how often a method was called
  if (window.handMoved === undefined) {
    window.handMoved = performance.now();
    const moved = (event) => {
      window.handMoved = event.timeStamp;
    };
    for (const name of ["pointerdown", "pointermove", "click", "keydown", "input"]) {
      addEventListener(name, moved, { capture: true });
    }
  }
  const watch = (name, note) => {
    if (Object.hasOwn(view, name)) return;
    const own = view[name];
    view[name] = function watched(...values) {
      note(...values);
      return own.apply(this, values);
    };
  };

  function playerFacts() {
    view.seen ??= { updates: 0 };
    watch("update", () => {
      view.seen.updates += 1;
    });
    const frame = view.shownFrame();
    const report = frame?.report ?? {};
    const facts = {
      step: report.step,
      "live-step": view.store.newest?.report.step,
      state: view.run.state,
      mode: view.mode,
      updates: view.seen.updates,
      snapshots: view.steps.length,
      modes: report.modes,
    };
    if (view.panes) {
      facts.steps = view.panes.map((_, i) => frame?.pictures[i]?.report.step ?? "").join();
      facts.zoom = range(view.viewport);
    } else if (view.plane) facts.zoom = range(view.plane.viewport);
    if (view.made) {
      Object.assign(facts, { diversity: report.diversity, side: report.side });
      facts.swd = report.swd?.average;
      facts.picture = view.made.drawn?.mark;
      facts.collapsed = view.page && view.hasCollapsed(report) ? 1 : 0;
    }
    if (view.shapes) {
      const text = ({ kind, a, b }) => `${kind}:${[a, b].map((x) => Number(x.toFixed(2))).join()}`;
      const [p, q] = ["p", "q"].map((which) => view.shapes[which].map(text).join("+"));
      Object.assign(facts, { js: report.js, exact: view.page?.exact.js, p, q });
    }
    for (const [game, figures] of Object.entries(report.games ?? {})) {
      for (const name of ["w1", "value", "gradient"]) facts[`${name}-${game}`] = figures[name];
    }
    return facts;
  }

  /** How many answers came, the milliseconds from hand to answer, and what each view shows. */
  function viewFacts() {
    const first = view.seen ?? view.made ?? view.pictures ?? view.done;
    const there = first || view.columns?.some(({ seen }) => seen);
    view.answers ??= { shown: there ? 1 : 0, wait: 0 };
    watch("answered", () => {
      view.answers.shown += 1;
      view.answers.wait = Math.round(performance.now() - window.handMoved);
    });
    const kind = [...root.classList].at(-1);
    return { ...view.answers, waiting: root.dataset.waiting, ...own[kind]?.() };
  }

  const own = {
    "ganlatent-map": () => ({
      x: view.point?.[0],
      codes: view.columns.reduce((sum, { codes }) => sum + (codes?.labels.length ?? 0), 0),
      grids: count(view.columns, ({ grid }) => grid),
      uncertain: count(view.columns, ({ uncertainty }) => uncertainty),
      only: view.legend.digit,
      hovered: view.columns.map(({ codes, view: { hovered } }) => codes?.labels[hovered]).join("|"),
      range: view.columns
        .map((column) => column.view.viewport.range.map((value) => value.toFixed(3)).join(" "))
        .join("|"),
    }),
    "ganlatent-single": () => ({ latent: view.latent?.map((value) => value.toFixed(2)).join(" ") }),
    "ganlatent-walk": () => ({
      index: view.index,
      count: view.count,
      playing: view.timer ? 1 : 0,
      reads: view.predictions?.map(likeliest).join(""),
    }),
    "ganlatent-encode": () => ({
      error: view.found?.error ?? view.seen?.error,
      rank: view.rank(),
      step: view.found?.step,
      reads: view.seen && likeliest(view.seen.predictions[0]),
    }),
    "ganlatent-arithmetic": () => ({ terms: view.chosen?.join(" ") }),
    "ganlatent-labels": () => ({
      pictures: view.view === "confusion" ? view.done : view.sheet.cells.length,
      right:
        view.view === "confusion"
          ? view.reads?.reduce((sum, row, label) => sum + row[label], 0)
          : count(
              view.seen?.predictions,
              (prediction, i) => likeliest(prediction) === view.seen.labels?.[i],
            ),
    }),
    "ganprogressive-root": () => ({
      resolution: view.resolutions?.[view.stage],
      pictures: Boolean(view.made),
      alpha: view.alpha.toFixed(2),
      playing: view.timer ? 1 : 0,
    }),
    "ganfaces-root": () => ({
      fakes: view.made?.places.length ?? 0,
      reals: view.real?.ids.length ?? 0,
      pictures: Boolean(view.real?.pictures),
      selected: view.selected,
      real: view.selectedReal,
      selection: view.selection.length,
      gallery: view.gallery.name,
      colour: view.colour()?.key ?? "",
      density: view.layers.density,
      drawn: view.plane.reals.drawnBy,
      near: view.look.near?.length ?? 0,
      title: view.about?.title,
      first: view.made?.places[0].map((value) => value.toFixed(3)).join(" "),
    }),
  };

  const galleryFacts = () => ({
    state: view.group.state,
    shown: count(view.cells, ({ frame }) => frame),
  });

  const facts = parent.ganplayer ? playerFacts() : parent.ganlatent ? viewFacts() : galleryFacts();
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [name, String(value ?? "")]),
  );
};
