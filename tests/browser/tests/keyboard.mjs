// A visitor without a mouse.
import { visit } from '../lib/chromium.mjs';
import { contextOf } from '../lib/people.mjs';

// What has the focus: whether it can be seen, and that it has it.
const focused = () => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const box = e.getBoundingClientRect();
  const style = getComputedStyle(e);
  const ring =
    (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
  return {
    name: `${e.tagName.toLowerCase()} ${e.id || e.getAttribute('href') || e.textContent.trim().slice(0, 30)}`,
    index: [...document.querySelectorAll('*')].indexOf(e),
    visible: box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight && box.left < innerWidth && box.right > 0,
    ring,
  };
};

export default async function keyboard(tap, { browser, base, pages }) {
  for (const wanted of pages) {
    await tap.test(`${wanted.name}: the keyboard alone gets everywhere, in reading order, visibly`, async (check) => {
      // Without the fragment: a target moves the place where Tab starts.
      await visit(browser, base + wanted.path.replace(/#.*/, ''), contextOf(base, wanted.cookie), async (page) => {
        await page.keyboard.press('Tab');
        const first = await page.evaluate(focused);
        check.ok(first?.name.startsWith('a #'), `the first stop is the skip link, not ${first?.name}`);
        check.ok(first?.visible, 'the skip link shows when it has the focus');
        await page.keyboard.press('Enter');
        const inside = await page.evaluate(() => document.activeElement.closest('main') !== null || location.hash === '#' + document.querySelector('main').id);
        check.ok(inside, 'the skip link leads into the main part');
        await page.keyboard.press('Tab');
        const next = await page.evaluate(() => document.activeElement.closest('main, footer') !== null || document.activeElement === document.body);
        check.ok(next, 'after the skip link, Tab goes on inside the main part');

        await page.reload();
        check.equal(await page.locator('[tabindex]').evaluateAll((all) => all.filter((e) => e.tabIndex > 0).length), 0, 'positive tabindex');
        let last = -1;
        for (let n = 0; n < 40; n++) {
          await page.keyboard.press('Tab');
          const now = await page.evaluate(focused);
          if (now === null) break;
          check.ok(now.index > last, `${now.name} comes before the one it follows`);
          check.ok(now.visible, `${now.name} has the focus but cannot be seen`);
          check.ok(now.ring, `${now.name} has the focus and does not show it`);
          last = now.index;
        }

        await page.reload();
        await page.keyboard.press('/');
        const field = page.getByRole('search').getByRole('searchbox');
        check.ok(await field.evaluate((e) => e === document.activeElement), '"/" leads into the search field');
        check.equal(await field.inputValue(), await field.evaluate((e) => e.defaultValue), 'the "/" itself is not typed');
      });
    });
  }

  for (const [what, path] of [['hits of a search', '/edge/archive/?q=action'], ['mails around a mail', '/edge/archive/roadmap-1.20260902@lists.example.org/']]) {
    await tap.test(`j and k walk through the ${what}, o opens the marked one`, async (check) => {
      await visit(browser, base + path, {}, async (page) => {
        const links = await page.locator('.hits > li > a, .around li > a').evaluateAll((all) => all.map((a) => a.href));
        check.ok(links.length > 1, 'more than one row');
        for (const key of ['j', 'j', 'k', 'j']) await page.keyboard.press(key);
        check.equal(await page.evaluate(() => document.activeElement.href), links[1], 'the link of the second row has the focus');
        check.equal(await page.locator('.marked-row').count(), 1, 'one row is marked');
        await page.keyboard.press('o');
        await page.waitForURL(links[1]);
      });
    });
  }

  await tap.test('"/" puts the focus into the search field, and a "/" typed there is a "/"', async (check) => {
    await visit(browser, base + '/edge/backlog', {}, async (page) => {
      await page.keyboard.press('/');
      const field = page.getByRole('search').getByRole('searchbox');
      check.ok(await field.evaluate((e) => e === document.activeElement), 'the field has the focus');
      check.equal(await field.inputValue(), '', 'the key itself is not typed');
      await page.keyboard.type('a/b');
      check.equal(await field.inputValue(), 'a/b', 'typed text');
      await field.fill('subject:armv7');
      await page.keyboard.press('Enter');
      await page.waitForURL(/q=subject/);
      check.ok((await page.locator('main').innerText()).includes('armv7'), 'Enter searches');
      check.equal(await page.getByRole('searchbox').inputValue(), 'subject:armv7', 'the query stays in the field');
    });
  });

  await tap.test('folded quotes are opened and closed with the keyboard', async (check) => {
    await visit(browser, base + '/edge/archive/roadmap-1-gf.20260903@lists.example.org/', {}, async (page) => {
      const fold = page.locator('main details').filter({ hasText: /quote|>/ }).first();
      check.ok((await fold.count()) === 1, 'a top-poster\'s quote is folded');
      const summary = fold.locator('summary');
      check.ok(!(await fold.evaluate((e) => e.open)), 'folded at first');
      check.ok(/\d/.test(await summary.innerText()), `the fold says how much it hides: ${await summary.innerText()}`);
      for (let n = 0; n < 60 && !(await summary.evaluate((e) => e === document.activeElement)); n++)
        await page.keyboard.press('Tab');
      check.ok(await summary.evaluate((e) => e === document.activeElement), 'Tab reaches the fold');
      await page.keyboard.press('Enter');
      check.ok(await fold.evaluate((e) => e.open), 'Enter opens it');
      await page.keyboard.press('Space');
      check.ok(!(await fold.evaluate((e) => e.open)), 'Space closes it');
    });
  });
}
