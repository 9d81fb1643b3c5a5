// A ballot from the item to the register: opened by the chair, voted on the page and by mail, closed by the clock.
import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { visit } from '../lib/chromium.mjs';
import { Docket, until } from '../lib/docket.mjs';

const people = { Ann: 'chair', Ben: 'member', Cho: 'member', Dan: 'member' };
const addressOf = (name) => `${name.toLowerCase()}@example.org`;

const mail = (id, from, date, lines, answers) =>
  [
    `From ${from} ${new Date(date).toUTCString().replace(/^(\w+), (\d+) (\w+) (\d+) ([\d:]+) GMT$/, '$1 $3 $2 $5 $4')}`,
    `From: ${from}`,
    'Subject: ' + (answers ? 'Re: Plans' : 'Plans'),
    `Date: ${new Date(date).toUTCString()}`,
    `Message-ID: <${id}@example.org>`,
    ...(answers ? [`In-Reply-To: <${answers}@example.org>`] : []),
    '',
    ...lines,
    '',
  ].join('\n');

async function signIn(docket, page, base, name) {
  const link = docket.mustRun('member', 'sign-in-link', addressOf(name), '--base-url', base).trim();
  await page.goto(link);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

export default async function votes(tap, { browser }) {
  const docket = new Docket();
  const file = path.join(docket.folder, 'list.mbox');
  let written = '';
  const ingest = (...mails) => {
    written += mails.map((text) => text + '\n').join('');
    writeFileSync(file, written);
    docket.mustRun('ingest', '-g', 'plan', file);
  };
  docket.moveClock(0);
  try {
    docket.mustRun('group', 'set', 'plan', '--create', '--address', 'plan@lists.example.org', '--timezone', 'UTC');
    for (const [name, role] of Object.entries(people))
      docket.mustRun('member', 'add', 'plan', addressOf(name), '--name', name, '--role', role, '--since', '2020-01-01');
    ingest(mail('plan-1', addressOf('Ben'), docket.now() - 3600e3, ['== Proposals ==', '', '* I propose that we move the wiki to static pages']));
    const base = await docket.serve();
    let ballot;

    await tap.test('a chair opens a ballot from an item, for two hours', async (check) => {
      await visit(browser, base + '/plan/backlog', {}, async (page) => {
        await signIn(docket, page, base, 'Ann');
        await page.goto(base + '/plan/items/1');
        await page.getByRole('link', { name: /Open a ballot/ }).click();
        await page.getByLabel('Question').fill('Shall the wiki become static pages?');
        await page.getByRole('radio', { name: /Consensus approval/ }).check();
        await page.getByLabel(/replies to the item/).check();
        const closes = new Date(docket.now() + 2 * 3600e3).toISOString();
        await page.getByLabel('Closes').fill(closes.slice(0, 16).replace('T', ' '));
        await page.getByRole('button', { name: 'Open the ballot' }).click();
        await page.waitForURL(/\/plan\/votes\/1$/);
        ballot = page.url();
        check.ok((await page.locator('.verdict').innerText()).includes('0 binding +1'), 'nobody has voted');
        await page.goto(base + '/plan/queue');
        check.ok((await page.locator('main').innerText()).includes('static pages'), 'it waits in the queue of the chair');
        await page.keyboard.press('j');
        await Promise.all([page.waitForURL(/\/plan\/votes\/1#vote-head$/), page.keyboard.press('-')]);
        check.ok(await page.getByLabel(/Comment.*needed with/).isVisible(), 'the key for −1 leads to where its reason is asked');
        await page.goto(base + '/plan/queue');
        await page.keyboard.press('j');
        await Promise.all([page.waitForNavigation(), page.keyboard.press('+')]);
        await page.goto(ballot);
        check.ok((await page.locator('.verdict').innerText()).includes('1 binding +1'), 'one key gives the vote');
      });
    });

    await tap.test('members vote on the page and by mail, one changes a mind, a stranger does not bind', async (check) => {
      await visit(browser, ballot, { javaScriptEnabled: false }, async (page) => {
        await signIn(docket, page, base, 'Cho');
        await page.goto(ballot);
        await page.locator('input[name="value"][value="-1"]').check();
        await page.getByRole('button', { name: 'Vote', exact: true }).click();
        check.ok((await page.locator('main').innerText()).includes('no reason given'), 'an objection needs a reason');
        await page.goto(ballot);
        await page.locator('input[name="value"][value="-1"]').check();
        await page.getByLabel(/Comment/).fill('who will keep the old links alive?');
        await page.getByRole('button', { name: 'Vote', exact: true }).click();
        check.ok((await page.locator('.objections').innerText()).includes('old links'), 'and becomes a named concern');
        ingest(
          mail('v-ben', addressOf('Ben'), docket.now(), ['+1'], 'plan-1'),
          mail('v-eve', 'eve@example.net', docket.now(), ['+1 from outside'], 'plan-1'),
        );
        await page.goto(ballot);
        await page.locator('input[name="value"][value="1"]').check();
        await page.getByRole('button', { name: 'Vote', exact: true }).click();
        const words = await page.locator('main').innerText();
        check.ok(words.includes('3 binding +1'), 'three binding votes');
        const stranger = await page.locator('table.votes tr', { hasText: 'outside' }).innerText();
        check.ok(/not binding/.test(stranger) && /not on the roster/.test(stranger), `the stranger: ${stranger}`);
        await page.locator('details.not-counted summary').click();
        check.ok((await page.locator('details.not-counted').innerText()).includes('changed later by page'), 'what was changed stays in the history');
        const waiting = await page.locator('.seats .waiting').allInnerTexts();
        check.equal(waiting.length, 1, `only Dan is waited for: ${waiting}`);
      });
    });

    await tap.test('the clock closes it; the result is in the outbox and in the register', async (check) => {
      const closed = async () => (await (await fetch(ballot + '.json')).json()).outcome;
      check.equal(await closed(), 'open', 'outcome before its end');
      docket.moveClock(2 * 3600 + 60);
      check.ok(await until(async () => (await closed()) !== 'open'), 'nobody closed it');
      check.equal(await closed(), 'passed', 'outcome');
      const late = await (await fetch(ballot + '.json')).json();
      check.equal(late.closed_by, 'clock', 'closed by');
      ingest(mail('v-dan', addressOf('Dan'), docket.now() - 3600e3, ['-1', 'too late'], 'plan-1'));
      const after = await (await fetch(ballot + '.json')).json();
      check.equal(after.votes.find((vote) => vote.message_id === 'v-dan@example.org').why, 'after close', 'late mail');
      check.equal(after.tally.lines[0].binding.against, 0, 'the result is frozen');
      await visit(browser, base + '/plan/decisions', {}, async (page) => {
        check.ok((await page.locator('main').innerText()).includes('Shall the wiki become static pages?'), 'the register of decisions');
        await signIn(docket, page, base, 'Ann');
        await page.goto(base + '/plan/outbox/');
        check.ok((await page.locator('main').innerText()).includes('[RESULT] [VOTE] Shall the wiki become static pages?'), 'the mail with the result');
      });
      check.ok(docket.log.includes('the clock is moved by'), 'nobody says that the clock is moved');
      chmodSync(docket.env.DOCKET_TEST_CLOCK, 0o666);
      const refused = docket.run('group', 'list');
      check.equal([refused.status, /may not move the clock/.test(refused.stderr)], [3, true], 'a clock that others may move');
      check.none(docket.log.split('\n').filter((line) => /warning|critical|error|sanitizer/i.test(line)), 'log');
    });
  } finally {
    await docket.stop();
  }
}
