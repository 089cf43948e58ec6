import { createHmac } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { type Host, put } from './an-operators-host.ts'

/** What a receiver heard, one POST. */
export interface Heard { readonly headers: Readonly<Record<string, string>>; readonly body: string }

/** A webhook's receiver as a service of the machine, which may be down, and may keep silent. */
export interface Hook {
  readonly url: string
  heard(): readonly Heard[]
  /** `silent`: it takes the connection, and never answers. */
  mode(mode: 'ok' | 'busy' | 'silent'): void
}

const home = '/srv/hook'

/** Installed, and not started. */
export async function aHook(host: Host, port: number): Promise<Hook> {
  put(host, '/usr/local/bin/hookd', program(port), 0o755)
  put(host, '/etc/systemd/system/hook.service', '[Unit]\nDescription=A receiver\n[Service]\nType=notify\nExecStart=/usr/local/bin/hookd\nNotifyAccess=all\n')
  const outside = join(host.machine.root, home)
  mkdirSync(outside, { recursive: true })
  writeFileSync(join(outside, 'mode'), 'ok')
  await host.machine.must(['systemctl', 'daemon-reload'])
  return {
    url: `http://127.0.0.1:${port}/hook/T0K3N`,
    heard: () => readdirSync(outside).filter((name) => /^\d+$/.test(name)).toSorted((a, b) => Number(a) - Number(b)).map((name) => heardIn(readFileSync(join(outside, name), 'latin1'))),
    // Exchanged as a whole: whoever is asked meanwhile must not find it empty.
    mode: (mode) => {
      writeFileSync(join(outside, 'mode.new'), mode)
      renameSync(join(outside, 'mode.new'), join(outside, 'mode'))
    },
  }
}

function heardIn(request: string): Heard {
  const end = request.indexOf('\r\n\r\n')
  const lines = request.slice(0, end).split('\r\n').slice(1)
  const headers = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]))
  return { headers, body: Buffer.from(request.slice(end + 4), 'latin1').toString() }
}

/** Whether the machine's root holds this text below one of these directories. */
export function holdsText(host: Host, text: string, directories: readonly string[]): readonly string[] {
  return directories.flatMap((directory) => {
    const outside = join(host.machine.root, directory)
    if (!existsSync(outside)) return []
    const files = readdirSync(outside, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
    return files.filter((file) => readFileSync(file).includes(text)).map((file) => file.slice(host.machine.root.length))
  })
}

/** As Node computes it, beside openssl's. */
export function signatureOf(secret: string, seconds: string, body: string): string {
  return createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')
}

/** Perl, because every Debian has it. Each request lies in a file of its own before it is answered. */
function program(port: number): string {
  return `#!/usr/bin/perl
use strict; use warnings;
require IO::Socket::INET; require IO::Socket::UNIX;
my $door = IO::Socket::INET->new(LocalAddr => "127.0.0.1:${port}", Listen => 16, ReuseAddr => 1) or die $@;
IO::Socket::UNIX->new(Type => 2, Peer => $ENV{NOTIFY_SOCKET})->send("READY=1");
my $count = () = glob('${home}/[0-9]*');
while (1) {
  my $guest = $door->accept or next;
  my ($request, $length) = ('', 0);
  while (my $line = <$guest>) { $request .= $line; $length = $1 if $line =~ /^content-length: (\\d+)/i; last if $line =~ /^\\r?\\n$/ }
  read($guest, my $body, $length) if $length;
  open(my $file, '<', '${home}/mode') or die $!; my $mode = <$file>; close $file;
  if ($mode =~ /silent/) { if (!fork) { sleep 600; exit 0 } next }
  if ($mode =~ /ok/) { $count++; open(my $out, '>', "${home}/$count.part") or die $!; print $out $request, $body; close $out; rename "${home}/$count.part", "${home}/$count" }
  print $guest 'HTTP/1.1 ', ($mode =~ /ok/ ? '204 No Content' : '503 Service Unavailable'), "\\r\\nContent-Length: 0\\r\\nConnection: close\\r\\n\\r\\n";
  close $guest;
}
`
}
