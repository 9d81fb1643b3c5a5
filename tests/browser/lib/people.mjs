// The people of the sample list, its three ballots, and browsers in which somebody is signed in.
const id = (name) => `${name}@lists.example.org`;

// From docs/sample/README.md.
const members = [
  ['Marit Solheim', 'marit.solheim@example.org', 'chair'],
  ['Tomasz Wójcik', 'tomasz.wojcik@example.net', 'member'],
  ['Adaeze Okonkwo', 'adaeze@example.com', 'member'],
  ['Jürgen Pfeiffer', 'juergen.pfeiffer@example.net', 'member'],
  ['Haruka Minami', 'haruka.minami@example.org', 'member'],
  ['Ruth Abernathy', 'ruth@abernathy.example.net', 'member'],
  ['Beatriz Quintela', 'bia.quintela@example.com', 'member'],
];
const ballots = [
  ['Release 1.0 as it is in testing?', 'vote-1.0.20261012', 'release'],
  ['Shall we end the builds for 32-bit boards with the year?', 'vote-armv7.20261026', 'consensus'],
  ['How shall boards get updates?', 'poll-update.20261109', 'ranked', '1a: whole images, once a month', '1b: whole images, when needed', '2: packages', '3: as each board likes'],
];

// Ballot 1 is closed, 2 and 3 are open.
export function openBallots(docket) {
  for (const [name, address, role] of members)
    docket.mustRun('member', 'add', 'edge', address, '--name', name, '--role', role, '--since', '2026-01-01');
  docket.mustRun('member', 'add', 'edge', operator, '--name', 'Ola Brandt', '--role', 'operator');
  for (const [question, thread, rule, ...options] of ballots)
    docket.mustRun('vote', 'open', 'edge', question, ...options, '--rule', rule, '--thread', id(thread), '--closes', 'never');
  docket.mustRun('vote', 'cast', 'edge', '2', 'ruth@abernathy.example.net', '-1', '--comment', 'Two schools still run them; give them until summer.');
  docket.mustRun('vote', 'close', 'edge', '1');
}

// Signs somebody in without a browser; "docket=..." as a cookie header has it.
export async function cookieOf(docket, base, address) {
  const link = docket.mustRun('member', 'sign-in-link', address, '--base-url', base).trim();
  const answer = await fetch(link, { method: 'POST', redirect: 'manual', headers: { Origin: base } });
  return answer.headers.get('set-cookie').split(';')[0];
}

// What a browser context needs to be theirs.
export function contextOf(base, cookie) {
  if (!cookie) return {};
  const [name, value] = cookie.split('=');
  return { storageState: { origins: [], cookies: [{ name, value, domain: new URL(base).hostname, path: '/', expires: -1, httpOnly: true, secure: false, sameSite: 'Lax' }] } };
}

export const operator = 'ola.brandt@example.org';
export const chair = members[0][1];
export const member = members[6][1];
