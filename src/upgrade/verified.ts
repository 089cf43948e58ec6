/**
 * Something a publisher signed. The seal is a symbol that only `drivers/trust/seal.ts` sets, so a plan cannot be made from
 * anything that did not pass through a trust driver; a plain object of the same shape is not `Verified`.
 */
export const seal: unique symbol = Symbol('verified')
export type Verified<T> = T & { readonly [seal]: true }
