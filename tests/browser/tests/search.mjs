// Search, as a reader types it; the answers were found by reading docs/sample, not by asking docket.
import { visit } from '../lib/chromium.mjs';

const queries = [
  ['subject:watchdog', ['patch-watchdog.20260909', 'patch-watchdog-ad.20260909', 'patch-watchdog-sk.20260910', 'patch-watchdog-ao.20260911']],
  ['s:watchdog from:samuel', ['patch-watchdog-sk.20260910']],
  ['from:wenjing', ['hello-li.20260902', 'proposal-testday-lw.20261022', 'rowan-curve.20261113', 'rowan-curve-lw2.20261114']],
  ['f:Åkerström', ['mirror-se.20260928', 'vote-1.0-na.20261017', 'kiosk-sound.20261116']],
  ['subject:roadmap d:2026-09-03..2026-09-03', ['roadmap-1-tw2.20260903', 'roadmap-1-ms3.20260903', 'roadmap-1-jp.20260903', 'roadmap-1-gf.20260903']],
  // The mail of Haruka Minami was written on 2 October in the group's zone, London, and on 1 October in UTC.
  ['subject:roadmap d:2026-10-02..', ['roadmap-2-cm.20261002', 'roadmap-2-hm.20261001', 'roadmap-2-sk.20261003', 'roadmap-2-ms2.20261003']],
  ['d:..2026-09-01', ['welcome.20260901', 'hello-bia.20260901']],
  ['"greenhouse or two"', ['welcome.20260901']],
  ['"or two greenhouse"', []],
  ['"power cuts"', ['roadmap-1.20260902', 'roadmap-1-ao.20260902', 'roadmap-1-gf.20260903']],
  ['"power cuts" -from:fontana', ['roadmap-1.20260902', 'roadmap-1-ao.20260902']],
  ['nq:"power cuts"', ['roadmap-1.20260902']],
  ['lulea', ['mirror-se.20260928', 'mirror-se-ms.20260929', 'vote-1.0-na.20261017', 'minutes-20261020.20261020']],
  ['subject:"release alder" from:marit -subject:result', ['vote-1.0.20261012', 'vote-1.0-ms2.20261013', 'vote-1.0-ms3.20261016']],
  ['subject:启动时间', ['rowan-curve.20261113', 'rowan-curve-tw.20261113', 'rowan-curve-lw2.20261114']],
];

export async function hits(page) {
  const links = await page.locator('main a[href^="/edge/archive/"]').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
  const ids = links.map((href) => /^\/edge\/archive\/([^/]+)%40|^\/edge\/archive\/([^/@]+)@/.exec(href)).filter(Boolean).map((m) => m[1] ?? m[2]);
  return [...new Set(ids)].sort();
}

export default async function search(tap, { browser, base }) {
  for (const [query, ids] of queries) {
    await tap.test(`search for ${query}`, async (check) => {
      await visit(browser, base + '/edge/', { javaScriptEnabled: false }, async (page) => {
        // Typed into the box and sent, as a person does, without script.
        await page.getByRole('searchbox').fill(query);
        await page.getByRole('searchbox').press('Enter');
        await page.waitForURL(/archive\/\?/);
        check.equal(await hits(page), [...ids].sort(), 'mails');
        check.equal(await page.getByRole('searchbox').inputValue(), query, 'the query stays in the box');
      });
    });
  }

  await tap.test('a query that cannot be read keeps its words and shows the place', async (check) => {
    for (const query of ['(roadmap', 'd:2026-99-99..', '"open', 'a AND']) {
      await visit(browser, `${base}/edge/archive/?q=${encodeURIComponent(query)}`, {}, async (page, { seen }) => {
        const text = await page.locator('main').innerText();
        // An open quote may be closed silently; what is refused must be refused in words.
        if (seen.status === 200) return check.ok(query === '"open', `${query} was taken as a good query`);
        check.equal(seen.status, 400, query);
        check.equal(await page.getByRole('searchbox').first().inputValue(), query, 'kept in the box');
        check.ok(text.length > 60, `${query}: ${text}`);
      });
    }
  });

  await tap.test('hits are marked, and more than one page of them can be walked without losing or repeating a mail', async (check) => {
    const seen = [];
    let pages = 0;
    await visit(browser, base + '/edge/archive/?q=the', {}, async (page) => {
      check.ok((await page.locator('main mark').count()) > 3, 'marked words');
      for (pages = 1; pages < 20; pages++) {
        seen.push(...(await hits(page)));
        const next = page.locator('main a[rel=next]').first();
        if ((await next.count()) === 0) break;
        await next.click();
      }
    });
    check.ok(seen.length > 80, `${seen.length} mails on ${pages} pages`);
    check.equal(new Set(seen).size, seen.length, 'each once');
  });
}
