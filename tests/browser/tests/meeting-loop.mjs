// One meeting of the sample group from its draft to the next draft, over a real mail server; a browser for the chair, another for a member.
import path from 'node:path';
import { leaveFor, launch, open } from '../lib/chromium.mjs';
import { Docket, sourceRoot, until } from '../lib/docket.mjs';
import { Postfix } from '../lib/postfix.mjs';
import { axeFaults } from './every-page.mjs';

const name = 'meeting loop: drafted, edited, published, mailed, answered, run live by two browsers, minutes mailed, carried over';
const list = 'edge-sig@lists.example.org';
const chair = { name: 'Marit Solheim', address: 'marit.solheim@example.org', role: 'chair' };
const member = { name: 'Ruth Abernathy', address: 'ruth@abernathy.example.net', role: 'member' };
// A Wednesday after the last mail of the sample list; the clock stands there, whatever the machine says.
const start = Date.parse('2026-11-25T10:00:00Z');
const day = '2026-12-01';
const next = '2026-12-15';

// Acts, and waits for the page that it leads to.
const go = (page, act) => Promise.all([page.waitForNavigation(), act()]);

class Loop {
  constructor(docket, postfix, browsers) {
    Object.assign(this, { docket, postfix, browsers });
  }

  moveTo(time) {
    this.docket.moveClock(Math.round((time - Date.now()) / 1000));
  }

  async begin() {
    const { docket } = this;
    this.moveTo(start);
    docket.mustRun('group', 'set', 'edge', '--create', '--name', 'Edge Images SIG', '--address', list, '--timezone', 'Europe/London');
    docket.mustRun('ingest', '-g', 'edge', path.join(sourceRoot, 'docs/sample/raw'), path.join(sourceRoot, 'docs/sample/pipermail'));
    for (const who of [chair, member])
      docket.mustRun('member', 'add', 'edge', who.address, '--name', who.name, '--role', who.role, '--since', '2026-01-01');
    this.base = await docket.serve('--mail', this.postfix.writeConfig());
    this.at = `${this.base}/edge/meetings/${day}`;
    this.chair = await this.signIn(0, chair);
    this.member = await this.signIn(1, member);
  }

  async signIn(n, who) {
    const opened = await open(this.browsers[n], this.base + '/edge/');
    await opened.page.goto(this.docket.mustRun('member', 'sign-in-link', who.address, '--base-url', this.base).trim());
    await opened.page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
    await opened.page.waitForURL((url) => !url.pathname.includes('/sign-in/'));
    return opened;
  }

  // What the archive of the list has, docket reads.
  async sync(n) {
    const there = await until(() => this.postfix.mails('edge').length >= n);
    if (!there) throw new Error(`the list has ${this.postfix.mails('edge').length} mails, not ${n}`);
    if (n === 1) this.docket.mustRun('source', 'add', 'edge', path.join(this.postfix.mail, 'edge'));
    this.docket.mustRun('sync', 'edge');
  }

  items() {
    return JSON.parse(this.docket.mustRun('items', 'edge', '--format', 'json')).items.length;
  }

  // The page shows the mail of the outbox as it will go; the chair lets it go, and the list gets just that.
  async sendShown(check, subject) {
    const { page } = this.chair;
    const shown = await page.locator('pre').first().innerText();
    await page.getByRole('button', { name: 'Send it' }).click();
    const came = await this.postfix.arrived('edge', subject);
    const body = shown.slice(shown.indexOf('\n\n')).trim();
    check.ok(body.length > 40 && came.text.replaceAll('=\n', '').includes(body.split('\n')[0]), `the list got what was shown: ${body.slice(0, 80)}`);
    return came;
  }
}

async function draft(check, { base, chair: { page } }) {
  await page.goto(`${base}/edge/meetings/`);
  await page.getByText('Add a single meeting').click();
  await page.locator('#add-start, input[name=start]').first().fill(`${day}T15:00`);
  await go(page, () => page.getByRole('button', { name: 'Add the meeting' }).click());
  await page.goto(`${base}/edge/agenda`);
  const words = await page.locator('main').innerText();
  check.ok(/Draft agenda/i.test(words), 'a draft before anybody touched it');
  check.ok(words.includes('adaeze to write down the signing steps') && words.includes('promised on 2026-09-08'), 'what was promised last time, and when');
  check.ok(words.includes('due 2026-09-22'), 'what is due');
  check.ok(/votes \+4\/.2/.test(words), 'votes with their count');
}

