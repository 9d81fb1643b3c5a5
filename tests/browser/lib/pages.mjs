import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { held, prepared, running } from './meetings.mjs';
import { chair, cookieOf, member, operator } from './people.mjs';

// Every kind of page once, with its address and what it must say. Addresses that depend on the data are read off the pages.
export const at = (id) => `/edge/archive/${id}@lists.example.org/`;

// The first link of a page that fits, as a path with query and fragment; from plain HTML, so that no script is needed.
async function firstLink(base, path, pattern) {
  const html = await (await fetch(base + path)).text();
  for (const [, href] of html.matchAll(/href="([^"]*)"/g)) {
    const clean = href.replaceAll('&amp;', '&');
    if (pattern.test(clean)) return clean;
  }
  throw new Error(`${path} has no link like ${pattern}`);
}

// Two mails with other text under one Message-ID, in a group of their own.
function ingestTwins(docket) {
  const mbox = path.join(docket.folder, 'twins.mbox');
  const mail = (n, words) =>
    `From ann@example.org Tue Dec  1 1${n}:00:00 2026\nFrom: Ann Bell <ann@example.org>\nSubject: Two of one name\n` +
    `Date: Tue, 1 Dec 2026 1${n}:00:00 +0000\nMessage-ID: <twins@example.org>\n\n${words}\n\n`;
  writeFileSync(mbox, mail(0, 'The one was written first.') + mail(1, 'The other is of the same name.'));
  docket.mustRun('ingest', '-g', 'twins', mbox);
}

