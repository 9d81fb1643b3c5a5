// What holds on every page, whoever looks at it, with whatever.
import axe from 'axe-core';
import { openAs, visitor } from '../lib/chromium.mjs';
import { contextOf } from '../lib/people.mjs';

export async function axeFaults(page) {
  // Through the debugger, so the pages' own Content-Security-Policy stays in force.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  return found.violations.map(
    (v) => `${v.id} (${v.help}): ${v.nodes.slice(0, 3).map((n) => `${n.target} ${n.failureSummary?.split('\n')[1] ?? ''}`).join('; ')}`,
  );
}

// The page may not be moved sideways; a wide line may scroll inside its own box.
export const sideways = () => {
  const root = document.scrollingElement;
  if (root.scrollWidth <= root.clientWidth) return null;
  const widest = [...document.querySelectorAll('body *')]
    .filter((e) => e.getBoundingClientRect().right > root.clientWidth + 1)
    .slice(0, 3)
    .map((e) => `${e.tagName}.${e.className} to ${Math.round(e.getBoundingClientRect().right)}`);
  return `${root.scrollWidth} > ${root.clientWidth}: ${widest.join(', ')}`;
};

// What a visitor can read and where he can go. Between two visits something may grow a day older.
const content = () => ({
  words: document.body.innerText.replace(/\s+/g, ' ').replace(/\d+ (second|minute|hour|day|week|month|year)s? ago/g, 'some time ago').trim(),
  links: [...document.querySelectorAll('a[href]')].map((a) => a.getAttribute('href')),
});

// Nobody leaves anything behind here, so the pages that one person looks at are looked at as one visitor.
class Visitors {
  constructor(browser, base) {
    Object.assign(this, { browser, base, known: new Map() });
  }

  async of(cookie, javaScriptEnabled) {
    const key = `${cookie} ${javaScriptEnabled}`;
    if (!this.known.has(key)) this.known.set(key, await visitor(this.browser, { ...contextOf(this.base, cookie), javaScriptEnabled }));
    return this.known.get(key);
  }
}

// One visit serves all that can be asked of a page as it stands; only scripts off needs a second.
async function onePage(tap, base, visitors, wanted) {
  const address = base + wanted.path;
  const status = wanted.status ?? 200;
  const { page, seen, headers } = await openAs(await visitors.of(wanted.cookie, true), address);
  const withScript = await page.evaluate(content);

  await tap.test(`${wanted.name}: answers ${status}, says what it is, keeps quiet and to itself`, async (check) => {
    check.equal(seen.status, status, 'status');
    const h1 = await page.locator('h1').allInnerTexts();
    check.equal(h1.length, 1, 'number of first headings');
    check.ok(wanted.heading.test(h1[0] ?? ''), `heading "${h1[0]}" is not like ${wanted.heading}`);
    check.ok((await page.title()).length > 8, 'a title');
    check.ok(await page.locator('html').getAttribute('lang'), 'a language');
    // Chromium itself reports the answer that an error page rightly has.
    const own = `Failed to load resource: the server responded with a status of ${status}`;
    check.none(seen.console.filter((text) => status < 400 || !text.startsWith(own)), 'console');
    check.none(seen.elsewhere, 'requests to other hosts');
    check.none(await page.evaluate(() => window.violations), 'policy violations');
    const policy = headers['content-security-policy'] ?? '';
    check.ok(/default-src 'none'|default-src 'self'/.test(policy), `a policy that starts closed: ${policy}`);
    check.ok(!policy.includes('unsafe'), `nothing unsafe in the policy: ${policy}`);
    check.equal(await page.locator('[style], style, [onclick], [onload], script:not([src])').count(), 0, 'inline style or script');
  });

  await tap.test(`${wanted.name}: landmarks and headings for a screen reader`, async (check) => {
    for (const role of ['banner', 'main', 'search']) check.equal(await page.getByRole(role).count(), 1, role);
    const parts = page.getByRole('navigation');
    if (wanted.path.startsWith('/edge/') && status !== 404) check.ok((await parts.count()) >= 1, 'navigation');
    const names = await parts.evaluateAll((all) => all.map((n) => n.getAttribute('aria-label') ?? n.getAttribute('aria-labelledby')));
    check.ok(names.every(Boolean) && new Set(names).size === names.length, `each navigation has its own name: ${names}`);
    check.equal(await page.getByRole('search').getByRole('searchbox').count(), 1, 'search fields with a name');
    const levels = await page.locator('h1,h2,h3,h4').evaluateAll((all) => all.map((h) => Number(h.tagName[1])));
    check.ok(levels.every((level, i) => i === 0 || level <= levels[i - 1] + 1), `no heading level is jumped over: ${levels}`);
  });

  await tap.test(`${wanted.name}: axe finds no violation in light and in dark`, async (check) => {
    const grounds = [];
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      check.none(await axeFaults(page), colorScheme);
      grounds.push(await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
    }
    check.ok(grounds[0] !== grounds[1], `dark is another ground than light: ${grounds}`);
  });

  await tap.test(`${wanted.name}: no sideways scrolling at 360 and 1600 px, at 200 %, with large text`, async (check) => {
    // A window of 1280x800 zoomed to 200 % has half as many CSS pixels.
    for (const [width, height, size] of [[360, 800, ''], [1600, 1000, ''], [640, 400, ''], [640, 800, '200%']]) {
      await page.setViewportSize({ width, height });
      await page.evaluate((fontSize) => { document.documentElement.style.fontSize = fontSize; }, size);
      const fault = await page.evaluate(sideways);
      check.ok(fault === null, `${width} px${size && `, text at ${size}`}: ${fault}`);
    }
  });

  await page.close();

  await tap.test(`${wanted.name}: the same words and links without JavaScript`, async (check) => {
    const plain = await openAs(await visitors.of(wanted.cookie, false), address);
    const without = await plain.page.evaluate(content);
    await plain.page.close();
    check.ok(withScript.links.length > (wanted.fewLinks ?? 3), 'links');
    check.equal(without.links, withScript.links, 'links');
    if (!wanted.moves) check.equal(without.words, withScript.words, 'words');
  });
}

export default async function everyPage(tap, { browser, base, pages }) {
  const visitors = new Visitors(browser, base);
  for (const wanted of pages) await onePage(tap, base, visitors, wanted);
}