async function edit(check, { at, chair: { page } }) {
  await page.goto(`${at}/edit`);
  for (const title of ['adaeze to write down the signing steps until 2026-09-22', 'How should edge images update themselves?'])
    await go(page, () => page.getByRole('button', { name: `Take: ${title}` }).click());
  const form = page.locator('form.entry-form').filter({ has: page.locator('button[value=add]') });
  for (const [title, minutes] of [['Release notes', 10], ['A logo', 20]]) {
    await form.locator('input[name=title]').fill(title);
    await form.locator('input[name=minutes]').fill(String(minutes));
    await go(page, () => form.locator('button[value=add]').click());
  }
  const row = (title) => page.locator('.edit-entry').filter({ has: page.locator(`input[name=title][value="${title}"]`) });
  await row('Release notes').locator('textarea[name=notes]').fill('See the [wiki](https://wiki.example.org/notes).');
  await row('Release notes').locator('input[name=presenter]').fill(chair.name);
  await go(page, () => row('Release notes').locator('button[value=up]').click());
  await go(page, () => row('A logo').locator('button[value=park]').click());
  const titles = await page.locator('.edit-entry input[name=title]').evaluateAll((all) => all.map((e) => e.value));
  check.equal(titles, ['adaeze to write down the signing steps until 2026-09-22', 'Release notes', 'How should edge images update themselves?'], 'the order');
  check.ok((await page.locator('#total').innerText()).includes('10 of 60 minutes'), 'the time');
  check.none(await axeFaults(page), 'the edit page');
}

async function publish(check, loop) {
  const { page } = loop.chair;
  const before = loop.items();
  await go(page, () => page.getByRole('button', { name: 'Publish, and write the mail to the list' }).click());
  loop.agenda = await loop.sendShown(check, `Agenda: Edge Images SIG meeting, ${day}`);
  for (const words of ['1. adaeze to write down the signing steps', 'Release notes', chair.name])
    check.ok(loop.agenda.text.includes(words), `the agenda mail has "${words}": ${loop.agenda.text}`);
  check.ok(loop.agenda.text.split('\n').every((line) => line.length <= 78 || /^[A-Za-z-]+:|^[ \t]|https?:/.test(line)), 'no line is long');
  await loop.sync(1);
  check.equal(loop.items(), before, 'back from the list, it states nothing new');
}

async function answer(check, loop) {
  const { page } = loop.chair;
  const headers = [
    `From: ${member.name} <${member.address}>`,
    `To: ${list}`,
    `Subject: Re: ${loop.agenda.subject}`,
    `Date: ${new Date(loop.docket.now()).toUTCString()}`,
    'Message-ID: <reply-1@example.net>',
    `In-Reply-To: ${loop.agenda.id}`,
    `References: ${loop.agenda.id}`,
  ];
  await loop.postfix.submit(member.address, list, [...headers, '', '> 1. Release notes', 'One more from me.', '', 'agenda: Keys for the preview', ''].join('\n'));
  await loop.sync(2);
  await page.goto(`${loop.at}/edit`);
  const proposed = page.locator('li').filter({ hasText: 'agenda: Keys for the preview' });
  check.ok((await proposed.innerText()).includes(member.name), 'the proposal says who wrote it');
  await go(page, () => page.getByRole('button', { name: 'Take: Keys for the preview' }).click());
  check.equal(await page.locator('.edit-entry input[name=title]').last().inputValue(), 'Keys for the preview', 'the chair took it');
  await go(page, () => page.getByRole('button', { name: 'Publish again' }).click());
}

