/** How a version of the daemon is ill. It is written into the program: the file alone decides, as with a real release. */
export type Illness =
  | 'exits'      /* at once, with a reason on its standard error */
  | 'explains'   /* the same, but half a second after its reason was read */
  | 'dies'       /* once it has said that it is ready, and has answered once */
  | 'silent'     /* starts, and never says that it is ready */
  | 'unwell'     /* runs, and answers 503 */
  | 'lies'       /* its `--version` names another version */
  | 'mortal'     /* well, until somebody asks it for /die; and it takes a stop badly */
/** `dataSchema`: of its data, which it brings up to that when it starts; it does not start on those of a later one. */
export interface DaemonWishes { readonly version: string; readonly ill?: Illness; readonly dataSchema?: number }

/** Where a daemon with data has them, by its port. */
export const dataOf = ({ port }: { readonly port: number | string }): string => `/var/lib/data-${port}`

/** What it says before it gives up; to be found again in what the operator is told. */
export const lastWords = "unknown key 'listen_adress' in '/etc/acme.conf'"

/**
 * A daemon small enough to be read, and quick enough to be restarted a thousand times. Perl, because every Debian has it (perl-base
 * is essential), so that no compiler is needed to test. Its first argument is its port.
 */
export function acmed({ version, ill, dataSchema }: DaemonWishes): string {
  return `#!/usr/bin/perl
use strict; use warnings;
my ($version, $ill) = ('${version}', '${ill ?? ''}');
if (($ARGV[0] // '') eq '--version') { print 'acmed ', ($ill eq 'lies' ? '9.9.9' : $version), "\\n"; exit 0 }
${dataSchema === undefined ? '' : withData(dataSchema)}if ($ill eq 'exits') { print STDERR "${lastWords}\\n"; exit 3 }
if ($ill eq 'explains') {
  print STDERR "${lastWords}\\n";
  my $unread = pack('i', 1); # SIOCOUTQ: what journald has not taken yet, which comes late on a busy machine.
  select(undef, undef, undef, 0.01) while ioctl(STDERR, 0x5411, $unread) && unpack('i', $unread);
  select(undef, undef, undef, 0.5);
  exit 3;
}
require IO::Socket::INET; require IO::Socket::UNIX;
my $door = IO::Socket::INET->new(LocalAddr => "127.0.0.1:$ARGV[0]", Listen => 64, ReuseAddr => 1) or die "cannot listen on $ARGV[0]: $@";
if ($ill eq 'silent') { sleep 1 while 1 }
if (defined $ENV{NOTIFY_SOCKET}) { IO::Socket::UNIX->new(Type => 2, Peer => $ENV{NOTIFY_SOCKET})->send("READY=1\\nSTATUS=acmed $version") }
if ($ill eq 'mortal') { $SIG{TERM} = sub { exit 1 } }
while (1) {
  my $guest = $door->accept or next;
  my $line = <$guest> // '';
  while (my $head = <$guest>) { last if $head =~ /^\\r?\\n$/ }
  if ($ill eq 'mortal' && $line =~ m{ /die }) { print STDERR "${lastWords}\n"; exit 3 }
  my $body = $line =~ m{ /version } ? "$version\\n" : "ok\\n";
  my $status = $ill eq 'unwell' ? '503 Service Unavailable' : '200 OK';
  print $guest "HTTP/1.1 $status\\r\\nContent-Length: ", length $body, "\\r\\nConnection: close\\r\\n\\r\\n$body";
  close $guest;
  if ($ill eq 'dies' && $line =~ m{ /version }) { print STDERR "${lastWords}\\n"; exit 3 }
}
`
}

/** `--check PORT` answers what a start would do: 0 nothing, 1 migrate, 2 give up. */
function withData(schema: number): string {
  return `my $data = "${dataOf({ port: '$ARGV[-1]' })}/schema";
my $have = do { if (open my $in, '<', $data) { my $line = <$in> // 0; $line + 0 } else { 0 } };
if ($ARGV[0] eq '--check') {
  if ($have > ${schema}) { print "schema $have is newer than ${schema}\\n"; exit 2 }
  if ($have && $have < ${schema}) { print "schema $have to ${schema}\\n"; exit 1 }
  exit 0;
}
if ($have > ${schema}) { print STDERR "schema $have is newer than ${schema}\\n"; exit 4 }
open my $out, '>', $data or die "cannot write $data: $!"; print $out "${schema}\\n"; close $out;
`
}

/** A second file of the same release, which is no daemon: both must always be of one version. */
export function acme(version: string): string {
  return `#!/bin/sh\necho 'acme ${version}'\n`
}
