// A mail server on loopback, Postfix as tests/peers/postfix.py starts it: takes mail over SMTP, delivers to Maildirs.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { sourceRoot, until } from './docket.mjs';

export class Postfix {
  // Resolves when it takes mail, or with `skip` set to the reason why it cannot.
  async start() {
    this.folder = mkdtempSync(path.join(tmpdir(), 'docket-postfix-'));
    this.process = spawn('python3', ['-B', path.join(sourceRoot, 'tests/peers/postfix.py'), this.folder], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.ended = new Promise((resolve) => this.process.on('close', resolve));
    const said = await Promise.race([
      new Promise((resolve) => createInterface(this.process.stdout).once('line', resolve)),
      this.ended.then(() => '{"skip": "postfix.py ended at once"}'),
    ]);
    Object.assign(this, JSON.parse(said));
  }

  // What docket --mail reads.
  writeConfig() {
    const file = path.join(this.folder, 'mail.conf');
    const lines = [`url=smtp://localhost:${this.port}`, 'tls=required', `ca-file=${this.certificate}`, 'from=docket@example.org', 'from-name=docket', 'sender=bounces@example.org'];
    writeFileSync(file, `[mail]\n${lines.join('\n')}\n`);
    return file;
  }

  // The mails of a Maildir: { text, subject, id }.
  mails(box) {
    let names;
    try {
      names = readdirSync(path.join(this.mail, box, 'new'));
    } catch {
      return [];
    }
    return names.map((name) => {
      const text = readFileSync(path.join(this.mail, box, 'new', name), 'utf8');
      const header = (field) => new RegExp(`^${field}: (.*(?:\n[ \t].*)*)`, 'mi').exec(text)?.[1].replace(/\n[ \t]/g, ' ');
      return { text, subject: header('Subject'), id: header('Message-ID') };
    });
  }

  // The mail with that subject, once it is there.
  async arrived(box, subject) {
    let found;
    if (!(await until(() => (found = this.mails(box).find((mail) => mail.subject === subject)))))
      throw new Error(`no mail "${subject}" in ${box}: ${this.mails(box).map((mail) => mail.subject)}`);
    return found;
  }

  // Hands a mail over, word by word of RFC 5321.
  async submit(from, to, text) {
    const socket = createConnection(this.port, '127.0.0.1');
    const lines = createInterface(socket)[Symbol.asyncIterator]();
    const step = async (words, code) => {
      if (words !== null) socket.write(words + '\r\n');
      let line;
      do line = (await lines.next()).value ?? 'no answer';
      while (line[3] === '-');
      if (!line.startsWith(code)) throw new Error(`${words}: ${line}`);
    };
    try {
      await step(null, '220');
      await step('EHLO localhost', '250');
      await step(`MAIL FROM:<${from}>`, '250');
      await step(`RCPT TO:<${to}>`, '250');
      await step('DATA', '354');
      await step(text.replace(/\n/g, '\r\n').replace(/^\./gm, '..') + '\r\n.', '250');
      await step('QUIT', '221');
    } finally {
      socket.destroy();
    }
  }

  async stop() {
    this.process.stdin.end();
    await this.ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}
