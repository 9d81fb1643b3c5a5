// One vote from the item to the register, over a real mail server, with the clock in the test's hand.
import path from 'node:path';
import { visit } from '../lib/chromium.mjs';
import { Docket, until } from '../lib/docket.mjs';
import { Postfix } from '../lib/postfix.mjs';

const name = 'vote loop: a ballot of an item is voted on by page and by mail, ends by the clock, is told and registered';
const list = 'virt@lists.example.org';
const people = { Ann: 'chair', Ben: 'member', Cho: 'member', Dan: 'member' };
const addressOf = (person) => `${person.toLowerCase()}@example.org`;
const question = 'Shall the wiki become static pages?';

class Loop {
  constructor(docket, postfix, browser) {
    Object.assign(this, { docket, postfix, browser });
  }

  async begin() {
    const { docket, postfix } = this;
    docket.moveClock(0);
    docket.mustRun('group', 'set', 'virt', '--create', '--address', list, '--timezone', 'UTC');
    for (const [person, role] of Object.entries(people))
      docket.mustRun('member', 'add', 'virt', addressOf(person), '--name', person, '--role', role, '--since', '2020-01-01');
    await this.mail(addressOf('Ben'), { id: 'plan-1', subject: 'Plans' }, ['== Proposals ==', '', '* I propose that we move the wiki to static pages']);
    this.base = await docket.serve('--mail', postfix.writeConfig());
  }

  // Somebody writes to the list; docket has read it when this returns.
  async mail(from, { id, subject, answers }, lines) {
    const headers = [
      `From: ${from}`,
      `To: ${list}`,
      `Subject: ${subject}`,
      `Date: ${new Date(this.docket.now()).toUTCString()}`,
      `Message-ID: <${id}@example.net>`,
      ...(answers ? [`In-Reply-To: ${answers}`, `References: ${answers}`] : []),
    ];
    const before = this.postfix.mails('virt').length;
    await this.postfix.submit(from, list, [...headers, '', ...lines].join('\n'));
    if (!(await until(() => this.postfix.mails('virt').length > before))) throw new Error(`the mail of ${from} did not arrive`);
    // The folder is there once it has a mail.
    if (before === 0) this.docket.mustRun('source', 'add', 'virt', path.join(this.postfix.mail, 'virt'));
    this.docket.mustRun('sync', 'virt');
  }

  // As that person, in a browser of their own.
  as(person, run) {
    return visit(this.browser, this.base + '/virt/', {}, async (page, opened) => {
      await page.goto(this.docket.mustRun('member', 'sign-in-link', addressOf(person), '--base-url', this.base).trim());
      await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
      return run(page, opened);
    });
  }

  async json() {
    return (await fetch(this.ballot + '.json')).json();
  }

  // The chair looks at the mail in the outbox and lets it go; returns it as the list got it.
  async send(page, subject) {
    await page.goto(`${this.base}/virt/outbox/`);
    await page.getByRole('link', { name: subject }).click();
    await page.getByRole('button', { name: 'Send it' }).click();
    return this.postfix.arrived('virt', subject);
  }
}

async function open(check, loop) {
  await loop.as('Ann', async (page) => {
    await page.goto(loop.base + '/virt/backlog');
    await page.getByRole('link', { name: /move the wiki/ }).first().click();
    await page.getByRole('link', { name: /Open a ballot/ }).click();
    await page.getByLabel('Question').fill(question);
    await page.getByRole('radio', { name: /Consensus approval/ }).check();
    await page.getByLabel('Closes').fill(new Date(loop.docket.now() + 72 * 3600e3).toISOString().slice(0, 16).replace('T', ' '));
    await page.getByRole('button', { name: 'Open the ballot' }).click();
    await page.waitForURL(/\/virt\/votes\/1$/);
    loop.ballot = page.url();
    const call = await loop.send(page, `[VOTE] ${question}`);
    check.ok(call.text.includes(loop.ballot), 'the call leads to the ballot');
    loop.call = call;
  });
}

