import { posix } from 'node:path'
import { unitDirectories } from '../formats/unit-path.ts'

/** Where things lie on a host (architecture section 8), and whose they are. */
export interface Places {
  /** Whose things these are, and who besides root is believed about them: 0, or the user whose own daemon it is (decision 0025). */
  readonly owner: number
  readonly config: string
  readonly vendorConfig: string
  /** Downloads and the shelf: written by the unprivileged half, hearsay for the other. */
  readonly cache: string
  readonly shelf: string
  /** What servers answered last time. */
  readonly answers: string
  /** What the acquiring half saw at the source: hearsay, merged into `seen` by the owner's half. */
  readonly listing: string
  /** Journals and memory: written by the owner only. */
  readonly state: string
  readonly journals: string
  /** What people said with `skip` and `unskip`. */
  readonly words: string
  /** Which releases were seen, and when first, by this host's clock. Readable by everybody: no secret is in it. */
  readonly seen: string
  /** Signed bundles to be applied, each a directory `*.bundle` (its own name only once it is complete), and where they go afterwards. */
  readonly inbox: string
  readonly inboxDone: string
  readonly inboxRefused: string
  /** Which bundles were tried in vain in this boot, and since when. */
  readonly inboxNotes: string
  /** Copies of bundles, while a run takes a release from them. */
  readonly handed: string
  /** How the last run ended, also one that never came to a transaction. For metrics and `motd`; nothing is decided by it. */
  readonly lastRun: string
  /** Outcomes that somebody is still to be told of: written by the owner's half, sent by the one with a network. */
  readonly spool: string
  /** Staged releases of the in-place layout. */
  readonly releases: string
  readonly run: string
  readonly lock: string
  /** What the command line asked for beyond the instance name: URL, force, reason; one file for each instance. */
  readonly requests: string
  /** How the last run ended, for whoever followed its unit (decision 0005). */
  readonly report: string
  /** How often in a row an unattended run of this boot could not be made, and since when the daemon says that it is busy. */
  readonly tries: string
  readonly busy: string
  /** Which transaction of this boot has not been told to the system journal yet. */
  readonly owed: string
  /** At whose server the fleet's lock is to be let go of. */
  readonly owedToFleet: string
  readonly usual: UsualPlaces
}

/** Where the files of an app go that does not say it. */
export interface UsualPlaces {
  /** Directory of the homes of the links layout. */
  readonly homes: string
  /** Directory of public paths. */
  readonly programs: string
  /** Where whoever administers these daemons lays their unit files (systemd.unit(5)). */
  readonly units: string
  /** What `~` means at the beginning of a path; null: nothing. */
  readonly tilde: string | null
}

export const usualOfSystem: UsualPlaces = { homes: '/opt', programs: '/usr/local/bin', units: unitDirectories.machine, tilde: null }

/** The machine's own apps. `root` is `/` except in tests. */
export function placesOf(app: string, root = '/'): Places {
  const under = (path: string): string => (root === '/' ? path : root + path)
  const [config, vendorConfig] = [under('/etc/app-upgrade'), under('/usr/lib/app-upgrade')]
  return placesIn({ owner: 0, config, vendorConfig, cache: under('/var/cache/app-upgrade'), state: under('/var/lib/app-upgrade'), spool: under('/var/spool/app-upgrade'), run: under('/run/app-upgrade'), usual: usualOfSystem }, app)
}

/** A person, as the machine's own tables know them. */
export interface Account { readonly uid: number; readonly home: string }

/**
 * The apps of one user. Fixed names below the home that the account has, whatever XDG_CONFIG_HOME says: the verbs and the units must mean the
 * same places, and an environment is anybody's who starts us (failures.md E45).
 */
export function userPlacesOf(app: string, { uid, home }: Account): Places {
  const at = (path: string): string => posix.join(home, path, 'app-upgrade')
  // A vendor of a system daemon and one of a user's daemon may call it the same.
  const usual = { homes: posix.join(home, '.local/lib'), programs: posix.join(home, '.local/bin'), units: posix.join(home, unitDirectories.user), tilde: home }
  return placesIn({ owner: uid, config: at('.config'), vendorConfig: '/usr/lib/app-upgrade/user', cache: at('.cache'), state: at('.local/state'), spool: `${at('.local/state')}-spool`, run: `${runtimeOf({ uid })}/app-upgrade`, usual }, app)
}

/** Made by pam_systemd(8) when the user's manager starts, gone when it ends. */
export const runtimeOf = ({ uid }: Pick<Account, 'uid'>): string => `/run/user/${uid}`

type Bases = Pick<Places, 'owner' | 'config' | 'vendorConfig' | 'cache' | 'state' | 'spool' | 'run' | 'usual'>

function placesIn(bases: Bases, app: string): Places {
  const [cache, state] = [`${bases.cache}/${app}`, `${bases.state}/${app}`]
  return {
    ...bases,
    cache,
    shelf: `${cache}/shelf`,
    answers: `${cache}/answers`,
    listing: `${cache}/listing.json`,
    state,
    journals: `${state}/journals`,
    words: `${state}/skips.json`,
    seen: `${state}/seen.json`,
    inbox: `${state}/inbox`,
    inboxDone: `${state}/done`,
    inboxRefused: `${state}/refused`,
    inboxNotes: `${bases.run}/${app}.inbox`,
    handed: `${state}/handed`,
    lastRun: `${state}/last-run.json`,
    spool: `${bases.spool}/${app}`,
    releases: `${state}/releases`,
    lock: `${bases.run}/${app}.lock`,
    requests: `${bases.run}/requests`,
    report: `${bases.run}/${app}.report`,
    owed: `${bases.run}/${app}.owed`,
    tries: `${bases.run}/${app}.tries`,
    busy: `${state}/busy`,
    owedToFleet: `${state}/fleet-owed.json`,
  }
}
