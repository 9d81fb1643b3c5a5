// What holds on every page, whoever looks at it, with whatever.
import axe from 'axe-core';
import { visit } from '../lib/chromium.mjs';

const wide = { width: 1280, height: 800 };

async function axeFaults(page) {
  // Through the debugger, so the pages' own Content-Security-Policy stays in force.
  await page.evaluate(axe.source);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  return found.violations.map(
    (v) => `${v.id} (${v.help}): ${v.nodes.slice(0, 3).map((n) => `${n.target} ${n.failureSummary?.split('\n')[1] ?? ''}`).join('; ')}`,
  );
}

// The page may not be moved sideways; a wide line may scroll inside its own box.
const sideways = () => {
  const root = document.scrollingElement;
  if (root.scrollWidth <= root.clientWidth) return null;
  const widest = [...document.querySelectorAll('body *')]
    .filter((e) => e.getBoundingClientRect().right > root.clientWidth + 1)
    .slice(0, 3)
    .map((e) => `${e.tagName}.${e.className} to ${Math.round(e.getBoundingClientRect().right)}`);
  return `${root.scrollWidth} > ${root.clientWidth}: ${widest.join(', ')}`;
};

// What a visitor can read and where he can go.
const content = () => ({
  words: document.body.innerText.replace(/\s+/g, ' ').trim(),
  links: [...document.querySelectorAll('a[href]')].map((a) => a.getAttribute('href')),
});

export default async function everyPage(tap, { browser, base, pages }) {
  for (const wanted of pages) {
    const address = base + wanted.path;
    const status = wanted.status ?? 200;

    await tap.test(`${wanted.name}: answers ${status}, says what it is, keeps quiet and to itself`, async (check) => {
      await visit(browser, address, {}, async (page, { seen, headers }) => {
        check.equal(seen.status, status, 'status');
        const h1 = await page.locator('h1').allInnerTexts();
        check.equal(h1.length, 1, 'number of first headings');
        check.ok(wanted.heading.test(h1[0] ?? ''), `heading "${h1[0]}" is not like ${wanted.heading}`);
        check.ok((await page.title()).length > 8, 'a title');
        const complaints = seen.console.filter(
          // Chromium itself reports the answer that an error page rightly has.
          (text) => !(status >= 400 && text.startsWith(`Failed to load resource: the server responded with a status of ${status}`)),
        );
        check.none(complaints, 'console');
        check.none(seen.elsewhere, 'requests to other hosts');
        check.none(await page.evaluate(() => window.violations), 'policy violations');
        const policy = headers['content-security-policy'] ?? '';
        check.ok(/default-src 'none'|default-src 'self'/.test(policy), `a policy that starts closed: ${policy}`);
        check.ok(!policy.includes('unsafe'), `nothing unsafe in the policy: ${policy}`);
        check.equal(await page.locator('[style], style, [onclick], [onload], script:not([src])').count(), 0, 'inline style or script');
        const asOf = await page.locator('html').getAttribute('lang');
        check.ok(asOf, 'a language');
      });
    });

    await tap.test(`${wanted.name}: axe finds no violation in light and in dark`, async (check) => {
      const grounds = [];
      for (const colorScheme of ['light', 'dark']) {
        await visit(browser, address, { colorScheme }, async (page) => {
          check.none(await axeFaults(page), colorScheme);
          grounds.push(await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
        });
      }
      check.ok(grounds[0] !== grounds[1], `dark is another ground than light: ${grounds}`);
    });

    await tap.test(`${wanted.name}: no sideways scrolling at 360 and 1600 px and at 200 %`, async (check) => {
      const sizes = {
        '360 px': { viewport: { width: 360, height: 800 }, isMobile: true, hasTouch: true },
        '1600 px': { viewport: { width: 1600, height: 1000 } },
        // A window of 1280x800 zoomed to 200 % has half as many CSS pixels, twice as fine.
        '200 % zoom': { viewport: { width: wide.width / 2, height: wide.height / 2 }, deviceScaleFactor: 2 },
      };
      for (const [name, options] of Object.entries(sizes))
        await visit(browser, address, options, async (page) => {
          const fault = await page.evaluate(sideways);
          check.ok(fault === null, `${name}: ${fault}`);
        });
      await visit(browser, address, { viewport: { width: 640, height: 800 } }, async (page) => {
        await page.evaluate(() => { document.documentElement.style.fontSize = '200%'; });
        const fault = await page.evaluate(sideways);
        check.ok(fault === null, `text at 200 %: ${fault}`);
      });
    });

    await tap.test(`${wanted.name}: the same words and links without JavaScript`, async (check) => {
      const withScript = await visit(browser, address, {}, (page) => page.evaluate(content));
      const without = await visit(browser, address, { javaScriptEnabled: false }, (page) => page.evaluate(content));
      check.ok(withScript.links.length > 3, 'links');
      check.equal(without.links, withScript.links, 'links');
      check.equal(without.words, withScript.words, 'words');
    });

    await tap.test(`${wanted.name}: landmarks for a screen reader`, async (check) => {
      await visit(browser, address, {}, async (page) => {
        for (const role of ['banner', 'main', 'search'])
          check.equal(await page.getByRole(role).count(), 1, role);
        if (wanted.path !== '/' && !wanted.path.startsWith('/search'))
          check.ok((await page.getByRole('navigation').count()) >= 1, 'navigation');
        const names = await page.getByRole('navigation').evaluateAll((all) => all.map((n) => n.getAttribute('aria-label') ?? n.getAttribute('aria-labelledby')));
        check.ok(names.every(Boolean) && new Set(names).size === names.length, `each navigation has its own name: ${names}`);
        const field = page.getByRole('search').getByRole('searchbox');
        check.equal(await field.count(), 1, 'search fields with a name');
        const levels = await page.locator('h1,h2,h3,h4').evaluateAll((all) => all.map((h) => Number(h.tagName[1])));
        check.ok(levels.every((level, i) => i === 0 || level <= levels[i - 1] + 1), `no heading level is jumped over: ${levels}`);
      });
    });
  }
}
