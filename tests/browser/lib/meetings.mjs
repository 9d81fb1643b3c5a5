// A group of its own with a meeting that was held, one that runs, and one that is prepared.
import { chair, member } from './people.mjs';

export const held = '/lab/meetings/2026-11-10';
export const running = '/lab/meetings/2027-01-05';
export const prepared = '/lab/meetings/2027-01-12';

export function holdMeetings(docket) {
  const lab = (verb, ...args) => docket.mustRun(...verb.split(' '), 'lab', ...args);
  lab('group set', '--create', '--name', 'Board Lab', '--address', 'lab@lists.example.org', '--timezone', 'Europe/London');
  for (const [name, address, role] of [['Marit Solheim', chair, 'chair'], ['Beatriz Quintela', member, 'member']])
    lab('member add', address, '--name', name, '--role', role, '--since', '2026-01-01');
  for (const day of [held, running, prepared].map((path) => path.slice(-10))) {
    lab('meeting add', `${day}T15:00`, '--place', '#lab on irc.example.org');
    lab('agenda add', 'Which boards are lent to whom', '--minutes', '15', '--presenter', 'Beatriz Quintela', '--notes', 'See the [list](https://wiki.example.org/lab).', '--date', day);
    lab('agenda add', 'A second serial console, so that a board can be reached when its own has stopped', '--minutes', '20', '--date', day);
    lab('agenda add', 'Any other business', '--date', day);
    lab('agenda add', 'A logo', '--date', day);
    lab('agenda park', '4', '--date', day);
    lab('agenda publish', '--date', day);
  }
  for (const day of [held, running].map((path) => path.slice(-10))) {
    lab('meeting start', '--date', day);
    lab('meeting scribe', 'Beatriz Quintela', '--date', day);
    lab('meeting attend', 'present', 'Marit Solheim', 'Somebody New', '--date', day);
    lab('meeting topic', '1', '--date', day);
    lab('meeting say', 'note', 'Four Fennels are out, two of them since the spring', '--date', day);
    lab('meeting say', 'action', 'ask for the two boards', '--owner', 'Beatriz Quintela', '--due', '2026-11-20', '--date', day);
    lab('meeting say', 'action', 'write to the school', '--owner', 'Somebody New', '--date', day);
    lab('meeting outcome', '1', 'done', '--date', day);
    lab('meeting topic', '2', '--date', day);
    lab('meeting vote open', 'Buy the console?', '--date', day);
    lab('meeting vote cast', '+1', 'Marit Solheim', 'Beatriz Quintela', '--date', day);
  }
  const on = ['--date', held.slice(-10)];
  lab('meeting vote close', ...on);
  lab('meeting end', ...on);
  lab('minutes correct', lab('minutes lines', ...on).split(' ')[0], 'Four Fennels are out, two of them since April', '--remark', 'it was April', ...on);
  lab('outbox write', 'minutes', ...on);
}
