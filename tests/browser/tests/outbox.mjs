// A chair writes the agenda mail, looks at it, changes it and sends it - without script as well as with it.
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import axe from 'axe-core';
import { open } from '../lib/chromium.mjs';

async function signIn(docket, page, base) {
  docket.mustRun('member', 'add', 'edge', 'olga@example.org', '--name', 'Olga', '--role', 'operator', '--since', '2020-01-01');
  const link = docket.mustRun('member', 'sign-in-link', 'olga@example.org').match(/\/sign-in\/\S+/)[0];
  await page.goto(base + link);
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
}

const mail = (id) =>
  `From a@example.org Tue Dec  1 10:00:00 2026\nFrom: A <a@example.org>\nDate: Tue, 1 Dec 2026 10:00:00 +0000\nSubject: Late\nMessage-ID: <${id}@example.org>\n\nWords.\n`;

// A source that is read well and one that is gone: its file has a long name, as addresses of archives have.
function sources(docket) {
  const good = path.join(docket.folder, 'good.mbox');
  const gone = path.join(docket.folder, `${'an-archive-with-a-long-name-'.repeat(5)}.mbox`);
  for (const file of [good, gone]) {
    writeFileSync(file, mail(path.basename(file).slice(0, 4)));
    docket.mustRun('source', 'add', 'edge', file);
  }
  docket.mustRun('sync', 'edge');
  rmSync(gone);
  for (let i = 0; i < 3; i++) docket.run('sync', 'edge');
}

async function faults(page) {
  const found = [];
  await page.evaluate(axe.source);
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
    found.push(...violations.map((v) => `${colorScheme}: ${v.id}: ${v.nodes.slice(0, 2).map((n) => n.target).join(' ')}`));
  }
  for (const width of [360, 1600]) {
    await page.setViewportSize({ width, height: 900 });
    const over = await page.evaluate(() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth);
    if (over > 0) found.push(`${width} px: ${over} px too wide`);
  }
  return found;
}

export default async function outbox(tap, { browser, base, docket }) {
  const { context, page, seen } = await open(browser, `${base}/edge/`, { javaScriptEnabled: true });
  await signIn(docket, page, base);

  await tap.test('outbox: a draft is seen, changed and sent', async (check) => {
    await page.goto(`${base}/edge/`);
    await page.getByRole('link', { name: 'Outbox' }).click();
    await page.getByRole('button', { name: 'Agenda of the next meeting' }).click();
    check.ok(/Agenda: Edge Images SIG meeting/.test(await page.locator('h1').innerText()), 'the draft is shown');
    const shown = await page.getByRole('region', { name: 'The mail' }).innerText();
    check.ok(/^To: Edge Images SIG <edge-sig@lists\.example\.org>$/m.test(shown), shown.slice(0, 400));
    await page.getByLabel('Subject').fill('Agenda, changed by hand');
    await page.getByLabel('Text').fill('1. Fennel <b>boards</b>\n');
    await page.getByRole('button', { name: 'Save' }).click();
    check.ok((await page.getByRole('region', { name: 'The mail' }).innerText()).includes('\n\n1. Fennel <b>boards</b>'), 'the new text');
    await page.getByRole('button', { name: 'Send it' }).click();
    check.ok((await page.getByRole('main').innerText()).includes('Queued: it goes out with the next run.'), 'it is queued');
    check.equal(await page.getByRole('button', { name: 'Send it' }).count(), 0, 'buttons to send it again');
    await page.getByRole('button', { name: 'Cancel it' }).click();
    check.ok((await page.getByRole('main').innerText()).includes('It was cancelled'), 'it is cancelled');
    check.none(seen.console, 'console');
    check.none(seen.elsewhere, 'requests to other hosts');
  });

  await tap.test('outbox: a source that fails is named where chairs look', async (check) => {
    sources(docket);
    await page.goto(`${base}/edge/`);
    const told = await page.getByRole('main').innerText();
    check.ok(/an-archive-with-a-long-name.* failed \d+ times in a row/.test(told), told.slice(0, 600));
    await page.getByRole('link', { name: 'Its sources' }).click();
    const rows = page.getByRole('table').getByRole('row');
    check.equal(await rows.count(), 3, 'rows: the head and two sources');
    check.ok(/failing/.test(await rows.filter({ hasText: 'an-archive-with' }).innerText()), 'the one that is gone');
    check.ok(/good\b/.test(await rows.filter({ hasText: 'good.mbox' }).innerText()), 'the other one');
  });

  await tap.test('outbox: on a narrow screen no column is cut', async (check) => {
    docket.mustRun('group', 'set', 'edge', '--name', 'Edge Images and Cloud Instances Special Interest Group', '--address', `${'edge-images-'.repeat(4)}sig@lists.example.org`);
    await page.goto(`${base}/edge/outbox/`);
    await page.getByRole('button', { name: 'Agenda of the next meeting' }).click();
    docket.mustRun('group', 'set', 'edge', '--name', 'Edge Images SIG', '--address', 'edge-sig@lists.example.org');
    await page.setViewportSize({ width: 360, height: 800 });
    await page.goto(`${base}/edge/outbox/`);
    const cut = await page.getByRole('region', { name: 'Mails' }).evaluate((region) => ({
      hidden: region.scrollWidth - region.clientWidth,
      cells: [...region.querySelectorAll('th, td')].filter((cell) => cell.getBoundingClientRect().right > innerWidth || cell.scrollWidth > cell.clientWidth + 1).map((cell) => cell.innerText),
    }));
    check.equal(cut.hidden, 0, 'pixels of the table out of sight');
    check.none(cut.cells, 'cells that are cut');
  });

  for (const address of ['/edge/', '/edge/outbox/', '/edge/outbox/1', '/edge/sources', '/operator/']) {
    await tap.test(`outbox: ${address} is for everybody's eyes, hands and screens`, async (check) => {
      await page.goto(base + address);
      check.equal(await page.locator('h1').count(), 1, 'number of first headings');
      check.none(await faults(page), address);
      check.none(await page.evaluate(() => window.violations), 'policy violations');
    });
  }
  await context.close();
}
