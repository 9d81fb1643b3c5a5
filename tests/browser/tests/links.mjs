// No link of docket's own pages leads nowhere.
export default async function links(tap, { base, pages }) {
  await tap.test('every link on every kind of page answers, and what it points at in the page is there', async (check) => {
    const wanted = new Map();
    const ask = (path, cookie) => fetch(base + path, { redirect: 'manual', headers: cookie ? { Cookie: cookie } : {} });
    const unescape = (text) => text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
    for (const page of pages) {
      const html = await (await ask(page.path, page.cookie)).text();
      for (const [, href] of html.matchAll(/(?:href|src)="([^"]*)"/g)) {
        const url = new URL(unescape(href), base + page.path);
        if (url.origin !== base) continue;
        const path = url.pathname + url.search;
        // Who sees a link follows it: a chair's page has what a visitor's has not.
        const key = `${page.cookie ?? ''} ${path}`;
        if (!wanted.has(key)) wanted.set(key, { path, cookie: page.cookie, from: page.name, marks: new Map() });
        if (url.hash) wanted.get(key).marks.set(decodeURIComponent(url.hash.slice(1)), page.name);
      }
    }
    check.ok(wanted.size > 100, `${wanted.size} addresses`);
    for (const { path, cookie, from, marks } of wanted.values()) {
      const answer = await ask(path, cookie);
      const body = await answer.text();
      if (!check.ok(answer.status < 400 || pages.some((page) => page.path === path && page.status === answer.status), `${answer.status} ${path}, linked from ${from}`)) continue;
      for (const [mark, where] of marks) check.ok(body.includes(`id="${mark}"`), `${path} has no ${mark}, linked from ${where}`);
    }
  });
}
