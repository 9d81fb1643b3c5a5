#!/usr/bin/env python3
"""The whole loop over a real mail server, Postfix, on loopback and free ports: an agenda mail leaves docket over TLS, comes back from
the list's Maildir as nothing new, and a reply to it is known to be about that meeting; what cannot be delivered comes back too; a ballot is
voted on by mail."""

import email.utils
import mailbox
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "integration"))
from harness import ROOT, Serving, Tests  # noqa: E402
from postfix import Postfix, begin, n_items, wait_for_words, write_config  # noqa: E402

tests = Tests()


@tests("agenda mail, back from the list, a reply: known to be about the meeting")
def loop(check):
    with Postfix(check.folder) as server:
        begin(check)
        before = n_items(check)
        config = write_config(check, server, f"ca-file={server.folder}/cert.pem")
        check.must("outbox", "write", "virt", "agenda", "--mail", str(config))
        check.must("outbox", "send", "1")
        shown = check.must("outbox", "show", "1", "--mail", str(config)).text
        with Serving(check.db, "--mail", config) as serving:
            wait_for_words(check, "mail 1: sent", "outbox", "show", "1")
            path = server.mails("virt", 1)[0]
            came = path.read_text()
            # What the chair was shown is what the list got, under the lines that mail servers add.
            check.ok(shown.split("\n\n", 1)[1].strip() in came, f"the mail is another one:\n{shown}\n---\n{came}")
            check.ok(" with ESMTPS " in came, f"it came without TLS: {came[:600]}")
            mail = mailbox.MaildirMessage(came)
            check.ok(mail["Message-ID"].startswith("<docket.agenda."), mail["Message-ID"])
            check.equal(mail["Auto-Submitted"], "auto-generated", "a machine says that it is one")
            check.must("source", "add", "virt", server.mail / "virt")
            check.must("sync", "virt")
            check.equal(n_items(check), before, "docket's own agenda states nothing new")
            server.submit("ann@example.net", "virt@lists.example.org",
                          f"From: Ann <ann@example.net>\nTo: virt@lists.example.org\nSubject: Re: {mail['Subject']}\n"
                          f"Message-ID: <reply-1@example.net>\nIn-Reply-To: {mail['Message-ID']}\nReferences: {mail['Message-ID']}\n"
                          "Date: Tue, 05 Jan 2027 10:00:00 +0000\n\nI propose that we talk about the bridges first.\n\nagenda: Bridges before tunnels\n")
            server.mails("virt", 2)
            check.must("sync", "virt")
            page = serving.get("/virt/archive/reply-1@example.net/").decode()
            check.ok("meeting:2027-01-12" in page, f"the reply is not known to be about the meeting: {page}")
            check.ok(n_items(check) > before, "what the person says is found")
            waits = check.must("agenda", "waiting", "virt").text
            check.ok("Bridges before tunnels" in waits, f"the line of the reply waits for the chair: {waits}")
        check.sound()


@tests("a certificate that nobody vouches for gets no mail")
def certificate(check):
    with Postfix(check.folder) as server:
        config = write_config(check, server, "")
        done = check.run("mail", "test", "docket@example.org", "--mail", str(config))
        check.equal(done.status, 1, f"mail test {done}")
        check.ok("certificate" in done.errors, done.errors)
        good = write_config(check, server, f"ca-file={server.folder}/cert.pem")
        told = check.must("mail", "test", "docket@example.org", "--mail", str(good)).text
        check.ok(told.startswith("taken for docket@example.org: 250 "), told)
        server.mails("docket", 1)


@tests("TLS from the first byte: smtps with the certificate that the file names, and with no other")
def secure(check):
    with Postfix(check.folder) as server:
        begin(check)
        bare = write_config(check, server, "", scheme="smtps")
        done = check.run("mail", "test", "docket@example.org", "--mail", str(bare))
        check.equal(done.status, 1, f"mail test {done}")
        check.ok("certificate" in done.errors, done.errors)
        config = write_config(check, server, f"ca-file={server.folder}/cert.pem", scheme="smtps")
        check.must("outbox", "write", "virt", "agenda", "--mail", str(config))
        check.must("outbox", "send", "1")
        with Serving(check.db, "--mail", config):
            wait_for_words(check, "mail 1: sent", "outbox", "show", "1")
        came = server.mails("virt", 1)[0].read_text()
        check.ok(" with ESMTPS " in came, f"it came without TLS: {came[:600]}")
        check.ok("STARTTLS" not in server.log() and f"inet_listener:{server.port}" not in server.log(), server.log())


