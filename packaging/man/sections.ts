import type * as v from 'valibot'
import { defaults, ranges, type Range } from '../../src/config/limits.ts'
import { shape } from '../../src/config/shape.ts'
import { coordinators } from '../../src/drivers/coordination/table.ts'
import { gateDrivers } from '../../src/drivers/gates/table.ts'
import { layouts } from '../../src/drivers/layouts/table.ts'
import { probes } from '../../src/drivers/probes/table.ts'
import { sources } from '../../src/drivers/sources/table.ts'
import { tellers } from '../../src/drivers/tellers/table.ts'
import { trusts } from '../../src/drivers/trust/table.ts'
import { type Key, keysOf } from './keys.ts'
import { policyWords } from './policy-words.ts'

/** A section of an app's file: what it is for, and its keys; a section with a `kind` has keys for each. */
export interface Section {
  readonly heading: string
  readonly says: string
  readonly keys: readonly Key[]
  readonly kinds: readonly Kind[]
}
/** One driver: what it is for, and its own keys, `kind` left out. */
export interface Kind { readonly kind: string; readonly says: string; readonly keys: readonly Key[] }

/** All sections in the order of the manual. The drivers describe their own keys; what the shape of a section says is described here. */
export function manualSections(): readonly Section[] {
  return [
    { heading: '[source]', says: 'Where releases come from. Nothing that it says is believed before a signature has been checked.', keys: [], kinds: kindsOf(sources) },
    { heading: '[[mirror]]', says: 'Another place with the same releases: a table like [source], of any kind. Mirrors are tried in their order when the source cannot be reached, lacks the version that is asked for, or lacks a file of it. While the source answers, it alone decides which release is the newest. What comes from a mirror is checked like everything else, and people are told of it.', keys: [], kinds: [] },
    section('[network]', 'How servers are reached. Nothing of it is taken from the environment, and this machine itself is never reached through a proxy.', shape.network, 'network'),
    { heading: '[[trust]]', says: 'Whose word makes a release believable. At least one; all of them must hold, unless [release] says how many. There is no way to switch this off.', keys: [], kinds: kindsOf(trusts) },
    section('[release]', 'What every release is held to, whoever signed it, and whoever asks for it.', shape.release, 'release'),
    section('[archive]', 'What of the release is laid down. By how its name ends, a release is an archive (.tar.gz, .tgz, .tar.xz, .txz, .tar.zst, .tzst, .tar.bz2, .tbz2, .tbz, .zip) or a single program (.gz, .xz, .zst, .bz2, or no such ending at all); a single program is the one managed file, whatever it is called. Compressed files hold exactly one stream; only bzip2 may hold several. Dictionaries and windows may be as large as xz -9 and zstd --ultra -22 make them.', shape.archive, 'archive'),
    { heading: '[layout]', says: 'How a version becomes the live one.', keys: [filesKey], kinds: layoutKinds() },
    section('[[file]]', 'A file that travels with the managed ones: a unit, a socket, a drop-in, a template. It is laid down when its content changed, kept beside its place like a managed file, and put back on every way back; systemd is told once. What the release does not ship is not touched: local changes to a unit belong in a drop-in of their own. Laid down, it belongs to root (with --user: to the user). A new unit is not enabled, and not started.', shape.companion, 'companion'),
    section('[[generate]]', 'A file of each release directory that no publisher can know, like settings of this very host: it is what a command prints. The command runs before anything is touched, once it was read off the new files that they can run here, shut in as a rehearsal is: it changes nothing, and its complaints go to the system journal. A path in archive.carry instead takes the file over from the live release.', shape.generate, 'generate'),
    section('[[unit]]', 'A unit to restart, in this order. Without any it is <app>.service. Several are one: each must be ready before the next is restarted, all are watched together in the end, and the first that is not well takes all of them back: those that were restarted are stopped, the last first, and started in order. A unit that systemd restarted along with one before it, which it requires, is not restarted again. What requires one of them and ran before (RequiredBy=, BoundBy=, ConsistsOf= of systemctl show) must run afterwards, and is started if it does not; else the new version goes back. A unit that the new release no longer brings (see [[file]]) is stopped in its turn, and started again on the way back; what enabled it stays as it is, and a later rollback brings its file back and starts it. Processes that outlive a restart, as KillMode= wants, are told.', shape.unit, 'unit'),
    { heading: '[[probe]]', says: 'How the daemon\'s pulse is read. The unit itself is always watched: its job, its new invocation, its state and its restarts.', keys: [], kinds: kindsOf(probes) },
    section('[health]', 'When the new version counts as healthy.', shape.health, 'health'),
    section('[rollback]', 'The same for the version before, on its way back: its own time, never what the upgrade left over. What it does not say it takes from [health].', shape.rollback, 'rollback'),
    { heading: '[[gate]]', says: 'What must not be going on when an upgrade begins, and what must be there: asked, in this order, when everything else is ready and nothing has been touched. A gate that says "not now" makes a person\'s run end with status 75; an unattended run asks again, until it gives up and waits for its next regular time. --force passes a gate that is overridable, and the history says so. What rolls an ill version back asks no gate.', keys: [], kinds: kindsOf(gateDrivers) },
    section('[[rehearse]]', 'What the new files are asked, in this order, when they are verified and ready and before anything is touched; the probes of kind "version" are asked of them, too, and before that it is read off them what processor, loader, libraries and versions of symbols they need. Each command runs shut in by systemd: no network (local sockets only, and neither D-Bus nor a container engine), nothing to write but /tmp and its output, no privilege, limits of time, memory, processes and output ([rehearsal]); when it is over, all that it started is killed. A no is a refusal in the words of the program; --force goes on, and the history says so. A program that opens a port or a log file to check its configuration, as nginx -t does, cannot be asked about the one that it runs with. It can be asked about one that is made for the rehearsal, beside the real one: it includes the same parts, has its log on standard error, its pid file and other temporary files in /tmp, which is its own there, and listens on a local socket in /tmp. For nginx: command = ["{new:nginx}", "-e", "stderr", "-t", "-c", "/etc/nginx/rehearse.conf"]. Where that cannot be had, leave it out: a restart that fails is found by the judge, and undone. With --user the account is your own, and only limits and filters of system calls shut it in.', shape.rehearsed, 'rehearsed'),
    section('[rehearsal]', 'What every command may take that asks a new version before it is live: those of [[rehearse]] and [[generate]], the check of [data], the command of [build_info], and the version probes; without systemd nothing limits them but their timeout. And what is done where there is no systemd.', shape.rehearsal, 'rehearsal'),
    section('[data]', 'What a release does to the daemon\'s data, and how that is undone. With this section each release is asked, by its own check, after it was verified and before anything is touched: shut in as a rehearsal is, without network, and where nothing can be written. By its exit status it is compatible (nothing more is done), migrates them, or is incompatible, which is a refusal that --force does not pass; any other end is one, too, unless a person goes back with --force. What then happens to a release that migrates says on_migration: "refuse"; "roll-back", when the version before can live with migrated data, so that an ill release is rolled back as usual; "stay", when there is no way back: from the moment in which its restart begins a release that is ill stays in its place, the run ends with status 42 and says so, and it takes a newer release or a person to mend it; or "snapshot", where the command snapshot runs before the swap and the command restore on the way back, before the version before is started, if the new one may have run. Both are run by systemd as app-upgrade-data-<app>.*.service, one at a time, with the rights of their account, and what they print is in the system journal. restore must be repeatable: one that was interrupted runs again, at boot too, before the daemon, where nothing but local files can be reached. One that ends with another status than 0 is left to a person, with the daemon stopped: its units are kept from being started, by a drop-in in /run that systemctl status names (60-app-upgrade-data-<app>.conf, with AssertPathExists=/run/app-upgrade/<app>.data-put-back), also through reboots, until app-upgrade recover <app> --data-restored says that somebody has put the data back; that starts the version before, and judges it. A snapshot is not put back over what a run has written that is none of the upgrade\'s: one that was started by a person in the middle of a way back, or by a boot in which nothing was settled. Then the run ends with status 42 and names it, and nothing is touched. Without systemd nothing can shut the check in: "refuse" and "snapshot" are refused there, unless [rehearsal] unsandboxed = "allowed" lets it run as a plain child. A crash within the probation of a release that migrated is only told, and rollback goes back over it only with --force: nobody but a person can say whether what was written since may be lost.', shape.data, 'data'),
    { heading: '[coordination]', says: 'Whom to ask before this host goes down, and to tell when it is up again. The lock is held from just before the swap until the version is confirmed or the way back is over; a server that cannot be told then is told later, by app-upgrade-repay.service. A no is status 75, and a timer tries again.', keys: [], kinds: kindsOf(coordinators) },
    section('[[channel]]', 'A channel that is more than its name says. Nobody has to define one: any name that is followed means the finished releases and the pre-releases that are called like it.', shape.channel, 'channel'),
    section('[policy]', 'Which releases are taken, and when. By itself, none that is older than the live version or than the highest that was ever committed here, none that was found ill or skipped, and none that leaps more than a hundred major versions ahead: those take a person and --force. pin, hold and channel are written by the verbs of these names into 50-operator.toml, with who, when and why.', shape.policy, 'policy'),
    { heading: '[[tell]]', says: 'Who is told of every outcome, afterwards, by a process of its own that no upgrade waits for.', keys: [], kinds: kindsOf(tellers) },
    section('[build_info]', 'A file of the app\'s own that says what is installed, set after success. Only the named values change; what else stands in it stays as it is, comments included. A file that is not there is made. It is written anew, and belongs to root then, or to you with --user: one that only its owner or its group may read is refused before anything is touched. A rollback sets it, too.', shape.buildInfo, 'buildInfo'),
    section('[export]', 'Files that others read. They are made anew after every run, and never read by app-upgrade itself.', shape.exports, 'exports'),
    section('[limits]', 'Bounds that an honest release never meets.', shape.limits, 'limits'),
  ]
}

