/** Where things lie on a host (architecture section 8). `root` is `/` except in tests. */
export interface Places {
  readonly config: string
  readonly vendorConfig: string
  /** Downloads and the shelf: written by the unprivileged half, hearsay for the other. */
  readonly cache: string
  readonly shelf: string
  /** Journals and memory: written by root only. */
  readonly state: string
  readonly journals: string
  /** What people said with `skip` and `unskip`. */
  readonly words: string
  /** Staged releases of the in-place layout. */
  readonly releases: string
  readonly run: string
  readonly lock: string
  /** What the command line asked for beyond the instance name: URL, force, reason; one file for each instance. */
  readonly requests: string
  /** How the last run ended, for whoever followed its unit (decision 0005). */
  readonly report: string
}

export function placesOf(app: string, root = '/'): Places {
  const under = (path: string): string => (root === '/' ? path : root + path)
  return {
    config: under('/etc/app-upgrade'),
    vendorConfig: under('/usr/lib/app-upgrade'),
    cache: under(`/var/cache/app-upgrade/${app}`),
    shelf: under(`/var/cache/app-upgrade/${app}/shelf`),
    state: under(`/var/lib/app-upgrade/${app}`),
    journals: under(`/var/lib/app-upgrade/${app}/journals`),
    words: under(`/var/lib/app-upgrade/${app}/skips.json`),
    releases: under(`/var/lib/app-upgrade/${app}/releases`),
    run: under('/run/app-upgrade'),
    lock: under(`/run/app-upgrade/${app}.lock`),
    requests: under('/run/app-upgrade/requests'),
    report: under(`/run/app-upgrade/${app}.report`),
  }
}
