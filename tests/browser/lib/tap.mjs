// A TAP printer and the few assertions that the tests use.
import { isDeepStrictEqual } from 'node:util';

export class Tap {
  constructor(out = process.stdout) {
    this.out = out;
    this.n = 0;
    this.failed = 0;
  }

  say(line) {
    this.out.write(line + '\n');
  }

  comment(text) {
    for (const line of String(text).split('\n')) this.say('# ' + line);
  }

  skipAll(reason) {
    this.say('1..0 # SKIP ' + reason);
  }

  // One named test that cannot run here.
  skip(name, reason) {
    this.n++;
    this.say(`ok ${this.n} - ${name} # SKIP ${reason}`);
  }

  // Runs one named test. A test that asserts nothing has proved nothing and fails.
  async test(name, run) {
    const check = new Check();
    try {
      await run(check);
      if (check.n === 0) check.faults.push('no assertion was reached');
    } catch (error) {
      check.faults.push(error.stack ?? String(error));
    }
    this.n++;
    const bad = check.faults.length > 0;
    if (bad) this.failed++;
    this.say(`${bad ? 'not ok' : 'ok'} ${this.n} - ${name.replaceAll('#', '\\#')}`);
    for (const fault of check.faults.slice(0, 12)) this.comment(fault);
    if (check.faults.length > 12) this.comment(`and ${check.faults.length - 12} more`);
  }

  end() {
    this.say(`1..${this.n}`);
    return this.failed === 0;
  }
}

// Assertions collect: one broken page does not hide the next.
export class Check {
  constructor() {
    this.n = 0;
    this.faults = [];
  }

  ok(truth, what) {
    this.n++;
    if (!truth) this.faults.push(what);
    return Boolean(truth);
  }

  equal(got, wanted, what) {
    return this.ok(
      isDeepStrictEqual(got, wanted),
      `${what}: got ${JSON.stringify(got)}, wanted ${JSON.stringify(wanted)}`,
    );
  }

  none(list, what) {
    return this.ok(list.length === 0, `${what}: ${list.slice(0, 8).join(' | ')}`);
  }
}
