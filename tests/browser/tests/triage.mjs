// What a chair does with what was found: filters that stay in the address, accept, dismiss, undo, bulk, keys, merge, split, and
// the answers to what mails suggest.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { open } from '../lib/chromium.mjs';

const DAY = 86400000;
const NAMES = ['Solar panels on the shed roof', 'Repaint the north fence', 'Order seeds for the beds', 'Mend the water pump valve'];

function mail(id, age, subject, body, more = '') {
  const date = new Date(Date.now() - age * DAY);
  return `From ann@example.org ${date.toUTCString()}\nFrom: Ann Bell <ann@example.org>\nDate: ${date.toUTCString().replace('GMT', '+0000')}\nMessage-ID: <${id}@example.org>\nSubject: ${subject}\n${more}\n${body}\n\n`;
}

const list = () =>
  mail('garden1', 20, 'Roadmap of the garden', `Backlog:\n\n${NAMES.map((name) => ` * ${name}`).join('\n')}\n * Fix the gate lock, rhbz#123456`) +
  mail('garden2', 10, 'Re: Roadmap of the garden', `> * ${NAMES[1]}\n\nDone.\n\n> * ${NAMES[2]}\n\nI'll take this.`, 'In-Reply-To: <garden1@example.org>\n').replaceAll('Ann Bell', 'Bo Lind') +
  mail('garden3', 2, 'Roadmap of the garden, again', `Backlog:\n\n * ${NAMES[0]}\n`) +
  mail('garden0', 500, 'Old plans', 'Backlog:\n\n * Dig a pond behind the greenhouse\n');

// A page signed in as the chair of the group.
async function signIn(browser, base, docket) {
  const file = path.join(docket.folder, 'garden.mbox');
  writeFileSync(file, list());
  docket.mustRun('ingest', '-g', 'garden', file);
  docket.mustRun('member', 'add', 'garden', 'ann@example.org', '--name', 'Ann Bell', '--role', 'chair', '--since', '2020-01-01');
  const link = docket.mustRun('member', 'sign-in-link', 'ann@example.org').match(/\/sign-in\/\S+/)[0];
  const opened = await open(browser, base + link);
  await opened.page.locator('main button').first().click();
  await opened.page.waitForLoadState();
  return opened;
}

const row = (page, name) => page.locator('ul.items > li').filter({ hasText: name });
const state = (docket, name) => {
  const items = JSON.parse(docket.mustRun('items', 'garden', '--format', 'json')).items;
  const declined = JSON.parse(docket.mustRun('items', 'garden', '--format', 'json', '--state', 'declined')).items;
  return [...items, ...declined].find((item) => item.found_title === name)?.state;
};

