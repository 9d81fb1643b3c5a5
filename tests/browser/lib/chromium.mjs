// Chromium, quiet and alone: no sandbox (tests run as root in containers), nothing fetched in the background. Debian's headless shell
// where it is: the whole browser takes four times the processor time for a visitor of his own.
import { existsSync } from 'node:fs';

const places = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'];
export const executable = process.env.CHROMIUM ?? places.find((path) => existsSync(path)) ?? places[0];

export const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

// Why the browser tests cannot run here, or null.
export async function missing() {
  if (!existsSync(executable)) return `${executable} is not installed`;
  try {
    await import('playwright-core');
    await import('axe-core');
  } catch {
    return 'tests/browser/node_modules is absent: type "npm ci" in tests/browser';
  }
  return null;
}

// The profile folder is a temporary one that playwright makes and removes.
export async function launch() {
  const { chromium } = await import('playwright-core');
  return chromium.launch({ executablePath: executable, args: flags });
}

// A visitor of his own: what one remembers, another does not.
export const visitor = (browser, options = {}) =>
  browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce', ...options });

// Opens address in a page of that visitor; it writes down whatever a visitor must never meet.
export async function openAs(context, address) {
  const page = await context.newPage();
  const seen = { console: [], elsewhere: [], dialogs: [], status: 0 };
  const home = new URL(address).host;
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) seen.console.push(message.text());
  });
  page.on('pageerror', (error) => seen.console.push(String(error)));
  page.on('dialog', (dialog) => {
    seen.dialogs.push(dialog.message());
    dialog.dismiss();
  });
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol !== 'data:' && url.host !== home) seen.elsewhere.push(request.url());
  });
  await page.addInitScript(() => {
    window.violations = [];
    document.addEventListener('securitypolicyviolation', (event) =>
      window.violations.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`),
    );
  });
  const answer = await page.goto(address, { waitUntil: 'load' });
  seen.status = answer.status();
  return { context, page, seen, headers: answer.headers() };
}

// The same as a visitor who was never here.
export const open = async (browser, address, options) => openAs(await visitor(browser, options), address);

// open, run, close.
export async function visit(browser, address, options, run) {
  const opened = await open(browser, address, options);
  try {
    return await run(opened.page, opened);
  } finally {
    await opened.context.close();
  }
}

// page.goto from a page that may still be loading itself anew because of what was just done.
export async function leaveFor(page, address) {
  for (let tries = 1; ; tries++) {
    try {
      return await page.goto(address);
    } catch (error) {
      if (tries === 5 || !/interrupted by another navigation/.test(String(error))) throw error;
    }
  }
}
