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
        // Whoever sees the link first follows it; a visitor is asked for before anybody else.
        if (!wanted.has(path) || (wanted.get(path).cookie && !page.cookie)) wanted.set(path, Object.assign(new Map(wanted.get(path)), { cookie: page.cookie }));
        if (url.hash) wanted.get(path).set(decodeURIComponent(url.hash.slice(1)), page.name);
        wanted.get(path).set('', page.name);
      }
    }
    check.ok(wanted.size > 100, `${wanted.size} addresses`);
    for (const [path, marks] of wanted) {
      const answer = await ask(path, marks.cookie);
      const body = await answer.text();
      if (!check.ok(answer.status < 400 || pages.some((page) => page.path === path && page.status === answer.status), `${answer.status} ${path}, linked from ${marks.get('')}`)) continue;
      for (const [mark, from] of marks)
        if (mark !== '') check.ok(body.includes(`id="${mark}"`), `${path} has no ${mark}, linked from ${from}`);
    }
  });
}