async function run(check, loop) {
  const { page } = loop.chair;
  const follower = loop.member.page;
  loop.moveTo(Date.parse(`${day}T15:00:00Z`));
  await page.goto(`${loop.at}/live`);
  await follower.goto(`${loop.at}/live`);
  await follower.getByText('Following live.').waitFor();
  await page.getByRole('button', { name: 'Start the meeting' }).click();
  await page.locator('#say-text').waitFor();
  await follower.getByText('It runs').waitFor();
  const outcome = async (title, value) => {
    await page.getByLabel(`Outcome of ${title}`, { exact: true }).selectOption(value);
    await page.getByRole('button', { name: `Set the outcome of ${title}` }).click();
  };
  const say = async (text, verb, fields = {}) => {
    await page.locator('#say-text').fill(text);
    for (const [field, value] of Object.entries(fields)) await page.locator(`#say input[name=${field}]`).fill(value);
    await page.getByRole('button', { name: verb, exact: true }).click();
    await follower.locator('#live-said, #live-vote').getByText(text).first().waitFor();
  };
  await page.getByRole('button', { name: `present: ${chair.name}` }).click();
  await follower.getByRole('button', { name: `present: ${member.name}` }).click();
  await page.getByRole('button', { name: 'Go: adaeze to write down the signing steps until 2026-09-22' }).click();
  await follower.locator('.topics li[aria-current]').getByText('the signing steps').waitFor();
  await say('The mail is out since the 19th', 'Note');
  await outcome('adaeze to write down the signing steps until 2026-09-22', 'done');
  await follower.locator('.topics li').filter({ hasText: 'the signing steps' }).getByText('done', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Go: Release notes' }).click();
  await say('write the five lines about the Larch', 'Action', { owner: member.name, due: '2026-12-10' });
  await say('Print the guide once more?', 'Vote on it');
  await follower.locator('#hand-for').click();
  await page.locator('.hands').getByText('+1: 1 · 0: 0').waitFor();
  await page.locator('#hand-for').click();
  await page.locator('.hands').getByText('+1: 2 · 0: 0').waitFor();
  await page.getByRole('button', { name: 'Close the vote' }).click();
  await follower.locator('.s-decision').getByText('Print the guide once more?').waitFor();
  await outcome('How should edge images update themselves?', 'needs-vote majority');
  await follower.locator('.topics li').filter({ hasText: 'update themselves' }).getByText('needs-vote').waitFor();
  await outcome('Keys for the preview', 'deferred');
  await follower.locator('.topics li').filter({ hasText: 'Keys for the preview' }).getByText('deferred').waitFor();
  check.ok((await follower.locator('#live-said').innerText()).includes('The mail is out since the 19th'), 'the other browser has followed');
  await page.getByRole('button', { name: 'End the meeting' }).click();
  await follower.getByText(/It ended at/).waitFor();
  await leaveFor(follower, `${loop.base}/edge/votes/`);
  const ballot = await follower.locator('.ballot-row').filter({ hasText: 'update themselves' }).first().innerText();
  check.ok(/majority/i.test(ballot), `a ballot by the rule that was chosen: ${ballot}`);
}

async function minutes(check, loop) {
  const { page } = loop.chair;
  loop.moveTo(Date.parse(`${day}T16:30:00Z`));
  await leaveFor(page, `${loop.at}/minutes`);
  const words = await page.locator('main').innerText();
  for (const wanted of [chair.name, member.name, 'Print the guide once more?', '(+2, 0, -0)', 'deferred', 'needs-vote'])
    check.ok(words.includes(wanted), `the minutes have "${wanted}"`);
  const before = loop.items();
  await go(page, () => page.getByRole('button', { name: 'Write the mail to the list' }).click());
  const came = await loop.sendShown(check, `Minutes: Edge Images SIG meeting, ${day}`);
  check.ok(came.text.includes(`In-Reply-To: ${loop.agenda.id}`), 'the minutes answer the agenda');
  check.ok(came.text.includes('ACTION: Ruth Abernathy: write the five lines about the Larch'), `the action: ${came.text}`);
  await loop.sync(3);
  const fresh = JSON.parse(loop.docket.mustRun('items', 'edge', '--format', 'json')).items;
  check.ok(fresh.length >= before, 'nothing is lost');
  check.equal(fresh.filter((item) => item.title.includes('five lines about the Larch')).length <= 1, true, 'the action is known once');
}

async function carry(check, loop) {
  const { page } = loop.chair;
  loop.docket.mustRun('group', 'set', 'edge', '--next-meeting', `${next}T15:00`);
  await page.goto(`${loop.base}/edge/agenda`);
  const words = await page.locator('main').innerText();
  check.ok(/Draft agenda/i.test(words) && words.includes('15 Dec 2026'), `the next draft: ${words.slice(0, 200)}`);
  const lines = await page.locator('main li').allInnerTexts();
  const entry = (text) => lines.find((line) => line.includes(text)) ?? `nothing of ${text} in ${words.slice(0, 3000)}`;
  check.ok(/carried over from 2026-12-01/.test(entry('five lines about the Larch')), `the action comes back and says from where: ${entry('five lines about the Larch')}`);
  check.ok(/carried over/.test(entry('Keys for the preview')), `what was deferred comes back: ${entry('Keys for the preview')}`);
  check.ok(/parked|carried over/.test(entry('A logo')), `what was parked comes back: ${entry('A logo')}`);
  check.ok(!words.includes('adaeze to write down the signing steps'), 'what is done does not');
  await page.goto(`${loop.base}/edge/meetings/${next}/edit`);
  await go(page, () => page.getByRole('button', { name: 'Take: Keys for the preview' }).click());
  check.ok((await page.locator('.edit-entry input[name=title]').first().inputValue()).includes('minutes'), 'it begins with the minutes to approve');
}

export default async function meetingLoop(tap, { browser }) {
  const postfix = new Postfix();
  const docket = new Docket();
  let other;
  try {
    await postfix.start();
    if (postfix.skip) {
      tap.skip(name, postfix.skip);
      return;
    }
    other = await launch();
    await tap.test(name, async (check) => {
      const loop = new Loop(docket, postfix, [browser, other]);
      await loop.begin();
      for (const step of [draft, edit, publish, answer, run, minutes, carry]) await step(check, loop);
      check.none([...loop.chair.seen.console, ...loop.member.seen.console], 'console');
      check.none(docket.log.split('\n').filter((line) => /warning|critical|error|sanitizer/i.test(line)), 'log');
      await loop.chair.context.close();
      await loop.member.context.close();
    });
  } finally {
    await other?.close();
    await docket.stop();
    await postfix.stop();
  }
}
