import packageJson from '../../package.json' with { type: 'json' }
import type { World } from '../cli/world.ts'
import { failure } from '../errors.ts'
import { clock } from '../host/clock.ts'
import { readVersion } from '../release/version.ts'
import type { Report, Request } from '../upgrade/report.ts'
import { asTyped, calledAs, caller, terminal } from './terminal.ts'

/**
 * The verbs' world, made of the real machine. Every room behind it is loaded when a verb first needs it: `--version` and a typing mistake
 * must not pay for D-Bus, and the applying half must never load the HTTP client.
 */
export const world: World = {
  version: packageJson.version,
  terminal,
  caller,
  clock,
  ofUser: async () => {
    (await import('./scope.ts')).meanOwnDaemons()
    calledAs('app-upgrade --user')
    return world
  },
  apps: async () => (await import('./which.ts')).apps(),
  chooseApp: async (named) => (await import('./which.ts')).chosenApp(named),
  check: async (app, wanted) => (await import('./looks/check.ts')).check(app, wanted),
  upgrade: async (app, request, show) => {
    const { hasSystemd } = await import('./service.ts')
    if ((await hasSystemd()) === 'yes') {
      const { startAndFollow } = await asOwner(import('./follow.ts'))
      return fromBundle(app, request, (asked) => startAndFollow(app, asked, show))
    }
    await (await import('./scope.ts')).refuseAsleep()
    const { runHere } = await asOwner(import('./run.ts'))
    const wanted = { version: request.version === null ? null : readVersion(request.version), channel: request.channel }
    return fromBundle(app, request, (asked) => runHere({ instance: app, name: app, wanted, request: asked, tell: show }))
  },
  rollback: async (app, request, show) => world.upgrade(app, await (await asOwner(import('./back/after-others.ts'))).afterOthers(app, request, show), show),
  run: async (instance, show) => (await asOwner(import('./run-instance.ts'))).runInstance(instance, caller.actor, show),
  acquire: async (instance, show) => (await import('./acquire/acquire-instance.ts')).acquireInstance(instance, show),
  lease: async (app) => (await import('./fleet/fleet-errand.ts')).carryForUnit(app),
  repay: async () => (await asOwner(import('./fleet/repay.ts'))).repayAll(),
  probation: async (instance, show) => (await asOwner(import('./settle/settle.ts'))).endProbation(instance, show),
  runUnattended: async (app, occasion) => (await asOwner(import('./unattended/unattended.ts'))).runUnattended(app, occasion),
  enable: async (app, request) => shown(app, (await asOwner(import('./unattended/enable.ts'))).enableApp(app, request)),
  disable: async (app) => shown(app, (await asOwner(import('./unattended/enable.ts'))).disableApp(app)),
  inbox: async (app, show) => (await asOwner(import('./inbox/inbox.ts'))).openInbox(app, show),
  settle: async (instance, show) => (await asOwner(import('./settle/settle.ts'))).settleInstance(instance, show),
  tell: async (instance, say) => (await import('./tell/tell-app.ts')).tellApp(instance, say),
  recover: async (app, moment, show) => {
    const { recoverApps } = await asOwner(import('./settle/settle.ts'))
    if (moment === 'boot') (await import('./service.ts')).askManagerAlone()
    const reports = await recoverApps(app, moment === 'boot' ? 'boot' : 'now', show, moment === 'data-restored' ? { restoredBy: caller.actor } : {})
    await (await import('./tell/remind.ts')).remind(app === null ? await (await import('./settle/apps-with-state.ts')).appsWithState() : [app])
    return reports
  },
  status: async (app) => (await import('./looks/status.ts')).status(app),
  why: async (app, version) => (await import('./looks/why.ts')).why(app, version),
  history: async (app) => (await import('./looks/looks.ts')).history(app),
  list: async (app) => (await import('./looks/list.ts')).list(app),
  verify: async (app, file, version) => (await import('./looks/verify.ts')).verify(app, file, version),
  doctor: async (app) => (await import('./looks/doctor.ts')).doctor(app),
  wish: async (app, wish) => shown(app, (await asOwner(import('./wishes/wishes.ts'))).wishFor(app, wish)),
  channels: async (app) => (await import('./looks/channels.ts')).channels(app),
  skip: async (app, version, reason) => shown(app, (await asOwner(import('./looks/looks.ts'))).say(app, version, 'skip', reason ?? `it was skipped by ${caller.actor}`)),
  unskip: async (app, version) => shown(app, (await asOwner(import('./looks/looks.ts'))).say(app, version, 'unskip', `by ${caller.actor}`)),
  init: async (request) => (await import('./init.ts')).initApp(request),
  publishTree: async (request) => (await import('./publish/publish-tree.ts')).publishTreeAs(request),
  publishRelease: async (request) => (await import('./publish/publish-release.ts')).publishReleaseAs(request),
  finalEvent: async (fields) => {
    const { writeEvent } = await import('../systemd/final-event.ts')
    const { APP_UPGRADE_APP: app, APP_UPGRADE_REPORT: report, APP_UPGRADE_TRANSACTION: transaction } = fields
    if (app !== undefined && report !== undefined) await (await import('./settle/last-report.ts')).leaveReport(app, report)
    const written = await writeEvent({ SYSLOG_IDENTIFIER: 'app-upgrade', ...Object.fromEntries(Object.entries(fields).map(([name, text]) => [name, asTyped(text)])) })
    // Killed between the two, it is told twice: better than never.
    if (written === 'written' && app !== undefined && transaction !== undefined) await (await import('./settle/owed-event.ts')).eventTold((await import('./scope.ts')).theScope().places(app), transaction)
    if (app !== undefined) await (await import('./tell/after-event.ts')).afterEvent(app, fields)
  },
  statusLine: async (text) => (await import('./ask-for-time.ts')).tellStatus(text),
}

/** What somebody changed is shown at once in what is made for others: metrics, the line at login. */
async function shown<T>(app: string, change: Promise<T>): Promise<T> {
  const done = await change
  await (await import('./tell/exports.ts')).remakeExports(app)
  return done
}

/** A bundle is handed over before the run, and taken back after it. */
async function fromBundle(app: string, request: Request, run: (request: Request) => Promise<Report>): Promise<Report> {
  return request.bundle === null ? run(request) : (await import('./inbox/with-bundle.ts')).withBundle(app, request, run)
}

/** What changes a daemon is its owner's to ask for; said before anything else is looked at (formats.md P4). */
async function asOwner<T>(room: Promise<T>): Promise<T> {
  const { theScope } = await import('./scope.ts')
  if (theScope().owner.uid === caller.uid) return room
  void room.catch(() => {})
  throw failure('PERMISSION', 'only root may change what is live', { next: 'check, status and verify work for everybody; a daemon of your own is managed with --user' })
}
