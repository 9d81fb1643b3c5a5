// Drives docket's pages in Chromium on the sample list, and prints TAP. `node run.mjs chain search` runs only these.
import path from 'node:path';
import { launch, missing } from './lib/chromium.mjs';
import { Docket, sourceRoot } from './lib/docket.mjs';
import { allPages } from './lib/pages.mjs';
import { holdMeetings } from './lib/meetings.mjs';
import { openBallots } from './lib/people.mjs';
import { Tap } from './lib/tap.mjs';

const suites = ['every-page', 'keyboard', 'chain', 'links', 'search', 'mean', 'triage', 'outbox', 'votes', 'vote-loop', 'meeting-loop'];

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
    const wanted = process.argv.slice(2);
    for (const name of [...suites, 'meeting'].filter((suite) => wanted.length === 0 || wanted.includes(suite))) {
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
