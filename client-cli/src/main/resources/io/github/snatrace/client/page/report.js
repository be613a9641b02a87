(function () {
  "use strict";

  const data = JSON.parse(document.getElementById("data").textContent);
  // A logarithmic axis has no place for 0; the clock is not that exact anyway.
  for (const point of data.sides.flatMap((side) => side.spectrum)) {
    point.millis = Math.max(0.001, point.millis);
  }
  const charts = [];
  const sideColours = 6;

  // ------------------------------------------------------------------------------------------------ theme

  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const button = document.getElementById("theme");

  function isDark() {
    return root.dataset.theme ? root.dataset.theme === "dark" : dark.matches;
  }

  function themeChanged() {
    button.setAttribute("aria-pressed", String(isDark()));
    draw();
  }

  button.hidden = false;
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    themeChanged();
  });
  dark.addEventListener("change", themeChanged);

  // A canvas does not know the variables of the style sheet.
  function colour(name, alpha) {
    const probe = document.createElement("span");
    probe.style.color = "var(--" + name + ")";
    document.body.append(probe);
    const resolved = getComputedStyle(probe).color;
    probe.remove();
    return alpha === undefined ? resolved : resolved.replace("rgb(", "rgba(").replace(")", ", " + alpha + ")");
  }

  function sideColour(index) {
    return colour("side-" + (index % sideColours));
  }

  // ------------------------------------------------------------------------------------------------ numbers

  const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
  const some = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 3 });

  const none = "\u2013";

  function rate(value) {
    return value === null || value === undefined ? none : value >= 1000 ? whole.format(value) : some.format(value);
  }

  function duration(millis) {
    return millis === null || millis === undefined ? none : millis >= 1000 ? some.format(millis / 1000) + " s" : some.format(millis) + " ms";
  }

  function percentile(oneIn) {
    const digits = Math.max(0, Math.round(Math.log10(oneIn)) - 2);
    return (100 * (1 - 1 / oneIn)).toFixed(Math.min(6, digits)) + " %";
  }

  // ------------------------------------------------------------------------------------------------ charts

  const font = "12px system-ui, sans-serif";

  function axis(options) {
    return Object.assign(
      { stroke: colour("quiet"), font, grid: { stroke: colour("grid"), width: 1 }, ticks: { stroke: colour("line"), width: 1, size: 4 } },
      options);
  }

  function place(parent, label, height, options, values) {
    const holder = document.createElement("div");
    holder.setAttribute("role", "img");
    holder.setAttribute("aria-label", label);
    parent.append(holder);
    const chart = new uPlot(Object.assign({ width: Math.max(200, holder.clientWidth), height }, options), values, holder);
    charts.push({ chart, holder, height });
  }

  function heading(parent, text, index) {
    const box = document.createElement("div");
    box.className = "chart side-" + (index % sideColours);
    const title = document.createElement("h3");
    title.textContent = text;
    box.append(title);
    parent.append(box);
    return box;
  }

  // The parts of a side one behind the other, each value a rate per second.
  function timelineOf(side) {
    const x = [], connects = [], failures = [], lost = [], cuts = [];
    let offset = 0;
    for (const part of side.timeline) {
      if (offset > 0) {
        cuts.push(offset);
      }
      const step = part.stepSeconds;
      const count = part.attempts.length;
      const mean = part.insertFailed === null ? null : part.insertFailed / (count * step);
      // The first and the last interval may have been taken in part only: they are as wide as what was taken of them.
      const from = (i) => (i === 0 ? 1 - part.first : i);
      const to = (i) => (i === count - 1 ? count - 1 + part.last : i + 1);
      for (let i = 0; i <= count; i++) {
        const at = Math.min(i, count - 1);
        const taken = Math.max(0.05, to(at) - from(at)) * step;
        // The last value is held until the interval ends; a breath later the line breaks off.
        x.push(offset + (i === count ? to(at) * 0.999 : from(i)) * step);
        connects.push(part.attempts[at] / taken);
        failures.push(part.failures[at] / taken);
        lost.push(mean);
      }
      x.push(offset + to(count - 1) * step * 0.9995);
      connects.push(null);
      failures.push(null);
      lost.push(null);
      offset += count * step;
    }
    return { x, connects, failures, lost, cuts, end: offset };
  }

  function most(lists) {
    return lists.reduce((high, list) => list.reduce((max, value) => Math.max(max, value || 0), high), 0);
  }

  function drawCuts(cuts) {
    return (chart) => {
      const { ctx, bbox } = chart;
      ctx.save();
      ctx.strokeStyle = colour("quiet");
      ctx.lineWidth = window.devicePixelRatio;
      ctx.setLineDash([2 * window.devicePixelRatio, 4 * window.devicePixelRatio]);
      for (const cut of cuts) {
        const at = Math.round(chart.valToPos(cut, "x", true));
        ctx.beginPath();
        ctx.moveTo(at, bbox.top);
        ctx.lineTo(at, bbox.top + bbox.height);
        ctx.stroke();
      }
      ctx.restore();
    };
  }

  function drawTimeline(parent) {
    const lines = data.sides.map(timelineOf);
    const end = most([lines.map((line) => line.end)]);
    const highest = most(lines.map((line) => line.connects)) * 1.1 || 1;
    const worst = most(lines.flatMap((line) => [line.failures, line.lost])) * 1.1 || 1;
    const stepped = uPlot.paths.stepped({ align: 1 });
    const sync = { key: "timeline" };
    data.sides.forEach((side, index) => {
      const line = lines[index];
      if (line.x.length === 0) {
        return;
      }
      const box = heading(parent, side.name, index);
      const base = (high) => ({
        cursor: { sync, y: false, drag: { x: true, y: false } },
        legend: { live: true },
        scales: { x: { time: false, range: [0, end] }, y: { range: [0, high] } },
        hooks: { draw: [drawCuts(line.cuts)] },
      });
      // What is read where nothing is pointed at is the highest value, not a dash.
      const time = { label: "at", value: (chart, value, series, at) => (at === null || value === null ? "any time" : value.toFixed(1) + " s") };
      const series = (label, stroke, more) =>
        Object.assign({ label, stroke, width: 1.75, paths: stepped, points: { show: false }, value: (chart, value, series, at) => (at === null ? "up to " + rate(most([chart.data[series]])) : rate(value)) }, more);
      const left = axis({ size: 58, values: (chart, values) => values.map(rate) });
      const below = (show) => axis({ values: (chart, values) => values.map((value) => (show ? value + " s" : "")), size: show ? 32 : 8 });
      place(box, side.name + ": connects per second over the time of running", 130, Object.assign(base(highest), {
        axes: [below(false), left],
        series: [time, series("connects/s", sideColour(index), { fill: colour("side-" + (index % sideColours), 0.12) })],
      }), [line.x, line.connects]);
      const known = line.lost.some((value) => value !== null);
      place(box, side.name + ": failures per second over the time of running" + (known ? ", and the mean of insert_failed" : ""), 170, Object.assign(base(worst), {
        axes: [below(true), left],
        series: [time, series("failures/s", colour("bad"), { fill: colour("bad", 0.12) })].concat(
          known ? [series("insert_failed/s (mean)", colour("host"), { dash: [6, 4] })] : []),
      }), known ? [line.x, line.failures, line.lost] : [line.x, line.failures]);
    });
  }

  const bands = [
    { from: 1000, to: 3000, lost: "1 SYN lost" },
    { from: 3000, to: 7000, lost: "2 SYNs lost" },
    { from: 7000, to: Infinity, lost: "3 SYNs lost" },
  ];

  function drawBands(chart) {
    const { ctx, bbox } = chart;
    ctx.save();
    bands.forEach((band, index) => {
      const bottom = chart.valToPos(band.from, "y", true);
      const top = band.to === Infinity ? bbox.top : chart.valToPos(band.to, "y", true);
      ctx.fillStyle = colour("band", 0.07 + 0.05 * index);
      ctx.fillRect(bbox.left, top, bbox.width, bottom - top);
    });
    ctx.restore();
  }

  function nameBands(chart) {
    const { ctx, bbox } = chart;
    const scale = window.devicePixelRatio;
    ctx.save();
    ctx.font = 12 * scale + "px system-ui, sans-serif";
    ctx.textAlign = "left";
    ctx.textBaseline = "bottom";
    ctx.fillStyle = colour("bad");
    for (const band of bands) {
      ctx.fillText(band.from / 1000 + " s: " + band.lost, bbox.left + 6 * scale, chart.valToPos(band.from, "y", true) - 2 * scale);
    }
    ctx.restore();
  }

  function decades(low, high) {
    const all = [];
    for (let power = Math.ceil(Math.log10(low) - 1e-9); power <= Math.log10(high) + 1e-9; power++) {
      all.push(Math.pow(10, power));
    }
    return all;
  }

  function drawSpectrum(parent) {
    const known = data.sides.map((side, index) => ({ side, index })).filter((entry) => entry.side.spectrum.length > 0);
    const points = known.flatMap((entry) => entry.side.spectrum);
    const least = Math.pow(10, Math.floor(Math.log10(Math.min(...points.map((point) => point.millis)))));
    const highest = Math.max(20000, ...points.map((point) => point.millis * 1.2));
    const rarest = Math.max(10, ...points.map((point) => point.oneIn));
    const box = document.createElement("div");
    box.className = "chart";
    parent.append(box);
    const joined = uPlot.join(known.map((entry) => [entry.side.spectrum.map((point) => point.oneIn), entry.side.spectrum.map((point) => point.millis)]));
    place(box, "Percentile spectrum of the elapsed time of the connects of " + known.map((entry) => entry.side.name).join(" and "), 360, {
      cursor: { y: false, drag: { x: true, y: false } },
      scales: { x: { time: false, distr: 3, range: (chart, low, high) => [Math.max(1, low), high || rarest] }, y: { distr: 3, range: [least, highest] } },
      axes: [
        axis({ splits: (chart, index, low, high) => decades(low, high), values: (chart, values) => values.map(percentile), space: 40, size: 32, filter: (chart, splits) => splits }),
        axis({ splits: () => decades(least, highest), values: (chart, values) => values.map(duration), size: 58, filter: (chart, splits) => splits }),
      ],
      series: [{ label: "at", value: (chart, value, series, at) => (at === null || value === null ? "100 %" : percentile(value)) }].concat(
        known.map((entry) => ({
          label: entry.side.name,
          stroke: sideColour(entry.index),
          width: 2,
          dash: entry.index === 0 ? undefined : [8, 3 + entry.index],
          spanGaps: true,
          // No connect took what lies between two points.
          paths: uPlot.paths.stepped({ align: -1 }),
          points: { show: false },
          value: (chart, value, series, at) => (at === null ? "up to " + duration(most([chart.data[series]])) : duration(value)),
        }))),
      hooks: { drawClear: [drawBands], draw: [nameBands] },
    }, joined);
  }

  const drawings = { timeline: drawTimeline, spectrum: drawSpectrum };

  function draw() {
    for (const { chart } of charts.splice(0)) {
      chart.destroy();
    }
    for (const parent of document.querySelectorAll("[data-chart]")) {
      parent.replaceChildren();
      drawings[parent.dataset.chart](parent);
    }
  }

  new ResizeObserver(() => {
    for (const { chart, holder, height } of charts) {
      if (holder.clientWidth > 0 && holder.clientWidth !== chart.width) {
        chart.setSize({ width: holder.clientWidth, height });
      }
    }
  }).observe(document.body);

  themeChanged();
})();