const filesKey: Key = {
  name: 'files', type: 'table', default: '{ "<app>" = "/usr/local/bin/<app>" }', presence: 'optional',
  description: "name of a program in the release, and the path at which people and units use it; swapped in this order. A path that belongs to a package of the distribution is refused, and so is one that anybody but root (with --user: but root and the user) could turn elsewhere. With --user the default is in ~/.local/bin, and ~/ is understood",
}

type Described = Readonly<Record<string, { readonly type: string; readonly says: string }>>

const time = ({ words }: Range): string => `time ${words}`
const size = ({ words }: Range): string => `size ${words}`
const count = ({ words }: Range): string => `whole number ${words}`

const watch: Described = {
  deadline: { type: time(ranges.deadline), says: 'by then every probe must read well' },
  deadline_max: { type: time(ranges.deadlineMax), says: `a unit that reports progress is waited for until then, at the longest: as long as its status text (STATUS=, sd_notify(3)) changes while not all is well, the deadline begins anew. The same holds for its start, see limits.restart. Not below the deadline; when it is not given, ${defaults.deadline_max}, or the deadline where that is longer` },
  steady: { type: time(ranges.steady), says: 'and stay so, unbroken, for this long' },
  restarts_max: { type: count(ranges.restartsMax), says: 'automatic restarts by systemd that are forgiven; more of them is flapping' },
}

