// A meeting from its draft to its minutes: one browser runs it, another follows; a third has no script.
import { leaveFor, open } from '../lib/chromium.mjs';
import { axeFaults, sideways } from './every-page.mjs';

const tomorrow = () => new Date(Date.now() + 86400000).toISOString().slice(0, 10);

async function signIn(docket, opened, base, address) {
  const link = docket.mustRun('member', 'sign-in-link', address).trim();
  await opened.page.goto(base + new URL(link).pathname);
  await opened.page.locator('main button').first().click();
  await opened.page.waitForURL((url) => !url.pathname.includes('/sign-in/'));
}

// Acts, and waits for the page that it leads to.
const go = (page, act) => Promise.all([page.waitForNavigation(), act()]);

const titles = (page) => page.locator('.edit-entry input[name=title]').evaluateAll((all) => all.map((e) => e.value));

async function addEntry(page, title, minutes) {
  const form = page.locator('form.entry-form').filter({ has: page.locator('button[value=add]') });
  await form.locator('input[name=title]').fill(title);
  await form.locator('input[name=minutes]').fill(String(minutes));
  await go(page, () => form.locator('button[value=add]').click());
}

async function sound(check, opened, what) {
  const { page, seen } = opened;
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    check.none(await axeFaults(page), `${what}, ${colorScheme}`);
  }
  for (const [width, height] of [[360, 800], [1600, 1000], [1280, 800]]) {
    await page.setViewportSize({ width, height });
    const fault = await page.evaluate(sideways);
    check.ok(fault === null, `${what} at ${width} px: ${fault}`);
  }
  check.none(seen.console, `${what}: console`);
  check.none(seen.elsewhere, `${what}: requests to other hosts`);
  check.none(await page.evaluate(() => window.violations), `${what}: policy violations`);
}

