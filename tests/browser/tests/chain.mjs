// The chain that a chair walks: backlog row -> item -> quoted lines in the mail -> back to the item.
import { visit } from '../lib/chromium.mjs';
import { at } from '../lib/pages.mjs';

const decode = (href) => decodeURIComponent(href);

export default async function chain(tap, { browser, base }) {
  for (const javaScriptEnabled of [true, false]) {
    const how = javaScriptEnabled ? '' : ' (without script)';
    await tap.test(`backlog row, item, quoted lines, mail and back${how}`, async (check) => {
      await visit(browser, base + '/edge/backlog', { javaScriptEnabled }, async (page) => {
        const row = page.locator('main a[href^="/edge/items/"]').filter({ hasText: /\w{4}/ }).first();
        const title = (await row.innerText()).trim();
        await row.click();
        await page.waitForURL(/\/edge\/items\/\d+$/);
        const item = new URL(page.url()).pathname;
        check.ok((await page.locator('h1').innerText()).includes(title.slice(0, 40)), `the item has the row's title: ${title}`);
        const quote = (await page.locator('main blockquote').first().innerText()).trim();
        check.ok(quote.length > 3, 'the item quotes its lines');
        check.ok(/rule/i.test(await page.locator('main').innerText()), 'the item names the rule that found it');

        await page.locator('main a[href*="#L"]').first().click();
        await page.waitForURL(/#L\d+/);
        const [, first, last = first] = /#L(\d+)(?:-L(\d+))?$/.exec(page.url());
        const said = [];
        for (let n = Number(first); n <= Number(last); n++) said.push(await page.locator(`[id="L${n}"]`).innerText());
        const squeeze = (text) => text.replace(/[\s\d]+/g, '');
        check.ok(squeeze(said.join('')).includes(squeeze(quote).slice(0, 30)), `lines ${first}-${last} are the quote: ${said.join('|')} / ${quote}`);
        const back = page.locator(`main a[href="${item}"]`);
        check.ok((await back.count()) >= 1, 'beside its lines the mail shows the item');
        await back.first().click();
        await page.waitForURL(new RegExp(item + '$'));
        check.equal(new URL(page.url()).pathname, item, 'and leads back to it');
      });
    });
  }

  await tap.test('the lines that an address names are marked and in view', async (check) => {
    for (const javaScriptEnabled of [true, false]) {
      const how = javaScriptEnabled ? 'with script' : 'without script';
      // Line 5 alone; then every range that an item of this mail has.
      await visit(browser, base + at('roadmap-1.20260902'), { javaScriptEnabled }, async (page) => {
        const ground = (id) =>
          page.evaluate((name) => {
            // The colour one sees behind the line: its own, or that of the nearest box around it that has one.
            let e = document.getElementById(name);
            while (e && ['rgba(0, 0, 0, 0)', 'transparent'].includes(getComputedStyle(e).backgroundColor)) e = e.parentElement;
            return e ? getComputedStyle(e).backgroundColor : 'none';
          }, id);
        const plain = await ground('L3');
        await page.goto(base + at('roadmap-1.20260902') + '#L3');
        check.ok((await ground('L3')) !== plain, `${how}: line 3 is marked`);
        check.equal(await ground('L2'), plain, `${how}: line 2 is not`);

        const ranges = await page.evaluate(() => [...document.querySelectorAll('[id]')].map((e) => e.id).filter((id) => /^L\d+-L\d+$/.test(id)));
        check.ok(ranges.length > 0, `${how}: items of several lines have an address`);
        for (const range of ranges.slice(0, 4)) {
          const [first, last] = range.match(/\d+/g).map(Number);
          await page.goto(base + at('roadmap-1.20260902') + '#' + range);
          for (let n = first; n <= last; n++) check.ok((await ground(`L${n}`)) !== plain, `${how}: ${range} marks line ${n}`);
          const seen = await page.evaluate((id) => {
            const box = document.getElementById(id).getBoundingClientRect();
            return box.top >= 0 && box.top < innerHeight;
          }, `L${first}`);
          check.ok(seen, `${how}: ${range} is scrolled into view`);
        }
      });
    }
  });

  await tap.test('a line that stands in a folded quote is unfolded by its address', async (check) => {
    await visit(browser, base + at('roadmap-1-gf.20260903'), {}, async (page) => {
      const inside = await page.evaluate(() => document.querySelector('main details [id^="L"]')?.id);
      if (!check.ok(inside, 'the folded quote has numbered lines')) return;
      await page.goto(base + at('roadmap-1-gf.20260903') + '#' + inside);
      await page.waitForTimeout(100);
      const shown = await page.evaluate((id) => document.getElementById(id).checkVisibility?.() ?? true, inside);
      check.ok(shown, `${inside} is shown`);
    });
  });

  await tap.test('a thread shows every mail of it, flat and as a tree, and each leads to its own page', async (check) => {
    const wanted = ['roadmap-1', 'roadmap-1-tw', 'roadmap-1-ao', 'roadmap-1-ra'].map((id) => at(`${id}.20260902`));
    for (const form of ['t/', 't/?view=flat'])
      await visit(browser, base + at('roadmap-1.20260902') + form, {}, async (page) => {
        const links = (await page.locator('main a[href]').evaluateAll((all) => all.map((a) => a.getAttribute('href')))).map(decode);
        for (const path of wanted) check.ok(links.some((href) => href.split('#')[0] === path), `${form} leads to ${path}`);
        check.equal(await page.evaluate(() => {
          const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
          return ids.filter((id, i) => ids.indexOf(id) !== i);
        }), [], `${form}: ids used twice`);
      });
  });

  await tap.test('the letters of a mail are chosen without script, and patches keep theirs', async (check) => {
    await visit(browser, base + at('patch-watchdog.20260909'), { javaScriptEnabled: false }, async (page) => {
      const font = (line) => page.locator(`[id="L${line}"]`).evaluate((e) => getComputedStyle(e).fontFamily);
      check.ok(/mono/i.test(await font(1)), 'fixed width at first on a wide screen');
      await page.getByLabel('proportional').check();
      check.ok(!/mono/i.test(await font(1)), 'proportional when chosen');
      check.ok(/mono/i.test(await font(24)), 'a line of the diff stays as it is');
      await page.setViewportSize({ width: 360, height: 800 });
      await page.getByLabel('fixed width').check();
      check.ok(/mono/i.test(await font(1)), 'fixed width also on a narrow screen when chosen');
    });
  });

  await tap.test('HTML-only mail is shown as text, a diff with its colours, a reply knows its parent', async (check) => {
    await visit(browser, base + at('guide-draft.20261029'), {}, async (page) => {
      const text = await page.locator('main').innerText();
      check.ok(text.length > 400 && !/<(p|div|html|body)\b/i.test(text), 'text without tags');
      check.equal(await page.locator('main img, main iframe, main object, main style').count(), 0, 'nothing of the mail is HTML');
    });
    await visit(browser, base + at('patch-watchdog.20260909'), {}, async (page) => {
      const colours = await page.evaluate(() => {
        const of = (start) => {
          const line = [...document.querySelectorAll('[id^="L"]')].find((e) => e.textContent.replace(/^\s*\d*\s*/, '').startsWith(start));
          const deepest = line && [...line.querySelectorAll('*')].at(-1);
          return line ? getComputedStyle(deepest ?? line).color + getComputedStyle(line).color + getComputedStyle(line).backgroundColor : null;
        };
        return { added: of('+\t') ?? of('+ ') ?? of('+'), plain: of('diff --git') ?? of('---') };
      });
      check.ok(colours.added && colours.added !== colours.plain, `added lines have another colour: ${JSON.stringify(colours)}`);
    });
    await visit(browser, base + at('roadmap-1-tw.20260902'), {}, async (page) => {
      const links = (await page.locator('main a[href]').evaluateAll((all) => all.map((a) => new URL(a.href).pathname))).map(decode);
      check.ok(links.includes(at('roadmap-1.20260902')), 'a link to the parent');
      check.ok(links.includes(at('roadmap-1.20260902') + 't/') || links.some((href) => /\/t\/(#.*)?$/.test(href)), 'a link to the thread');
      check.ok(links.some((href) => href.endsWith('/raw')), 'a link to the raw mail');
    });
  });
}