// cookie: of who looks at it, else a visitor does. fewLinks: it has more links than these. moves: its words are not those of a moment ago.
export async function allPages(docket, base) {
  const item = await firstLink(base, '/edge/backlog', /^\/edge\/items\/\d+$/);
  const [marit, beatriz, ola] = [await cookieOf(docket, base, chair), await cookieOf(docket, base, member), await cookieOf(docket, base, operator)];
  ingestTwins(docket);
  const drafted = docket.mustRun('outbox', 'list', 'lab').trim().split(' ')[0];
  const secret = '0'.repeat(64);
  const lines = await firstLink(base, item, /^\/edge\/archive\/[^/]+\/#L\d+-L\d+$/);
  return [
    { name: 'groups', path: '/', heading: /groups|docket/i },
    { name: 'overview', path: '/edge/', heading: /Edge Images SIG/ },
    { name: 'overview for a member', path: '/edge/', cookie: beatriz, heading: /Edge Images SIG/ },
    { name: 'backlog for the chair', path: '/edge/backlog', cookie: marit, heading: /backlog/i },
    { name: 'item for the chair', path: item, cookie: marit, heading: /./ },
    { name: 'sources for the chair', path: '/edge/sources', cookie: marit, heading: /sources/i },
    { name: 'operator', path: '/operator/', cookie: ola, moves: true, fewLinks: 1, heading: /./ },
    { name: 'message with an attachment', path: at('bug-fennel-boot-db.20260916'), heading: /./ },
    { name: 'message of a reused Message-ID', path: '/twins/archive/twins@example.org/?alternate=1', heading: /Two of one name/ },
    { name: 'agenda', path: '/edge/agenda', heading: /agenda/i },
    { name: 'backlog', path: '/edge/backlog', heading: /backlog/i },
    { name: 'item', path: item, heading: /./ },
    { name: 'actions', path: '/edge/actions', heading: /actions/i },
    { name: 'decisions', path: '/edge/decisions', heading: /decisions/i },
    { name: 'meetings', path: '/edge/meetings/', heading: /meetings/i },
    { name: 'meeting of the archive', path: '/edge/meetings/2026-11-17/', heading: /17 Nov 2026/ },
    { name: 'attendance', path: '/edge/attendance', heading: /attendance/i },
    { name: 'report', path: '/edge/report?quarter=2026-Q4', heading: /2026-Q4/ },
    { name: 'votes', path: '/edge/votes/', heading: /votes/i },
    { name: 'votes for the chair', path: '/edge/votes/', cookie: marit, heading: /votes/i },
    { name: 'result of a ballot', path: '/edge/votes/1', heading: /Release 1\.0/ },
    { name: 'ballot with an objection', path: '/edge/votes/2', cookie: marit, heading: /32-bit boards/ },
    { name: 'ballot of options', path: '/edge/votes/3', heading: /How shall boards get updates/ },
    { name: 'ballot of options to vote on', path: '/edge/votes/3', cookie: beatriz, heading: /How shall boards get updates/ },
    { name: 'ballot to open', path: '/edge/votes/new?item=1', cookie: marit, heading: /Open a ballot/ },
    { name: 'confirmation of a vote', path: `/edge/votes/confirm/${secret}`, heading: /vote/i },
    { name: 'members', path: '/edge/members', heading: /members/i },
    { name: 'members for the chair', path: '/edge/members', cookie: marit, heading: /members/i },
    { name: 'queue', path: '/edge/queue', cookie: beatriz, heading: /queue/i },
    { name: 'sign-in', path: '/sign-in', fewLinks: 1, heading: /sign in/i },
    { name: 'sign-in by a link', path: `/sign-in/${secret}`, fewLinks: 1, heading: /sign in/i },
    { name: 'account', path: '/sign-in', cookie: beatriz, fewLinks: 1, heading: /./ },
    { name: 'actions for the chair', path: '/edge/actions', cookie: marit, heading: /actions/i },
    { name: 'decisions for the chair', path: '/edge/decisions', cookie: marit, heading: /decisions/i },
    { name: 'meetings for the chair', path: '/lab/meetings/', cookie: marit, heading: /meetings/i },
    { name: 'meeting for the chair', path: `${prepared}/`, cookie: marit, heading: /12 Jan 2027/ },
    { name: 'agenda of a chair', path: `${prepared}/agenda`, heading: /agenda/i },
    { name: 'agenda to edit', path: `${prepared}/edit`, cookie: marit, heading: /Edit the agenda/ },
    { name: 'running meeting', path: `${running}/live`, moves: true, heading: /5 Jan 2027/ },
    { name: 'running meeting for a member', path: `${running}/live`, cookie: beatriz, moves: true, heading: /5 Jan 2027/ },
    { name: 'running meeting for the chair', path: `${running}/live`, cookie: marit, moves: true, heading: /5 Jan 2027/ },
    { name: 'minutes', path: `${held}/minutes`, heading: /Minutes/ },
    { name: 'minutes for the chair', path: `${held}/minutes`, cookie: marit, heading: /Minutes/ },
    { name: 'import of minutes', path: `${held}/import`, cookie: marit, heading: /./ },
    { name: 'outbox', path: '/lab/outbox/', cookie: marit, heading: /outbox/i },
    { name: 'mail of the outbox', path: `/lab/outbox/${drafted}`, cookie: marit, moves: true, heading: /Minutes/ },
    { name: 'archive', path: '/edge/archive/', heading: /archive/i },
    { name: 'month', path: '/edge/archive/?month=2026-10', heading: /October 2026|2026-10/ },
    { name: 'thread', path: at('roadmap-1.20260902') + 't/', heading: /Edge Images SIG roadmap/ },
    { name: 'flat thread', path: at('roadmap-1.20260902') + 't/?view=flat', heading: /Edge Images SIG roadmap/ },
    { name: 'message', path: at('roadmap-1-tw.20260902'), heading: /Edge Images SIG roadmap/ },
    { name: 'message at lines', path: lines, heading: /./ },
    { name: 'HTML-only message', path: at('guide-draft.20261029'), heading: /Draft of the beginner/ },
    { name: 'diff message', path: at('patch-watchdog.20260909'), heading: /watchdog/ },
    { name: 'search with hits', path: '/edge/archive/?q=fennel', heading: /search|fennel/i },
    { name: 'search with an offer', path: '/edge/archive/?q=CVE-2026-10234', heading: /search/i },
    { name: 'choice of an old number', path: '/pipermail/edge/2026-October/000012.html', status: 300, heading: /Which mail was number 000012/ },
    { name: 'search without a hit', path: '/edge/archive/?q=zyzzyva', heading: /search|zyzzyva/i },
    { name: 'search fault', path: '/edge/archive/?q=%28roadmap', status: 400, heading: /search|query|understood|read/i },
    { name: 'search of all groups', path: '/search?q=fennel', heading: /search|fennel/i },
    { name: 'search of all groups with an offer', path: '/search?q=CVE-2026-10234', heading: /search/i },
    { name: 'search best first', path: '/edge/archive/?q=fennel&order=relevance', heading: /search|fennel/i },
    { name: 'refs', path: '/edge/refs/cve/CVE-2026-10234', heading: /CVE-2026-10234/ },
    { name: 'refs of all groups', path: '/refs/cve/CVE-2026-10234', heading: /CVE-2026-10234/ },
    { name: 'refs without a citation', path: '/refs/commit/0123456789', heading: /0123456789/ },
    { name: 'not found', path: '/edge/no-such-page', status: 404, heading: /found|no such|nothing|no page/i },
  ];
}