async function vote(check, loop) {
  const { call } = loop;
  const give = async (page, value, comment) => {
    await page.goto(loop.ballot);
    await page.locator(`input[name="value"][value="${value}"]`).check();
    if (comment) await page.getByLabel(/Comment/).fill(comment);
    await page.getByRole('button', { name: 'Vote', exact: true }).click();
  };
  await loop.as('Ann', (page) => give(page, '1', 'less to patch'));
  await loop.mail(addressOf('Ben'), { id: 'v-ben', subject: `Re: ${call.subject}`, answers: call.id }, ['+1 I can do the move']);
  await loop.mail('eve@example.com', { id: 'v-eve', subject: `Re: ${call.subject}`, answers: call.id }, ['+1 from outside']);
  await loop.as('Cho', async (page) => {
    await give(page, '-1', 'who keeps the old links alive?');
    check.ok((await page.locator('.objections').innerText()).includes('old links'), 'an objection is a named concern');
    check.equal((await loop.json()).tally.lines[0].binding, { for: 2, zero: 0, against: 1, score: 1 }, 'binding votes, one against');
    await give(page, '1', 'redirects are written');
    const words = await page.locator('main').innerText();
    check.ok(words.includes('3 binding +1') && words.includes('no binding -1'), `the count: ${words.slice(0, 600)}`);
    const stranger = await page.locator('table.votes tr', { hasText: 'outside' }).innerText();
    check.ok(/not binding/.test(stranger) && /not on the roster/.test(stranger), `the stranger: ${stranger}`);
    await page.locator('details.not-counted summary').click();
    check.ok((await page.locator('details.not-counted').innerText()).includes('changed later by page'), 'the changed mind stays in the history');
    const waiting = await page.locator('.seats .waiting').allInnerTexts();
    check.ok(waiting.length === 1 && waiting[0].includes('Dan'), `only Dan is waited for: ${waiting}`);
  });
}

async function end(check, loop) {
  loop.docket.moveClock(72 * 3600 - 120);
  check.equal((await loop.json()).outcome, 'open', 'two minutes before its end');
  loop.docket.moveClock(72 * 3600 + 60);
  check.ok(await until(async () => (await loop.json()).outcome !== 'open'), 'nobody closed it');
  const result = await loop.json();
  check.equal([result.outcome, result.closed_by], ['passed', 'clock'], 'the result');
  await loop.mail(addressOf('Dan'), { id: 'v-dan', subject: `Re: ${loop.call.subject}`, answers: loop.call.id }, ['-1 too late']);
  const after = await loop.json();
  check.equal(after.votes.find((each) => each.message_id === 'v-dan@example.net').why, 'after close', 'late mail');
  check.equal(after.tally, result.tally, 'the result is frozen');
}

async function tell(check, loop) {
  await loop.as('Ann', async (page) => {
    const told = await loop.send(page, `[RESULT] [VOTE] ${question}`);
    check.ok(told.text.includes('is closed: passed') && told.text.includes('3 binding +1'), `the mail with the result: ${told.text}`);
    check.ok(told.text.includes(`In-Reply-To: ${loop.call.id}`), 'it answers the call');
    const items = () => loop.docket.mustRun('items', 'virt', '--format', 'csv').split('\n').length;
    const before = items();
    loop.docket.mustRun('sync', 'virt');
    check.equal(items(), before, 'back from the list it states nothing new');
    await page.goto(loop.base + '/virt/decisions');
    const register = await page.locator('main').innerText();
    check.ok(register.includes(question), `the register of decisions: ${register.slice(0, 400)}`);
    await page.goto(loop.base + '/virt/items/1');
    check.ok(/done/i.test(await page.locator('main').innerText()), 'the item is done');
  });
}

export default async function voteLoop(tap, { browser }) {
  const postfix = new Postfix();
  const docket = new Docket();
  try {
    await postfix.start();
    if (postfix.skip) {
      tap.skip(name, postfix.skip);
      return;
    }
    await tap.test(name, async (check) => {
      const loop = new Loop(docket, postfix, browser);
      await loop.begin();
      await open(check, loop);
      await vote(check, loop);
      await end(check, loop);
      await tell(check, loop);
      check.none(docket.log.split('\n').filter((line) => /warning|critical|error|sanitizer/i.test(line)), 'log');
    });
  } finally {
    await docket.stop();
    await postfix.stop();
  }
}
