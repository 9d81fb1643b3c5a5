// Mail written to harm its readers: tests/browser/mean.mbox, read into a group of its own.
import { open, visit } from '../lib/chromium.mjs';

// Everything that the group's pages lead to.
async function crawl(base, start, limit) {
  const seen = new Map();
  const queue = [start];
  while (queue.length > 0 && seen.size < limit) {
    const path = queue.shift();
    // Filters of a list lead to ever the same rows: the first few will do.
    const kin = path.replace(/\?.*/, '');
    if (seen.has(path) || [...seen.keys()].filter((other) => other.replace(/\?.*/, '') === kin).length > 3) continue;
    const answer = await fetch(base + path, { redirect: 'manual' });
    const type = answer.headers.get('content-type') ?? '';
    const body = await answer.text();
    seen.set(path, { status: answer.status, type, body, headers: answer.headers });
    if (!type.startsWith('text/html')) continue;
    for (const [, href] of body.matchAll(/(?:href|src|action)="([^"]*)"/g)) {
      const clean = href.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&#39;', "'").replaceAll('&amp;', '&').replace(/#.*/, '');
      const url = URL.canParse(clean, base + path) ? new URL(clean, base + path) : null;
      if (url?.origin === base && url.pathname.startsWith('/mean')) queue.push(url.pathname + url.search);
    }
  }
  return seen;
}

// In the page: whatever a mail must not have brought in.
function look() {
  document.querySelectorAll('details').forEach((d) => { d.open = true; });
  const all = [...document.querySelectorAll('*')];
  const strange = 'script, iframe, img, object, embed, svg:not(figure.chart > svg), .chart svg :not(line, rect, text, title), style, link, base, meta, input[name=password]';
  return {
    pwned: window.pwned ?? null,
    schemes: all
      .flatMap((e) => ['href', 'src', 'action', 'formaction', 'data', 'srcset'].map((name) => e.getAttribute(name)).filter(Boolean))
      .filter((url) => !['http:', 'https:', 'mailto:'].includes(new URL(url, location.href).protocol)),
    handlers: all.flatMap((e) => [...e.attributes].filter((a) => /^on/i.test(a.name)).map((a) => a.name)),
    strange: [...document.querySelectorAll(strange)].filter((e) => e.closest('main')).map((e) => e.outerHTML.slice(0, 80)),
    inline: [...document.querySelectorAll('script:not([src])')].length,
    violations: window.violations,
    base: document.querySelectorAll('base').length,
  };
}

export default async function mean(tap, { browser, base, docket }) {
  const pages = await crawl(base, '/mean/', 150);
  const html = [...pages].filter(([, page]) => page.type.startsWith('text/html'));

  await tap.test('hostile mail: every page that shows it answers', async (check) => {
    check.ok(html.length > 20, `${html.length} pages`);
    check.none([...pages].filter(([, page]) => page.status >= 400).map(([path, page]) => `${page.status} ${path}`), 'faults');
    const all = html.map(([, page]) => page.body).join('');
    for (const place of ['subject', 'body', 'section', 'anchor', 'quote', 'action'])
      check.ok(all.includes(`window.pwned=&#39;${place}`) || all.includes(`window.pwned='${place}`), `the text in place "${place}" is shown`);
  });

  await tap.test('hostile mail: no script, no handler, no address but http, https, mailto and our own', async (check) => {
    const { context, page, seen } = await open(browser, base + '/mean/');
    for (const [path] of html) {
      await page.goto(base + path);
      const found = await page.evaluate(look);
      check.equal(found.pwned, null, `${path}: script ran`);
      check.none(found.schemes, `${path}: addresses`);
      check.none(found.handlers, `${path}: handlers`);
      check.none(found.strange, `${path}: elements out of a mail`);
      check.equal(found.inline + found.base, 0, `${path}: inline script or base`);
      check.none(found.violations, `${path}: the policy had to step in`);
    }
    check.none(seen.dialogs, 'dialogs');
    check.none(seen.elsewhere, 'requests elsewhere');
    await context.close();
  });

  await tap.test('hostile mail: control characters never leave, turned-around text stays in its box', async (check) => {
    for (const [path, page] of html) {
      // eslint-disable-next-line no-control-regex
      const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/.exec(page.body);
      check.ok(control === null, `${path}: U+${control?.[0].codePointAt(0).toString(16)}`);
    }
    for (const [path] of html.filter(([name]) => /items\/\d+$|backlog$/.test(name)))
      await visit(browser, base + path, {}, async (page) => {
        const loose = await page.evaluate(() => {
          // A character that turns text around must sit in an element that isolates it, or be shown as a code.
          const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          const bad = [];
          while (walk.nextNode()) {
            if (!/[\u202a-\u202e\u2066-\u2069]/.test(walk.currentNode.data)) continue;
            if (!walk.currentNode.parentElement.closest('bdi,[dir],blockquote,pre')) bad.push(walk.currentNode.data.slice(0, 40));
          }
          return bad;
        });
        check.none(loose, path);
      });
  });

  await tap.test('hostile mail: attachments and raw mail are handed out as files, never as pages', async (check) => {
    const files = [...pages].filter(([path, page]) => !page.type.startsWith('text/html') && page.status === 200 && /\/archive\//.test(path));
    check.ok(files.some(([path]) => path.includes('/part/')) && files.some(([path]) => path.endsWith('/raw')), `raw mails and attachments: ${files.map(([path]) => path)}`);
    for (const [path, page] of files) {
      check.ok(/^(text\/plain|application\/octet-stream|application\/mbox|message\/rfc822|application\/gzip|application\/json|text\/csv|image\/(png|jpeg|gif)|application\/atom\+xml)/.test(page.type), `${path}: ${page.type}`);
      check.equal(page.headers.get('x-content-type-options'), 'nosniff', `${path}: sniffing`);
      if (path.includes('/part/')) check.ok(/^attachment/.test(page.headers.get('content-disposition') ?? ''), `${path}: ${page.headers.get('content-disposition')}`);
    }
  });

  await tap.test('hostile mail: the terminal gets no escape either', async (check) => {
    for (const args of [['items', 'mean', '--format', 'table'], ['search', 'mean', 'javascript', '--format', 'table'], ['agenda', 'mean', '--format', 'text']]) {
      const out = docket.run(...args);
      check.equal(out.status, 0, args.join(' ') + out.stderr);
      check.ok(out.stdout.length > 40, `${args[0]} prints something`);
      check.ok(!/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.test(out.stdout + out.stderr), `${args[0]}: a control character`);
    }
  });
}
