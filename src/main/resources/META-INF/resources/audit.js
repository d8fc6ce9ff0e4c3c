// The auditor's page of a case: filters of the timeline, diagrams with the way that was walked, tables as they are drawn. Works without it, too:
// everything that is drawn stands beside it as text.
const byId = (id) => document.getElementById(id);

// The timeline's filters.
const entries = [...document.querySelectorAll('#entries > li')];
const partChoice = byId('part');
const parents = new Map((byId('entries').dataset.parents || '').split(' ').filter(Boolean).map((pair) => pair.split('>')));
const folded = new Set();
const within = (part, around) => part === around || (parents.has(part) && within(parents.get(part), around));
const isFolded = (entry) => [...folded].some((part) => within(entry.dataset.part, part) && !(entry.dataset.begins && entry.dataset.part === part));
const filter = () => {
  const kinds = new Set([...document.querySelectorAll('#kinds input:checked')].map((box) => box.value));
  const part = partChoice ? partChoice.value : '';
  let shown = 0;
  for (const entry of entries) {
    entry.hidden = !kinds.has(entry.dataset.kind) || (part !== '' && entry.dataset.part !== part) || isFolded(entry);
    shown += entry.hidden ? 0 : 1;
  }
  byId('nothing').hidden = shown > 0;
};
for (const entry of entries.filter((one) => one.dataset.begins)) {
  const button = document.createElement('button');
  const say = () => {
    const closed = folded.has(entry.dataset.part);
    button.textContent = closed ? 'Unfold' : 'Fold';
    button.setAttribute('aria-expanded', String(!closed));
  };
  button.type = 'button';
  button.className = 'fold no-print';
  button.addEventListener('click', () => {
    if (!folded.delete(entry.dataset.part)) {
      folded.add(entry.dataset.part);
    }
    say();
    filter();
  });
  say();
  entry.querySelector('.what').append(' ', button);
}
document.querySelectorAll('#kinds input').forEach((box) => box.addEventListener('change', filter));
if (partChoice) {
  partChoice.addEventListener('change', filter);
}
filter();

// Diagrams.
const sheets = new Map();
const viewers = new Map();

const show = (id) => {
  const target = byId(id);
  if (!target) {
    return;
  }
  for (let box = target; box; box = box.parentElement) {
    if (box.tagName === 'DETAILS') {
      box.open = true;
    }
  }
  target.scrollIntoView({ block: 'start' });
  (target.tagName === 'DETAILS' ? target.querySelector('summary') : target).focus({ preventScroll: true });
};

const label = (mark) => {
  const last = mark.times[mark.times.length - 1];
  return mark.count === 1 ? last : `${mark.count} times, last ${last}`;
};

// A time above a step: part of the drawing, so that it grows and prints with it.
const SVG = 'http://www.w3.org/2000/svg';
const note = (layer, shape, text) => {
  const group = document.createElementNS(SVG, 'g');
  const frame = document.createElementNS(SVG, 'rect');
  const words = document.createElementNS(SVG, 'text');
  group.setAttribute('class', 'when-note');
  words.textContent = text;
  words.setAttribute('x', shape.x + 3);
  words.setAttribute('y', shape.y - 4);
  group.append(frame, words);
  layer.append(group);
  const attributes = { x: shape.x, y: shape.y - 14, width: words.getComputedTextLength() + 6, height: 13, rx: 3 };
  Object.entries(attributes).forEach(([name, value]) => frame.setAttribute(name, value));
};

const mark = (viewer, marks) => {
  const canvas = viewer.get('canvas');
  const registry = viewer.get('elementRegistry');
  const layer = canvas.getLayer('times', 10);
  for (const one of marks.elements) {
    const shape = registry.get(one.id);
    if (!shape) {
      continue;
    }
    canvas.addMarker(one.id, one.cancelled ? 'taken-back' : one.open ? 'open-step' : 'walked');
    if (/Task|CallActivity|SubProcess/.test(shape.type)) {
      note(layer, shape, label(one));
    }
  }
  for (const flow of marks.flows) {
    if (registry.get(flow)) {
      canvas.addMarker(flow, 'walked');
    }
  }
  for (const caller of Object.keys(marks.calls)) {
    if (registry.get(caller)) {
      canvas.addMarker(caller, 'calls');
    }
  }
  viewer.on('element.click', ({ element }) => {
    const called = marks.calls[element.id];
    if (called) {
      show(`part-${called[called.length - 1]}`);
    }
  });
};

// The whole diagram, with room above it for the times and below it for the mark of bpmn.io.
const MARK = 56;
const TIMES = 18;
const fit = (viewer, box) => {
  const canvas = viewer.get('canvas');
  const above = () => 8 + TIMES * canvas.viewbox().scale;
  const free = () => box.clientHeight - canvas.viewbox().inner.height * canvas.viewbox().scale;
  canvas.zoom('fit-viewport', 'auto');
  if (free() < above() + MARK) {
    const missing = above() + MARK - free();
    canvas.zoom((canvas.viewbox().scale * box.clientHeight) / (box.clientHeight + missing), 'auto');
  }
  canvas.scroll({ dx: 0, dy: above() - free() / 2 });
};