export default async function meeting(tap, { browser, base, docket }) {
  const day = tomorrow();
  const at = `${base}/edge/meetings/${day}`;
  docket.mustRun('group', 'set', 'edge', '--next-meeting', `${day}T17:00`);
  for (const [name, role] of [['Ann', 'chair'], ['Mia', 'member']])
    docket.mustRun('member', 'add', 'edge', `${name.toLowerCase()}@example.org`, '--name', name, '--role', role, '--since', '2020-01-01');
  const chair = await open(browser, base + '/edge/');
  const member = await open(browser, base + '/edge/');
  await signIn(docket, chair, base, 'ann@example.org');
  await signIn(docket, member, base, 'mia@example.org');

  await tap.test('who comes before anybody touched the meeting waits, and follows then', async (check) => {
    const early = await open(browser, `${at}/live`);
    check.equal(await early.page.locator('#follow').textContent(), 'Waiting for the meeting to begin.', 'says that it waits');
    await chair.page.goto(`${at}/edit`);
    await addEntry(chair.page, 'Welcome', 5);
    await early.page.waitForFunction(() => document.getElementById('follow').textContent === 'Following live.');
    check.none(early.seen.console, 'console');
    await early.context.close();
    await go(chair.page, () => chair.page.locator('.edit-entry button[value=remove]').first().click());
  });

  await tap.test('a chair takes entries, orders them by key and by button, and publishes', async (check) => {
    const { page } = chair;
    await page.goto(`${at}/edit`);
    const first = page.locator('form.inline button[value=take]').first();
    await go(page, () => first.click());
    await addEntry(page, 'Releases', 10);
    await addEntry(page, 'Mirrors', 20);
    const before = await titles(page);
    check.equal(before.slice(1), ['Releases', 'Mirrors'], 'in the order of taking');
    await page.locator('.edit-entry').nth(2).locator('input[name=title]').focus();
    await go(page, () => page.keyboard.press('Alt+ArrowUp'));
    check.equal((await titles(page)).slice(1), ['Mirrors', 'Releases'], 'Alt and the arrow move it up');
    await page.waitForFunction(() => document.activeElement.closest('.edit-entry') !== null);
    check.equal(await page.evaluate(() => document.activeElement.closest('.edit-entry').querySelector('input[name=title]').value), 'Mirrors', 'the moved entry keeps the focus');
    await go(page, () => page.keyboard.press('Alt+ArrowUp'));
    check.equal((await titles(page))[0], 'Mirrors', 'and again');
    await go(page, () => page.locator('.edit-entry').first().locator('button[value=down]').click());
    check.equal((await titles(page))[1], 'Mirrors', 'the button moves it down');
    await page.setViewportSize({ width: 1280, height: 2400 });
    const number = (n) => page.locator('.edit-entry').nth(n).locator('.ordinal').first();
    await page.evaluate(() => scrollTo(0, 0));
    await go(page, () => number(2).dragTo(number(0)));
    check.equal((await titles(page))[0], 'Releases', 'dragging by its number moves it');
    check.ok((await page.locator('#total').innerText()).includes('30 of 60 minutes'), 'the running total');
    await sound(check, chair, 'the edit page');
    await go(page, () => page.locator('button[value=publish]').click());
    await member.page.goto(`${base}/edge/agenda`);
    check.ok((await member.page.locator('main').innerText()).includes('Releases'), 'readers see it');
    await sound(check, member, 'the agenda');
  });

  await tap.test('two versions of an agenda stand side by side, and a log beside the minutes, for everybody', async (check) => {
    const { page, seen } = chair;
    await page.goto(`${at}/edit`);
    await page.locator('.edit-entry').nth(1).locator('input[name=title]').fill('Mine');
    docket.mustRun('agenda', 'set', 'edge', '2', '--notes', 'theirs', '--date', day);
    await go(page, () => page.locator('.edit-entry').nth(1).locator('button[value=set]').click());
    check.ok((await page.locator('.stale').innerText()).includes('Somebody changed the agenda meanwhile'), 'it is told');
    check.equal(await page.locator('.stale td.other').allInnerTexts(), ['Mine', ''], 'what differs is marked');
    seen.console.length = 0; // Chromium itself tells of the status 409
    await sound(check, chair, 'the page of two versions');
    await page.goto(`${at}/import`);
    await page.locator('textarea[name=text]').fill('Meeting started by ann at 15:00:12 UTC.\n\nMeeting summary\n---------------\n* Releases  (ann, 15:01:00)\n  * AGREED: lend boards for three months  (ann, 15:05:00)\n\nMeeting ended at 15:30:00 UTC.\n');
    await go(page, () => page.getByRole('button', { name: 'Read it' }).click());
    check.ok((await page.locator('.diff .plus').filter({ hasText: 'lend boards' }).count()) === 1, 'the decision is new');
    await sound(check, chair, 'the page of what a log says');
    await page.goto(`${base}/edge/outbox/`);
    await sound(check, chair, 'the outbox');
    await page.goto(`${at}/`);
    await sound(check, chair, 'the meeting of a chair');
  });

  await tap.test('the same by buttons alone, without script', async (check) => {
    const plain = await open(browser, base + '/edge/', { javaScriptEnabled: false });
    await signIn(docket, plain, base, 'ann@example.org');
    await plain.page.goto(`${at}/edit`);
    const before = await titles(plain.page);
    await go(plain.page, () => plain.page.locator('.edit-entry').nth(1).locator('button[value=up]').click());
    const after = await titles(plain.page);
    check.equal(after[0], before[1], 'the second is the first now');
    await plain.context.close();
  });

  await tap.test('members follow what the chair writes down as it is written, by the stream', async (check) => {
    const { page } = chair;
    await page.goto(`${at}/live`);
    await page.getByRole('button', { name: 'Start the meeting' }).click();
    await page.locator('#say-text').waitFor();
    await member.page.goto(`${at}/live`);
    await member.page.getByText('Following live.').waitFor();
    await page.getByRole('button', { name: /^Go: / }).first().click();
    await page.locator('.topics li[aria-current]').waitFor();
    await page.locator('#say-text').fill('Fennel boots on armv7 <b>now</b>');
    await page.keyboard.press('Enter');
    await member.page.getByText('Fennel boots on armv7 <b>now</b>').waitFor();
    await page.getByText('Stored.').waitFor();
    check.equal(await page.locator('#say-text').inputValue(), '', 'the field is emptied once the line is stored');
    await page.locator('#say-text').fill('We ship on Monday');
    await page.keyboard.press('Alt+d');
    await member.page.locator('.said-lines .s-decision').getByText('We ship on Monday').waitFor();
    await page.locator('#say-text').fill('write the guide');
    await page.locator('#say input[name=owner]').fill('Mia');
    await page.getByRole('button', { name: 'Action', exact: true }).click();
    await member.page.locator('.said-lines .s-action').getByText('write the guide').waitFor();
    // A page looks by itself only when it says that it is not live.
    check.equal(await member.page.locator('#follow').innerText(), 'Following live.', 'it never fell back to looking by itself');
    check.ok((await member.page.locator('.topics li[aria-current]').count()) === 1, 'the member sees the current entry');
    check.ok(/\d+:\d\d/.test(await member.page.locator('[data-clock]').innerText()), 'with a running clock');
    await sound(check, chair, 'the chair\'s live page');
    await sound(check, member, 'the member\'s live page');
  });

  await tap.test('a member ticks and votes; the tally becomes a decision', async (check) => {
    await member.page.getByRole('button', { name: 'present: Mia' }).click();
    await chair.page.locator('.people li', { hasText: 'Mia' }).locator('button[aria-pressed=true]').waitFor();
    check.ok(true, 'the chair sees the tick');
    await chair.page.locator('#say-text').fill('Drop the old kernel?');
    await chair.page.getByRole('button', { name: 'Vote on it' }).click();
    await member.page.locator('#hand-for').waitFor();
    await member.page.locator('#hand-for').click();
    await chair.page.locator('.hands').getByText('+1: 1 · 0: 0').waitFor();
    await chair.page.getByRole('button', { name: 'Close the vote' }).click();
    await member.page.locator('.said-lines .s-decision').getByText('Drop the old kernel?').waitFor();
    check.ok((await member.page.locator('.said-lines .tally').innerText()).includes('(+1, 0, -0)'), 'with its tally');
  });

  await tap.test('what is typed stays when the line cannot be stored', async (check) => {
    const { page } = chair;
    await page.locator('#say-text').fill('said into the void');
    await chair.context.setOffline(true);
    await page.keyboard.press('Enter');
    await page.getByText(/Not stored/).waitFor();
    check.equal(await page.locator('#say-text').inputValue(), 'said into the void', 'the text');
    await chair.context.setOffline(false);
    await page.keyboard.press('Enter');
    await member.page.getByText('said into the void').waitFor();
    chair.seen.console.length = 0; // Chromium itself tells of the connection that was cut
  });

  await tap.test('a stream that is refused is told of, and the page looks by itself now and then', async (check) => {
    const { page, context } = await open(browser, `${base}/edge/`);
    await page.clock.install();
    await page.route('**/events*', (route) => route.fulfill({ status: 503, body: '' }));
    await page.goto(`${at}/live`);
    await page.getByText('Not live: this page looks every 15 seconds.').waitFor();
    docket.mustRun('meeting', 'say', 'edge', 'note', 'seen without a stream', '--date', day);
    await page.clock.fastForward(16000);
    await page.getByText('seen without a stream').waitFor();
    check.ok(true, 'it came with the next look');
    await context.close();
  });

  await tap.test('without script the page loads itself again, and says all', async (check) => {
    const plain = await open(browser, `${at}/live`, { javaScriptEnabled: false });
    docket.mustRun('meeting', 'say', 'edge', 'note', 'seen without script', '--date', day);
    await plain.page.getByText('seen without script').waitFor({ timeout: 60000 });
    const words = await plain.page.locator('main').innerText();
    check.ok(words.includes('We ship on Monday'), 'a visitor reads along');
    check.equal(await plain.page.locator('meta[http-equiv=refresh]').count(), 1, 'a refresh');
    check.equal(await plain.page.locator('main form').count(), 0, 'a visitor has nothing to press');
    await plain.context.close();
  });

  await tap.test('the meeting ends; minutes, and the next draft with what is left', async (check) => {
    const { page } = chair;
    await page.getByRole('button', { name: 'End the meeting' }).click();
    await page.getByText(/It ended at/).waitFor();
    await leaveFor(page, `${at}/minutes`);
    const words = await page.locator('main').innerText();
    for (const wanted of ['We ship on Monday', 'write the guide', 'Drop the old kernel?', 'not reached'])
      check.ok(words.includes(wanted), `minutes have "${wanted}"`);
    await sound(check, chair, 'the minutes');
    const later = new Date(Date.now() + 8 * 86400000).toISOString().slice(0, 10);
    docket.mustRun('group', 'set', 'edge', '--next-meeting', `${later}T17:00`);
    const draft = docket.mustRun('agenda', 'edge', '--draft', '--date', later);
    check.ok(draft.includes('write the guide') && draft.includes('carried over from'), 'the action comes back');
  });

  await chair.context.close();
  await member.context.close();
}