/** What a schema cannot say of itself: times and sizes are text to it. */
export const described: Readonly<Record<string, Described>> = {
  release: {
    minimum_version: { type: 'version', says: "no older release is fetched or taken; --force does not pass over it. Going back to the kept version does; to an older one, rollback --to, with --force only" },
    threshold: { type: count(ranges.trustThreshold), says: 'so many of the [[trust]] tables must hold, and agree; those that do not are told. All of them when not given. With fewer, no key or workflow may stand in two tables, and none may be of the kind checksums, which nobody signs' },
    expiry: { type: '"honoured" or "required"', says: "whether what is signed must say until when it counts, by a file BEST-BEFORE-<date> in the list (sysupdate.d(5)) or by 'expires:<seconds>' in minisign's comment. What has expired is never taken" },
  },
  network: {
    proxy: { type: 'text', says: 'address of a proxy, like "http://proxy.example.org:3128"; https:// encrypts the way to it' },
    proxy_secret: { type: 'text', says: 'name of a secret that holds user:password for it; see SECRETS' },
    no_proxy: { type: 'list of text', says: 'host names (and all below them), addresses and networks like "10.0.0.0/8" that are reached directly' },
    certificates: { type: 'text', says: 'path of a PEM file with certificate authorities that are believed besides the ones of this host; only root may be able to write it' },
  },
  generate: {
    to: { type: 'text', says: 'path in the release, after its top directory' },
    command: { type: 'list of text', says: 'program and arguments; no shell is asked. {release} is the directory of the new release, {new:<name>} the new file of that name, {version} and {from} the versions, {live} the directory of the first public path' },
    user: { type: 'text', says: 'account that runs it; an unprivileged one of its own when not given' },
    timeout: { type: time(ranges.command), says: 'a command that takes longer has failed, and the release is refused' },
  },
  rehearsed: {
    name: { type: 'text', says: 'how it is called in messages; the command itself when not given' },
    command: { type: 'list of text', says: 'program and arguments, never a shell line; {new:name} is the path at which the new file of that name lies ready, {path:name} its public path, {release} the directory of the new release, {version} and {from} the versions, {live} the directory of the first public path' },
    user: { type: 'text', says: "account that runs it. When not given: the User= of the first [[unit]], so that the daemon's configuration can be read; where that is root, an unprivileged one of its own. Where the first unit is not the one whose configuration is read, say it" },
    timeout: { type: time(ranges.command), says: 'no answer by then is a no' },
    pass: { type: 'list of numbers', says: 'exit statuses that are a yes, 0 to 199' },
  },
  rehearsal: {
    unsandboxed: { type: '"skipped" or "allowed"', says: 'without systemd nothing can shut in a program that has never run here: it is not rehearsed, and the run says so. Allowed, it is a plain child, for root as the user nobody, and the run says what it could not be kept from' },
    memory: { type: size(ranges.rehearsalMemory), says: 'what all processes of such a command may have in memory together; beyond it the kernel ends one of them, and the answer is a no. A program that reserves more than it uses needs not more' },
    tasks: { type: count(ranges.rehearsalTasks), says: 'how many processes and threads it may have at a time' },
    output: { type: size(ranges.rehearsalOutput), says: 'how much it may write into any one file, its output included, which lies in memory meanwhile. Only its beginning is shown' },
  },
  data: {
    check: { type: 'list of text', says: 'program and arguments; no shell is asked. {new:<name>} is the new file of that name, {path:<name>} its public path, {live} the directory of the first one, {version} and {from} are the versions, {transaction} names this upgrade and no other. It must only read, and may be asked of any release, also of one that is gone back to' },
    user: { type: 'text', says: 'account that runs it: the one that the first unit has when not given, because it has to read the live data. One that is root has no privileges there, and reads what belongs to root or to everybody. Where another unit owns the data, say its account' },
    timeout: { type: time(ranges.command), says: 'a check that takes longer is a refusal' },
    compatible: { type: 'list of numbers', says: 'exit statuses, 0 to 199, of a release that leaves the data alone' },
    migrates: { type: 'list of numbers', says: 'of one that will migrate them when it starts' },
    incompatible: { type: 'list of numbers', says: 'of one that cannot work with them' },
    on_migration: { type: '"refuse", "roll-back", "stay" or "snapshot"', says: 'what is done about a release that migrates' },
    snapshot: { type: 'list of text', says: 'command that takes the snapshot, with the same placeholders; name it by {transaction}, and let it do away with old ones itself. One that fails is a refusal, and nothing was changed' },
    restore: { type: 'list of text', says: 'command that puts it back; it may be run more than once. The new version is stopped by then, and the files of the version before are back' },
    snapshot_user: { type: 'text', says: 'account that runs both; the one that the first unit has when not given' },
    snapshot_timeout: { type: time(ranges.command), says: 'how long each of them may take. A boot waits for restore so long, with everything that comes after basic.target, beyond the two minutes that app-upgrade-recover.service has for the rest' },
    during: { type: '"running" or "stopped"', says: 'whether the snapshot is taken of a running daemon, or the units are stopped before, in reverse order: then all of it is time without service. A socket that starts the daemon meanwhile spoils it, and is for the command to stop. Before the swap it is looked once more whether somebody has edited or masked a unit while the snapshot was taken, or stopped one that runs: that is a refusal, and what they stopped stays down. So a command that stops a running daemon itself has to start it again' },
  },
  buildInfo: {
    file: { type: 'text', says: 'the whole path of the file; below /etc its directory has to be opened for our units, as under [[file]]: doctor tells how' },
    format: { type: '"toml", "json" or "env"', says: 'what the file is; by its name\'s ending when not given' },
    set: { type: 'table', says: 'key of the file, in which a dot leads into a table, and the text that it shall have: {version}, {from} and the named groups of the pattern are filled in' },
    command: { type: 'list of text', says: 'what the new version is asked before anything is touched, shut in as a rehearsal is; with the placeholders of [[generate]]' },
    pattern: { type: 'regular expression', says: 'matched with each line of its answer; its named groups are placeholders of set. No match is a refusal' },
    user: { type: 'text', says: 'account that runs the command; an unprivileged one of its own when not given' },
    timeout: { type: time(ranges.command), says: 'how long the command may take' },
  },
  archive: {
    keep: { type: '"files" or "tree"', says: 'lay down only the files of the layout, or every file of the release (links layout only)' },
    carry: { type: 'list of text', says: 'paths in the release, of files that each new release directory takes over from the live one, also over what it brings under that name: made here once, and of no use to another host. Files of at most 16 MiB' },
    members: { type: 'list of text', says: 'when given, the release must hold exactly these files and no others' },
  },
  companion: {
    from: { type: 'text', says: 'path in the release, after its top directory. With a slash at its end: all files directly in that directory' },
    to: { type: 'text', says: 'where it belongs. For a unit file /etc/systemd/system when not given, with --user ~/.config/systemd/user; everything else must say it. With a slash at its end if from has one. Not among files that go with a boot, nor where app-upgrade keeps its own; the units that the machine itself stands on are refused. Below /etc our units may write to /etc/systemd, /etc/default and /etc/sysconfig; whoever wants another place there is told before anything is fetched how to open it' },
    mode: { type: 'text', says: 'its permissions, like "0644"; only its owner may be able to write it' },
    missing: { type: '"remove", "keep" or "refuse"', says: 'when the new release does not have it any more: it goes, it stays, or the release is refused. A unit of [[unit]] whose file goes is stopped; a release after which no service of the app would run is refused. Only what an upgrade laid down ever goes' },
    edited: { type: '"refuse", "replace" or "keep"', says: 'when somebody changed it here since it was laid down, and the release has another one: the release is refused, the change is replaced (and lies beside it, as .<file>.prev~), or it stays. A rollback replaces it, unless this says keep' },
  },
  unit: {
    name: { type: 'text', says: 'name of a service, or of a socket, a timer or a path; one that was not running before is not started. A service that rests while its socket listens is started and judged. A socket is restarted only when the release changes its own file or a drop-in of it: for that moment it does not listen, and its service is stopped before and started after it. Otherwise it goes on listening, and no connection is lost. One with Accept=yes is restarted alone: each of its services is a connection, and goes on with the unit file that it was started under. A timer and a path that are active take up a changed file when systemd reads it, and are not restarted: that would count OnActiveSec= anew, and with some versions of systemd run their service at once. systemd itself counts OnActiveSec= anew whenever it reads its files, and makes up for a moment of OnCalendar= that the new file has between the last run and now. A file that systemd cannot use is a reason to roll back; a timer that lost its moment to one is started again on the way back. One that has elapsed for good takes up its new file with its next start' },
    restart: { type: '"restart" or "reload-or-restart"', says: 'how it takes up the new version. It is restarted all the same where a reload keeps its old process, where its unit file or a drop-in of it changes with the release, where it is not running at that moment, and always on the way back' },
    steady: { type: time(ranges.unitSteady), says: `before the next unit is restarted, it must be active for so long, unbroken; ${defaults.unit_steady} when not given. Nothing is waited for after the last one, nor after a socket, a timer or a path` },
    ready: { type: 'a list of names', says: 'probes that must read well by then, too; by their name, or else by their kind. Probes that look at units further down still see the version before, so name only its own' },
    program: { type: 'text', says: 'the program that it runs, where that is none of the managed ones, as an interpreter is: "/usr/bin/java". Otherwise a unit that runs something else than what is upgraded is refused' },
  },
  health: watch,
  rollback: watch,
  ...policyWords,
  limits: {
    artifact: { type: size(ranges.artifact), says: 'largest release archive' },
    unpacked: { type: size(ranges.unpacked), says: 'largest sum of its files' },
    entries: { type: count(ranges.entries), says: 'largest number of files and directories in it' },
    sidecar: { type: size(ranges.sidecar), says: 'largest signed list, signature or bundle beside a release; some kinds are held to less anyway' },
    manifest: { type: size(ranges.manifest), says: 'largest manifest that lists releases' },
    stall: { type: time(ranges.stall), says: 'a download that brings nothing for this long is broken off' },
    download: { type: time(ranges.download), says: 'a download that takes longer is broken off' },
    restart: { type: time(ranges.restart), says: 'a restart job that takes longer is cancelled; that of a unit which is still starting and reports progress (its status text has changed, or it asked systemd for more time, EXTEND_TIMEOUT_USEC=) is given as long again, up to health.deadline_max' },
  },
}

