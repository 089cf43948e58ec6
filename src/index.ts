/**
 * The library: for a program that embeds an upgrade instead of starting our unit. It brings the story and its ports; the embedder
 * brings (or borrows from `drivers/`) what the ports ask for. Everything below is harmless until `apply`.
 */
export { acquire } from './upgrade/acquire.ts'
export type { AcquireTools } from './upgrade/acquire-tools.ts'
export { admit } from './upgrade/admit.ts'
export type { AdmitTools } from './upgrade/admit-tools.ts'
export { apply, orBug } from './upgrade/apply.ts'
export type { Ending } from './upgrade/engine.ts'
export { stepsAfterwards, stepsBefore, type Closed, type Entry, type Outcome, type StepName } from './upgrade/entry.ts'
export { fold, type TransactionState } from './upgrade/fold.ts'
export { readJournal, type Journals } from './upgrade/journal.ts'
export { makePlan, type PlanInputs } from './upgrade/make-plan.ts'
export type { DriverSettings, Plan, PlannedFile, PlannedRelease, PlannedUnit, RestartKind } from './upgrade/plan.ts'
export type * from './upgrade/ports.ts'
export { historyOf, keptBefore, readRecords } from './upgrade/records.ts'
export { recover, type PortsFor, type Recovered } from './upgrade/recovery.ts'
export type { HistoryItem, Report, Request } from './upgrade/report.ts'
export { run, transact, type Acquired, type Admitted, type RunPorts } from './upgrade/run.ts'
export { publishRelease, type ManifestWanted, type ReleaseReport, type ReleaseStores, type ReleaseWanted } from './publish/release.ts'
export { publishTree, type TreeReport, type TreeWanted } from './publish/tree.ts'
export type { Body, PublishTools, Signs, Store } from './publish/ports.ts'
export { asFailure, Bug, exitCodeOf, Failure, failure, failureTable, isFailure, type FailureCode } from './errors.ts'