const draw = async (sheet) => {
  if (sheets.has(sheet)) {
    return sheets.get(sheet);
  }
  const drawing = (async () => {
    const box = sheet.querySelector('.diagram');
    const answer = await fetch(box.dataset.model, { headers: { Accept: 'application/xml' } });
    if (!answer.ok) {
      box.textContent = 'The diagram cannot be shown. The way in words stands below.';
      return null;
    }
    const viewer = new window.BpmnJS({ container: box });
    await viewer.importXML(await answer.text());
    const { inner } = viewer.get('canvas').viewbox();
    box.style.setProperty('--drawn-height', `${Math.min(720, Math.max(220, (box.clientWidth * (inner.height + TIMES)) / inner.width + MARK + 8))}px`);
    viewer.get('canvas').resized();
    fit(viewer, box);
    mark(viewer, JSON.parse(box.dataset.marks));
    viewers.set(box, viewer);
    box.classList.add('drawn');
    return viewer;
  })();
  sheets.set(sheet, drawing);
  return drawing;
};

const allSheets = [...document.querySelectorAll('details.sheet')];
for (const sheet of allSheets) {
  sheet.addEventListener('toggle', () => {
    if (sheet.open) {
      draw(sheet);
    }
  });
  sheet.querySelectorAll('[data-zoom]').forEach((button) => button.addEventListener('click', async () => {
    const viewer = await draw(sheet);
    if (viewer) {
      if (button.dataset.zoom === 'fit') {
        fit(viewer, sheet.querySelector('.diagram'));
      } else {
        viewer.get('zoomScroll').stepZoom(button.dataset.zoom === 'in' ? 2 : -2);
      }
    }
  }));
  if (sheet.open) {
    draw(sheet);
  }
}

const drawAll = async () => {
  for (const sheet of allSheets) {
    sheet.open = true;
    await draw(sheet);
  }
};
const drawButton = byId('draw-all');
if (drawButton) {
  drawButton.addEventListener('click', async () => {
    drawButton.disabled = true;
    await drawAll();
    drawButton.disabled = false;
  });
}

// Tables as they are drawn: their script is fetched when the first is asked for.
let dmnScript = null;
const loadDmn = () => {
  dmnScript = dmnScript || new Promise((loaded, failed) => {
    const script = document.createElement('script');
    script.src = '/assets/dmn-js/dmn-viewer.min.js';
    script.onload = loaded;
    script.onerror = failed;
    document.head.append(script);
  });
  return dmnScript;
};

const drawTable = async (drawn) => {
  if (drawn.dataset.done) {
    return;
  }
  drawn.dataset.done = 'true';
  const box = drawn.querySelector('.dmn');
  await loadDmn();
  const answer = await fetch(drawn.dataset.model, { headers: { Accept: 'application/xml' } });
  if (!answer.ok) {
    box.textContent = 'The table cannot be drawn. Its rows stand above.';
    return;
  }
  const viewer = new window.DmnJS({ container: box });
  await viewer.importXML(await answer.text());
  const view = viewer.getViews().find((one) => one.type === 'decisionTable' && one.element.id === drawn.dataset.decision);
  if (view) {
    await viewer.open(view);
  }
  for (const rule of drawn.dataset.fired.split(' ').filter(Boolean)) {
    box.querySelectorAll(`[data-row-id="${CSS.escape(rule)}"]`).forEach((cell) => cell.classList.add('hit'));
  }
};
document.querySelectorAll('details.drawn').forEach((drawn) => drawn.addEventListener('toggle', () => {
  if (drawn.open) {
    drawTable(drawn);
  }
}));

// A link to something that is folded up opens it.
document.addEventListener('click', (event) => {
  const link = event.target.closest('a[href^="#"]');
  if (link && link.getAttribute('href').length > 1 && byId(link.getAttribute('href').slice(1))) {
    const id = link.getAttribute('href').slice(1);
    if (!link.closest('.jump') && !link.classList.contains('skip')) {
      event.preventDefault();
      show(id);
    }
  }
});

// Paper has no folds: what is to be read is opened, and what was folded is folded again afterwards. A diagram keeps its shape and is shown whole.
let opened = [];
const unfold = () => {
  opened = [...document.querySelectorAll('main details:not([open]):not(.drawn):not(.sheet):not(.rows)')];
  opened.forEach((box) => { box.open = true; });
  for (const [box, viewer] of viewers) {
    if (box.clientWidth > 0) {
      fit(viewer, box);
      box.style.setProperty('--shape', `${box.clientWidth} / ${box.clientHeight}`);
      box.querySelector('svg').setAttribute('viewBox', `0 0 ${box.clientWidth} ${box.clientHeight}`);
    }
  }
};
const fold = () => {
  opened.forEach((box) => { box.open = false; });
  viewers.forEach((viewer, box) => box.querySelector('svg').removeAttribute('viewBox'));
};
window.addEventListener('beforeprint', unfold);
window.addEventListener('afterprint', fold);
document.querySelectorAll('[data-print]').forEach((button) => button.addEventListener('click', () => window.print()));
