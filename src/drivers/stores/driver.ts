import type { Clock, Net } from '../../host/types.ts'

/** What a store on the network may use of the machine. */
export interface StoreTools {
  readonly net: Net
  readonly clock: Pick<Clock, 'nowMs'>
  readonly signal: AbortSignal
}
