import { toldKeys } from '../../src/cli/words/told.ts'
import { bold, example, item, paragraph, section } from './roff.ts'

/** The part of app-upgrade.toml(5) about what others are told: the message, its signature, and what becomes of it when nobody listens. */
export function tellingSection(): string {
  return section('TELLING OTHERS',
    ...before.map(paragraph), example(message), paragraph('Its keys, in version 1:'),
    ...Object.entries(toldKeys).map(([key, says]) => item(bold(key), `${says.slice(0, 1).toUpperCase()}${says.slice(1)}.`)),
    paragraph('A webhook gets it by POST, with these headers:'),
    ...headers.map(([name, says]) => item(bold(name), says)),
    ...signature.map(paragraph), example(verification),
    ...afterwards.map(paragraph))
}

const before = [
  'Everybody under [[tell]] is told how each run ended, but for the events that are left out by "on". The run itself does not wait: it leaves the message in /var/spool/app-upgrade/<app>/ and starts app-upgrade-tell@<app>.service, '
    + 'which runs as the user app-upgrade with a network and nothing else, and whatever becomes of the message changes nothing about the upgrade.',
  'The message is one JSON document, the same for everybody. It holds nothing that must stay on the host: no settings, no lines of the daemon, no query of an address; only the reason may quote the last words of a daemon that failed.',
] as const

/** As it is sent, spread over lines for the eye. */
export const message = `{
  "version": 1,
  "id": "20261121T104845123Z-3fa29c01",
  "at": "2026-11-21T10:48:45.123Z",
  "host": "web-1.example.org",
  "app": "acme",
  "event": "rolled-back",
  "message_id": "6c078bbe5a46476e9d1af5201b10d57c",
  "priority": 3,
  "way": "on",
  "from": "1.4.2",
  "to": "2.0.0",
  "running": "1.4.2",
  "downtime_seconds": 4.2,
  "transaction": "20261121T104841Z-3fa29c",
  "digest": "8b1a9953c4611296a827abf8c47804d7e6c49c6b97e0cd6d6f3c2d1c8e5f0a11",
  "code": "ROLLED_BACK",
  "reason": "unit 'acme.service' failed 3 times in 60 s",
  "next": null,
  "by": "timer",
  "text": "acme: unit 'acme.service' failed 3 times in 60 s; now: 1.4.2 is running again"
}
`

const headers = [
  ['x-app-upgrade-id', 'The id of the message.'],
  ['x-app-upgrade-event', 'The event.'],
  ['x-app-upgrade-signature', 't=<seconds>,v1=<hex>, where a secret is named.'],
  ['authorization', 'The content of the secret that is named there, as it is.'],
] as const

const signature = [
  'The signature is HMAC-SHA256, by the content of the secret, over the seconds, a full stop, and the body as it was received. The seconds are the time of sending: a receiver refuses what is older than a few minutes, and what it has already taken by its id. With t and v1 from the header and the body in a file, this prints v1:',
] as const

/** The one line; the tests run it. */
export const verification = `{ printf '%s.' "$t"; cat body; } | openssl dgst -sha256 -hmac "$secret"\n`

const afterwards = [
  'A webhook has taken a message when it answers with a status of 2xx. It is asked again later after 408, 425, 429 and 5xx, and when it cannot be reached; any other answer, redirects included, drops the message. A command has taken it when it ends with 0; it is asked again later after 75, and when it did not end by itself.',
  'Later is ten minutes (RestartSec= of the unit), the next outcome, or the next boot. Whoever cannot be told is told in order, keeps nobody else waiting, and is given up after three days; at most 200 messages of an app wait. What was given up, refused or dropped is said in the system journal with a MESSAGE_ID of its own; see app-upgrade@.service(8).',
  'A command runs in the sandbox of that unit: it reaches the network, sees no home, writes nowhere, and gains no privileges. What it needs beyond that is given with systemctl edit app-upgrade-tell@.service.',
] as const

