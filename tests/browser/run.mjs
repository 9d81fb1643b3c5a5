// Drives docket's pages in Chromium on the sample list, and prints TAP. `node run.mjs chain search` runs only these suites of tests/,
// `node run.mjs people` those of that part; without a name, all.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { launch, missing } from './lib/chromium.mjs';
import { Docket, sourceRoot } from './lib/docket.mjs';
import { allPages } from './lib/pages.mjs';
import { holdMeetings } from './lib/meetings.mjs';
import { openBallots } from './lib/people.mjs';
import { Tap } from './lib/tap.mjs';

// Each part is one program of the test runner, so that they can run beside each other. What a suite changes, later ones of its part meet.
const parts = {
  pages: ['every-page'],
  visitor: ['keyboard', 'chain', 'links', 'search', 'mean', 'triage'],
  people: ['outbox', 'votes', 'vote-loop', 'meeting-loop', 'meeting'],
};

function suitesOf(names) {
  const known = Object.values(parts).flat();
  const left = readdirSync(path.join(sourceRoot, 'tests/browser/tests')).map((file) => path.parse(file).name).filter((name) => !known.includes(name));
  if (left.length > 0) throw new Error(`in no part: ${left}`);
  const wanted = names.length > 0 ? names.flatMap((name) => parts[name] ?? name) : known;
  const unknown = wanted.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`no such suite: ${unknown}`);
  return known.filter((name) => wanted.includes(name));
}

async function main() {
  const tap = new Tap();
  const reason = await missing();
  if (reason !== null) {
    tap.skipAll(reason);
    return true;
  }
  const docket = new Docket();
  let browser;
  try {
    docket.mustRun('group', 'set', 'edge', '--create', '--name', 'Edge Images SIG', '--address', 'edge-sig@lists.example.org', '--timezone', 'Europe/London');
    docket.mustRun('ingest', '-g', 'edge', path.join(sourceRoot, 'docs/sample/raw'), path.join(sourceRoot, 'docs/sample/pipermail'));
    docket.mustRun('ingest', '-g', 'mean', path.join(sourceRoot, 'tests/browser/mean.mbox'));
    openBallots(docket);
    holdMeetings(docket);
    const base = await docket.serve();
    browser = await launch();
    const pages = await allPages(docket, base);
    for (const name of suitesOf(process.argv.slice(2))) {
      const { default: run } = await import(`./tests/${name}.mjs`);
      await run(tap, { browser, base, pages, docket });
    }
    await tap.test('the server is up and has warned of nothing', async (check) => {
      check.equal((await fetch(base + '/healthz')).status, 200, 'healthz');
      check.none(docket.log.split('\n').filter((line) => /warning|critical|error|sanitizer/i.test(line)), 'log');
    });
  } catch (error) {
    tap.say(`Bail out! ${String(error.message ?? error).replaceAll('\n', ' / ')}`);
    return false;
  } finally {
    await browser?.close();
    await docket.stop();
  }
  return tap.end();
}

// No exit status for failed tests: TAP has said it.
await main();