function section(heading: string, says: string, schema: v.GenericSchema, name: string): Section {
  const keys = keysOf(schema).map((key) => {
    const words = described[name]?.[key.name]
    return words === undefined ? key : { ...key, type: words.type, description: words.says }
  })
  return { heading, says, keys, kinds: [] }
}

function kindsOf(table: Readonly<Record<string, { readonly schema: v.GenericSchema }>>): Section['kinds'] {
  return Object.entries(table).map(([kind, driver]) => {
    const keys = keysOf(driver.schema)
    return { kind, says: keys.find((key) => key.name === 'kind')?.description ?? '', keys: keys.filter((key) => key.name !== 'kind') }
  })
}

/** The layouts' schemas check what a plan says, and leave words and the home's default to the configuration. */
const layoutWords: Readonly<Record<string, string>> = {
  links: 'each version in a directory of its own, chosen by one link: all files change at the same instant',
  'in-place': 'the files themselves are replaced, one after the other; the version before lies beside each as <path>.prev. A path that is a link stands for the file that it leads to, and stays a link',
}
const homeWords = { presence: 'optional', default: '"/opt/<app>"', description: 'directory of the app alone (with --user: ~/.local/lib/<app>); its releases/ holds the versions, its current points to the live one' } as const

function layoutKinds(): readonly Kind[] {
  return kindsOf(layouts).map((kind) => ({
    ...kind,
    says: layoutWords[kind.kind] ?? kind.says,
    keys: kind.keys.map((key) => (key.name === 'home' ? { ...key, ...homeWords } : key)),
  }))
}
