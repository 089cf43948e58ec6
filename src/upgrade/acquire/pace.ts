import { failure } from '../../errors.ts'
import type { Clock } from '../../host/types.ts'
import type { ByteStream } from '../ports.ts'

export interface Pace { readonly windowMs: number; readonly bytesPerSecondMin: number; readonly clock: Pick<Clock, 'monotonicMs'> }

/**
 * A server that sends one byte now and then keeps every idle timer happy and a download alive for ever (slow retrieval). IO when
 * a whole window brought too little. Silence altogether is the source's business: it holds the connection.
 */
export async function* paced(bytes: ByteStream, { windowMs, bytesPerSecondMin, clock }: Pace): ByteStream {
  let window = { sinceMs: clock.monotonicMs(), bytes: 0 }
  for await (const chunk of bytes) {
    yield chunk
    const nowMs = clock.monotonicMs()
    window.bytes += chunk.length
    const elapsedMs = nowMs - window.sinceMs
    if (elapsedMs < windowMs) continue
    if (window.bytes < (bytesPerSecondMin * elapsedMs) / 1000) throw failure('IO', `only ${window.bytes} bytes came within ${Math.round(elapsedMs / 1000)} s`)
    window = { sinceMs: nowMs, bytes: 0 }
  }
}

/** A body that ended early. Without a promised size an early end cannot be seen here; the signed digest sees it. */
export function refuseShort(name: string, receivedBytes: number, sizeBytes: number | null): void {
  if (sizeBytes !== null && receivedBytes !== sizeBytes) throw failure('IO', `'${name}' ended after ${receivedBytes} of ${sizeBytes} bytes`)
}
