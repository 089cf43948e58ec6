import { createHmac } from 'node:crypto'

/** What a receiver needs in order to know who sent this, and when. */
export interface Signed { readonly secret: string; readonly atMs: number; readonly body: Uint8Array }

/**
 * `t=<seconds>,v1=<hex>`: HMAC-SHA256 (RFC 2104) over the seconds, a full stop, and the body as it is sent. The time is under the signature, so that
 * whoever overheard a message cannot send it again tomorrow; `v1` leaves room for another algorithm beside it.
 */
export function messageSignature({ secret, atMs, body }: Signed): string {
  const seconds = String(Math.floor(atMs / 1000))
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.`).update(body).digest('hex')}`
}