@tests("an unknown recipient is refused at once, an unreachable one comes back")
def bounce(check):
    with Postfix(check.folder) as server:
        begin(check)
        config = write_config(check, server, f"ca-file={server.folder}/cert.pem")
        check.must("group", "set", "virt", "--address", "nobody@lists.example.org")
        check.must("outbox", "write", "virt", "agenda", "--mail", str(config))
        check.must("group", "set", "virt", "--address", "virt@void.example.org")
        check.must("outbox", "write", "virt", "agenda", "--mail", str(config))
        check.must("outbox", "send", "1", "2")
        with Serving(check.db, "--mail", config):
            refused = wait_for_words(check, "mail 1: failed", "outbox", "show", "1")
            check.ok("nobody@lists.example.org refused: 550 5.1.1" in refused, refused)
            wait_for_words(check, "mail 2: sent", "outbox", "show", "2")
            report = server.mails("bounces", 1)[0]
            check.must("mail", "bounce", report)
            text = check.must("outbox", "show", "2").text
            check.ok("mail 2: failed" in text and "virt@void.example.org bounced: 4.4.1" in text, text)
            check.must("mail", "bounce", report)


@tests("what comes back is piped into docket by the alias of the guide, and shown to the chair")
def alias(check):
    with Postfix(check.folder) as server:
        begin(check)
        server.pipe_bounces(check.db)
        config = write_config(check, server, f"ca-file={server.folder}/cert.pem", "docket-bounces@here.example.org")
        check.must("group", "set", "virt", "--address", "virt@void.example.org")
        check.must("outbox", "write", "virt", "agenda", "--mail", str(config))
        check.must("outbox", "send", "1")
        with Serving(check.db, "--mail", config):
            text = wait_for_words(check, "mail 1: failed", "outbox", "show", "1")
            check.ok("virt@void.example.org bounced: 4.4.1" in text, f"{text}\n{server.log()[-1500:]}")
        check.ok("failed" in check.must("outbox", "list", "virt").text, "the list of the outbox says so")


@tests("a ballot over the list: votes come by mail and by command, a stranger's does not bind, the result goes out")
def ballot(check):
    with Postfix(check.folder) as server:
        begin(check)
        for name, address, role in (("Ann", "ann@example.org", "chair"), ("Bob", "bob@example.net", "member")):
            check.must("member", "add", "virt", address, "--name", name, "--role", role, "--since", "2014-01-01")
        check.must("vote", "policy", "virt", "--unverified", "at-once")
        check.must("vote", "open", "virt", "Shall we move the bridges?", "--rule", "majority")
        config = write_config(check, server, f"ca-file={server.folder}/cert.pem")
        check.must("outbox", "send", "1")
        with Serving(check.db, "--mail", config):
            wait_for_words(check, "mail 1: sent", "outbox", "show", "1")
            called = mailbox.MaildirMessage(server.mails("virt", 1)[0].read_text())
            check.must("source", "add", "virt", server.mail / "virt")

            def answer(n, name, address, words):
                server.submit(address, "virt@lists.example.org",
                              f"From: {name} <{address}>\nTo: virt@lists.example.org\nSubject: Re: {called['Subject']}\n"
                              f"Message-ID: <vote-{n}@example.net>\nIn-Reply-To: {called['Message-ID']}\n"
                              f"References: {called['Message-ID']}\nDate: {email.utils.formatdate()}\n\n{words}\n")
                server.mails("virt", n + 1)

            answer(1, "Bob", "bob@example.net", "-1 not before the spring")
            answer(2, "Eve", "eve@example.com", "+1")
            answer(3, "Bob", "bob@example.net", "+1 then, the spring it is")
            check.must("sync", "virt")
            check.must("vote", "cast", "virt", "1", "ann@example.org", "+1")
            told = check.must("vote", "show", "virt", "1", "--format", "json").json()
            check.ok("1 binding +1" not in str(told) and "2 binding +1" in str(told), told)
            check.must("vote", "close", "virt", "1")
            result = next(line.split()[0] for line in check.must("outbox", "list", "virt").text.splitlines() if "[RESULT]" in line)
            check.must("outbox", "send", result)
            wait_for_words(check, f"mail {result}: sent", "outbox", "show", result)
            came = server.mails("virt", 5)[-1].read_text()
            check.ok("[RESULT] [VOTE] Shall we move the bridges?" in came, came)
            answer(5, "Bob", "bob@example.net", "-1 too late")
            check.must("sync", "virt")
        text = check.must("vote", "show", "virt", "1").text
        check.ok("not on the roster" in text, text)
        check.ok("changed later" in text, text)
        check.ok("Result: passed" in text and "2 binding +1 and 0 binding -1" in text, text)
        check.ok("move the bridges" in check.must("decisions", "virt").text, "the register has the decision")
        check.sound()


if __name__ == "__main__":
    tests.main()
