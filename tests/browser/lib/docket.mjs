// A docket of its own: temporary database, the sample list, a server on a free port.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const sourceRoot =
  process.env.DOCKET_SOURCE_ROOT ?? path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
export const program =
  process.env.DOCKET ?? path.join(process.env.DOCKET_BUILD_ROOT ?? 'build', 'server', 'docket');

// Whether the question is answered with yes before a minute is over.
export async function until(question) {
  const end = Date.now() + 60e3;
  for (;;) {
    if (await question()) return true;
    if (Date.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export class Docket {
  constructor() {
    this.folder = mkdtempSync(path.join(tmpdir(), 'docket-browser-'));
    this.db = path.join(this.folder, 'docket.db');
    this.env = process.env;
  }

  // The clock of the server and of commands is moved to so many seconds from the machine's; no test waits for the time of the day.
  moveClock(seconds) {
    const file = path.join(this.folder, 'clock');
    writeFileSync(file + '.new', String(seconds), { mode: 0o600 });
    renameSync(file + '.new', file);
    this.offset = seconds;
    this.env = { ...process.env, DOCKET_TEST_CLOCK: file };
  }

  // Milliseconds since 1970 by that clock.
  now() {
    return Date.now() + (this.offset ?? 0) * 1000;
  }

  run(...args) {
    const done = spawnSync(program, ['--db', this.db, ...args], { encoding: 'utf8', env: this.env });
    if (done.error) throw done.error;
    return done;
  }

  mustRun(...args) {
    const done = this.run(...args);
    if (done.status !== 0)
      throw new Error(`docket ${args.join(' ')}: exit ${done.status}\n${done.stderr}`);
    return done.stdout;
  }

  // Resolves when the program has printed where it listens.
  async serve(...args) {
    this.server = spawn(program, ['--db', this.db, 'serve', '--listen', '127.0.0.1:0', ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: this.env,
    });
    this.log = '';
    this.base = await new Promise((resolve, reject) => {
      const read = (chunk) => {
        this.log += chunk;
        const found = /http:\/\/127\.0\.0\.1:[1-9]\d*/.exec(this.log);
        if (found) resolve(found[0]);
      };
      this.server.stdout.on('data', read);
      this.server.stderr.on('data', read);
      this.server.on('exit', (code) => reject(new Error(`serve ended with ${code}\n${this.log}`)));
      this.server.on('error', reject);
    });
    this.server.removeAllListeners('exit');
    return this.base;
  }

  async stop() {
    if (this.server && this.server.exitCode === null) {
      const ended = new Promise((resolve) => this.server.on('exit', resolve));
      this.server.kill('SIGTERM');
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