export default async function triage(tap, { browser, base, docket }) {
  const { context, page, seen } = await signIn(browser, base, docket);
  const backlog = base + '/garden/backlog';

  await tap.test('filters by kind, state, age, owner, link, section and words are in the address and stay', async (check) => {
    await page.goto(backlog);
    const shown = async () => (await page.locator('ul.items > li').allInnerTexts()).join('\n');
    check.ok((await shown()).includes('Dig a pond'), 'all at first');
    for (const label of ['backlog', 'new', '30 days', 'with a link']) {
      await page.locator('nav.filters').getByRole('link', { name: new RegExp(`^${label}`) }).first().click();
      await page.waitForLoadState();
    }
    const address = new URL(page.url());
    check.equal(address.searchParams.get('kind'), 'backlog', 'kind');
    check.equal(address.searchParams.get('state'), 'new', 'state');
    check.equal(address.searchParams.get('age'), 'month', 'age');
    check.equal(address.searchParams.get('link'), 'any', 'link');
    check.ok((await shown()).includes('gate lock') && !(await shown()).includes('pond') && !(await shown()).includes('fence'), await shown());
    await page.reload();
    check.ok((await shown()).includes('gate lock'), 'after a reload');
    await page.goto(backlog);
    await page.locator('details.narrow-by summary').click();
    await page.getByLabel('Link', { exact: true }).fill('rhbz#123456');
    await page.getByLabel('Section').fill('Backlog');
    await page.getByRole('button', { name: 'Narrow' }).click();
    await page.waitForURL(/link=rhbz/);
    check.ok((await shown()).includes('gate lock') && !(await shown()).includes('fence'), 'by a link as people write it');
    check.equal(await page.getByLabel('Link', { exact: true }).inputValue(), 'rhbz#123456', 'the field keeps it');
    await page.goto(backlog + '?owner=nobody');
    check.ok(/Show everything/.test(await page.locator('main').innerText()), 'a way out of what fits nothing');
  });

  await tap.test('accept, dismiss and undo by buttons, back to the same list', async (check) => {
    await page.goto(backlog + '?kind=backlog&order=title');
    await row(page, NAMES[3]).getByRole('button', { name: /Dismiss/ }).click();
    await page.waitForURL(/changed=/);
    check.equal(new URL(page.url()).searchParams.get('order'), 'title', 'the list is the same');
    check.equal(await row(page, NAMES[3]).count(), 0, 'a dismissed one is gone');
    check.equal(state(docket, NAMES[3]), 'declined', 'dismissed');
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.waitForURL((url) => !url.searchParams.has('changed'));
    check.equal(state(docket, NAMES[3]), 'new', 'undone');
    await row(page, NAMES[3]).getByRole('button', { name: /Accept/ }).click();
    await page.waitForURL(/changed=/);
    check.equal(state(docket, NAMES[3]), 'open', 'accepted');
  });

  await tap.test('keys: j and k move, s chooses, x dismisses, a accepts, u undoes, e leads to the item', async (check) => {
    await page.goto(backlog + '?order=title');
    const names = await page.locator('ul.items > li').allInnerTexts();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await page.keyboard.press('s');
    check.ok(await page.locator('ul.items > li').first().locator('input[name=item]').isChecked(), 's chooses the marked row');
    await page.keyboard.press('x');
    await page.waitForURL(/changed=/);
    check.ok((await page.locator('ul.items > li').first().innerText()) !== names[0], 'x dismissed the first row');
    await page.keyboard.press('u');
    await page.waitForURL((url) => !url.searchParams.has('changed'));
    check.equal((await page.locator('ul.items > li').count()), names.length, 'u took it back');
    await page.keyboard.press('j');
    await page.keyboard.press('a');
    await page.waitForURL(/changed=/);
    check.ok(/open/.test(await page.locator('ul.items > li').first().innerText()), 'a accepted it');
    await page.goto(backlog + '?order=title');
    await page.keyboard.press('j');
    await page.keyboard.press('e');
    await page.waitForURL(/\/items\/\d+#edit/);
    check.ok(await page.locator('#edit').isVisible(), 'e leads to the tools of the item');
  });

  await tap.test('several at once, undone at once', async (check) => {
    await page.goto(backlog);
    for (const name of [NAMES[1], NAMES[2]]) await row(page, name).locator('input[name=item]').check();
    await page.locator('.triage-bar').getByRole('button', { name: 'Defer' }).click();
    await page.waitForURL(/changed=/);
    check.equal(`${state(docket, NAMES[1])} ${state(docket, NAMES[2])}`, 'deferred deferred', 'both');
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.waitForURL((url) => !url.searchParams.has('changed'));
    check.equal(`${state(docket, NAMES[1])} ${state(docket, NAMES[2])}`, 'new new', 'both back');
  });

  await tap.test('what a mail suggests waits for the chair, and the trail says who did what', async (check) => {
    await page.goto(backlog);
    await row(page, NAMES[1]).locator('a[href*="/items/"]').first().click();
    await page.waitForURL(/\/items\/\d+$/);
    check.ok(/suggests/.test(await page.locator('.story').innerText()), 'the suggestion is there');
    await page.getByRole('button', { name: 'Set done' }).click();
    await page.waitForLoadState();
    check.equal(state(docket, NAMES[1]), 'done', 'accepted');
    const trail = await page.locator('.audit').innerText();
    check.ok(/Ann Bell/.test(trail) && /new/.test(trail) && /done/.test(trail), trail);
    await page.goto(backlog);
    await row(page, NAMES[2]).locator('a[href*="/items/"]').first().click();
    await page.waitForURL(/\/items\/\d+$/);
    await page.getByRole('button', { name: 'Ignore' }).click();
    await page.waitForLoadState();
    check.equal(await page.getByRole('button', { name: 'Ignore' }).count(), 0, 'put away');
    docket.mustRun('rebuild', 'garden');
    await page.reload();
    check.equal(await page.getByRole('button', { name: 'Ignore' }).count(), 0, 'for good');
  });

  await tap.test('the same entry of a later roadmap is a mention, and is taken off; items are merged and split', async (check) => {
    await page.goto(backlog);
    check.equal(await row(page, NAMES[0]).count(), 1, 'one row');
    await row(page, NAMES[0]).locator('a[href*="/items/"]').first().click();
    await page.waitForURL(/\/items\/\d+$/);
    const item = page.url();
    check.ok(/equal text/.test(await page.locator('.story').innerText()), 'the reason stands there');
    await page.getByRole('button', { name: /Not the same/ }).click();
    await page.waitForLoadState();
    await page.goto(backlog);
    check.equal(await row(page, NAMES[0]).count(), 2, 'two rows now');
    const other = await row(page, NAMES[0]).locator('a[href*="/items/"]').evaluateAll((all) => [...new Set(all.map((a) => a.href.replace(/#.*/, '')))]);
    const second = other.find((href) => href !== item);
    await page.goto(second);
    await page.getByLabel('Same as item number').fill(item.match(/\d+$/)[0]);
    await page.getByRole('button', { name: 'Merge' }).click();
    await page.waitForLoadState();
    docket.mustRun('rebuild', 'garden');
    await page.goto(backlog);
    check.equal(await row(page, NAMES[0]).count(), 1, 'merged, also after a rebuild');
    await page.goto(item);
    check.ok(/merged by hand/.test(await page.locator('.story').innerText()), 'and says so');
    await page.goto(second);
    await page.getByRole('button', { name: 'Split it off again' }).click();
    await page.waitForLoadState();
    await page.goto(backlog);
    check.equal(await row(page, NAMES[0]).count(), 2, 'split again');
  });

  await tap.test('the tools ask for nothing elsewhere and break no rule of the page', async (check) => {
    check.none(seen.console, 'console');
    check.none(seen.elsewhere, 'requests to others');
    check.none(await page.evaluate(() => window.violations), 'violations');
  });
  await context.close();
}
